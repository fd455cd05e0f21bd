"""What the words of a report mean, in a sentence or two each: verdicts, causes, doubts, changes.

A document may bring the whole explanation of a cause or a doubt in its `explanations`; these sentences are what is
shown without one.
"""

from __future__ import annotations

from collections.abc import Mapping

CAUSES: Mapping[str, str] = {
    "non-finite": "The claim is NaN or infinite somewhere. Look for a division by zero, a logarithm or a root of what can be "
    "zero or negative, or an exponential that overflows.",
    "transposed": "The claim is the transpose of the right gradient: two of its axes are exchanged.",
    "sign": "The claim is the negative of the right gradient.",
    "scale": "The claim is a constant multiple of the right gradient, such as a forgotten 2 of a square or 1/n of a mean.",
    "broadcast": "The claim is not summed over, or not spread along, an axis that was broadcast or reduced.",
    "product": "The claim is the gradient of the same cost with a matrix product and an element-wise product exchanged: "
    "`W @ x` and `W.dot(x)` sum over an axis, `W * x` does not.",
    "missing-term": "The claim is off by a multiple of a value or an intermediate of the case, such as a forgotten "
    "regularisation term.",
    "entries": "The claim is right but for some entries, which follow a pattern.",
    "missing-path": "The claim leaves out a way from the input to the cost: something that depends on the input, such as the "
    "mean of a batch or a weight used twice, is treated as a constant.",
    "missing-factor": "The claim lacks a factor of the chain rule, such as an activation's derivative, a mask or the "
    "upstream gradient.",
    "extra-factor": "The claim has a factor too many, such as the derivative of an activation that has cancelled already.",
    "wrong-derivative": "The claim uses the derivative of another function, or a wrong one.",
    "wrong-point": "The claim takes a derivative at another point, such as the activation where the pre-activation belongs.",
    "diagonal": "The claim keeps only the diagonal of a Jacobian, as of softmax, where every output depends on every input.",
    "name": "The claim uses another variable: with one name in the place of another it is right.",
    "index": "The claim uses another index, axis, time step, stride or order.",
    "symmetric": "The claim is the gradient along symmetric changes: mirrored entries are taken as one variable.",
    "conjugate": "The claim is the complex conjugate of the gradient, or lacks that of one array.",
    "slip": "The claim is one edit away from the gradient: a bracket, an operator, an exponent. The edit is shown.",
    "shape": "The claim is of another shape than its input. Nothing is broadcast: a gradient has one entry for each entry of "
    "the input.",
    "unknown": "The claim is wrong, and no common mistake explains it. The worst entries and the heat maps show where.",
}

DOUBTS: Mapping[str, str] = {
    "truncation": "The step is too long for how strongly the cost bends, so the central difference itself is off.",
    "rounding": "The step is so short, or the cost so large, that rounding hides the difference.",
    "kink": "The cost bends within a step of the point, so its slopes from the left and from the right differ.",
    "jump": "The cost jumps at the point or within a step of it, so that a difference across the jump is no slope.",
    "domain": "A step leaves the set of points at which the cost is defined.",
    "insensitive": "The gradient is so small beside the tolerance that a wrong claim would pass as well.",
}

OF_CLAIM: Mapping[str, str] = {
    "gradient": "Gradient",
    "jacobian": "Jacobian",
    "jvp": "Jacobian-vector product",
    "hessian": "Hessian",
    "hvp": "Hessian-vector product",
}
"""What a claim is of, as a heading says it."""

ENDINGS: Mapping[str, str] = {
    "fail": "The claim is wrong; no cause is told.",
    "error": "There was nothing to compare: an expression or a value is at fault.",
    "timeout": "The case was stopped: it ran out of time or memory.",
    "pass": "The claim is right, and the case says that it should not be.",
}


def meaning(word: str) -> str:
    """What a cause, a doubt or an ending means; nothing for a word that is none."""
    return CAUSES.get(word) or DOUBTS.get(word) or ENDINGS.get(word, "")


WITNESS: Mapping[str, str] = {
    "right": "A measurement that knows its own error finds the claim right.",
    "wrong": "A measurement that knows its own error finds the claim wrong.",
    "undecided": "A measurement that knows its own error cannot decide.",
}

CHANGES: Mapping[str, str] = {
    "regressed": "as expected before, not now",
    "still failing": "not as expected in both runs",
    "new": "not in the earlier run",
    "fixed": "as expected now, not before",
    "gone": "no longer there",
}
