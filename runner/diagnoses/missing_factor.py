"""The claim lacks a factor of the chain rule.

One term, or the whole claim, has to be multiplied by an array of the case: the derivative of an activation, a mask, the
upstream gradient, an inner derivative. The sentence says which term lacks which factor.

Why: the derivative stops at the output of a function, and the function's own derivative is forgotten; a mask that was applied
on the way forward is not applied on the way back; the parameter is a logarithm, and the derivative by the logarithm brings the
parameter once more.

Wrong:
    let: {o: sigmoid(z)}
    cost: 0.5 * np.sum((o - t)**2)
    gradient: {z: o - t}
Right:
    let: {o: sigmoid(z)}
    cost: 0.5 * np.sum((o - t)**2)
    gradient: {z: (o - t) * o * (1 - o)}

Reference: D. E. Rumelhart, G. E. Hinton, R. J. Williams, Learning representations by back-propagating errors (1986).
"""

from __future__ import annotations


def sentence(part: str, factor: str, why: str = "") -> str:
    """What is told of a part that lacks a factor; `why` says what the factor is."""
    return f"`{part}` lacks the factor `{factor}`{f', {why}' if why else ''}"
