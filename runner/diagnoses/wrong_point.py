"""The claim takes a derivative at another point.

The function is the right one, and its argument is not: the activation where the pre-activation belongs or the other way round,
another layer, the upstream gradient. The sentence says where it belongs.

Why: a derivative may be written in terms of the input of a function or of its output, s(z) * (1 - s(z)) or a * (1 - a), and a
helper expects one of them; weights are updated before they are used to go on backwards.

Wrong:
    let: {a: sigmoid(z)}
    output: a
    gradient: {z: dout * z * (1 - z)}
Right:
    let: {a: sigmoid(z)}
    output: a
    gradient: {z: dout * a * (1 - a)}

Reference: I. Goodfellow, Y. Bengio, A. Courville, Deep Learning (2016), section 6.5.
"""

from __future__ import annotations


def sentence(part: str, wrong: str, right: str) -> str:
    """What is told of a derivative taken at the wrong point."""
    return f"`{part}` is taken at `{wrong}`: it belongs at `{right}`"
