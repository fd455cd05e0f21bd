"""The text of an expression with some of its parts replaced; all the rest stays as its author wrote it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from ...errors import ExpressionError
from ...expressions import read_alone, tree
from ...expressions.tree import NOWHERE, Node
from ..evidence import fixes
from ..evidence.fixes import LEVELS

_ATOM, _UNARY = 9, 7

_LEAVES: dict[type[Node], Callable[[Any], str]] = {
    tree.Name: lambda node: node.id,
    tree.Number: lambda node: node.symbol or (f"{node.value:g}" if isinstance(node.value, float) else str(node.value)),
    tree.Word: lambda node: repr(node.text),
    tree.Kind: lambda node: node.name,
    tree.Nothing: lambda node: "None",
    tree.Dots: lambda node: "...",
}


class Writer:
    """Writes parts of one text, and new parts made of them."""

    def __init__(self, source: str) -> None:
        self.source = source

    def written(self, node: Node, level: int = 0) -> str:
        """A part as text, in parentheses where what is around it binds as tightly as `level`."""
        text = self._text(node)
        return text if _level(node) >= level else f"({text})"

    def _text(self, node: Node) -> str:
        if node.span != NOWHERE:
            start, length = node.span
            return " ".join(self.source[start : start + length].split())
        if type(node) in _LEAVES:
            return _LEAVES[type(node)](node)
        if isinstance(node, tree.Slice):
            low, high, step = self._bound(node.low), self._bound(node.high), self._bound(node.step)
            return f"{low}:{high}:{step}" if step else f"{low}:{high}"
        return self._call(node) if isinstance(node, tree.Call) else f"({', '.join(map(self.written, tree.children(node)))})"

    def _bound(self, node: Node) -> str:
        return "" if type(node) is tree.Nothing else self.written(node)

    def _call(self, node: tree.Call) -> str:
        name, args = node.row.name, node.args
        if name in LEVELS:
            level = LEVELS[name]
            if len(args) == 1:
                return f"{name.removeprefix('unary ')}{self.written(args[0], level)}"
            left, right = (level + 1, level) if name == "**" else (level, level + 1)
            operator = name if name == "**" else f" {name} "
            return f"{self.written(args[0], left)}{operator}{self.written(args[1], right)}"
        if name == "[]":
            index = args[1]
            inner = ", ".join(self.written(part) for part in index.parts) if type(index) is tree.Sequence else self.written(index)
            return f"{self.written(args[0], _ATOM)}[{inner}]"
        if name.startswith(".") and node.row.is_property:
            return f"{self.written(args[0], _ATOM)}{name}"
        shown = args[1:] if name.startswith(".") else args
        parts = [self.written(part) for part in shown] + [f"{key}={self.written(value)}" for key, value in node.options]
        front = f"{self.written(args[0], _ATOM)}{name}" if name.startswith(".") else name
        return f"{front}({', '.join(parts)})"

    def spliced(self, changes: Sequence[tuple[Node, Node]], within: Node | None = None) -> str:
        """The text with each of some parts, none within another, replaced; with no more parentheses than it needs.

        Of the whole text, or of the part `within` alone.
        """
        first, length = (0, len(self.source)) if within is None else within.span
        text = self.source[first : first + length]
        for old, new in sorted(changes, key=lambda change: -change[0].span[0]):
            start = old.span[0] - first
            before, bare, after = text[:start], self.written(new), text[start + old.span[1] :]
            safe = f"{before}({bare}){after}"
            meant = _reads(safe)
            if meant is None:
                text = safe if isinstance(new, tree.Call) else f"{before}{bare}{after}"  # a bound of a slice, alone
                continue
            tight = f"{before.rstrip()[:-1]}{bare}{after.lstrip()[1:]}"
            enclosed = before.rstrip().endswith("(") and after.lstrip().startswith(")")
            candidates = ([tight] if enclosed else []) + [f"{before}{bare}{after}"]
            if isinstance(new, tree.Number) and new.value == 1 and before.rstrip().endswith("**"):
                text = before.rstrip()[:-2].rstrip() + after  # the first power
                continue
            text = next((text for text in candidates if _reads(text) == meant), safe)
        return text if isinstance(within, tree.Slice) else fixes.one_line(text)


def _reads(text: str) -> Node | None:
    """What a text means; None where it is no expression."""
    try:
        return read_alone(text)
    except ExpressionError:
        return None


def _level(node: Node) -> int:
    match node:
        case tree.Call():
            return LEVELS.get(node.row.name, _ATOM)
        case tree.Number(value=value) if isinstance(value, int | float) and value < 0:
            return _UNARY
        case tree.Choice() | tree.Logical() | tree.Not():
            return 0
    return _ATOM
