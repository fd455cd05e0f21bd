"""Edits that bring in something of the case: the one-hot rows of labels, a matrix, a number that depends on the input."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import Any

import numpy as np

from ...expressions import tree
from ...expressions.functions import FUNCTIONS
from ...expressions.tree import NOWHERE, Call, Name, Node, Number
from ...model import Cause
from .candidates import SUMS, Candidate, Site, number, operation, sites
from .graph import copied

Value = Callable[[Node], Any]

LABELS = "`{old}` stands where the one-hot rows of the labels belong: `{new}`"

NO_MATRIX = "`{old}` should be `{new}`: a factor is missing"

NO_LABELS = "the labels are not subtracted from `{part}`: it should be `{new}`"


def labels_in(roots: Iterable[Node], value: Value) -> list[tuple[Node, Call]]:
    """What picks one entry of each row in the formula of the cost, as `y` in `p[np.arange(n), y]`: (it, its one-hot rows)."""
    found: dict[str, tuple[Node, Call]] = {}
    for root in roots:
        for part in tree.walk(root):
            if not isinstance(part, Call) or part.row.name != "[]":
                continue
            index = part.args[1]
            last = index.parts[-1] if isinstance(index, tree.Sequence) and index.parts else index
            length = _length(value, part.args[0])
            if length > 1 and _picks(value, last):
                rows = Call(NOWHERE, FUNCTIONS["one_hot"], (copied(last, written=False), number(length)))
                found.setdefault(str(rows), (last, rows))
    return list(found.values())


def _length(value: Value, node: Node) -> int:
    try:
        shape = np.shape(value(node))
    except Exception:  # a part without a value has no length
        return 0
    return shape[-1] if shape else 0


def _picks(value: Value, node: Node) -> bool:
    if isinstance(node, Number):
        return type(node.value) is int and node.value >= 0
    if not isinstance(node, Name):
        return False
    return np.asarray(value(node)).dtype.kind in "iu"


def with_labels(root: Node, labels: Iterable[tuple[Node, Call]]) -> Iterator[Candidate]:
    """One-hot rows in the place of labels or of a 1, and subtracted."""
    for label, rows in labels:
        for site in sites(root):
            node = site.node
            if site.above == "one_hot":
                continue
            if _is_label(node, label) or (isinstance(node, Number) and node.value == 1 and site.above == "-" and site.place):
                yield Candidate(((node, rows),), Cause.NAME, 1, said=LABELS)
            elif site.above not in SUMS and not isinstance(node, Number):
                yield Candidate(((node, operation("-", node, rows)),), Cause.MISSING_TERM, 1, part=node, said=NO_LABELS)


OTHER_LABELS = "that is for labels of {one}, and `{{part}}` holds others: `{{old}}` should be `{{new}}`"


def of_other_labels(root: Node, value: Value) -> Iterator[Candidate]:
    """Labels of 0 and 1 made of those of -1 and 1, and the other way round, wherever they stand."""
    names: dict[str, list[Node]] = {}
    for site in sites(root):
        if isinstance(site.node, Name):
            names.setdefault(site.node.id, []).append(site.node)
    for places in names.values():
        node = places[0]
        array = np.asarray(value(node))
        found = set(np.unique(array).tolist()) if array.dtype.kind in "iuf" else set()
        if found == {-1, 1}:
            new, one = operation("/", operation("+", node, number(1)), number(2)), "0 and 1"
        elif found == {0, 1}:
            new, one = operation("-", operation("*", number(2), node), number(1)), "-1 and 1"
        else:
            continue
        said = OTHER_LABELS.format(one=one)
        yield Candidate(tuple((place, new) for place in places), Cause.WRONG_DERIVATIVE, 1, part=node, said=said)


def _is_label(node: Node, label: Node) -> bool:
    """The labels themselves, with another axis perhaps."""
    if isinstance(label, Number):
        return False
    inside = node.args[0] if isinstance(node, Call) and node.row.name in ("[]", ".reshape") else node
    return bool(inside == label)


def with_matrices(root: Node, names: Iterable[str], shape: Callable[[Node], tuple[int, ...]]) -> Iterator[Candidate]:
    """A matrix of the case multiplied in, from either side."""
    matrices = [Name(NOWHERE, name) for name in names]
    known = {node.id: shape(node) for node in matrices}
    for site in sites(root):
        here = shape(site.node)
        if isinstance(site.node, Call) and site.node.row.name in SUMS_UP and not here:
            yield from _in_place_of_a_sum(site.node, matrices, known, shape)
        if not here or len(here) > 2 or isinstance(site.node, Number) or site.above == ".T":
            continue
        for matrix in matrices:
            size = known[matrix.id]
            if len(size) == 2:
                yield from _products(site, here, matrix, size)


SUMS_UP = frozenset({"np.sum", ".sum"})


def _in_place_of_a_sum(
    node: Call, matrices: list[Name], known: dict[str, tuple[int, ...]], shape: Callable[[Node], tuple[int, ...]]
) -> Iterator[Candidate]:
    """`X.T @ e` for `np.sum(e)`: each entry of the sum has its own weights."""
    inside = node.args[0]
    length = shape(inside)
    for matrix in matrices if len(length) in (1, 2) else ():
        if known[matrix.id][0] == length[0]:
            yield _with(node, operation("@", operation(".T", matrix), inside), True)


def _products(site: Site, here: tuple[int, ...], matrix: Name, size: tuple[int, ...]) -> Iterator[Candidate]:
    turned = operation(".T", matrix)
    rows, columns = size
    sides: list[tuple[Node, int, int]] = [(matrix, rows, columns), (turned, columns, rows)]
    for node, rows, columns in sides:
        if columns == here[0]:
            yield _with(site.node, operation("@", node, site.node), rows == columns)
        if rows == here[-1]:
            yield _with(site.node, operation("@", site.node, node), rows == columns)


def _with(old: Node, new: Node, square: bool) -> Candidate:
    return Candidate(((old, new),), Cause.MISSING_FACTOR, 1 if square else 2, said="`{old}` lacks a factor: it should be `{new}`")
