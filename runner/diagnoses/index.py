"""The claim uses another index, axis, time step, stride or order.

With one index or axis changed it is right.

Why: a recurrence meets the hidden state of the step before; numbers are counted from one in the book and from zero in numpy;
an axis is counted without the batch; a kernel is flipped in a convolution and not in a correlation.

Wrong:
    output: np.correlate(x, w, mode='valid')
    gradient: {w: "np.correlate(x, dout, mode='valid')[::-1]"}
Right:
    output: np.correlate(x, w, mode='valid')
    gradient: {w: "np.correlate(x, dout, mode='valid')"}

Reference: I. Goodfellow, Y. Bengio, A. Courville, Deep Learning (2016), sections 9.5 and 10.2.
"""

from __future__ import annotations


def sentence(wrong: str, right: str) -> str:
    """What is told of an index, an axis or an order that should be another."""
    return f"`{wrong}` should be `{right}`"
