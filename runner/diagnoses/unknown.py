"""The claim is wrong, and no common mistake explains it.

None of the mistakes above turns the gradient into it, here and at other random inputs. What can be said of the difference
is said, and the right gradient is shown where it could be derived from the formula and agrees with the numerical one.

Why: the derivation itself may be wrong: a step of the chain rule is missing, a product rule has lost a part, or the
claim belongs to another formula.

Wrong:
    cost: np.sum(np.exp(x**2))
    gradient: np.cos(x) * np.exp(x)
Right:
    cost: np.sum(np.exp(x**2))
    gradient: 2 * x * np.exp(x**2)

Reference: A. Griewank, A. Walther, Evaluating Derivatives (2008), chapter 3.
"""

from __future__ import annotations

from math import inf

import numpy as np

from ..model import Cause, Comparison, Finding
from ..model.numerals import number
from . import own_arrays
from .evidence import Evidence
from .evidence.sample import Sample
from .exchanged import other_claim

CHANGE = 0.01
"""A factor that changes with the inputs changes by this fraction of it at least; by less, a small term is forgotten."""

SEEN = 1e-6
"""A slope of this size is none of rounding, though a step within one stair of the cost may show none."""


def find(comparison: Comparison, evidence: Evidence) -> Finding:
    if evidence.measurements.gradient_is_zero:
        return _of_no_gradient(evidence)
    exchanged = other_claim(evidence)
    if exchanged is not None:
        return exchanged.finding(Cause.NAME, evidence)
    if evidence.settled is not None and evidence.claim_may_be_right:
        message = f"the claim {evidence.quoted} is right at random points, {evidence.settled.words}"
        return Finding(Cause.ENTRIES, comparison.name, message)
    difference = _difference(comparison, evidence)
    if difference is None:
        message = f"no common mistake explains the claim {evidence.quoted}{_next_step(evidence)}"
    else:
        message = f"the claim {evidence.quoted} {difference}"
    plain = own_arrays.of_own_arrays(evidence)
    if plain is not None:
        return evidence.finding(Cause.UNKNOWN, f"{message}; the gradient is `{plain[0]}`", *plain)
    return Finding(Cause.UNKNOWN, comparison.name, message)


def _next_step(evidence: Evidence) -> str:
    """What to do where no right gradient can be shown beside the claim, as of code that is lent."""
    if evidence.derivation is not None:
        return ""
    return ": check smaller parts of it one by one, each with its own claim; the first that fails holds the mistake"


def _of_no_gradient(evidence: Evidence) -> Finding:
    """The cost does not depend on the input at all, or not where it is drawn."""
    name = evidence.name
    if evidence.settled is not None and SEEN < abs(evidence.settled.slope) < inf:
        rough = f"over the step h = {number(evidence.measurements.h)} the cost shows no change"
        return Finding(Cause.UNKNOWN, name, f"the claim {evidence.quoted} is {evidence.settled.words}; {rough}")
    if evidence.measurements.is_flat_here:
        message = f"the claim {evidence.quoted} is not zero, and the slope of the cost here is as good as zero"
        return Finding(Cause.UNKNOWN, name, message)
    draws = 1 + len(evidence.measurements.fresh)
    zero = f"the gradient is zero at {draws} random inputs" if draws > 1 else "the derivation gives zero everywhere"
    cause, verb = Cause.UNKNOWN, "change with" if evidence.names.reaches_the_cost else "depend on"
    why = f"the cost does not {verb} `{name}`"
    if evidence.names.reaches_the_cost and evidence.names.steps:
        cause, why = Cause.WRONG_DERIVATIVE, f"`{evidence.names.steps}` goes in steps, between which its derivative is zero"
    message = f"{why}: the claim {evidence.quoted} is not zero, and the gradient is"
    return Finding(cause, name, message, zero, f"np.zeros({name}.shape)")


def _difference(comparison: Comparison, evidence: Evidence) -> str | None:
    """What can be said of the difference; None where nothing can."""
    if not np.isfinite(comparison.numerical).all():
        return "cannot be explained: the numerical gradient is not finite"
    if evidence.claim_may_be_right:
        return "is right at other random inputs: this input or the step causes the failure"
    own = evidence.measurements.own
    claimed = own.at(comparison.claimed)
    if not claimed.any():
        return "is zero, and the gradient is not"
    if not own.numerical.any():
        return "is not zero, and the gradient is"
    if _ratio(own) is not None and _changes_by_draws(evidence):
        return "points along the gradient, but how long it is beside it changes with the inputs: a factor that depends on them"
    return None


def _ratio(sample: Sample) -> float | None:
    """How long the claim is beside the gradient, of which it is a multiple; None where it is none, or where any number is."""
    claimed, numerical = sample.at(sample.claimed), sample.numerical
    norms = float(np.linalg.norm(claimed) * np.linalg.norm(numerical))
    if numerical.size < 2 or not norms or abs(float(np.vdot(claimed, numerical))) <= (1 - 1e-9) * norms:
        return None
    return float(np.vdot(claimed, numerical) / np.vdot(numerical, numerical))


def _changes_by_draws(evidence: Evidence) -> bool:
    samples = (evidence.measurements.own, *evidence.measurements.fresh)
    return all(sample.claimed.shape == evidence.shape for sample in samples) and _changes([_ratio(sample) for sample in samples])


def _changes(ratios: list[float | None]) -> bool:
    """Whether there is a ratio on every draw, and not the same."""
    known = [ratio for ratio in ratios if ratio is not None]
    return len(known) == len(ratios) and max(known) - min(known) > CHANGE * max(abs(ratio) for ratio in known)
