"""The script that reproduces a case is run as a person would run it, and must come to the numbers of the report."""

from __future__ import annotations

import math
import re
import subprocess
import sys
from typing import Any

import numpy as np
import pytest

from runner.checking.checker import check
from runner.expressions import compile_expression
from runner.expressions.functions import FUNCTIONS
from runner.model import Case
from runner.outputs.reproduction import script
from runner.outputs.reproduction_helpers import definitions
from runner.outputs.result_document import result_document
from tests.expressions.batched_examples import EXAMPLES, variables
from tests.outputs import documents


def run(text: str | None) -> str:
    assert text is not None
    done = subprocess.run([sys.executable, "-W", "error", "-c", text], capture_output=True, text=True, timeout=60, check=False)
    assert done.returncode == 0, done.stderr
    return done.stdout


def case(
    cost: str | None,
    claims: dict[str, str],
    shapes: dict[str, tuple[int, ...]],
    output: str | None = None,
    wrong: int = 0,
    **more: Any,
) -> documents.Document:
    """A result with just what the script is made from."""
    values, let, dtype = more.get("values", {}), more.get("let", {}), more.get("dtype", "float64")
    written = {name: str(list(shape)) for name, shape in shapes.items()}
    checks = [
        {"name": name, "h": 1e-4, "shape": list(shapes.get(name, (2,))), "table": [], "worst": None, "wrong": wrong}
        for name in claims
    ]
    return documents.result(
        "a case",
        verdict="FAIL" if wrong else "PASS",
        declared=documents.declared(cost, claims, output, shapes=written, values=values, let=let, sizes=more.get("sizes", {})),
        shapes={name: list(shape) for name, shape in shapes.items()},
        inputs=checks,
        dtype=dtype,
    )


@pytest.mark.parametrize("made", [documents.passing, documents.unexpected_failure])
def test_it_comes_to_the_verdict_and_the_worst_entry_of_the_report(made: Any) -> None:
    result = made()
    check = result["inputs"][0]
    printed = run(script(result))
    head = f"x: {'FAIL' if check['wrong'] else 'PASS'}, {check['wrong']} of {check['entries']} entries wrong"
    assert printed.splitlines()[0] == head
    found = {
        match[1]: (float(match[2]), float(match[3]))
        for match in re.finditer(r"x\[([\d, ]+)\]: claimed (\S+), numerical (\S+),", printed)
    }
    claimed, numerical = np.array(check["claimed"]), np.array(check["numerical"])
    assert found
    for index, (c, n) in found.items():
        at = tuple(map(int, index.split(", ")))
        assert c == pytest.approx(claimed[at], rel=1e-10)
        assert n == pytest.approx(numerical[at], rel=1e-7)


def test_a_claim_of_another_shape_is_told_by_both_shapes() -> None:
    assert "the claim has shape (5, 10), the input (10, 3)" in run(script(documents.failing_as_documented()))


def test_an_output_is_summed_with_dout_drawn_last() -> None:
    printed = run(script(case(None, {"x": "dout @ W.T", "W": "x.T @ dout"}, {"x": (4, 3), "W": (3, 2)}, output="x @ W")))
    assert "x: PASS, 0 of 12" in printed
    assert "W: PASS, 0 of 6" in printed


def test_a_mask_is_the_same_in_every_evaluation() -> None:
    dropped = case("np.sum((x * mask)**2)", {"x": "2 * x * mask"}, {"x": (5, 4)}, let={"mask": "rng.random(x.shape) > 0.5"})
    assert "x: PASS" in run(script(dropped))


def test_lines_that_use_dout_serve_the_claims_only() -> None:
    let = {"y": "np.tanh(x)", "dy": "dout * (1 - y**2)"}
    assert "x: PASS" in run(script(case(None, {"x": "dy"}, {"x": (3,)}, output="y", let=let)))


def test_sizes_and_values_are_written_out() -> None:
    result = case(
        "np.sum(A * x) / n", {"x": "A / n"}, {}, sizes={"n": 4}, values={"A": "[[1, 2], [3, 4]]", "x": "rng.normal(size=(2, 2))"}
    )
    assert "x: PASS, 0 of 4" in run(script(result))


def test_single_precision_rounds_the_point_and_evaluates_the_claim_in_it() -> None:
    text = script(case("np.sum(np.exp(x))", {"x": "np.exp(x)"}, {"x": (6,)}, dtype="float32"))
    printed = run(text)
    assert "x: PASS, 0 of 6" in printed
    worst = float(re.search(r"relative difference (\S+)", printed)[1])  # type: ignore[index]
    assert 1e-9 < worst < 1e-6, "the claim was not evaluated in single precision"


