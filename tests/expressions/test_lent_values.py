"""What passes between expressions and lent code beside numbers and arrays: caches, dictionaries, texts, None."""

from __future__ import annotations

from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import pytest

from runner.errors import EvaluationError, ExpressionError
from runner.expressions import batch_of, compile_expression
from runner.expressions.kept import Kept


class Cache(NamedTuple):
    x: Any
    W: Any


class Layer:
    def __init__(self, W: Any) -> None:
        self.W = W


class Tensor:
    """As a framework has them: it can say its numbers."""

    def __array__(self, *_: object, **__: object) -> Any:
        return np.array([1.0, 2.0])


def outer(x: Any) -> Any:
    return deeper(x)


def deeper(x: Any) -> Any:
    raise ValueError("no such x")


class Speechless(Exception):
    def __str__(self) -> str:
        raise ValueError("no words")


def speechless(x: Any) -> Any:
    raise Speechless


LENT: dict[str, dict[str, Any]] = {
    "layers": {
        "forward": lambda x, W: (x @ W, Cache(x, W)),
        "backward": lambda dout, cache: (dout @ cache.W.T, cache.x.T @ dout),
        "make": Layer,
        "weights": lambda layer: layer.W,
        "gradients": lambda x: {"W1": 2 * x, "nested": {"b": [1.0, None]}, 0: x},
        "list": lambda x: [x, {"x": x}],
        "type": lambda value: float(type(value) is list),
        "is_none": lambda value: float(value is None),
        "total": lambda values, key="a": float(np.sum(values[key])),
        "tensor": Tensor,
        "layer.vjp": lambda x: 3 * x,
        "fails": outer,
        "speechless": speechless,
    },
    "": {"f": lambda x: 2 * x, "f.vjp": lambda x: 5 * x},
}


def value_of(text: str, **variables: Any) -> Any:
    return compile_expression(text, variables, LENT).whole(variables)


X = np.arange(6.0).reshape(2, 3)


def test_a_cache_passes_untouched_from_one_lent_call_to_another() -> None:
    W = np.ones((3, 4))
    out, cache = value_of("layers.forward(x, W)", x=X, W=W)
    np.testing.assert_array_equal(out, X @ W)
    _, dW = value_of("layers.backward(dout, cache)", dout=out, cache=cache)
    np.testing.assert_array_equal(dW, X.T @ out)
    np.testing.assert_array_equal(value_of("cache[1]", cache=cache), W)


def test_an_object_passes_too_and_nothing_else_can_be_done_with_it() -> None:
    layer = value_of("layers.make(x)", x=X)
    assert isinstance(layer, Kept)
    np.testing.assert_array_equal(value_of("layers.weights(layer)", layer=layer), X)
    for text in (
        "layer + 1",
        "np.exp(layer)",
        "layer[0]",
        "np.sum(layer)",
        "layer.T",
        "x * layer",
        "np.array([layer])",
        "len(layer)",
    ):
        with pytest.raises(ExpressionError):
            value_of(text, layer=layer, x=X)
    with pytest.raises(EvaluationError, match=r"`layers.make` returned Layer, not numbers"):
        compile_expression("layers.make(x)", ["x"], LENT).evaluate({"x": X})


def test_a_dictionary_is_indexed_by_its_keys() -> None:
    np.testing.assert_array_equal(value_of("layers.gradients(x)['W1']", x=X), 2 * X)
    np.testing.assert_array_equal(value_of("layers.gradients(x)[0]", x=X), X)
    assert value_of("layers.gradients(x)['nested']['b'][0]", x=X) == 1.0
    with pytest.raises(EvaluationError, match=r"a dict from `layers.gradients` has no key 'W2'") as caught:
        value_of("layers.gradients(x)['W2']", x=X)
    assert caught.value.hint == "it has 'W1', 'nested', 0"


def test_a_list_stays_a_list_for_lent_code_and_is_a_tuple_for_expressions() -> None:
    parts = value_of("layers.list(x)", x=X)
    assert value_of("layers.type(parts)", parts=parts) == 1.0
    np.testing.assert_array_equal(value_of("parts[1]['x'] + parts[0]", parts=parts), 2 * X)
    assert value_of("len(parts)", parts=parts) == 2


def test_lent_calls_take_texts_none_and_dictionaries() -> None:
    assert value_of("layers.is_none(None)") == 1.0
    assert value_of("layers.total({'a': x, 'b': 2 * x})", x=X) == 15.0
    assert value_of("layers.total({'a': x, 'b': 2 * x}, key='b')", x=X) == 30.0
    assert value_of("layers.total({'a': [x, x], 'b': (None, 'text')})", x=X) == 30.0


@pytest.mark.parametrize(
    "text",
    ["layers.total({x: 1})", "layers.total({**x})", "np.sum({'a': x})", "{'a': x}", "x['a']", "np.sum('a')", "x + None"],
)
def test_nothing_else_does(text: str) -> None:
    with pytest.raises(ExpressionError):
        value_of(text, x=X)


@pytest.mark.parametrize("text", ["x['a']", "{'a': x}['a']"])
def test_without_lent_code_an_index_is_never_a_text(text: str) -> None:
    with pytest.raises(ExpressionError):
        compile_expression(text, ["x"])


def test_what_can_say_its_numbers_is_an_array() -> None:
    np.testing.assert_array_equal(value_of("layers.tensor() * 2"), [2.0, 4.0])


def test_functions_of_functions_and_bare_names() -> None:
    np.testing.assert_array_equal(value_of("layers.layer.vjp(x)", x=X), 3 * X)
    np.testing.assert_array_equal(value_of("f(x) + f.vjp(x)", x=X), 7 * X)
    assert value_of("f", f=1.0) == 1.0, "a variable comes before a function of its name"
    with pytest.raises(ExpressionError):
        value_of("g(x)", x=X)


def test_a_tuple_of_stacks_is_one_too() -> None:
    points = np.stack([X, X + 1]) + 0j
    first, second = compile_expression("(2 * x, np.sum(x))", ["x"], LENT).whole({"x": batch_of(points, analytic=True)})
    np.testing.assert_array_equal(first.points, 2 * points)
    assert second.points.shape == (2,)


def test_an_error_in_lent_code_tells_the_calls_that_led_there() -> None:
    with pytest.raises(EvaluationError, match=r"`layers.fails` raised ValueError: no such x") as caught:
        value_of("1 + layers.fails(x)", x=X)
    (_, _, first, _), (file, _, second, source) = caught.value.trace
    assert (first, second) == ("outer", "deeper")
    assert Path(file).resolve() == Path(__file__)
    assert source == 'raise ValueError("no such x")'


def test_an_error_that_cannot_say_what_it_is_has_its_name() -> None:
    with pytest.raises(EvaluationError, match=r"^`layers.speechless` raised Speechless$"):
        value_of("layers.speechless(x)", x=X)
