"""The last runs of a folder."""

from __future__ import annotations

from runner.outputs.history import HEIGHT, KEPT, MARGIN, continued, drawn
from tests.outputs import documents


def test_the_counts_of_this_run_come_last_and_only_so_many_are_kept() -> None:
    runs: list[dict[str, object]] = []
    for _ in range(KEPT + 5):
        runs = continued(runs, documents.everything())
    assert len(runs) == KEPT
    assert runs[-1] == {"generated": "2025-03-14T15:09:26+00:00", "cases": 8, "unexpected": 4, "doubtful": 2, "seconds": 0.4213}


def test_one_run_is_no_line() -> None:
    assert drawn(continued([], documents.everything())) is None


def test_nothing_unexpected_lies_at_the_foot_and_the_most_at_the_top() -> None:
    drawing = drawn([{"unexpected": count} for count in (0, 7, 3)])
    assert drawing is not None
    heights = [float(point.split(",")[1]) for point in drawing.points.split()]
    assert heights[0] == HEIGHT - MARGIN
    assert heights[1] == MARGIN
    assert heights[1] < heights[2] < heights[0]
