"""Vector-Jacobian products of products of arrays.

Y = A B: by A it is G Bᵀ, by B it is Aᵀ G (M. B. Giles, Collected Matrix Derivative Results for Forward and Reverse Mode
Algorithmic Differentiation, 2008, section 2.2.2), and the like for vectors and stacks.
"""

from __future__ import annotations

from collections.abc import Sequence
from string import ascii_letters
from typing import Any

import numpy as np

from .common import turned
from .shaping import sent


def matmul_left(g: Any, y: Any, a: Any, b: Any) -> Any:
    """`a @ b` by a."""
    if np.ndim(a) == np.ndim(b) == 1:
        return g * b
    if np.ndim(b) == 1:
        return np.outer(g, b) if np.ndim(a) == 2 else g[..., None] * b
    if np.ndim(a) == 1:
        return b @ g if np.ndim(b) == 2 else np.sum(g[..., None, :] * b, axis=-1)
    return g @ turned(b)


def matmul_right(g: Any, y: Any, a: Any, b: Any) -> Any:
    """`a @ b` by b."""
    if np.ndim(a) == np.ndim(b) == 1:
        return g * a
    if np.ndim(a) == 1:
        return np.outer(a, g) if np.ndim(b) == 2 else a[:, None] * g[..., None, :]
    if np.ndim(b) == 1:
        return a.T @ g if np.ndim(a) == 2 else np.sum(g[..., None] * a, axis=-2)
    return turned(a) @ g


def dot_left(g: Any, y: Any, a: Any, b: Any) -> Any:
    """`np.dot(a, b)` by a: the last axis of a with the last but one of b."""
    if not np.ndim(a) or not np.ndim(b):
        return g * b
    if np.ndim(b) <= 2 and np.ndim(a) <= 2:
        return matmul_left(g, y, a, b)
    return contracted(0, g, (a, b), [np.ndim(a) - 1], [max(np.ndim(b) - 2, 0)])


def dot_right(g: Any, y: Any, a: Any, b: Any) -> Any:
    """`np.dot(a, b)` by b."""
    if not np.ndim(a) or not np.ndim(b):
        return g * a
    if np.ndim(b) <= 2 and np.ndim(a) <= 2:
        return matmul_right(g, y, a, b)
    return contracted(1, g, (a, b), [np.ndim(a) - 1], [max(np.ndim(b) - 2, 0)])


def contracted(place: int, g: Any, operands: tuple[Any, Any], axes_a: Sequence[int], axes_b: Sequence[int]) -> Any:
    """By one operand of a sum of products over axes of both, whose value has the free axes of a, then those of b."""
    letters = iter(ascii_letters)
    a, b = operands
    of_a = [next(letters) for _ in range(np.ndim(a))]
    of_b = [next(letters) for _ in range(np.ndim(b))]
    for one, other in zip(axes_a, axes_b, strict=True):
        of_b[other] = of_a[one]
    free = [x for k, x in enumerate(of_a) if k not in axes_a] + [x for k, x in enumerate(of_b) if k not in axes_b]
    own, rest, factor = (of_a, of_b, b) if place == 0 else (of_b, of_a, a)
    return np.einsum(f"{''.join(free)},{''.join(rest)}->{''.join(own)}", g, factor)


def inner(place: int, g: Any, y: Any, a: Any, b: Any) -> Any:
    """`np.inner(a, b)`: the last axes."""
    if not np.ndim(a) or not np.ndim(b):
        return g * (b if place == 0 else a)
    if np.ndim(a) == np.ndim(b) == 2:
        return g @ b if place == 0 else g.T @ a
    return contracted(place, g, (a, b), [np.ndim(a) - 1], [np.ndim(b) - 1])


