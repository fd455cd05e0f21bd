"""Results that are put down as they come are the results, whatever is asked of them."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from runner import Run, run
from runner.model import Case, Place, Result, Verdict
from runner.outputs import json_report
from runner.outputs.fields.brief import full
from runner.outputs.json_report import as_line
from runner.outputs.result_document import result_document
from runner.shell.digests import digest
from runner.shell.ledger import AT_HAND, Ledger

CATALOGUE = Path(__file__).parents[2] / "cases"


@pytest.fixture(scope="module")
def done() -> Run:
    """Claims right and wrong, doubtful ones and expressions at fault."""
    return run([CATALOGUE / "mistakes" / "on_purpose", CATALOGUE / "seed"])


def put_down(done: Run) -> Ledger:
    ledger = Ledger([result.case for result in done.results])
    for index in reversed(range(len(done.results))):
        ledger.put(index, done.results[index])
    return ledger


def test_they_are_told_in_the_order_of_the_cases_and_as_they_are(done: Run) -> None:
    noted = put_down(done).results()
    assert {result["verdict"] for result in noted} >= {"PASS", "FAIL"}
    for found, result in zip(noted, done.results, strict=True):
        straight = result_document(result, digest=digest(result.case))
        for key in straight:
            assert json.dumps(found[key], sort_keys=True) == json.dumps(straight[key], sort_keys=True), key
        assert found.line() == as_line(straight)
        assert dict(found) == full(json.loads(found.line()))


def test_the_document_is_the_same(done: Run) -> None:
    facts = {"generated": "now", "command": "", "version": ""}
    written = [result_document(result, digest=digest(result.case)) for result in done.results]
    straight = json_report.document(done, results=written, **facts)  # type: ignore[arg-type]
    noted = json_report.document(done, results=put_down(done).results(), **facts)  # type: ignore[arg-type]
    assert json_report.render(noted) == json_report.render(straight)


def test_what_reports_ask_of_every_result_is_not_read_back(done: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    noted = put_down(done).results()
    monkeypatch.setattr(Ledger, "line", lambda *_: pytest.fail("a line was read"))
    for key in (*AT_HAND, "id", "name", "file", "line", "tags", "expected", "tolerance", "declared"):
        assert [result[key] for result in noted]
    json_report.summary(noted, 0, 0.0)


def test_a_case_without_a_result_has_none(done: Run) -> None:
    ledger = Ledger([result.case for result in done.results])
    ledger.put(3, done.results[3])
    assert [result["id"] for result in ledger.results()] == [done.results[3].case.id]


def test_a_file_name_that_is_no_unicode_comes_back() -> None:
    case = Case(id="a\udcff::b", name="b", place=Place("a\udcff.yaml", 1, 1))
    ledger = Ledger([case])
    ledger.put(0, Result(case, Verdict.PASS, True, ""))
    (noted,) = ledger.results()
    assert json.loads(noted.line())["file"] == noted["place"]["file"] == "a\udcff.yaml"


def test_an_unknown_key_is_an_error(done: Run) -> None:
    with pytest.raises(KeyError):
        put_down(done).results()[0]["nothing"]
