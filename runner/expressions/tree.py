"""An expression as a tree of our own: resolved once against the table, frozen, each node with its place in the text.

Everything that is done with an expression reads this tree: the code that evaluates it, its derivative, its picture on the
page, the numpy that reproduces it. Two nodes are equal where they mean the same, wherever and however they were written:
`x.sum()` equals `np.sum(x)`.
"""

from __future__ import annotations

from collections.abc import Iterator
from collections.abc import Sequence as Parts
from dataclasses import dataclass, field, replace
from typing import TypeAlias

from .functions import COMPLEX, COMPLEX_KINDS, FUNCTIONS
from .table import Function

Span: TypeAlias = tuple[int, int]
"""Offset and length of what a node was written as."""

NOWHERE: Span = (0, 0)
"""The span of a node that nobody wrote."""


@dataclass(frozen=True, slots=True)
class Node:
    """A part of an expression."""

    span: Span = field(compare=False)


@dataclass(frozen=True, slots=True)
class Name(Node):
    """A variable: an input, a size, a line of `let`, `dout` or `rng`."""

    id: str


@dataclass(frozen=True, slots=True)
class Number(Node):
    """A number or truth value; `symbol` is the constant it was written as, such as "np.pi"."""

    value: int | float | complex
    symbol: str = field(default="", compare=False)


@dataclass(frozen=True, slots=True)
class Word(Node):
    """A word that a function takes, such as `'fro'` or the subscripts of an einsum. Never a value."""

    text: str


@dataclass(frozen=True, slots=True)
class Kind(Node):
    """A type of numbers, where a function takes one: `float`, `np.float32`."""

    name: str


@dataclass(frozen=True, slots=True)
class Nothing(Node):
    """`None`: an optional argument left out, a new axis, a bound of a slice that is not given."""


@dataclass(frozen=True, slots=True)
class Dots(Node):
    """`...` in an index."""


@dataclass(frozen=True, slots=True)
class Call(Node):
    """A function, method, property, operator or subscript with its arguments; the array of a method is the first."""

    row: Function = field(compare=False)
    args: tuple[Node, ...]
    options: tuple[tuple[str, Node], ...] = ()
    rule: str = field(init=False, repr=False)
    """The name of the function that it is the same as, however it was written."""

    def __post_init__(self) -> None:
        object.__setattr__(self, "rule", self.row.rule)


@dataclass(frozen=True, slots=True)
class LentCall(Node):
    """A call of a function that whoever runs the case has lent: `mylayers.forward`."""

    name: str
    args: tuple[Node, ...]
    options: tuple[tuple[str, Node], ...] = ()


@dataclass(frozen=True, slots=True)
class Choice(Node):
    """`body if test else other`."""

    test: Node
    body: Node
    other: Node


@dataclass(frozen=True, slots=True)
class Logical(Node):
    """`a and b`, `a or b`."""

    is_and: bool
    parts: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class Not(Node):
    """`not a`."""

    part: Node


@dataclass(frozen=True, slots=True)
class Sequence(Node):
    """A tuple or a list."""

    parts: tuple[Node, ...]
    is_tuple: bool


@dataclass(frozen=True, slots=True)
class Dictionary(Node):
    """`{'W': W, 'b': b}`, an argument of lent code."""

    keys: tuple[str, ...]
    parts: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class Slice(Node):
    """`low:high:step` in an index."""

    low: Node
    high: Node
    step: Node


def children(node: Node) -> tuple[Node, ...]:
    """The parts of a node, in the order in which they are evaluated."""
    match node:
        case Call() | LentCall():
            return (*node.args, *(value for _, value in node.options)) if node.options else node.args
        case Sequence() | Dictionary() | Logical():
            return node.parts
        case Choice():
            return node.test, node.body, node.other
        case Slice():
            return node.low, node.high, node.step
        case Not():
            return (node.part,)
    return ()


def with_children(node: Node, parts: Parts[Node]) -> Node:
    """The same node over other parts, as many as `children` gives."""
    match node:
        case Call() | LentCall():
            count = len(node.args)
            options = tuple([(name, part) for (name, _), part in zip(node.options, parts[count:], strict=True)])
            return replace(node, args=tuple(parts[:count]), options=options)
        case Sequence() | Dictionary() | Logical():
            return replace(node, parts=tuple(parts))
        case Choice():
            test, body, other = parts
            return replace(node, test=test, body=body, other=other)
        case Slice():
            low, high, step = parts
            return replace(node, low=low, high=high, step=step)
        case Not():
            return replace(node, part=parts[0])
    return node


def walk(node: Node) -> Iterator[Node]:
    """The node and all below it, outer ones first."""
    yield node
    for part in children(node):
        yield from walk(part)


def makes_complex(node: Node) -> bool:
    """Whether a part of it may be complex where the variables are real."""
    return any(
        (type(part) is Call and part.rule in COMPLEX)
        or (type(part) is Number and type(part.value) is complex)
        or (type(part) is Kind and part.name in COMPLEX_KINDS)
        for part in walk(node)
    )


def item_of(name: str, index: int) -> Node:
    """`name[index]`, which nobody wrote."""
    return Call(NOWHERE, FUNCTIONS["[]"], (Name(NOWHERE, name), Number(NOWHERE, index)))


def names(node: Node) -> set[str]:
    """The variables of an expression."""
    return {part.id for part in walk(node) if type(part) is Name}
