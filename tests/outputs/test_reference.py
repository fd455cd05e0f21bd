"""The reference: what was found right, beside the mistakes to avoid; and that its texts can be copied."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from runner import catalog
from runner.checking.checker import check
from runner.model import Case, Run
from runner.outputs import json_report
from runner.outputs.numpy_text import code
from runner.outputs.reference import reference
from runner.outputs.reference_page import parts
from runner.outputs.reproduction_helpers import SCRIPTS
from runner.outputs.result_document import result_document
from runner.problem import Problem, drawn
from tests.outputs import documents
from tests.outputs.documents import Document
from tests.outputs.pages import HOSTILE, Page, with_names_poisoned

CASES = Path(__file__).parents[2] / "cases"

SQUARES = """\
cases:
  - name: the sum of squares
    source: https://example.org/squares
    sizes: {n: 3}
    shapes: {x: [n]}
    cost: np.sum(x**2)
    gradient: 2 * x
    variants:
      - {name: as a sum, gradient: x + x}
      - {name: with the 2 lost, description: The exponent comes down., gradient: x, expect: fail, tags: ["class:scale"]}
      - {name: of sizes, matrix: {n: [4, 5]}}
  - name: an affine layer
    shapes: {x: [4, 3], W: [3, 2]}
    let: {z: x @ W, dz: dout * (z > 0)}
    output: relu(z)
    gradient: {x: dz @ W.T, W: x.T @ dz}
    variants:
      - {name: without its rectifier, let: {dz: dout}, expect: fail}
  - name: another cost
    shapes: {x: [3]}
    cost: np.sum(x**3)
    gradient: 3 * x**2
"""


def of(text: str, folder: Path, name: str = "sums.yaml") -> Document:
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    found = catalog.read([str(folder)])
    assert found.faults == []
    results = tuple(check(case) for case in found.cases)
    return json_report.document(Run(results), generated="2026-11-27T09:00:00+00:00", command="", version="0.1.0")


def page_of(document: Document) -> str:
    return "".join(parts(document, reference(document["results"])))


def test_a_formula_stands_once_with_its_gradients_and_its_mistakes(tmp_path: Path) -> None:
    found = reference(of(SQUARES, tmp_path)["results"])
    squares, layer, _ = found.entries
    assert (squares.name, [form.name for form in squares.forms]) == ("the sum of squares", ["", "as a sum"])
    (mistake,) = squares.mistakes
    assert (mistake.name, mistake.sentence) == ("with the 2 lost", "The exponent comes down.")
    assert (mistake.kind, mistake.public) == ("scale", True)
    (forgotten,) = layer.mistakes
    assert [line.source for line in forgotten.lines if line.label == "let"] == ["dz: dout"]
    assert "gradient of x: dz @ W.T" in [line.source for line in forgotten.lines]


def test_what_is_needed_for_the_gradient_alone_stands_beside_it(tmp_path: Path) -> None:
    _, layer, _ = reference(of(SQUARES, tmp_path)["results"]).entries
    assert [line.source for line in layer.formula if line.label == "let"] == ["z: x @ W"]
    assert [line.source for line in layer.forms[0].lines if line.label == "let"] == ["dz: dout * (z > 0)"]


def test_lines_that_a_variant_does_not_need_stand_nowhere(tmp_path: Path) -> None:
    lines = "{r: np.sum(x**2), unused: r + 1, u: x / np.sqrt(r)}"
    text = f"name: a norm\nshapes: {{x: [3]}}\nlet: {lines}\ncost: np.sqrt(r)\ngradient: u\n"
    (entry,) = reference(of(text, tmp_path)["results"]).entries
    assert [line.source for line in entry.forms[0].lines if line.label == "let"] == ["u: x / np.sqrt(r)"]
    assert "unused" not in entry.forms[0].code


def test_of_a_mistake_that_has_no_name_nothing_is_said(tmp_path: Path) -> None:
    """Beside the right formula it speaks for itself."""
    twin = "{name: b, gradient: np.arctan(x) - 3, expect: fail}"
    text = f"name: a\nshapes: {{x: [3]}}\ncost: np.sum(x**2)\ngradient: 2 * x\nvariants: [{twin}]\n"
    (entry,) = reference(of(text, tmp_path)["results"]).entries
    (mistake,) = entry.mistakes
    assert (mistake.kind, mistake.sentence) == ("unknown", "")


def test_the_text_to_copy(tmp_path: Path, golden: Callable[[str, str], None]) -> None:
    found = reference(of(SQUARES, tmp_path)["results"])
    golden("reference/numpy.txt", "\n\n".join(form.code for entry in found.entries for form in entry.forms) + "\n")
    assert [name for name, _ in found.helpers] == ["relu"]


def test_jacobians_and_hessians_stand_there_as_gradients_do(tmp_path: Path) -> None:
    text = """\
