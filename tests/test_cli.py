"""The command line, in real processes."""

from __future__ import annotations

import json
import os
import pty
import re
import resource
import select
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from runner import __version__
from tests.command import BROKEN, DOCUMENTED, RIGHT, TYPO, WRONG, but_for_times, document_in, environment, gradcase, write

Golden = Callable[[str, str], None]


def results(folder: Path, name: str = "reports") -> dict[str, Any]:
    return document_in(folder / name)


def timeless(text: str) -> str:
    """The text with its times replaced."""
    return re.sub(r"\d+\.\d (m?s)\b", r"0.0 \1", text)


class TestARun:
    def test_all_as_expected(self, tmp_path: Path, golden: Golden) -> None:
        write(tmp_path, right=RIGHT, wrong=DOCUMENTED)
        done = gradcase("cases/", cwd=tmp_path)
        assert (done.returncode, done.stderr) == (0, "")
        golden("command/as_expected.txt", timeless(done.stdout))
        assert results(tmp_path)["summary"]["as_expected"] == 2
        assert "half the gradient" in (tmp_path / "reports" / "index.html").read_text(encoding="utf-8")

    def test_what_is_unexpected_is_told_in_full(self, tmp_path: Path, golden: Golden) -> None:
        write(tmp_path, right=RIGHT, wrong=WRONG, typo=TYPO)
        done = gradcase("cases", cwd=tmp_path)
        assert (done.returncode, done.stderr) == (1, "")
        golden("command/unexpected.txt", timeless(done.stdout))

    def test_a_broken_file_does_not_stop_its_neighbours_and_beats_what_is_unexpected(
        self, tmp_path: Path, golden: Golden
    ) -> None:
        write(tmp_path, broken=BROKEN, wrong=WRONG)
        done = gradcase("cases", cwd=tmp_path)
        assert done.returncode == 2
        golden("command/broken_file.txt", timeless(done.stdout))
        document = results(tmp_path)
        assert [fault["file"] for fault in document["faults"]] == ["cases/broken.yaml"]
        assert [result["verdict"] for result in document["results"]] == ["FAIL"]

    def test_the_place_of_a_fault_in_an_expression_is_the_very_character(self, tmp_path: Path) -> None:
        write(tmp_path, typo=TYPO)
        gradcase(cwd=tmp_path)
        (result,) = results(tmp_path)["results"]
        assert (result["fault"]["line"], result["fault"]["column"]) == (3, 7)
        assert result["fault"]["source"] == "cost: np.summ(x**2)"

    def test_without_a_path_the_folder_cases_is_meant(self, tmp_path: Path) -> None:
        write(tmp_path, right=RIGHT)
        assert gradcase(cwd=tmp_path).returncode == 0

    def test_several_paths_and_one_case_of_a_file(self, tmp_path: Path) -> None:
        write(tmp_path, right=RIGHT, wrong=WRONG, typo=TYPO)
        gradcase("cases/right.yaml", "cases/wrong.yaml::half the gradient", cwd=tmp_path)
        assert [result["id"] for result in results(tmp_path)["results"]] == ["right::sum of squares", "wrong::half the gradient"]

    def test_the_command_that_runs_a_case_again_does(self, tmp_path: Path) -> None:
        write(tmp_path, wrong=WRONG.replace("half the gradient", 'it\'s "half" of $HOME & more'))
        told = gradcase("cases", cwd=tmp_path).stdout
        command = re.search(r"re-run  (.*)", told)
        assert command is not None
        again = subprocess.run(
            command[1].replace("python", sys.executable, 1), shell=True, cwd=tmp_path, capture_output=True, text=True, check=False
        )
        assert again.returncode == 1
        assert "1 of 1 case failed" in again.stdout

    def test_verdicts_do_not_depend_on_the_number_of_workers(self, tmp_path: Path) -> None:
        write(tmp_path, right=RIGHT, wrong=WRONG, typo=TYPO)
        runs = []
        for jobs in ("1", "3"):
            gradcase("--jobs", jobs, cwd=tmp_path)
            runs.append(but_for_times(tmp_path / "reports"))
        assert runs[0] == runs[1]

    def test_a_seed_replaces_that_of_all_cases_and_stands_in_the_line_that_runs_them_again(self, tmp_path: Path) -> None:
        write(tmp_path, wrong=WRONG + "seed: 5\n")
        done = gradcase("--seed", "7", cwd=tmp_path)
        assert results(tmp_path)["results"][0]["seed"] == 7
        assert "half the gradient' --seed 7" in done.stdout

    def test_the_report_says_how_it_was_made(self, tmp_path: Path) -> None:
        write(tmp_path, right=RIGHT)
        gradcase("cases", "-k", "sum of", cwd=tmp_path)
        document = results(tmp_path)
        assert document["command"] == "python -m gradcase cases -k 'sum of'"
        assert document["version"] == __version__
        assert {"Python", "numpy", "BLAS", "system", "gradcase"} <= document["environment"].keys()
        assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\+00:00", document["generated"])

    def test_a_reader_who_has_seen_enough_is_no_error(self, tmp_path: Path) -> None:
        write(tmp_path, wrong=WRONG)
        line = f"{sys.executable} -m gradcase cases -v | head -c 1"
        done = subprocess.run(line, shell=True, cwd=tmp_path, env=environment(), capture_output=True, text=True, check=False)
        assert done.stderr == ""


