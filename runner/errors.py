"""The exceptions of the house. Each carries what a person needs to find and fix the fault."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from .model import Fault, Frame


class GradcaseError(Exception):
    """The root of all errors that are meant for a person."""


class UsageError(GradcaseError):
    """The command or a path was not usable: exit code 2."""


class OverBudget(GradcaseError):
    """A run took more than it may as a whole."""


class CaseFileError(GradcaseError):
    """One or more case files cannot be read; `faults` tells every fault with its place."""

    def __init__(self, faults: Sequence[Fault]) -> None:
        super().__init__("; ".join(f"{fault.place}: {fault.message}" if fault.place else fault.message for fault in faults))
        self.faults = tuple(faults)


class ExpressionError(GradcaseError):
    """An expression is refused or could not be evaluated.

    `offset` and `length` mark the characters of its text that are at fault; `hint` says what to write instead.
    `key` names the part of the case that holds it ("cost", "let.h", "gradient.x"); whoever knows it sets it.
    """

    key: str | None = None
    trace: tuple[Frame, ...] = ()
    """For an error in lent code: the calls that led to it."""

    def __init__(self, message: str, offset: int | None = None, length: int = 1, hint: str | None = None) -> None:
        super().__init__(message)
        self.message = message
        self.offset = offset
        self.length = length
        self.hint = hint


class EvaluationError(ExpressionError):
    """A well-formed expression that fails on its values: shapes that do not fit, a singular matrix."""


class Skipped(EvaluationError):
    """There is nothing to check at a special point: the input has none of the kind, or the cost no gradient there."""


class ShapesDoNotFit(EvaluationError):
    """Arrays whose shapes do not fit together, or not a matrix product."""


class NoResult(EvaluationError):
    """Linear algebra that has no result for these numbers: of a singular matrix, or one that is not positive definite."""


class OutOfBounds(EvaluationError):
    """An array, integer or amount of work beyond what a case may use."""


class NotAnalytic(GradcaseError):
    """The complex step cannot pass through this expression; another method must be used."""
