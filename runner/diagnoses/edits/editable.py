"""One expression that may be edited: the claim or a line that serves it, and what stands around a part of it."""

from __future__ import annotations

from functools import cached_property

from ...expressions import tree
from ...expressions.tree import Node
from ...model import Edit
from .candidates import Candidate
from .spliced import Writer


class Editable:
    """An expression with its text."""

    def __init__(self, root: Node, text: str) -> None:
        self.root, self.text = root, text

    @cached_property
    def writer(self) -> Writer:
        return Writer(self.text)

    def edit(self, candidate: Candidate) -> Edit:
        """The smallest part that an edit changes, before and after."""
        part = self.part(candidate)
        return Edit(self.writer.written(part), self.writer.spliced(candidate.changes, part))

    def part(self, candidate: Candidate) -> Node:
        """The smallest part in which all changes lie."""
        return self.around(candidate)[-1]

    def around(self, candidate: Candidate) -> list[Node]:
        """The parts in which all changes lie, from the whole to the smallest."""
        olds = {id(old) for old, _ in candidate.changes}
        return [part for part in tree.walk(self.root) if olds <= {id(each) for each in tree.walk(part)}]

    def parent(self, node: Node) -> Node | None:
        """The part in which a part stands; None at the top."""
        return next((part for part in tree.walk(self.root) if any(each is node for each in tree.children(part))), None)

    def product_around(self, node: Node) -> Node:
        """The largest product of which a part is a factor."""
        above = self.parent(node)
        while isinstance(above, tree.Call) and above.row.name in ("*", "/", "@", "unary -"):
            node, above = above, self.parent(above)
        return node

    def subscript_around(self, candidate: Candidate) -> Node:
        """The part with the index that an edit changes."""
        part = self.part(candidate)
        above: Node | None = part
        while above is not None and not (isinstance(above, tree.Call) and above.row.name == "[]"):
            above = self.parent(above)
        return part if above is None or isinstance(part, tree.Call) else above

    def renamed(self, candidate: Candidate) -> Node | None:
        """A name that an edit replaces, where it stands."""
        if candidate.names is None:
            return None
        old = candidate.names[0]
        return next((each for each in tree.walk(self.part(candidate)) if isinstance(each, tree.Name) and each.id == old), None)


def changed_length(edit: Edit) -> int:
    """How many characters an edit takes away and puts in; brackets that a transpose or an index needs are none of them."""
    old, new = edit
    for shorter, longer in ((old, new), (new, old)):
        if longer.startswith(f"({shorter})"):
            return len(longer) - len(shorter) - 2
    start = 0
    while start < min(len(old), len(new)) and old[start] == new[start]:
        start += 1
    end = 0
    while end < min(len(old), len(new)) - start and old[-1 - end] == new[-1 - end]:
        end += 1
    return len(old) + len(new) - 2 * (start + end)
