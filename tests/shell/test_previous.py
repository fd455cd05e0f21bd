"""What earlier runs left."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any

import pytest

from runner.errors import UsageError
from runner.model import Case, Place, Result, Run, Verdict
from runner.outputs import json_report
from runner.shell.previous import Last, last_run, past, renew
from runner.shell.results_file import read_results
from runner.shell.selection import Past

SIGNATURE: dict[str, Any] = {"generated": "2025-01-01T00:00:00+00:00", "command": "python -m runner", "version": "9"}


def document(*names: str, verdict: Verdict = Verdict.PASS, line: int = 1, **more: Any) -> dict[str, Any]:
    results = [
        Result(
            Case(id=name, name=name, place=Place(f"{name[0]}.yaml", line, 1)), verdict, verdict is Verdict.PASS, "", seconds=0.5
        )
        for name in names
    ]
    made = json_report.document(Run(tuple(results), seconds=2.0, environment={"numpy": "2.1"}), **SIGNATURE)
    return json_report.completed(json.loads(json_report.render(made))) | more


def as_before(made: dict[str, Any]) -> str:
    """The text of a document as versions wrote it that left nothing out."""
    head = json.dumps({key: value for key, value in made.items() if key != "results"}, indent=2).removesuffix("\n}")
    lines = ",".join(f"\n    {json.dumps(result, ensure_ascii=False)}" for result in made["results"])
    return f'{head},\n  "results": [{lines}\n  ]\n}}\n'


class TestReading:
    def test_what_earlier_versions_wrote_is_read(self, tmp_path: Path) -> None:
        (tmp_path / "results.json").write_text(as_before(document("a", "b")))
        assert read_results(str(tmp_path)) == document("a", "b")

    def test_what_a_later_version_leaves_out_is_read_by_its_own_words(self, tmp_path: Path) -> None:
        text = json_report.render(document("a"))
        (tmp_path / "results.json").write_text(
            text.replace('"tolerance":1e-05,', "").replace('"skipped"', '"tolerance": 3e-05, "skipped"')
        )
        (result,) = read_results(str(tmp_path))["results"]
        assert result["tolerance"] == 3e-5
        assert '"tolerance":3e-05' in result.line(), "it is written as this version does"

    def test_a_folder_stands_for_the_results_in_it(self, tmp_path: Path) -> None:
        (tmp_path / "results.json").write_text(json_report.render(document("a")))
        assert read_results(str(tmp_path)) == read_results(str(tmp_path / "results.json")) == document("a")

    @pytest.mark.parametrize(
        ("text", "message"),
        [
            ("", "is not a results.json"),
            ("{", "is not a results.json"),
            ("[" * 100_000, "is not a results.json"),
            ("[]", "it holds no results"),
            ('{"results": 3}', "it holds no results"),
            ('{"format": 1, "results": [3]}', "its results lack one of"),
            ('{"format": 1, "results": [{"id": "a"}]}', "its results lack one of"),
            ('{"format": 2, "results": []}', "has the format 2; this version reads format 1"),
        ],
    )
    def test_what_is_none_is_one_error_that_names_the_file(self, text: str, message: str, tmp_path: Path) -> None:
        path = tmp_path / "results.json"
        path.write_text(text)
        with pytest.raises(UsageError, match=message) as error:
            read_results(str(path))
        assert str(path) in str(error.value)

    def test_bytes_that_are_no_text(self, tmp_path: Path) -> None:
        (tmp_path / "results.json").write_bytes(b"\xff\xfe\x00")
        with pytest.raises(UsageError, match=r"is not a results\.json"):
            read_results(str(tmp_path))


class TestThePast:
    def test_it_tells_how_each_case_ended_and_how_long_it_took(self) -> None:
        assert past(document("a", verdict=Verdict.FAIL)) == {"a.yaml::a": Past(False, 0.5)}

    def test_it_is_the_same_however_the_file_is_laid_out(self, tmp_path: Path) -> None:
        names = ["a", 'b "as_expected": false, \\" {"id": "x"}', 'c\n    {"id": "y", "as_expected": true', "d \u2028 é"]
        made = document(*names, verdict=Verdict.FAIL)
        wanted = {f"{name[0]}.yaml::{name}": Past(False, 0.5) for name in names}
        (tmp_path / "results.json").write_text(json_report.render(made), encoding="utf-8")
        assert last_run(str(tmp_path)).past == wanted
        for text in (as_before(made), json.dumps(made, indent=1)):
            (tmp_path / "results.json").write_text(text, encoding="utf-8")
            assert last_run(str(tmp_path)).past == wanted

    def test_names_of_a_case_cannot_pass_for_it(self, tmp_path: Path) -> None:
        made = document("a", verdict=Verdict.FAIL)
        names = {"as_expected": "true", "seconds": "9"}
        made["results"][0]["declared"] |= {"let": {"b": "1", **names}, "sizes": {"seconds": 9}}
        for text in (as_before(made), json_report.render(made)):
            (tmp_path / "results.json").write_text(text, encoding="utf-8")
            assert last_run(str(tmp_path)).past == {"a.yaml::a": Past(False, 0.5)}

    def test_no_last_run_is_no_past(self, tmp_path: Path) -> None:
        assert last_run(str(tmp_path / "nothing")) == Last({})

    def test_a_last_run_that_cannot_be_read_is_no_past_and_no_error(self, tmp_path: Path) -> None:
        (tmp_path / "results.json").write_text("{")
        assert last_run(str(tmp_path)) == Last({})


class TestAPart:
    """Runs of a part, after one of the whole."""

    def test_what_a_part_found_since_is_what_counts(self, tmp_path: Path) -> None:
        self._write(tmp_path, document("a", "b", "c", verdict=Verdict.FAIL))
        self._write(tmp_path / "part", document("a", outstanding=["b.yaml::b"]), later=True)
        found = last_run(str(tmp_path)).past
        assert {key: last.as_expected for key, last in found.items()} == {
            "a.yaml::a": True,
            "b.yaml::b": False,
            "c.yaml::c": True,
        }, "what the part did not list as outstanding was put right in a part before it"
        assert {last.seconds for last in found.values()} == {0.5}

    def test_a_part_older_than_the_whole_is_forgotten(self, tmp_path: Path) -> None:
        self._write(tmp_path / "part", document("a"))
        self._write(tmp_path, document("a", verdict=Verdict.FAIL), later=True)
        assert last_run(str(tmp_path)).past == {"a.yaml::a": Past(False, 0.5)}

    @staticmethod
    def _write(folder: Path, made: dict[str, Any], *, later: bool = False) -> None:
        folder.mkdir(exist_ok=True)
        path = folder / "results.json"
        path.write_text(json_report.render(made), encoding="utf-8")
        os.utime(path, (2e9, 2e9) if later else (1e9, 1e9))


class TestRenewing:
    def test_what_ran_again_replaces_what_it_was_and_the_rest_stays(self) -> None:
        whole = renew(document("a", "b", verdict=Verdict.FAIL), document("b"), ["a", "b"])
        assert [(result["id"], result["verdict"]) for result in whole["results"]] == [("a", "FAIL"), ("b", "PASS")]
        assert (whole["summary"]["cases"], whole["summary"]["unexpected"]) == (2, 1)

    def test_what_is_gone_goes_and_what_is_new_comes(self) -> None:
        whole = renew(document("a", "b"), document("c"), ["a", "c"])
        assert [result["id"] for result in whole["results"]] == ["a", "c"]
