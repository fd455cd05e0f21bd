"""What is told of a case, whatever its result."""

from __future__ import annotations

from typing import Any

from ...model import Cause, DoubtKind
from .findings import part_of_place
from .kinds import Kind, list_of, maybe, names, seed, text, whole, word
from .kinds import number as a_number
from .numbers import as_written
from .record import Record, field

a_step: Kind = lambda value: None if value == "auto" else a_number(value)  # noqa: E731


def _written(key: str) -> Any:
    return lambda case: {name: as_written(value) for name, value in getattr(case, key).items()}


DECLARED = Record([
    field("cost", maybe(text), "the cost"),
    field("output", maybe(text), "the output, in its place", usual=None),
    field("let", names(text), "intermediates", lambda case: dict(case.let), usual={}),
    field("gradient", names(text), "the claimed gradients, by input", _written("claims")),
    field("inputs", list_of(text), "the inputs by which anything is claimed", lambda case: list(case.inputs), late=True),
    field(
        "claims", names(text), "the other claims",
        lambda case: {each.name: as_written(each.claim) for each in case.map_claims}, late=True, usual={},
    ),
    field("sizes", names(whole), "sizes", lambda case: dict(case.sizes), usual={}),
    field(
        "shapes", names(text), "shapes, as written",
        lambda case: {name: f"[{', '.join(map(str, shape))}]" for name, shape in case.shapes.items()},
    ),
    field("values", names(text), "values, as written", _written("values"), usual={}),
])  # fmt: skip

FIELDS = (
    field("id", text, "the file without its ending, `::` and the name"),
    field("file", maybe(text), "the case file", part_of_place("file")),
    field("line", maybe(whole), "where the case begins in it", part_of_place("line")),
    field("column", maybe(whole), "the column there", part_of_place("column")),
    field("last_line", maybe(whole), "where it ends"),
    field("name", text, "its name"),
    field("exercise", maybe(text), "with `--claims`, the case whose gradient somebody else claims here", usual=None),
    field("description", maybe(text), "its description", usual=None),
    field("source", maybe(text), "where the claim comes from", usual=None),
    field("tags", list_of(text), "its tags", lambda case: list(case.tags)),
    field("expected", word("pass", "fail", "error"), "how it should end", "expect.verdict"),
    field("expected_cause", maybe(word(*Cause)), "the cause that it names", "expect.cause", usual=None),
    field("expected_doubt", maybe(word(*DoubtKind)), "the doubt that it documents", "expect.doubt", usual=None),
    field("declared", DECLARED.kind, "its expressions, by key", DECLARED.of),
    field("seed", seed, "the seed"),
    field("h", a_step, "the step, or `auto`"),
    field("tolerance", a_number, "the relative tolerance"),
    field("absolute", maybe(a_number), "what an entry may be off whatever its size", usual=None),
    field("noise", maybe(a_number), "how far two evaluations may differ", usual=None),
    field("dtype", text, "`float64` or `float32`", usual="float64"),
    field("method", text, "`full`, `probe` or `auto`", usual="auto"),
    field("at_kinks", maybe(text), "`subgradient`, where that is claimed", usual=None),
    field("one_sided", maybe(text), "`right` or `left`, where differences are taken to one side", usual=None),
    field("complex", list_of(text), "the complex inputs", lambda case: list(case.complex), usual=[]),
    field("convention", text, "that of their gradients", usual="conjugate"),
    field("structure", names(text), "the structure of inputs", lambda case: dict(case.structure), usual={}),
    field("point", maybe(text), "the special point", usual=None),
)

OF_CASE = {each.key: each.of for each in FIELDS}
"""What is told of a case: key → how it is had."""
