"""Values, faults while evaluating, random numbers, lent functions."""

from __future__ import annotations

import threading
import warnings
from typing import Any

import numpy as np
import pytest

from runner.errors import EvaluationError, ExpressionError, NotAnalytic, OutOfBounds
from runner.expressions import Batch, batch_of, compile_expression

X = np.arange(6.0).reshape(2, 3)


def value_of(text: str, lent: Any = None, **variables: Any) -> Any:
    return compile_expression(text, variables, lent).evaluate(variables)


def fault_of(text: str, lent: Any = None, **variables: Any) -> tuple[str, str]:
    """The message of the fault, and the part of the text it marks."""
    expression = compile_expression(text, variables, lent)
    with pytest.raises(EvaluationError) as caught:
        expression.evaluate(variables)
    error = caught.value
    assert error.offset is not None
    return error.message, text[error.offset : error.offset + error.length]


@pytest.mark.parametrize(
    "text", ["x", "x.T", "x.reshape(3, 2)", "x[:1]", "x if True else x", "x or x", "np.asarray(x)", "x.real", "+x"]
)
def test_a_value_never_shares_memory_with_a_variable(text: str) -> None:
    value = value_of(text, x=X if "or" not in text else X[:1, :1])
    assert not np.shares_memory(value, X)
    assert value.flags.writeable


def test_variables_beyond_those_used_do_no_harm() -> None:
    assert compile_expression("a", ["a", "b"]).evaluate({"a": 1, "b": object()}) == 1


def test_a_variable_without_a_value_is_named() -> None:
    with pytest.raises(EvaluationError, match="`b` has no value"):
        compile_expression("a + b", ["a", "b"]).evaluate({"a": 1})


@pytest.mark.parametrize(
    ("text", "message", "part"),
    [
        ("np.sum(x) + x @ x", "shapes (2, 3) and (2, 3) do not fit a matrix product", "x @ x"),
        ("1 + x.dot(x)", "shapes (2, 3) and (2, 3) do not fit a matrix product", "x.dot(x)"),
        ("np.exp(x + x.T)", "shapes (2, 3) and (3, 2) do not fit together", "x + x.T"),
        ("np.sum(\n  x[9])", "there is no entry 9 along axis 0, which has length 2", "x[9]"),
        ("2 * np.linalg.inv(x @ x.T * 0)", "singular matrix", "np.linalg.inv(x @ x.T * 0)"),
        ("1 - -(x > 0)", "a mask cannot be negated with `-`", "-(x > 0)"),
        ("(x > 0) - (x > 1)", "masks cannot be subtracted", "(x > 0) - (x > 1)"),
        ("1 if x else 2", "an array with several entries is neither true nor false", "x"),
        ("x > 0 and x < 1", "an array with several entries is neither true nor false", "x > 0 and x < 1"),
        ("not x", "an array with several entries is neither true nor false", "not x"),
        ("1 / 0 * x", "division by zero", "1 / 0"),
        ("np.sum(x, axis=2)", "there is no axis 2 in the array of shape (2, 3)", "np.sum(x, axis=2)"),
        ("x.shape", "the value is a tuple of 2, not a number or an array", "x.shape"),
        ("[x]", "the value is a list of 1, not a number or an array", "[x]"),
        ("x ^ 2", "`^` is not a power", "x ^ 2"),
        ("x @ 2", "`@` needs two arrays, not the number 2", "x @ 2"),
        ("x.shape * 2", "`*` needs numbers or arrays, not a tuple of 2", "x.shape * 2"),
        ("np.zeros((2, -1))", "a length cannot be negative: (2, -1)", "np.zeros((2, -1))"),
        ("np.zeros(2.5)", "a length must be an integer, not the number 2.5", "np.zeros(2.5)"),
    ],
)
def test_a_fault_is_explained_and_marks_its_part(text: str, message: str, part: str) -> None:
    assert fault_of(text, x=X) == (message, part)


def test_a_fault_at_a_stack_is_that_of_a_point() -> None:
    points = batch_of(np.ones((4, 2, 3)))
    with pytest.raises(EvaluationError) as caught:
        compile_expression("np.sum(x @ x)", ["x"]).evaluate({"x": points})
    assert caught.value.message == "shapes (2, 3) and (2, 3) do not fit a matrix product"
    assert caught.value.offset == len("np.sum(")


