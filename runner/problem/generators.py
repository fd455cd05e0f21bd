"""numpy's random generators by their states.

`np.random.default_rng(seed)` hashes the seed and sets up a new generator, which takes longer than to draw what most cases need.
So the state a seed begins with is remembered, and generators are used again.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from typing import Any, TypeAlias

import numpy as np

State: TypeAlias = Mapping[str, Any]
"""The state of a PCG64, the generator behind `np.random.default_rng`."""

ANY_SEED = np.random.SeedSequence(0)
"""Of a generator whose state is set at once."""

_IDLE: list[np.random.Generator] = []


@lru_cache(maxsize=4096)
def state_of(seed: int) -> State:
    """The state in which `np.random.default_rng(seed)` begins."""
    return np.random.PCG64(seed).state


def generator(state: State) -> np.random.Generator:
    """A generator in this state."""
    rng = _IDLE.pop() if _IDLE else np.random.Generator(np.random.PCG64(ANY_SEED))
    rng.bit_generator.state = state
    return rng


def release(rng: np.random.Generator) -> None:
    """Nobody will use the generator any more; it may serve again."""
    _IDLE.append(rng)
