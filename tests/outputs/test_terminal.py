"""The text of a run on a terminal, held by golden files."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest

from runner.model import Case, Cause, Expectation
from runner.outputs import case_text, terminal, unexpected, verdict
from runner.outputs.comparison_of_runs import compare
from runner.outputs.paint import Paint
from tests.outputs import documents

Golden = Callable[[str, str], None]


@pytest.mark.parametrize("width", [44, 100])
@pytest.mark.parametrize("color", [False, True], ids=["plain", "colour"])
def test_everything_there_is_to_tell(golden: Golden, width: int, color: bool) -> None:
    text = terminal.render(documents.everything(), width=width, color=color, report="reports/index.html")
    golden(f"terminal/everything_{width}_columns{'_in_colour' if color else ''}.txt", text)


def test_all_as_expected_is_told_in_two_lines(golden: Golden) -> None:
    document = documents.document([documents.passing(), documents.failing_as_documented()])
    golden("terminal/all_as_expected.txt", terminal.render(document, report="reports/index.html"))


def test_quiet_is_a_line_for_each_unexpected_case(golden: Golden) -> None:
    golden("terminal/quiet.txt", terminal.render(documents.everything(), verbose=-1, report="reports/index.html"))


def test_verbose_is_a_line_for_each_case(golden: Golden) -> None:
    golden("terminal/verbose.txt", terminal.render(documents.everything(), verbose=1, report="reports/index.html"))


def test_an_interrupted_run_says_how_far_it_came(golden: Golden) -> None:
    document = documents.document([documents.passing()], interrupted=True, selection={"declared": 9, "selected": 5})
    golden("terminal/interrupted.txt", terminal.render(document, report="reports/index.html"))


def test_a_run_that_stopped_at_the_first_unexpected_case_says_so(golden: Golden) -> None:
    document = documents.document([documents.unexpected_failure()], selection={"declared": 9, "selected": 9})
    golden("terminal/fail_fast.txt", terminal.render(document, report="reports/index.html"))


def test_what_changed_since_an_earlier_run(golden: Golden) -> None:
    fixed = documents.unexpected_failure() | {"as_expected": True, "verdict": "PASS", "findings": [], "inputs": []}
    old = documents.document([documents.passing(), documents.unexpected_failure(), documents.error()])
    broken = documents.passing() | {"as_expected": False, "expected": "fail", "surprise": "expected FAIL, got PASS"}
    new = documents.document([broken, fixed, documents.error(), documents.timeout()])
    golden("terminal/compared.txt", terminal.render(new | {"comparison": compare(old, new)}, report="reports/index.html"))


def test_options_of_the_run_stand_in_the_line_that_runs_a_case_again() -> None:
    document = documents.document([documents.unexpected_failure()], options=["--module", "mylayers", "--seed", "3"])
    assert re.search(r"re-run  python -m runner '.*' --module mylayers --seed 3\n", terminal.render(document, width=40))


def test_many_unexpected_cases_are_told_by_cause_in_a_line_each_and_at_most_twenty() -> None:
    document = documents.document([documents.unexpected_failure()] * 30 + [documents.error()])
    text = terminal.render(document, width=100)
    name = "cases/optimisation/least_squares.yaml:13:11  least squares has AT r as its gradient"
    fix = "2 * (A.T @ (A @ x - b))"
    assert text.startswith(f"scale  30 cases in 1 file\n  {name}\n    the claim is 1/2 of the right gradient\n    → {fix}\n")
    assert "1/2" not in terminal.render(document, streamed=True), "why was told on the way"
    assert text.count("least_squares.yaml:13:11") == terminal.SHOWN - 1, "of every cause some are shown"
    assert "  and 11 more; -v and the report show them\nerror  1 case in 1 file\n  cases/" in text
    assert max(map(len, text.splitlines())) <= 100
    assert terminal.render(document, verbose=1).count("  cause   ") == 30


def test_a_claim_that_fails_in_doubt_is_told_with_the_doubt_and_found_by_it() -> None:
    result = documents.doubtful() | {"doubt": "jump", "doubt_message": "The cost jumps at `x[0]`.", "better_h": None}
    undecided = result | {"witness": {**result["witness"], "verdict": "undecided"}, "cause": None, "findings": []}
    text = terminal.render(documents.document([undecided] * 4))
    assert text.startswith("jump  4 cases in 1 file\n")
    assert "    The cost jumps at `x[0]`.\n" in text
    assert "  The cost jumps at `x[0]`.\n" in terminal.as_it_comes(undecided)
    (group,) = unexpected.groups([undecided])
    assert (group.word, group.term) == ("jump", "doubt:jump s:unexpected")
    expected = undecided | {"expected": "fail", "surprise": "expected the cause sign for `x`, found none"}
    assert unexpected.why(expected) == "expected the cause sign for `x`, found none: The cost jumps at `x[0]`."


def test_a_cause_that_is_doubted_is_told_with_the_doubt() -> None:
    result = documents.unexpected_failure() | {"doubt": "rounding", "doubt_message": "The slope is 2 ± 1."}
    assert unexpected.why(result) == "the claim is 1/2 of the right gradient; doubtful: The slope is 2 ± 1."
    assert unexpected.groups([result])[0].word == "scale"


def test_a_cause_that_holds_twice_is_named_once() -> None:
    result = documents.unexpected_failure()
    (finding, *_) = result["findings"]
    told = [
        terminal.render(documents.document([result | {"findings": [finding | {"also": also}]}])) for also in ("scale", "sign")
    ]
    assert finding["cause"] == "scale"
    assert "scale twice: " in told[0]
    assert "scale and sign: " in told[1]


def test_the_bad_news_comes_before_the_good() -> None:
    text = terminal.render(documents.document([documents.unexpected_failure(), documents.passing()]))
    assert "1 of 2 cases failed; 1 as expected: 1 pass; 0.4 s\n" in text


def test_a_failure_is_told_in_two_lines_as_soon_as_it_is_known_with_the_cause_on_the_second() -> None:
    assert terminal.as_it_comes(documents.unexpected_failure()) == (
        "cases/optimisation/least_squares.yaml:13:11: FAIL, expected PASS: "
        "optimisation/least_squares::least squares has AT r as its gradient\n"
        "  scale: the claim is 1/2 of the right gradient → 2 * (A.T @ (A @ x - b))\n"
    )


def test_of_many_doubtful_cases_the_first_are_shown_and_all_are_counted() -> None:
    text = terminal.render(documents.document([documents.doubtful_kink()] * 10))
    assert text.count("but doubtful") == terminal.SHOWN_DOUBTFUL
    assert "10 doubtful" in text


def test_a_pass_that_was_not_looked_at_to_the_end_is_doubtful() -> None:
    sentence = "whether the verdict may be believed was not looked at: out of time"
    result = documents.passing() | {"unexplained": [sentence]}
    text = terminal.render(documents.document([result]))
    assert "PASS as expected, but doubtful" in text
    assert f"  doubt   {sentence}\n" in text
    assert terminal.case_line(result, Paint(False)).endswith(", unexamined")
    assert "doubtful" not in terminal.render(documents.document([documents.passing()]))


def test_doubts_that_are_documented_are_silent() -> None:
    failing = documents.doubtful() | {"as_expected": True, "expected": "fail", "surprise": None}
    passing = documents.doubtful_kink() | {"expected_doubt": "kink"}
    document = documents.document([failing, passing])
    assert len(terminal.render(document).splitlines()) == 1
    full = terminal.render(document, verbose=1)
    assert (full.count("but doubtful"), full.count("with a doubt as documented")) == (1, 1)


def test_another_doubt_than_the_documented_one_is_told() -> None:
    passing = documents.doubtful_kink() | {"expected_doubt": "rounding"}
    assert "but doubtful" in terminal.render(documents.document([passing]))


def test_a_verdict_that_is_expected_with_another_cause_says_what_was_expected() -> None:
    result = documents.failing_as_documented() | {
        "as_expected": False,
        "surprise": "expected the cause sign for `x`, found product",
    }
    assert case_text.heading(result) == (
        "cases/seed/matrix_product.yaml:23:11: FAIL, but expected the cause sign for `x`, found product"
    )


def test_a_case_made_in_python_has_neither_a_place_nor_a_command() -> None:
    text = case_text.render(documents.unexpected_failure() | {"file": None, "line": None, "column": None, "place": None})
    assert text.startswith("FAIL\n")
    assert "re-run" not in text


HOSTILE = "\x1b[2J::error file=x::forged \u202e \x00 \ud800 ##[error]\n::error::second line\r"


@pytest.mark.parametrize("verbose", [-1, 0, 1])
@pytest.mark.parametrize("width", [30, 100])
def test_no_text_of_a_case_is_obeyed(verbose: int, width: int) -> None:
    """Every text of every result is hostile: none reaches the terminal as it came, none forges a line of a log."""

    def poisoned(value: object, key: str = "") -> object:
        if isinstance(value, dict):
            return {name: poisoned(item, name) for name, item in value.items()}
        if isinstance(value, list):
            return [poisoned(item, key) for item in value]
        return HOSTILE if isinstance(value, str) and key not in {"verdict", "expected"} else value

    document = documents.everything()
    for key in ("results", "faults"):
        document[key] = poisoned(document[key])
    text = terminal.render(document, width=width, verbose=verbose, report=HOSTILE)
    assert "forged" in text
    assert not re.search("[\x00-\x09\x0b-\x1f\x7f-\x9f\u202a-\u202e\ud800-\udfff]", text)
    assert not any(line.lstrip().startswith("::") for line in text.splitlines())
    assert "##[" not in text


def test_colours_are_all_taken_back() -> None:
    text = terminal.render(documents.everything(), color=True)
    assert text.count("\x1b[0m") == len(re.findall(r"\x1b\[[1-9]", text))
    uncoloured = re.sub(r"\x1b\[[0-9;]*m", "", text)
    assert uncoloured == terminal.render(documents.everything())


def test_a_long_expression_is_cut_and_a_fix_is_never_wrapped() -> None:
    result = documents.unexpected_failure()
    long = "x + " * 500 + "x"
    result["declared"]["cost"] = long
    result["findings"][0]["suggestion"] = "2 * (A.T @ (A @ x - b)) " * 8
    lines = case_text.render(result, width=60).splitlines()
    assert max(len(line) for line in lines if "x + x" in line) <= 60
    assert any(line.endswith("…") for line in lines)
    assert sum("A.T @ (A @ x - b)" in line for line in lines) == 1


class TestListing:
    def test_a_line_says_the_id_the_tags_and_what_is_expected(self) -> None:
        cases = [
            Case(id="a::right"),
            Case(id="a::wrong", tags=("layer", "slow"), expect=Expectation("fail", cause=Cause.SIGN)),
            Case(id="b::broken", expect=Expectation("error")),
        ]
        assert terminal.listing(cases) == "a::right\na::wrong  @layer @slow expects fail (sign)\nb::broken  expects error\n"

    def test_an_id_cannot_begin_a_command(self) -> None:
        assert terminal.listing([Case(id="::error::x")]) == "./::error::x\n"

    def test_nothing_gives_nothing(self) -> None:
        assert terminal.listing([]) == ""


@pytest.mark.parametrize(("value", "text"), [(0.04, "0.0 s"), (59.94, "59.9 s"), (60.0, "1 min 0 s"), (3725.0, "62 min 5 s")])
def test_times_read_as_people_say_them(value: float, text: str) -> None:
    assert verdict.seconds(value) == text
