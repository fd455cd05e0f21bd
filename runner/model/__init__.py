"""The data that flows through the house: plain, frozen, and free of behaviour that belongs to one room.

`catalog` makes `Case`s, `differences` makes `Gradient`s, `compare` makes `Comparison`s, `diagnoses` makes
`Finding`s, `checker` joins them to a `Result`, and `outputs` turns a `Run` of those into text. numpy is
named here for types only, so that listing a catalogue does not load it.
"""

from __future__ import annotations

from .cases import Case, Cause, DoubtKind, Expectation, Fault, MapClaim, Place, Verdict
from .measured import Comparison, Corner, Curve, Decided, Doubt, Entry, Gradient, Picture, Witness
from .results import UNEXAMINED, Edit, Finding, InputResult, Result, Run, Spot, Test
from .words import (
    ALONG,
    CLAIMS,
    COMMAND,
    DERIVE,
    DIRECTION,
    OF_COST,
    OF_MAPS,
    OF_OUTPUT,
    ONE_THREAD,
    PACKAGE,
    POINTS,
    SINGLE_CLAIM,
    WORDS,
    Array,
    Claim,
    ClaimKey,
    Floats,
    Frame,
    Nested,
    Number,
    Value,
    lines_of_cost,
    part_of,
)

__all__ = [
    "ALONG", "CLAIMS", "COMMAND", "DERIVE", "DIRECTION", "OF_COST", "OF_MAPS", "OF_OUTPUT", "ONE_THREAD",
    "PACKAGE", "POINTS", "SINGLE_CLAIM", "UNEXAMINED", "WORDS", "Array", "Case", "Cause", "Claim", "ClaimKey", "Comparison",
    "Corner", "Curve", "Decided", "Doubt", "DoubtKind", "Edit", "Entry", "Expectation", "Fault", "Finding", "Floats", "Frame",
    "Gradient", "InputResult", "MapClaim", "Nested", "Number", "Picture", "Place", "Result", "Run", "Spot", "Test", "Value",
    "Verdict", "Witness", "lines_of_cost", "part_of",
]  # fmt: skip
