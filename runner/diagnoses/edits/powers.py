"""Exponents that are off: a power too high or too low is a factor too many, or one that is missing."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from ...expressions.reverse import Unsupported
from ...expressions.tree import Call, Node, Number
from ...model import Cause
from .. import extra_factor, missing_factor
from .candidates import Candidate
from .graph import numbers
from .search import Search


def of_power(search: Search, key: str, candidate: Candidate) -> tuple[Cause, str] | None:
    """An exponent that is off by one is a factor too many, or one that is missing."""
    editable = search.at(key)
    exponent: Node = candidate.changes[0][0]
    power = editable.parent(exponent)
    while isinstance(power, Call) and power.row.name in ("+", "-"):
        exponent, power = power, editable.parent(power)
    if not isinstance(power, Call) or power.row.name != "**" or power.args[1] is not exponent:
        return None
    more_by = _difference(search, exponent, {id(old): new for old, new in candidate.changes})
    if more_by not in (1, -1):
        return None
    above = editable.parent(power)
    divides = isinstance(above, Call) and above.row.name == "/" and above.args[1] is power
    value = numbers(search.graph.value(exponent))
    negative = value is not None and min(float(value), float(value) + more_by) < 0
    writer = editable.writer
    base, whole = writer.written(power.args[0]), writer.written(editable.product_around(power))
    if (negative or divides) and search.varies(power.args[0]):  # such a power divides
        too_little = (more_by > 0) is not negative
        verb, often = ("not divided", "once more") if too_little else ("divided", "once too often")
        return Cause.MISSING_FACTOR if too_little else Cause.EXTRA_FACTOR, f"`{whole}` is {verb} by `{base}` {often}"
    missing = (more_by == 1) is not divides
    if not search.varies(power.args[0]) and not np.ndim(search.graph.value(power.args[0])):
        return Cause.SCALE, f"`{whole}` {'lacks the factor' if missing else 'has one factor too many:'} `{base}`"
    if missing:
        return Cause.MISSING_FACTOR, missing_factor.sentence(whole, base)
    return Cause.EXTRA_FACTOR, extra_factor.sentence(whole, base)


def of_exponential(search: Search, key: str, candidate: Candidate) -> tuple[Cause, str] | None:
    """exp(3 t) for exp(2 t): a factor exp(t) too many, or one that is missing."""
    ((old, new), *more) = candidate.changes
    by = _difference(search, old, {id(old): new}) if isinstance(old, Number) and not more else None
    editable = search.at(key)
    product = editable.parent(old)
    around = None if product is None else editable.parent(product)
    if not by or not isinstance(product, Call) or product.row.name != "*" or not isinstance(around, Call):
        return None
    if around.rule != "np.exp" or not search.varies(product):
        return None
    writer = editable.writer
    rest = writer.written(product.args[1 - product.args.index(old)])
    factor = f"np.exp({rest})" if abs(by) == 1 else f"np.exp({abs(by):g} * {rest})"
    above = editable.parent(around)
    divides = isinstance(above, Call) and above.row.name == "/" and above.args[1] is around
    whole = writer.written(editable.product_around(around))
    if (by > 0) is not divides:
        return Cause.MISSING_FACTOR, missing_factor.sentence(whole, factor)
    return Cause.EXTRA_FACTOR, extra_factor.sentence(whole, factor)


def _difference(search: Search, part: Node, changes: Mapping[int, Node]) -> float | None:
    """By how much a number is changed by an edit."""
    try:
        before, after = numbers(search.graph.value(part)), numbers(search.graph.edited_part(changes, part))
    except Unsupported:
        return None
    return float(after - before) if before is not None and after is not None and before.shape == () == after.shape else None
