"""The lengths of axes in formulas: where a number is one, and the same formula with other lengths in their place."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache

from ...expressions import read_alone, tree
from ...expressions.tree import Node
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

    With `divisors` a number by which something is divided or multiplied is a length too, as in `np.sum(x) / 5`.
    """
    return _with_lengths(text, tuple(lengths.items()), divisors)


@lru_cache(maxsize=1024)
def _with_lengths(text: str, lengths: tuple[tuple[int, int], ...], divisors: bool) -> str:
    root = read_alone(text)
    changed = _Dimensions(dict(lengths), divisors).changed(root, inside=False)
    return text if changed is root else fixes.written(changed)


def divides_by_one(text: str, lengths: Mapping[int, int]) -> bool:
    """Whether a formula divides by a number that may be one of the lengths, or multiplies by one."""
    return any(_counts(node, lengths) for node in tree.walk(read_alone(text)))


def _counts(node: Node, lengths: Mapping[int, int]) -> dict[int, float]:
    """The places at which a product or a quotient has a number that may be a length, each with the number that it becomes.

    `x / 5` and `5 * x`, and `0.25 * x` for a mean of four.
    """
    if not isinstance(node, tree.Call) or node.row.name not in ("*", "/"):
        return {}
    found: dict[int, float] = {}
    for place, part in enumerate(node.args):
        if not isinstance(part, tree.Number) or part.symbol or isinstance(part.value, complex | bool):
            continue
        if part.value > 2 and part.value in lengths:
            found[place] = lengths[int(part.value)]
        elif 0 < part.value < 0.5 and (whole := round(1 / part.value)) in lengths and whole * part.value == 1:
            found[place] = 1 / lengths[whole]
    return found


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
            for place, count in (_counts(node, self._lengths) if self._divisors else {}).items():
                new[place] = tree.Number(old[place].span, count)
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
