"""What the compiler makes of a text: the names it uses, the code, the places of its parts."""

from __future__ import annotations

import ast
import dis
from types import CodeType

import numpy as np
import pytest

from runner.errors import ExpressionError
from runner.expressions import compile_expression
from runner.expressions.bytecode import ForbiddenCode, check_code
from runner.expressions.translation import DEEPEST, MOST
from runner.expressions.vocabulary import PLAIN
from tests.expressions.lists import LEGITIMATE

NAMES = ("x", "W", "a", "b")


def code_of(text: str) -> CodeType:
    return compile_expression(text, NAMES)._code


def refused(text: str, names: tuple[str, ...] = NAMES) -> ExpressionError:
    with pytest.raises(ExpressionError) as caught:
        compile_expression(text, names)
    return caught.value


def marked(text: str, names: tuple[str, ...] = NAMES) -> str:
    error = refused(text, names)
    assert error.offset is not None
    return text[error.offset : error.offset + error.length]


def test_an_expression_knows_the_names_it_uses() -> None:
    expression = compile_expression("np.sum(W.dot(x))", NAMES)
    assert expression.text == "np.sum(W.dot(x))"
    assert expression.names == {"W", "x"}


def test_the_code_calls_named_functions_on_named_variables_and_does_nothing_else() -> None:
    code = code_of("np.sum(W.dot(x)) + x.T[0, 1:]")
    assert code.co_varnames == ("v_W", "v_x")
    assert set(code.co_names) == {"f_np__sum", "f___dot", "f__43_", "f___T", "f__91__93_", "f_slice"}
    assert not {name for name in (step.opname for step in dis.get_instructions(code)) if "ATTR" in name or "STORE" in name}


def test_every_legitimate_expression_passes_the_gate_on_the_bytecode() -> None:
    for case in LEGITIMATE:
        check_code(compile_expression(case.expression, case.inputs)._code, PLAIN)


@pytest.mark.parametrize(
    "body",
    [
        "x.T",
        "x + 1",
        "x[0]",
        "open",
        "[y for y in x]",
        "lambda: x",
        "f'{x}'",
        "(y := x)",
        "x(*x)",
        "{1: x}",
        "x < 1",
        "-x",
        "x is x",
    ],
)
def test_the_gate_on_the_bytecode_refuses_what_the_first_gate_should_have(body: str) -> None:
    function = compile(ast.parse(f"lambda x: {body}", mode="eval"), "", "eval")
    code = next(constant for constant in function.co_consts if isinstance(constant, CodeType))
    with pytest.raises(ForbiddenCode):
        check_code(code, {**PLAIN, "f_x": None})


def test_names_of_the_author_cannot_shadow_functions() -> None:
    assert marked("f_np__sum(x)") == "f_np__sum"
    names = ("f_np__sum", "v_x", "f_slice")
    expression = compile_expression("np.sum(f_np__sum * v_x)[None] + f_slice", names)
    np.testing.assert_array_equal(expression.evaluate({"f_np__sum": np.ones(2), "v_x": np.ones(2), "f_slice": 1.0}), [3.0])


def test_equal_texts_are_compiled_once_whatever_the_names_around_them() -> None:
    first = compile_expression("a * 3 + b", ("a", "b"))
    assert compile_expression("a * 3 + b", ("b", "c", "a")) is first


def test_a_remembered_text_is_still_held_against_its_names() -> None:
    compile_expression("a * 7 + b", ("a", "b"))
    assert marked("a * 7 + b", ("a",)) == "b"


@pytest.mark.parametrize(
    ("text", "part"),
    [
        ("np.sum(x) + y1", "y1"),
        ("x.summ()", "summ"),
        ("np.sum(x).T.real.foo", "foo"),
        ("1 + np.load('x')", "np.load"),
        ("np.sum(x,\n  axis=0,\n  out=x)", "out=x"),
        ("W @ (\n  lambda: x)", "lambda: x"),
        ("np.exp(x, W)", "W"),
        ("a + 'fro'", "'fro'"),
        ("x + (a if None else b)", "None"),
        ("0 < x < 1", "0 < x < 1"),
        ("a + x[b, {1}]", "{1}"),
        ("a +\n b ?", "?"),
        ("(a + b", "("),
        ("a + b)", ")"),
        ("a · b", "·"),
        ("a + 1e999", "1e999"),
    ],
)
def test_a_refusal_marks_the_part_at_fault(text: str, part: str) -> None:
    assert marked(text) == part


def test_an_expression_may_run_over_several_lines_and_stand_apart_from_the_margin() -> None:
    assert compile_expression("\n   a\n + b\n\n", NAMES).evaluate({"a": 1, "b": 2}) == 3


@pytest.mark.parametrize(
    "text", ["", " ", "\n\n", "x" * 5000, "a # note", "a \\\n + b", "a\t+ b", "a\x00", "a\r\n+ b", "ａ", "a\ud800"]
)
def test_text_that_is_no_formula_is_refused_before_it_is_parsed(text: str) -> None:
    refused(text)


def test_the_limits_on_depth_and_parts() -> None:
    compile_expression("-" * (DEEPEST - 2) + "x", NAMES)
    refused("-" * (DEEPEST + 1) + "x")
    compile_expression("+".join(["x"] * (DEEPEST - 1)), NAMES)
    refused("+".join(["x"] * (DEEPEST + 1)))
    compile_expression(" and ".join(["x"] * 400), NAMES)
    refused("[" + "1," * (MOST + 1) + "]")


def test_long_lists_and_tuples_are_read() -> None:
    numbers = ", ".join(["a"] * 40)
    assert compile_expression(f"np.array([{numbers}]).sum()", NAMES).evaluate({"a": 1}) == 40
    assert compile_expression(f"np.array(({numbers})).sum()", NAMES).evaluate({"a": 1}) == 40
    refused("np.array([" + "1," * 300 + "])")


def test_types_stand_only_where_a_type_is_asked_for() -> None:
    assert compile_expression("np.zeros(2, dtype=np.float32)", ()).evaluate({}).dtype == np.float32
    assert compile_expression("x.astype(int)", NAMES).evaluate({"x": np.ones(2)}).dtype == np.int64
    for text in (
        "np.float32(1)",
        "np.zeros(2, dtype='float')",
        "np.zeros(2, dtype=object)",
        "np.zeros(2, dtype=x)",
        "x.astype('O')",
    ):
        refused(text)


def test_required_arguments_may_be_named_where_the_table_says_so() -> None:
    assert compile_expression("np.expand_dims(x, axis=0)", NAMES).evaluate({"x": np.ones(2)}).shape == (1, 2)
    for text in ("np.expand_dims(x)", "np.expand_dims(axis=0)", "np.expand_dims(x, 0, axis=0)", "np.sum(x=x)"):
        refused(text)


def test_a_message_stays_short_whatever_the_text() -> None:
    error = refused("x" * 3000)
    assert len(error.message) < 320
    assert error.length == 3000
