"""Large arrays made small enough to be drawn."""

from __future__ import annotations

import numpy as np
import pytest

from runner.checking.picture import MOST, picture
from runner.measuring.compare import compare


def test_small_arrays_need_no_picture() -> None:
    assert picture(compare("x", np.zeros((MOST, MOST)), np.zeros((MOST, MOST)), 1e-5)) is None


def test_claims_of_another_shape_have_none() -> None:
    assert picture(compare("x", np.zeros(3), np.zeros(5000), 1e-5)) is None


@pytest.mark.parametrize("shape", [(5000,), (2000, 2), (2, 2000), (40, 50, 3), (1, 1, 3000)])
def test_of_each_block_the_entry_of_the_largest_difference_is_shown(shape: tuple[int, ...]) -> None:
    rng = np.random.default_rng(0)
    numerical = rng.standard_normal(shape)
    claimed = numerical.copy()
    wrong = 7 * claimed.size // 9
    claimed.reshape(-1)[wrong] += 1
    shown = picture(compare("x", claimed, numerical, 1e-5))
    assert shown is not None
    assert len(shown.at) <= MOST * MOST
    assert len(shown.at) % shown.columns == 0
    assert len(set(shown.at)) == len(shown.at)
    assert wrong in shown.at
    cell = shown.at.index(wrong)
    assert shown.claimed[cell] == pytest.approx(claimed.reshape(-1)[wrong], rel=1e-6)
    assert None not in shown.numerical


def test_an_entry_without_a_difference_of_its_own_has_no_numerical_value() -> None:
    comparison = compare("x", np.ones(5000), np.ones(5000), 1e-5)._replace(differenced=np.array([17, 4000]))
    shown = picture(comparison)
    assert shown is not None
    assert {at for at, value in zip(shown.at, shown.numerical, strict=True) if value is not None} == {17, 4000}