@pytest.mark.parametrize("name", [name for name, row in FUNCTIONS.items() if row.group == "helpers"])
def test_helpers_are_defined_in_plain_numpy(name: str) -> None:
    arrays = variables(0)
    space: dict[str, Any] = {"np": np, "math": math, **arrays}
    exec("\n".join(text for _, text in definitions([name])), space)
    with np.errstate(all="ignore"):
        for text in EXAMPLES[name]:
            expected = compile_expression(text, arrays).evaluate(arrays)
            np.testing.assert_allclose(eval(text, space), expected, rtol=1e-12, atol=1e-12, err_msg=text)


def test_a_script_defines_the_helpers_that_a_helper_calls() -> None:
    assert "x: PASS, 0 of 12" in run(script(case("np.sum(softmax(x)[:, 0])", {"x": CLAIM_OF_SOFTMAX}, {"x": (3, 4)})))
    assert "x: PASS, 0 of 12" in run(script(case("np.sum(gammaln(x - 3))", {"x": "digamma(x - 3)"}, {"x": (3, 4)})))


CLAIM_OF_SOFTMAX = "softmax(x) * (np.eye(4)[0] - softmax(x)[:, :1])"


def test_a_large_input_is_checked_where_the_report_looked() -> None:
    result = case("np.sum(x**2)", {"x": "3 * x"}, {"x": (300, 300)}, wrong=90000)
    result["inputs"][0]["table"] = [{"index": [7, 9]}, {"index": [0, 0]}]
    printed = run(script(result))
    assert "2 of 2 entries wrong" in printed
    assert "x[7, 9]" in printed


@pytest.mark.parametrize("made", [documents.error, documents.timeout])
def test_what_was_not_evaluated_gets_no_script(made: Any) -> None:
    assert script(made()) is None


@pytest.mark.parametrize("text", ["np.sum(x)\nimport os", "x; y", "np.sum(x) # off", "x = 1", ")", "np.sum(x)) + (1"])
def test_what_is_not_one_expression_gets_no_script(text: str) -> None:
    assert script(case(text, {"x": "1"}, {"x": (2,)})) is None


def test_a_hostile_name_stays_in_its_comment() -> None:
    result = case("np.sum(x)", {"x": "np.ones(2)"}, {"x": (2,)}) | {"id": "a\nimport os\r\x0bprint('out')\u2028print('out')"}
    text = script(result)
    assert text is not None
    assert text.splitlines()[0].startswith("# a import os")
    assert "out" not in run(text)


def test_a_case_that_uses_the_names_of_the_script_gets_none() -> None:
    assert script(case("np.sum(claimed)", {"claimed": "np.ones(2)"}, {"claimed": (2,)})) is None


def test_what_looks_like_a_module_in_a_word_is_not_imported() -> None:
    text = script(case("np.einsum('evil...->', x)", {"x": "np.ones((2, 3, 4, 5))"}, {"x": (2, 3, 4, 5)}))
    assert text is not None
    assert "import evil" not in text


def test_modules_that_are_lent_are_imported() -> None:
    text = script(case("np.sum(layers.forward(x))", {"x": "losses.slope(x)"}, {"x": (2,)}))
    assert text is not None
    assert [line for line in text.splitlines() if line.startswith("import")] == [
        "import numpy as np",
        "import layers  # lent to the case by whoever ran it",
        "import losses  # lent to the case by whoever ran it",
    ]


def test_a_lent_function_of_no_module_gets_no_script() -> None:
    assert script(case("np.sum(forward(x))", {"x": "np.ones(2)"}, {"x": (2,)})) is None


@pytest.mark.parametrize(
    "text",
    ["__import__('os').system('true')", "np.load('x')", "x.__class__", "os._exit(0)", "(lambda: x)()", "[v for v in x]"],
)
def test_what_the_gate_refuses_gets_no_script(text: str) -> None:
    assert script(case("np.sum(x)", {"x": text}, {"x": (2,)})) is None
    assert script(case("np.sum(x)", {"x": "1"}, {"x": (2,)}, let={"y": text})) is None
    assert script(case("np.sum(x)", {"x": "1"}, {}, values={"x": text})) is None


