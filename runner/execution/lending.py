"""Modules lent to the expressions by whoever runs them; a case file can never name one."""

from __future__ import annotations

import importlib
from collections.abc import Callable, Mapping, Sequence
from types import ModuleType
from typing import TYPE_CHECKING, Any

from ..errors import UsageError

if TYPE_CHECKING:
    from ..problem import Lent


def load_modules(names: Sequence[str]) -> Lent:
    """Import the modules lent to the expressions; raises `UsageError` where one cannot be had.

    Only public functions are lent: what `__all__` names, else what does not begin with an underscore.
    """
    lent: dict[str, Mapping[str, Callable[..., Any]]] = {}
    for name in dict.fromkeys(names):
        short = name.rpartition(".")[2]
        if short in lent:
            raise UsageError(f"two modules are called `{short}` in expressions")
        try:
            module = importlib.import_module(name)
        except (Exception, SystemExit) as error:
            raise UsageError(f"the module `{name}` cannot be imported: {type(error).__name__}: {error}") from error
        lent[short] = _public_functions(module)
    return lent


def _public_functions(module: ModuleType) -> dict[str, Callable[..., Any]]:
    names = getattr(module, "__all__", None) or [name for name in vars(module) if not name.startswith("_")]
    found = {name: getattr(module, name, None) for name in names}
    return {name: value for name, value in found.items() if callable(value)}
