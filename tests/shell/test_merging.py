"""Several results.json as one."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from runner.errors import UsageError
from runner.model import Verdict
from runner.outputs import json_report
from runner.shell.merging import merge, told_twice
from runner.shell.results_file import read_results
from tests.command import document_in
from tests.shell.test_previous import SIGNATURE, document

PART = {"of": 4, "whole": True, "catalogue": "c", "times": None}


def part(number: int, numbers: str, *names: str, count: int = 2, selected: int | None = None, **more: Any) -> dict[str, Any]:
    """The document of a part; `more` is told of the split."""
    made = document(*names)
    made["conditions"] = {"gradcase": "1", "numpy": "2.4"}
    made["selection"] |= {
        "declared": 4, "selected": len(names) if selected is None else selected, "shard": [number, count],
        "part": {**PART, "numbers": numbers, **more},
    }  # fmt: skip
    return made


class TestMerging:
    def test_results_of_all_stand_in_the_order_of_their_files(self) -> None:
        merged = merge([document("b", "d"), document("a", "c")], **SIGNATURE)
        assert [result["id"] for result in merged["results"]] == ["a", "b", "c", "d"]
        assert merged["summary"]["cases"] == 4
        assert merged["summary"]["seconds"] == 4.0

    def test_of_a_case_in_several_the_last_counts(self) -> None:
        merged = merge([document("a", verdict=Verdict.FAIL), document("a")], **SIGNATURE)
        assert [result["verdict"] for result in merged["results"]] == ["PASS"]
        assert merged["summary"]["unexpected"] == 0

    def test_a_fault_that_all_tell_is_told_once(self) -> None:
        fault = {
            "file": "a.yaml",
            "line": 1,
            "column": 1,
            "message": "broken",
            "hint": None,
            "source": None,
            "length": 1,
            "also": None,
        }
        merged = merge([document("a", faults=[fault]), document("b", faults=[fault])], **SIGNATURE)
        assert (merged["faults"], merged["summary"]["faults"]) == ([fault], 1)

    def test_environments_that_differ_are_both_told(self) -> None:
        merged = merge([document("a"), document("b", environment={"numpy": "2.4", "BLAS": "x"})], **SIGNATURE)
        assert merged["environment"] == {"numpy": "2.1 | 2.4", "BLAS": "x"}

    def test_one_that_was_interrupted_makes_the_whole_so(self) -> None:
        assert merge([document("a"), document("b", interrupted=True)], **SIGNATURE)["interrupted"]

    def test_it_has_every_key_that_a_run_has(self) -> None:
        assert merge([document("a")], **SIGNATURE).keys() == document("a").keys()

    def test_results_that_lack_what_a_report_shows_are_refused(self) -> None:
        old = document("a")
        del old["results"][0]["tolerance"]
        with pytest.raises(UsageError, match="results of version 9 cannot be merged: tolerance is missing"):
            merge([old], **SIGNATURE)


class TestParts:
    """Of one split."""

    def test_they_stand_in_the_order_of_the_catalogue_whatever_their_names(self) -> None:
        merged = merge([part(2, "1 3", "a", "b"), part(1, "0 2", "d", "c")], **SIGNATURE)
        assert [result["id"] for result in merged["results"]] == ["d", "a", "c", "b"]
        assert merged["faults"] == []
        assert merged["selection"] == {"declared": 4, "selected": 4, "shard": None, "whole": True, "part": None}
        assert merged["conditions"] == {"gradcase": "1", "numpy": "2.4"}

    def test_one_that_is_missing_is_a_fault_and_the_rest_is_not_the_whole(self) -> None:
        merged = merge([part(1, "0 2", "a", "b")], **SIGNATURE)
        assert [fault["message"] for fault in merged["faults"]] == ["part 2 of 2 is missing"]
        assert not merged["selection"]["whole"]

    @pytest.mark.parametrize(
        ("interrupted", "told"),
        [
            (True, "part 2 of 2 was interrupted: 1 of 2 cases have results"),
            (False, "part 2 of 2 was stopped before its end, as by -x: 1 of 2 cases have results"),
        ],
    )
    def test_so_is_one_that_was_stopped(self, interrupted: bool, told: str) -> None:
        stopped = part(2, "1", "c", selected=2) | {"interrupted": interrupted}
        merged = merge([part(1, "0 2", "a", "b"), stopped], **SIGNATURE)
        assert [fault["message"] for fault in merged["faults"]] == [told]
        assert merged["interrupted"] is interrupted
        assert not merged["selection"]["whole"]

    @pytest.mark.parametrize(
        ("other", "told"),
        [
            (document("c"), "part 1 of 2 and the run of 2025-01-01T00:00:00+00:00 are not of one split"),
            (part(2, "1 3", "c", "d", count=3), "part 1 of 2 and part 2 of 3 are not of one split"),
            (part(2, "1 3", "c", "d", catalogue="other"), "part 1 of 2 and part 2 of 2 are of different catalogues"),
            (part(2, "1 3", "c", "d", of=5), "part 1 of 2 and part 2 of 2 are of different catalogues"),
            (part(2, "1 3", "c", "d", times="x"), "part 1 of 2 and part 2 of 2 were balanced by the times of different runs"),
            (
                part(2, "1 3", "c", "d") | {"conditions": {"gradcase": "1", "numpy": "2.5"}},
                "part 1 of 2 and part 2 of 2 were run otherwise: numpy 2.4 and 2.5",
            ),
            (
                part(2, "1 3", "c", "d") | {"conditions": {"gradcase": "1", "numpy": "2.4", "strict": "true"}},
                "part 1 of 2 and part 2 of 2 were run otherwise: strict none and true",
            ),
            (
                part(2, "1 3", "c", "d") | {"options": ["--seed", "3"]},
                "part 1 of 2 and part 2 of 2 were run otherwise: with the options none and --seed 3",
            ),
            (part(2, "1", "c", "d"), "part 2 of 2 does not tell which cases it has"),
            (part(2, "3-9", "c", "d"), "part 2 of 2 does not tell which cases it has"),
        ],
    )
    def test_what_is_not_of_the_same_split_catalogue_and_settings_is_refused(self, other: Any, told: str) -> None:
        with pytest.raises(UsageError) as caught:
            merge([part(1, "0 2", "a", "b"), other], **SIGNATURE)
        assert str(caught.value).startswith(told)

    def test_who_claims_stays(self) -> None:
        claims = {"claimants": {"ann": "ann.yaml"}, "exercises": {"e": ["x"]}}
        parts = [part(1, "0 2", "a", "b"), part(2, "1 3", "c", "d")]
        assert merge([each | {"claims": claims} for each in parts], **SIGNATURE)["claims"] == claims

    def test_what_was_outstanding_for_all_of_them_is_it_still(self) -> None:
        first = part(1, "0 2", "a", "b") | {"outstanding": ["x::y", "c::c"]}
        second = part(2, "1 3", "c", "d") | {"outstanding": ["x::y"]}
        assert merge([first, second], **SIGNATURE)["outstanding"] == ["x::y"]


class TestWhatOthersWrote:
    def test_a_part_that_does_not_say_of_how_many_is_none(self) -> None:
        strange = part(1, "0 2", "b", "a")
        strange["selection"]["shard"] = None
        assert [result["id"] for result in merge([strange], **SIGNATURE)["results"]] == ["a", "b"]

    def test_claims_with_more_to_them_are_the_claims(self) -> None:
        claims = {"claimants": {"ann": "ann.yaml"}, "exercises": {}}
        several = [part(1, "0 2", "a", "b") | {"claims": claims | {"more": 3}}, part(2, "1 3", "c", "d") | {"claims": claims}]
        assert merge(several, **SIGNATURE)["claims"] == claims


class TestWhatStandsTwice:
    def test_is_told(self) -> None:
        one = part(1, "0 2", "a", "b")
        assert [*told_twice([one, part(2, "1 3", "c", "d")])] == []
        assert [*told_twice([one, one])] == ["part 1 of 2 is there 2 times: the last counts"]
        assert [*told_twice([document("a"), document("a", "b")])] == ["1 case stands in more than one: the last counts"]
        assert [*told_twice([document("a", "b")] * 2)] == ["2 cases stand in more than one: the last counts"]


def test_results_survive_a_round_through_a_file(tmp_path: Path) -> None:
    made = merge([document("a"), document("b")], **SIGNATURE)
    (tmp_path / "results.json").write_text(json_report.render(made))
    assert document_in(tmp_path) == made


def test_results_are_read_from_their_files_and_written_as_they_stand(tmp_path: Path) -> None:
    documents = [document("a", "c", verdict=Verdict.FAIL), document("b")]
    for number, each in enumerate(documents):
        (tmp_path / f"{number}.json").write_text(json_report.render(each))
    read = [read_results(str(tmp_path / f"{number}.json")) for number in range(2)]
    assert json_report.render(merge(read, **SIGNATURE)) == json_report.render(merge(documents, **SIGNATURE))


def test_one_of_another_version_lacks_what_a_report_shows_however_it_is_read(tmp_path: Path) -> None:
    old = document("a", "b")
    del old["results"][1]["tolerance"]
    (tmp_path / "results.json").write_text(json_report.render(old))
    with pytest.raises(UsageError, match="results of version 9 cannot be merged: tolerance is missing"):
        merge([read_results(str(tmp_path))], **SIGNATURE)
