"""A claim of another kind as the gradient of a cost that is made for it, so that all that is known of gradients holds for it.

With g the gradient of the case's cost, written from its formula, a Hessian-vector product is the gradient of Σ g·v; a Hessian is
one for every v. A Jacobian contracted with `dout` is the gradient of Σ output·dout; and with Jᵀu the gradient of Σ output·u,
J dx is the gradient of Σ (Jᵀu)·dx by u. What is wrong with such a gradient is wrong with the claim (A. Griewank, A. Walther,
Evaluating Derivatives (2008), section 3.2).
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import replace
from typing import NamedTuple

import numpy as np

from ...errors import GradcaseError
from ...expressions.reverse import Unsupported
from ...measuring.gradients import measure
from ...model import OF_COST, Case, Cause, Expectation, Finding, MapClaim
from ...problem import Draw, Formula, Problem, drawn
from ...problem.formula import depending
from .. import diagnose
from ..evidence import Evidence, fixes
from ..right import derived
from .evidence import MapEvidence

DUMMIES = ("u", "c", "q", "cotangent", "way")
"""Names for what is contracted with."""
LEFT_OUT = frozenset({Cause.MISSING_TERM, Cause.MISSING_PATH})
SEEN_BEFORE = frozenset({Cause.ENTRIES, Cause.SCALE, Cause.TRANSPOSED})
"""What has been looked for in the claim itself, and would be chance here."""
LARGEST = 256
"""Inputs and outputs of more numbers are left alone."""
OF_RIGHT = re.compile(r"[,;] (?:and )?the gradient (?:of that )?is `([^`]*)`$")
"""How a message ends that gives the right gradient."""


class Contracted(NamedTuple):
    """The case with a gradient that stands for a claim: the input by which it is, how it is written, and the name it adds."""

    case: Case
    input: str
    claim: str
    dummy: str = ""


def find(evidence: MapEvidence) -> Finding | None:
    """Why a claim is wrong, found for the gradient that stands for it; None where there is none, or nothing is found."""
    case = evidence.draw.problem.case
    if case.structure or case.complex or case.point or evidence.literal or evidence.draw.problem.lends:
        return None
    try:
        made = _made(evidence.draw, evidence.claim, evidence.text)
        found = None if made is None else _found(made, evidence.draw.problem)
    except (GradcaseError, Unsupported):
        return None
    return None if made is None or found is None else _told(found, made, evidence)


def _made(draw: Draw, claim: MapClaim, text: str) -> Contracted | None:
    problem, case, name = draw.problem, draw.problem.case, claim.input
    text = " ".join(text.split())
    along = {drawn: moved for drawn, (key, moved) in problem.directions.items() if key == claim.key}
    drawn_shapes = {each: np.shape(draw.values[each]) for each in problem.directions}
    if max(np.size(draw.values[name]), np.size(draw.output()) if case.output is not None else 0) > LARGEST:
        return None
    taken = {*draw.values, *case.let}
    dummy = next((each for each in DUMMIES if each not in taken), None)
    if dummy is None:
        return None
    bare = replace(case, jacobian=None, jvp=None, hessian=None, hvp=None, wrt=None, expect=Expectation())
    shapes = {**case.shapes, **drawn_shapes}
    if claim.key == "jacobian":
        contracted = f"np.tensordot(dout, {text}, {draw.output().ndim})"
        return Contracted(replace(bare, shapes=shapes, gradient={name: contracted}), name, contracted)
    if claim.key == "jvp":
        vjps = [f"np.sum({_renamed(derived(draw, moved), dummy)} * {each})" for each, moved in along.items()]
        let = {line: value for line, value in case.let.items() if line not in depending(_lines(problem), "dout")}
        changed = replace(bare, output=None, cost=" + ".join(vjps), let=let, gradient={dummy: text})
        return Contracted(replace(changed, shapes={**shapes, dummy: draw.output().shape}), dummy, text, dummy)
    if claim.key == "hvp":
        products = [f"np.sum(({derived(draw, moved)}) * {each})" for each, moved in along.items()]
        return Contracted(replace(bare, shapes=shapes, cost=" + ".join(products), gradient={name: text}), name, text)
    way = "v" if "v" not in taken else dummy
    shape = np.shape(draw.values[name])
    contracted = f"np.tensordot({text}, {way}, {len(shape)})"
    cost = f"np.sum(({derived(draw, name)}) * {way})"
    return Contracted(replace(bare, shapes={**shapes, way: shape}, cost=cost, gradient={name: contracted}), name, contracted, way)


def _lines(problem: Problem) -> Iterable[Formula]:
    return [*problem.forward.values(), *problem.backward.values()]


def _renamed(text: str, dummy: str) -> str:
    return "(" + re.sub(r"\bdout\b", dummy, text) + ")"


def _found(made: Contracted, problem: Problem) -> Finding | None:
    draw = drawn(Problem(made.case, problem.lent))
    cost = draw.cost(made.input)
    measured = measure(draw, cost, float(cost(draw.input(made.input))))
    if measured.comparison.passes:
        return None
    comparison = measured.comparison
    found = diagnose(comparison, Evidence(draw, comparison, [comparison], measured.gradient.h), [])
    return None if found.cause in SEEN_BEFORE else found


def _told(found: Finding, made: Contracted, evidence: MapEvidence) -> Finding | None:
    """The finding in the words of the claim, with the right product where the claim is one."""
    whole = evidence.claim.key in ("jacobian", "hessian")
    message = found.message.replace(f"`{made.claim}`", evidence.quoted).replace(f"for `{made.input}`", f"for `{evidence.name}`")
    if evidence.claim.key in OF_COST:
        message = re.sub(
            r"^The term (`[^`]*`) is left out", r"The derivative of the term \1 of the first derivative is left out", message
        )
    right = OF_RIGHT.search(message)
    message = OF_RIGHT.sub("", message)
    fix = found.suggestion
    agreement = None if fix is None or whole else evidence.agreement(fix)
    if whole and found.suggestion is not None and fix != made.claim:
        fix = _uncontracted(fix or "", made)
        agreement = None if fix is None else evidence.agreement(fix)
    if made.dummy:
        message = _without(message, made.dummy, found.cause, evidence)
    if agreement is None or fix is None:
        if right is not None and whole:
            told = f"times `{made.dummy}` the gradient" if made.dummy else "contracted with `dout` the gradient"
            message = f"{message}; {told} is `{right[1]}`"
        return None if found.cause is Cause.UNKNOWN else Finding(found.cause, evidence.name, message, also=found.also)
    link = f"; the gradient is `{fix}`" if right is not None else ""
    return Finding(found.cause, evidence.name, message + link, agreement.of("the fixed claim"), fixes.one_line(fix), found.also)


def _uncontracted(fix: str, made: Contracted) -> str | None:
    """The claim as it should be out of its contraction as it should be."""
    plain = fixes.one_line(fix)
    start, end = ("np.tensordot(dout, ", ")") if made.claim.startswith("np.tensordot(dout, ") else ("np.tensordot(", ")")
    if not plain.startswith(start) or not plain.endswith(end):
        return None
    inner = plain[len(start) :].rpartition(", ")[0]
    return inner if start.endswith("dout, ") else inner.rpartition(", ")[0]


def _without(message: str, dummy: str, cause: Cause, evidence: MapEvidence) -> str:
    """The message without what nobody wrote: the name that was contracted with."""
    mentioned = re.compile(rf"`[^`]*(?<![\w.]){dummy}(?![\w(])[^`]*`")
    message = re.sub(rf"(,? (?:of|at|by|in)) {mentioned.pattern}", "", message)
    if not mentioned.search(message):
        return message
    if cause in LEFT_OUT:
        return f"the claim {evidence.quoted} leaves out a way in which what is differentiated changes"
    return f"the claim {evidence.quoted} has a mistake of this kind in one of its steps"
