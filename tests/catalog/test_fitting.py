"""What a case made in Python may say is what the schema of case files allows."""

from __future__ import annotations

from typing import Any

import jsonschema
import numpy as np
import pytest

from runner.catalog.declaring.validation import SETTINGS
from runner.catalog.fitting import fits

VALUES: tuple[Any, ...] = (
    0, 1, -1, 7, 1e-4, -0.5, True, None, "auto", "full", "float32", "right", "case", "", " ", "a b",
    "zeros", [], ["x"], ["a b"], [1], {}, {"x": "symmetric"}, {"x": "round"}, {"n": 3}, {"n": 2.5},
)  # fmt: skip


@pytest.mark.parametrize("key", SETTINGS)
def test_it_allows_what_the_schema_of_the_key_allows(key: str) -> None:
    schema = dict(SETTINGS[key].schema)
    for value in VALUES:
        assert fits(value, schema) == jsonschema.Draft202012Validator(schema).is_valid(value), value
    assert not any(fits(value, schema) for value in (np.inf, np.nan))  # JSON has no such numbers


def test_numbers_of_numpy_and_tuples_are_what_they_stand_for() -> None:
    assert fits(np.int64(3), SETTINGS["seed"].schema)
    assert fits(np.float64(1e-3), SETTINGS["h"].schema)
    assert fits(("a", "b"), SETTINGS["tags"].schema)
    assert not fits(np.ones(3), SETTINGS["dtype"].schema)
