"""Times of several ways to do the same work, taken in turns so that what slows the machine slows all of them."""

from __future__ import annotations

import gc
import os
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from time import perf_counter, process_time
from typing import TypeAlias

Way: TypeAlias = Callable[[], object]

CPU = "GRADCASE_BENCHMARK_CPU"
"""Set in the environment, this counts the seconds of the processor instead of those on the wall."""


@dataclass(frozen=True, slots=True)
class Times:
    """The seconds one way took for one piece of the work, turn by turn."""

    turns: tuple[float, ...]

    @property
    def best(self) -> float:
        return min(self.turns)


@dataclass(frozen=True, slots=True)
class Ratio:
    """How many times as long one way took as another: by their best turns, and where the middle half of the turns lies."""

    value: float
    low: float
    high: float


def in_turns(ways: Mapping[str, Way], turns: int, shortest: float = 0.005, *, wall: bool = False) -> dict[str, Times]:
    """The times of each way. The order is turned round after every turn; each turn repeats the work for `shortest` seconds,
    or does it once where that is 0.

    Many short turns are better than few long ones: on a machine that does other work too, some of the short ones are
    undisturbed. `wall` says that only the time on the wall will do.
    """
    clock = perf_counter if wall or not os.environ.get(CPU) else processor_time
    rounds = {name: _rounds(way, shortest) for name, way in ways.items()}
    taken: dict[str, list[float]] = {name: [] for name in ways}
    for turn in range(turns):
        for name in list(ways) if turn % 2 == 0 else list(ways)[::-1]:
            taken[name].append(_seconds(ways[name], rounds[name], clock))
    return {name: Times(tuple(seconds)) for name, seconds in taken.items()}


def ratio(slow: Times, fast: Times) -> Ratio:
    """slow / fast."""
    each = sorted(a / b for a, b in zip(slow.turns, fast.turns, strict=True))
    return Ratio(slow.best / fast.best, each[len(each) // 4], each[-1 - len(each) // 4])


def processor_time() -> float:
    """The seconds that this process and those it waited for have had of the processor."""
    times = os.times()
    return process_time() + times.children_user + times.children_system


def _rounds(way: Way, shortest: float) -> int:
    if not shortest:
        return 1
    way()
    once = _seconds(way, 1)
    return max(1, round(shortest / once))


def _seconds(way: Way, rounds: int, clock: Callable[[], float] = perf_counter) -> float:
    """The time for one of so many rounds, without a collection of garbage that another way left behind.

    To collect it walks through all there is in memory, which with the peers loaded leaves nothing in the caches; so short work is
    done some times before it counts, and as `timeit` has it nothing is collected meanwhile.
    """
    gc.collect()
    if rounds == 1:
        start = clock()
        way()
        return clock() - start
    gc.disable()
    try:
        for _ in range(1 + rounds // 4):
            way()
        start = clock()
        for _ in range(rounds):
            way()
        return (clock() - start) / rounds
    finally:
        gc.enable()
