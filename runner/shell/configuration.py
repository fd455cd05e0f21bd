"""`[tool.gradcase]` in the pyproject.toml of the folder in which a run is started, or the same keys in a gradcase.toml there.

What the command line says goes before it. A case file can set none of it.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Any, NamedTuple

from ..errors import UsageError
from ..outputs.hints import LEVELS
from .folder import opened

FILES = ("gradcase.toml", "pyproject.toml")
"""The first that is there counts."""
LARGEST = 2**20
"""The most characters of such a file."""


class Key(NamedTuple):
    """One thing that can be set."""

    is_valid: Callable[[Any], bool]
    wanted: str


def _names(value: Any) -> bool:
    return isinstance(value, list) and all(isinstance(name, str) and name for name in value)


def _seconds(value: Any) -> bool:
    return type(value) in (int, float) and 0 < value < float("inf")


def _whole(least: int) -> Callable[[Any], bool]:
    return lambda value: type(value) is int and value >= least


KEYS: Mapping[str, Key] = {
    "paths": Key(_names, "a list of files and folders"),
    "modules": Key(_names, "a list of names"),
    "timeout": Key(_seconds, "a number of seconds > 0"),
    "budget": Key(_seconds, "a number of seconds > 0"),
    "memory": Key(_whole(1), "a number of megabytes"),
    "strict": Key(lambda value: type(value) is bool, "true or false"),
    "seed": Key(_whole(0), "an integer from 0 on"),
    "hints": Key(lambda value: type(value) is int and value in LEVELS, "0, 1 or 2"),
    "output": Key(lambda value: isinstance(value, str) and bool(value), "a folder"),
}


class Configuration(NamedTuple):
    """What is set, and the file that sets it; None where there is none."""

    settings: Mapping[str, Any] = {}
    file: str | None = None

    @property
    def modules(self) -> tuple[str, ...]:
        """The modules whose functions are lent to expressions."""
        return tuple(self.settings.get("modules", ()))


def read() -> Configuration:
    """What the current folder sets. Raises `UsageError`, with the line, for what is not valid."""
    for file in FILES:
        try:
            with opened(file) as stream:
                text = stream.read(LARGEST + 1).decode("utf-8")
        except (OSError, UnicodeDecodeError):
            continue
        if len(text) > LARGEST:
            raise UsageError(f"{file} is larger than {LARGEST:,} characters")
        settings = _settings(text, file) if file == FILES[0] or "gradcase" in text else None
        if settings is not None:
            return Configuration(settings, file)
    return Configuration()


def _settings(text: str, file: str) -> Mapping[str, Any] | None:
    """The settings in the text of a file; None where it has no table of ours."""
    import tomllib

    try:
        table: Any = tomllib.loads(text)
    except (tomllib.TOMLDecodeError, RecursionError) as error:
        raise UsageError(f"{file} is not valid: {error}") from error
    title = ""
    if file != FILES[0]:
        title = "[tool.gradcase] "
        tools = table.get("tool", {})
        table = tools.get("gradcase") if isinstance(tools, dict) else None
        if table is None:
            return None
    if not isinstance(table, dict):
        raise UsageError(f"{file}: tool.gradcase is a table")
    for key, value in table.items():
        place = f"{file}:{_line(text, key, title)}"
        row = KEYS.get(key)
        if row is None:
            raise UsageError(
                f"{place}: {title}knows no `{key}`{_meant(key)}" if title else f"{place}: unknown key `{key}`{_meant(key)}"
            )
        if not row.is_valid(value):
            raise UsageError(f"{place}: `{key}` {f'of {title}' if title else ''}is {row.wanted}")
    return table


def _meant(key: str) -> str:
    from difflib import get_close_matches

    near = get_close_matches(key, KEYS, 1)
    return f": did you mean `{near[0]}`?" if near else f"; there are {', '.join(KEYS)}"


def _line(text: str, key: str, title: str) -> int:
    """The line on which a key of our table stands, as far as it is plain to see; else that of the table."""
    lines = text.splitlines()
    start = next((number for number, line in enumerate(lines) if line.strip() == title.strip()), 0) if title else 0
    pattern = re.compile(rf"\s*[\"']?{re.escape(key)}[\"']?\s*=")
    return next((number + 1 for number, line in enumerate(lines) if number >= start and pattern.match(line)), start + 1)