class TestErrorsOfUse:
    @pytest.mark.parametrize(
        ("arguments", "message"),
        [
            (["case"], "there is no file or folder `case`: did you mean `cases`?"),
            (["cases/rihgt.yaml"], "there is no file or folder `cases/rihgt.yaml`: did you mean `right.yaml`?"),
            (["nothing like it"], "there is no file or folder `nothing like it`\n"),
            (["cases", "case"], "there is no file or folder `case`: did you mean `cases`?"),
            (["cases/right.yaml::sum of sqares"], "there is no case `sum of sqares` in cases/right.yaml: did you mean `sum of"),
            (["empty"], "the folder `empty` holds no case file"),
            (["--jbos", "2"], "there is no option --jbos: did you mean --jobs?"),
            (["--xyzzy"], "there is no option --xyzzy; --help lists them"),
            (["-k", "sqaures"], "none of 1 cases is selected by -k 'sqaures': did you mean `squares`?"),
            (["--tag", "smoth"], "none of 1 cases is selected by --tag 'smoth': did you mean `smooth`?"),
            (["--tag", "a and"], "--tag 'a and': a text was expected"),
            (["--jobs", "0"], "argument -j/--jobs: it is a number from 1 on, not 0"),
            (["--timeout", "inf"], "argument --timeout: 'inf' is no time in seconds"),
            (["--shard", "4/3"], "argument --shard: '4/3' is not I/N with I from 1 to N, such as 2/5"),
            (["--seed", "x"], "argument --seed: 'x' is no whole number"),
            (
                ["--explain", "transpose"],
                "argument --explain: there is no cause and no doubt 'transpose': did you mean transposed?",
            ),
            (["--color", "blue"], "argument --color: invalid choice"),
            (["--module", "not_there"], "the module `not_there` cannot be imported: ModuleNotFoundError"),
            (["--compare", "old.json"], "cannot read old.json: No such file or directory"),
            (["--merge", "cases/right.yaml"], "cases/right.yaml is not a results.json"),
            (["--junit", "cases/right.yaml"], "argument --junit: cases/right.yaml has the name of a case file"),
            (["--github", "alway"], "argument --github: invalid choice: 'alway'"),
            (["--merge", "old.json", "-k", "x"], "--merge runs nothing, so -k does not go with it"),
            (["cases", "--merge", "old.json"], "--merge runs nothing, so cases does not go with it"),
            (["--merge", "old.json", "--seed", "4"], "--merge runs nothing, so --seed does not go with it"),
        ],
    )
    def test_one_line_says_what_is_wrong_and_what_is_near(self, arguments: list[str], message: str, tmp_path: Path) -> None:
        write(tmp_path, right=RIGHT)
        (tmp_path / "empty").mkdir()
        done = gradcase(*arguments, cwd=tmp_path)
        assert (done.returncode, done.stdout) == (2, "")
        assert done.stderr.startswith(f"gradcase: {message}")
        assert done.stderr.count("\n") == 1

    def test_a_report_that_cannot_be_written_does_not_take_the_verdicts_with_it(self, tmp_path: Path) -> None:
        write(tmp_path, right=RIGHT)
        done = gradcase("--junit", "cases", cwd=tmp_path)
        assert done.returncode == 2
        assert done.stdout.startswith("1 as expected: 1 pass; ")
        assert done.stderr.startswith("gradcase: cannot write cases")

    def test_paths_may_stand_between_and_behind_options(self, tmp_path: Path) -> None:
        write(tmp_path, right=RIGHT, wrong=WRONG)
        done = gradcase("cases/right.yaml", "-q", "cases/wrong.yaml::half the gradient", "--seed", "1", cwd=tmp_path)
        assert done.returncode == 1
        assert "1 of 2 cases failed; 1 as expected: 1 pass" in done.stdout

    def test_no_path_and_no_folder_cases(self, tmp_path: Path) -> None:
        done = gradcase(cwd=tmp_path)
        assert done.returncode == 2
        assert done.stderr == "gradcase: no PATH is given, and there is no folder `cases` here; --help tells more\n"

    def test_an_error_of_use_leaves_the_old_report(self, tmp_path: Path) -> None:
        write(tmp_path, right=RIGHT)
        gradcase(cwd=tmp_path)
        before = (tmp_path / "reports" / "index.html").read_bytes()
        assert gradcase("-k", "xyzzy", cwd=tmp_path).returncode == 2
        assert (tmp_path / "reports" / "index.html").read_bytes() == before

    def test_escapes_in_a_path_are_not_obeyed(self, tmp_path: Path) -> None:
        assert gradcase("\x1b[2J::error::x", cwd=tmp_path).stderr.startswith("gradcase: there is no file or folder `\\x1b[2J")


class TestWriting:
    def test_a_disk_that_is_full_is_one_error_and_the_old_reports_stay_whole(self, tmp_path: Path) -> None:
        write(tmp_path, right=RIGHT)
        gradcase(cwd=tmp_path)
        reports = tmp_path / "reports"
        before = {path.name: path.read_bytes() for path in reports.iterdir()}
        write(tmp_path, wrong=WRONG)
        done = gradcase(cwd=tmp_path, preexec=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (1000, 1000)))
        assert (done.returncode, done.stderr) == (2, "gradcase: cannot write reports/index.html: File too large\n")
        after = {path.name: path.read_bytes() for path in reports.iterdir()}
        assert after.pop("unfinished.jsonl").startswith(b'{"format": 1, '), "what was done is kept, as far as it went there"
        assert after == before

    def test_folders_that_are_missing_are_made_and_nothing_else_is_left_there(self, tmp_path: Path) -> None:
        write(tmp_path, right=RIGHT)
        gradcase("-o", "out/of/it", "--junit", "ci/junit.xml", cwd=tmp_path)
        assert sorted(os.listdir(tmp_path / "out/of/it")) == ["index.html", "results.json"]
        assert os.listdir(tmp_path / "ci") == ["junit.xml"]

    def test_a_part_never_takes_the_place_of_the_whole(self, tmp_path: Path) -> None:
        write(tmp_path, right=RIGHT, wrong=WRONG)
        gradcase(cwd=tmp_path)
        for arguments in (
            ["cases/right.yaml"],
            ["cases/wrong.yaml::half the gradient"],
            ["-k", "sum"],
            ["--last-failed"],
            ["-x"],
        ):
            done = gradcase(*arguments, cwd=tmp_path)
            assert (
                "report reports/part/index.html (of a part; reports/index.html, of the whole, is left as it was)" in done.stdout
            )
            assert len(results(tmp_path)["results"]) == 2
            assert len(results(tmp_path, "reports/part")["results"]) == 1

    def test_the_whole_takes_the_place_of_the_whole_whatever_has_become_of_its_files(self, tmp_path: Path) -> None:
        write(tmp_path, right=RIGHT, wrong=WRONG, gone=TYPO)
        gradcase(cwd=tmp_path)
        (tmp_path / "cases" / "gone.yaml").unlink()
        write(tmp_path, wrong=BROKEN)
        assert "report reports/index.html\n" in gradcase(cwd=tmp_path).stdout
        assert len(results(tmp_path)["results"]) == 1

    def test_the_report_of_one_file_gives_way_to_that_of_another(self, tmp_path: Path) -> None:
        write(tmp_path, right=RIGHT, wrong=WRONG)
        gradcase("cases/right.yaml", cwd=tmp_path)
        assert "report reports/index.html\n" in gradcase("cases/wrong.yaml", cwd=tmp_path).stdout

    def test_a_file_that_is_not_ours_is_left_alone_and_told_before_anything_runs(self, tmp_path: Path) -> None:
        write(tmp_path, right=RIGHT)
        (tmp_path / "site").mkdir()
        (tmp_path / "site" / "index.html").write_text("<title>My site</title>")
        done = gradcase("-o", "site", cwd=tmp_path)
        assert (done.returncode, done.stdout) == (2, "")
        assert done.stderr == (
            "gradcase: site/index.html was not written by gradcase, so it is left alone: choose another folder with -o\n"
        )
        assert (tmp_path / "site" / "index.html").read_text() == "<title>My site</title>"

    def test_a_report_may_go_to_a_device(self, tmp_path: Path) -> None:
        write(tmp_path, right=RIGHT)
        done = gradcase("--junit", "/dev/stdout", cwd=tmp_path)
        assert done.returncode == 0
        assert "<testsuites" in done.stdout


