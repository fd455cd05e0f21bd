"""A number of the claim has too few digits: 0.33 for 1/3, 3.14 for π, 0.044 for the 0.044715 of the formula.

The number that is meant is one of the formula's own, a simple fraction, or a constant of mathematics that the digits written
round to, or are cut from.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from fractions import Fraction
from itertools import product
from math import e, pi, sqrt

from ..errors import ExpressionError
from ..expressions import read_alone, tree
from ..model import Cause, Comparison, Finding, Spot
from .edits.candidates import Candidate
from .edits.editable import Editable
from .edits.graph import copied
from .edits.spliced import Writer
from .evidence import Evidence
from .evidence.constants import MATHEMATICAL
from .evidence.fixes import over, times

CONSTANTS = {
    text: value
    for name, constant in {**MATHEMATICAL, "np.e": e, "np.sqrt(3)": sqrt(3), "np.sqrt(2 / np.pi)": sqrt(2 / pi)}.items()
    for text, value in (
        (over("2", name), 2 / constant),
        (over("1", name), 1 / constant),
        (over(name, "2"), constant / 2),
        (times("2", name), 2 * constant),
        (name, constant),
    )
}
"""Constants of mathematics, twice, half and one over them; the plainest last."""
LARGEST = 12
"""The largest denominator of a simple fraction."""
NEAR = 0.05
"""A number stands for one that is so near to it, in units of itself."""
MOST = 3
"""At most so many numbers of a claim are mended together."""


def find(comparison: Comparison, evidence: Evidence) -> Finding | None:
    root = None if evidence.literal else _tree(evidence.text)
    if root is None:
        return None
    found = [(node, meant) for node, value in _numbers(root) if (meant := [*_meant(node, value, evidence)])][:MOST]
    choices = [(node, new) for node, meant in found for new in meant]
    tries = [[each] for each in choices]
    if len(found) > 1:
        tries += [list(zip([node for node, _ in found], news, strict=True)) for news in product(*[meant for _, meant in found])]
    for changes in tries:
        fix = _with(evidence.text, changes)
        agreement = evidence.agreement(fix)
        if agreement is not None:
            told = [f"`{_written(evidence.text, node)}` is too few digits of `{new}`" for node, new in changes]
            found_there = evidence.finding(Cause.SLIP, ", and ".join(told), fix, agreement)
            return _in_place(found_there, Editable(root, evidence.text), _edit(changes), evidence)
    return None


def _in_place(finding: Finding, claim: Editable, edit: Candidate, evidence: Evidence) -> Finding:
    """The finding with the number as its place."""
    place = Spot(evidence.draw.problem.part_of_claim(evidence.name), *claim.part(edit).span)
    return replace(finding, place=place, edit=claim.edit(edit), fix=finding.suggestion)


def _edit(changes: list[tuple[tree.Number, str]]) -> Candidate:
    return Candidate(tuple((node, _made(new)) for node, new in changes), Cause.SLIP)


def _tree(text: str) -> tree.Node | None:
    try:
        return read_alone(text)
    except ExpressionError:
        return None


def _numbers(root: tree.Node) -> list[tuple[tree.Number, float]]:
    """The numbers of an expression that are no whole ones, as they are written, with their values."""
    return [
        (node, node.value)
        for node in tree.walk(root)
        if isinstance(node, tree.Number) and isinstance(node.value, float) and node.value % 1 and node.span != tree.NOWHERE
    ]


def _written(text: str, node: tree.Number) -> str:
    start, length = node.span
    return text[start : start + length]


def _meant(node: tree.Number, value: float, evidence: Evidence) -> Iterator[str]:
    """What a number may stand for: something near, and less than a unit of its last digit away."""
    written = _written(evidence.text, node)
    decimals = len(written.partition(".")[2]) if written.replace(".", "", 1).isdigit() else 0
    most = min(10.0**-decimals, NEAR * value)
    formulas = [(formula, root) for formula in evidence.names.formulas if (root := _tree(formula)) is not None]
    own = [(_written(formula, each), exact) for formula, root in formulas for each, exact in _numbers(root)]
    fraction = Fraction(value).limit_denominator(LARGEST)
    simple = [(f"{fraction.numerator} / {fraction.denominator}", float(fraction))] if fraction.denominator > 2 else []
    known = dict([*simple, *CONSTANTS.items(), *own])
    units = 10**decimals
    digits = {text for text, exact in own if value in (round(exact, decimals), int(exact * units) / units)}
    yield from (
        text
        for text, meant in reversed(known.items())
        if decimals and meant != value and (text in digits or abs(meant - value) < most)
    )


def _with(text: str, changes: list[tuple[tree.Number, str]]) -> str:
    """The text with other numbers."""
    return Writer(text).spliced([(node, _made(new)) for node, new in changes])


def _made(text: str) -> tree.Node:
    """What a text stands for, as a part that nobody wrote; a number keeps its digits."""
    node = copied(read_alone(text), written=False)
    return replace(node, symbol=text) if isinstance(node, tree.Number) else node
