"""What the figures rest on: the loop they are compared with, cases that are the same on both sides, the table and the drawing."""

from __future__ import annotations

import xml.etree.ElementTree as ET
from pathlib import Path

import numpy as np
import pytest

from runner import catalog
from runner.checking.checker import check
from runner.checking.settling import settle
from runner.model import Case
from tests.benchmarks import breaking, mutations, slipped, small_cases
from tests.benchmarks.naive import gradcheck_naive
from tests.benchmarks.plot import Curve, Panel, svg
from tests.benchmarks.table import BEGIN, END, bounded, faster, write_between
from tests.benchmarks.timing import Times, in_turns
from tests.benchmarks.workloads import Workload, many_entries, matrix_product, network


def test_the_loop_passes_a_right_gradient_and_leaves_x_as_it_was() -> None:
    x = np.array([[1.0, -2.0], [0.5, 3.0]])
    assert gradcheck_naive(lambda x: (np.sum(x**3), 3 * x**2), x) is None
    assert x.tolist() == [[1.0, -2.0], [0.5, 3.0]]


def test_the_loop_stops_at_the_first_wrong_entry() -> None:
    wrong = np.array([[0.0, 0.0], [1.0, 1.0]])
    assert gradcheck_naive(lambda x: (np.sum(x**2), 2 * x + wrong), np.ones((2, 2))) == (1, 0)


@pytest.mark.parametrize("workload", [matrix_product(), network()], ids=["product", "network"])
def test_a_workload_is_the_same_for_us_and_for_its_peers(workload: Workload) -> None:
    result = check(workload.case)
    assert result.verdict == "PASS"
    assert gradcheck_naive(*workload.naive()) is None
    draws = {name: np.asarray(value) for name, value in workload.gradients(workload.arrays).items()}
    for found in result.inputs:
        if found.claimed is not None:
            np.testing.assert_allclose(draws[found.name], found.claimed, rtol=1e-12, atol=1e-15)


def test_one_entry_of_the_large_claim_is_wrong_where_that_is_asked_for() -> None:
    assert check(many_entries(10_000)).verdict == "PASS"
    result = check(many_entries(10_000, wrong=True))
    assert result.inputs[0].wrong == 1
    assert result.inputs[0].first_wrong is not None
    assert result.inputs[0].first_wrong.index == (50, 33)


def test_the_small_cases_are_right_for_us_and_for_the_loop(tmp_path: Path) -> None:
    path = tmp_path / "cases.yaml"
    path.write_text(small_cases.yaml(40), encoding="utf-8")
    assert all(check(case).verdict == "PASS" for case in catalog.read([str(path)]).cases)
    assert [gradcheck_naive(f, x) for f, x in small_cases.functions(40)] == [None] * 40


def test_so_many_of_the_small_cases_are_wrong_as_asked_for(tmp_path: Path) -> None:
    path = tmp_path / "cases.yaml"
    path.write_text(small_cases.yaml(40, wrong=4), encoding="utf-8")
    results = [check(case) for case in catalog.read([str(path)]).cases]
    assert [result.verdict for result in results].count("FAIL") == 4  # type: ignore[arg-type]
    assert all(result.as_expected for result in results)


def test_the_ways_take_turns() -> None:
    order: list[str] = []
    in_turns({"a": lambda: order.append("a"), "b": lambda: order.append("b")}, turns=3, shortest=0)
    assert order == ["a", "b", "b", "a", "a", "b"]


def test_a_row_compares_the_best_turns_with_what_is_required() -> None:
    ours, theirs = Times((2e-6, 1e-6, 4e-6, 2e-6)), Times((2e-5, 2e-5, 8e-5, 2e-5))
    assert faster("work", "peer", ours, theirs, 20).cells() == ("work", "peer", "≥ 20 ×", "20 × ✓", "10 – 20", "1 µs", "20 µs")
    assert faster("work", "peer", ours, theirs, 21).met is False


def test_a_peer_that_is_missing_is_said_to_be_so() -> None:
    row = faster("work", "peer", Times((1e-3,)), None, 4)
    assert row.measured == "not installed"
    assert row.met is None


def test_a_bound_is_met_up_to_and_with_its_value() -> None:
    assert bounded("work", "evaluations", 64, 64).met is True
    assert bounded("work", "evaluations", 65, 64).met is False