class TestAnswers:
    def test_help_fits_a_screen(self, tmp_path: Path) -> None:
        done = gradcase("--help", cwd=tmp_path, env={"COLUMNS": "80"})
        assert done.returncode == 0
        assert len(done.stdout.splitlines()) <= 55
        assert max(map(len, done.stdout.splitlines())) <= 80

    def test_version(self, tmp_path: Path) -> None:
        assert gradcase("--version", cwd=tmp_path).stdout == f"gradcase {__version__}\n"

    def test_schema_is_a_json_schema(self, tmp_path: Path) -> None:
        schema = json.loads(gradcase("--schema", cwd=tmp_path).stdout)
        assert schema["$schema"] == "https://json-schema.org/draft/2020-12/schema"

    def test_functions_names_what_expressions_may_call(self, tmp_path: Path) -> None:
        text = gradcase("--functions", cwd=tmp_path).stdout
        assert re.search(r"^  np\.einsum\(.*\) +\S", text, re.MULTILINE)
        assert re.search(r"^  softmax\(z, axis=-1.*\) +\S", text, re.MULTILINE)

    def test_explain_tells_about_a_cause(self, tmp_path: Path) -> None:
        text = gradcase("--explain", "transposed", cwd=tmp_path).stdout
        assert text.startswith("transposed\n\n")
        assert "Wrong:" in text
        assert "Right:" in text

    def test_explain_alone_lists_the_words(self, tmp_path: Path) -> None:
        text = gradcase("--explain", cwd=tmp_path).stdout
        assert re.search(r"^causes\n(  .*\n)+doubts\n(  .*\n)+\Z", text)
        assert "  transposed" in text
        assert "  kink" in text

    def test_list_says_what_would_run_and_writes_nothing(self, tmp_path: Path) -> None:
        write(tmp_path, right=RIGHT, wrong=DOCUMENTED)
        done = gradcase("--list", cwd=tmp_path)
        assert done.returncode == 0
        assert done.stdout == "right::sum of squares  @smooth\nwrong::half the gradient  @smooth @wrong expects fail\n"
        assert not (tmp_path / "reports").exists()

    def test_list_tells_faults_of_files_on_standard_error(self, tmp_path: Path) -> None:
        write(tmp_path, right=RIGHT, broken=BROKEN)
        done = gradcase("--list", cwd=tmp_path)
        assert done.returncode == 2
        assert done.stdout == "right::sum of squares  @smooth\n"
        assert done.stderr.startswith("cases/broken.yaml:4:1: ")

    def test_new_writes_a_case_that_passes_and_says_how_to_run_it(self, tmp_path: Path) -> None:
        done = gradcase("--new", "cases/my layer.yaml", cwd=tmp_path)
        assert done.stdout == "cases/my layer.yaml is written; run it with: python -m gradcase 'cases/my layer.yaml'\n"
        assert gradcase("cases/my layer.yaml", cwd=tmp_path).returncode == 0
        assert results(tmp_path)["results"][0]["name"] == "my layer"

    @pytest.mark.parametrize("name", ["cases/right.yaml", "case.txt", "no\x07bell.yaml"])
    def test_new_writes_over_nothing_and_nothing_that_would_not_be_found(self, name: str, tmp_path: Path) -> None:
        write(tmp_path, right=RIGHT)
        done = gradcase("--new", name, cwd=tmp_path)
        assert done.returncode == 2
        assert (tmp_path / "cases" / "right.yaml").read_text() == RIGHT
        assert len(list(tmp_path.iterdir())) == 1

    @pytest.mark.parametrize(
        "arguments", [["--help"], ["--version"], ["--schema"], ["--list"], ["--explain", "sign"]], ids=lambda words: words[0]
    )
    def test_questions_are_answered_without_numpy(self, arguments: list[str], tmp_path: Path) -> None:
        write(tmp_path, right=RIGHT)
        ask = (
            "import sys, atexit\n"
            "atexit.register(lambda: print(sorted({'numpy', 'jinja2', 'rich'} & sys.modules.keys()), file=sys.stderr))\n"
            "from gradcase.cli import main\n"
            f"sys.exit(main({arguments!r}))"
        )
        done = subprocess.run(
            [sys.executable, "-c", ask], cwd=tmp_path, env=environment(), capture_output=True, text=True, check=False
        )
        assert (done.returncode, done.stderr) == (0, "[]\n")


def test_a_shell_completes_options_and_their_values(tmp_path: Path) -> None:
    for line, completed in (("gradcase --ju", {"--junit "}), ("gradcase --color ", {"auto", "always", "never"})):
        asked = {"_ARGCOMPLETE": "1", "COMP_LINE": line, "COMP_POINT": str(len(line)), "_ARGCOMPLETE_STDOUT_FILENAME": "out"}
        assert gradcase(cwd=tmp_path, env=asked).returncode == 0
        assert set((tmp_path / "out").read_text().split("\v")) == completed