def tensordot(place: int, g: Any, y: Any, a: Any, b: Any, axes: Any = 2) -> Any:
    """`np.tensordot(a, b, axes)`."""
    if isinstance(axes, int):
        first, second = list(range(np.ndim(a) - axes, np.ndim(a))), list(range(axes))
    else:
        first, second = ([one] if isinstance(one, int) else list(one) for one in axes)
    return contracted(place, g, (a, b), [k % np.ndim(a) for k in first], [k % np.ndim(b) for k in second])


def outer_left(g: Any, y: Any, a: Any, b: Any) -> Any:
    """Every entry of a times every entry of b, by a."""
    return (g @ np.ravel(b)).reshape(np.shape(a)) if np.ndim(a) != 1 or np.ndim(b) != 1 else g @ b


def outer_right(g: Any, y: Any, a: Any, b: Any) -> Any:
    """The same by b."""
    return (g.T @ np.ravel(a)).reshape(np.shape(b)) if np.ndim(a) != 1 or np.ndim(b) != 1 else g.T @ a


def inner_rows(place: int, g: Any, y: Any, a: Any, b: Any) -> Any:
    """`np.vecdot(a, b)`: g times the other one, along the last axis."""
    return np.expand_dims(g, -1) * (b if place == 0 else a)


def all_entries(place: int, g: Any, y: Any, a: Any, b: Any) -> Any:
    """`np.vdot(a, b)`: the sum of the products of all entries."""
    return g * np.reshape(b if place == 0 else a, np.shape(a if place == 0 else b))


def matvec(place: int, g: Any, y: Any, a: Any, b: Any) -> Any:
    """Matrices times vectors, in the last axes."""
    return g[..., None] * b[..., None, :] if place == 0 else np.sum(g[..., None] * a, axis=-2)


def vecmat(place: int, g: Any, y: Any, a: Any, b: Any) -> Any:
    """Vectors times matrices, in the last axes."""
    return np.sum(g[..., None, :] * b, axis=-1) if place == 0 else a[..., None] * g[..., None, :]


def kron(place: int, g: Any, y: Any, a: Any, b: Any) -> Any:
    """The Kronecker product: its blocks against b, or its entries at one place of all blocks against a."""
    axes = max(np.ndim(a), np.ndim(b))
    of_a = (1,) * (axes - np.ndim(a)) + np.shape(a)
    of_b = (1,) * (axes - np.ndim(b)) + np.shape(b)
    blocks = np.reshape(g, [length for pair in zip(of_a, of_b, strict=True) for length in pair])
    letters = ascii_letters[: 2 * axes]
    if place == 0:
        return np.einsum(f"{letters},{letters[1::2]}->{letters[::2]}", blocks, np.reshape(b, of_b)).reshape(np.shape(a))
    return np.einsum(f"{letters},{letters[::2]}->{letters[1::2]}", blocks, np.reshape(a, of_a)).reshape(np.shape(b))


def cross(place: int, g: Any, y: Any, a: Any, b: Any, *, axis: Any = -1) -> Any:
    """g·(da × b) = da·(b × g), and g·(a × db) = db·(g × a)."""
    return np.cross(b, g, axis=axis) if place == 0 else np.cross(g, a, axis=axis)


def multi_dot(g: Any, y: Any, arrays: Any) -> Any:
    """Product of several matrices or vectors: what stands to the left and to the right of each."""
    found = []
    for k in range(len(arrays)):
        left = np.linalg.multi_dot(arrays[:k]) if k > 1 else arrays[0] if k == 1 else None
        right = np.linalg.multi_dot(arrays[k + 1 :]) if k < len(arrays) - 2 else arrays[-1] if k == len(arrays) - 2 else None
        by = g
        if right is not None:
            by = matmul_left(by, None, np.zeros(_between(left, arrays[k])), right)
        if left is not None:
            by = matmul_right(by, None, left, arrays[k])
        found.append(by)
    return found


def _between(left: Any, middle: Any) -> tuple[int, ...]:
    """The shape of left @ middle."""
    return np.shape(middle) if left is None else np.shape(left @ middle)


