"""Text → tree, for those who show or rewrite an expression and do not evaluate it.

What stands before a dot and is no variable counts as lent code, and so does a call of a name that is in no table: whoever reads
a finished result has the texts of its case, but not the modules that were lent to it.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterator, Mapping
from functools import lru_cache
from typing import Any

from .compiler import known_tree
from .functions import FUNCTIONS
from .parsing import Source, parse
from .translation import Translator
from .tree import Node

REMEMBERED = 4096

_NAME = re.compile(r"(?<![\w.])([A-Za-z]\w*)(?:\.(\w+))?(\s*\()?")


def read(text: str, names: Collection[str]) -> Node:
    """The tree of an expression over the variables `names`, resolved and held against what the language allows.

    Raises `ExpressionError` as `compile_expression` does.
    """
    return known_tree(text, names) or _read(text, names if isinstance(names, frozenset) else frozenset(names))


@lru_cache(maxsize=REMEMBERED)
def read_alone(text: str) -> Node:
    """The tree of an expression of a case that is not at hand: what may be a variable is one.

    Raises `ExpressionError` as `compile_expression` does.
    """
    return _read(text, frozenset(_variables(text)))


def _variables(text: str) -> Iterator[str]:
    """The names in a text that are no functions and no modules."""
    for name, attribute, called in _NAME.findall(text):
        if name != "np" and (f".{attribute}" in FUNCTIONS or f"{name}.{attribute}" in FUNCTIONS if attribute else not called):
            yield name


@lru_cache(maxsize=REMEMBERED)
def _read(text: str, names: frozenset[str]) -> Node:
    source = Source(text)
    return Translator(source, names, _LENT).value(parse(source))


def _not_here(*_: object, **__: object) -> Any:
    raise NotImplementedError("lent code is not here")


class _Functions(Mapping[str, Callable[..., Any]]):
    """Every public function of one module; or, without a module, every name without a dot."""

    def __init__(self, dotted: bool) -> None:
        self._dotted = dotted

    def __getitem__(self, name: str) -> Callable[..., Any]:
        if name.startswith("_") or ("." in name and not self._dotted):
            raise KeyError(name)
        return _not_here

    def __iter__(self) -> Iterator[str]:
        return iter(())

    def __len__(self) -> int:
        return 1


class _Modules(Mapping[str, Mapping[str, Callable[..., Any]]]):
    """Every module, each with every function: there are many, though none can be listed."""

    def __getitem__(self, module: str) -> _Functions:
        return _Functions(bool(module))

    def __iter__(self) -> Iterator[str]:
        return iter(())

    def __len__(self) -> int:
        return 1


_LENT = _Modules()