def test_floats_behave_as_those_of_numpy_without_a_warning() -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        assert value_of("1 / 0.0") == np.inf
        assert np.isnan(value_of("(-8.0) ** 0.5"))
        assert value_of("2.0 ** 5000") == np.inf
        assert np.isnan(value_of("a / a", a=np.zeros(1)))
        assert np.isnan(value_of("np.log(a)", a=-1.0))
        assert np.isnan(value_of("a.mean() + a.var() + np.median(a)", a=np.zeros(0)))
        assert value_of("2.0 * 3 + 1") == 7


@pytest.mark.parametrize(
    "text", ["2 ** 63", "3 ** 41", "n ** 40", "n * 2 ** 62", "-(2 ** 62) * 4", "int(1e19)", "big + 1", "sum([big, big])"]
)
def test_integers_beyond_64_bits_are_an_error(text: str) -> None:
    with pytest.raises(OutOfBounds):
        value_of(text, n=4, big=2**63 - 1)


def test_numpys_own_integers_do_not_wrap_around_in_silence() -> None:
    with pytest.raises(OutOfBounds):
        value_of("y.max() * 4", y=np.array([2**62]))
    assert value_of("y.max() * 2.0", y=np.array([2**62])) == 2.0**63


def test_conditions_are_lazy() -> None:
    assert value_of("1 if n > 3 else 1 / 0", n=4) == 1
    assert value_of("n > 3 or 1 / 0", n=4)
    assert not value_of("n < 3 and 1 / 0", n=4)
    assert value_of("n and 7", n=0) == 0


def test_tuples_can_be_taken_apart_joined_and_compared() -> None:
    assert value_of("np.ones(x.shape[:1] + (4,)).shape[1]", x=X) == 4
    assert value_of("x.shape == (2, 3)", x=X)
    assert value_of("len(x.shape) + x.shape[-1]", x=X) == 5


def test_random_numbers_are_those_of_the_generator_given() -> None:
    text = "rng.standard_normal((2, 3)) + rng.uniform(-1, 1, size=3) * rng.integers(5) + rng.normal(scale=2.0)"
    rng = np.random.default_rng(3)
    expected = rng.standard_normal((2, 3)) + rng.uniform(-1, 1, size=3) * rng.integers(5) + rng.normal(scale=2.0)
    np.testing.assert_array_equal(value_of(text, rng=np.random.default_rng(3)), expected)


DRAWS = """
rng.standard_normal(3); rng.normal(1.0, 2.0, 3); rng.normal(np.arange(3), 1.0); rng.random((2, 2)); rng.uniform(size=2);
rng.exponential(2.0, 3); rng.standard_exponential(2); rng.laplace(size=2); rng.logistic(0, 1, 2); rng.gumbel(size=3);
rng.lognormal(0.0, 0.5, 2); rng.gamma(2.0, size=3); rng.beta(1.0, 2.0, 3); rng.chisquare(3, 2); rng.standard_t(5, size=2);
rng.standard_cauchy(2); rng.binomial(10, 0.3, 4); rng.poisson(2.0, 3); rng.geometric(0.5, 2); rng.integers(0, 5, (2, 2));
rng.integers(1, 6, size=3, endpoint=True); rng.choice(5, 3, replace=False); rng.choice(np.arange(3.0), size=2, p=[0.2, 0.3, 0.5]);
rng.permutation(5); rng.permutation(np.eye(3)); rng.permutation(np.eye(3), axis=1); rng.multinomial(9, [0.2, 0.8], 3);
rng.dirichlet([1.0, 2.0], 4)
"""


@pytest.mark.parametrize("text", [" ".join(text.split()) for text in DRAWS.split(";")])
def test_every_draw_is_numpys(text: str) -> None:
    expected = eval(text, {"np": np, "rng": np.random.default_rng(5)})
    np.testing.assert_array_equal(value_of(text, rng=np.random.default_rng(5)), expected)


def test_rng_is_there_only_where_it_is_given() -> None:
    for text in ("rng.normal()", "rng"):
        with pytest.raises(ExpressionError, match="rng"):
            compile_expression(text, ["x"])


def doubled(x: Any) -> Any:
    return 2 * x


def spoiled(x: Any) -> Any:
    x[...] = 0.0
    return x


def backward(dout: Any, W: Any) -> Any:
    return dout @ W.T, W.sum(), [1.0, (2.0,)]


LAYERS: dict[str, dict[str, Any]] = {
    "layers": {
        "doubled": doubled,
        "spoiled": spoiled,
        "backward": backward,
        "text": lambda: "text",
        "fails": lambda x: x.reshape(7),
        "_hidden": doubled,
    }
}


