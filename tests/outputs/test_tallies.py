"""Counts by file and by tag, as a table and as CSV."""

from __future__ import annotations

import csv

from runner.outputs import tallies
from tests.outputs import documents

RESULTS = [
    documents.unexpected_failure() | {"tags": ["a", "b"]},
    documents.failing_as_documented() | {"tags": ["a", "a"]},
    documents.passing() | {"tags": []},
]


def test_a_row_for_each_file() -> None:
    rows = tallies.by_file(RESULTS)
    assert [(row.name, row.cases, row.unexpected, dict(row.causes)) for row in rows] == [
        ("cases/optimisation/least_squares.yaml", 1, 1, {"scale": 1}),
        ("cases/seed/matrix_product.yaml", 2, 0, {"product": 1}),
    ]
    assert tallies.causes_in(rows) == ["scale", "product"]


def test_a_case_counts_once_for_each_of_its_tags_and_the_most_frequent_comes_first() -> None:
    assert [(row.name, row.cases) for row in tallies.by_tag(RESULTS)] == [("a", 2), ("b", 1)]


def test_as_csv() -> None:
    rows = list(csv.DictReader(tallies.render(documents.document(RESULTS)).splitlines()))
    assert [(row["by"], row["name"], row["cases"], row["fail"], row["scale"]) for row in rows] == [
        ("file", "cases/optimisation/least_squares.yaml", "1", "1", "1"),
        ("file", "cases/seed/matrix_product.yaml", "2", "1", "0"),
        ("tag", "a", "2", "2", "1"),
        ("tag", "b", "1", "1", "1"),
    ]


def test_no_name_is_computed_by_a_spreadsheet() -> None:
    for name in ("=cmd()", "+1", "-1", "@x"):
        text = tallies.render(documents.document([documents.passing() | {"file": name}]))
        assert f"file,'{name}," in text
