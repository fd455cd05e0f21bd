"""Claims of the derivative of several numbers in the real numbers that are compared.

Each number that is differentiated gives a row of the derivative, which is a gradient: along a structure its projection, by a
complex input that by both parts (`charts`). A second derivative along a structure is that of the projected gradient, projected:
Hess f = P D(P ∇f) P, the Riemannian Hessian of a submanifold (P.-A. Absil, R. Mahony, R. Sepulchre, Optimization Algorithms on
Matrix Manifolds (2008), proposition 5.3.2). A complex output has a complex derivative by a complex input where it is
holomorphic: with F′ = u + iv the parts of F change by u da − v db and v da + u db (Cauchy–Riemann; L. Ahlfors, Complex Analysis
(1979), chapter 2).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from ..errors import EvaluationError
from ..model import OF_OUTPUT, Array, Floats, MapClaim
from .charts import Along, Chart, Parts

HOLOMORPHIC = 1e-3
"""A derivative counts as complex that is so near to being linear in complex numbers, in units of its size."""


@dataclass(frozen=True, slots=True, eq=False)
class Frame:
    """What a claim is of: `by` the shape of the input, `of` that of what is differentiated, complex or not, and how x moves."""

    claim: MapClaim
    by: tuple[int, ...]
    of: tuple[int, ...]
    of_complex: bool
    chart: Chart | None

    @property
    def shape(self) -> tuple[int, ...]:
        """The shape that the claim must have as it is written."""
        return (*self.of, *self.by) if self.claim.key in ("jacobian", "hessian") else self.of

    @property
    def is_complex(self) -> bool:
        """Whether the claim is one of complex numbers."""
        return self.of_complex or (isinstance(self.chart, Parts) and self.claim.key != "jvp")

    @property
    def _is_holomorphic(self) -> bool:
        """Whether the claim is of complex numbers by complex numbers."""
        return self.of_complex and self.claim.key == "jacobian" and isinstance(self.chart, Parts)

    def in_real_numbers(self, value: Array) -> Array:
        """The claim as it is compared; one of another shape as it is, or in one that never fits."""
        if value.shape != self.shape:
            return np.zeros((*value.shape, 1)) if self.is_complex else value
        if self.claim.key == "hessian" and isinstance(self.chart, Along):
            size = int(np.prod(self.by))
            by_columns = self.chart.project(value).reshape(size, size)
            return np.asarray(self.chart.project(by_columns.T.reshape(size, *self.by)).reshape(size, size).T.reshape(self.shape))
        if self._is_holomorphic:
            rows = [np.stack([value.real, -value.imag], axis=-1), np.stack([value.imag, value.real], axis=-1)]
            return np.stack(rows, axis=len(self.of))
        if self.of_complex:
            return np.stack([self._along(value.real), self._along(value.imag)], axis=len(self.of))
        return self._along(value)

    def _along(self, value: Array) -> Array:
        """Real rows, or a real gradient, by the numbers that move the input; a jvp moves along its own direction."""
        return value if self.chart is None or self.claim.key == "jvp" else self.chart.pull(value)

    def check_holomorphic(self, derivative: Floats) -> None:
        """Raise `EvaluationError` where a complex output has no complex derivative: where it does not change i times as much
        along i. `derivative` is that of the parts of the output by those of the input."""
        if not self._is_holomorphic:
            return
        rows = np.moveaxis(derivative, len(self.of), 0)
        along_1, along_i = rows[..., 0], rows[..., 1]
        apart = np.abs(along_i - np.stack([-along_1[1], along_1[0]])).max(initial=0.0)
        if apart > HOLOMORPHIC * max(1.0, float(np.abs(derivative).max(initial=0.0))):
            raise EvaluationError(
                f"the output is not holomorphic in `{self.claim.input}`, and has no complex Jacobian: along i it does not "
                "change i times as much as along 1",
                hint="claim its `jvp`, or the Jacobians of np.real and np.imag of it",
            )

    @property
    def says(self) -> str:
        """How the claim is compared, for people; empty where there is nothing to say."""
        if self._is_holomorphic:
            return (
                "behind the indices of the output and of the input 0 is the real part, 1 the imaginary part; the derivative is "
                "that of a holomorphic output"
            )
        if self.of_complex:
            return "behind the indices of the output 0 is the real part, 1 the imaginary part"
        return "" if self.chart is None or self.claim.key == "jvp" else self.chart.says


def frame_of(claim: MapClaim, x: Array, output: Array | None, chart: Chart | None) -> Frame:
    """The frame of a claim by an input at x; `output` is the declared one, where the claim is of it."""
    if claim.key not in OF_OUTPUT or output is None:
        return Frame(claim, np.shape(x), np.shape(x), False, chart)
    return Frame(claim, np.shape(x), output.shape, output.dtype.kind == "c", chart)