@pytest.mark.parametrize("columns", ["80", "120"])
def test_the_help(columns: str, tmp_path: Path, golden: Golden) -> None:
    golden(f"command/help_{columns}_columns.txt", gradcase("--help", cwd=tmp_path, env={"COLUMNS": columns}).stdout)


def test_open_opens_the_report(tmp_path: Path) -> None:
    write(tmp_path, right=RIGHT)
    browser = tmp_path / "browser"
    browser.write_text('#!/bin/sh\nprintf %s "$1" > opened\n')
    browser.chmod(0o755)
    gradcase("--open", cwd=tmp_path, env={"BROWSER": f"{browser} %s"})
    assert (tmp_path / "opened").read_text() == f"file://{tmp_path}/reports/index.html"


class TestSelection:
    def test_a_part_of_the_cases_says_so_on_standard_error(self, tmp_path: Path) -> None:
        write(tmp_path, right=RIGHT, wrong=DOCUMENTED, typo=TYPO)
        done = gradcase("--tag", "smooth and not wrong", cwd=tmp_path)
        assert (done.returncode, done.stderr) == (0, "running 1 of 3\n")
        assert gradcase("--tag", "smooth and not wrong", "-q", cwd=tmp_path).stderr == ""

    def test_last_failed_runs_what_was_unexpected_until_nothing_is(self, tmp_path: Path) -> None:
        write(tmp_path, right=RIGHT, wrong=WRONG)
        assert gradcase("--last-failed", cwd=tmp_path).stderr == "no run is remembered: running all\n"
        assert gradcase("--last-failed", cwd=tmp_path).stderr == "running 1 of 2\n"
        write(tmp_path, wrong=DOCUMENTED)
        assert gradcase("--last-failed", cwd=tmp_path).returncode == 0
        done = gradcase("--last-failed", cwd=tmp_path)
        assert done.stderr == "nothing was unexpected last time: running all\n"
        assert len(results(tmp_path)["results"]) == 2

    def test_a_results_file_that_is_none_is_no_memory_and_no_error(self, tmp_path: Path) -> None:
        write(tmp_path, right=RIGHT)
        (tmp_path / "reports").mkdir()
        (tmp_path / "reports" / "results.json").write_text('{"format": 1, "results": [{"id": 3}]}')
        done = gradcase("--last-failed", cwd=tmp_path)
        assert (done.returncode, done.stderr) == (0, "no run is remembered: running all\n")

    def test_fail_fast_stops_at_the_first_unexpected_case_which_is_what_failed_last_time(self, tmp_path: Path) -> None:
        write(tmp_path, a=RIGHT, b=RIGHT, c=WRONG)
        gradcase(cwd=tmp_path)
        done = gradcase("-x", cwd=tmp_path)
        assert done.returncode == 1
        assert "stopped at the first unexpected case, 1 of 3 run" in done.stdout

    def test_shards_merge_into_one_report(self, tmp_path: Path) -> None:
        write(tmp_path, a=RIGHT, b=WRONG, c=DOCUMENTED, d=TYPO, e=BROKEN)
        gradcase("-o", "whole", cwd=tmp_path)
        for number in (1, 2, 3):
            gradcase("--shard", f"{number}/3", "-o", f"part{number}", cwd=tmp_path)
        done = gradcase("--merge", "part1", "part2/results.json", "part3", cwd=tmp_path)
        assert done.returncode == 2
        whole, merged = results(tmp_path, "whole"), results(tmp_path)
        for document in (whole, merged):
            for result in document["results"]:
                del result["seconds"]
            del document["summary"]["seconds"]
        assert merged["results"] == whole["results"]
        assert merged["faults"] == whole["faults"]
        assert merged["summary"] == whole["summary"]

    def test_a_shard_without_a_case_is_a_valid_run(self, tmp_path: Path) -> None:
        write(tmp_path, a=RIGHT)
        done = [gradcase("--shard", f"{number}/2", cwd=tmp_path) for number in (1, 2)]
        assert [run.returncode for run in done] == [0, 0]
        assert any("holds no case" in run.stderr for run in done)

    def test_compare_tells_what_was_fixed_and_what_regressed(self, tmp_path: Path) -> None:
        write(tmp_path, a=RIGHT, b=WRONG)
        gradcase("-o", "old", cwd=tmp_path)
        write(tmp_path, a=RIGHT.replace("2 * x", "3 * x"), b=DOCUMENTED)
        done = gradcase("--compare", "old/results.json", cwd=tmp_path)
        assert "1 regressed, 1 fixed\n" in done.stdout
        assert "regressed a::sum of squares  PASS before, now FAIL" in done.stdout

    def test_strict_makes_a_doubtful_verdict_unexpected(self, tmp_path: Path) -> None:
        write(tmp_path, kink="name: at the kink\nvalues: {x: [0.0, 1.0]}\nwrt: x\ncost: np.sum(abs(x))\ngradient: np.sign(x)\n")
        lenient, strict = gradcase(cwd=tmp_path), gradcase("--strict", cwd=tmp_path)
        assert (lenient.returncode, strict.returncode) == (0, 1)
        assert "1 as expected: 1 pass; 1 doubtful" in lenient.stdout
        assert "PASS, but the verdict is doubtful (kink), which counts as unexpected here" in strict.stdout


