"""The claim has a factor too many.

One term, or the whole claim, is multiplied by an array of the case with which it should not be. The sentence says which.

Why: a derivative is taken into account twice, once by the loss and once by the activation, as where softmax or the sigmoid has
cancelled already; a mask is applied to what is masked; the derivative of a linear output is taken for that of an activation.

Wrong:
    let: {p: sigmoid(z)}
    cost: -np.sum(t * np.log(p) + (1 - t) * np.log(1 - p))
    gradient: {z: (p - t) * p * (1 - p)}
Right:
    let: {p: sigmoid(z)}
    cost: -np.sum(t * np.log(p) + (1 - t) * np.log(1 - p))
    gradient: {z: p - t}

Reference: C. M. Bishop, Pattern Recognition and Machine Learning (2006), section 4.3.6, on canonical link functions.
"""

from __future__ import annotations


def sentence(part: str, factor: str) -> str:
    """What is told of a part with a factor that does not belong there."""
    return f"`{part}` has the factor `{factor}` too many"
