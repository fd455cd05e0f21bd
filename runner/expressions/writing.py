"""Trees and their parts as text, with no more brackets than are needed."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from . import tree
from .tree import Node

CHOICE, OR, AND, NOT, COMPARED, SUM, PRODUCT, UNARY, POWER, WHOLE = 0, 1, 2, 3, 4, 8, 9, 10, 11, 12
"""How tightly a text holds together, as Python reads it: a sum less than a product, a name or a call most of all."""

_LEVELS = {
    **dict.fromkeys(("==", "!=", "<", "<=", ">", ">="), COMPARED),
    "|": 5, "^": 6, "&": 7, **dict.fromkeys("+-", SUM), **dict.fromkeys(("*", "/", "//", "%", "@"), PRODUCT), "**": POWER,
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Text:
    """A piece of an expression, and how tightly it holds together."""

    text: str
    level: int = WHOLE
    symbol: str = ""
    """The operator that was applied last."""
    flipped: Text | None = None
    """What it is the transpose of."""

    def within(self, level: int) -> str:
        """The text where something at least that tight is needed."""
        return self.text if self.level >= level else f"({self.text})"


NO_TEXT = Text("")


def operation(symbol: str, left: Text, right: Text) -> Text:
    """`left symbol right`; powers are written without spaces, as in formulas."""
    level = _LEVELS[symbol]
    if symbol == "**":
        return Text(f"{left.within(WHOLE)}**{right.within(UNARY)}", POWER)
    first = COMPARED + 1 if level == COMPARED else level
    return Text(f"{left.within(first)} {symbol} {right.within(level + 1)}", level, symbol)


def negative(text: Text) -> Text:
    return Text(f"-{text.within(UNARY)}", UNARY)


def called(function: str, arguments: Iterable[str]) -> Text:
    return Text(f"{function}({', '.join(arguments)})")


def followed(text: Text, suffix: str) -> Text:
    """`(…).T`, `(…)[:, None]`."""
    return Text(text.within(WHOLE) + suffix)


def transposed(text: Text) -> Text:
    """`(…).T`, or the text without its `.T`."""
    return text.flipped or Text(f"{text.within(WHOLE)}.T", flipped=text)


class Writer:
    """Writes trees; a part that is a line of the case is written by the name of the line, and what `hidden` names as it is."""

    def __init__(self, names: Mapping[Node, str] | None = None, hidden: Mapping[str, Node] | None = None) -> None:
        self._names = names or {}
        self._hidden = hidden or {}

    def text(self, node: Node) -> Text:
        if type(node) is tree.Name and node.id in self._hidden:
            node = self._hidden[node.id]
        name = self.line(node)
        return Text(name) if name is not None else _WRITERS[type(node)](self, node)

    def line(self, node: Node) -> str | None:
        """The name of the line that a part is, if it is one."""
        return self._names.get(node) if type(node) is tree.Call else None

    def string(self, node: Node) -> str:
        return self.text(node).text

    def number(self, node: tree.Number) -> Text:
        if node.symbol:
            return Text(node.symbol)
        return Text(repr(node.value).replace("e-0", "e-"), UNARY if str(node.value).startswith("-") else WHOLE)

    def arguments(self, args: Iterable[Node], options: Iterable[tuple[str, Node]]) -> list[str]:
        return [*map(self.string, args), *(f"{name}={self.string(value)}" for name, value in options)]

    def call(self, node: tree.Call) -> Text:
        name, args = node.row.name, node.args
        if name in _LEVELS:
            return operation(name, self.text(args[0]), self.text(args[1]))
        if name.startswith("."):
            return self.method(node)
        if name.startswith("unary "):
            return Text(f"{name[6:]}{self.text(args[0]).within(UNARY)}", UNARY)
        if name == "[]":
            return followed(self.text(args[0]), f"[{self.index(args[1])}]")
        if name.startswith("rng."):
            args = args[1:] if args and type(args[0]) is tree.Name and args[0].id == "rng" else args
        return called(name, self.arguments(args, node.options))

    def method(self, node: tree.Call) -> Text:
        """A method or property of its first argument."""
        first, *rest = node.args
        if node.row.name == ".T":
            return transposed(self.text(first))
        if node.row.is_property:
            return followed(self.text(first), node.row.name)
        if node.row.gathers and len(rest) == 1:
            shape = rest[0]
            rest = list(shape.parts) if type(shape) is tree.Sequence and shape.is_tuple and len(shape.parts) > 1 else rest
        return followed(self.text(first), f"{node.row.name}({', '.join(self.arguments(rest, node.options))})")

    def lent(self, node: tree.LentCall) -> Text:
        return called(node.name, self.arguments(node.args, node.options))

    def index(self, node: Node) -> str:
        if type(node) is not tree.Sequence or not node.is_tuple or not node.parts:
            return self.string(node)
        text = ", ".join(map(self.string, node.parts))
        return f"{text}," if len(node.parts) == 1 else text

    def sequence(self, node: tree.Sequence) -> Text:
        inner = ", ".join(map(self.string, node.parts))
        if not node.is_tuple:
            return Text(f"[{inner}]")
        return Text(f"({inner},)" if len(node.parts) == 1 else f"({inner})")

    def dictionary(self, node: tree.Dictionary) -> Text:
        entries = zip(node.keys, map(self.string, node.parts), strict=True)
        return Text(f"{{{', '.join(f'{key!r}: {part}' for key, part in entries)}}}")

    def slice(self, node: tree.Slice) -> Text:
        low, high, step = ("" if type(part) is tree.Nothing else self.string(part) for part in (node.low, node.high, node.step))
        return Text(f"{low}:{high}" + (f":{step}" if step else ""))

    def choice(self, node: tree.Choice) -> Text:
        body, test = self.text(node.body).within(OR), self.text(node.test).within(OR)
        return Text(f"{body} if {test} else {self.string(node.other)}", CHOICE)

    def logical(self, node: tree.Logical) -> Text:
        level, word = (AND, " and ") if node.is_and else (OR, " or ")
        return Text(word.join(self.text(part).within(level + 1) for part in node.parts), level)


_WRITERS: dict[type[Node], Callable[[Writer, Any], Text]] = {
    tree.Name: lambda writer, node: Text(node.id),
    tree.Number: Writer.number,
    tree.Word: lambda writer, node: Text(repr(node.text)),
    tree.Kind: lambda writer, node: Text(node.name),
    tree.Nothing: lambda writer, node: Text("None"),
    tree.Dots: lambda writer, node: Text("..."),
    tree.Call: Writer.call,
    tree.LentCall: Writer.lent,
    tree.Choice: Writer.choice,
    tree.Logical: Writer.logical,
    tree.Not: lambda writer, node: Text(f"not {writer.text(node.part).within(NOT)}", NOT),
    tree.Sequence: Writer.sequence,
    tree.Dictionary: Writer.dictionary,
    tree.Slice: Writer.slice,
}
