"""The functions that may have been forgotten: those of the formulas, and those in which their derivatives are written."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from ...expressions import tree
from ...expressions.tree import Call, Node
from ...model import Cause

BELONGING = {
    "np.log": ("np.exp",), "log_softmax": ("np.exp", "softmax"), "logsumexp": ("np.exp", "softmax"), "softplus": ("sigmoid",),
    "np.logaddexp": ("sigmoid",), "np.log1p": ("sigmoid",), "np.abs": ("np.sign",), "gammaln": ("digamma",),
    "np.sin": ("np.cos",), "np.cos": ("np.sin",), "np.sinh": ("np.cosh",), "np.cosh": ("np.sinh",), "np.expm1": ("np.exp",),
    "erf": ("np.exp",),
    "np.linalg.det": ("np.linalg.inv",), "np.linalg.slogdet": ("np.linalg.inv",), "np.linalg.solve": ("np.linalg.inv",),
}  # fmt: skip
"""A function → those in which its derivative is written."""


def functions_in(roots: Sequence[Node]) -> Mapping[str, Cause]:
    """The functions in some formulas, and those in which their derivatives are written, each with what it is to forget it."""
    own = {part.rule for root in roots for part in tree.walk(root) if isinstance(part, Call)}
    belonging = {other for function in own for other in BELONGING.get(function, ())}
    return {**dict.fromkeys(belonging, Cause.WRONG_DERIVATIVE), **dict.fromkeys(own, Cause.WRONG_POINT)}
