"""One edit of the right gradient that gives the claim: a factor or a term of it that is left out, or written otherwise.

It is looked for where neither a step of the derivation nor one edit of what was written explains the claim, before two mistakes
are: what is written may share no form with what is right but this, as `x - m` for `(x - m) / (n * s)`.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

import numpy as np

from ..errors import ExpressionError
from ..expressions import tree
from ..expressions.reverse import Unsupported
from ..model import Array, Cause, Comparison, Edit, Finding
from .edits.called import BENT
from .edits.candidates import Candidate, shape_of
from .edits.editable import changed_length
from .edits.graph import Graph, tree_of
from .edits.nothing_new import bringing_nothing_in
from .edits.spliced import Writer
from .evidence import Evidence
from .evidence.sample import Sample
from .exchanged import other_claim
from .right import right_gradient
from .slips.search import close

MOST = 40_000_000
"""At most this many numbers go through the edits, see `Graph.work`."""

OF_A_DROP = {Cause.EXTRA_FACTOR: Cause.MISSING_FACTOR, Cause.SCALE: Cause.SCALE, Cause.MISSING_TERM: Cause.MISSING_TERM}
"""What the claim has done, by what it would be to leave that out of it."""

OTHERWISE = frozenset({Cause.SIGN, Cause.SCALE, Cause.SLIP, Cause.WRONG_DERIVATIVE, Cause.INDEX})
"""Causes that read the same from both sides."""


class Fit(NamedTuple):
    """An edit of the right gradient that gives the claim: what it is called, in words, and how much it changes."""

    cause: Cause
    sentence: str
    length: int
    text: str


def find(comparison: Comparison, evidence: Evidence) -> Finding | None:
    number = not comparison.claimed.ndim  # what is left of a gradient may be one number for all entries
    if evidence.complex or (not number and (evidence.in_numbers or comparison.claimed.shape != comparison.numerical.shape)):
        return None
    if other_claim(evidence) is not None:
        return None
    found = right_gradient(evidence)
    if found is None:
        return None
    right, agreement = found
    try:
        with np.errstate(all="ignore"):
            # A factor is dropped sooner than the term in it that makes it more than 1, as of `/ np.sqrt(1 + x**2)`.
            fits = sorted(
                _fits(right, comparison.claimed, evidence), key=lambda fit: (fit.cause is Cause.MISSING_TERM, fit.length)
            )
    except (Unsupported, ExpressionError):
        return None
    for fit in fits:
        if _holds(fit.text, evidence):
            return Finding(
                fit.cause, comparison.name, f"{fit.sentence}: the gradient is `{right}`", agreement.of("it"), suggestion=right
            )
    return None


def _fits(right: str, claimed: Array, evidence: Evidence) -> Iterator[Fit]:
    """The edits of the right gradient that give the claim at the case's point."""
    root = tree_of(evidence.draw.problem.formula(right))
    if root is None:
        return
    graph = Graph({"": root}, {}, {**evidence.draw.values, **evidence.draw.intermediates})
    writer = Writer(right)
    for candidate in bringing_nothing_in(graph.roots[""], shape_of(graph.value)):
        if graph.work > MOST:
            return
        cause = _cause(candidate)
        if cause is None:
            continue
        value = graph.tried({id(old): new for old, new in candidate.changes}, graph.roots[""])
        if value is not None and close(value, claimed):
            if cause is Cause.MISSING_TERM:
                cause = _of_a_term(candidate, graph.roots[""])
            if cause is Cause.SCALE and candidate.dropped is not None and _varies(candidate.dropped, evidence):
                cause = Cause.MISSING_FACTOR
            yield _of_exponent(candidate, graph, evidence, writer) or _fit(cause, candidate, graph.roots[""], writer)


def _cause(candidate: Candidate) -> Cause | None:
    """What the claim has done that such an edit of the right gradient gives."""
    if candidate.dropped is not None:
        return OF_A_DROP.get(candidate.cause)
    if candidate.cause is Cause.SIGN and not isinstance(candidate.changes[0][0], tree.Number):
        return None  # the sign of a term is looked for in the derivation; of a form that holds a term twice it explains too much
    return candidate.cause if candidate.cause in OTHERWISE else None


def _varies(node: tree.Node, evidence: Evidence) -> bool:
    """Whether a factor depends on the input: a number that does is no constant of a term."""
    return not tree.names(node) <= evidence.names.independent | set(evidence.draw.problem.case.sizes)


