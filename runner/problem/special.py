"""Special points: where library gradients are wrong. Each is made of the arrays that the case draws anyway."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping

import numpy as np

from ..errors import Skipped
from ..expressions import tree
from ..model import Array
from .formula import Formula

LARGE, TINY = 1e3, 1e-12
"""What random inputs are multiplied by."""
BOUNDING = frozenset({"np.clip", "np.maximum", "np.minimum", "np.fmax", "np.fmin", "np.heaviside"})
COMPARING = frozenset({"<", "<=", ">", ">=", "np.less", "np.less_equal", "np.greater", "np.greater_equal"})
AT_ZERO = frozenset({"relu", "np.abs", "np.sign", "np.sqrt", "np.linalg.norm", "abs"})


def at_point(word: str, name: str, array: Array, bounds: tuple[float, ...]) -> Array:
    """The input `name` at a special point; raises `Skipped` where it has none of the kind."""
    if word == "bounds":
        if not bounds:
            raise Skipped("the cost names no bound")
        return _at_bounds(array, bounds)
    return MAKERS[word](name, array)


def _tied(name: str, array: Array) -> Array:
    """In each row the two largest entries equal, and where there are four or more the two smallest."""
    if not array.ndim or array.shape[-1] < 2:
        raise Skipped(f"`{name}` has no two entries side by side")
    result = np.array(array, dtype=np.float64)
    order = np.argsort(result, axis=-1)
    pairs = [(-1, -2)] if array.shape[-1] < 4 else [(-1, -2), (0, 1)]
    for kept, moved in pairs:
        value = np.take_along_axis(result, order[..., kept : kept + 1 or None], axis=-1)
        np.put_along_axis(result, order[..., moved : moved + 1 or None], value, axis=-1)
    return result


def _with_a_repeated_row(name: str, array: Array) -> Array:
    """The row of the largest entry stands beside itself once more."""
    if array.ndim < 2 or array.shape[0] < 2:
        raise Skipped(f"`{name}` has no two rows")
    result = np.array(array, dtype=np.float64)
    row = int(np.unravel_index(int(np.argmax(result)), result.shape)[0])
    result[(row + 1) % len(result)] = result[row]
    return result


def _singular(name: str, array: Array) -> Array:
    """The last row is 0, which elimination finds to the last bit."""
    if array.ndim < 2 or array.shape[-1] != array.shape[-2] or array.shape[-1] < 2:
        raise Skipped(f"`{name}` is no square matrix")
    result = np.array(array, dtype=np.float64)
    result[..., -1, :] = 0.0
    return result


MAKERS: Mapping[str, Callable[[str, Array], Array]] = {
    "zeros": lambda name, array: np.zeros(array.shape),
    "ones": lambda name, array: np.ones(array.shape),
    "ties": _tied,
    "large": lambda name, array: LARGE * array,
    "tiny": lambda name, array: TINY * array,
    "repeated-row": _with_a_repeated_row,
    "singular": _singular,
}


def _at_bounds(array: Array, bounds: tuple[float, ...]) -> Array:
    """Every second entry on one of the bounds in turn, so that none hides the others."""
    result = np.array(array, dtype=np.float64)
    flat = result.reshape(-1)
    places = np.arange(0, flat.size, 2 if flat.size > len(bounds) else 1)
    flat[places] = np.resize(np.array(bounds), places.size)
    return result


def bounds_of(formulas: Iterable[Formula]) -> tuple[float, ...]:
    """The constants with which the cost compares: in clip, maximum and minimum, and in masks; 0 for what bends there."""
    return tuple(dict.fromkeys(bound for formula in formulas for bound in _bounds(formula)))


def _bounds(formula: Formula) -> Iterator[float]:
    for node in tree.walk(formula.expression.tree):
        if not isinstance(node, tree.Call):
            continue
        if node.row.name in AT_ZERO:
            yield 0.0
        if node.row.name in BOUNDING | COMPARING:
            for part in (*node.args, *[value for _, value in node.options]):
                if isinstance(part, tree.Number) and isinstance(part.value, int | float):
                    yield float(part.value)
