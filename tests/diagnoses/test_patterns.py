"""What the true entries of a mask are, in words."""

from __future__ import annotations

import numpy as np
import pytest

from runner.diagnoses.patterns import described


def words(mask: object) -> str | None:
    return next(described(np.asarray(mask, dtype=bool), "x"), None)


@pytest.mark.parametrize(
    "mask",
    [
        np.arange(20).reshape(4, 5) % 6 == 1,
        np.arange(9) % 3 < 2,
        np.arange(10) < 9,
        np.indices((4, 4)).sum(axis=0) % 2,
    ],
)
def test_it_is_silent_where_there_is_no_pattern(mask: object) -> None:
    assert words(mask) is None


@pytest.mark.parametrize(
    ("mask", "expected"),
    [
        ([0, 1, 0, 0], "`x[1]`"),
        ([0, 0, 1, 1], "the entries from 2 on"),
        ([0, 1, 1, 0, 0], "the entries 1 to 2"),
        ([1, 0, 0, 1, 0, 0], "the entries 0 and 3"),
        ([1, 0, 1, 0, 1, 0, 1, 0], "every second entry, from 0 on"),
        ([[0, 0], [1, 1]], "row 1"),
        ([[0, 1, 0], [0, 1, 0]], "column 1"),
        (np.eye(3), "the diagonal"),
        (np.eye(2, 4), "the diagonal"),
        (np.tril(np.ones((3, 3))), "the lower triangle with the diagonal"),
        (np.broadcast_to(np.eye(3), (2, 3, 3)), "the diagonal of each matrix"),
        (np.arange(2)[:, None, None] * np.ones((2, 3, 4)), "index (axis 0) 1"),
    ],
)
def test_patterns_are_named(mask: object, expected: str) -> None:
    assert words(mask) == expected
