"""Which names an expression uses, and what a name says of what it stands for."""

from __future__ import annotations

from collections.abc import Collection
from functools import lru_cache

from ...expressions import read_alone, tree

FRONTS, ENDS = ("d_", "d", "grad_", "g_", "delta_"), ("_grad", "_bar")


def line_of_name(name: str, lines: Collection[str]) -> str | None:
    """The line of the cost that a line of the backward pass is the gradient by, as its name says."""
    stems = [name.removeprefix(front) for front in FRONTS if name.startswith(front)]
    stems += [name.removesuffix(end) for end in ENDS if name.endswith(end)]
    return next((stem for stem in stems if stem in lines), None)


@lru_cache(maxsize=2048)
def names_in(text: str) -> frozenset[str]:
    """The names that an expression uses, those of functions among them."""
    root = read_alone(text)
    functions = (node.row.name for node in tree.walk(root) if isinstance(node, tree.Call))
    return frozenset(tree.names(root)).union(name for name in functions if name.isidentifier())
