"""What is measured: gradients, their comparison with a claim, and how far they are to be trusted."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, NamedTuple

from .cases import DoubtKind
from .words import Array, Floats


@dataclass(frozen=True, slots=True)
class Corner:
    """An entry at which the cost has a corner: the claim there, the slopes to either side, and whether it is a subgradient."""

    index: tuple[int, ...]
    claimed: float
    left: float
    right: float
    holds: bool = True


class Gradient(NamedTuple):
    """A numerical gradient with what is known of its quality.

    `value` has the shape of the input. `error` bounds |value − truth| of every entry; NaN where unknown.
    `evaluations` counts the points at which the cost was evaluated.
    """

    value: Floats
    error: float
    evaluations: int
    method: str
    h: float
    bend: Floats | None = None
    """How much the slopes to the two sides of x differ over the step, for each entry in units of the slope, if known."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One entry of a claim beside its numerical value."""

    index: tuple[int, ...]
    claimed: float
    numerical: float
    absolute: float
    relative: float


class Comparison(NamedTuple):
    """A claim held against a numerical gradient, by the rule of the contract.

    `claimed`, `numerical` and `relative` have the shape of the input. Where the claim has another shape there
    is nothing to compare entry by entry: `relative` is None, every entry counts as wrong, and `message` says both shapes.
    """

    name: str
    claimed: Array
    numerical: Floats
    tolerance: float
    relative: Floats | None
    wrong: int
    first_wrong: Entry | None
    worst: Entry | None
    message: str
    measured: Array | None = None
    """The flat positions of the entries of which something is known, in order, where that is not all; `numerical` holds the claim
    at the others."""
    largest: float = 0.0
    """The size of the largest entry of the two gradients; NaN where one is."""
    differenced: Array | None = None
    """The flat positions of the entries with a difference of their own, in order, where that is not all: random directions vouch
    for the others, or nothing does. Nothing else may be shown as numerical."""
    floor: float | None = None
    """What stands beside max(|n|, |c|) in the relative difference: absolute / tolerance, where a case says what is absolute."""
    slack: float = 0.0
    """By how much stated noise may have moved the difference: so much off is forgiven."""
    at_corners: Array | None = None
    """The flat positions of the entries, in order, that are left out where a cause is looked for: there the cost has a corner
    whose slopes allow the claim, which `numerical` holds."""
    unfit: str = ""
    """Why the claim cannot be evaluated, where its shapes do not fit together."""

    @property
    def passes(self) -> bool:
        return self.wrong == 0

    @property
    def absolute(self) -> float:
        """What an entry may be off whatever its size, where the case says so."""
        return 0.0 if self.floor is None else self.floor * self.tolerance


@dataclass(frozen=True, slots=True)
class Witness:
    """What an independent measurement, which knows its own error, says of a claim."""

    verdict: Literal["right", "wrong", "undecided"]
    index: tuple[int, ...]
    """The entry that decided."""
    value: float
    error: float
    method: str


class Decided(NamedTuple):
    """That an independent measurement has found a claim wrong: where, in words, and the slope there."""

    words: str
    slope: float


@dataclass(frozen=True, slots=True)
class Doubt:
    """Why the verdict of the rule may not be believed, with the evidence in a sentence or two."""

    kind: DoubtKind
    message: str
    better_h: float | None = None


@dataclass(frozen=True, slots=True)
class Curve:
    """The error of the central difference against the step, for one entry: the data of a plot."""

    index: tuple[int, ...]
    steps: tuple[float, ...]
    errors: tuple[float, ...]
    best_step: float | None
    rounding: float | None
    """The size of the rounding error at step 1; it grows as 1/h."""


@dataclass(frozen=True, slots=True)
class Picture:
    """Large arrays as a table of `columns` across: each cell is one entry of a block of them, the one of most interest."""

    columns: int
    at: tuple[int, ...]
    """The flat positions of the entries, row by row."""
    claimed: tuple[float, ...]
    numerical: tuple[float | None, ...]
    """None where the entry was not measured."""
