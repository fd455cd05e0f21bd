"""What Python and numpy have that the language must take a stand on: a new version cannot widen it unseen."""

from __future__ import annotations

import ast
import inspect
import re
import textwrap
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from runner.expressions import compile_expression
from runner.expressions.functions import CONSTANTS, FUNCTIONS, TYPES
from runner.expressions.refusals import CONSTRUCTS
from runner.expressions.table import Function
from runner.expressions.translation import _HANDLERS, _OPERATORS

READ_BY_THEIR_OWNERS = {"And", "Or", "Not", "Load", "Expression", "keyword", "Slice"}
NEVER_IN_AN_EXPRESSION = {
    "Module", "Interactive", "FunctionType", "Store", "Del", "comprehension", "ExceptHandler", "arguments", "arg", "alias",
    "withitem", "match_case", "TypeIgnore", "TypeVar", "ParamSpec", "TypeVarTuple", "mod", "stmt", "expr", "expr_context",
    "boolop", "operator", "unaryop", "cmpop", "excepthandler", "pattern", "type_ignore", "type_param", "slice", "Num",
    "Str", "Bytes", "NameConstant", "Ellipsis", "Index", "ExtSlice", "Suite", "AugLoad", "AugStore", "Param",
}  # fmt: skip
"""Nodes that the parser never puts into an expression, or only inside one that is refused."""


NODES = {value.__name__: value for value in vars(ast).values() if isinstance(value, type) and issubclass(value, ast.AST)}


@pytest.mark.parametrize("name", sorted(NODES.keys() - {"AST"}))
def test_every_kind_of_node_is_classified(name: str) -> None:
    node = NODES[name]
    classes = {
        "allowed": node in _HANDLERS or node in _OPERATORS or node.__name__ in READ_BY_THEIR_OWNERS,
        "refused": node.__name__ in CONSTRUCTS and node is not ast.Slice,
        "statement": issubclass(node, ast.stmt | ast.pattern) and node not in (ast.stmt, ast.pattern),
        "never": node.__name__ in NEVER_IN_AN_EXPRESSION,
    }
    assert [name for name, holds in classes.items() if holds], f"{node.__name__} is new: allow it, or say how it is refused"
    assert sum(classes.values()) == 1


def read_census() -> dict[str, set[str]]:
    """Names of numpy that the language leaves out, by reason."""
    text = (Path(__file__).parent / "numpy_left_out.txt").read_text(encoding="utf-8")
    return {
        reason.strip(): set(names.split()) for reason, names in re.findall(r"^# (.*)\n((?:[^#\n].*\n|\n)*)", text, re.MULTILINE)
    }


MAY_BE_ADDED = "of little use in a formula; may be added one by one, and is left out until it stands in the table"


def public_names() -> set[str]:
    names = {f"np.{name}" for name in dir(np) if not name.startswith("_")}
    return names | {f"np.linalg.{name}" for name in dir(np.linalg) if not name.startswith("_")}


def test_every_public_name_of_numpy_is_in_the_table_or_left_out_for_a_reason() -> None:
    census = read_census()
    left_out = set().union(*census.values())
    offered = {*FUNCTIONS, *CONSTANTS, *TYPES, "np.newaxis"}
    assert public_names() - left_out - offered == set(), "new in numpy: put it in the table, or in numpy_left_out.txt"
    never = set().union(*(names for reason, names in census.items() if reason != MAY_BE_ADDED))
    assert never & offered == set()


NUMPYS_OWN = [function for name, function in FUNCTIONS.items() if name.startswith("np.")]
DANGEROUS = {"out", "where", "overwrite_input", "subok", "order", "casting", "signature", "like", "initial", "copy"}


def positional_names(function: Callable[..., Any]) -> list[str] | None:
    """The names of the positional arguments; None where they cannot be known."""
    if isinstance(function, np.ufunc):
        return [f"x{index}" for index in range(function.nin)] + ["out"] * function.nout
    try:
        parameters = inspect.signature(function).parameters.values()
    except ValueError:
        return None
    kinds = (inspect.Parameter.POSITIONAL_ONLY, inspect.Parameter.POSITIONAL_OR_KEYWORD)
    if any(parameter.kind is inspect.Parameter.VAR_POSITIONAL for parameter in parameters):
        return None
    return [parameter.name for parameter in parameters if parameter.kind in kinds]


def numpys(function: Function) -> Callable[..., Any] | None:
    value: Any = np
    for part in function.name.split(".")[1:]:
        value = getattr(value, part, None)
    return value if callable(value) else None


@pytest.mark.parametrize("function", NUMPYS_OWN, ids=[function.name for function in NUMPYS_OWN])
def test_no_place_of_an_argument_is_one_that_numpy_writes_to(function: Function) -> None:
    for implementation in (function.value, numpys(function)):
        names = positional_names(implementation) if implementation else None
        if names is not None:
            assert not DANGEROUS.intersection(names[: function.most])
    assert not DANGEROUS.intersection(function.keywords)


@pytest.mark.parametrize("function", FUNCTIONS.values(), ids=list(FUNCTIONS))
def test_what_may_be_written_is_what_can_be_called(function: Function) -> None:
    names = positional_names(function.value)
    if names is None:
        return
    assert function.least <= len(names)
    if function.most <= 10 and not function.gathers:
        assert function.most <= len(names)
    parameters = inspect.signature(function.value).parameters if not isinstance(function.value, np.ufunc) else {}
    if not any(parameter.kind is inspect.Parameter.VAR_KEYWORD for parameter in parameters.values()):
        assert function.keywords <= set(parameters)


def changed_arguments(function: Callable[..., Any]) -> set[str]:
    """`f(argument)` for each argument that a Python function of numpy changes in place."""
    function = inspect.unwrap(function)
    if not inspect.isfunction(function) or not function.__module__.startswith("numpy"):
        return set()
    tree = ast.parse(textwrap.dedent(inspect.getsource(function)))
    augmented = {node.target for node in ast.walk(tree) if isinstance(node, ast.AugAssign)}
    entries = {node for node in ast.walk(tree) if isinstance(node, ast.Subscript) and isinstance(node.ctx, ast.Store)}
    changed = {target for target in augmented if isinstance(target, ast.Name)} | {entry.value for entry in entries}
    names = {name.id for name in changed if isinstance(name, ast.Name)}
    arguments = {
        name for name, argument in inspect.signature(function).parameters.items() if argument.kind is not argument.VAR_KEYWORD
    }
    return {f"{function.__name__}({name})" for name in names & arguments}


def test_the_functions_of_numpy_that_change_an_argument_are_known_and_given_plain_integers() -> None:
    found = set().union(*(changed_arguments(value) for function in NUMPYS_OWN if (value := numpys(function))))
    known = {"rollaxis(start)", "rot90(k)", "multi_dot(arrays)", "matrix_power(a)", "sum(out)"}
    assert found <= known, "wrap it, so that it is given a copy"


@pytest.mark.parametrize("text", ["np.rot90(x, k)", "np.rollaxis(x, 0, k)", "np.tensordot(x, x, ([k], [k]))", "np.roll(x, k)"])
def test_an_integer_of_the_case_is_not_counted_down(text: str) -> None:
    k = np.array(-1)
    compile_expression(text, ["x", "k"]).evaluate({"x": np.ones((3, 3)), "k": k})
    assert k == -1
