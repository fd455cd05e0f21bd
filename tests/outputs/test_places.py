"""The place of a mistake, in every output: the line of the file, the part underlined, the edit and the fix."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any
from xml.etree.ElementTree import fromstring

import pytest

from tests.command import document_in, environment, gradcase

Golden = Callable[[str, str], None]

LAYER = """\
name: a layer
shapes: {x: [4, 3], W: [3, 2]}
let:
  h: np.tanh(x @ W)
  dh: >
    dout * (
      1 - h)
output: h
gradient:
  x: dh @ W.T
  W: "x.T @ dh"
"""

CASES = f"""\
cases:
  - name: an edit of the claim
    shapes: {{x: [3], W: [2, 3]}}
    cost: np.sum((W @ x)**2)
    wrt: x
    gradient: 2 * W.T @ (W * x)
  - name: the whole claim
    shapes: {{x: [3]}}
    cost: np.sum(x**2)
    gradient: x  # half
  - name: numbers
    values: {{x: [1.0, 2.0]}}
    cost: np.sum(x**2)
    wrt: x
    gradient: [1, 2]
  - name: a Jacobian
    shapes: {{x: [3]}}
    output: x**2
    jacobian: np.diag(x)
  - {LAYER.replace(chr(10), chr(10) + "    ").rstrip()}
"""


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the outputs of a run of the cases."""
    found = tmp_path_factory.mktemp("places")
    (found / "cases").mkdir()
    (found / "cases" / "all.yaml").write_text(CASES, encoding="utf-8")
    done = gradcase("-v", "--junit", "junit.xml", "--github", "always", cwd=found)
    assert (done.returncode, done.stderr) == (1, "")
    (found / "out.txt").write_text(done.stdout, encoding="utf-8")
    return found


@pytest.fixture(scope="module")
def results(folder: Path) -> dict[str, dict[str, Any]]:
    document = document_in(folder / "reports")
    return {result["name"]: result for result in document["results"]}


def marked(finding: dict[str, Any]) -> str:
    """The part of the source line that is told of."""
    place = finding["place"]
    found: str = place["source"][place["column"] - 1 :][: place["width"]]
    assert CASES.splitlines()[place["line"] - 1] == place["source"]
    return found


def test_every_finding_has_a_place_and_a_fix(results: dict[str, dict[str, Any]]) -> None:
    for result in results.values():
        for finding in result["findings"]:
            assert finding["place"]["line"] is not None
            assert finding["fix"]
    (of_claim,) = results["an edit of the claim"]["findings"]
    assert (marked(of_claim), of_claim["edit"]["new"]) in (("W * x", "W @ x"), ("2 * W.T @ (W * x)", of_claim["fix"]))
    (whole,) = results["the whole claim"]["findings"]
    assert (marked(whole), whole["edit"], whole["fix"]) == ("x", {"old": "x", "new": "2 * x"}, "2 * x")
    (numbers,) = results["numbers"]["findings"]
    assert (marked(numbers), numbers["edit"], numbers["fix"]) == ("[1, 2]", None, "[2, 4]")
    (jacobian,) = results["a Jacobian"]["findings"]
    assert (marked(jacobian), jacobian["place"]["key"], jacobian["fix"]) == ("np.diag(x)", "jacobian", "2 * np.diag(x)")


def test_the_place_of_a_result_is_that_of_its_first_finding(results: dict[str, dict[str, Any]]) -> None:
    place = results["a layer"]["findings"][0]["place"]
    assert place["key"] == "let.dh"
    assert results["a layer"]["place"] == {"file": "cases/all.yaml", "line": place["line"], "column": place["column"]}
    assert place["line"] in (26, 27)  # the block of `dh`, not the line of its key


def test_the_terminal_underlines_the_part_and_shows_the_edit(
    folder: Path, results: dict[str, dict[str, Any]], golden: Golden
) -> None:
    told = (folder / "out.txt").read_text(encoding="utf-8")
    blocks = told[told.index("\n\ncases/all.yaml") : told.index("\n\n5 of 5")].split("\n\n")
    golden("terminal/places.txt", "\n\n".join(blocks[:-1]).strip() + "\n")
    edit = results["a layer"]["findings"][0]["edit"]
    assert f"\n          - {edit['old']}\n          + {edit['new']}\n  fix     dh: " in blocks[-1]


def test_a_line_that_two_claims_go_through_is_shown_once(folder: Path) -> None:
    told = (folder / "out.txt").read_text(encoding="utf-8")
    block = told[told.index("case    all::a layer") :].partition("re-run")[0]
    assert block.count("  fix     ") == 1
    assert block.count("^") == block.splitlines()[[("^" in line) for line in block.splitlines()].index(True)].count("^")


def test_annotations_and_junit_carry_the_line(folder: Path, results: dict[str, dict[str, Any]]) -> None:
    told = (folder / "out.txt").read_text(encoding="utf-8")
    suite = fromstring((folder / "junit.xml").read_text(encoding="utf-8"))
    for name, result in results.items():
        place = result["findings"][0]["place"]
        assert (
            f"::error file=cases/all.yaml,line={place['line']},col={place['column']},title=FAIL%2C expected PASS%3A {name}"
            in told
        )
        (failure,) = [case.find("failure") for case in suite.iter("testcase") if case.get("name") == name]
        assert failure is not None
        assert failure.text is not None
        assert failure.text.strip().startswith(f"cases/all.yaml:{place['line']}:{place['column']}: FAIL")


def test_a_failing_test_of_pytest_carries_the_line(folder: Path, results: dict[str, dict[str, Any]]) -> None:
    (folder / "pytest.ini").write_text("[pytest]\ngradcase_paths = cases\n", encoding="utf-8")
    done = subprocess.run(
        [sys.executable, "-m", "pytest", "-q", "cases", "-k", "layer"],
        cwd=folder,
        env=environment(),
        capture_output=True,
        text=True,
        check=False,
    )
    place = results["a layer"]["findings"][0]["place"]
    assert f"cases/all.yaml:{place['line']}:{place['column']}: FAIL" in done.stdout
    edit = results["a layer"]["findings"][0]["edit"]
    assert f"\n          - {edit['old']}\n          + {edit['new']}\n" in done.stdout


def test_the_page_links_to_the_line_and_underlines_the_part(folder: Path) -> None:
    html = (folder / "reports" / "index.html").read_text(encoding="utf-8")
    assert '<span class="line marked" data-line="10">    gradient: <mark>x</mark>  # half\n</span>' in html
    assert 'class="to-line" href="#case=all::the%20whole%20claim" data-line="10">line 10</a>' in html
    layer = html[html.index('id="case=all::a%20layer"') :]
    assert "The whole gradient for <code>x</code>" in layer[: layer.index("</article>")]
