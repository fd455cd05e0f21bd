"""Lent functions as a case calls them: always from the same state of the global generators, and heard once.

Layers draw their masks from `random`, `numpy.random` or torch. A difference of two evaluations needs the same draws in both,
so before each call those generators are seeded with the seed of the case.
"""

from __future__ import annotations

import contextlib
import io
import random
import sys
from collections.abc import Callable, Iterator
from functools import wraps
from typing import Any

import numpy as np

from ..expressions import Lent


class Surroundings:
    """What surrounds the lent calls of one case: its seed, and which functions have been heard already."""

    def __init__(self, seed: int) -> None:
        self._seed = seed % 2**32
        self._python = random.Random(self._seed).getstate()
        self._heard: set[int] = set()

    def around(self, lent: Lent) -> Lent:
        """The functions as a case calls them."""
        return {module: {name: self._prepared(f) for name, f in functions.items()} for module, functions in lent.items()}

    def _prepared(self, function: Callable[..., Any]) -> Callable[..., Any]:
        @wraps(function, updated=())
        def prepared(*args: Any, **kwargs: Any) -> Any:
            seed_all(self._seed, self._python)
            if id(function) not in self._heard:
                self._heard.add(id(function))
                return function(*args, **kwargs)
            shown, sys.stdout = sys.stdout, _NOWHERE  # a print is shown once, not once an evaluation
            try:
                return function(*args, **kwargs)
            finally:
                sys.stdout = shown

        return prepared


class _Nowhere(io.TextIOBase):
    """Takes whatever is printed and keeps nothing."""

    def write(self, text: str) -> int:
        return len(text)


_NOWHERE = _Nowhere()


def seed_all(seed: int, python: tuple[Any, ...]) -> None:
    """Seed the generators that all share: numpy's, torch's where it is loaded, and Python's by its state, which is quicker."""
    random.setstate(python)
    np.random.seed(seed)
    if "torch" in sys.modules:
        sys.modules["torch"].manual_seed(seed)


@contextlib.contextmanager
def generators_kept() -> Iterator[None]:
    """Leave the generators that everybody shares as they were before: for whoever checks in the middle of a program."""
    torch = sys.modules.get("torch")
    python, ours, theirs = random.getstate(), np.random.get_state(), torch.get_rng_state() if torch else None
    try:
        yield
    finally:
        random.setstate(python)
        np.random.set_state(ours)
        if torch:
            torch.set_rng_state(theirs)