class TestStreamsAndColours:
    @pytest.mark.parametrize(
        ("arguments", "env", "coloured"),
        [
            ([], {}, False),
            ([], {"FORCE_COLOR": "1"}, True),
            ([], {"FORCE_COLOR": "1", "NO_COLOR": "1"}, False),
            (["--color", "always"], {"NO_COLOR": "1"}, True),
            (["--color", "never"], {"FORCE_COLOR": "1"}, False),
            (["--color", "auto"], {"CI": "true"}, False),
        ],
    )
    def test_a_pipe_gets_colours_only_when_asked_for(
        self, arguments: list[str], env: dict[str, str], coloured: bool, tmp_path: Path
    ) -> None:
        write(tmp_path, wrong=WRONG)
        done = gradcase(*arguments, cwd=tmp_path, env=env)
        assert ("\x1b" in done.stdout) is coloured
        assert "\x1b" not in done.stderr

    def test_the_width_is_that_of_the_terminal(self, tmp_path: Path) -> None:
        write(tmp_path, wrong=WRONG)
        told = gradcase(cwd=tmp_path, env={"COLUMNS": "40"}).stdout
        assert max(len(line) for line in told.splitlines() if not line.startswith(("  fix", "  re-run", "cases/"))) <= 40

    def test_a_stream_that_cannot_hold_a_character_gets_its_escape(self, tmp_path: Path) -> None:
        write(tmp_path, wrong=WRONG.replace("half the gradient", "½ ∂f/∂x"))
        done = gradcase(cwd=tmp_path, env={"PYTHONIOENCODING": "ascii"})
        assert "case    wrong::\\xbd \\u2202f/\\u2202x" in done.stdout

    @pytest.mark.parametrize(("env", "coloured"), [({}, True), ({"NO_COLOR": "1"}, False), ({"TERM": "dumb"}, False)])
    def test_a_terminal_gets_colours(self, env: dict[str, str], coloured: bool, tmp_path: Path) -> None:
        write(tmp_path, wrong=WRONG)
        assert ("\x1b[1;31mFAIL" in on_a_terminal(tmp_path, env)) is coloured

    def test_work_of_more_than_a_second_draws_a_bar_and_takes_it_away(self, tmp_path: Path) -> None:
        slow = "name: case {}\nshapes: {{x: [2]}}\ncost: slow.square(x)\ngradient: 2 * x\n"
        write(tmp_path, **{f"a{number}": slow.format(number) for number in range(8)})
        (tmp_path / "slow.py").write_text("import time\ndef square(x):\n    time.sleep(0.04)\n    return (x**2).sum()\n")
        text = on_a_terminal(tmp_path, {}, "--module", "slow", "--jobs", "1")
        assert re.search(r"\d/8 .*/s", re.sub(r"\x1b\[[0-9;?]*[a-zA-Z]", "", text))
        assert "8 as expected" in text


def on_a_terminal(folder: Path, env: dict[str, str], *arguments: str) -> str:
    """What the command writes where both streams are a terminal."""
    parent, child = pty.openpty()
    variables = environment(TERM="xterm-256color") | env
    process = subprocess.Popen(
        [sys.executable, "-m", "gradcase", *arguments], cwd=folder, env=variables, stdout=child, stderr=child, stdin=child
    )
    os.close(child)
    text = b""
    while select.select([parent], [], [], 60)[0]:
        try:
            text += os.read(parent, 65536)
        except OSError:  # the other side is closed
            break
    os.close(parent)
    process.wait(60)
    return text.decode()


HANGING = """
import time
def square(x):
    return (x**2).sum()
def hang(x):
    open("hanging", "w").close()
    while True:
        time.sleep(0.01)
"""


LOSING = """
import ctypes, os
def crash(x):
    ctypes.string_at(0)
"""


class TestLost:
    def test_a_lost_case_is_no_error_as_documented_and_ends_with_2(self, tmp_path: Path) -> None:
        crash = "name: a crash\nshapes: {x: [2]}\ncost: lent.crash(x)\ngradient: x\nexpect: error\n"
        write(tmp_path, a=RIGHT, b=crash)
        (tmp_path / "lent.py").write_text(LOSING)
        done = gradcase("cases", "--module", "lent", cwd=tmp_path)
        assert done.returncode == 2
        assert "1 of 2 cases ended in another way than declared; 1 as expected: 1 pass; 1 lost" in done.stdout
        document = results(tmp_path)
        assert [result["lost"] for result in document["results"]] == [False, True]
        assert document["summary"]["lost"] == 1


class TestInterruption:
    def start(self, folder: Path, *arguments: str) -> subprocess.Popen[str]:
        write(
            folder,
            **{f"a{number}": RIGHT for number in range(5)},
            z="name: a case that hangs\nshapes: {x: [2]}\ncost: lent.hang(x)\ngradient: x\n",
        )
        (folder / "lent.py").write_text(HANGING)
        process = subprocess.Popen(
            [sys.executable, "-m", "gradcase", "cases", "--module", "lent", "--jobs", "1", *arguments],
            cwd=folder, env=environment(), stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, start_new_session=True,
        )  # fmt: skip
        deadline = time.monotonic() + 60
        while not (folder / "hanging").exists():
            assert time.monotonic() < deadline
            assert process.poll() is None, process.communicate()
            time.sleep(0.01)
        return process

    @pytest.mark.parametrize("send", [os.kill, os.killpg], ids=["to the process", "to the whole group, as a terminal does"])
    def test_ctrl_c_ends_at_once_with_the_report_of_what_was_done(self, send: Callable[[int, int], None], tmp_path: Path) -> None:
        process = self.start(tmp_path)
        start = time.monotonic()
        send(process.pid, signal.SIGINT)
        out, err = process.communicate(timeout=30)
        assert time.monotonic() - start < 1.0
        assert process.returncode == 130
        assert "5 as expected: 5 pass; interrupted, 5 of 6 run" in out
        assert "Traceback" not in err
        document = results(tmp_path)
        assert document["interrupted"] is True
        assert len(document["results"]) == 5
        with pytest.raises(ProcessLookupError):
            os.killpg(process.pid, 0)

    @pytest.mark.parametrize("send", [os.kill, os.killpg], ids=["to the process", "to the whole group"])
    @pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGHUP, signal.SIGQUIT], ids=lambda number: number.name)
    def test_ended_by_the_system_it_reports_too_and_leaves_no_process_behind(
        self, send: Callable[[int, int], None], number: signal.Signals, tmp_path: Path
    ) -> None:
        process = self.start(tmp_path)
        send(process.pid, number)
        out, err = process.communicate(timeout=30)
        assert process.returncode == 128 + number
        assert "5 as expected: 5 pass; interrupted, 5 of 6 run" in out
        assert "Traceback" not in err
        assert len(results(tmp_path)["results"]) == 5
        with pytest.raises(ProcessLookupError):
            os.killpg(process.pid, 0)

    def test_ctrl_c_while_files_are_read_ends_without_a_report(self, tmp_path: Path) -> None:
        write(tmp_path, right=RIGHT)
        ask = (
            "import os, signal, sys\n"
            "import gradcase.catalog\n"
            "def read(*_):\n"
            "    os.kill(os.getpid(), signal.SIGINT)\n"
            "gradcase.catalog.index = read\n"
            "from gradcase.cli import main\n"
            "sys.exit(main(['cases']))"
        )
        done = subprocess.run(
            [sys.executable, "-c", ask], cwd=tmp_path, env=environment(), capture_output=True, text=True, check=False
        )
        assert (done.returncode, done.stdout, done.stderr) == (130, "", "interrupted\n")
        assert not (tmp_path / "reports").exists()


