"""Rows for columns of a matrix, and others of them: the vectors of `U, s, Vt = np.linalg.svd(A)`, `w, V = np.linalg.eigh(A)`.

Singular vectors are the columns of U and the rows of Vt, eigenvectors the columns of V (G. H. Golub, C. F. Van Loan, Matrix
Computations (2013), sections 2.4 and 8.1).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence

from ...expressions import tree
from ...expressions.tree import NOWHERE, Call, Name, Node, Number
from ...model import Cause
from .candidates import Candidate, number, operation, sites

Shape = Callable[[Node], tuple[int, ...]]


def is_entry(index: Node) -> bool:
    """Whether an index has several places, a number at the last: `X[:, 1]`."""
    return isinstance(index, tree.Sequence) and isinstance(index.parts[-1], Number)


def crossed(node: Node | None, shape: Shape) -> Call | None:
    """`V[:, i]` for `V[i]`, and the other way round; None where a part is neither."""
    if not isinstance(node, Call) or node.row.name != "[]" or len(shape(node.args[0])) != 2:
        return None
    array, index = node.args
    if isinstance(index, Number) and type(index.value) is int:
        nothing = tree.Nothing(NOWHERE)
        whole = tree.Slice(NOWHERE, nothing, nothing, nothing)
        return operation("[]", array, tree.Sequence(NOWHERE, (whole, index), is_tuple=True))
    if isinstance(index, tree.Sequence) and len(index.parts) == 2 and isinstance(index.parts[1], Number):
        first = index.parts[0]
        if isinstance(first, tree.Slice) and all(isinstance(end, tree.Nothing) for end in tree.children(first)):
            return operation("[]", array, index.parts[1])
    return None


def rows_and_columns(root: Node, shape: Shape) -> Iterator[Candidate]:
    """Every row of an array a column, and the other way round; every row or column of all arrays another."""
    parts: dict[str, list[tuple[Call, Call]]] = {}
    for site in sites(root):
        other = crossed(site.node, shape)
        if other is not None and isinstance(site.node, Call) and isinstance(site.node.args[0], Name):
            parts.setdefault(site.node.args[0].id, []).append((site.node, other))
    for places in parts.values():
        if len(places) > 1:
            yield Candidate(tuple(places), Cause.INDEX)
    yield from _another(parts)


def _another(parts: Mapping[str, Sequence[tuple[Call, Call]]]) -> Iterator[Candidate]:
    """`U[:, 0]` and `Vt[0]` for `U[:, 1]` and `Vt[1]`: the same other number at all places."""
    numbers = [last for places in parts.values() for part, _ in places if (last := _last(part.args[1])) is not None]
    if len(numbers) < 2 or len({each.value for each in numbers}) > 1 or not isinstance(numbers[0].value, int):
        return
    value = numbers[0].value
    for other in dict.fromkeys((value - 1, value + 1, 0, -1)):
        if other != value:
            yield Candidate(tuple((each, number(other)) for each in numbers), Cause.INDEX)


def _last(index: Node) -> Number | None:
    """The number at the end of an index."""
    last = index.parts[-1] if isinstance(index, tree.Sequence) else index
    return last if isinstance(last, Number) else None
