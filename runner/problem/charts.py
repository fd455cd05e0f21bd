"""How an input may move: x = embed(t) with real numbers t, along which differences are taken; a claim is pulled back to them.

By the chain rule the gradient by t is the adjoint of embed's derivative, applied to the gradient by x. For a structured input
embed(t) = x₀ + P(t − x₀), with P the orthogonal projection onto the directions that keep the structure at x₀, which is its own
adjoint: t has the shape of x, mirrored entries move together, and the gradient compared is the projected one (P.-A. Absil, R.
Mahony, R. Sepulchre, Optimization Algorithms on Matrix Manifolds (2008), section 3.6). For a complex input t holds the real and
the imaginary part, along a last axis of two.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Literal, TypeAlias

import numpy as np

from ..errors import EvaluationError, NotAnalytic
from ..model import Array, Case, Floats

CLOSE = 1e-9
"""How near a written array must come to its structure, in units of its size."""


@dataclass(frozen=True, slots=True, eq=False)
class Parts:
    """The real and the imaginary part of a complex input.

    `says` is the convention by which claims are compared, `start` t at the drawn point, `embed` x at some t, stacked along
    leading axes or not, and `pull` a claim, of the shape of x, as a gradient by t.
    """

    base: Array
    convention: Literal["conjugate", "plain"]

    @property
    def says(self) -> str:
        sign = "+" if self.convention == "conjugate" else "−"
        return f"a last index of 0 is the real part a, 1 the imaginary part b; the gradient is ∂f/∂a {sign} i ∂f/∂b"

    def start(self) -> Floats:
        return np.stack([self.base.real, self.base.imag], axis=-1)

    def embed(self, points: Array) -> Array:
        if points.dtype.kind == "c":
            raise NotAnalytic("a complex input has no complex step")
        return np.asarray(points[..., 0] + 1j * points[..., 1])

    def pull(self, claim: Array) -> Floats:
        imaginary = claim.imag if self.convention == "conjugate" else -claim.imag
        return np.stack([claim.real, imaginary], axis=-1).astype(np.float64)


@dataclass(frozen=True, slots=True, eq=False)
class Along:
    """The directions that keep a structure; what it offers is that of `Parts`."""

    base: Floats
    project: Callable[[Array], Array]
    says: str

    def start(self) -> Floats:
        return self.base

    def embed(self, points: Array) -> Array:
        return np.asarray(self.base + self.project(points - self.base))

    def pull(self, claim: Array) -> Floats:
        return np.asarray(self.project(claim), dtype=np.float64)


Chart: TypeAlias = "Parts | Along"
"""The moves of one input, about the point that was drawn."""


@dataclass(frozen=True, slots=True)
class Structure:
    """One structure: made of standard normal numbers, held by an array, restored where it is almost there, kept by moves.

    `moves` gives the orthogonal projection onto its directions at x. `square`: it is one of matrices as wide as high.
    """

    made: Callable[[Floats], Floats]
    restored: Callable[[Floats], Floats]
    moves: Callable[[Floats], Callable[[Array], Array]]
    says: str
    square: bool = False


def _mirrored(z: Array) -> Array:
    return np.asarray(np.swapaxes(z, -1, -2))


def _symmetric(z: Array) -> Array:
    return np.asarray((z + _mirrored(z)) / 2)


def _skew(z: Array) -> Array:
    return np.asarray((z - _mirrored(z)) / 2)


def _definite(g: Floats) -> Floats:
    return np.asarray(g @ _mirrored(g) / g.shape[-1] + np.eye(g.shape[-1]))


def _orthonormal(g: Floats) -> Floats:
    """The Q of QR, with the signs that make R's diagonal positive: of a matrix almost orthonormal, one near by."""
    q, r = np.linalg.qr(g)
    signs = np.where(np.diagonal(r, axis1=-2, axis2=-1) < 0, -1.0, 1.0)
    return np.asarray(q * signs[..., None, :])


def _unit(g: Floats) -> Floats:
    return np.asarray(g / np.linalg.norm(g, axis=-1, keepdims=True))


