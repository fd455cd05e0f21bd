"""What a run yields: why a claim is wrong, the result of each case, and all of them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal, NamedTuple

from .cases import Case, Cause, Fault, Place, Verdict
from .measured import Corner, Curve, Doubt, Entry, Picture, Witness
from .words import ClaimKey, Frame

UNEXAMINED = "unexamined"
"""The word for a PASS of which it could not be looked at whether it may be believed, in the place of a doubt."""


class Spot(NamedTuple):
    """Where in a case a mistake stands: the key of an expression, such as "let.dx" or "gradient.W", and the part of its text."""

    key: str
    offset: int
    length: int


class Edit(NamedTuple):
    """What stands at a spot, and what should stand there."""

    old: str
    new: str


@dataclass(frozen=True, slots=True)
class Finding:
    """Why a claim is wrong: the cause, the sentence for people, and the right claim as an expression."""

    cause: Cause
    input: str
    message: str
    evidence: str = ""
    suggestion: str | None = None
    also: Cause | None = None
    """The second of two causes that hold together."""
    place: Spot | None = None
    """Where the mistake stands; the whole claim where it is no part of it."""
    edit: Edit | None = None
    fix: str | None = None
    """The whole expression at `place` as it should be."""
    exact: Place | None = None
    """Where the part at `place` begins in its file, once that has been looked up."""
    width: int = 0
    """How many characters of that line belong to the part."""


class Test(NamedTuple):
    """Something that claims must hold among themselves, whatever is measured: `left` and `right` must be equal."""

    name: Literal["adjoint", "symmetry"]
    claim: str
    """The name of the claim that is held to it."""
    passes: bool
    left: float
    right: float
    message: str


class InputResult(NamedTuple):
    """What the check of one input found; arrays are nested lists, or None where they are too large to show.

    `numerical` holds None for an entry that was not measured.
    """

    name: str
    shape: tuple[int, ...]
    entries: int
    wrong: int
    first_wrong: Entry | None
    worst: Entry | None
    max_relative: float | None
    message: str
    h: float
    method: str
    limit: float | None = None
    """Where the input was tested along random directions: the error of an entry that they could not have seen."""
    claimed_shape: tuple[int, ...] = ()
    claimed: Any = None
    numerical: Any = None
    table: tuple[Entry, ...] = ()
    """The worst entries, worst first."""
    curve: Curve | None = None
    measured: int | None = None
    """How many entries were measured, where nothing is known of the others."""
    picture: Picture | None = None
    """The arrays made small enough to be drawn, where they are too large to stand in `claimed` and `numerical`."""
    values: Any = None
    """The input itself at the drawn point, where somebody will look at it."""
    corners: tuple[Corner, ...] = ()
    """Entries at corners of the cost, held against subgradients: those first at which the claim is none."""
    note: str = ""
    """What else there is to say of how the claim was compared."""
    claim: ClaimKey = "gradient"
    """Which claim it is; the names of others than gradients are those of the parts of the case, "hessian" or "hessian.x"."""
    input: str = ""
    """The input by which it is taken, where that is not the name."""


@dataclass(frozen=True, slots=True)
class Result:
    """How one case ended. Plain data: it crosses processes and goes into reports as it is."""

    case: Case
    verdict: Verdict
    as_expected: bool
    message: str
    """What happened, in one or two sentences."""
    inputs: tuple[InputResult, ...] = ()
    findings: tuple[Finding, ...] = ()
    """One for each failing input, in the order of the claims; none where the claim is right, or there is no gradient."""
    witness: Witness | None = None
    doubt: Doubt | None = None
    part: str = ""
    """The part of the case to look at, a key of its `places`: the failing claim, the expression at fault; else the case."""
    offset: int | None = None
    """For a fault inside an expression: the offset of the character in its text."""
    exact: Place | None = None
    """Where that character stands in the file, once that has been looked up."""
    length: int = 1
    hint: str | None = None
    """For an error: what to write instead."""
    surprise: str | None = None
    """Why the case did not end as expected, in a sentence; None where it did."""
    shapes: Mapping[str, tuple[int, ...]] = field(default_factory=dict)
    """The shapes of the arrays as drawn."""
    trace: tuple[Frame, ...] = ()
    """For an error in lent code: the calls that led to it, the outermost first."""
    lost: bool = False
    """Whether the case was lost with the process that was at it: no verdict of the case, and never as expected."""
    unexplained: tuple[str, ...] = ()
    """What could not be looked for beyond the verdict, and why, a sentence each: a cause, a doubt, a curve."""
    skipped: bool = False
    """Whether nothing was checked: a special point that the input does not have, or at which there is no gradient."""
    tests: tuple[Test, ...] = ()
    """What the claims were held to among themselves."""
    derived: tuple[str, ...] = ()
    """The inputs whose claims were derived from the formula: that they are right proves nothing."""
    evaluations: int = 0
    seconds: float = 0.0
    cost: float | None = None
    """The cost at the drawn point."""
    hints: int = 2
    """How much is told: 0 the verdict alone, 1 also the cause, 2 also the fix and the right gradient."""

    def __bool__(self) -> bool:
        """Whether the case ended as expected, so that `assert check(case)` says what it seems to."""
        return self.as_expected

    @property
    def place(self) -> Place | None:
        """Where to look in the file; None for a case made in Python."""
        found = self.findings[0].exact if self.findings else None
        return self.exact or found or self.case.places.get(self.part) or self.case.place

    @property
    def cause(self) -> Cause | None:
        """Why the first failing claim is wrong."""
        return self.findings[0].cause if self.findings else None

    @property
    def suggestion(self) -> str | None:
        """The first failing claim fixed, as an expression."""
        return self.findings[0].suggestion if self.findings else None

    @property
    def doubtful(self) -> bool:
        """Whether the verdict carries a doubt that the case does not document, or is a PASS that was not looked at to the end."""
        return self.doubt.kind != self.case.expect.doubt if self.doubt is not None else self.unexamined

    @property
    def unexamined(self) -> bool:
        """Whether the claim passes, and it could not be looked at whether that may be believed."""
        return self.verdict is Verdict.PASS and self.doubt is None and bool(self.unexplained)

    @property
    def quiet(self) -> bool:
        """Whether nobody need look at it: a PASS, as expected, without a doubt."""
        return self.verdict is Verdict.PASS and self.as_expected and self.doubt is None and not self.unexamined


@dataclass(frozen=True, slots=True)
class Run:
    """All results of one run, in the order of the catalogue, and the faults of files that could not be read."""

    results: tuple[Result, ...]
    faults: tuple[Fault, ...] = ()
    seconds: float = 0.0
    interrupted: bool = False
    environment: Mapping[str, str] = field(default_factory=dict)
    declared: int | None = None
    """How many cases the files declare; None where nobody counted."""
    selected: int | None = None
    """How many of them were to be run; there are fewer results where the run was stopped."""
    shard: tuple[int, int] | None = None
    """(number, count), where they are one of several parts of a catalogue."""
    whole: bool = False
    """Whether these are all cases of whole folders: the report of a catalogue, in whose place none of a part may come."""
    outstanding: tuple[str, ...] = ()
    """What did not end as expected in an earlier run and was not run in this one: file and name."""
