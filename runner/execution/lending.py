"""Modules lent to the expressions by whoever runs them; a case file can never name one.

A module is named as in an import (`src.pkg.layers`) or by its file (`src/other/layers.py`), and called in expressions by its last
name, or by another that is given: `layers=src/other/layers.py`.
"""

from __future__ import annotations

import importlib
import importlib.util
import inspect
import os
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from types import ModuleType
from typing import TYPE_CHECKING, Any

from ..errors import UsageError

if TYPE_CHECKING:
    from ..problem import Lent


def load_modules(names: Sequence[str]) -> Lent:
    """Import the modules lent to the expressions; raises `UsageError` where one cannot be had.

    Public functions and classes are lent: what `__all__` names, else what the module itself defines and does not begin with an
    underscore; of a class also its functions, `layers.Affine.forward`, and of a function its `vjp`.
    """
    lent: dict[str, Mapping[str, Callable[..., Any]]] = {}
    for name in dict.fromkeys(names):
        called, target = divided(name)
        if called in lent:
            raise UsageError(f"two modules are called `{called}` in expressions: write other={target} for one of them")
        if not called.isidentifier():
            raise UsageError(f"a module cannot be called `{called}` in expressions: write layers={target}")
        try:
            with _read_as_it_stands():
                module = _from_file(target, called) if is_file(target) else importlib.import_module(target)
        except (Exception, SystemExit) as error:
            raise UsageError(f"the module `{target}` cannot be imported: {type(error).__name__}: {error}") from error
        lent[called] = dict(_public(module))
    return lent


@contextmanager
def _read_as_it_stands() -> Iterator[None]:
    """No bytecode is kept of what is lent: Python tells versions apart by seconds and bytes, and `2` for `3` is saved in less."""
    before = sys.dont_write_bytecode
    sys.dont_write_bytecode = True
    try:
        yield
    finally:
        sys.dont_write_bytecode = before


def divided(name: str) -> tuple[str, str]:
    """How a module is called in expressions, and what it is: a dotted name or a file."""
    called, equals, target = name.partition("=")
    if equals:
        return called, target
    own = os.path.basename(name).removesuffix(".py") if is_file(name) else name.rpartition(".")[2]
    return own, name


def is_file(target: str) -> bool:
    """Whether a module is named by its file."""
    return target.endswith(".py") or os.sep in target or "/" in target


def _from_file(path: str, called: str) -> ModuleType:
    """The module in a file, which may import its neighbours, also relatively where it stands in a package."""
    path = os.path.abspath(path)
    if not os.path.isfile(path):
        raise FileNotFoundError(f"there is no file {path}")
    folder, parts = os.path.dirname(path), [os.path.basename(path).removesuffix(".py")]
    while os.path.exists(os.path.join(folder, "__init__.py")):
        parts.insert(0, os.path.basename(folder))
        folder = os.path.dirname(folder)
    if folder not in sys.path:
        sys.path.append(folder)
    if len(parts) > 1:
        module = importlib.import_module(".".join(parts))
        if os.path.realpath(module.__file__ or "") == os.path.realpath(path):
            return module
    return _alone(path, f"{called}_lent_from_{abs(hash(path)):x}" if called in sys.modules else called)


def _alone(path: str, name: str) -> ModuleType:
    """The module in a file under a name of its own, be there another that is called so."""
    known = sys.modules.get(name)
    if known is not None and getattr(known, "__file__", None) == path:
        return known
    spec = importlib.util.spec_from_file_location(name, path)
    if spec is None or spec.loader is None:
        raise ImportError(f"{path} is no module of Python")
    module = sys.modules[name] = importlib.util.module_from_spec(spec)
    try:
        spec.loader.exec_module(module)
    except BaseException:
        del sys.modules[name]
        raise
    return module


def _public(module: ModuleType) -> Iterator[tuple[str, Callable[..., Any]]]:
    listed = getattr(module, "__all__", None)
    for name in listed or [name for name in vars(module) if not name.startswith("_")]:
        value = getattr(module, name, None)
        if callable(value) and (listed or _is_of(module, value)):
            yield name, value
            yield from ((f"{name}.{part}", function) for part, function in _parts(value))


def _is_of(module: ModuleType, value: Any) -> bool:
    """Whether a module defines a function or class, itself or in what lies below it; other objects are its own."""
    if not (inspect.isroutine(value) or inspect.isclass(value)):
        return True
    origin = getattr(value, "__module__", None) or ""
    return origin == module.__name__ or origin.startswith(f"{module.__name__}.")


def _parts(value: Any) -> Iterator[tuple[str, Callable[..., Any]]]:
    """The public functions of a class, also static ones; the `vjp` of a function."""
    names = [name for name in dir(value) if not name.startswith("_")] if inspect.isclass(value) else ["vjp"]
    for name in names:
        part = getattr(value, name, None)
        if callable(part):
            yield name, part