def test_the_table_goes_between_the_markers_and_nowhere_else(tmp_path: Path) -> None:
    path = tmp_path / "README.md"
    path.write_text(f"above\n{BEGIN}\nold\n{END}\nbelow\n", encoding="utf-8")
    write_between(path, "new")
    assert path.read_text(encoding="utf-8") == f"above\n{BEGIN}\nnew\n{END}\nbelow\n"


def test_a_file_without_markers_is_left_alone(tmp_path: Path) -> None:
    path = tmp_path / "README.md"
    path.write_text("text\n", encoding="utf-8")
    with pytest.raises(ValueError, match="benchmarks"):
        write_between(path, "new")
    assert path.read_text(encoding="utf-8") == "text\n"


def test_a_drawing_is_well_formed_and_holds_every_curve() -> None:
    curves = (Curve("ours & theirs", ((10.0, 1e-3), (1000.0, 2.0))), Curve("floor", ((10.0, 1e-4), (1000.0, 1.0))))
    root = ET.fromstring(svg([Panel("time", "entries", "seconds", curves)]))
    names = [element.text for element in root.iter("{http://www.w3.org/2000/svg}text")]
    assert {"time", "entries", "seconds", "ours & theirs", "floor"} <= set(names)
    assert len(list(root.iter("{http://www.w3.org/2000/svg}polyline"))) == 2


@pytest.mark.parametrize(
    ("way", "claim", "broken"),
    [
        ("negated", "2 * x", "-(2 * x)"),
        ("a term dropped", "a + b * x", "a"),
        ("the sign of a term", "a + b * x", "a - b * x"),
        ("a factor dropped", "a * b / c", "a * b"),
        ("a transpose dropped", "A.T @ b", "A @ b"),
        ("another name", "np.outer(a, x)", "np.outer(b, x)"),
        ("another axis", "np.sum(A, axis=0)", "np.sum(A, axis=1)"),
        ("mean for sum", "np.sum(A, axis=0)", "np.mean(A, axis=0)"),
        ("another function", "dout * np.tanh(x)", "dout * np.arctan(x)"),
        ("another exponent", "x ** 2", "x ** 3"),
    ],
)
def test_a_claim_is_broken_in_one_place(way: str, claim: str, broken: str) -> None:
    found = next(one for one in breaking.WAYS if one.name == way)
    assert next(found.broken(claim, {"a": (3,), "b": (3,), "A": (3, 3), "x": (4,)})) == broken


def test_a_claim_is_broken_at_every_place() -> None:
    found = next(one for one in breaking.WAYS if one.name == "a factor dropped")
    assert list(found.broken("a * (b + c / 2)", {})) == ["a", "b + c / 2", "a * (b + c)", "a * (b + 1 / 2)"]


def test_a_derivation_slips_at_every_step() -> None:
    case = Case(shapes={"x": (3,), "w": (3,)}, cost="np.mean(x * np.tanh(w * x))", gradient={"x": "w"})
    draw = settle(case, None, 0.0).draw
    found: dict[str, list[str]] = {}
    for slip, text in slipped.slipped(draw, "x"):
        found.setdefault(slip.name, []).append(text)
    assert "np.tanh(w * x) / 3" in found["a way left out"]
    assert len(found["the sign at a step"]) == 5
    assert any("np.tanh(np.tanh(" in text for text in found["at the value, not the argument"])


def test_a_way_that_does_not_apply_breaks_nothing() -> None:
    found = next(one for one in breaking.WAYS if one.name == "another axis")
    assert list(found.broken("2 * x", {"x": (4,)})) == []


def test_broken_claims_fail_or_are_the_same_numbers() -> None:
    found = list(mutations.outcomes(mutations.right_cases(mutations.CATALOGUE / "seed"), every=1))
    assert {outcome.verdict for outcome in found} == {"fails", "equal", "no value"}
    assert {outcome.way for outcome in found} >= set(slipped.SLIPS[1:4])
    assert {outcome.cause for outcome in found if outcome.way.name == "negated"} == {"sign"}
    assert mutations.table(found).count("\n") == len(breaking.WAYS) + len(slipped.SLIPS) + 2