class TestStrangersInTheFolder:
    def test_modules_beside_the_cases_are_not_imported(self, tmp_path: Path) -> None:
        write(tmp_path, right=RIGHT)
        for name in (
            "numpy",
            "yaml",
            "jinja2",
            "rich",
            "typing",
            "re",
            "argparse",
            "pickle",
            "runner",
            "__future__",
            "sitecustomize",
        ):
            (tmp_path / f"{name}.py").write_text('open("pwned", "w").close()\nraise SystemExit("hijacked")\n')
        (tmp_path / "runner.py").unlink()  # the command itself is what Python was told to run
        done = gradcase("cases", cwd=tmp_path)
        assert (done.returncode, done.stderr) == (0, "")
        assert not (tmp_path / "pwned").exists()

    def test_a_lent_module_may_stand_in_the_folder_and_shadows_nothing(self, tmp_path: Path) -> None:
        write(tmp_path, lent=RIGHT.replace("np.sum(x**2)", "mylayers.cost(x)"))
        (tmp_path / "mylayers.py").write_text("import numpy\ndef cost(x):\n    return numpy.sum(x**2)\n")
        (tmp_path / "numpy.py").write_text('raise SystemExit("hijacked")\n')
        assert gradcase("cases", "--module", "mylayers", cwd=tmp_path).returncode == 0

    def test_pyproject_of_the_folder_lends_modules(self, tmp_path: Path) -> None:
        write(tmp_path, lent=RIGHT.replace("np.sum(x**2)", "mylayers.cost(x)"))
        (tmp_path / "mylayers.py").write_text("def cost(x):\n    return (x**2).sum()\n")
        assert gradcase("cases", cwd=tmp_path).returncode == 1
        (tmp_path / "pyproject.toml").write_text('[tool.gradcase]\nmodules = ["mylayers"]\n')
        assert gradcase("cases", "--module", "mylayers", cwd=tmp_path).returncode == 0
        document = document_in(tmp_path / "reports")
        assert document["options"] == ["--module", "mylayers"], "what is said twice is meant once"

    def test_what_is_set_holds_unless_the_command_line_says_otherwise(self, tmp_path: Path) -> None:
        write(tmp_path, right=RIGHT)
        (tmp_path / "cases").rename(tmp_path / "checks")
        (tmp_path / "gradcase.toml").write_text('paths = ["checks"]\noutput = "out"\nseed = 7\ntimeout = 12\nmemory = 999\n')
        (tmp_path / "pyproject.toml").write_text('[tool.gradcase]\npaths = ["elsewhere"]\n')
        assert gradcase(cwd=tmp_path).returncode == 0
        document = document_in(tmp_path / "out")
        assert document["results"][0]["seed"] == 7
        assert document["options"] == ["--seed", "7", "--timeout", "12", "--memory", "999"]
        assert gradcase("--seed", "0", "-o", "other", cwd=tmp_path).returncode == 0
        assert document_in(tmp_path / "other")["results"][0]["seed"] == 0

    def test_one_that_lies_in_a_folder_given_lends_no_code_unless_it_is_trusted(self, tmp_path: Path) -> None:
        write(tmp_path, lent=RIGHT.replace("np.sum(x**2)", "mylayers.cost(x)"))
        (tmp_path / "mylayers.py").write_text("open('ran', 'w').close()\ndef cost(x):\n    return (x**2).sum()\n")
        (tmp_path / "pyproject.toml").write_text('[tool.gradcase]\nmodules = ["mylayers"]\n')
        for given in (".", str(tmp_path), "cases/.."):
            done = gradcase(given, cwd=tmp_path)
            assert done.returncode == 2
            assert "pyproject.toml lies in a folder that is given, and would lend code (mylayers)" in done.stderr
        assert not (tmp_path / "ran").exists()
        assert gradcase("cases", ".", "--trust", cwd=tmp_path).returncode == 0

    @pytest.mark.parametrize(
        ("text", "message"),
        [
            ("[tool.gradcase]\nmodule = []\n", "pyproject.toml:2: [tool.gradcase] knows no `module`: did you mean `modules`?"),
            (
                "[tool.other]\n\n[tool.gradcase]\nmodules = 'x'\n",
                "pyproject.toml:4: `modules` of [tool.gradcase] is a list of names",
            ),
            ("[tool.gradcase]\ntimeout = -1\n", "pyproject.toml:2: `timeout` of [tool.gradcase] is a number of seconds > 0"),
            ("[tool.gradcase]\nstrict = 1\n", "pyproject.toml:2: `strict` of [tool.gradcase] is true or false"),
            ("[tool.gradcase]\nseed = true\n", "pyproject.toml:2: `seed` of [tool.gradcase] is an integer from 0 on"),
            ("[tool]\ngradcase = 3\n", "pyproject.toml: tool.gradcase is a table"),
            ("[tool.gradcase\n", "pyproject.toml is not valid: "),
        ],
    )
    def test_a_configuration_that_is_not_valid_is_one_error(self, text: str, message: str, tmp_path: Path) -> None:
        write(tmp_path, right=RIGHT)
        (tmp_path / "pyproject.toml").write_text(text)
        done = gradcase("cases", cwd=tmp_path)
        assert done.returncode == 2
        assert message in done.stderr
        assert done.stderr.count("\n") == 1