def _of_a_term(candidate: Candidate, root: tree.Node) -> Cause:
    """What it is that a term is missing: within an exponential, a factor; within another function, no term of the gradient."""
    inside = candidate.changes[0][0]
    for part in reversed([part for part in tree.walk(root) if any(each is inside for each in tree.walk(part))]):
        if isinstance(part, tree.Call) and part is not inside:
            if part.rule in ("np.exp", "np.exp2"):
                return Cause.MISSING_FACTOR
            if part.rule in BENT or part.row.name == "**":
                return Cause.SLIP
    return Cause.MISSING_TERM


def _of_exponent(candidate: Candidate, graph: Graph, evidence: Evidence, writer: Writer) -> Fit | None:
    """A lower power is a factor, or a divisor, that is missing; a higher one is one too many."""
    ((old, new), *_) = candidate.changes
    root = graph.roots[""]
    above = {id(part): node for node in tree.walk(root) for part in tree.children(node)}
    power = above.get(id(old))
    if not isinstance(power, tree.Call) or power.row.name != "**" or power.args[1] is not old:
        return None
    if not isinstance(old, tree.Number) or not isinstance(new, tree.Number):
        return None
    before, after = old.value, new.value
    if isinstance(before, complex) or isinstance(after, complex) or before <= 0 or after < 0:
        return None
    base, whole = writer.written(power.args[0]), writer.written(power)
    around = above.get(id(power))
    divides = isinstance(around, tree.Call) and around.row.name == "/" and around.args[1] is power
    cause = Cause.MISSING_FACTOR if after < before else Cause.EXTRA_FACTOR
    if tree.names(power.args[0]) <= evidence.names.independent and np.shape(graph.value(power.args[0])) == ():
        cause = Cause.SCALE
    what = whole if not after else base if abs(before - after) == 1 else f"{base}**{abs(before - after):g}"
    verb = "divided" if divides else "multiplied"
    often = "" if not after else " once more" if after < before else " once too often"
    sentence = f"the claim is {'' if after > before else 'not '}{verb} by `{what}`{often}"
    return Fit(cause, sentence, changed_length(Edit(str(before), str(after))), writer.spliced(candidate.changes))


def _fit(cause: Cause, candidate: Candidate, root: tree.Node, writer: Writer) -> Fit:
    (old, new), *_ = candidate.changes
    before, after = writer.written(old), writer.written(new)
    if candidate.dropped is None:
        sentence = f"`{after}` stands where the gradient has `{before}`"
    else:
        divides = isinstance(old, tree.Call) and old.row.name == "/" and candidate.dropped is old.args[1]
        if candidate.cause is not Cause.MISSING_TERM and not divides and _divides(root, old):
            sentence = f"the claim is not divided by `{writer.written(candidate.dropped)}`"
            return Fit(cause, sentence, changed_length(Edit(before, after)), writer.spliced(candidate.changes))
        what = "term" if candidate.cause is Cause.MISSING_TERM else "divisor" if divides else "factor"
        sentence = f"the {what} `{writer.written(candidate.dropped)}` of `{before}` is missing"
    return Fit(cause, sentence, changed_length(Edit(before, after)), writer.spliced(candidate.changes))


def _divides(root: tree.Node, factor: tree.Node) -> bool:
    """Whether a product stands below a fraction bar."""
    parts = [part for part in tree.walk(root) if isinstance(part, tree.Call) and part.row.name == "/"]
    below = [part.args[1] for part in parts]
    products = [one for one in below if isinstance(one, tree.Call) and one.row.name == "*"]
    return any(factor is part for part in (*below, *(arg for one in products for arg in one.args)))


def _holds(text: str, evidence: Evidence) -> bool:
    """Whether the claim is that expression at fresh random inputs too, and with other numbers and sizes, where that can be."""
    measurements = evidence.measurements
    if not measurements.fresh and not measurements.fixed:
        return False
    if not all(_is_claim(text, sample, evidence) for sample in measurements.fresh):
        return False
    elsewhere = [_is_claim(text, sample, evidence) for sample in measurements.elsewhere]
    return True in elsewhere or not elsewhere


def _is_claim(text: str, sample: Sample, evidence: Evidence) -> bool:
    value = evidence.value(text, sample)
    return value is not None and bool(np.isfinite(sample.claimed).all()) and close(value, sample.claimed)
