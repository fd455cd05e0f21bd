"""Text → document: the parts of a YAML file with their places, or what is wrong with it.

Nothing is composed or constructed by PyYAML: libyaml's composer crashes on deep nesting, and the constructors of
YAML 1.1 read `no` as false and keep the last of two equal keys.
"""

from __future__ import annotations

import contextlib

import yaml

from .composing import Composer
from .nodes import Node
from .parsers import default_parser
from .reading import Reading, Stop
from .syntax_errors import tell_syntax_error

MOST_DIRECTIVES = 100


def read_document(reading: Reading) -> Node | None:
    """The document of a file; None where there is none to read on, which is told in `reading`."""
    composer = Composer(reading)
    with contextlib.suppress(Stop):
        _test_directives(reading)
        try:
            return composer.compose(default_parser()(reading.text))
        except yaml.YAMLError as error:
            if "nesting depth" in str(getattr(error, "problem", "")):  # libyaml from 0.2.6 on has a limit of its own
                composer.too_deep(error.problem_mark)  # type: ignore[attr-defined]
            tell_syntax_error(error, reading)
    return None


def _test_directives(reading: Reading) -> None:
    """Tell of more directives than anybody needs: the parser compares each with all before it, which takes minutes for many."""
    found = 0
    for number, line in enumerate(reading.lines, 1):
        found += line.startswith("%")
        if found > MOST_DIRECTIVES:
            reading.fault_at(number, 1, f"more than {MOST_DIRECTIVES} directives stand before the document", "leave them out")
            raise Stop
        if line.strip() and not line.startswith(("%", "#")):
            return
