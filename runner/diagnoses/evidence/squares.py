"""The same formulas on square arrays, where a matrix product and an element-wise one are both possible."""

from __future__ import annotations

from typing import Any

import numpy as np

from ...expressions import read_alone, tree
from ...model import Case, Value
from ...problem import Draw
from .dimensions import with_lengths

SIDE = 3
"""The length of every axis, but for axes of length 1, which stay."""


class Squares:
    """The cases that are had from one by making all arrays square; formulas that name dimensions follow.

    `draw` tells the shapes. The variations of a case share most of their formulas, so each text is rewritten once.
    """

    def __init__(self, draw: Draw) -> None:
        case = draw.problem.case
        self._arrays = {name: np.shape(draw.values[name]) for name in (*case.shapes, *case.values)}
        self._lengths = {length for shape in self._arrays.values() for length in shape} - {1}
        self._lengths |= {length for value in draw.intermediates.values() for length in np.shape(value)} - {1}
        self._named = {
            name
            for shape in case.shapes.values()
            for entry in shape
            if isinstance(entry, str)
            for name in tree.names(read_alone(entry))
        }
        self._named |= {name for name, size in case.sizes.items() if size in self._lengths}
        self._followed: dict[str, str] = {}

    def fields(self, case: Case) -> dict[str, Any]:
        """The fields of a case with the names and shapes of the draw's, on square arrays."""
        return {
            "sizes": {name: SIDE if name in self._named else size for name, size in case.sizes.items()},
            "shapes": {name: tuple(1 if length == 1 else SIDE for length in self._arrays[name]) for name in case.shapes},
            "values": {name: self._value(value) for name, value in case.values.items()},
            "let": {name: self._follow(text) for name, text in case.let.items()},
            "cost": None if case.cost is None else self._follow(case.cost),
            "output": None if case.output is None else self._follow(case.output),
            "gradient": {name: self._follow(claim) if isinstance(claim, str) else claim for name, claim in case.claims.items()},
        }

    def follows(self, text: str) -> bool:
        """Whether a formula reads otherwise on square arrays."""
        return self._follow(text) != text

    def _follow(self, text: str) -> str:
        if text not in self._followed:
            self._followed[text] = with_lengths(text, dict.fromkeys(self._lengths, SIDE))
        return self._followed[text]

    def _value(self, value: Value) -> Value:
        """An array that is written down becomes one that is drawn."""
        if isinstance(value, str):
            return self._follow(value)
        if not isinstance(value, tuple | np.ndarray):
            return value
        array = np.array(value)
        shape = tuple(1 if length == 1 else SIDE for length in array.shape)
        if array.ndim == 1 and array.dtype.kind == "i":
            return f"rng.integers(0, {SIDE}, {shape})"
        return f"rng.standard_normal({shape})"
