"""Everything that a check may need, loaded before it is needed.

Python and numpy load some of their parts when they are first used. A worker may open no file once its limits are set, so
all of them are loaded before. A forked worker inherits what is loaded.
"""

from __future__ import annotations

from functools import cache
from importlib import import_module
from pkgutil import walk_packages

HOUSE = str(__package__).rpartition(".")[0]

ROOMS = tuple(f"{HOUSE}.{room}" for room in ("expressions", "differences", "doubt", "diagnoses"))
"""The rooms that load some of their modules only where a case needs them."""

OF_NUMPY = ("numpy.random", "numpy.ma")
"""What numpy itself loads late: for draws, for np.median."""


@cache
def warm_up() -> None:
    """Load every module of the rooms and of numpy that a check may need; once in a process."""
    for name in OF_NUMPY:
        import_module(name)
    for room in ROOMS:
        for module in walk_packages(import_module(room).__path__, f"{room}."):
            import_module(module.name)
