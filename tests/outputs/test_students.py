"""A row for each who claims, for a terminal, a spreadsheet and the page."""

from __future__ import annotations

import csv
import io

from runner.outputs import html_report, students, tallies, terminal
from tests.outputs import documents
from tests.outputs.documents import Document
from tests.outputs.pages import Page


def of(verdict: str, who: str, exercise: str, cause: str | None = None, inputs: tuple[str, ...] = ("x",)) -> Document:
    failing = documents.unexpected_failure() if verdict == "FAIL" else documents.passing()
    declared = failing["declared"] | {"gradient": dict.fromkeys(inputs, "0")}
    return failing | {
        "id": f"{who}/{exercise}",
        "file": f"{who}.yaml",
        "exercise": exercise,
        "verdict": verdict,
        "cause": cause,
        "declared": declared,
    }


CLASS = documents.document(
    [
        of("PASS", "ann", "a::one", inputs=("x", "W")),
        of("FAIL", "ann", "a::two", "sign"),
        of("PASS", "=bob", "a::one"),
        of("FAIL", "=bob", "a::two", "sign"),
        of("FAIL", "cy", "a::two"),
    ],
    claims={
        "claimants": {"ann": "ann.yaml", "=bob": "=bob.yaml", "cy": "cy.yaml", "di": "di.yaml"},
        "exercises": {"a::one": ["x", "W"], "a::two": ["x"]},
    },
)


def test_an_exercise_is_right_wrong_claimed_in_part_or_missing() -> None:
    assert [[outcome.text for outcome in row.outcomes.values()] for row in students.rows(CLASS)] == [
        ["right", "sign"],
        ["part", "sign"],
        ["missing", "wrong"],
        ["missing", "missing"],
    ]


def test_each_input_that_is_wrong_has_a_cause_of_its_own() -> None:
    result = of("FAIL", "ann", "a::one", "transposed", inputs=("x", "W", "b"))
    check, finding = result["inputs"][0], result["findings"][0]
    result = result | {
        "inputs": [check | {"name": name, "wrong": wrong} for name, wrong in (("x", 3), ("W", 0), ("b", 2))],
        "findings": [finding | {"input": "x", "cause": "transposed"}, finding | {"input": "b", "cause": "broadcast"}],
    }
    claims = {"claimants": {"ann": "ann.yaml"}, "exercises": {"a::one": ["x", "W", "b"]}}
    (row,) = students.rows(documents.document([result], claims=claims))
    assert [outcome.text for outcome in row.outcomes.values()] == ["x transposed, b broadcast"]
    assert row.causes == {"transposed": 1, "broadcast": 1}
    assert row.count("wrong") == 1


def test_exercises_go_by_their_names_where_those_differ() -> None:
    assert students.short(["a::one", "a::two"]) == ["one", "two"]
    assert students.short(["a::one", "b::one"]) == ["a::one", "b::one"]


def test_a_file_that_cannot_be_read_is_no_exercise_left_out() -> None:
    faults = [{**fault, "file": "di.yaml"} for fault in documents.faults()[:1]]
    table = students.rows({**CLASS, "faults": faults})
    assert [outcome.word for outcome in table[3].outcomes.values()] == ["fault", "fault"]
    assert [outcome.word for outcome in table[2].outcomes.values()] == ["missing", "wrong"]


def test_the_terminal_tells_a_line_each_and_what_the_class_gets_wrong_most() -> None:
    assert list(students.lines(CLASS)) == [
        "ann   1 right, 1 wrong (sign)",
        "=bob  1 wrong, 1 part (sign)",
        "cy    1 wrong, 1 missing",
        "di    2 missing",
        "most often: sign 2",
    ]
    assert "most often: sign 2" in terminal.render(CLASS)
    assert "most often: sign 2" not in terminal.render(CLASS, verbose=-1)


def test_the_csv_has_a_row_each_and_no_formula() -> None:
    head, *rows = csv.reader(io.StringIO(tallies.render(CLASS)))
    counts = ["right", "wrong", "part", "error", "timeout", "fault", "missing", "doubtful", "sign"]
    assert head == ["student", *counts, "a::one", "a::two"]
    assert [row[0] for row in rows] == ["ann", "'=bob", "cy", "di"]
    assert rows[0] == ["ann", "1", "1", "0", "0", "0", "0", "0", "0", "1", "right", "sign"]


def test_the_page_has_a_table_of_them() -> None:
    page = Page(html_report.render(CLASS))
    assert "Students" in page.by_tag("h2")
    assert "ann" in page.by_tag("th")
    text = html_report.render(CLASS)
    assert 'href="#q=student%3Aann"' in text
    assert "<h3>Each exercise</h3>" in text


def test_without_claims_of_others_nothing_is_said_of_students() -> None:
    plain = documents.document([documents.passing()])
    assert students.rows(plain) == []
    assert "Students" not in Page(html_report.render(plain)).by_tag("h2")
    assert tallies.render(plain).startswith("by,name,")
