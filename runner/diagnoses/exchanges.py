"""The products of a formula, and the formula with some of them exchanged: matrix product for element-wise product, and back."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass
from itertools import chain, combinations, islice

from ..expressions import tree
from ..expressions.functions import FUNCTIONS
from ..expressions.tree import Node
from ..expressions.writing import Writer

MOST = 20
"""At most this many formulas with exchanged products are tried."""

OTHERS = {"np.dot": "*", "np.matmul": "*", "np.multiply": "@"}
"""The function that a product is the same as → the operator that it is exchanged for."""


@dataclass(frozen=True, slots=True)
class Exchange:
    """The formulas of a case with some products exchanged: key ("cost", "let.z") → text, for those that have changed.

    `roots` are their trees. `products` are the exchanged products as they stand: (key, before, after, whether it is a matrix
    product before).
    """

    formulas: Mapping[str, str]
    roots: Mapping[str, Node]
    products: tuple[tuple[str, str, str, bool], ...]


def exchanges(formulas: Mapping[str, Node], scalar: Callable[[Node], bool]) -> Iterator[Exchange]:
    """Each product exchanged alone, then all together, then two and more of them.

    `scalar` says whether a part is a single number, which has one product only.
    """
    places = [(key, index) for key, root in formulas.items() for index in range(_count(root, scalar))]
    counts = dict.fromkeys(count for count in (1, len(places), *range(2, len(places))) if count)
    for choice in islice(chain.from_iterable(combinations(places, count) for count in counts), MOST):
        roots: dict[str, Node] = {}
        products: list[tuple[str, str, str, bool]] = []
        for key in dict.fromkeys(key for key, _ in choice):
            exchanger = _Exchanger({index for other, index in choice if other == key}, scalar)
            roots[key] = exchanger.exchanged(formulas[key])
            products += [(key, *product) for product in exchanger.products]
        yield Exchange({key: written(root) for key, root in roots.items()}, roots, tuple(products))


def written(node: Node) -> str:
    """A tree as text, on one line."""
    return Writer().string(node)


def _count(root: Node, scalar: Callable[[Node], bool]) -> int:
    exchanger = _Exchanger((), scalar)
    exchanger.exchanged(root)
    return exchanger.seen


class _Exchanger:
    """Exchanges the products with the given numbers, in the order of the tree."""

    def __init__(self, chosen: Collection[int], scalar: Callable[[Node], bool]) -> None:
        self.seen = 0
        self.products: list[tuple[str, str, bool]] = []
        self._chosen = chosen
        self._scalar = scalar

    def exchanged(self, node: Node) -> Node:
        """The node with its chosen products exchanged, inner ones too."""
        if type(node) is not tree.Call or node.options or node.rule not in OTHERS or not self._takes_number(node):
            return tree.with_children(node, [*map(self.exchanged, tree.children(node))])
        place = len(self.products)
        after = tree.Call(node.span, FUNCTIONS[OTHERS[node.rule]], tuple(map(self.exchanged, node.args)))
        self.products.insert(place, (written(node), written(after), node.rule != "np.multiply"))
        return after

    def _takes_number(self, node: tree.Call) -> bool:
        """Whether the product is one of those to exchange; all but products with a number are counted."""
        if node.rule == "np.multiply" and any(self._scalar(factor) for factor in node.args):
            return False
        self.seen += 1
        return self.seen - 1 in self._chosen
