"""The helpers against values of 50 digits, and at the ends of the range."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from typing import Any

import numpy as np
import pytest

from runner.errors import EvaluationError, OutOfBounds
from runner.expressions import helpers, special
from tests.expressions import exact

RNG = np.random.default_rng(11)
EVERYWHERE = np.concatenate([RNG.uniform(-40, 40, 200), RNG.uniform(-700, 700, 100), 10.0 ** RNG.uniform(-300, 0, 50), [0.0]])
MIDDLE = np.concatenate([RNG.uniform(-6, 6, 300), 10.0 ** RNG.uniform(-20, 0, 50), [0.46875, -0.46876, 4.0, 5.9]])
RIGHT = np.concatenate(
    [
        RNG.uniform(0.01, 12, 200),
        10.0 ** RNG.uniform(-20, 15, 100),
        1 + RNG.uniform(-0.01, 0.01, 30),
        2 + RNG.uniform(-0.01, 0.01, 30),
    ]
)
LEFT = -RNG.uniform(0.01, 50, 200)


@pytest.mark.parametrize(
    ("function", "truth", "points", "floor", "bound"),
    [
        (helpers.sigmoid, exact.sigmoid, EVERYWHERE, 0.0, 2),
        (helpers.softplus, exact.softplus, EVERYWHERE, 0.0, 2),
        (special.erf, exact.erf, MIDDLE, 0.0, 2),
        (special.gammaln, exact.log_gamma, RIGHT, 0.0, 4),
        (special.gammaln, exact.log_gamma, LEFT, 1.0, 6),
        (special.digamma, exact.digamma, RIGHT, 1.0, 12),
        (special.digamma, exact.digamma, LEFT, 1.0, 12),
        (special.trigamma, exact.trigamma, RIGHT, 0.0, 6),
        (special.trigamma, exact.trigamma, LEFT, 0.0, 6),
        (special.i1, exact.bessel_one, 10 * MIDDLE, 0.0, 10),
    ],
    ids=["sigmoid", "softplus", "erf", "gammaln", "gammaln left", "digamma", "digamma left", "trigamma", "trigamma left", "i1"],
)
def test_a_helper_is_as_accurate_as_it_says(
    function: Callable[[Any], Any], truth: Callable[[float], Decimal], points: Any, floor: float, bound: float
) -> None:
    errors = [exact.relative_error(value, truth(x), floor) for x, value in zip(points, function(points), strict=True)]
    assert max(errors) <= bound


@pytest.mark.parametrize("scale", [1e-3, 1.0, 30.0, 300.0])
def test_softmax_and_its_kin_are_as_accurate_as_they_say(scale: float) -> None:
    for _ in range(10):
        z = RNG.normal(size=7) * scale + RNG.normal() * 100
        total = exact.logsumexp(z)
        assert exact.relative_error(helpers.logsumexp(z), total, 1.0) <= 2
        for entry, share, log_share in zip(z, helpers.softmax(z), helpers.log_softmax(z), strict=True):
            if share > 1e-290:
                assert exact.relative_error(share, (exact.exact(entry) - total).exp()) <= 2 + np.max(z) - entry
            assert exact.relative_error(log_share, exact.exact(entry) - total, 1.0) <= 4


def test_the_exact_values_are_right_where_they_are_known() -> None:
    assert abs(exact.digamma(1.0) + Decimal("0.57721566490153286060651209008240243104215933593992")) < Decimal("1e-45")
    assert abs(exact.trigamma(1.0) - exact.PI**2 / 6) < Decimal("1e-45")
    assert abs(exact.log_gamma(0.5) - exact.PI.sqrt().ln()) < Decimal("1e-45")
    assert abs(exact.erf(1.0) - Decimal("0.84270079294971486934122063508260925929606699796630")) < Decimal("1e-45")


def test_nothing_overflows_at_the_ends() -> None:
    far = np.array([-np.inf, -1e308, 1e308, np.inf])
    np.testing.assert_array_equal(helpers.sigmoid(far), [0, 0, 1, 1])
    np.testing.assert_array_equal(helpers.softplus(far), [0, 0, 1e308, np.inf])
    np.testing.assert_array_equal(special.erf(far), [-1, -1, 1, 1])
    np.testing.assert_array_equal(helpers.softmax(np.array([1e308, -1e308])), [1, 0])
    assert helpers.logsumexp(np.array([1e308, 1e308])) == 1e308
    np.testing.assert_array_equal(helpers.logsumexp(np.array([[-np.inf, -np.inf], [0, np.inf]])), [-np.inf, np.inf])
    np.testing.assert_array_equal(special.gammaln(np.array([0.0, -3.0, np.inf])), [np.inf, np.inf, np.inf])
    assert np.all(np.isnan([helpers.sigmoid(np.nan), special.erf(np.nan), special.gammaln(np.nan), special.digamma(np.nan)]))


@pytest.mark.parametrize(
    "function", [helpers.sigmoid, helpers.softplus, helpers.relu, helpers.softmax, special.erf, special.gammaln]
)
def test_single_precision_stays_single_precision(function: Callable[[Any], Any]) -> None:
    x = RNG.uniform(0.1, 3, 5)
    value = function(x.astype(np.float32))
    assert value.dtype == np.float32
    np.testing.assert_allclose(value, function(x), rtol=1e-6)


def test_softmax_over_both_axes_sums_to_one() -> None:
    z = RNG.normal(size=(4, 3))
    assert np.isclose(helpers.softmax(z, axis=None).sum(), 1)
    np.testing.assert_allclose(helpers.softmax(z, axis=0).sum(axis=0), 1)
    assert helpers.logsumexp(z, axis=0, keepdims=True).shape == (1, 3)


def test_one_hot_puts_a_one_at_each_label() -> None:
    np.testing.assert_array_equal(helpers.one_hot(np.array([2, 0]), 3), [[0, 0, 1], [1, 0, 0]])
    np.testing.assert_array_equal(helpers.one_hot(1, 2), [0, 1])
    np.testing.assert_array_equal(helpers.one_hot(np.array(-1), 3), [0, 0, 1])
    assert helpers.one_hot(np.zeros((2, 3), dtype=int), 4).shape == (2, 3, 4)


@pytest.mark.parametrize("labels", [np.array([0, 3]), np.array([-4]), np.array([0.5])])
def test_one_hot_refuses_labels_that_are_none(labels: Any) -> None:
    with pytest.raises(EvaluationError, match="one_hot"):
        helpers.one_hot(labels, 3)


def test_scatter_add_adds_up_repeated_places() -> None:
    index = np.array([0, 2, 2])
    np.testing.assert_array_equal(helpers.scatter_add((3,), index, np.array([1.0, 2.0, 3.0])), [1, 0, 5])
    np.testing.assert_array_equal(helpers.scatter_add((2, 2), (np.array([0, 0]), np.array([1, 1])), 1.5), [[0, 3], [0, 0]])


def test_scatter_add_is_the_adjoint_of_indexing() -> None:
    x, index = RNG.normal(size=(5, 2)), RNG.integers(0, 5, (3, 4))
    g = RNG.normal(size=x[index].shape)
    assert np.isclose(np.sum(x[index] * g), np.sum(x * helpers.scatter_add(x.shape, index, g)))


def test_scatter_add_and_windows_measure_before_they_allocate() -> None:
    with pytest.raises(OutOfBounds):
        helpers.scatter_add((10**6, 10**6), 0, 1.0)
    with pytest.raises(OutOfBounds):
        helpers.sliding_window_view(np.ones(10**5), 5 * 10**4)


def test_windows_are_those_of_numpy() -> None:
    x = RNG.normal(size=(4, 5))
    expected = np.lib.stride_tricks.sliding_window_view(x, (2, 3))
    np.testing.assert_array_equal(helpers.sliding_window_view(x, (2, 3)), expected)
