"""Hostile expressions through a worker, each beside a good neighbour: nothing is reached, nothing hangs, no neighbour is lost."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any

import pytest

from runner.execution import Limits, Pool
from runner.model import Case, Verdict

LIST = Path(__file__).parents[1] / "expressions" / "hostile_expressions.jsonl"
GIVEN: dict[str, Any] = {
    "sizes": {"n": 4},
    "shapes": {"x": (4, 3), "W": (3, 3), "v": (3,)},
    "values": {"y": (0, 2, 1, 1)},
    "wrt": "x",
    "gradient": "x",
}
GOOD = Case(name="good", shapes={"x": (3,)}, cost="np.sum(x**2)", gradient="2 * x")


def test_no_hostile_expression_reaches_out_hangs_or_costs_a_neighbour(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    rows = [json.loads(line) for line in LIST.read_text(encoding="utf-8").splitlines()]
    cases = [case for row in rows for case in (Case(name=row["id"], cost=row["expression"], **GIVEN), GOOD)]
    monkeypatch.chdir(tmp_path)
    results = dict(Pool(cases, Limits(seconds=20, memory=1024), jobs=2).results())
    assert len(results) == len(cases)
    for index, row in enumerate(rows):
        verdict = results[2 * index].verdict
        if row["expected"] == "rejected":
            assert verdict is Verdict.ERROR, row
        elif row["expected"] == "killed-or-rejected":
            assert verdict in {Verdict.ERROR, Verdict.TIMEOUT}, row
        assert "internal error" not in results[2 * index].message, row
        assert results[2 * index + 1].verdict is Verdict.PASS, row
    assert os.listdir(tmp_path) == []
