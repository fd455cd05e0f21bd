"""Products of arrays on plain values, each priced before it runs."""

from __future__ import annotations

from collections.abc import Callable
from itertools import pairwise
from math import prod
from typing import Any

import numpy as np

from ..errors import EvaluationError
from .guards import SLOW_WORK, SMALL, check_integers, check_size, check_work, kind_of
from .operators import check_matmul, multiply
from .operators import matmul as matmul_operator
from .reductions import as_array

ndarray = np.ndarray


def dot(a: Any, b: Any) -> Any:
    """`np.dot(a, b)`: the last axis of a with the last but one of b; a plain product beside a number."""
    if type(a) is not ndarray or type(b) is not ndarray:
        a, b = as_array(a), as_array(b)
    if a.size * b.size > SMALL:
        if a.ndim == 0 or b.ndim == 0:
            return multiply(a, b)
        if a.ndim <= 2 and b.ndim <= 2:
            check_matmul(a, b)
        else:
            entries = (a.size // max(a.shape[-1], 1)) * (b.size // max(b.shape[-2 if b.ndim > 1 else -1], 1))
            check_size(entries)
            check_work(entries * a.shape[-1], what="the product")
    return a.dot(b)


def matmul(a: Any, b: Any) -> Any:
    """`np.matmul(a, b)`, the function form of `a @ b`."""
    return matmul_operator(as_array(a), as_array(b))


def vdot(a: Any, b: Any) -> Any:
    """`np.vdot(a, b)`: both flattened, the first conjugated."""
    return np.vdot(as_array(a), as_array(b))


def inner(a: Any, b: Any) -> Any:
    """`np.inner(a, b)`: the last axis of both."""
    a, b = as_array(a), as_array(b)
    if a.ndim and b.ndim and a.size * b.size > SMALL:
        entries = (a.size // max(a.shape[-1], 1)) * (b.size // max(b.shape[-1], 1))
        check_size(entries)
        check_work(entries * a.shape[-1], what="the product")
    return np.inner(a, b)


def outer(a: Any, b: Any) -> Any:
    """`np.outer(a, b)`: every entry of a with every entry of b."""
    a, b = as_array(a), as_array(b)
    check_size(a.size * b.size)
    return np.multiply(a.reshape(-1, 1), b.reshape(1, -1))


def kron(a: Any, b: Any) -> Any:
    """`np.kron(a, b)`."""
    a, b = as_array(a), as_array(b)
    check_size(a.size * b.size)
    return np.kron(a, b)


def cross(a: Any, b: Any, axis: int = -1) -> Any:
    """`np.cross(a, b)` of vectors of three entries along `axis`."""
    a, b = as_array(a), as_array(b)
    for vector in (a, b):
        if not vector.ndim or not -vector.ndim <= axis < vector.ndim or vector.shape[axis] != 3:
            raise EvaluationError(f"np.cross needs vectors of 3 entries, not {kind_of(vector)}")
    if a.size * b.size > SMALL:
        check_size(3 * prod(np.broadcast_shapes(np.moveaxis(a, axis, -1).shape[:-1], np.moveaxis(b, axis, -1).shape[:-1])))
    return np.cross(a, b, axis=axis)


def tensordot(a: Any, b: Any, axes: Any = 2) -> Any:
    """`np.tensordot(a, b, axes)`."""
    a, b, axes = as_array(a), as_array(b), check_integers(axes, "an axis")
    if a.size * b.size > SMALL:
        if isinstance(axes, int):
            summed = a.shape[a.ndim - axes :]
        else:
            first = axes[0]
            summed = tuple(a.shape[axis] for axis in (first if isinstance(first, tuple) else (first,)))
        shared = max(prod(summed), 1)
        check_size((a.size // shared) * (b.size // shared))
        check_work((a.size // shared) * b.size, what="the product")
    return np.tensordot(a, b, axes=axes)


def einsum(subscripts: Any, *operands: Any) -> Any:
    """`np.einsum(subscripts, ...)`, priced by the product of the lengths of all its labels."""
    arrays = [as_array(operand) for operand in operands]
    if prod([array.size for array in arrays]) > SMALL:
        check_einsum(subscripts, arrays)
    return np.einsum(subscripts, *arrays)


def check_einsum(subscripts: Any, arrays: list[Any]) -> None:
    """Price a summation: every combination of its labels is one step, and the result has one entry for each kept one."""
    terms, _, kept = subscripts.replace(" ", "").partition("->")
    lengths: dict[str, int] = {}
    spread = [()]
    for term, array in zip(terms.split(","), arrays, strict=False):
        before, ellipsis, after = term.partition("...")
        labels = [*before, *after]
        if ellipsis:
            spread.append(array.shape[len(before) : array.ndim - len(after)])
            shape = (*array.shape[: len(before)], *array.shape[array.ndim - len(after) :])
        else:
            shape = array.shape
        for label, length in zip(labels, shape, strict=False):
            lengths[label] = max(lengths.get(label, 1), length)
    widest = prod(np.broadcast_shapes(*spread))
    check_size(prod(lengths.get(label, 1) for label in kept if label.isalpha()) * (widest if "..." in kept else 1))
    check_work(widest * prod(lengths.values()), SLOW_WORK, "np.einsum")


def _cores(compute: Callable[..., Any], core_a: int, core_b: int) -> Callable[..., Any]:
    """`np.vecdot` and its kin, which take the last axes of both and broadcast the others."""

    def apply(a: Any, b: Any) -> Any:
        a, b = as_array(a), as_array(b)
        if a.ndim < core_a or b.ndim < core_b:
            raise EvaluationError(f"too few axes: {kind_of(a)} and {kind_of(b)}")
        if a.size * b.size > SMALL:
            stack = prod(np.broadcast_shapes(a.shape[: a.ndim - core_a], b.shape[: b.ndim - core_b]))
            lengths = a.shape[-2] if core_a == 2 else b.shape[-1] if core_b == 2 else 1
            check_size(stack * lengths)
            check_work(stack * lengths * a.shape[-1], what="the product")
        return compute(a, b)

    return apply


vecdot = _cores(np.vecdot, 1, 1)
matvec = _cores(lambda a, b: np.matmul(a, b[..., None])[..., 0], 2, 1)
vecmat = _cores(lambda a, b: np.matmul(a.conj()[..., None, :], b)[..., 0, :], 1, 2)


def multi_dot(arrays: Any) -> Any:
    """`np.linalg.multi_dot(arrays)`, from left to right priced as the products it is made of."""
    operands = [as_array(array) for array in arrays]
    for left, right in pairwise(operands):
        check_size((left.shape[0] if left.ndim else 1) * (right.shape[-1] if right.ndim else 1))
        check_work(left.size * (right.shape[-1] if right.ndim else 1), what="the product")
    return np.linalg.multi_dot(operands)


def convolve(a: Any, v: Any, mode: str = "full") -> Any:
    """`np.convolve(a, v, mode)` of two vectors."""
    a, v = as_array(a), as_array(v)
    check_work(a.size * v.size, SLOW_WORK, "np.convolve")
    return np.convolve(a, v, mode)  # type: ignore[call-overload]


def correlate(a: Any, v: Any, mode: str = "valid") -> Any:
    """`np.correlate(a, v, mode)` of two vectors; the second is conjugated."""
    a, v = as_array(a), as_array(v)
    check_work(a.size * v.size, SLOW_WORK, "np.correlate")
    return np.correlate(a, v, mode)  # type: ignore[call-overload]
