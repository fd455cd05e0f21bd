"""The claim leaves out a way from the input to the cost.

Something that depends on the input is treated as a constant: the gradient along the other ways is right, and this one is
missing. The sentence names what was held constant.

Why: a mean and a variance are made of the very numbers that they normalise; a weight is used twice, by the encoder and the
decoder or at every time step; a product has two factors that both depend on the input; a short cut passes the layer by.

Wrong:
    let: {mu: "x.mean(axis=0)"}
    output: x - mu
    gradient: {x: dout}
Right:
    let: {mu: "x.mean(axis=0)"}
    output: x - mu
    gradient: {x: dout - dout.mean(axis=0)}

Reference: S. Ioffe, C. Szegedy, Batch Normalization (2015), section 3, on the gradient through mean and variance.
"""

from __future__ import annotations


def sentence(constant: str) -> str:
    """What is told of something that is treated as a constant."""
    return f"you treat `{constant}` as a constant: the path through `{constant}` is missing"
