"""Formulas of gradients, derived from formulas of costs."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from runner.diagnoses.right import derived
from runner.expressions import compile_expression
from runner.expressions.formulas import gradient_text
from runner.expressions.reverse import Trace, Unsupported
from runner.model import Case
from runner.problem import Draw, Problem, drawn
from tests.expressions.measured import is_right

SHAPES = {"A": (3, 3), "B": (3, 4), "C": (4, 2), "x": (3,), "y": (4,), "z": (3,), "s": (), "T": (2, 3, 4), "U": (2, 4, 3)}
VALUES = {"P": "np.exp(B)", "p": "np.exp(x)", "labels": (0, 2, 1), "index": (0, 2, 2)}


def draw_of(cost: str, name: str, **more: Any) -> Draw:
    case: dict[str, Any] = {"shapes": SHAPES, "values": VALUES, "cost": cost, **more}
    if "output" in more:
        del case["cost"]
    return drawn(Problem(Case(**case, gradient={name: "0"}, seed=3)))


@pytest.mark.parametrize(
    ("cost", "name", "expected"),
    [
        ("np.sum(A @ B)", "B", "A.T @ np.ones((3, 4))"),
        ("np.sum(A.dot(B))", "A", "np.ones((3, 4)) @ B.T"),
        ("np.sum(np.exp(B))", "B", "np.exp(B)"),
        ("np.sum(B)", "B", "np.ones((3, 4))"),
        ("np.mean(B)", "B", "np.ones((3, 4)) / 12"),
        ("np.mean(B**2)", "B", "B / 6"),
        ("np.sum(B * P)", "B", "P"),
        ("x @ z", "x", "z"),
        ("x @ x", "x", "2 * x"),
        ("x @ A @ x", "A", "np.outer(x, x)"),
        ("x @ A @ x", "x", "A @ x + x @ A"),
        ("0.5 * np.sum((A @ x - z)**2)", "x", "A.T @ (A @ x - z)"),
        ("0.5 * np.sum((A @ x - z)**2)", "z", "-(A @ x - z)"),
        ("np.trace(A @ A)", "A", "2 * A.T"),
        ("np.linalg.slogdet(A)[1]", "A", "np.linalg.inv(A).T"),
        ("np.linalg.det(A)", "A", "np.linalg.det(A) * np.linalg.inv(A).T"),
        ("np.linalg.norm(x)", "x", "x / np.linalg.norm(x)"),
        ("np.sum(x**3)", "x", "3 * x**2"),
        ("np.sum(x / z)", "z", "-x / z**2"),
        ("np.sum(np.log(p))", "p", "1 / p"),
        ("np.sum(np.tanh(x))", "x", "1 - np.tanh(x)**2"),
        ("np.sum(sigmoid(x))", "x", "sigmoid(x) * (1 - sigmoid(x))"),
        ("np.sum(relu(x))", "x", "x > 0"),
        ("np.sum(np.where(x > 0, x, 0.1 * x))", "x", "np.where(x > 0, 1, 0.1)"),
        ("s * np.sum(x**2)", "s", "np.sum(x**2)"),
        ("np.sum(logsumexp(B, axis=1))", "B", "softmax(B)"),
        ("x[0] * x[1]**2 - np.sin(x[2])", "x", "np.array([x[1]**2, 2 * x[0] * x[1], -np.cos(x[2])])"),
        ("-np.log(softmax(x)[1])", "x", "softmax(x) - one_hot(1, 3)"),
        ("z @ np.cross(x, p)", "x", "np.cross(p, z)"),
        ("np.sum(p**z)", "p", "z * p**(z - 1)"),
        ("np.linalg.slogdet(B @ B.T)[1]", "B", "2 * np.linalg.inv(B @ B.T) @ B"),
        ("np.sum(np.log((p[:, None] + p) / p[:, None]))", "p", None),
        ("np.sum(np.where(x > 0, x, np.exp(np.minimum(x, 0)) - 1))", "x", "np.where(x > 0, 1, np.exp(np.minimum(x, 0)))"),
        ("-np.sum(softmax(x) * log_softmax(x))", "x", None),
        ("np.sum(np.less(x, z) * x**2)", "x", "2 * (x < z) * x"),
        ("np.sum(np.where(np.logical_and(np.greater(x, -1), x < z), x, 0))", "x", "(x > -1) & (x < z)"),
        ("np.sum(x) * 0.3 * 3", "x", "0.9 * np.ones(3)"),
        ("np.sum(0.044715 * x**3)", "x", "3 * 0.044715 * x**2"),
        ("np.sum(x**3 * -1.2857)", "x", "-3 * 1.2857 * x**2"),
        ("np.sum(x**2) / 1.54144", "x", "2 * x / 1.54144"),
        ("np.sum(np.sin(0.4375 * x)) * 2", "x", "2 * 0.4375 * np.cos(0.4375 * x)"),
        ("np.sum(x * np.ones(3) * z)", "x", "z"),
        ("(x @ z) * np.sum(z * np.ones(3))", "x", "np.sum(z) * z"),
        ("np.sum((np.ones((2, 3)) @ A)**2)", "A", None),
        ("s * np.sum(np.sum(B**2, axis=0))", "s", "np.sum(B**2)"),
        ("np.sum(B[1:])", "B", "np.pad(np.ones((2, 4)), ((1, 0), (0, 0)))"),
    ],
)
def test_the_formula_reads_as_one_would_write_it(cost: str, name: str, expected: str | None) -> None:
    draw = draw_of(cost, name)
    text = derived(draw, name)
    assert expected is None or text == expected
    assert is_right(draw, name, text)


@pytest.mark.parametrize(
    ("cost", "names"),
    [
        ("np.sum(np.sin(x) * np.cos(x) + np.tan(x / 4))", "x"),
        ("np.sum(np.sinh(x) + np.cosh(x) - np.arctan(x) + np.arcsinh(x))", "x"),
        ("np.sum(np.arcsin(x / 9) + np.arccos(x / 9) + np.arctanh(x / 9))", "x"),
        ("np.sum(np.sqrt(p) + np.cbrt(p) + 1 / p + np.square(p) + np.reciprocal(p))", "p"),
        ("np.sum(np.log(p) + np.log2(p) + np.log10(p) + np.log1p(p) + np.exp2(p) + np.expm1(p))", "p"),
        ("np.sum(erf(x) + softplus(x) + gammaln(p) * x)", "x"),
        ("np.sum(gammaln(p))", "p"),
        ("np.sum(np.abs(x) * z**2)", "xz"),
        ("np.sum(np.maximum(x, z) + 2 * np.minimum(x, z))", "xz"),
        ("np.sum(np.hypot(x, z) + np.logaddexp(x, z) + np.arctan2(x, z))", "xz"),
        ("np.sum(np.clip(B, -0.5, 0.7) * P)", "B"),
        ("np.sum(p**x)", "xp"),
        ("np.sum(P**1.5 + P**-2 + 2**B)", "PB"),
        ("np.sum(B + y)", "By"),
        ("np.sum((B + y)**2 * x[:, None])", "Byx"),
        ("np.sum((B - B.mean(axis=0))**2)", "B"),
        ("np.sum(B / B.sum(axis=1, keepdims=True))", "B"),
        ("np.sum(np.exp(B).sum(axis=0)**2)", "B"),
        ("np.sum(np.exp(B).mean(axis=1)**2 * x)", "Bx"),
        ("np.sum(np.var(B, axis=0)) + np.std(B) + np.var(B)", "B"),
        ("np.sum(np.max(B, axis=1)**2) + np.min(B)", "B"),
        ("np.prod(p) + np.sum(np.prod(P, axis=1))", "pP"),
        ("np.sum(np.linalg.norm(B, axis=1)**3) + np.linalg.norm(A, 'fro') + np.linalg.norm(x, 2)", "BAx"),
        ("np.sum(np.cumsum(x)**2) + np.sum(np.cumsum(B, axis=1)**2)", "xB"),
        ("np.sum(softmax(B)**2) + np.sum(softmax(B, axis=0) * P)", "BP"),
        ("-np.sum(log_softmax(B)[np.arange(3), labels])", "B"),
        ("np.sum(logsumexp(B, axis=0, keepdims=True) * B)", "B"),
        ("np.trace(A @ B @ C @ C.T @ B.T)", "ABC"),
        ("np.sum((x @ A) * (A @ z)) + (x @ z)**2 + x @ B @ y", "xAzBy"),
        ("np.sum(np.outer(x, y)**2 * B)", "xyB"),
        ("np.vdot(A, A)**2 + np.inner(x, z)", "Ax"),
        ("np.sum((T @ U)**2) + np.sum(np.matmul(T, C)**2)", "TUC"),
        ("np.sum(np.einsum('ij,jk,k->i', A, B, y)**2)", "ABy"),
        ("np.sum(np.linalg.inv(A) * A) + np.sum(np.linalg.solve(A, B)**2) + z @ np.linalg.solve(A, x)", "ABxz"),
        ("np.sum(np.diag(A)**2) + np.sum((np.diag(x) @ A)**2)", "Ax"),
        ("np.sum(np.tril(A)**2 + np.triu(A, 1) * A) + np.sum(np.flip(x) * z)", "Ax"),
        ("np.sum(np.roll(x, 1) * z) + np.sum(np.roll(B, -2, axis=1) * P)", "xB"),
        ("np.sum(np.concatenate([x, y])**3) + np.sum(np.concatenate([B, P], axis=1)**2)", "xyB"),
        ("np.sum(B.reshape(4, 3) @ x) + np.sum(B.ravel()[2:5]**2) + np.sum(np.transpose(T, (2, 0, 1))**2)", "BxT"),
        ("np.sum(np.swapaxes(T, 0, 2)**3) + np.sum(T.T * 2) + np.sum(np.expand_dims(x, 0) * A)", "TxA"),
        ("np.sum(np.broadcast_to(y, (3, 4)) * B)", "yB"),
        ("np.sum(B[:, 1:3]**2) + B[0, 1] + np.sum(B[index]**2) + np.sum(B[-1])", "B"),
        ("np.sum(np.where(B > 0, B**2, y))", "By"),
    ],
)
def test_every_rule_agrees_with_the_numerical_gradient(cost: str, names: str) -> None:
    for name in names:
        draw = draw_of(cost, name)
        text = derived(draw, name)
        assert is_right(draw, name, text), f"{cost} by {name}: {text}"


def test_intermediates_are_used_by_name() -> None:
    draw = draw_of("-np.sum(P * np.log(q))", "B", let={"q": "softmax(B)", "r": "2 * B"})
    text = derived(draw, "B")
    assert "q" in text
    assert "softmax" not in text
    assert is_right(draw, "B", text)


def test_a_chain_of_intermediates_is_followed_back() -> None:
    draw = draw_of("np.sum(b**2) + np.sum(a)", "x", let={"a": "A @ x", "b": "np.tanh(a) + a"})
    assert is_right(draw, "x", derived(draw, "x"))


def test_the_upstream_gradient_of_an_output_is_taken_back() -> None:
    draw = draw_of("", "B", output="np.tanh(B @ C)")
    assert derived(draw, "B") == "dout * (1 - np.tanh(B @ C)**2) @ C.T"
    assert is_right(draw, "B", derived(draw, "B"))


def test_lengths_have_the_names_that_the_case_gives_them() -> None:
    case = Case(sizes={"n": 5, "d": 4}, shapes={"X": ("n", "d"), "w": ("d",)}, cost="np.mean(X @ w)", wrt="w", gradient="w")
    draw = drawn(Problem(case))
    assert derived(draw, "w") == "X.T @ np.ones(n) / n"
    assert is_right(draw, "w", derived(draw, "w"))


def test_an_input_that_does_not_count_has_the_gradient_zero() -> None:
    assert derived(draw_of("np.sum(z)", "x"), "x") == "np.zeros(3)"


@pytest.mark.parametrize(
    ("cost", "name"),
    [
        ("np.sum(np.linalg.eigvals(A).real)", "A"),
        ("np.sum(np.abs(x + 1j * z)**2)", "x"),
        ("np.linalg.svd(A)[0][0, 0]", "A"),
    ],
)
def test_what_has_no_rule_or_no_words_gives_no_formula(cost: str, name: str) -> None:
    with pytest.raises(Unsupported):
        derived(draw_of(cost, name), name)


MISSING = {
    "M": "np.array([[1.5, np.nan, -0.5], [0.2, 1.1, np.nan]])",
    "singular": "np.array([[1.0, 2, 3], [4, 5, 6], [7, 8, 9]])",
}


@pytest.mark.parametrize(
    ("cost", "name", "expected"),
    [
        ("np.nansum((M - z)**2)", "z", None),
        ("np.nanmean(M * z)", "z", None),
        ("np.nansum((z - M[0])**2)", "z", "2 * np.where(np.isnan(z - M[0]), 0, z - M[0])"),
        ("np.linalg.det(np.diag(0 * z) + singular)", "z", "np.zeros(3)"),
        ("np.linalg.det(A - A + singular + np.outer(z, y[:3]))", "z", None),
        ("np.split(p, [1])[0] @ np.split(p, [1])[1][:1]", "p", None),
        ("np.sum(np.interp(y, np.arange(3), z))", "z", None),
        ("np.sum(np.interp(y, np.arange(3), z))", "y", None),
    ],
)
def test_what_is_missing_singular_or_tabled_has_a_gradient(cost: str, name: str, expected: str | None) -> None:
    draw = draw_of(cost, name, values={**VALUES, **MISSING})
    text = derived(draw, name)
    assert is_right(draw, name, text)
    assert expected is None or text == expected


def test_what_is_added_everywhere_cancels_in_a_softmax() -> None:
    let = {"p": "softmax(x)", "H": "-np.sum(p * np.log(p))"}
    assert derived(draw_of("H", "x", let=let), "x") == "p * (-np.log(p) - H)"


def test_it_knows_no_case() -> None:
    """Trees and values are all it is given."""
    values = {"W": np.ones((5, 10)), "x": np.ones((10, 3))}
    tree = compile_expression("np.sum(W.dot(x))", values).tree
    assert gradient_text(Trace(tree, {}, values), "x") == "W.T @ np.ones((5, 3))"


CLASSES: dict[str, Any] = {
    "sizes": {"N": 5, "K": 3, "D": 4},
    "shapes": {"z": ("N", "K"), "X": ("N", "D"), "W": ("D", "K"), "b": ("K",), "v": ("D",)},
    "values": {"y": "rng.integers(0, K, N)", "Y": "one_hot(y, K)", "t": "rng.integers(0, 2, N)"},
}


@pytest.mark.parametrize(
    ("cost", "let", "name", "expected"),
    [
        ("-np.sum(Y * np.log(softmax(z))) / N", {}, "z", "(softmax(z) - Y) / N"),
        ("-np.sum(Y * np.log(p)) / N", {"p": "softmax(z)"}, "z", "(p - Y) / N"),
        ("-np.mean(np.sum(Y * np.log(p), axis=1))", {"p": "softmax(z, axis=1)"}, "z", "(p - Y) / N"),
        ("-np.mean(np.log(p[np.arange(N), y]))", {"p": "softmax(z)"}, "z", "(p - one_hot(y, K)) / N"),
        ("-np.sum(np.log(p)[np.arange(N), y]) / N", {"p": "softmax(z)"}, "z", "(p - one_hot(y, K)) / N"),
        ("-np.mean(log_softmax(z)[np.arange(N), y])", {}, "z", "(softmax(z) - one_hot(y, K)) / N"),
        ("-np.sum(Y * log_softmax(z, axis=1)) / N", {}, "z", "(softmax(z) - Y) / N"),
        ("np.mean(logsumexp(z, axis=1) - z[np.arange(N), y])", {}, "z", "(softmax(z) - one_hot(y, K)) / N"),
        ("-np.sum(Y * np.log(p)) / N", {"p": "softmax(X @ W + b)"}, "W", "X.T @ (p - Y) / N"),
        ("-np.sum(Y * np.log(p)) / N", {"p": "softmax(X @ W + b)"}, "b", "np.mean(p - Y, axis=0)"),
        ("-np.mean(t * np.log(a) + (1 - t) * np.log(1 - a))", {"a": "sigmoid(X @ v)"}, "v", "X.T @ (a - t) / N"),
    ],
)
def test_cross_entropy_folds_with_softmax_and_sigmoid(cost: str, let: dict[str, str], name: str, expected: str) -> None:
    draw = drawn(Problem(Case(**CLASSES, cost=cost, let=let, gradient={name: "0"})))
    assert derived(draw, name) == expected
    assert is_right(draw, name, expected)


def test_a_softmax_of_rows_that_do_not_sum_to_one_does_not_fold() -> None:
    weights = {**CLASSES["values"], "Y": "rng.random((N, K))"}
    draw = drawn(Problem(Case(**{**CLASSES, "values": weights}, cost="-np.sum(Y * np.log(softmax(z)))", gradient={"z": "0"})))
    text = derived(draw, "z")
    assert text != "softmax(z) - Y"
    assert is_right(draw, "z", text)


@pytest.mark.parametrize(
    ("let", "name", "expected"),
    [
        ({"h": "np.tanh(X @ W)", "delta": "2 * (h @ b)[:, None] * b"}, "W", "X.T @ (delta * (1 - h**2))"),
        ({"h": "np.tanh(X @ W)", "r": "h @ b"}, "b", "2 * h.T @ r"),
    ],
)
def test_lines_are_called_by_name_also_where_only_their_value_is_the_same(let: dict[str, str], name: str, expected: str) -> None:
    draw = drawn(Problem(Case(**CLASSES, cost="np.sum((np.tanh(X @ W) @ b)**2)", let=let, gradient={name: "0"})))
    assert is_right(draw, name, expected)
    assert derived(draw, name) == expected


@pytest.mark.parametrize(
    ("cost", "expected"),
    [
        ("n * np.mean(X)", "np.ones((n, d)) / d"),
        ("np.sum(np.sum(X, axis=0) * w)", "np.broadcast_to(w, (n, d))"),
        ("np.sum(np.var(X, axis=0))", "2 * (X - np.mean(X, axis=0)) / n"),
        ("np.sum(np.concatenate([X[:, :2] * 3, X[:, 2:]], axis=1)**2)", None),
    ],
)
def test_sizes_cancel(cost: str, expected: str | None) -> None:
    case = Case(sizes={"n": 5, "d": 4}, shapes={"X": ("n", "d"), "w": ("d",)}, cost=cost, wrt="X", gradient="X")
    draw = drawn(Problem(case))
    assert is_right(draw, "X", derived(draw, "X"))
    if expected is not None:
        assert derived(draw, "X") == expected


@pytest.mark.parametrize(
    ("cost", "let", "name", "expected"),
    [
        ("np.sum(1 / (1 + np.exp(-v)))", {}, "v", "sigmoid(v) * (1 - sigmoid(v))"),
        ("np.sum(a**2)", {"a": "1 / (1 + np.exp(-v))"}, "v", "2 * a**2 * (1 - a)"),
        ("np.sum(np.log(1 + np.exp(v)))", {}, "v", "sigmoid(v)"),
        ("np.sum(np.log(np.sum(np.exp(z), axis=1)))", {}, "z", "softmax(z)"),
        ("-np.sum(Y * np.log(p))", {"e": "np.exp(z)", "p": "e / np.sum(e, axis=1)[:, None]"}, "z", "p - Y"),
        (
            "-np.sum(Y * np.log(p))",
            {"e": "np.exp(z - z.max(axis=1, keepdims=True))", "p": "e / e.sum(1, keepdims=True)"},
            "z",
            "p - Y",
        ),
        ("np.sum(np.exp(v) / np.sum(np.exp(v)) * b[0])", {"s": "softmax(v)"}, "v", None),
        ("np.sum(np.exp(z) / np.sum(np.exp(z)) * Y)", {}, "z", None),
    ],
)
def test_functions_written_out_are_recognised(cost: str, let: dict[str, str], name: str, expected: str | None) -> None:
    draw = drawn(Problem(Case(**CLASSES, cost=cost, let=let, gradient={name: "0"})))
    text = derived(draw, name)
    assert is_right(draw, name, text)
    assert expected is None or text == expected


def test_a_part_that_stands_twice_is_differentiated_once() -> None:
    draw = drawn(Problem(Case(**CLASSES, cost="np.mean(softplus(X @ v) - t * (X @ v))", gradient={"v": "0"})))
    assert derived(draw, "v") == "X.T @ (sigmoid(X @ v) - t) / N"
