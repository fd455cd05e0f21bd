"""One set of arrays of a case, as data."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from . import generators
from .generators import State


@dataclass(frozen=True, slots=True, eq=False)
class Point:
    """The numbers and arrays of a case: sizes, inputs, `dout` and directions, in double precision.

    `state` is that in which the drawing of them left the generator; None where nothing draws again.
    """

    values: Mapping[str, Any]
    state: State | None

    def generator(self) -> np.random.Generator:
        """A generator in the state in which the drawing of the arrays left it."""
        assert self.state is not None, "something draws that the problem does not know of"
        return generators.generator(self.state)

    def moved(self, values: Mapping[str, Any]) -> Point:
        """The same point with other values of some inputs; what is random stays as it was drawn."""
        return Point({**self.values, **values}, self.state)
