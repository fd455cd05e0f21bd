"""Bounds: what is large but right must pass, what is too large must be refused before it is made."""

from __future__ import annotations

import time
from collections.abc import Iterator
from typing import Any

import numpy as np
import pytest

from runner.errors import EvaluationError, OutOfBounds
from runner.expressions import compile_expression, limit_memory, memory_limit
from runner.expressions.guards import bounded, check_integer, check_shape, check_size, kind_of


@pytest.fixture(autouse=True)
def limit_is_restored() -> Iterator[None]:
    before = memory_limit()
    yield
    limit_memory(4 * before)


def value_of(text: str, **variables: Any) -> Any:
    return compile_expression(text, variables).evaluate(variables)


def test_no_array_is_larger_than_a_quarter_of_the_memory() -> None:
    limit_memory(64 << 20)
    assert memory_limit() == 16 << 20
    assert value_of("np.zeros((1024, 2048))[0, 0]") == 0
    with pytest.raises(OutOfBounds, match="2,098,176 entries"):
        value_of("np.zeros((1024, 2049))")


@pytest.mark.parametrize(
    "text",
    [
        "a[:, None] + b", "a[:, None] < b", "np.maximum(a[:, None], b)", "np.where(a[:, None] > 0, a[:, None], b)",
        "a[:, None] @ b[None]", "np.outer(a, b)", "np.kron(a, b)", "np.einsum('i,j->ij', a, b)", "np.tensordot(a, b, 0)",
        "np.inner(a[:, None], b[:, None])", "np.dot(a[:, None], b[None])", "np.diag(a)", "np.tile(a, 5000)", "np.repeat(a, 5000)",
        "np.broadcast_to(a, (5000, 5000))",
        "np.pad(a, 10**8)", "a[np.zeros((5000, 5000), dtype=int)]", "one_hot(np.arange(5000), 5000)", "np.eye(5000)",
        "np.stack([np.zeros(10**7), np.zeros(10**7)])", "np.take(a[:, None], np.zeros(10**7, dtype=int), axis=1)",
        "np.vander(a, 5000)", "np.clip(a[:, None], b, 1)", "sliding_window_view(a, 2500)", "scatter_add((5000, 5000), 0, 1.0)",
        "rng.normal(a[:, None], np.abs(b) + 1)", "rng.random((5000, 5000))",
    ],
)  # fmt: skip
def test_what_grows_is_measured_before_it_is_made(text: str) -> None:
    variables = {"a": np.ones(5000), "b": np.ones(5000), "rng": np.random.default_rng(0)}
    expression = compile_expression(text, variables)
    limit_memory(128 << 20)
    start = time.perf_counter()
    with pytest.raises(OutOfBounds):
        expression.evaluate(variables)
    assert time.perf_counter() - start < 0.5
    small = {"a": np.ones(5), "b": np.ones(5), "rng": variables["rng"]}
    assert (
        compile_expression(text.replace("5000", "5").replace("2500", "3").replace("**8", "").replace("**7", ""), small).evaluate(
            small
        )
        is not None
    )


@pytest.mark.parametrize(
    "text", ["A @ A", "np.linalg.inv(A)", "np.linalg.solve(A, A)", "np.einsum('ij,ij->', A, A)", "A + A.T", "np.sort(A)"]
)
def test_what_is_large_but_right_passes(text: str) -> None:
    A = np.random.default_rng(0).standard_normal((1000, 1000))
    assert np.size(value_of(text, A=A)) in (1, 10**6)


def test_the_price_of_a_product_is_that_of_its_multiplications() -> None:
    value_of("np.zeros((2000, 2000)) @ np.zeros((2000, 2000))")
    with pytest.raises(OutOfBounds, match="multiplications"):
        value_of("np.zeros((5000, 5000)) @ np.zeros((5000, 5000))")


def test_empty_arrays_and_scalars_pass_every_guard() -> None:
    E = np.zeros((0, 3))
    assert value_of("E @ np.ones((3, 2))", E=E).shape == (0, 2)
    assert value_of("np.outer(E, E)", E=E).shape == (0, 0)
    assert value_of("np.einsum('ij,ij->', E, E)", E=E) == 0
    assert value_of("np.zeros(())").shape == ()
    assert value_of("E[np.zeros(0, dtype=int)].size", E=np.ones((4, 3))) == 0


def test_shapes_are_integers_from_zero_on() -> None:
    assert check_shape(3) == (3,)
    assert check_shape([2, np.int64(3)]) == (2, 3)
    for shape in (-1, 2.0, (2, -3), True, "3", None):
        with pytest.raises(EvaluationError):
            check_shape(shape)


def test_integers_are_told_from_what_looks_like_them() -> None:
    assert check_integer(np.array(3), "n") == 3
    for value in (True, 3.0, np.array([3]), None):
        with pytest.raises(EvaluationError, match="n must be an integer"):
            check_integer(value, "n")


def test_sizes_are_compared_with_the_limit_in_bytes() -> None:
    limit_memory(64 << 20)
    check_size(2 << 20)
    check_size(16 << 20, itemsize=1)
    with pytest.raises(OutOfBounds):
        check_size((2 << 20) + 1)


def test_integers_fit_into_64_bits() -> None:
    assert bounded(2**63 - 1) == 2**63 - 1
    with pytest.raises(OutOfBounds):
        bounded(2**63)


@pytest.mark.parametrize(
    ("value", "words"),
    [
        (np.ones((2, 3)), "an array of shape (2, 3)"),
        (np.array(2.5), "the number 2.5"),
        (np.True_, "the truth value True"),
        ((1, 2), "a tuple of 2"),
        (3, "the number 3"),
        (None, "no number"),
    ],
)
def test_values_are_named_for_messages(value: Any, words: str) -> None:
    assert kind_of(value) == words
