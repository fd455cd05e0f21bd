"""Analytic continuations: the real part is the plain value, the imaginary part carries the exact derivative."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

import numpy as np
import pytest

from runner.errors import NotAnalytic
from runner.expressions import analytic, analytic_algebra, analytic_arrays
from runner.expressions.batching import entries
from runner.expressions.functions import FUNCTIONS
from runner.expressions.table import ABOVE_ONE, ANYWHERE, POSITIVE, WITHIN_ONE

STEP = 1e-20
RNG = np.random.default_rng(5)
EVERYWHERE = np.concatenate([RNG.normal(size=20), [0.0, 1e-9, -1e-3, 0.09, 0.11, 20.0]])
RIGHT = np.concatenate([RNG.uniform(0.1, 5, 20), [1e-6, 40.0]])
INSIDE = RNG.uniform(-0.7, 0.7, 20)

SMOOTH = [
    row.name
    for row in FUNCTIONS.values()
    if row.batch is entries.one and callable(row.analytic) and row.varies and row.name == row.rule
]
TWO = [
    row.name
    for row in FUNCTIONS.values()
    if row.batch is entries.binary and callable(row.analytic) and row.varies and row.name == row.rule
]


def continued(name: str) -> Callable[..., Any]:
    function = FUNCTIONS[name]
    assert function.analytic is not False
    return function.value if function.analytic is True else function.analytic


WITHIN = {ANYWHERE: EVERYWHERE, POSITIVE: RIGHT, WITHIN_ONE: INSIDE, ABOVE_ONE: 2 + RIGHT, (0.0, 1.0): np.abs(INSIDE)}
"""Points within an interval."""
AROUND_A_CORNER = np.array([-3.0, -0.1, 0.2, 5.0])
ELSEWHERE = {"np.abs": AROUND_A_CORNER, "relu": AROUND_A_CORNER, "np.sinc": EVERYWHERE[:-1]}
"""The points at which some functions are tried."""


def slope(function: Callable[[Any], Any], x: Any, scale: float = 0.0) -> Any:
    """f′(x) entry by entry, by the central difference of order 8; its step is a power of 2 near max(|x|, scale)/200."""
    h = 2.0 ** np.round(np.log2(np.maximum(np.abs(x), scale) / 200))
    weights = (4 / 5, -1 / 5, 4 / 105, -1 / 280)
    return sum(w * (function(x + k * h) - function(x - k * h)) for k, w in enumerate(weights, 1)) / h


@pytest.mark.parametrize("name", SMOOTH)
def test_a_smooth_function_of_one_argument(name: str) -> None:
    (domain,) = FUNCTIONS[name].domain or (ANYWHERE,)
    x = ELSEWHERE.get(name, WITHIN[domain])
    plain = FUNCTIONS[name].value
    z = continued(name)(x + 1j * STEP)
    np.testing.assert_array_equal(z.real, plain(x))
    expected = slope(plain, x, 1.0 if domain == ANYWHERE and x is not AROUND_A_CORNER else 0.0)
    np.testing.assert_allclose(z.imag / STEP, expected, rtol=1e-9, atol=1e-11)


@pytest.mark.parametrize("name", TWO)
def test_a_function_of_two_arguments(name: str) -> None:
    b = RNG.uniform(0.3, 3, 20)
    a = b * (RNG.integers(0, 4, 20) + RNG.uniform(0.3, 0.7, 20))
    plain = FUNCTIONS[name].value
    for z, expected in (
        (continued(name)(a + 1j * STEP, b), slope(lambda x: plain(x, b), a)),
        (continued(name)(a, b + 1j * STEP), slope(lambda y: plain(a, y), b)),
    ):
        np.testing.assert_array_equal(z.real, plain(a, b))
        np.testing.assert_allclose(z.imag / STEP, expected, rtol=1e-8, atol=1e-10)
    both, alone = continued(name)(a + 1j * STEP, b + 1j * STEP), continued(name)(a + 1j * STEP, b)
    np.testing.assert_allclose(both.imag, alone.imag + continued(name)(a, b + 1j * STEP).imag, rtol=1e-12)


def test_powers_at_zero_and_of_negative_numbers() -> None:
    x = np.array([0.0, -2.0, 0.0, -2.0]) + 1j * STEP
    z = continued("np.power")(x, np.array([2.0, 3.0, 0.0, 0.0]))
    np.testing.assert_allclose(z.imag / STEP, [0, 12, 0, 0])
    np.testing.assert_allclose((continued("np.power")(x, 2)).imag / STEP, [0, -4, 0, -4])


def test_outside_its_domain_a_function_is_nan_not_complex() -> None:
    for name in ("np.log", "np.sqrt", "np.arcsin", "np.arccosh", "np.log1p"):
        assert np.isnan(continued(name)(np.array([-2.0 + 1j * STEP]))[0].real)
    assert np.isnan(continued("np.power")(np.array([-2.0 + 1j * STEP]), 0.5)[0].real)


def test_an_entry_that_is_not_stepped_has_no_derivative_even_where_it_would_be_infinite() -> None:
    assert continued("np.sqrt")(np.array([0.0 + 0j]))[0] == 0
    assert continued("np.divide")(np.array([1.0 + 0j]), np.array([0.0]))[0].imag == 0


def test_functions_with_corners_go_by_the_real_part() -> None:
    z = np.array([1.0 + 3j, -1.0 + 5j])
    np.testing.assert_array_equal(analytic.maximum(z, 0.0), [1 + 3j, 0])
    np.testing.assert_array_equal(analytic.minimum(z, 0.0), [0, -1 + 5j])
    np.testing.assert_array_equal(analytic.clip(z, -0.5, 0.5), [0.5, -0.5])
    np.testing.assert_array_equal(analytic.clip(z, None, 2.0), z)
    np.testing.assert_array_equal(continued("np.abs")(z), [1 + 3j, 1 - 5j])
    np.testing.assert_array_equal(continued("relu")(z), [1 + 3j, 0])
    np.testing.assert_array_equal(analytic.where(z.real > 0, z, 2 * z), [1 + 3j, -2 + 10j])
    np.testing.assert_array_equal(analytic.select([z.real > 0, z.real < 0], [z, -z], 7.0), [1 + 3j, 1 - 5j])
    np.testing.assert_array_equal(analytic_arrays.sort(z), [-1 + 5j, 1 + 3j])
    assert analytic_arrays.max_(z) == 1 + 3j
    assert analytic_arrays.median(np.array([3.0 + 1j, 1.0 + 2j, 2.0 + 4j])) == 2 + 4j
    assert np.isnan(analytic.maximum(np.array([np.nan + 0j]), 1.0)[0].real)
    assert FUNCTIONS["<"].analytic(z, 0).tolist() == [False, True]  # type: ignore[operator]


def symmetric(x: Any) -> Any:
    return x + np.swapaxes(x, -1, -2)


def positive_definite(x: Any) -> Any:
    return x @ np.swapaxes(x, -1, -2) + 3 * np.eye(x.shape[-1])


WHOLE_ARRAYS: list[tuple[str, dict[str, Any], Callable[[Any], Any] | None]] = [
    ("np.var", {}, None), ("np.var", {"axis": 1, "ddof": 1}, None), ("np.std", {}, None),
    ("np.std", {"axis": 0, "keepdims": True}, None), ("np.max", {"axis": (0, 1)}, None),
    ("np.max", {"axis": 1, "keepdims": True}, None), ("np.min", {}, None), ("np.ptp", {"axis": -1}, None),
    ("np.median", {"axis": 0}, None), ("np.median", {"keepdims": True}, None), ("np.sort", {"axis": 0}, None),
    ("np.nanmax", {}, None), ("np.nanmin", {"axis": 1}, None), ("np.cov", {}, None), ("np.cov", {"rowvar": False}, None),
    ("np.corrcoef", {}, None), ("softmax", {}, None), ("softmax", {"axis": 0}, None), ("softmax", {"axis": None}, None),
    ("log_softmax", {}, None), ("logsumexp", {"axis": 0, "keepdims": True}, None), ("logsumexp", {"axis": None}, None),
    ("np.linalg.norm", {}, None), ("np.linalg.norm", {"axis": 1, "keepdims": True}, None),
    ("np.linalg.norm", {"ord": 1}, None), ("np.linalg.norm", {"ord": np.inf}, None), ("np.linalg.norm", {"ord": -1}, None),
    ("np.linalg.norm", {"ord": 2}, None), ("np.linalg.norm", {"ord": -2}, None), ("np.linalg.norm", {"ord": "nuc"}, None),
    ("np.linalg.norm", {"ord": 3, "axis": 0}, None), ("np.linalg.norm", {"ord": np.inf, "axis": 0}, None),
    ("np.linalg.norm", {"ord": 1, "axis": 1}, None), ("np.linalg.slogdet", {}, None), ("np.linalg.pinv", {}, None),
    ("np.linalg.cholesky", {}, positive_definite), ("np.linalg.eigvalsh", {}, symmetric), ("np.linalg.eigvalsh", {}, None),
    ("np.linalg.eigh", {}, symmetric), ("np.linalg.svdvals", {}, None), ("np.linalg.svd", {"compute_uv": False}, None),
    ("np.linalg.qr", {}, None), ("np.linalg.qr", {"mode": "r"}, None), ("np.linalg.cond", {}, None),
    ("np.linalg.cond", {"p": "fro"}, None), ("np.linalg.cond", {"p": 1}, None), ("np.linalg.det", {}, None),
    ("np.linalg.inv", {}, None), ("np.linalg.matrix_power", {"n": 3}, None),
]  # fmt: skip
"""Name, named arguments, and what is done to a square matrix first."""


def along(function: Callable[[Any], Any], x: Any, direction: Any) -> list[Any]:
    """The derivative of each part of the value along a direction, by the central difference of order 8."""

    def part(t: float, index: int) -> Any:
        return parts_of(function(x + t * direction))[index]

    return [slope(partial(part, index=index), 0.0, 0.02) for index in range(len(parts_of(function(x))))]


def parts_of(value: Any) -> list[Any]:
    return [np.asarray(part) for part in (value if isinstance(value, tuple) else (value,))]


@pytest.mark.parametrize("case", WHOLE_ARRAYS, ids=[f"{name} {options}" for name, options, _ in WHOLE_ARRAYS])
def test_a_function_of_a_whole_array(case: tuple[str, dict[str, Any], Callable[[Any], Any] | None]) -> None:
    name, options, prepare = case
    x, direction = RNG.normal(size=(2, 4, 4))
    before = prepare or (lambda y: y)
    plain = partial(FUNCTIONS[name].value, **options)
    value = continued(name)(before(x + 1j * STEP * direction), **options)
    rates = along(lambda y: plain(before(y)), x, direction)
    for found, expected, rate in zip(parts_of(value), parts_of(plain(before(x))), rates, strict=True):
        assert found.shape == expected.shape
        np.testing.assert_allclose(found.real, expected, rtol=1e-12, atol=1e-13)
        np.testing.assert_allclose(np.imag(found) / STEP, rate, rtol=1e-6, atol=1e-7)


@pytest.mark.parametrize("name", ["pinv", "cholesky", "eigvalsh", "eigh", "svdvals", "qr", "slogdet", "cond"])
def test_matrices_may_be_stacked(name: str) -> None:
    x, direction = RNG.normal(size=(2, 3, 4, 4))
    z = positive_definite(x + 1j * STEP * direction)
    function = getattr(analytic_algebra, name)
    for index, matrix in enumerate(z):
        for whole, single in zip(parts_of(function(z)), parts_of(function(matrix)), strict=True):
            np.testing.assert_allclose(whole[index].real, single.real, rtol=1e-10, atol=1e-12)
            np.testing.assert_allclose(whole[index].imag / STEP, single.imag / STEP, rtol=1e-8, atol=1e-9)


def test_rectangular_matrices() -> None:
    for shape in ((5, 3), (3, 5)):
        x, direction = RNG.normal(size=(2, *shape))
        for function, plain in ((analytic_algebra.pinv, np.linalg.pinv), (analytic_algebra.svdvals, np.linalg.svdvals)):
            found = function(x + 1j * STEP * direction).imag / STEP
            np.testing.assert_allclose(found, along(plain, x, direction)[0], rtol=1e-7, atol=1e-9)


@pytest.mark.parametrize(
    ("name", "matrix"),
    [
        ("pinv", np.ones((3, 3))),
        ("eigvalsh", np.eye(3)),
        ("eigh", np.eye(3)),
        ("svdvals", np.eye(3)),
        ("svdvals", np.ones((3, 3))),
        ("qr", np.ones((2, 3))),
        ("svd", np.diag([1.0, 2.0, 3.0])),
    ],
)
def test_where_there_is_no_derivative_none_is_given(name: str, matrix: Any) -> None:
    with pytest.raises(NotAnalytic):
        getattr(analytic_algebra, name)(matrix + 1j * STEP)


def test_products_do_not_conjugate() -> None:
    a, b = RNG.normal(size=(2, 3)) + 1j * RNG.normal(size=(2, 3))
    assert analytic_arrays.vdot(a, b) == pytest.approx(np.sum(a * b))
    assert analytic_arrays.vecdot(a, b) == pytest.approx(np.sum(a * b))
    np.testing.assert_allclose(analytic_arrays.vecmat(a, np.eye(3)), a)
    np.testing.assert_allclose(analytic_arrays.correlate(a, b, "valid"), [np.sum(a * b)])


def test_interpolation_has_the_slope_of_its_piece() -> None:
    places, values = np.array([0.0, 1.0, 3.0]), np.array([0.0, 2.0, -2.0])
    z = analytic.interp(np.array([-1.0, 0.5, 2.0, 3.5]) + 1j * STEP, places, values)
    np.testing.assert_allclose(z.real, [0, 1, 0, -2])
    np.testing.assert_allclose(z.imag / STEP, [0, 2, -2, 0])
    np.testing.assert_allclose(analytic.interp(0.5, places, values + 1j * STEP * np.array([1.0, 3.0, 0.0])).imag / STEP, 2)
    with pytest.raises(NotAnalytic):
        analytic.interp(0.5, places + 1j * STEP, values)


def test_a_cast_keeps_the_derivative_of_floats_and_drops_that_of_whole_numbers() -> None:
    z = np.array([1.5 + 1j])
    np.testing.assert_array_equal(analytic.astype(z, np.float32), z)
    np.testing.assert_array_equal(analytic.astype(z, int), [1])
    np.testing.assert_array_equal(analytic.full_like(np.ones(2), 1 + 2j), [1 + 2j, 1 + 2j])
    assert analytic.single(z) == 1.5 + 1j
    with pytest.raises(NotAnalytic):
        analytic.astype(z, complex)
