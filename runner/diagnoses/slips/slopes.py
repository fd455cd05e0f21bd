"""The functions whose derivatives people take for one another, and how these derivatives are written."""

from __future__ import annotations

from ..evidence.derivatives import DERIVATIVES

LAYOUT = frozenset(
    {
        ".T",
        "np.transpose",
        "np.matrix_transpose",
        "np.swapaxes",
        "np.moveaxis",
        "np.reshape",
        "np.ravel",
        "np.squeeze",
        "np.expand_dims",
    }
)
"""Functions that only move entries: there is no derivative of them to forget."""


SLOPES = (
    "np.exp", "np.log", "np.sqrt", "np.sin", "np.cos", "np.tan", "np.sinh", "np.cosh", "np.tanh", "np.arctan", "np.square",
    "np.abs", "sigmoid", "relu", "softplus", "np.log1p", "np.expm1", "erf", "np.reciprocal", "gammaln", "digamma",
)  # fmt: skip
"""The functions of one argument of which one may be taken for another."""


SELDOM = (
    "np.i0",
    "i1",
    "entr",
    "np.cbrt",
    "np.exp2",
    "np.sinc",
    "np.log2",
    "np.log10",
    "np.arcsin",
    "np.arccos",
    "np.arcsinh",
    "np.arctanh",
)
"""Others, which may be left as they are where their derivative belongs."""


DONORS = tuple(name for name in SLOPES if name not in ("erf", "digamma", "gammaln", "np.log1p", "np.expm1"))
"""Those that are taken for others: everybody knows their derivatives."""


ALIKE = (
    frozenset({"np.tanh", "sigmoid", "relu", "softplus", "np.arctan", "erf"}),
    frozenset({"np.sin", "np.cos", "np.tan", "np.sinh", "np.cosh", "np.tanh", "np.arctan"}),
    frozenset({"np.exp", "np.log", "np.sqrt", "np.square", "np.reciprocal", "np.log1p", "np.expm1", "softplus"}),
    frozenset({"relu", "np.abs", "np.square", "np.sqrt"}),
    frozenset({"gammaln", "digamma", "np.log"}),
)
"""Functions of which one is taken for another: activations, those of angles, powers and logarithms, those with a corner."""


BY_VALUE = ("np.tanh", "sigmoid", "np.exp", "np.sqrt")
"""Those of which the derivative is written in the value."""


def slope(rule: str, x: str, y: str) -> str:
    """The derivative of a function in a sentence, of the argument and the value as they were written."""
    text = DERIVATIVES.get(rule, "")
    return text.format(u=x if x.isidentifier() else f"({x})", y=y if y.isidentifier() or y.endswith(")") else f"({y})")
