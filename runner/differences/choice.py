"""The numerical gradient by the method a case asks for: every entry, random sign vectors with a search, or the cheaper."""

from __future__ import annotations

from typing import Literal

from runner.differences.central import central
from runner.differences.cost import Cost
from runner.differences.probes import probe
from runner.model import Floats, Gradient

Method = Literal["full", "probe", "auto"]

PROBE_FROM = 128
"""`auto` takes sign vectors from so many entries on: 2·128 evaluations are well above the 23, or 54, that they take."""
FULL_UP_TO = 1 << 14
"""Where they show an error, `auto` measures every entry of arrays up to this size, so that the whole error can be seen."""


def numerical_gradient(
    cost: Cost,
    x: Floats,
    guess: Floats,
    *,
    h: float,
    tolerance: float,
    method: Method = "auto",
    center: float | None = None,
    guess_rounding: float = 0.0,
) -> Gradient:
    """The gradient of `cost` at `x`, to be compared with `guess` at `tolerance`; `center` is f(x), where it is known.

    By `full`, or where `guess` has another shape, every entry is a central difference at `h`. By `probe` the value is the guess
    put right: its entries are those of the guess but for the ones found to be off, which are differences; `error` is then the
    detection limit, or NaN where the sign vectors did not come clean. `auto` is `full` for small arrays, and for those of
    moderate size in which the sign vectors find anything.
    """
    if guess.shape != x.shape or method == "full" or (method == "auto" and x.size < PROBE_FROM):
        return central(cost, x, h, center=center)
    probed = probe(cost, x, guess, h, tolerance, guess_rounding=guess_rounding)
    if method == "auto" and x.size <= FULL_UP_TO and (probed.found or not probed.clean):
        full = central(cost, x, h, center=center)
        evaluations = full.evaluations + probed.gradient.evaluations
        return Gradient(full.value, full.error, evaluations, full.method, h, full.bend)
    return probed.gradient
