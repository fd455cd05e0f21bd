"""A text is parsed once, whoever reads it: to evaluate, to differentiate, to look for mistakes, to typeset."""

from __future__ import annotations

import ast
from collections import Counter
from typing import Any

import pytest

from runner.checking.checker import check
from runner.expressions import compiler, parsing
from runner.model import Case, Verdict
from runner.outputs.case_text import render
from runner.outputs.equations import equations
from runner.outputs.reproduction import script
from runner.outputs.result_document import result_document

NETWORK: dict[str, Any] = {
    "shapes": {"X": (4, 3), "W": (3, 2), "b": (2,)},
    "let": {"z": "X @ W + b", "h": "np.tanh(z)", "dz": "h * (1 - h**2)"},
    "cost": "np.sum(h**2)",
    "gradient": {"W": "X.T @ dz", "b": "np.sum(dz, axis=0)"},
}
CASES = [
    NETWORK,
    {"shapes": {"x": (5,)}, "cost": "-np.sum(np.log(softmax(x)) * np.eye(5)[2])", "gradient": "softmax(x) + np.eye(5)[2]"},
    {"shapes": {"x": (3,)}, "output": "x**2", "jacobian": "np.diag(x)"},
]


@pytest.mark.parametrize("case", CASES, ids=["a network", "a softmax", "a Jacobian"])
def test_no_text_of_a_case_that_fails_is_parsed_twice(case: dict[str, Any], monkeypatch: pytest.MonkeyPatch) -> None:
    parsed: Counter[str] = Counter()
    parse = ast.parse

    def counted(source: Any, filename: str = "<unknown>", *rest: Any, **options: Any) -> Any:
        if filename == "<expression>":
            parsed[source] += 1
        return parse(source, filename, *rest, **options)

    compiler.forget()
    parsing._remembered.cache_clear()
    monkeypatch.setattr(ast, "parse", counted)
    result = check(Case(**case))
    assert result.verdict is Verdict.FAIL
    document = result_document(result)
    render(document), equations(document), script(document)
    assert parsed, "nothing was parsed: what was counted is not what parses"
    assert [text for text, times in parsed.items() if times > 1] == []
