"""How a run ended, in words: the bad news first."""

from __future__ import annotations

import pytest

from runner.outputs import verdict
from tests.outputs import documents


@pytest.mark.parametrize(
    ("results", "said"),
    [
        ([documents.unexpected_failure()], "1 of 1 case failed"),
        ([documents.unexpected_failure(), documents.passing()], "1 of 2 cases failed"),
        ([documents.passing() | {"as_expected": False, "expected": "fail"}], "1 of 1 case passed though it should not"),
        (
            [documents.unexpected_failure(), documents.unexpected_failure(), documents.error()],
            "3 of 3 cases did not end as expected: 2 failed, 1 ended in an error",
        ),
        (
            [documents.failing_as_documented() | {"as_expected": False, "surprise": "expected the cause sign, found product"}],
            "1 of 1 case ended in another way than declared",
        ),
    ],
)
def test_the_headline_says_how_many_and_in_which_way(results: list[documents.Document], said: str) -> None:
    assert verdict.headline(documents.document(results)) == said


def test_the_headline_counts_the_faults_too() -> None:
    said = verdict.headline(documents.everything())
    assert said.startswith("4 of 8 cases did not end as expected: ")
    assert said.endswith("; 2 faults in 2 case files, not run")
    assert verdict.headline(documents.everything() | {"faults": []}).endswith("1 ran out of time or memory")


def test_the_summary_tells_the_bad_before_the_good() -> None:
    said = verdict.summary(documents.everything())
    assert said == (
        "4 of 8 cases did not end as expected: 2 failed, 1 ended in an error, 1 ran out of time or memory; 2 faults in 2 case "
        "files, not run; 4 as expected: 2 pass, 2 fail as documented; 2 doubtful; 0.4 s"
    )


def test_where_all_is_well_the_good_is_all_there_is() -> None:
    document = documents.document([documents.passing(), documents.failing_as_documented()])
    assert verdict.summary(document) == "2 as expected: 1 pass, 1 fail as documented; 0.4 s"