@pytest.mark.parametrize("name", ["x=1\nimport os\nx", "lambda", "x y", "", "np", "\u0445"])
def test_a_name_that_no_case_can_have_gets_no_script(name: str) -> None:
    assert script(case("1", {name: "1"}, {name: (2,)})) is None
    assert script(case("np.sum(x)", {"x": "1"}, {"x": (2,)}, sizes={name: 3})) is None
    assert script(case("np.sum(x)", {"x": "1", name: "1"}, {"x": (2,)})) is None


def test_a_long_list_of_numbers_is_written_out() -> None:
    numbers = str([round(0.1 * count, 1) for count in range(2000)])
    assert "x: PASS, 0 of 2000" in run(script(case("np.sum(x)", {"x": "np.ones(2000)"}, {}, values={"x": numbers})))


def test_a_line_that_takes_a_tuple_apart_stands_as_it_is() -> None:
    let = {"s, y": "(np.sum(x), np.linalg.slogdet(np.diag(x))[1])"}
    assert "x: PASS, 0 of 3" in run(script(case("s + 0 * y", {"x": "np.ones(3)"}, {"x": (3,)}, let=let)))


SETTINGS: dict[str, dict[str, Any]] = {
    "of one side": {"values": {"x": (0.0, 1.0)}, "wrt": "x", "cost": "np.sum(np.sqrt(x)**3)", "one_sided": "right", "h": 1e-10},
    "of the other": {"values": {"x": (1.0, 0.5)}, "wrt": "x", "cost": "np.sum((1 - x)**2 + x)", "one_sided": "left"},
    "with noise": {"shapes": {"x": (3,)}, "cost": "np.round(np.sum(np.sin(x)), 7)", "noise": 1e-7, "h": 0.01, "tolerance": 1e-4},
    "of both parts": {"shapes": {"z": (2,), "x": (2,)}, "complex": ("z",), "cost": "np.sum(np.abs(z)**2) + np.sum(x**2)"},
    "of JAX": {"shapes": {"z": (2,)}, "complex": ("z",), "convention": "plain", "cost": "np.sum(np.abs(z)**2)"},
}
CLAIMS: dict[str, tuple[Any, Any]] = {
    "of one side": ("1.5 * np.sqrt(x)", "1.4 * np.sqrt(x) + 0.1"),
    "of the other": ("2 * x - 1", "2 * x"),
    "with noise": ("np.cos(x)", "np.sin(x)"),
    "of both parts": ({"z": "2 * z", "x": "2 * x"}, {"z": "2 * np.conj(z)", "x": "x"}),
    "of JAX": ("2 * np.conj(z)", "2 * z"),
}


@pytest.mark.parametrize("which", [0, 1], ids=["right", "wrong"])
@pytest.mark.parametrize("name", SETTINGS)
def test_a_rule_that_the_case_chose_is_the_script_s_too(name: str, which: int) -> None:
    result = result_document(check(Case(**SETTINGS[name], gradient=CLAIMS[name][which])))
    assert result["verdict"] == ("FAIL" if which else "PASS")
    heads = [line for line in run(script(result)).splitlines() if not line.startswith(" ")]
    told = [f"{each['name']}: {'FAIL' if each['wrong'] else 'PASS'}, {each['wrong']} of" for each in result["inputs"]]
    assert [head[: len(start)] for head, start in zip(heads, told, strict=True)] == told


def test_at_a_point_of_its_own_it_begins_there() -> None:
    case = Case(shapes={"x": (3,)}, cost="np.sum(x**2)", gradient="2 * x + (x == 1)", point="ones", at_kinks="subgradient")
    result = result_document(check(case))
    assert result["verdict"] == "FAIL"
    text = script(result)
    assert text is not None
    assert "x = np.array([1.0, 1.0, 1.0], dtype=float)  # the point: ones" in text
    assert run(text).startswith("x: FAIL, 3 of 3")


@pytest.mark.parametrize(
    "case",
    [
        Case(values={"x": (0.0, 1.0)}, wrt="x", cost="np.sum(relu(x))", gradient="(x >= 0) * 1.0", at_kinks="subgradient"),
        Case(shapes={"S": (2, 2)}, structure={"S": "symmetric"}, cost="np.trace(S @ S)", gradient="2 * S"),
    ],
    ids=["at a corner", "along a structure"],
)
def test_what_is_checked_by_more_than_differences_of_entries_gets_no_script(case: Case) -> None:
    assert script(result_document(check(case))) is None
