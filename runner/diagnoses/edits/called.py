"""By which cause an edit goes, where that depends on what stands around it: a scale, a point, a factor too many."""

from __future__ import annotations

from ...expressions.tree import Call
from ...model import Cause
from ..evidence.derivatives import DERIVATIVES
from .candidates import Candidate
from .search import Search


def scale_or_not(search: Search, key: str, candidate: Candidate, cause: Cause) -> Cause:
    """A factor that no array has a part in is a scale; one within the argument of a curved function moves the point."""
    if cause is Cause.MISSING_FACTOR and candidate.factor is not None and search.is_a_constant(candidate.factor.text):
        cause = Cause.SCALE
    if cause is not Cause.SCALE:
        return cause
    if candidate.dropped is not None and search.varies(candidate.dropped):
        return Cause.EXTRA_FACTOR
    around = search.at(key).parent(candidate.changes[0][0])
    while around is not None:
        if isinstance(around, Call) and around.rule in BENT:
            return Cause.SLIP if candidate.factor is None else Cause.WRONG_POINT
        around = search.at(key).parent(around)
    return cause


BENT = frozenset(
    {
        "np.exp", "np.log", "np.sin", "np.cos", "np.tan", "np.sinh", "np.cosh", "np.tanh", "np.arctan", "sigmoid", "softplus",
        "np.log1p", "np.expm1", "erf", "softmax", "log_softmax", "logsumexp",
    }
)  # fmt: skip
"""Functions from the argument of which no factor can be taken out."""


def point(search: Search, key: str, candidate: Candidate) -> Cause:
    """A variable in the argument of a function, or in a comparison, is the point at which a derivative is taken."""
    if candidate.cause is not Cause.NAME or candidate.names is None:
        return candidate.cause
    old = search.at(key).renamed(candidate)
    while old is not None:
        old = search.at(key).parent(old)
        if isinstance(old, Call) and (old.row.rule in CURVED or old.row.name in ("<", ">", "<=", ">=")):
            return Cause.WRONG_POINT
    return Cause.NAME


CURVED = frozenset(DERIVATIVES) | {"np.power"}
