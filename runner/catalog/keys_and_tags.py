"""What may be a key of a mapping, and what stands for a part with a tag."""

from __future__ import annotations

from typing import Any

from .core_schema import NotANumber, meaning
from .naming import short
from .nodes import Node, Refused, Scalar
from .reading import Reading, Stop


def key_of(node: Node, reading: Reading) -> Scalar | Refused:
    """The node as a key; a key is a text."""
    if not isinstance(node, Scalar):
        if not isinstance(node, Refused):
            reading.fault(node, "a key must be a text, not a list or mapping")
        return Refused(node.line, node.column)
    if not node.plain:
        return node
    text = node.text
    try:
        if meaning(text).__class__ is not str:
            what = f"`{short(text)}`" if text else "nothing"
            reading.fault(node, f"a key must be a text, not {what}", f'put it in quotes: "{short(text)}"' if text else None)
            return Refused(node.line, node.column)
    except NotANumber as error:
        reading.fault(node, f"a key must be a text, and {error}", error.hint)
        return Refused(node.line, node.column)
    if not text.isascii() and text[0].isspace():
        message = f"the line is indented with U+{ord(text[0]):04X}, which only looks like a blank"
        reading.fault(node, message, "indent with ordinary blanks", length=len(text) - len(text.lstrip()))
        raise Stop
    return node


def tagged(event: Any, reading: Reading) -> Refused:
    """What stands for a part with a tag, which is told."""
    line, column = event.start_mark.line + 1, event.start_mark.column + 1
    written = reading.line(line)
    column = max(column, written.find("!", column - 1) + 1)  # behind an anchor, if there is one on this line
    word = written[column - 1 :].split(maxsplit=1)[0]
    hint = "leave it out; if it belongs to the text, put the whole text in quotes"
    message = f"the tag `{short(word)}` is not allowed: a case file has no tags"
    reading.fault_at(line, column, message, hint, length=len(word))
    return Refused(line, column)
