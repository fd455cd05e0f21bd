"""The case with other numbers and other sizes, on which what is said of its numbers and sizes must hold too.

Another seed moves the arrays and nothing else: at `reg: 0.1` and `n: 5` the forgotten `2 * reg` is 1 / n on every draw. So
every plain number of `values` is moved and every length grows, whether it has a name, is written into a shape, or is that of a
list. What cannot grow stays: a formula may rest on an even number, or on a matrix of its own.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from math import isfinite, prod
from typing import Any

import numpy as np

from ...errors import GradcaseError
from ...model import Case, Nested, Value
from ...problem import Draw, drawn
from .dimensions import divides_by_one, with_lengths

FIRST, NEXT = 1.37, 0.13
"""By how much the first number is multiplied, and by how much more each number after it: no two of them stay in proportion."""

SEEDS = 3
"""How many draws of each change are tried: a logarithm may not like the first."""


class Changed:
    """A draw of the case with other numbers and other lengths, and how its formulas read there."""

    def __init__(self, draw: Draw, lengths: Mapping[int, int], divisors: bool) -> None:
        self.draw = draw
        self.lengths = lengths
        self._divisors = divisors

    def text(self, text: str) -> str:
        """An expression of the case as it stands, for the changed one."""
        return with_lengths(text, self.lengths, self._divisors) if self.lengths else text


def changed_draws(draw: Draw, name: str) -> Iterator[Changed]:
    """The case changed as far as it can be, drawn; nothing where nothing of it can be changed.

    Where a formula divides by a number that is a length of the case too, it is changed in two ways: the number may be meant as
    the length, or not. The cost can be evaluated there, and the claim for the input `name` fits its input where it did.
    """
    found = _furthest(draw, name, divisors=False)
    if found is None:
        return
    yield found
    case = draw.problem.case
    formulas = [*case.let.values(), case.cost or "0", case.output or "0", *case.claims.values()]
    lengths = {**_sizes(draw, found.lengths), **found.lengths}
    if any(isinstance(text, str) and divides_by_one(text, lengths) for text in formulas):
        other = _furthest(draw, name, divisors=True)
        if other is not None:
            yield other


def _furthest(draw: Draw, name: str, divisors: bool) -> Changed | None:
    case = draw.problem.case
    lengths = _lengths(draw)
    together = {length: length + 1 for length in lengths}
    if divisors:
        together = {**_sizes(draw, together), **together}
    for whole in (True, False) if together or _numbers(case, {}, whole=True) else ():
        for sizes in (*_apart(case), {}):
            found = _tried(draw, name, _Change(together, sizes, whole, divisors))
            if found is not None:
                return found
    best = _tried(draw, name, _Change({}, {}, False, divisors)) if _numbers(case, {}, whole=False) else None
    kept: dict[int, int] = {}
    for length in lengths if len(lengths) > 1 else ():
        found = _tried(draw, name, _Change({**kept, length: length + 1}, {}, False, divisors))
        if found is not None:
            kept[length] = length + 1
            best = found
    return best


def _lengths(draw: Draw) -> list[int]:
    """The lengths of the arrays of the case, and the sizes, in the order in which they stand there."""
    case = draw.problem.case
    shapes = [np.shape(draw.values[name]) for name in (*case.shapes, *case.values)]
    found = [*case.sizes.values(), *(length for shape in shapes for length in shape)]
    return [length for length in dict.fromkeys(found) if length > 1]


def _sizes(draw: Draw, lengths: Mapping[int, int]) -> dict[int, int]:
    """How many entries arrays of several axes have, old → new: a mean over all of them is divided by that number."""
    found: dict[int, set[int]] = {}
    for value in (*draw.values.values(), *(draw.intermediates[name] for name in _lines_with_values(draw))):
        shape = np.shape(value)
        if sum(length > 1 for length in shape) > 1:
            found.setdefault(prod(shape), set()).add(prod(lengths.get(length, length) for length in shape))
    return {size: new.pop() for size, new in found.items() if len(new) == 1}


def _apart(case: Case) -> Iterator[Mapping[str, int]]:
    """Sizes that are equal by chance, no longer equal."""
    sizes = [name for name, size in case.sizes.items() if size > 1]
    if len({case.sizes[name] for name in sizes}) < len(sizes):
        yield {name: case.sizes[name] + 1 + number for number, name in enumerate(sizes)}


@dataclass(frozen=True, slots=True)
class _Change:
    """What is changed: lengths, old → new; sizes that are to differ from others as long; whether whole numbers that are no
    lengths are moved too; whether what is divided by may be a length."""

    lengths: Mapping[int, int]
    sizes: Mapping[str, int]
    whole: bool
    divisors: bool


def _tried(draw: Draw, name: str, change: _Change) -> Changed | None:
    """The case under one change; None where its cost or its claim does not stand it."""
    problem = draw.problem
    fields = _fields(problem.case, change)
    lines = _lines_with_values(draw)
    for seed in range(1, 1 + SEEDS):
        try:
            other = drawn(problem.variation(**fields), problem.case.seed + seed)
            fitted = draw.claim(name).shape == draw.input(name).shape
            if fitted and other.claim(name).shape != other.input(name).shape:
                return None
            if not _lines_with_values(other) >= lines:
                return None
            if isfinite(other.cost(name)(other.input(name))):
                return Changed(other, change.lengths, change.divisors)
        except (GradcaseError, np.linalg.LinAlgError):
            return None
    return None


def _lines_with_values(draw: Draw) -> frozenset[str]:
    """The lines of `let` that have a value there: a fix may use some that neither the cost nor the claim does."""
    try:
        return frozenset(draw.intermediates)
    except GradcaseError:
        return frozenset()


def _fields(case: Case, change: _Change) -> dict[str, Any]:
    """What the changed case declares otherwise."""
    lengths = change.lengths
    numbers = _numbers(case, lengths, change.whole)

    def follow(value: Value) -> Value:
        if isinstance(value, str):
            return with_lengths(value, lengths, change.divisors) if lengths else value
        return _grown(value, lengths) if isinstance(value, tuple | np.ndarray) else value

    return {
        "sizes": {key: change.sizes.get(key, lengths.get(size, size)) for key, size in case.sizes.items()},
        "shapes": {key: tuple(_length(entry, lengths) for entry in shape) for key, shape in case.shapes.items()},
        "values": {key: numbers[key] if key in numbers else follow(value) for key, value in case.values.items()},
        "let": {key: follow(text) for key, text in case.let.items()},
        "cost": None if case.cost is None else follow(case.cost),
        "output": None if case.output is None else follow(case.output),
        "gradient": {key: follow(claim) if isinstance(claim, str) else claim for key, claim in case.claims.items()},
    }


def _length(entry: int | str, lengths: Mapping[int, int]) -> int | str:
    return lengths.get(entry, entry) if isinstance(entry, int) else entry


def _numbers(case: Case, lengths: Mapping[int, int], whole: bool) -> dict[str, Value]:
    """The plain numbers of `values`, moved; zeros stay, and so does what lies between 0 and 1."""
    moved: dict[str, Value] = {}
    for name, value in case.values.items():
        factor = FIRST + NEXT * len(moved)
        if isinstance(value, int) and value in lengths:
            moved[name] = lengths[value]
        elif isinstance(value, int) and value > 1 and whole:
            moved[name] = value + 1
        elif isinstance(value, float) and 0.01 < value < 1:
            moved[name] = value**factor
        elif isinstance(value, float) and value:
            moved[name] = value * factor
    return moved


def _grown(value: Value, lengths: Mapping[int, int]) -> Value:
    """A list with its first rows once more behind the last, as many as it grows by; rows that sum to one still do.

    Behind zeros and ones stand ones, and the first zero becomes one: so many as are counted by them is no length that grows.
    """
    array = np.array(value)
    shape = array.shape
    counts = array.ndim == 1 and np.array_equal(np.unique(array), [0, 1]) and np.count_nonzero(array == 0) > 1
    shares = array.ndim > 0 and bool(np.allclose(array.sum(axis=-1), 1.0)) and bool((array >= 0).all())
    for axis, length in enumerate(shape):
        index = np.arange(lengths.get(length, length))
        array = np.take(array, index % max(1, length), axis)
        if shares and axis == len(shape) - 1:
            if (array > 0).all():
                array = array / array.sum(axis=-1, keepdims=True)  # a logarithm is taken of what is never zero
            else:
                array[..., index >= length] = 0
        elif counts and len(index) > length:
            array[index >= length] = 1
            array[np.argmin(array)] = 1
    return array if isinstance(value, np.ndarray) else _nested(array.tolist())


def _nested(value: Any) -> Nested:
    return tuple([_nested(item) for item in value]) if isinstance(value, list) else value
