"""Long expressions in several lines: parts that stand in one twice, or make it long, become lines of their own."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection

from . import tree
from .tree import Node
from .writing import Writer

WIDTH = 80
"""A longer line is broken."""

SHORTEST = 12
"""A part of fewer characters does not become a line."""


class Breaker:
    """Breaks expressions into lines of `let`; one that is broken later uses the lines of those before.

    `taken` are the names that mean something already.
    """

    def __init__(self, taken: Collection[str], width: int = WIDTH) -> None:
        self._names: dict[Node, str] = {}
        self._width = width
        self._free = (name for number in range(1, 1000) if (name := f"part{number}") not in taken)

    def broken(self, root: Node) -> tuple[dict[str, str], str]:
        """(lines, last): new lines by their names in order, and what is left, each no longer than the width where that can be."""
        before = len(self._names)
        if len(self._written(root)) > self._width:
            for part in _repeated(root):
                self._name(part)
        while len(self._written(root)) > self._width and (largest := self._largest(root)) is not None:
            self._name(largest)
        new = sorted(list(self._names)[before:], key=lambda node: sum(1 for _ in tree.walk(node)))
        return {self._names[part]: self._written(part, alone=True) for part in new}, self._written(root)

    def _name(self, part: Node) -> None:
        if part not in self._names:
            self._names[part] = next(self._free)

    def _written(self, node: Node, alone: bool = False) -> str:
        """A part with the lines in it by their names, and itself, unless `alone`."""
        return Writer({part: name for part, name in self._names.items() if not alone or part != node}).string(node)

    def _largest(self, root: Node) -> Node | None:
        """The part that makes the longest line that is not too long."""
        found, length = None, SHORTEST - 1
        waiting = [root]
        while waiting:
            node = waiting.pop()
            if node in self._names:
                continue
            size = len(self._written(node))
            if type(node) is tree.Call and node != root and length < size <= self._width - len("part1: "):
                found, length = node, size
            waiting += tree.children(node)
        return found


def _repeated(root: Node) -> list[Node]:
    """The parts that stand in it more than once, but those that do so only within a larger one."""
    counts: Counter[Node] = Counter(part for part in tree.walk(root) if type(part) is tree.Call)
    often = [part for part, count in counts.items() if count > 1 and len(Writer().string(part)) >= SHORTEST]
    within = {
        part: max((counts[other] for other in often if other != part and part in tree.walk(other)), default=0) for part in often
    }
    found = [part for part in often if counts[part] > within[part]]
    return sorted(found, key=lambda part: sum(1 for _ in tree.walk(part)))