def convolution(place: int, g: Any, y: Any, a: Any, v: Any, mode: str = "full") -> Any:
    """yₖ = Σ aᵢ vₖ₋ᵢ: the correlation of the cotangents with the other vector."""
    other, own = (v, a) if place == 0 else (a, v)
    if mode == "full":
        return np.correlate(g, other, "valid")
    if mode == "valid" and len(own) >= len(other):
        return np.correlate(g, other, "full")
    if mode == "valid":
        return np.correlate(other, g, "valid")[::-1]
    return np.correlate(_padded(g, len(a), len(v)), other, "valid")


def correlation(place: int, g: Any, y: Any, a: Any, v: Any, mode: str = "valid") -> Any:
    """The convolution of a with v turned round."""
    if mode == "same" and len(v) > len(a):
        raise NotImplementedError("the middle of a correlation with a longer vector")
    if mode == "valid" and len(a) >= len(v):
        return np.convolve(g, v) if place == 0 else np.correlate(a, g, "valid")
    if mode == "full":
        return np.convolve(g, v, "valid") if place == 0 else np.correlate(g, a, "valid")[::-1]
    if mode == "same" and place == 0 and len(v) % 2:
        return np.convolve(g, v, "same")
    whole = _padded(g, len(a), len(v), mode)
    return np.correlate(whole, v[::-1], "valid") if place == 0 else np.correlate(whole, a, "valid")[::-1]


def _padded(g: Any, n: int, k: int, mode: str = "same") -> Any:
    """The cotangents of the middle of a convolution, with zeros where the rest of it lies."""
    start = (min(n, k) - 1) // 2 if mode == "same" else min(n, k) - 1
    return np.pad(g, (start, n + k - 1 - start - len(g)))


def einsum(place: int, g: Any, y: Any, subscripts: str, *operands: Any) -> Any:
    """By one operand of `np.einsum`: the output takes its place; letters that nobody else has are spread, repeated ones
    are a diagonal."""
    inputs, output = explicit(subscripts, [np.ndim(operand) for operand in operands])
    own = inputs[place - 1]
    others = [(letters, operand) for k, (letters, operand) in enumerate(zip(inputs, operands, strict=True)) if k != place - 1]
    known = set(output).union(*(letters for letters, _ in others))
    shape = dict(zip(own, np.shape(operands[place - 1]), strict=True))
    reached = "".join(dict.fromkeys(letter for letter in own if letter in known))
    text = ",".join([output, *(letters for letters, _ in others)])
    found = np.einsum(f"{text}->{reached}", g, *(operand for _, operand in others))
    if reached == own:
        return found
    distinct = "".join(dict.fromkeys(own))
    index = tuple(slice(None) if letter in reached else None for letter in distinct)
    found = np.broadcast_to(found[index], tuple(shape[letter] for letter in distinct))
    if distinct == own:
        return found
    grid = np.ogrid[tuple([slice(shape[letter]) for letter in distinct])]
    return sent(operands[place - 1], tuple([grid[distinct.index(letter)] for letter in own]), found)


def explicit(subscripts: str, ranks: Sequence[int]) -> tuple[list[str], str]:
    """The letters of each operand and of the output, with those that were left out or stand as `...` written out."""
    inputs, arrow, output = subscripts.replace(" ", "").partition("->")
    own = inputs.split(",")
    spare = [letter for letter in ascii_letters if letter not in subscripts]
    longest = max((rank - len(letters) + 3 for letters, rank in zip(own, ranks, strict=True) if "..." in letters), default=0)
    dots = "".join(spare[:longest])
    own = [
        letters.replace("...", dots[len(dots) - (rank - len(letters) + 3) :] if rank - len(letters) + 3 else "")
        for letters, rank in zip(own, ranks, strict=True)
    ]
    if not arrow:
        joined = "".join(own)
        output = dots + "".join(sorted(letter for letter in set(joined) if joined.count(letter) == 1 and letter not in dots))
    return own, output.replace("...", dots)
