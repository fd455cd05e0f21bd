"""What changed between two runs."""

from __future__ import annotations

from typing import Any

from runner.outputs.comparison_of_runs import compare, worst_difference
from tests.outputs import documents


def outcome(name: str, as_expected: bool, worst: float | str | None = None) -> documents.Document:
    inputs = [] if worst is None else [{"max_relative": worst}]
    verdict = "PASS" if as_expected else "FAIL"
    return documents.result(name, file="cases/a.yaml", as_expected=as_expected, verdict=verdict, inputs=inputs)


def changes(old: list[documents.Document], new: list[documents.Document]) -> dict[str, str]:
    cases = compare(documents.document(old), documents.document(new))["cases"]
    return {item["id"]: item["change"] for item in cases}


def test_each_change_has_its_name() -> None:
    old = [outcome("was wrong", False), outcome("was right", True), outcome("stays wrong", False), outcome("goes", True)]
    new = [outcome("was wrong", True), outcome("was right", False), outcome("stays wrong", False), outcome("comes", True)]
    assert changes(old, new) == {
        "a::was right": "regressed",
        "a::stays wrong": "still failing",
        "a::comes": "new",
        "a::was wrong": "fixed",
        "a::goes": "gone",
    }


def test_what_was_well_in_both_is_not_told() -> None:
    assert changes([outcome("a", True)], [outcome("a", True)]) == {}


def test_a_failure_that_is_expected_is_no_trouble() -> None:
    failing = documents.failing_as_documented()
    assert changes([failing], [failing]) == {}


def test_the_worst_difference_of_both_runs_is_told() -> None:
    (item,) = compare(documents.document([outcome("a", False, 0.5)]), documents.document([outcome("a", False, 0.1)]))["cases"]
    assert (item["worst_before"], item["worst_now"]) == (0.5, 0.1)


def test_the_counts_name_every_change_in_order_of_urgency() -> None:
    counts: dict[str, Any] = compare(documents.document([]), documents.document([outcome("a", True)]))["counts"]
    assert list(counts.items()) == [("regressed", 0), ("new", 1), ("fixed", 0), ("gone", 0), ("still failing", 0)]


def test_the_worst_difference_is_that_of_the_worst_input() -> None:
    def of(*values: float | str | None) -> float | str | None:
        return worst_difference({"inputs": [{"max_relative": value} for value in values]})

    assert of(0.1, 0.5, None) == 0.5
    assert of(0.1, "Infinity") == "Infinity"
    assert of("NaN", 0.5) == "NaN"
    assert of() is None
    assert of(None) is None
