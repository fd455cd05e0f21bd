"""Annotations and the job summary, as GitHub Actions reads them."""

from __future__ import annotations

import re
from collections.abc import Callable

from runner.outputs import github
from tests.outputs import documents

Golden = Callable[[str, str], None]

COMMAND = re.compile(r"::error (?:file=[^,:]*,line=\d+,col=\d+,)?title=[^,:]*::[^\r\n]*")
"""One command on one line, nothing in it that could end a part too early."""


def test_annotations_of_everything(golden: Golden) -> None:
    golden("github/annotations.txt", github.commands(documents.everything()))


def test_the_summary_of_everything(golden: Golden) -> None:
    golden("github/summary.md", github.summary(documents.everything()))


def test_all_as_expected_annotates_nothing_and_sums_up_in_a_line(golden: Golden) -> None:
    document = documents.document([documents.passing(), documents.failing_as_documented()])
    assert github.commands(document) == ""
    golden("github/summary_of_success.md", github.summary(document))


def test_only_ten_are_shown_so_the_tenth_counts_the_others() -> None:
    lines = github.commands(documents.document([documents.unexpected_failure()] * 40)).splitlines()
    assert len(lines) == 10
    assert lines[-1].endswith("and 31 more: see the log and the summary of the job")
    assert "more" not in github.commands(documents.document([documents.unexpected_failure()] * 9))


def test_paths_can_be_told_from_the_root_of_the_repository() -> None:
    text = github.commands(documents.document([documents.error()]), lambda file: f"sub/{file}")
    assert text.startswith("::error file=sub/cases/drafts/typo.yaml,line=3,col=18,")


def test_hostile_texts_stay_in_their_part() -> None:
    name = "100%,file=other.yaml::set-output name=x::y\r\n::error::forged %0A"
    result = documents.unexpected_failure() | {"name": name, "message": name, "surprise": name}
    result["place"] = {"file": "a,b::c.yaml", "line": 1, "column": 2}
    lines = github.commands(documents.document([result])).splitlines()
    assert len(lines) == 1
    assert COMMAND.fullmatch(lines[0])
    assert "file=a%2Cb%3A%3Ac.yaml,line=1" in lines[0]
    assert "%250A" in lines[0]


def test_nothing_in_the_summary_is_read_as_markdown() -> None:
    name = "<img src=x onerror=alert(1)> [link](http://x) | `code` *star* _under_ @team #1 :smile: \n# head\n| a | b |"
    text = github.summary(documents.document([documents.unexpected_failure() | {"id": name, "message": name}]))
    row = next(line for line in text.splitlines() if "img" in line)
    cells = row.strip("| ").split(" | ")
    assert len(cells) == 5
    bare = re.sub(r"&#\d+;|</?code>", "", cells[1])
    assert not set("<>[]()`*@#$") & set(bare)
    assert not re.search(r":\w|\b_|_\b", bare)
    assert "&#60;img src=x" in cells[1]
    assert "<code>code</code>" in cells[1]


def test_the_summary_shows_code_as_code_and_sentences_as_sentences() -> None:
    assert github.markdown("`least_squares` is wrong: x_1, a.yaml:3") == "<code>least_squares</code> is wrong: x_1, a.yaml:3"
    assert github.markdown("an open ` and `</code><b>`") == "an open <code> and </code>&#60;/code&#62;&#60;b&#62;&#96;"


def test_the_summary_stays_far_below_its_limit_of_a_mebibyte() -> None:
    result = documents.unexpected_failure() | {"id": "a::" + "*" * 5000}
    text = github.summary(documents.document([result] * 5000))
    assert len(text.encode()) < 2**20
    assert "and 4900 more" in text
