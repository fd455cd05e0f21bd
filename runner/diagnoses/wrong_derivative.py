"""The claim uses the derivative of another function, or a wrong one.

Where the derivative of a function should stand there is that of another one, or the function itself, or its derivative with a
slip in it. The sentence says what the derivative is.

Why: the derivatives of sigmoid, tanh and relu look alike and are copied from one layer to the next; 1 + f**2 belongs to tan
and 1 - f**2 to tanh; a helper that is called `tanh_prime` computes tanh.

Wrong:
    let: {a: np.tanh(z)}
    output: a
    gradient: {z: dout * a * (1 - a)}
Right:
    let: {a: np.tanh(z)}
    output: a
    gradient: {z: dout * (1 - a**2)}

Reference: F. W. J. Olver et al., NIST Handbook of Mathematical Functions (2010), section 4.34.
"""

from __future__ import annotations


def sentence(wrong: str, function: str, right: str) -> str:
    """What is told of an expression that stands where the derivative of a function belongs."""
    if wrong == function:
        return f"`{wrong}` is not differentiated: its derivative is `{right}`"
    return f"`{wrong}` is not the derivative of `{function}`: that is `{right}`"
