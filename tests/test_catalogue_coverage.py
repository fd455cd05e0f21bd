"""The catalogue has tests of its own: every function and every key is used by some case, and all cases end as expected."""

from __future__ import annotations

import ast
import os
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import Any

import pytest
import yaml

from runner import catalog
from runner.catalog.schema import FILE_KEYS, ROWS
from runner.checking.checker import check
from runner.expressions.functions import FUNCTIONS
from runner.model import Case, Cause

CASES = Path(__file__).parent.parent / "cases"
FILES = sorted(CASES.rglob("*.yaml"))

OPERATORS: Mapping[type[ast.AST], str] = {
    ast.Add: "+", ast.Sub: "-", ast.Mult: "*", ast.Div: "/", ast.FloorDiv: "//", ast.Mod: "%", ast.Pow: "**", ast.MatMult: "@",
    ast.BitAnd: "&", ast.BitOr: "|", ast.BitXor: "^", ast.USub: "unary -", ast.UAdd: "unary +", ast.Invert: "unary ~",
    ast.Eq: "==", ast.NotEq: "!=", ast.Lt: "<", ast.LtE: "<=", ast.Gt: ">", ast.GtE: ">=", ast.Subscript: "[]",
}  # fmt: skip


@cache
def read() -> list[Case]:
    return catalog.read([str(CASES)]).cases


def expressions(case: Case) -> Iterator[str]:
    """Every text of a case that is an expression."""
    lengths = [entry for shape in case.shapes.values() for entry in shape]
    for text in [*lengths, *case.values.values(), *case.let.values(), case.cost, case.output, *case.claims.values()]:
        if isinstance(text, str):
            yield text


def functions_in(text: str) -> Iterator[str]:
    """The functions of the table that an expression uses, by their names there."""
    for node in ast.walk(ast.parse(f"({text}\n)", mode="eval")):
        if type(node) in OPERATORS:
            yield OPERATORS[type(node)]
        elif isinstance(node, ast.Attribute):
            dotted = ast.unparse(node)
            yield dotted if dotted.startswith(("np.", "rng.")) else f".{node.attr}"
        elif isinstance(node, ast.Name):
            yield node.id


def keys_of(part: Mapping[str, Any]) -> Iterator[str]:
    """The keys of a case and of its variants."""
    yield from part
    for variant in part.get("variants", ()):
        yield from keys_of(variant)


def parts(path: Path) -> Iterator[Mapping[str, Any]]:
    """The cases of a file and its defaults."""
    document = yaml.safe_load(path.read_text(encoding="utf-8"))
    yield from document.get("cases", [document])
    yield document.get("defaults", {})


def test_every_file_of_the_catalogue_is_valid() -> None:
    assert catalog.read([str(CASES)]).faults == []


def test_every_function_of_the_table_is_used_by_a_right_and_by_a_wrong_case() -> None:
    for verdict in ("pass", "fail"):
        cases = [case for case in read() if case.expect.verdict == verdict]
        used = {name for case in cases for text in expressions(case) for name in functions_in(text)}
        assert sorted(FUNCTIONS.keys() - used) == [], verdict


def test_every_key_of_the_format_is_used_by_a_case() -> None:
    used = {key for path in FILES for part in parts(path) for key in keys_of(part)}
    assert sorted(ROWS.keys() - used) == []
    assert any(FILE_KEYS.keys() <= yaml.safe_load(path.read_text(encoding="utf-8")).keys() for path in FILES)


@pytest.mark.parametrize("key", ["dtype", "method", "h", "expect"])
def test_every_choice_of_a_key_is_made_by_a_case(key: str) -> None:
    choices: dict[str, set[Any]] = {
        "dtype": {"float64", "float32"},
        "method": {"full", "probe", "auto"},
        "h": {"auto", 1e-4},
        "expect": {"pass", "fail", "error"},
    }
    used = {case.expect.verdict if key == "expect" else getattr(case, key) for case in read()}
    assert choices[key] <= used


def test_claims_are_written_in_every_form() -> None:
    forms = {type(case.gradient) for case in read()}
    assert {str, tuple, dict} <= forms
    assert forms & {int, float}


def test_every_cause_is_expected_by_a_case() -> None:
    assert set(Cause) - {case.expect.cause for case in read()} == set()


def test_names_are_short_and_state_a_fact() -> None:
    for case in read():
        for name in case.name.partition(" [")[0].split(" / "):
            assert len(name) <= 90, case.id
            assert not name.endswith("."), case.id


@pytest.mark.parametrize("path", FILES, ids=lambda path: os.path.relpath(path, CASES))
def test_all_cases_end_as_expected_and_without_a_doubt_that_they_do_not_document(path: Path) -> None:
    results = [check(case) for case in catalog.read([str(path)]).cases]
    assert [f"{result.case.id}: {result.surprise}: {result.message}" for result in results if not result.as_expected] == []
    assert [result.case.id for result in results if result.doubtful] == []
