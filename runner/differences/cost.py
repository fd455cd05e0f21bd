"""What is differentiated: a scalar function of one array, evaluated at one point or at many in one call."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any, Protocol, TypeAlias

import numpy as np

from ..errors import NotAnalytic
from ..model import Array, Floats

if TYPE_CHECKING:
    import numpy.typing as npt

    ComplexArray: TypeAlias = npt.NDArray[np.complex128]
else:
    ComplexArray = Any


class Cost(Protocol):
    """f: an array of some shape → a real number.

    An optional attribute `block` (int) says how many points the cost likes to be given at once. An optional method
    `shaken_many(points, amplitudes)` is `complex_many` with each step of the computation moved at random, by so much of its size.
    """

    def __call__(self, x: Array) -> float:
        """f at one point; x has the shape of the input, float64."""

    def many(self, points: Floats) -> Floats:
        """f at a batch of points: (m, *shape) → (m,). The batch is not kept: the caller may write into it afterwards."""

    def complex_many(self, points: ComplexArray) -> ComplexArray:
        """f at complex points: (m, *shape) → (m,). Raises `errors.NotAnalytic` where f has no meaning there."""


class FunctionCost:
    """A cost made of a Python function of one array, for use from Python and in tests.

    With `analytic` the same function is also called with complex points, for the complex step; otherwise `complex_many`
    refuses. `evaluations` counts the points at which the function was called, real and complex.
    """

    def __init__(self, function: Callable[[Any], Any], *, analytic: bool = False, block: int | None = None) -> None:
        self.function = function
        self.analytic = analytic
        self.block = block
        self.evaluations = 0

    def __call__(self, x: Array) -> float:
        self.evaluations += 1
        with np.errstate(all="ignore"):
            return float(self.function(x))

    def many(self, points: Floats) -> Floats:
        return np.array([self(point) for point in points], dtype=np.float64)

    def complex_many(self, points: ComplexArray) -> ComplexArray:
        if not self.analytic:
            raise NotAnalytic("this function is not declared analytic")
        self.evaluations += len(points)
        with np.errstate(all="ignore"):
            return np.array([complex(self.function(point)) for point in points], dtype=np.complex128)
