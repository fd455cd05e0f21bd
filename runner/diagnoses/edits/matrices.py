"""What holds of numbers, written of matrices: a square, a product of traces or of sums, a 1 that belongs on the diagonal.

`(AB)ᵢⱼ = Σₖ aᵢₖ bₖⱼ`: the square of a matrix is no square of its entries, and the trace or the sum of a product no product of
traces or sums (K. B. Petersen, M. S. Pedersen, The Matrix Cookbook (2012), section 1.1).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

from ...expressions.functions import FUNCTIONS
from ...expressions.tree import NOWHERE, Call, Name, Node, Number
from ...model import Cause
from .candidates import SUMS, Candidate, Site, factors_of, operation, product, sites

Shape = Callable[[Node], tuple[int, ...]]

SQUARE = "`{old}` squares entry by entry: the square of a matrix is `{new}`"
TRACES = "the trace of a product is no product of traces: `{old}` should be `{new}`"
PRODUCT_OF_SUMS = "`{old}` is a product of sums: each pair is multiplied first, and then summed, `{new}`"
DIAGONAL = "`{old}` stands in every entry: it belongs on the diagonal alone, `{new}`"

TOTALS = frozenset({"np.sum", ".sum", "np.mean", ".mean"})


def of_matrices(root: Node, shape: Shape) -> Iterator[Candidate]:
    """Each such edit of one expression."""
    for site in sites(root):
        node = site.node
        if isinstance(node, Number):
            yield from _on_the_diagonal(site, shape)
        elif isinstance(node, Call):
            yield from _squares(node, shape)
            if node.row.name in ("*", "/") and not site.in_a_product:
                yield from _traces(node, shape)
                yield from _products_of_sums(node, shape)


def _either_way(a: Node, b: Node) -> Iterator[Node]:
    """The matrix products of two square matrices, each transposed or not."""
    for left in (a, operation(".T", a)):
        for right in (b, operation(".T", b)):
            yield operation("@", left, right)


def _squares(node: Call, shape: Shape) -> Iterator[Candidate]:
    base = node.args[0] if node.row.name == "**" and _is(node.args[1], 2) else None
    base = node.args[0] if node.rule == "np.square" else base
    if base is None or not _is_square(shape(base)):
        return
    for new in _either_way(base, base):
        yield Candidate(((node, new),), Cause.PRODUCT, 1, said=SQUARE)


def _traces(node: Call, shape: Shape) -> Iterator[Candidate]:
    top, bottom = factors_of(node)
    for i, factor in enumerate(top):
        negative = isinstance(factor, Call) and factor.row.name == "unary -"
        first = factor.args[0] if isinstance(factor, Call) and negative else factor
        if not isinstance(first, Call) or first.rule != "np.trace" or len(first.args) != 1:
            continue
        for j, second in enumerate(top):
            if i == j or not _is_square(shape(second)):
                continue
            rest = [part for place, part in enumerate(top) if place not in (i, j)]
            for both in _either_way(first.args[0], second):
                new = operation("unary -", both) if negative else both
                yield Candidate(((node, product([*rest, new], bottom)),), Cause.PRODUCT, 1, said=TRACES)


def _products_of_sums(node: Call, shape: Shape) -> Iterator[Candidate]:
    """`A.T @ e` for the sum of e times the sum of the rows of A."""
    top, bottom = factors_of(node)
    sums = [part for part in top if isinstance(part, Call) and part.row.name in TOTALS]
    if len(sums) != 2:
        return
    a, b = (part.args[0] for part in sums)
    rest = [part for part in top if part is not sums[0] and part is not sums[1]]
    means = {part.row.name.removeprefix("np.").removeprefix(".") for part in sums}
    if len(means) > 1 or not shape(a) or not shape(b) or shape(a)[0] != shape(b)[0]:
        return
    bottom = [*bottom, Call(NOWHERE, FUNCTIONS["len"], (a,))] if means == {"mean"} else bottom
    for first, second in ((a, b), (b, a)):
        left = operation(".T", first) if len(shape(first)) > 1 else first
        yield Candidate(((node, product([*rest, operation("@", left, second)], bottom)),), Cause.PRODUCT, 1, said=PRODUCT_OF_SUMS)


def _on_the_diagonal(site: Site, shape: Shape) -> Iterator[Candidate]:
    """The identity for a 1 that is added to a matrix, or subtracted from it."""
    parent = site.parent
    if site.above not in SUMS or not isinstance(parent, Call) or not _is(site.node, 1):
        return
    other = parent.args[1 - site.place]
    if isinstance(other, Name) and _is_square(shape(other)):
        identity = Call(NOWHERE, FUNCTIONS["np.eye"], (Call(NOWHERE, FUNCTIONS["len"], (other,)),))
        yield Candidate(((site.node, identity),), Cause.SLIP, 1, said=DIAGONAL)


def _is(node: Node, value: int) -> bool:
    return isinstance(node, Number) and node.value == value


def _is_square(shape: tuple[int, ...]) -> bool:
    return len(shape) == 2 and shape[0] == shape[1] > 1
