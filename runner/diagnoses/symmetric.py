"""The claim is the gradient along symmetric changes.

Mirrored entries of a square input are taken as one variable: the claim is G + G.T, with the diagonal once or twice, or half of
it, where the gradient by the entries is G; or twice or half of a symmetric gradient off its diagonal.

A claimed Hessian has this cause where the other order of its two derivatives is missing: with its transpose added, or as the
mean of both, it is right.

Why: books give the derivative by a symmetric matrix, whose two mirrored entries change together, and here each entry changes
alone; a covariance or a kernel is symmetric where it is used, and not as an array of numbers.

Wrong:
    cost: np.sum(G * S)
    gradient: {S: G + G.T - np.diag(np.diag(G))}
Right:
    cost: np.sum(G * S)
    gradient: {S: G}

Reference: K. B. Petersen, M. S. Pedersen, The Matrix Cookbook (2012), section 2.8.2.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

import numpy as np

from ..model import Array, Cause, Comparison, Finding
from .evidence import Evidence
from .evidence.agreement import seen
from .evidence.metered import FRESH
from .evidence.sample import Sample


def _diagonal(gradient: Array) -> Array:
    return np.asarray(gradient * np.eye(gradient.shape[-1]))


def _mirrored(gradient: Array) -> Array:
    return np.asarray(np.swapaxes(gradient, -1, -2))


FORMS: Mapping[str, Callable[[Array], Array]] = {
    "G + G.T with the diagonal once": lambda g: g + _mirrored(g) - _diagonal(g),
    "G + G.T": lambda g: g + _mirrored(g),
    "(G + G.T) / 2": lambda g: (g + _mirrored(g)) / 2,
    "half of G off the diagonal": lambda g: (g + _diagonal(g)) / 2,
    "the upper triangle of G + G.T": lambda g: np.triu(g + _mirrored(g) - _diagonal(g)),
    "the lower triangle of G + G.T": lambda g: np.tril(g + _mirrored(g) - _diagonal(g)),
}
"""What the claim may be, where G is the gradient by each entry alone."""


def find(comparison: Comparison, evidence: Evidence) -> Finding | None:
    shape = evidence.shape
    if comparison.claimed.shape != shape or len(shape) < 2 or shape[-1] != shape[-2] or shape[-1] < 2:
        return None
    measurements = evidence.measurements
    samples = (measurements.own, *measurements.fresh)
    if any(sample.positions.size != comparison.numerical.size for sample in samples) or len(samples) <= FRESH:
        return None
    tolerance = measurements.tolerance
    for words, form in FORMS.items():
        if all(_is(form, sample, claimed, tolerance) for sample, claimed in _claims(comparison, evidence)):
            message = (
                f"the claim {evidence.quoted} takes mirrored entries of `{evidence.name}` as one variable: "
                f"it is {words}, where G is the gradient by each entry"
            )
            message += _of_one_triangle(samples, evidence)
            held = seen(samples)
            return Finding(Cause.SYMMETRIC, evidence.name, message, held)
    return None


def _of_one_triangle(samples: tuple[Sample, ...], evidence: Evidence) -> str:
    """What to do where the cost reads one triangle of the input only, so that G has zeros beyond it; else nothing."""
    gradients = [sample.numerical.reshape(evidence.shape) for sample in samples]
    halves = [(np.triu(each, 1), np.tril(each, -1)) for each in gradients]
    if not any(all(not half[side].any() for half in halves) for side in (0, 1)):
        return ""
    readers = [name for name in READERS if any(name in text for text in evidence.names.formulas)]
    reader = f"`np.linalg.{readers[0]}`" if readers else "the cost"
    name = evidence.name
    return (
        f"; {reader} reads one triangle of `{name}` only: write `0.5 * ({name} + {name}.T)` for `{name}` in the cost, or say "
        f"`structure: {{{name}: symmetric}}`"
    )


READERS = ("cholesky", "eigvalsh", "eigh")
"""The functions that read one triangle (LAPACK's UPLO)."""


def _claims(comparison: Comparison, evidence: Evidence) -> list[tuple[Sample, Array]]:
    measurements = evidence.measurements
    return [
        (measurements.own, comparison.claimed),
        *((sample, sample.claimed) for sample in measurements.fresh if sample.claimed.shape == evidence.shape),
    ]


def _is(form: Callable[[Array], Array], sample: Sample, claimed: Array, tolerance: float) -> bool:
    """Whether the claim is this form of the gradient, as a whole, on one draw."""
    gradient = sample.numerical.reshape(claimed.shape)
    size = float(np.abs(claimed).max(initial=0.0))
    return bool(np.abs(form(gradient) - claimed).max() <= tolerance * max(size, 1e-9))
