"""What of a case may stand in a script: names, and texts that have passed the gate of the expressions."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator

from ..expressions import read, tree
from ..model import ALONG, DIRECTION
from .document import Document
from .reproduction_helpers import SCRIPTS

NUMBERS = re.compile(r"\[[0-9eE+\-., \[\]]*\]")
"""A nested list of numbers, which may be longer than an expression."""


class Part:
    """A text of the case that may stand in the script: read as a tree, or a nested list of numbers.

    `names`: the variables in it; `helpers`: the helpers of the case format that it calls; `modules`: the lent modules.
    Raises `ExpressionError` or `ValueError` where it is neither, or calls lent code of which no module is known.
    """

    def __init__(self, text: str, names: frozenset[str]) -> None:
        self.text = text
        self.names: set[str] = set()
        self.helpers: set[str] = set()
        self.modules: set[str] = set()
        self.is_list = NUMBERS.fullmatch(text) is not None
        if self.is_list:
            json.loads(text)
            return
        root = read(text, names)
        self.is_list = type(root) is tree.Sequence and not root.is_tuple
        for node in tree.walk(root):
            match node:
                case tree.Name(id=name):
                    self.names.add(name)
                case tree.Call(row=row) if row.name in SCRIPTS:
                    self.helpers.add(row.name)
                case tree.LentCall(name=name):
                    module, dot, _ = name.rpartition(".")
                    if not dot:
                        raise ValueError(f"nothing says where {name} comes from")
                    self.modules.add(module)


def names_of(declared: Document) -> frozenset[str]:
    """All that an expression of the case may name."""
    arrays = (*declared["sizes"], *declared["shapes"], *declared["values"])
    return frozenset(("rng", "dout", *arrays, *directions_of(declared), *single(declared["let"])))


def directions_of(declared: Document) -> dict[str, tuple[str, str]]:
    """What is drawn to be a direction: its name → the key of the claim it serves, and the input that moves along it."""
    keys = {name.partition(".")[0] for name in declared.get("claims", {})}
    inputs = declared.get("inputs") or []
    found: dict[str, tuple[str, str]] = {}
    for key, prefix in ALONG.items():
        if key in keys:
            found |= {DIRECTION[key] if len(inputs) == 1 else f"{prefix}{name}": (key, name) for name in inputs}
    return found


def single(lines: Iterable[str]) -> Iterator[str]:
    """The names of lines of `let`, of which one may name several parts of a tuple."""
    for names in lines:
        yield from names.split(", ")
