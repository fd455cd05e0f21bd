"""A claim at a corner, held against the slopes along joint directions."""

from __future__ import annotations

import numpy as np
import pytest

from runner.differences import FunctionCost
from runner.doubt.subgradients import contradiction
from tests.differences.hard_set import absolute

NORM = FunctionCost(lambda x: np.sqrt(np.sum(x**2)))
"""Its subgradients at 0 are the vectors of length 1 at most."""


@pytest.mark.parametrize("claim", [(0.0, 0.0), (1.0, 0.0), (0.6, -0.8), (0.7, 0.7)])
def test_a_subgradient_is_contradicted_nowhere(claim: tuple[float, float]) -> None:
    assert contradiction(NORM, np.zeros(2), np.array(claim)) is None


@pytest.mark.parametrize("claim", [(1.0, 1.0), (0.71, 0.72), (-0.75, 0.75)])
def test_a_vector_too_long_is_along_ones_or_its_own_signs(claim: tuple[float, float]) -> None:
    found = contradiction(NORM, np.zeros(2), np.array(claim))
    assert found is not None
    assert abs(found.claimed) > found.right


def test_one_that_grows_along_the_diagonal_of_a_matrix_is_along_that() -> None:
    """The largest eigenvalue of a symmetric matrix at 1 has the slope 1 along the identity, and subgradients of trace 1."""
    largest = FunctionCost(lambda A: np.max(np.linalg.eigvalsh((A + A.T) / 2)), analytic=False)
    found = contradiction(largest, np.eye(3), np.eye(3))
    assert found is not None
    assert [found.claimed, found.right] == pytest.approx([3.0, 1.0])
    assert contradiction(largest, np.eye(3), np.eye(3) / 3) is None


def test_or_along_a_random_direction() -> None:
    found = contradiction(NORM, np.zeros(2), np.array([0.35, 0.97]))
    assert found is not None
    assert len(set(np.abs(found.direction))) == 2


@pytest.mark.parametrize("analytic", [True, False])
@pytest.mark.parametrize("seed", [4, 7, 9, 17])
def test_rounding_contradicts_no_subgradient_at_the_very_bound(seed: int, analytic: bool) -> None:
    weights = np.random.default_rng(seed).uniform(0.1, 3, 4)
    cost = FunctionCost(lambda x: np.sum(weights * absolute(x)), analytic=analytic)
    for claim in (weights, -weights):
        assert contradiction(cost, np.zeros(4), claim) is None
        assert contradiction(cost, np.zeros(4), 1.001 * claim) is not None


CLIPPED = FunctionCost(lambda x: np.sum(np.minimum(np.maximum(x, 0.0), 6.0)), analytic=False)
"""Convex at 0, concave at 6: each of its entries has its own corner."""


@pytest.mark.parametrize("claim", [(0.0, 0.0), (1.0, 1.0), (0.0, 1.0), (1.0, 0.0), (0.5, 0.3)])
def test_convex_corners_beside_concave_ones_are_entries_of_their_own(claim: tuple[float, float]) -> None:
    assert contradiction(CLIPPED, np.array([0.0, 6.0]), np.array(claim)) is None


@pytest.mark.parametrize("claim", [(0.0, 1.5), (1.01, 1.0), (-0.01, 0.0)])
def test_beyond_their_own_slopes_they_are_contradicted(claim: tuple[float, float]) -> None:
    assert contradiction(CLIPPED, np.array([0.0, 6.0]), np.array(claim)) is not None


@pytest.mark.parametrize("weights", [(0.6, -0.4, 1.2), (-1.0, -2.0, 3.0)])
def test_rectifiers_weighted_to_both_sides_may_each_take_either_slope(weights: tuple[float, ...]) -> None:
    w = np.array(weights)
    cost = FunctionCost(lambda x: np.sum(w * np.maximum(x, 0.0)), analytic=False)
    for taken in (w, 0 * w, np.array([w[0], 0.0, w[2]])):
        assert contradiction(cost, np.zeros(3), taken) is None
    assert contradiction(cost, np.zeros(3), 2 * w) is not None


def test_both_of_a_tie_are_contradicted_by_every_piece() -> None:
    """The largest of two equals grows once along (1, 1), at every point beside the tie."""
    for cost in (FunctionCost(np.max, analytic=False), FunctionCost(np.min, analytic=False)):
        assert contradiction(cost, np.ones(2), np.ones(2)) is not None
        assert contradiction(cost, np.ones(2), np.array([0.3, 0.7])) is None
