"""The numbers of heat maps: laid out as a table, reduced where they are too many."""

from __future__ import annotations

import json
from typing import Any

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from runner.outputs.heat_map import MOST_COLUMNS, MOST_ROWS, arrays
from tests.outputs import documents


def read(claimed: Any, numerical: Any) -> dict[str, Any]:
    text = arrays(documents.checked("x", np.array(claimed, dtype=float), np.array(numerical, dtype=float)))
    assert text is not None
    data: dict[str, Any] = json.loads(text)
    return data


def test_small_arrays_are_shown_as_they_are() -> None:
    data = read([[1, 2], [3, 4]], [[1, 2], [3, 5]])
    assert data == {
        "shape": [2, 2],
        "columns": 2,
        "at": None,
        "claim": None,
        "claimed": [1, 2, 3, 4],
        "numerical": [1, 2, 3, 5],
        "difference": [0, 0, 0, 1],
    }


def test_what_is_not_finite_has_a_name_and_an_infinite_difference() -> None:
    data = read([np.nan, np.inf], [1, -np.inf])
    assert data["claimed"] == ["NaN", "Infinity"]
    assert data["numerical"] == [1, "-Infinity"]
    assert data["difference"] == ["Infinity", "Infinity"]


def test_a_claim_of_another_shape_has_a_layout_of_its_own_and_no_difference() -> None:
    data = read(np.ones((2, 3)), np.ones((4, 1)))
    assert (data["shape"], data["columns"], data["difference"]) == ([4, 1], 1, None)
    assert (data["claim"]["shape"], data["claim"]["columns"], len(data["claim"]["claimed"])) == ([2, 3], 3, 6)


def test_a_single_entry_and_arrays_that_are_not_in_the_document_have_no_map() -> None:
    assert arrays(documents.checked("x", np.array(1.0), np.array(2.0))) is None
    assert arrays(documents.checked("x", np.ones((40, 40)), np.ones((40, 40)))) is None


@given(st.integers(1, 1000), st.integers(0, 999))
def test_the_largest_difference_survives_the_reduction(columns: int, seed: int) -> None:
    rng = np.random.default_rng(seed)
    shape = (1000 // columns, columns)
    claimed, numerical = rng.standard_normal(shape), rng.standard_normal(shape)
    if claimed.size < 2:
        return
    data = read(claimed, numerical)
    shown = len(data["difference"])
    assert shown == len(data["claimed"]) == len(data["numerical"])
    assert data["columns"] <= MOST_COLUMNS
    assert shown <= MOST_COLUMNS * MOST_ROWS
    assert max(data["difference"]) == float(f"{np.abs(claimed - numerical).max():.2g}")
    at = data["at"] or range(claimed.size)
    assert data["claimed"] == [float(f"{claimed.flat[place]:.6g}") for place in at]


def test_what_was_not_measured_has_neither_a_numerical_value_nor_a_difference() -> None:
    check = documents.checked("x", np.array([1.0, 2.0, 3.0]), np.array([1.0, 2.5, 3.0])) | {"numerical": [None, 2.5, None]}
    data = json.loads(arrays(check) or "")
    assert data["numerical"] == [None, 2.5, None]
    assert data["difference"] == [None, 0.5, None]


def test_of_a_very_large_array_the_picture_is_shown() -> None:
    picture = {"columns": 2, "at": [7, 900], "claimed": [1.0, 2.0], "numerical": [None, "NaN"]}
    check = documents.checked("x", np.zeros(2000), np.zeros(2000)) | {"picture": picture}
    data = json.loads(arrays(check) or "")
    assert (data["shape"], data["columns"], data["at"]) == ([2000], 2, [7, 900])
    assert data["numerical"] == [None, "NaN"]
    assert data["difference"] == [None, "Infinity"]
