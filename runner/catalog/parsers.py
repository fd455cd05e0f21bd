"""The parser of YAML events: libyaml's, the one that PyYAML's wheels and every distribution's package bring."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeAlias

import yaml

from ..errors import UsageError

Parser: TypeAlias = Callable[[str], Any]
"""Text → an object with `get_event()`."""


def default_parser() -> Parser:
    """libyaml's parser. Raises `UsageError` where PyYAML was built without it.

    PyYAML's own, in Python, is no second choice: it reads tabs, directives and `:` within braces otherwise, so that a file
    would be right on one machine and wrong on the next.
    """
    if not yaml.__with_libyaml__:
        raise UsageError("PyYAML was built without libyaml here: pip install --force-reinstall --only-binary :all: pyyaml")
    from yaml import cyaml

    return cyaml.CParser  # type: ignore[attr-defined]
