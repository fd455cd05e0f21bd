"""Other draws of a case, on which an explanation must hold too, so that it is no coincidence of one point.

Where a case draws anything, another seed does it. Where all its arrays are written down, there is one point
only, and numbers written down are seldom in general position: [[1, 2], [2, 4]] is symmetric and of rank one. So the
written arrays are moved a little, in a way that keeps what a formula may rest on: zeros and signs, symmetry,
rows that sum to one, whole numbers (labels, counts, masks).
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import count
from typing import Any

import numpy as np

from ...errors import GradcaseError
from ...model import Array, Case
from ...problem import Draw, Formula, Problem, drawn

ATTEMPTS = 6
"""How many seeds are tried before there are no fresh draws: a logarithm may not like most of them."""

MOVES = ((0.05, 0.1), (0.05, 0.1), (0.02, 0.03), (0.02, 0.03), (0.2, np.inf), (0.2, np.inf))
"""How far written numbers are moved at each attempt, relatively and at most: little, as a formula may hold in pieces."""


def draws_at_random(problem: Problem) -> bool:
    """Whether another seed gives other arrays."""
    values = problem.values.values()
    return bool(problem.shapes) or any(isinstance(value, Formula) and "rng" in value.uses for value in values)


def fresh_draws(problem: Problem) -> Iterator[Draw]:
    """Draws with other seeds, and with the inputs that are written down moved."""
    seed = problem.case.seed
    for attempt in range(ATTEMPTS):
        try:
            yield drawn(problem, seed + 1 + attempt, Mover(problem, seed + 1 + attempt, *MOVES[attempt]))
        except (GradcaseError, np.linalg.LinAlgError):
            continue


class FreshDraws:
    """The fresh draws of a problem, each drawn once: claims that several inputs make share them, and what is computed there."""

    def __init__(self, problem: Problem) -> None:
        self._found: list[Draw] = []
        self._more = fresh_draws(problem)
        self._turned: dict[Draw, Draw] = {}

    def __iter__(self) -> Iterator[Draw]:
        for place in count():
            if place == len(self._found):
                following = next(self._more, None)
                if following is None:
                    return
                self._found.append(following)
            yield self._found[place]

    def with_other_upstream(self, draw: Draw) -> Draw:
        """A draw of them, or that of the case, with another upstream gradient."""
        if draw not in self._turned:
            dout = np.asarray(draw.values["dout"])
            self._turned[draw] = draw.moved({"dout": np.random.default_rng(dout.size).standard_normal(dout.shape)})
        return self._turned[draw]


def shuffled_draw(draw: Draw) -> Draw | None:
    """Another draw, with the written lists of whole numbers that are no inputs in another order; None where none can be.

    What follows such a list moves with it; what is bound to the indices stays.
    """
    problem = draw.problem
    names = {
        name
        for name, value in problem.values.items()
        if isinstance(value, tuple | np.ndarray) and name not in problem.claims and _whole(value)
    }

    def shuffle(name: str, value: Any) -> Any:
        return _rolled(np.asarray(value)) if name in names else value

    if not any(not np.array_equal(_rolled(np.asarray(draw.values[name])), draw.values[name]) for name in names):
        return None
    try:
        return drawn(problem, problem.case.seed + 1, shuffle)
    except (GradcaseError, np.linalg.LinAlgError):
        return None


def _rolled(array: Array) -> Array:
    """The array turned along its first axis by the fewest places that change it."""
    turned = (np.roll(array, places, axis=0) for places in range(1, len(array)))
    return next((other for other in turned if not np.array_equal(other, array)), array)


class Mover:
    """Moves each array that is written down in the case, and lets all others be."""

    def __init__(self, problem: Problem, seed: int, size: float, most: float) -> None:
        self._rng = np.random.default_rng([seed, 1])
        self._size = size
        self._most = most
        self._names = frozenset(_movable(problem))

    def __call__(self, name: str, value: Any) -> Any:
        if name not in self._names:
            return value
        return moved(np.asarray(value, dtype=np.float64), self._rng, self._size, self._most)


def _movable(problem: Problem) -> Iterator[str]:
    """Inputs that no seed changes; where nothing is random, also other arrays of numbers that are not whole."""
    case: Case = problem.case
    random = draws_at_random(problem)
    for name, value in problem.values.items():
        if isinstance(value, Formula):
            if name in problem.claims and value.uses <= frozenset(case.sizes):
                yield name
        elif name in problem.claims or (not random and isinstance(value, tuple | np.ndarray) and not _whole(value)):
            yield name


def _whole(value: Any) -> bool:
    array = np.asarray(value, dtype=np.float64)
    return bool((array == np.round(array)).all())


def moved(array: Array, rng: np.random.Generator, size: float, most: float = np.inf) -> Array:
    """The array with each entry times exp(size · normal), moved by `most` at most.

    Signs, zeros, symmetry and rows that sum to one remain.
    """
    factors = np.exp(size * rng.standard_normal(array.shape))
    if array.ndim == 2 and array.shape[0] == array.shape[1] and (array == array.T).all():
        factors = np.triu(factors) + np.triu(factors, 1).T
    result = array + np.clip(array * factors - array, -most, most)
    if not array.any():
        result = min(size, most) * rng.standard_normal(array.shape)
    if array.ndim and array.size and np.allclose(array.sum(axis=-1), 1.0) and (array >= 0).all():
        result = result / result.sum(axis=-1, keepdims=True)
    return np.asarray(result)
