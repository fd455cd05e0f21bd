"""Patterns by value: the entries where an array of the case is negative, largest in its row, or where a comparison in the
formula holds; those that integer labels or indices point to."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from typing import Any

import numpy as np

from ..expressions import read_alone, tree
from ..expressions.tree import Node
from ..model import Array
from .edits.candidates import operation
from .evidence import Evidence, fixes
from .evidence.naming import names_in
from .evidence.sample import Sample
from .patterns import Pattern

OPPOSITE = {"<": ">=", ">": "<=", "<=": ">", ">=": "<", "==": "!=", "!=": "=="}
TURNED = {"<": ">", ">": "<", "<=": ">=", ">=": "<=", "==": "==", "!=": "!="}
COMPARISONS = frozenset(OPPOSITE)
ZERO = tree.Number(tree.NOWHERE, 0)

MOST = 40
"""At most this many comparisons of the formula are tried."""


def conditions(evidence: Evidence) -> Iterator[Pattern]:
    """The patterns by value that can be tried, the plainest first."""
    yield from (replace(_condition(text, evidence), guessed=text.endswith(" 1")) for text in _signs(evidence))
    yield from _extremes(evidence)
    compared = _compared(evidence, (*evidence.names.formulas, evidence.text))
    yield from (_condition(text, evidence) for text in dict.fromkeys(compared))
    yield from _held_by_indices(evidence)


def named_conditions(evidence: Evidence) -> Iterator[Pattern]:
    """What the case itself tells apart, by a 0/1 array or a comparison of its own: it says more than a list of indices."""
    yield from (_condition(text, evidence) for text in _indicators(evidence))
    for text in dict.fromkeys(_compared(evidence, evidence.names.formulas)):
        if evidence.name not in names_in(text):
            yield _condition(text, evidence)


def _indicators(evidence: Evidence) -> Iterator[str]:
    """`t == 0` and `t == 1`, for the arrays of zeros and ones that the formulas use."""
    used = set().union(*[names_in(text) for text in evidence.names.formulas])
    for name, value in evidence.names.values(evidence.measurements.own).items():
        array = np.asarray(value)
        if name not in used or not _fits(value, evidence.shape) or not np.array_equal(np.unique(array), [0, 1]):
            continue
        yield from ((name, f"~{name}") if array.dtype.kind == "b" else (f"{name} == 0", f"{name} == 1"))


def _condition(text: str, evidence: Evidence) -> Pattern:
    return Pattern(f"the entries where `{text}`", _evaluated(text, evidence), text)


def _signs(evidence: Evidence) -> Iterator[str]:
    """`x < 0` and the like, for the input first, then for all arrays that fit its shape."""
    names = [name for name, value in evidence.names.values(evidence.measurements.own).items() if _fits(value, evidence.shape)]
    names.sort(key=lambda name: name != evidence.name)
    for name in names:
        for relation in ("< 0", "> 0", "== 0", "!= 0", "> 1", "< 1"):
            yield f"{name} {relation}"
        yield f"np.abs({name}) > 1"
        yield f"np.abs({name}) < 1"


def _fits(value: object, shape: tuple[int, ...]) -> bool:
    array = np.asarray(value)
    if array.dtype.kind not in "biuf" or array.ndim == 0 or array.ndim > len(shape):
        return False
    one_a_row = array.shape == shape[: array.ndim]
    return one_a_row or all(length in (1, wanted) for length, wanted in zip(reversed(array.shape), reversed(shape), strict=False))


def _compared(evidence: Evidence, formulas: Sequence[str]) -> Iterator[str]:
    """What the formula itself tells apart: its comparisons, and the sign of what goes into `abs`, `relu`, `maximum`."""
    count = 0
    names = evidence.names.values(evidence.measurements.own).keys()
    for text in formulas:
        for node in tree.walk(read_alone(text)):
            # What compares indices alone says no more than the indices do.
            if tree.names(node).isdisjoint(names):
                continue
            for condition, opposite in _branches(node):
                count += 1
                if count > MOST:
                    return
                yield condition
                yield opposite


def _branches(node: Node) -> Iterator[tuple[str, str]]:
    """The conditions that a call tells apart, each with its opposite."""
    if not isinstance(node, tree.Call):
        return
    if node.row.name in COMPARISONS:
        yield _relation(node.args[0], node.row.name, node.args[1])
    if node.rule in ("relu", "np.abs", "np.fabs") and len(node.args) == 1:
        yield _relation(node.args[0], "<", ZERO)
    elif node.rule in ("np.maximum", "np.minimum") and len(node.args) == 2:
        yield _relation(node.args[0], "<", node.args[1])
    elif node.rule == "np.clip" and len(node.args) == 3:
        x, low, high = node.args
        below, above = _relation(x, "<", low), _relation(x, ">", high)
        yield below
        yield above
        yield f"({below[0]}) | ({above[0]})", f"({below[1]}) & ({above[1]})"


def _relation(left: Node, sign: str, right: Node) -> tuple[str, str]:
    """A comparison as a person writes it, `a < b` for `0 > a - b`, and its opposite."""
    if _is_zero(left):
        left, sign, right = right, TURNED[sign], left
    if _is_zero(right) and isinstance(left, tree.Call) and left.row.name == "-":
        left, right = left.args
    return fixes.written(operation(sign, left, right)), fixes.written(operation(OPPOSITE[sign], left, right))


def _is_zero(node: Node) -> bool:
    return isinstance(node, tree.Number) and not node.symbol and node.value == 0


def _evaluated(text: str, evidence: Evidence) -> Callable[[Sample], Array | None]:
    def mask(sample: Sample) -> Array | None:
        value = evidence.value(text, sample)
        return None if value is None else _over_rows(value.astype(bool), evidence.shape)

    return mask


def _over_rows(mask: Array, shape: tuple[int, ...]) -> Array | None:
    """A mask of the input's shape; one number a row stands for the whole row."""
    for candidate in (mask, mask.reshape(*mask.shape, *[1] * (len(shape) - mask.ndim)) if mask.ndim < len(shape) else mask):
        try:
            return np.broadcast_to(candidate, shape)
        except ValueError:
            continue
    return None


