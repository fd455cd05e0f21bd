"""Whether the verdict on a claim of the derivative of several numbers may be believed: row by row, each as a claimed gradient."""

from __future__ import annotations

from collections.abc import Iterator
from math import prod

import numpy as np

from ..differences.rows import Remembering, Row
from ..differences.steps import error_curve
from ..doubt import SILENT, Testimony, examine
from ..measuring.compare import compare
from ..measuring.maps import DIFFERENTIATED, MeasuredMap
from ..model import OF_COST, Array, Comparison, Curve, Doubt, DoubtKind, MapClaim, Witness
from ..model.numerals import number as number_of

EXAMINED = 8
"""How many rows of a failing claim are examined, those first that are farthest off, until one is wrong beyond doubt."""


def examine_map(measured: MeasuredMap) -> Testimony:
    """What the witness says of a claim: of the row that decides."""
    comparison, gradient = measured.comparison, measured.gradient
    if comparison.relative is None or not comparison.claimed.size or measured.unmeasured:
        return SILENT
    values = Remembering(measured.cost)
    first = Testimony(doubt=doubt) if (doubt := _of_second_differences(measured)) is not None else SILENT
    for number in _order(measured, prod(measured.cost.shape)):
        row = _row(measured, number)
        bend = None if gradient.bend is None else _part(gradient.bend, number, measured)
        testimony = examine(
            Row(values, number),
            measured.x,
            gradient._replace(value=row.numerical, bend=bend),
            row,
            center=float(measured.center[number]),
            claim_rounding=measured.claim_rounding,
        )
        if testimony is SILENT:
            continue
        testimony = _of_the_whole(testimony, measured, number)
        if testimony.doubt is not None and comparison.passes:
            return testimony
        if testimony.doubt is None and not comparison.passes and first.doubt is None:
            return testimony
        if first is SILENT or (testimony.doubt is not None and first.doubt is None):
            first = testimony
    return first


def _of_second_differences(measured: MeasuredMap) -> Doubt | None:
    """The doubt about a verdict that the error of second differences may have made, where no first derivative is exact."""
    comparison, spread = measured.comparison, measured.spread
    if spread is None or comparison.relative is None:
        return None
    size = np.maximum(1.0, np.maximum(np.abs(comparison.numerical), np.abs(comparison.claimed)))
    off, allowed = np.abs(comparison.numerical - comparison.claimed), comparison.tolerance * size
    sure = (off + spread <= 2 * allowed).all() if comparison.passes else not (off - spread <= allowed).all()
    if sure:
        return None
    largest = number_of(float(np.nanmax(spread)), 2)
    return Doubt(
        DoubtKind.TRUNCATION,
        f"No exact first derivative is known, so that `{comparison.name}` was measured by second differences; those of two steps "
        f"differ by {largest}, too much to be sure.",
    )


def _order(measured: MeasuredMap, count: int) -> Iterator[int]:
    """The rows to be examined: those of a claim that passes, else the failing ones, those first that are farthest off.

    Of a row that is known to rounding nothing is left to be seen where each entry agrees at its own scale.
    """
    comparison = measured.comparison
    if comparison.passes:
        size = np.maximum(np.abs(comparison.numerical), np.abs(comparison.claimed))
        off = np.abs(comparison.numerical - comparison.claimed) > comparison.tolerance * size + comparison.absolute
        yield from np.flatnonzero(off.reshape(count, -1).any(axis=1)).tolist() if measured.exact else range(count)
        return
    relative = np.asarray(comparison.relative).reshape(count, -1).max(axis=1, initial=0.0)
    order = np.argsort(-relative, kind="stable")
    yield from (int(number) for number in order[:EXAMINED] if relative[number] > comparison.tolerance)


def _row(measured: MeasuredMap, number: int) -> Comparison:
    """One row of the claim beside its difference, as a claimed gradient."""
    comparison = measured.comparison
    index = np.unravel_index(number, measured.cost.shape)
    name = f"{comparison.name}[{', '.join(str(int(i)) for i in index)}]" if index else comparison.name
    claimed, numerical = (_part(array, number, measured) for array in (comparison.claimed, comparison.numerical))
    return compare(name, claimed, numerical, comparison.tolerance, floor=comparison.floor, slack=comparison.slack)


def _part(array: Array, number: int, measured: MeasuredMap) -> Array:
    """The row of an array of the shape of the claim."""
    rows: Array = np.asarray(array).reshape(-1, *measured.x.shape)
    return np.asarray(rows[number])


def _of_the_whole(testimony: Testimony, measured: MeasuredMap, number: int) -> Testimony:
    """What the witness says of a row, as of an entry of the claim; a doubt is about what is differentiated there."""
    row = tuple(int(i) for i in np.unravel_index(number, measured.cost.shape))
    witness: Witness | None = testimony.witness
    if witness is not None:
        witness = Witness(witness.verdict, (*row, *witness.index), witness.value, witness.error, witness.method)
    return testimony._replace(
        witness=witness,
        doubt=_in_words(testimony.doubt, measured.claim, row),
        name=_joined(testimony.name),
    )


def _in_words(doubt: Doubt | None, claim: MapClaim, row: tuple[int, ...]) -> Doubt | None:
    if doubt is None:
        return None
    of = DIFFERENTIATED[claim.key]
    if row:
        of = f"entry [{', '.join(map(str, row))}] of {of}"
    message = _joined(doubt.message).replace("the cost's", f"{of}'s").replace("the cost", of)
    message = message.replace("The cost", of[0].upper() + of[1:])
    if claim.key in OF_COST:
        message = message.replace("no gradient exists there", "no second derivative exists there")
    return Doubt(doubt.kind, message, doubt.better_h)


def _joined(text: str) -> str:
    """`jacobian[0][1]` as `jacobian[0, 1]`."""
    return text.replace("][", ", ")


def curve_of(measured: MeasuredMap, index: tuple[int, ...]) -> Curve:
    """The error of the difference against the step, for one entry of the claim."""
    rows = measured.cost.shape
    number = int(np.ravel_multi_index(index[: len(rows)], rows)) if rows else 0
    curve = error_curve(Row(Remembering(measured.cost), number), measured.x, index[len(rows) :])
    return Curve(index, curve.steps, curve.errors, curve.best_step, curve.rounding)