def _simplex(g: Floats) -> Floats:
    powers = np.exp(g)
    return np.asarray(powers / powers.sum(axis=-1, keepdims=True))


def _shares(x: Floats) -> Floats:
    return np.asarray(np.abs(x) / np.abs(x).sum(axis=-1, keepdims=True))


STRUCTURES: Mapping[str, Structure] = {
    "symmetric": Structure(
        _symmetric, _symmetric, lambda x: _symmetric,
        "mirrored entries move together, each by half, and the symmetric part of the claim is compared", square=True,
    ),
    "skew": Structure(
        _skew, _skew, lambda x: _skew,
        "mirrored entries move against one another, each by half, and the skew part of the claim is compared", square=True,
    ),
    "positive-definite": Structure(
        _definite, _symmetric, lambda x: _symmetric,
        "mirrored entries move together, each by half, and the symmetric part of the claim is compared", square=True,
    ),
    "lower": Structure(
        np.tril, np.tril, lambda x: np.tril,
        "only the entries on and below the diagonal move, and are compared",
    ),
    "orthogonal": Structure(
        _orthonormal, _orthonormal, lambda q: lambda z: z - q @ _symmetric(_mirrored(q) @ z),
        "Q moves along the tangent space of matrices with orthonormal columns, Z − Q sym(QᵀZ), where the projection of the claim "
        "is compared",
    ),
    "unit": Structure(
        _unit, _unit, lambda x: lambda z: z - x * np.sum(x * z, axis=-1, keepdims=True),
        "rows of length 1 move at right angles to themselves, where the projection of the claim is compared",
    ),
    "simplex": Structure(
        _simplex, _shares, lambda x: lambda z: z - np.mean(z, axis=-1, keepdims=True),
        "rows that sum to 1 move by changes that sum to 0, and the claim is compared without the mean of each row",
    ),
    "positive": Structure(
        np.exp, np.abs, lambda x: np.asarray,
        "every entry moves, and is compared",
    ),
}  # fmt: skip


def made(word: str, name: str, normal: Floats) -> Floats:
    """An array of the structure out of standard normal numbers; raises where the shape does not allow it."""
    structure, shape = STRUCTURES[word], normal.shape
    if structure.square and (len(shape) < 2 or shape[-1] != shape[-2]):
        raise EvaluationError(f"`{name}` of shape {shape} cannot be {word}: that is for square matrices")
    if word in {"lower", "orthogonal"} and len(shape) < 2:
        raise EvaluationError(f"`{name}` of shape {shape} cannot be {word}: that is for matrices")
    if word == "orthogonal" and shape[-2] < shape[-1]:
        raise EvaluationError(f"`{name}` of shape {shape} has more columns than rows: they cannot be orthonormal")
    if word in {"unit", "simplex"} and not shape:
        raise EvaluationError(f"`{name}` is a single number: it cannot be {word}")
    return structure.made(normal)


def held(word: str, name: str, array: Floats) -> Floats:
    """A written array, which must have its structure but for rounding."""
    made(word, name, array)  # its shape must allow it
    restored = STRUCTURES[word].restored(array)
    size = max(1.0, float(np.abs(array).max(initial=0.0)))
    near = float(np.abs(restored - array).max(initial=0.0)) <= CLOSE * size
    inside = word not in {"positive", "simplex"} or bool((array > 0).all())
    if word == "positive-definite" and near:
        inside = bool((np.linalg.eigvalsh(restored) > 0).all())
    if not near or not inside:
        raise EvaluationError(f"`{name}` is not {word}")
    return restored


def chart_of(word: str, point: Floats) -> Along:
    """The moves that keep a structure at a point."""
    structure = STRUCTURES[word]
    return Along(point, structure.moves(point), structure.says)


def chart_at(case: Case, name: str, values: Mapping[str, Any]) -> Chart | None:
    """How a complex or structured input moves from its value; None where each entry moves by itself, or what is no input."""
    if name in case.complex:
        return Parts(values[name], case.convention)
    return chart_of(case.structure[name], values[name]) if name in case.structure else None
