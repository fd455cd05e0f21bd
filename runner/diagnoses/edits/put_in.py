"""A factor or a term put in, or one factor in the place of others."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence

from ...expressions import tree
from ...expressions.functions import FUNCTIONS
from ...expressions.tree import NOWHERE, Call, Name, Node, Number
from ...model import Cause
from .candidates import (
    ELEMENTWISE,
    REDUCTIONS,
    SUMS,
    Candidate,
    factors_of,
    number,
    operation,
    product,
    sites,
)
from .factor import Factor


def with_factors(root: Node, factors: Iterable[tuple[Factor, Node]], assumptions: int) -> Iterator[Candidate]:
    """A factor put in, at every term, argument and product."""
    places = [site for site in sites(root) if not site.in_a_product and not (site.above == "/" and site.place == 1)]
    for factor, node in factors:
        cause = Cause.SCALE if factor.constant else Cause.MISSING_FACTOR
        new: Node
        for site in places:
            if isinstance(site.node, Number) and not factor.constant:
                continue
            if factor.text.startswith("1 / "):
                divisor = factor.text.removeprefix("1 / ")
                new = operation("/", site.node, number(int(divisor)) if divisor.isdigit() else Name(NOWHERE, divisor))
            elif factor.constant and site.above == "@":
                continue  # it stands before the whole chain
            elif factor.constant:
                new = _before(site.node, node)
            else:
                new = _times(site.node, node)
            yield Candidate(((site.node, new),), cause, assumptions, part=site.node, factor=factor)
            if not factor.constant and assumptions == 1 and node not in factors_of(site.node)[0]:  # nobody writes `a / a`
                over = operation("/", site.node, node)
                yield Candidate(((site.node, over),), cause, 3, part=site.node, factor=factor, divides=True)


def _before(node: Node, factor: Node) -> Node:
    """A product, or a chain of matrices, with a number at the front of it."""
    if isinstance(node, Call) and node.row.name == "@":
        return operation("@", _before(node.args[0], factor), node.args[1])
    top, bottom = factors_of(node)
    return product([factor, *top], bottom)


def _times(node: Node, factor: Node) -> Node:
    """A product with another factor, without the parentheses around a product of its own."""
    top, bottom = factors_of(factor)
    return product([node, *top], bottom)


def in_place_of_factors(root: Node, slopes: Sequence[tuple[Factor, Node]], varies: Callable[[Node], bool]) -> Iterator[Candidate]:
    """The derivative of a function in the place of one or two factors of a product, which depend on the input too."""
    for site in sites(root):
        if (
            site.in_a_product
            or site.above in ("**", "<", ">")
            or (isinstance(site.parent, Call) and site.parent.rule in ELEMENTWISE)
        ):
            continue
        top, bottom = factors_of(site.node)
        count = len(top) + len(bottom)
        chosen = [{i} for i in range(count)] + [{i, j} for i in range(count) for j in range(i)]
        for left_out in chosen:
            if len(left_out) == count and site.above not in ("@", "np.diag", *REDUCTIONS):
                continue  # all of it anew explains nothing
            place = min(left_out)
            before = [node for i, node in enumerate(top) if i < place]
            after = [node for i, node in enumerate(top) if i >= place and i not in left_out]
            kept_bottom = [node for i, node in enumerate(bottom) if i + len(top) not in left_out]
            gone = product(
                [node for i, node in enumerate(top) if i in left_out],
                [node for i, node in enumerate(bottom) if i + len(top) in left_out],
            )
            if not all(varies(node) for i, node in enumerate([*top, *bottom]) if i in left_out):
                continue
            for factor, node in slopes:
                above, below = factors_of(node)
                new = product([*before, *above, *after], [*kept_bottom, *below])
                yield Candidate(((site.node, new),), Cause.WRONG_DERIVATIVE, 2, factor=factor, dropped=gone)


def with_terms(root: Node, terms: Iterable[tuple[str, Node]]) -> Iterator[Candidate]:
    """A term put in inside of a product: beside the whole claim it is looked for by numbers."""
    for name, node in terms:
        for site in sites(root):
            if site.parent is None or site.above in SUMS or isinstance(site.node, Number) or node in tree.walk(site.node):
                continue  # 5 s - s is another number
            for symbol in "+-":
                yield Candidate(((site.node, operation(symbol, site.node, node)),), Cause.MISSING_TERM, 2, names=(name, name))


def diagonals(root: Node, softmaxes: Iterable[tuple[Node, int]]) -> Iterator[Candidate]:
    """The whole Jacobian of a softmax s along an axis, where u * s * (1 - s) keeps its diagonal: s * (u - sum(u * s))."""
    for s, axis in softmaxes:
        rest = operation("-", number(1), s)
        for site in sites(root):
            top, bottom = factors_of(site.node)
            if site.in_a_product or s not in top or rest not in top:
                continue
            others = [node for node in top if node not in (s, rest)]
            if len(others) != len(top) - 2 or not others:
                continue
            u = product(others, bottom)
            options = (("axis", number(axis)), ("keepdims", Number(NOWHERE, True)))
            total = Call(NOWHERE, FUNCTIONS["np.sum"], (operation("*", u, s),), options)
            new = operation("*", s, operation("-", u, total))
            yield Candidate(((site.node, new),), Cause.DIAGONAL, 1, names=("softmax", "softmax"))
