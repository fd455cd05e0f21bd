"""The claim keeps only the diagonal of a Jacobian.

Each output of the function depends on every input along an axis, and the claim has the derivative of each output by its own
input only.

Why: softmax looks like sigmoid with a different denominator, and s * (1 - s) is only the diagonal of its Jacobian; the same
holds for what is divided by its norm or its sum.

Wrong:
    let: {s: softmax(z)}
    output: s
    gradient: {z: dout * s * (1 - s)}
Right:
    let: {s: softmax(z)}
    output: s
    gradient: {z: "s * (dout - np.sum(dout * s, axis=-1, keepdims=True))"}

Reference: I. Goodfellow, Y. Bengio, A. Courville, Deep Learning (2016), section 6.2.2.3.
"""

from __future__ import annotations


def sentence(part: str, function: str) -> str:
    """What is told of a part that keeps the diagonal of the Jacobian of a function."""
    return f"`{part}` is only the diagonal of the Jacobian of `{function}`: every output depends on every input"
