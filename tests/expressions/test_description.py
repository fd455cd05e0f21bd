"""The vocabulary as it is shown."""

from __future__ import annotations

from runner.expressions import describe
from runner.expressions.functions import FUNCTIONS


def test_a_function_is_shown_with_its_arguments_and_in_a_few_words() -> None:
    shown = {name: dict(rows) for name, rows in describe()}
    assert shown["element-wise"]["np.tanh(x)"] == "hyperbolic tangent"
    assert shown["helpers"]["softmax(z, axis=-1|None)"] == "eᶻ / Σ eᶻ along the axis"
    assert shown["operators"]["a @ b"] == FUNCTIONS["@"].meaning
    assert shown["constants"]["np.pi"] == "3.14159"


def test_every_function_is_shown_once() -> None:
    shown = "\n".join(f"{signature} {meaning}" for _, functions in describe() for signature, meaning in functions)
    for name, function in FUNCTIONS.items():
        other = function.signature if not name.isidentifier() and "." not in name else name
        assert other in shown


def test_a_function_is_shown_with_its_other_names() -> None:
    reductions = dict(dict(describe())["reductions"])
    assert reductions["np.max(x, axis=None, *, keepdims=False)"] == "largest; also np.amax, .max"
