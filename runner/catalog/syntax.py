"""The parser of YAML events, in C where libyaml is there and in Python elsewhere, and its errors in our words."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeAlias

import yaml
from yaml.parser import Parser as EventParser
from yaml.reader import Reader
from yaml.scanner import Scanner

from runner.catalog.reading import Reading

Parser: TypeAlias = Callable[[str], Any]
"""Text → an object with `get_event()`."""


class PythonParser(Reader, Scanner, EventParser):
    """PyYAML's parser in Python."""

    def __init__(self, text: str) -> None:
        Reader.__init__(self, text)
        Scanner.__init__(self)
        EventParser.__init__(self)


def default_parser() -> Parser:
    if yaml.__with_libyaml__:
        from yaml.cyaml import CParser

        return CParser
    return PythonParser


def tell_syntax_error(error: yaml.YAMLError, reading: Reading) -> None:
    """Tell what the parser could not read as one fault."""
    mark = getattr(error, "problem_mark", None) or getattr(error, "context_mark", None)
    line, column = (mark.line + 1, mark.column + 1) if mark else (1, 1)
    reading.fault_at(line, column, getattr(error, "problem", None) or "this is not YAML")
