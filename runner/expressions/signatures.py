"""The signature of a row as it is written down, `"np.sum(x, axis=None, *, keepdims=False)"`, and what it says."""

from __future__ import annotations

import re
from functools import cache
from typing import Any

MANY = 24
"""How many positional arguments a function with `*arguments` takes; CPython passes more than 30 in another way."""

_SUBSCRIPTS = r"[A-Za-z, ]*(\.\.\.[A-Za-z, ]*)*(->[A-Za-z ]*(\.\.\.)?[A-Za-z ]*)?"


def shown(name: str, arguments: str) -> str:
    """The arguments as a reader sees them: without the array of a method, or `rng`."""
    if "=," in arguments or arguments.endswith("="):
        arguments = re.sub(r"=(?=,|$)", "", arguments)
    arguments = arguments.removeprefix("subscripts=")
    return arguments.partition(", ")[2] if name.startswith((".", "rng.")) else arguments


@cache
def parsed(arguments: str) -> dict[str, Any]:
    """How many arguments there may be, their names, and which of them may be given by name, be None, a type or a word."""
    least = most = 0
    by_name_only = False
    names: list[str] = []
    keywords: set[str] = set()
    optional: set[int | str] = set()
    types: set[int | str] = set()
    words: dict[int | str, re.Pattern[str]] = {}
    words_only: set[int | str] = set()
    for argument in filter(None, arguments.split(", ")):
        name, has_default, default = argument.partition("=")
        if name == "*":
            by_name_only = True
            continue
        if name.startswith("*"):
            most += MANY
            continue
        keys: list[int | str] = [] if by_name_only else [most]
        if not by_name_only:
            names.append(name)
        if has_default and name != "subscripts":
            keys.append(name)
            keywords.add(name)
        if not default or name == "subscripts":
            least += 1
        most += not by_name_only
        if "None" in default:
            optional.update(keys)
        if name == "dtype":
            types.update(keys)
        if name == "subscripts" or default.startswith("'"):
            words_only.update(keys)
        if name == "subscripts":
            words.update(dict.fromkeys(keys, re.compile(_SUBSCRIPTS)))
        elif "'" in default:
            words.update(dict.fromkeys(keys, re.compile("|".join(re.findall(r"'(\w+)'", default)))))
    return {
        "least": least,
        "most": most,
        "names": tuple(names),
        "keywords": frozenset(keywords),
        "optional": frozenset(optional),
        "types": frozenset(types),
        "words": words or None,
        "words_only": frozenset(words_only),
    }
