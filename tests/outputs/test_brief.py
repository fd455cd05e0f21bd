"""What is usual is left out of the lines of results.json, and nothing is lost by it."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from runner.checking.checker import check
from runner.model import Case
from runner.outputs.fields.brief import NOTHING, USUAL, brief, full
from runner.outputs.json_report import as_line
from runner.outputs.result_document import result_document
from runner.shell.results_table import ON_LINE, RESULT
from tests.outputs.test_fields import CASES, read_back

KEPT = {
    "id", "file", "line", "name", "tags", "verdict", "expected", "as_expected", "cause", "doubt", "witness", "message",
    "suggestion", "inputs", "evaluations", "seconds", "seed", "h", "tolerance", "lost", "findings",
}  # fmt: skip
"""What scripts of others read stands on every line."""
OF_INPUTS = {"name", "shape", "entries", "wrong", "first_wrong", "worst", "max_relative", "claimed", "numerical"}


@pytest.fixture(scope="module", params=CASES.values(), ids=list(CASES))
def result(request: pytest.FixtureRequest) -> dict[str, Any]:
    return read_back(request.param)


def test_the_line_is_the_result(result: dict[str, Any]) -> None:
    line = json.loads(as_line(result))
    ON_LINE(line)
    assert full(line) == result
    assert len(as_line(result)) < 0.9 * len(json.dumps(result))


def test_what_scripts_of_others_read_is_always_there(result: dict[str, Any]) -> None:
    line = json.loads(as_line(result))
    assert line.keys() >= KEPT
    assert all(check.keys() >= OF_INPUTS for check in line["inputs"])


def test_a_case_that_is_like_most_tells_little_beside_itself() -> None:
    result = result_document(check(Case(**CASES["right"])))
    assert not brief(result).keys() & USUAL["results"].keys()
    assert brief(result)["declared"].keys() == {"cost", "gradient", "inputs", "shapes"}


def test_what_is_usual_is_what_may_stand_there(result: dict[str, Any]) -> None:
    whole = {**result, **USUAL["results"], "declared": {**result["declared"], **USUAL["declared"]}}
    RESULT({**whole, "inputs": [{**check, **USUAL["inputs"]} for check in result["inputs"]]})


def test_lines_of_earlier_versions_are_whole(result: dict[str, Any]) -> None:
    assert full(result, NOTHING) == result
    assert full(result) == result


@given(
    st.recursive(st.none() | st.integers() | st.text(max_size=3), lambda more: st.lists(more) | st.dictionaries(st.text(), more))
)
def test_whatever_somebody_else_has_written_is_no_traceback(value: Any) -> None:
    assert full({"declared": value, "inputs": value})["tests"] == []
