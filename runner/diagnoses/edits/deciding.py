"""Edits of a comparison or a condition, and whether one still decides anything."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from ...expressions import tree
from ...expressions.tree import Node
from ...model import Cause
from .candidates import Candidate
from .graph import Graph

COMPARISONS = frozenset({"<", ">", "<=", ">=", "==", "!="})


def conditions(roots: Iterable[Node]) -> dict[int, Node]:
    """The parts of comparisons and conditions, by their ids, each with what it is a part of."""
    found: dict[int, Node] = {}
    for root in roots:
        for part in tree.walk(root):
            if isinstance(part, tree.Call) and part.rule == "np.where":
                found.update((id(each), part.args[0]) for each in tree.walk(part.args[0]))
            if isinstance(part, tree.Call) and part.row.name in COMPARISONS:
                found.update((id(each), part) for each in tree.walk(part))
    return found


def decides_nothing(graph: Graph, known: Mapping[int, Node], candidate: Candidate, changes: Mapping[int, Node]) -> bool:
    """Whether an edit makes one of the `known` conditions always true or never, which only hides a branch."""
    condition = known.get(id(candidate.changes[0][0]))
    if condition is None:
        return False
    value = graph.tried(changes, condition)
    summed = candidate.cause in (Cause.BROADCAST, Cause.INDEX)  # `H == H.max()` may want the largest along an axis
    if value is None or not value.size or candidate.factor is not None or (_is_equality(condition) and not summed):
        return True
    return bool((value == value.flat[0]).all())


def _is_equality(part: Node) -> bool:
    return isinstance(part, tree.Call) and part.row.name in ("==", "!=")
