"""How well a fixed claim agrees with the gradient, and where that was tried."""

from __future__ import annotations

from collections.abc import Sized
from dataclasses import dataclass

NUMERICAL = "the numerical gradient"
"""The check's own differences, in a sentence."""


def tried(fresh: int) -> str:
    """Where something was tried, in a sentence: on the case's draw and on so many fresh ones."""
    draws = {0: "at this input, the only one there is", 1: "here and at another random input"}
    return draws.get(fresh, f"here and at {fresh} other random inputs")


def seen(samples: Sized) -> str:
    """That something is so on the samples, the case's own and fresh ones."""
    return f"it is so {tried(len(samples) - 1)}"


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
        part = f", there in {self.sampled} entries" if self.sampled is not None else ""
        return f"{what} agrees with {self.by} {tried(self.fresh)}{part}, to {self.worst:.1g}"
