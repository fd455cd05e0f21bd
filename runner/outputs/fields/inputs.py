"""What is told of each claim that was measured: `inputs` of a result."""

from __future__ import annotations

from collections.abc import Callable
from math import isfinite, prod
from typing import Any

from ...model import CLAIMS, InputResult
from .kinds import Kind, Misfit, anything, flag, list_of, maybe, text, whole, word
from .kinds import number as a_number
from .numbers import number, numbers
from .record import Record, field

MAYBE_A_NUMBER = maybe(a_number)

MOST_AXES = 32
"""No array of ours has more axes."""


def _listed(key: str) -> Callable[[Any], list[Any]]:
    """A tuple of numbers as a list."""
    return lambda thing: [number(value) for value in getattr(thing, key)]


def _index(thing: Any) -> list[int]:
    return list(thing.index)


ENTRY = Record([
    field("index", list_of(whole), "where it stands", _index),
    field("claimed", a_number, "what is claimed there", lambda thing: number(thing.claimed)),
    field("numerical", maybe(a_number), "what was measured there", lambda thing: number(thing.numerical)),
    field("absolute", maybe(a_number), "their difference", lambda thing: number(thing.absolute)),
    field("relative", a_number, "their relative difference", lambda thing: number(thing.relative)),
])  # fmt: skip

CURVE = Record([
    field("index", list_of(whole), "of which entry", _index),
    field("steps", list_of(a_number), "steps h", _listed("steps")),
    field("errors", list_of(a_number), "the error of the central difference at each", _listed("errors")),
    field("best_step", maybe(a_number), "where it is least", lambda thing: number(thing.best_step)),
    field("rounding", maybe(a_number), "the size of the rounding error at step 1", lambda thing: number(thing.rounding)),
])  # fmt: skip

CORNER = Record([
    field("index", list_of(whole), "where it stands", _index),
    field("claimed", a_number, "what is claimed there", lambda thing: number(thing.claimed)),
    field("left", a_number, "the slope to the left", lambda thing: number(thing.left)),
    field("right", a_number, "the slope to the right", lambda thing: number(thing.right)),
    field("subgradient", flag, "whether the claim is a subgradient", lambda corner: corner.holds),
])  # fmt: skip


def _is_a_table(value: Any) -> None:
    if value["columns"] < 1 or not len(value["at"]) == len(value["claimed"]) == len(value["numerical"]):
        raise Misfit("is no table")


PICTURE = Record([
    field("columns", whole, "how many entries stand in a row"),
    field("at", list_of(whole), "the flat position of each entry, row by row", lambda picture: list(picture.at)),
    field("claimed", list_of(a_number), "what is claimed there", _listed("claimed")),
    field("numerical", list_of(maybe(a_number)), "what was measured there", _listed("numerical")),
], _is_a_table)  # fmt: skip


def _array(key: str) -> Callable[[InputResult], Any]:
    """An array of numbers; where the largest relative difference is finite, so is every entry, and it can stand as it is."""

    def value(check: InputResult) -> Any:
        array = getattr(check, key)
        return array if check.max_relative is not None and isfinite(check.max_relative) else numbers(array)

    return value


def _has_shape(value: Any, shape: list[int], key: str, kind: Kind = a_number) -> None:
    """Lists of numbers, nested as an array of that shape is; None where it was too large to keep."""
    parts = [value]
    for length in shape if value is not None else ():
        if not all(isinstance(part, list) and len(part) == length for part in parts):
            raise Misfit(f"is not an array of the shape {shape}", key)
        parts = [item for part in parts for item in part]
    try:
        for item in parts if value is not None else ():
            kind(item)
    except Misfit as misfit:
        raise misfit.within(key) from None


def _has_some_shape(value: Any, key: str) -> None:
    """Lists of numbers, nested as those of an array are, or nothing."""
    shape: list[int] = []
    part = value
    while isinstance(part, list) and len(shape) < MOST_AXES:
        shape.append(len(part))
        part = part[0] if part else None
    _has_shape(value, shape, key)


def _fits(value: Any) -> None:
    """The arrays have the shapes that are told, and a first wrong entry is not without a worst."""
    if value["first_wrong"] is not None and value["worst"] is None:
        raise Misfit("is missing", "worst")
    _has_shape(value["claimed"], value["claimed_shape"], "claimed")
    _has_shape(value["numerical"], value["shape"], "numerical", MAYBE_A_NUMBER)
    if value.get("claim", "gradient") == "gradient":
        _has_shape(value.get("values"), value["shape"], "values")
    else:  # the input has another shape than its Jacobian or Hessian
        _has_some_shape(value.get("values"), "values")
    picture = value.get("picture")
    if picture is not None and not all(0 <= at < prod(value["shape"]) for at in picture["at"]):
        raise Misfit("leads out of the input", "picture.at")


INPUT = Record([
    field("name", text, "the input; of a claim that is no gradient, its part of the case: `hessian.x`"),
    field("shape", list_of(whole), "the shape of what is claimed, as it should be", lambda check: list(check.shape)),
    field("entries", whole, "how many entries that is"),
    field("wrong", whole, "how many of them are wrong"),
    field("first_wrong", ENTRY.maybe, "the first of them", lambda check: ENTRY.of_any(check.first_wrong)),
    field("worst", ENTRY.maybe, "the worst entry, right or wrong", lambda check: ENTRY.of_any(check.worst)),
    field("max_relative", maybe(a_number), "its relative difference", lambda thing: number(thing.max_relative)),
    field("message", text, "what was found, in a sentence"),
    field("h", a_number, "the step"),
    field(
        "method", text,
        "a difference for every entry, `central` or `one-sided`; along random directions, `probe`; exact `tangents`",
    ),
    field(
        "limit", maybe(a_number), "with `probe`, the error of an entry that could be missed",
        lambda check: number(check.limit), usual=None,
    ),
    field("claimed_shape", list_of(whole), "the shape of the claim", lambda check: list(check.claimed_shape)),
    field("claimed", anything, "the claim, as nested lists; null where it is large", _array("claimed")),
    field("numerical", anything, "what was measured; null where an entry was not", _array("numerical")),
    field("table", list_of(ENTRY.kind), "the worst entries", lambda check: [ENTRY.of(entry) for entry in check.table], usual=[]),
    field("curve", CURVE.maybe, "how the error depends on the step", lambda check: CURVE.of_any(check.curve), usual=None),
    field("measured", maybe(whole), "how many entries were measured, where not all", late=True, usual=None),
    field(
        "picture", PICTURE.maybe, "a large claim made small",
        lambda check: PICTURE.of_any(check.picture), late=True, usual=None,
    ),
    field("values", anything, "the input at the drawn point", lambda check: numbers(check.values), late=True, usual=None),
    field("note", text, "how the claim was compared, where that needs saying", late=True, usual=""),
    field(
        "corners", list_of(CORNER.kind), "entries at corners of the cost, with `at_kinks`",
        lambda check: [CORNER.of(corner) for corner in check.corners], late=True, usual=[],
    ),
    field(
        "claim", word(*CLAIMS), "which claim it is: `gradient`, `jacobian`, `jvp`, `hessian`, `hvp`",
        late=True, usual="gradient",
    ),
    field("input", text, "the input by which it is taken", lambda check: check.input or check.name, late=True),
], _fits)  # fmt: skip