class TestGitHub:
    def test_annotations_and_summary_are_written_when_asked_for(self, tmp_path: Path) -> None:
        write(tmp_path, wrong=WRONG)
        summary = tmp_path / "summary.md"
        summary.write_text("### an earlier step\n")
        done = gradcase(
            "--github", "cases", cwd=tmp_path,
            env={"GITHUB_STEP_SUMMARY": str(summary), "GITHUB_WORKSPACE": str(tmp_path.parent)},
        )  # fmt: skip
        assert f"::error file={tmp_path.name}/cases/wrong.yaml,line=5,col=11,title=" in done.stdout
        assert summary.read_text().startswith("### an earlier step\n### gradcase: 1 unexpected\n")

    @pytest.mark.parametrize(("env", "annotated"), [({"GITHUB_ACTIONS": "true"}, True), ({}, False)])
    def test_auto_annotates_in_actions_only(self, env: dict[str, str], annotated: bool, tmp_path: Path) -> None:
        write(tmp_path, wrong=WRONG)
        assert ("::error" in gradcase("--github", "auto", cwd=tmp_path, env=env).stdout) is annotated
        assert "::error" not in gradcase(cwd=tmp_path, env=env).stdout


class TestStreams:
    """What stands behind standard output may be closed, full or gone."""

    def shell(self, folder: Path, line: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            ["bash", "-c", line.replace("gradcase", f"{sys.executable} -m gradcase")],
            cwd=folder,
            env=environment(),
            capture_output=True,
            text=True,
            check=False,
            timeout=60,
        )

    @pytest.mark.parametrize(("files", "code"), [({"a": RIGHT}, 0), ({"a": WRONG}, 1), ({"a": BROKEN}, 2)])
    def test_the_exit_code_is_that_of_the_run_where_the_reader_is_gone(
        self, files: dict[str, str], code: int, tmp_path: Path
    ) -> None:
        write(tmp_path, **files)
        done = self.shell(tmp_path, "gradcase cases | true; exit ${PIPESTATUS[0]}")
        assert (done.returncode, done.stderr) == (code, "")

    @pytest.mark.skipif(not os.path.exists("/dev/full"), reason="there is no /dev/full")
    @pytest.mark.parametrize("arguments", ["cases", "cases --list", "--schema", "--functions", "--explain sign"])
    def test_a_full_one_is_told_in_one_line(self, arguments: str, tmp_path: Path) -> None:
        write(tmp_path, a=RIGHT)
        done = self.shell(tmp_path, f"gradcase {arguments} > /dev/full")
        assert (done.returncode, done.stderr) == (2, "gradcase: No space left on device\n")

    def test_a_closed_one_stops_nothing(self, tmp_path: Path) -> None:
        write(tmp_path, a=WRONG)
        done = self.shell(tmp_path, "gradcase cases >&-")
        assert (done.returncode, done.stderr) == (1, "")
        assert results(tmp_path)["summary"]["unexpected"] == 1

    def test_no_pipe_of_ours_takes_the_place_of_closed_ones(self, tmp_path: Path) -> None:
        write(tmp_path, a=RIGHT)
        assert self.shell(tmp_path, "gradcase cases <&- >&- 2>&-").returncode == 0
        assert results(tmp_path)["summary"]["unexpected"] == 0

    def test_a_current_folder_that_is_gone_is_told_in_one_line(self, tmp_path: Path) -> None:
        write(tmp_path, a=RIGHT)
        done = self.shell(tmp_path, f"mkdir gone; cd gone; rmdir ../gone; gradcase {tmp_path}/cases")
        assert done.returncode == 2
        assert len(done.stderr.splitlines()) == 1
        assert "No such file or directory" in done.stderr


def test_no_machine_has_so_much_memory(tmp_path: Path) -> None:
    write(tmp_path, a=RIGHT)
    done = gradcase("cases", "--memory", "8796093022207", cwd=tmp_path)
    assert (done.returncode, done.stderr) == (2, "gradcase: argument --memory: no machine has 8796093022207 MB\n")


def test_a_link_that_leads_nowhere_is_called_one(tmp_path: Path) -> None:
    (tmp_path / "link.yaml").symlink_to("nothing.yaml")
    done = gradcase("link.yaml", cwd=tmp_path)
    assert (done.returncode, done.stderr) == (2, "gradcase: `link.yaml` is a link that leads nowhere\n")


class TestMergingShards:
    def parts(self, folder: Path) -> None:
        write(folder, **{f"a{number}": RIGHT for number in range(4)})
        for number in (1, 2):
            gradcase("cases", "--shard", f"{number}/2", "-o", f"part{number}", cwd=folder)

    def test_all_parts_are_one_run(self, tmp_path: Path) -> None:
        self.parts(tmp_path)
        done = gradcase("--merge", "part1", "part2/results.json", cwd=tmp_path)
        assert (done.returncode, done.stdout.split(";")[0]) == (0, "4 as expected: 4 pass")

    def test_a_part_that_is_lost_does_not_look_well(self, tmp_path: Path) -> None:
        self.parts(tmp_path)
        done = gradcase("--merge", "part2", cwd=tmp_path)
        assert done.returncode == 2
        assert done.stdout.startswith("part 1 of 2 is missing\n")
        assert results(tmp_path)["faults"][0]["message"] == "part 1 of 2 is missing"


def test_doubts_are_explained_too(tmp_path: Path) -> None:
    done = gradcase("--explain", "Kink", cwd=tmp_path)
    assert (done.returncode, done.stdout.split("\n")[0]) == (0, "kink")
    assert "left and from the right" in done.stdout


class TestWhatFailedBefore:
    def failed(self, folder: Path, *paths: str) -> set[str]:
        listed = gradcase(*paths, "--last-failed", "--list", cwd=folder).stdout.split("\n")
        return {line.partition("::")[0] for line in listed if line}

    def test_it_is_not_forgotten_by_a_run_of_something_else(self, tmp_path: Path) -> None:
        write(tmp_path, a=RIGHT, b=WRONG, c=WRONG)
        gradcase("cases", cwd=tmp_path)
        gradcase("cases", "-x", cwd=tmp_path)
        gradcase("cases/a.yaml", cwd=tmp_path)
        assert self.failed(tmp_path, "cases") == {"b", "c"}

    def test_it_is_known_by_its_file_however_that_is_reached(self, tmp_path: Path) -> None:
        write(tmp_path, a=RIGHT, b=WRONG)
        gradcase("cases", cwd=tmp_path)
        assert [self.failed(tmp_path, path) for path in ("cases/b.yaml", "./cases", ".")] == [{"b"}, {"b"}, {"cases/b"}]

    def test_it_is_forgotten_once_it_is_fixed_or_gone(self, tmp_path: Path) -> None:
        write(tmp_path, a=RIGHT, b=WRONG, c=WRONG)
        gradcase("cases", cwd=tmp_path)
        write(tmp_path, b=RIGHT)
        (tmp_path / "cases" / "c.yaml").unlink()
        gradcase("cases", cwd=tmp_path)
        assert results(tmp_path)["outstanding"] == []


