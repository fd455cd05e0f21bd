"""One letter of an einsum is another: a sum over the wrong axis, or an axis in the place of another."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from ...expressions import tree
from ...expressions.tree import NOWHERE, Call, Node
from ...model import Cause
from .candidates import Candidate

LONGEST = 24
"""Subscripts of more characters are left alone."""


def of_einsums(root: Node) -> Iterator[Candidate]:
    """Each einsum with one letter of its subscripts changed for another of them."""
    for node in tree.walk(root):
        if isinstance(node, Call) and node.row.name == "np.einsum" and isinstance(node.args[0], tree.Word):
            for text in dict.fromkeys(_others(node.args[0].text.replace(" ", ""))):
                new = replace(node, span=NOWHERE, args=(tree.Word(NOWHERE, text), *node.args[1:]))
                yield Candidate(((node, new),), Cause.INDEX)


def _others(text: str) -> Iterator[str]:
    inputs, arrow, output = text.partition("->")
    letters = sorted({letter for letter in text if letter.isalpha()})
    if not arrow or len(text) > LONGEST:
        return
    for place, letter in enumerate(text):
        for other in letters if letter.isalpha() else ():
            changed = f"{text[:place]}{other}{text[place + 1 :]}"
            inputs, _, output = changed.partition("->")
            if other != letter and len(set(output)) == len(output) and set(output) <= set(inputs):
                yield changed
