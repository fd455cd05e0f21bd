"""The lengths of axes in formulas: where a number is one, and the same formula with other lengths in their place."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache

from ..expressions import read_alone, tree
from ..expressions.tree import Node
from . import fixes

SHAPE_MAKERS = frozenset(
    {
        "ones", "zeros", "full", "eye", "identity", "reshape", "broadcast_to", "arange", "one_hot", "scatter_add", "tile",
        "repeat", "standard_normal", "normal", "uniform", "random", "integers", "binomial", "choice", "permutation",
    }
)  # fmt: skip
"""Functions among whose arguments a number of the case's dimensions is a dimension."""

ONE_OF_THEM = {"one_hot": 1, "scatter_add": 0}
"""Of these one argument alone says it: the others are labels, places and values."""


def with_lengths(text: str, lengths: Mapping[int, int], divisors: bool = False) -> str:
    """The formula with other lengths where a function makes an array of a shape; `lengths` are old → new.

    With `divisors` a number by which something is divided is a length too, as in `np.sum(x) / 5`.
    """
    return _with_lengths(text, tuple(lengths.items()), divisors)


@lru_cache(maxsize=1024)
def _with_lengths(text: str, lengths: tuple[tuple[int, int], ...], divisors: bool) -> str:
    root = read_alone(text)
    changed = _Dimensions(dict(lengths), divisors).changed(root, inside=False)
    return text if changed is root else fixes.written(changed)


def divides_by_one(text: str, lengths: Mapping[int, int]) -> bool:
    """Whether a formula divides by a number that may be one of the lengths."""
    return any(_divisor(node, lengths) is not None for node in tree.walk(read_alone(text)))


def _divisor(node: Node, lengths: Mapping[int, int]) -> int | None:
    match node:
        case tree.Call(args=(_, tree.Number(value=int() | float() as number))) if node.row.name == "/" and number > 2:
            return int(number) if number in lengths else None
    return None


class _Dimensions:
    """The same tree with other lengths; `inside` says whether a part is one of the arguments that say a shape."""

    def __init__(self, lengths: Mapping[int, int], divisors: bool) -> None:
        self._lengths = lengths
        self._divisors = divisors

    def changed(self, node: Node, inside: bool) -> Node:
        """The node itself where no length stands in it."""
        if isinstance(node, tree.Number):
            is_length = inside and type(node.value) is int and node.value in self._lengths
            return tree.Number(node.span, self._lengths[int(str(node.value))]) if is_length else node
        old = tree.children(node)
        if isinstance(node, tree.Call):
            new = [self.changed(part, where) for part, where in zip(old, self._inside(node, inside), strict=True)]
            length = _divisor(node, self._lengths) if self._divisors else None
            if length is not None:
                new[1] = tree.Number(old[1].span, self._lengths[length])
        else:
            new = [self.changed(part, inside and not isinstance(node, tree.LentCall)) for part in old]
        return node if all(a is b for a, b in zip(old, new, strict=True)) else tree.with_children(node, new)

    def _inside(self, node: tree.Call, inside: bool) -> list[bool]:
        """Whether each argument and option of a call says a shape."""
        name = node.row.name
        if not name[-1].isalnum():
            return [inside and name != "[]"] * len(tree.children(node))
        function = name.rpartition(".")[2]
        makes, own = function in SHAPE_MAKERS, int(name.startswith("."))
        args = [makes and place >= own and ONE_OF_THEM.get(function, place) == place for place in range(len(node.args))]
        return args + [makes and option != "axis" for option, _ in node.options]