def test_a_case_is_printed_with_its_gradient_written_in(tmp_path: Path) -> None:
    write(tmp_path, left="name: left open\nshapes: {x: [3]}\nlet: {r: 2 * x}\ncost: np.sum(r**2)\ngradient: derive\n")
    printed = gradcase("--derive", "cases/left.yaml", cwd=tmp_path)
    assert (printed.returncode, printed.stderr) == (0, "")
    assert "gradient:\n  x: 4 * r\n" in printed.stdout
    write(tmp_path, again=printed.stdout)
    done = gradcase(cwd=tmp_path)
    assert done.returncode == 0
    assert "1 derived, which proves nothing" in done.stdout


def test_a_gradient_that_cannot_be_derived_is_no_answer(tmp_path: Path) -> None:
    write(tmp_path, left="name: left open\nshapes: {A: [3, 3]}\ncost: np.sum(np.linalg.eigvals(A).real)\ngradient: derive\n")
    done = gradcase("--derive", "cases/left.yaml", cwd=tmp_path)
    assert done.returncode == 2
    assert "cannot be derived" in done.stderr


class TestAReference:
    def test_it_is_a_page_of_what_is_right_in_a_folder_of_its_own(self, tmp_path: Path) -> None:
        write(tmp_path, right=RIGHT, wrong=DOCUMENTED, not_right=WRONG)
        done = gradcase("--reference", "cases/", cwd=tmp_path)
        assert (done.returncode, done.stderr) == (1, "")
        assert done.stdout.endswith(f"report {Path('reports/reference/index.html')}\n")
        page = (tmp_path / "reports" / "reference" / "index.html").read_text(encoding="utf-8")
        assert "1 gradient of 1 formula, each checked" in page
        assert "1 claim left out" in page
        assert not (tmp_path / "reports" / "results.json").exists()

    def test_it_takes_the_place_of_no_report(self, tmp_path: Path) -> None:
        write(tmp_path, right=RIGHT)
        gradcase("cases/", cwd=tmp_path)
        before = (tmp_path / "reports" / "index.html").read_bytes()
        done = gradcase("--reference", "cases/", "-o", "reports", cwd=tmp_path)
        assert done.returncode == 2
        assert "is no reference, so it is left alone" in done.stderr
        assert (tmp_path / "reports" / "index.html").read_bytes() == before

    def test_it_is_made_anew_where_it_was(self, tmp_path: Path) -> None:
        write(tmp_path, right=RIGHT)
        for _ in range(2):
            assert gradcase("--reference", "cases/", "-o", "there", cwd=tmp_path).returncode == 0

    def test_it_is_not_watched(self, tmp_path: Path) -> None:
        write(tmp_path, right=RIGHT)
        done = gradcase("--reference", "--watch", cwd=tmp_path)
        assert (done.returncode, done.stderr) == (2, "gradcase: --reference is made once, so --watch does not go with it\n")


class TestClaimsOfAClass:
    def test_a_row_for_each_student(self, tmp_path: Path) -> None:
        write(tmp_path, squares=RIGHT)
        claims = tmp_path / "class"
        claims.mkdir()
        (claims / "ann.yaml").write_text("sum of squares: 2 * x\n")
        (claims / "bob.yaml").write_text("sum of squares: x\n")
        done = gradcase("cases", "--claims", "class", "--csv", "class.csv", cwd=tmp_path)
        assert (done.returncode, done.stderr) == (1, "")
        assert "ann  1 right\nbob  1 wrong (scale)\nmost often: scale 1\n" in done.stdout
        assert "re-run  python -m gradcase 'cases/squares.yaml::sum of squares' --claims class/bob.yaml" in done.stdout
        assert (tmp_path / "class.csv").read_text().splitlines()[2].startswith("bob,0,1,")
        again = gradcase("cases/squares.yaml::sum of squares", "--claims", "class/bob.yaml", cwd=tmp_path)
        assert again.returncode == 1
        (result,) = results(tmp_path, "reports/part" if (tmp_path / "reports/part").exists() else "reports")["results"]
        assert result["id"] == "bob/squares::sum of squares"

    def test_hints_are_withheld_from_a_class_too(self, tmp_path: Path) -> None:
        write(tmp_path, squares=RIGHT)
        (tmp_path / "bob.yaml").write_text("sum of squares: x\n")
        done = gradcase("cases", "--claims", "bob.yaml", "--hints", "0", cwd=tmp_path)
        assert done.returncode == 1
        for told in ("scale", "2 * x"):
            assert told not in done.stdout
            assert told not in (tmp_path / "reports" / "results.json").read_text()

    def test_a_fault_in_one_file_is_told_and_the_others_run(self, tmp_path: Path) -> None:
        write(tmp_path, squares=RIGHT)
        claims = tmp_path / "class"
        claims.mkdir()
        (claims / "ann.yaml").write_text("sum of squares: 2 * x\n")
        (claims / "bob.yaml").write_text("sum of sqares: x\n")
        done = gradcase("cases", "--claims", "class", cwd=tmp_path)
        assert done.returncode == 2
        assert "did you mean `sum of squares`?" in done.stdout
        assert "ann  1 right\nbob  1 fault\n" in done.stdout

    def test_what_changes_files_or_leads_nowhere_is_refused(self, tmp_path: Path) -> None:
        write(tmp_path, squares=RIGHT)
        assert gradcase("cases", "--claims", "nowhere", cwd=tmp_path).stderr == "gradcase: there is no file or folder `nowhere`\n"
        (tmp_path / "bob.yaml").write_text("sum of squares: x\n")
        done = gradcase("cases", "--claims", "bob.yaml", "--fix", cwd=tmp_path)
        assert (done.returncode, (tmp_path / "bob.yaml").read_text()) == (2, "sum of squares: x\n")
