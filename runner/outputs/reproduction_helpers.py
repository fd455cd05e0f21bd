"""The functions of our own that a script or a text to copy calls, in plain numpy."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from ..expressions.functions import FUNCTIONS
from ..model import WORDS


def definitions(texts: Iterable[str]) -> Iterator[tuple[str, str]]:
    """The functions of our own that such texts call, and those that these call: name and definition in plain numpy.

    They are the shortest right forms, not the ones the checker uses: a reader should see at a glance what each does.
    """
    words = {word for text in texts for word in WORDS.findall(text)}
    found: dict[str, str] = {}
    while new := {name: SCRIPTS[name] for name in words & SCRIPTS.keys() - found.keys()}:
        found |= new
        words = {word for text in new.values() for word in WORDS.findall(text)}
    return ((name, text.strip()) for name, text in SCRIPTS.items() if name in found)


SCRIPTS = {name: function.script for name, function in FUNCTIONS.items() if function.script}
