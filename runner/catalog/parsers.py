"""The parser of YAML events: libyaml's where PyYAML has it, else PyYAML's own in Python, taught to agree with libyaml.

The two differ in tabs (libyaml takes them between tokens, PyYAML nowhere), in a `?` or `:` within `{…}`, in escapes
that stand for no character, and in directives. What libyaml does is the rule (its `scanner.c`, version 0.2.5).
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeAlias

import yaml
from yaml.parser import Parser as EventParser
from yaml.reader import Reader
from yaml.scanner import Scanner, ScannerError
from yaml.tokens import ScalarToken

Parser: TypeAlias = Callable[[str], Any]
"""Text → an object with `get_event()`."""

BREAKS = "\r\n"
BLANKS = " \t"
ENDS = "\0" + BLANKS + BREAKS


def default_parser() -> Parser:
    """libyaml's parser where it is there, else the one in Python."""
    if yaml.__with_libyaml__:
        from yaml import cyaml

        return cyaml.CParser  # type: ignore[attr-defined]
    return PythonParser


class PythonParser(Reader, Scanner, EventParser):
    """PyYAML's parser in Python, with the scanner of libyaml where the two differ."""

    def __init__(self, text: str) -> None:
        Reader.__init__(self, text)
        Scanner.__init__(self)
        EventParser.__init__(self)

    def scan_to_next_token(self) -> None:
        """Skip blanks and comments; a tab is a blank unless a key may begin there."""
        super().scan_to_next_token()
        while self.peek() == "\t" and (self.flow_level or not self.allow_simple_key):
            self.forward()
            super().scan_to_next_token()

    def scan_directive(self) -> Any:
        """Refuse the directives that libyaml refuses."""
        start = self.get_mark()
        token = super().scan_directive()
        if token.name not in ("YAML", "TAG"):
            raise ScannerError("while scanning a directive", start, "found unknown directive name", start)
        if token.name == "YAML" and token.value not in ((1, 1), (1, 2)):
            raise ScannerError("while scanning a directive", start, "found incompatible YAML document", start)
        return token

    def scan_flow_scalar_non_spaces(self, double: bool, start_mark: Any) -> list[str]:
        """Refuse escapes that stand for no character, such as `\\uD800`."""
        message = "found invalid Unicode character escape code"
        try:
            chunks: list[str] = super().scan_flow_scalar_non_spaces(double, start_mark)
        except (ValueError, OverflowError):
            raise ScannerError("while parsing a quoted scalar", start_mark, message, self.get_mark()) from None
        if any("\ud800" <= character <= "\udfff" for chunk in chunks for character in chunk):
            raise ScannerError("while parsing a quoted scalar", start_mark, message, self.get_mark())
        return chunks

    def scan_block_scalar_indentation(self) -> Any:
        """The indentation of a block scalar; a tab cannot be part of it."""
        found = super().scan_block_scalar_indentation()
        self._no_tab("while scanning a block scalar", "found a tab character where an indentation space is expected")
        return found

    def scan_block_scalar_breaks(self, indent: int) -> Any:
        found = super().scan_block_scalar_breaks(indent)
        if self.column < indent:
            self._no_tab("while scanning a block scalar", "found a tab character where an indentation space is expected")
        return found

    def scan_block_scalar_indicators(self, start_mark: Any) -> tuple[bool | None, int | None]:
        """How a block scalar ends (`+` or `-`) and how far it is indented (a digit), in either order."""
        chomping: bool | None = None
        indent: int | None = None
        for _ in range(2):
            character = self.peek()
            if character in "+-" and chomping is None:
                chomping = character == "+"
            elif character in "0123456789" and indent is None:
                indent = int(character)
            else:
                break
            if indent == 0:
                raise ScannerError(
                    "while scanning a block scalar", start_mark, "found an indentation indicator equal to 0", self.get_mark()
                )
            self.forward()
        return chomping, indent

    def scan_block_scalar_ignored_line(self, start_mark: Any) -> None:
        while self.peek() in BLANKS:
            self.forward()
        super().scan_block_scalar_ignored_line(start_mark)

    def _no_tab(self, context: str, problem: str) -> None:
        if self.peek() == "\t":
            raise ScannerError(context, self.get_mark(), problem, self.get_mark())

    def scan_plain(self) -> ScalarToken:
        """A scalar without quotes."""
        chunks: list[str] = []
        spaces: list[str] | None = []
        start = end = self.get_mark()
        while spaces is not None and self.peek() != "#":
            length = self._plain_word(start)
            if length == 0:
                break
            self.allow_simple_key = False
            chunks += spaces
            chunks.append(self.prefix(length))
            self.forward(length)
            end = self.get_mark()
            spaces = self._plain_blanks()
        return ScalarToken("".join(chunks), True, start, end)

    def _plain_word(self, start: Any) -> int:
        """How many characters up to the next blank or indicator belong to the scalar."""
        length = 0
        while (character := self.peek(length)) not in ENDS:
            if character == ":":
                following = self.peek(length + 1)
                if self.flow_level and following in ",?[]{}":
                    self.forward(length)
                    raise ScannerError("while scanning a plain scalar", start, "found unexpected ':'", self.get_mark())
                if following in ENDS:
                    break
            elif self.flow_level and character in ",[]{}":
                break
            length += 1
        return length

    def _plain_blanks(self) -> list[str] | None:
        """The blanks or folded line breaks that follow a word; None where the scalar ends with them."""
        length = 0
        while self.peek(length) in BLANKS:
            length += 1
        blanks = self.prefix(length)
        self.forward(length)
        if self.peek() not in BREAKS:
            return [blanks] if blanks else None
        indent, breaks = self.indent + 1, -1
        while self.peek() in BLANKS + BREAKS:
            if self.peek() in BREAKS:
                self.scan_line_break()  # type: ignore[no-untyped-call]
                breaks += 1
                continue
            if self.column < indent:
                self._no_tab("while scanning a plain scalar", "found a tab character that violates indentation")
            self.forward()
        self.allow_simple_key = True
        if self.column == 0 and self.prefix(3) in ("---", "...") and self.peek(3) in ENDS:
            return None
        if not self.flow_level and self.column < indent:
            return None
        return ["\n"] * breaks or [" "]
