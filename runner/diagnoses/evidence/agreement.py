"""How well a fixed claim agrees with the gradient, and where that was tried."""

from __future__ import annotations

from dataclasses import dataclass

NUMERICAL = "the numerical gradient"
"""The check's own differences, in a sentence."""


@dataclass(frozen=True, slots=True)
class Agreement:
    """A fixed claim that holds: the largest relative difference, on the case's draw and `fresh` others."""

    worst: float
    fresh: int
    sampled: int | None = None
    """How many entries were measured on a fresh draw, where not all were."""
    by: str = NUMERICAL
    """What it was measured by: something finer where the check's own differences are too rough."""

    def of(self, what: str) -> str:
        """In a sentence: what agrees, and where."""
        draws = {0: "at this input, the only one there is", 1: "here and at another random input"}
        where = draws.get(self.fresh, f"here and at {self.fresh} other random inputs")
        part = f", there in {self.sampled} entries" if self.sampled is not None else ""
        return f"{what} agrees with {self.by} {where}{part}, to {self.worst:.1g}"