def _extremes(evidence: Evidence) -> Iterator[Pattern]:
    """The largest and the smallest entries of an array, along each axis and of all."""
    for name, value in evidence.names.values(evidence.measurements.own).items():
        if np.shape(value) != evidence.shape or evidence.shape == ():
            continue
        for method, word in (("max", "largest"), ("min", "smallest")):
            places = {axis: f"along axis {axis}" for axis in range(len(evidence.shape))}
            if len(evidence.shape) == 2:
                places = {1: "in its row", 0: "in its column"}
            if len(evidence.shape) > 1:
                for axis, place in places.items():
                    text = f"{name} == {name}.{method}(axis={axis}, keepdims=True)"
                    yield Pattern(f"the entries where `{name}` is {word} {place}", _evaluated(text, evidence), text, guessed=True)
            text = f"{name} == {name}.{method}()"
            yield Pattern(f"the {word} entry of `{name}`", _evaluated(text, evidence), text, guessed=True)


def pointed_at(evidence: Evidence) -> Iterator[Pattern]:
    """What a vector of integers points to: the label in each row, the rows that it holds twice."""
    shape = evidence.shape
    for name, array in _indices(evidence):
        if array.shape == shape[:-1]:
            indicator = f"one_hot({name}, {shape[-1]})"
            mask = _mask_of(name, evidence, _labelled)
            yield Pattern(f"the entry that `{name}` names in each row", mask, f"{indicator} > 0", indicator)
        if name in _of_rows(evidence):
            yield Pattern(f"the rows that `{name}` holds more than once", _mask_of(name, evidence, _repeated))


def _held_by_indices(evidence: Evidence) -> Iterator[Pattern]:
    for name, _ in _indices(evidence):
        if name in _of_rows(evidence):
            yield Pattern(f"the rows that `{name}` holds", _mask_of(name, evidence, _held))
            yield Pattern(f"the rows that `{name}` does not hold", _mask_of(name, evidence, _not_held))


def _indices(evidence: Evidence) -> Iterator[tuple[str, Array]]:
    """The arrays of whole numbers of the case, which may be labels or indices of the input's rows."""
    for name, value in evidence.names.values(evidence.measurements.own).items():
        array = np.asarray(value)
        if array.dtype.kind in "iu" and array.ndim and evidence.shape:
            yield name, array


def _of_rows(evidence: Evidence) -> set[str]:
    """The names by which something that depends on the input is indexed along its first axis: `W[y]`, `W[y, :]`, `take(W, y)`."""
    found: set[str] = set()
    for text in (*evidence.names.formulas, evidence.text):
        for node in tree.walk(read_alone(text)):
            match node:
                case tree.Call(rule="[]", args=(array, tree.Sequence(parts=(tree.Name(id=name), *_)) | tree.Name(id=name))):
                    pass
                case tree.Call(rule="np.take", args=(array, tree.Name(id=name), *_)):
                    pass
                case tree.Call(rule="scatter_add", args=(_, tree.Name(id=name), array)):
                    pass
                case _:
                    continue
            if not tree.names(array) <= evidence.names.independent:
                found.add(name)
    return found


def _mask_of(
    name: str, evidence: Evidence, rule: Callable[[Any, tuple[int, ...]], Array | None]
) -> Callable[[Sample], Array | None]:
    return lambda sample: rule(np.asarray(evidence.names.values(sample)[name]), evidence.shape)


def _labelled(labels: Array, shape: tuple[int, ...]) -> Array:
    columns = np.arange(shape[-1])
    return np.asarray(labels[..., None] == columns)


def _counts(indices: Array, shape: tuple[int, ...]) -> Array:
    inside = indices[(indices >= -shape[0]) & (indices < shape[0])] % shape[0]
    return np.bincount(inside.reshape(-1), minlength=shape[0])


def _rows(chosen: Array, shape: tuple[int, ...]) -> Array:
    return np.broadcast_to(chosen.reshape(-1, *[1] * (len(shape) - 1)), shape)


def _repeated(indices: Array, shape: tuple[int, ...]) -> Array:
    return _rows(_counts(indices, shape) > 1, shape)


def _held(indices: Array, shape: tuple[int, ...]) -> Array:
    return _rows(_counts(indices, shape) > 0, shape)


def _not_held(indices: Array, shape: tuple[int, ...]) -> Array:
    return _rows(_counts(indices, shape) == 0, shape)