cases:
  - name: a turned point
    shapes: {x: [2]}
    output: x[::-1]
    jacobian: np.eye(2)[::-1]
    variants:
      - {name: not turned, jacobian: -np.eye(2), expect: fail}
  - name: cubes
    shapes: {x: [2]}
    cost: np.sum(x**3)
    hvp: 6 * x * v
"""
    turned, cubes = reference(of(text, tmp_path)["results"]).entries
    assert turned.forms[0].code.splitlines() == ["# x (2)", "output = x[::-1]", "jacobian = np.eye(2)[::-1]"]
    assert [line.source for line in turned.mistakes[0].lines] == ["jacobian: -np.eye(2)"]
    assert cubes.forms[0].code.splitlines()[-1] == "hvp = 6 * x * v"


def test_only_what_was_found_right_is_shown_and_what_is_left_out_is_told(tmp_path: Path) -> None:
    wrong = SQUARES.replace("3 * x**2", "3 * x").replace("2 * x\n", "derive\n")
    document = of(wrong, tmp_path)
    found = reference(document["results"])
    assert "another cost" not in [entry.name for entry in found.entries]
    reasons = {result["name"]: reason for result, reason in found.left_out}
    assert reasons["another cost"].startswith("all 3 entries of `x` are wrong")
    assert reasons["the sum of squares"] == "It is derived from the formula, so that the check proves nothing."
    assert "3 * x\n" not in page_of(document)


@pytest.mark.parametrize(("verdict", "shown"), [("right", 1), ("undecided", 0), ("wrong", 0)])
def test_a_pass_in_doubt_is_shown_where_the_finer_measurement_finds_it_right(verdict: str, shown: int) -> None:
    doubted = documents.doubtful() | {"expected": "pass", "verdict": "PASS"}
    doubted["witness"] |= {"verdict": verdict}
    found = reference([doubted])
    assert (len(found.entries), len(found.left_out)) == (shown, 1 - shown)


def test_topics_are_folders_and_sections_are_files(tmp_path: Path) -> None:
    document = of(SQUARES, tmp_path, "some_sums/of_squares.yaml")
    (topic,) = reference(document["results"]).topics
    assert (topic.name, [section.name for section in topic.sections], topic.size) == ("Some sums", ["Of squares"], 3)


def test_the_page_says_when_it_was_checked_and_what_goes_wrong_most(tmp_path: Path) -> None:
    page = Page(page_of(of(SQUARES, tmp_path)))
    (summary,) = page.by_class("summary")
    assert summary == (
        "5 gradients of 3 formulas, each checked by differences while this page was made, on 27 November 2026, 09:00 UTC, "
        "by gradcase 0.1.0."
    )
    assert page.find(lambda tag, attributes: tag == "th" and attributes.get("scope") == "row") == ["scale", "missing-factor"]
    assert [cell for cell in page.by_tag("td") if not cell or cell.isdigit()] == ["1", "1", "", "1"]


@pytest.mark.parametrize("text", HOSTILE)
def test_no_text_of_a_case_changes_the_page(text: str) -> None:
    results = [documents.passing(), documents.failing_as_documented()]
    poison = with_names_poisoned(documents.document(results), text)["results"]
    page = Page(page_of(documents.document(poison)))
    assert len([tag for tag in page.outline if tag == "script"]) == 2
    for tag, attributes, _ in page.elements:
        assert tag not in ("img", "iframe", "object", "embed", "base")
        assert not any(name.startswith("on") for name in attributes)


def sample() -> list[Case]:
    """Some right cases of every file of the catalogue."""
    cases = [case for path in sorted(CASES.rglob("*.yaml")) for case in catalog.read([str(path)]).cases[:6]]
    return [case for case in cases if case.expect.verdict == "pass" and case.dtype == "float64"]


def test_the_texts_are_numpy_that_runs_and_gives_the_claimed_gradient() -> None:
    tried = 0
    for case in sample():
        problem = Problem(case)
        draw = drawn(problem)
        arrays: dict[str, Any] = {name: value for name, value in draw.values.items() if name in (*case.shapes, *case.values)}
        if problem.draws or sum(np.size(value) for value in arrays.values()) > 10_000:
            continue
        text = code(result_document(check(case)))
        space: dict[str, Any] = {"np": np, **draw.values}
        exec("import math\n" + "\n".join(SCRIPTS.values()) + text, space)
        for name in case.claims:
            found = draw.pulled(name, np.asarray(space[f"grad_{name}"]))
            assert np.allclose(found, draw.claim(name), rtol=1e-9, atol=1e-12, equal_nan=True), case.id
        tried += 1
    assert tried > 200
