"""How arrays that know how they are written are summed, multiplied and named: what is written has the value."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from runner.expressions import compile_expression
from runner.expressions.symbols import Names, Symbol, terms, whole
from runner.expressions.symbols.axes import transpose

RNG = np.random.default_rng(5)
S = RNG.standard_normal((3, 3))
VALUES: dict[str, Any] = {
    "M": RNG.standard_normal((3, 4)), "Q": RNG.standard_normal((3, 4)), "u": RNG.uniform(0.5, 2, 3), "v": RNG.uniform(0.5, 2, 4),
    "a": RNG.standard_normal(4), "S": S @ S.T, "A": RNG.standard_normal((3, 3)), "T": RNG.standard_normal((3, 4, 2)), "n": 4,
}  # fmt: skip


def of(name: str, names: Names) -> Symbol:
    return Symbol(terms.atom(name, np.shape(VALUES[name])), VALUES[name], names)


def symbols(**lines: Any) -> dict[str, Symbol]:
    names = Names({}, lines)
    return {name: of(name, names) for name in VALUES}


def evaluated(found: Symbol, **lines: Any) -> Any:
    scope = {**VALUES, **lines}
    return compile_expression(whole(found).text, scope.keys()).evaluate(scope)


def holds(found: Any, value: Any, **lines: Any) -> bool:
    written = np.asarray(evaluated(found, **lines))
    return written.shape == np.shape(value) == found.shape and np.allclose(written, value) and np.allclose(found.value, value)


FACTORS: dict[str, Callable[[Mapping[str, Any]], Any]] = {
    "M": lambda k: k["M"],
    "1 / Q": lambda k: 1 / k["Q"],
    "column": lambda k: k["u"][:, None],
    "1 / column²": lambda k: 1 / k["u"][:, None] ** 2,
    "row": lambda k: k["v"],
    "1 / row": lambda k: 1 / k["v"],
    "outer": lambda k: np.outer(k["u"], k["v"]),
    "2": lambda k: 2.0,
    "sum": lambda k: k["M"] + k["v"],
}


@given(st.lists(st.sampled_from(sorted(FACTORS)), min_size=1, max_size=4), st.sampled_from([None, 0, 1, -1]), st.booleans())
def test_a_sum_of_products_is_written_as_what_it_is(factors: list[str], axis: int | None, keepdims: bool) -> None:
    """Whether as a sum, a product of matrices and vectors, or with factors before it."""
    found, value = symbols()["Q"], VALUES["Q"]
    for name in factors:
        found = found * FACTORS[name](symbols())
        value = value * FACTORS[name](VALUES)
    for reduce in (np.sum, np.mean):
        assert holds(reduce(found, axis=axis, keepdims=keepdims), reduce(value, axis=axis, keepdims=keepdims))


@given(st.sampled_from([None, 0, 1, 2, (0, 1), (0, 2), (1, 2)]), st.booleans())
def test_a_sum_over_any_axes_is_written_as_what_it_is(axis: Any, keepdims: bool) -> None:
    k, whole_array = symbols(), VALUES["T"]
    for reduce in (np.sum, np.mean):
        if not keepdims:
            assert holds(reduce(k["T"], axis=axis), reduce(whole_array, axis=axis))
            continue
        found = k["T"] - reduce(k["T"] * k["M"][:, :, None], axis=axis, keepdims=True)
        assert holds(found, whole_array - reduce(whole_array * VALUES["M"][:, :, None], axis=axis, keepdims=True))


@pytest.mark.parametrize(
    ("build", "text"),
    [
        (lambda k: np.sum(k["v"] * k["a"]), "v @ a"),
        (lambda k: np.sum(k["u"][:, None] * k["M"], axis=0), "u @ M"),
        (lambda k: np.sum(k["M"] * k["v"], axis=1), "M @ v"),
        (lambda k: np.sum(k["M"] * k["v"], axis=1, keepdims=True), "(M @ v)[:, None]"),
        (lambda k: np.sum(k["u"][:, None] * k["M"] * k["Q"], axis=0), "u @ (M * Q)"),
        (lambda k: np.sum(k["M"] / k["u"][:, None] ** 2, axis=0), "(1 / u**2) @ M"),
        (lambda k: np.sum(np.outer(k["u"], k["v"]) * k["M"]), "u @ M @ v"),
        (lambda k: np.sum(np.outer(k["u"], k["v"]) * k["M"], axis=1), "u * (M @ v)"),
        (lambda k: np.sum(k["A"] * np.eye(3)), "np.trace(A)"),
        (lambda k: np.sum(k["M"], axis=0, keepdims=True), "np.sum(M, axis=0, keepdims=True)"),
        (lambda k: k["M"] - np.sum(k["M"], axis=0, keepdims=True), "M - np.sum(M, axis=0)"),
        (lambda k: k["M"] - np.sum(k["M"], axis=0) / 3, "M - np.mean(M, axis=0)"),
        (lambda k: k["M"] - np.sum(k["M"], axis=1, keepdims=True) / 4, "M - np.mean(M, axis=1, keepdims=True)"),
        (lambda k: np.mean(k["M"], axis=1, keepdims=True)[:, 0], "np.mean(M, axis=1)"),
        (lambda k: (k["a"] @ k["v"]) * k["v"], "(a @ v) * v"),
        (lambda k: k["S"].T @ k["M"], "S @ M"),
        (lambda k: k["u"] @ k["S"] + k["S"].T @ k["u"], "2 * S @ u"),
        (lambda k: (k["M"].T @ k["S"]).T, "S @ M"),
        (lambda k: (k["A"].T @ k["M"]).T, "M.T @ A"),
        (lambda k: k["A"].T, "A.T"),
    ],
)  # fmt: skip
def test_it_reads_as_one_would_write_it(build: Any, text: str) -> None:
    found = build(symbols())
    assert whole(found).text == text
    assert holds(found, build(VALUES))


def test_a_mean_of_two_without_a_name_is_a_half() -> None:
    pair = Symbol(terms.atom("w", (2,)), np.array([1.0, 3.0]), Names({}, {}))
    assert (np.sum(pair**2) / 2).text == "np.sum(w**2) / 2"


def test_what_is_equal_to_a_line_is_called_by_its_name() -> None:
    mu, d = np.mean(VALUES["M"], axis=0), VALUES["M"] - np.mean(VALUES["M"], axis=0)
    k = symbols(d=d, mu=mu)
    assert (2 * (k["M"] - np.mean(k["M"], axis=0, keepdims=True))).text == "2 * d"
    assert (k["M"] + np.sum(k["M"], axis=0) / 3).text == "M + mu"
    assert (k["M"] + 2 * np.mean(k["M"], axis=0)).text == "M + 2 * mu"


def test_a_matrix_that_is_diagonal_here_is_turned_unless_it_is_written_as_diagonal() -> None:
    names = Names({}, {})
    here = Symbol(terms.atom("V", (3, 3)), np.eye(3), names)
    written = Symbol(terms.atom("np.eye(3)", (3, 3)), np.eye(3), names)
    mirrored = Symbol(terms.atom("C", (3, 3)), S @ S.T, names)
    assert [transpose(each).text for each in (here, written, mirrored)] == ["V.T", "np.eye(3)", "C"]