def test_lent_functions_are_called_by_the_name_of_their_module() -> None:
    np.testing.assert_array_equal(value_of("layers.doubled(x) + 1", LAYERS, x=X), 2 * X + 1)
    np.testing.assert_array_equal(value_of("layers.backward(x, W=w)[0]", LAYERS, x=X, w=np.ones((4, 3))), X @ np.ones((3, 4)))
    assert value_of("layers.backward(x, x)[2][1][0]", LAYERS, x=np.eye(2)) == 2.0


def test_lent_functions_cannot_change_a_variable() -> None:
    x = X.copy()
    np.testing.assert_array_equal(value_of("layers.spoiled(x)", LAYERS, x=x), np.zeros((2, 3)))
    np.testing.assert_array_equal(x, X)


def test_a_variable_comes_before_a_module_of_its_name() -> None:
    assert value_of("layers.sum()", LAYERS, layers=np.ones(3)) == 3


@pytest.mark.parametrize(
    "text", ["layers.doubled", "layers", "layers.gone(x)", "layers._hidden(x)", "layers.doubled(*x)", "other.f(x)"]
)
def test_only_the_functions_lent_can_be_used_and_only_called(text: str) -> None:
    with pytest.raises(ExpressionError):
        compile_expression(text, ["x"], LAYERS)


def test_a_lent_function_must_return_numbers() -> None:
    assert fault_of("layers.text()", LAYERS) == ("`layers.text` returned str, not numbers", "layers.text()")
    message, part = fault_of("1 + layers.text()", LAYERS)
    assert message == "`+` needs numbers or arrays, not a str from `layers.text`"
    assert part == "1 + layers.text()"
    assert "a str from `layers.text` is no array" in fault_of("np.sum(layers.text())", LAYERS)[0]


def test_a_fault_in_a_lent_function_is_told_where_it_was_called() -> None:
    message, part = fault_of("1 + layers.fails(x)", LAYERS, x=X)
    assert message == "`layers.fails` raised ValueError: cannot reshape array of size 6 into shape (7,)"
    assert part == "layers.fails(x)"


def test_a_lent_function_is_evaluated_at_each_point_of_a_stack() -> None:
    points = np.stack([X, X + 1])
    value = compile_expression("layers.doubled(x)", ["x"], LAYERS).evaluate({"x": batch_of(points)})
    assert isinstance(value, Batch)
    np.testing.assert_array_equal(value.points, 2 * points)
    with pytest.raises(NotAnalytic):
        compile_expression("layers.doubled(x)", ["x"], LAYERS).evaluate({"x": batch_of(points + 0j, analytic=True)})


def test_an_expression_without_lent_functions_is_the_same_with_and_without_modules() -> None:
    assert compile_expression("x * 5", ["x"], LAYERS) is compile_expression("x * 5", ["x"])


def test_what_is_complex_itself_has_no_complex_step() -> None:
    x = batch_of(np.ones((2, 3)) + 0j, analytic=True)
    for text, others in (
        ("x * 1j", {}),
        ("x * z", {"z": 1j}),
        ("x * complex(1, 2)", {}),
        ("np.sum(x) * np.linalg.eigvals(A)", {"A": np.eye(2)}),
    ):
        with pytest.raises(NotAnalytic):
            compile_expression(text, ["x", *others]).evaluate({"x": x, **others})


def test_expressions_may_be_evaluated_in_several_threads_at_once() -> None:
    expression = compile_expression("np.sum(np.exp(x) / 0.0) * 0 + np.sum(x)", ["x"])
    found: list[Any] = []

    def work() -> None:
        with np.errstate(all="ignore"):
            found.extend(np.isnan(expression.evaluate({"x": X})) for _ in range(300))

    threads = [threading.Thread(target=work) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(found) == 1200
    assert all(found)


@pytest.mark.parametrize("text", ["np.linalg.svd(A)[1]", "np.linalg.svdvals(A)", "np.linalg.pinv(A)", "np.linalg.norm(A, 2)"])
@pytest.mark.parametrize("entry", [np.inf, np.nan])
def test_a_matrix_that_is_not_finite_has_no_singular_values(text: str, entry: float) -> None:
    """LAPACK goes round for ever with some of them."""
    with pytest.raises(ExpressionError, match="NaN or infinity has no singular values"):
        compile_expression(text, ["A"]).evaluate({"A": np.array([[1.0, entry], [2.0, 3.0]])})
