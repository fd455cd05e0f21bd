"""The claim uses another variable.

With one name in the place of another it is right.

Why: a line is copied and one of its names is not changed; two names are alike, or swapped; the input of a layer is taken for
the gradient of its output.

Wrong:
    let: {e: r - u @ v}
    cost: 0.5 * e**2
    gradient: {u: -e * u}
Right:
    let: {e: r - u @ v}
    cost: 0.5 * e**2
    gradient: {u: -e * v}

Reference: A. Griewank, A. Walther, Evaluating Derivatives (2008), section 3.2, on what each adjoint is multiplied by.
"""

from __future__ import annotations


def sentence(wrong: str, right: str, part: str) -> str:
    """What is told of a variable in the place of another; `part` is where it stands."""
    where = "" if part == wrong else f" in `{part}`"
    return f"`{wrong}` stands{where} where `{right}` belongs"
