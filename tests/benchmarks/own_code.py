"""The rows about code of one's own: layers in Python, right and wrong, against `gradcheck_naive` over all entries."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from runner import Case, check
from tests import layers_by_hand as layers
from tests.benchmarks.naive import STEP, TOLERANCE, Function
from tests.benchmarks.table import Row, faster
from tests.benchmarks.timing import Way, in_turns

AGAINST = "`gradcheck_naive` that goes on to the last entry of each input"


@dataclass(frozen=True)
class Layer:
    """A layer by hand: its inputs by their shapes, forward and cache, backward and gradients."""

    name: str
    shapes: Mapping[str, tuple[int, ...]]
    forward: Callable[..., Any]
    backward: Callable[[Any, Any], tuple[Any, ...]]

    def with_mistake(self) -> Layer:
        """The same with a backward pass that is wrong in every entry and has no cause by name: what takes longest to explain."""

        def wrong(dout: Any, cache: Any) -> tuple[Any, ...]:
            return tuple([np.sin(gradient) + gradient for gradient in self.backward(dout, cache)])

        return Layer(self.name, self.shapes, self.forward, wrong)


def _convolve(x: Any, w: Any, b: Any) -> Any:
    return layers.conv_forward(x, w, b, {"pad": 1, "stride": 1})


CONVOLUTION = Layer(
    "a convolution by hand, 2×3×8×8 and four windows of 3×3",
    {"x": (2, 3, 8, 8), "w": (4, 3, 3, 3), "b": (4,)},
    _convolve,
    layers.conv_backward,
)
LSTM = Layer(
    "an LSTM by hand, 5 steps of 3×6 and 8 units",
    {"x": (3, 5, 6), "h": (3, 8), "w": (6, 32), "u": (8, 32), "b": (32,)},
    layers.lstm_forward,
    layers.lstm_backward,
)

SMALL_LSTM = Layer(
    "an LSTM by hand, 3 steps of 2×4 and 3 units",
    {"x": (2, 3, 4), "h": (2, 3), "w": (4, 12), "u": (3, 12), "b": (12,)},
    layers.lstm_forward,
    layers.lstm_backward,
)


def rows(turns: int) -> Iterator[Row]:
    """All of them, as they are measured."""
    for layer in (CONVOLUTION, LSTM, SMALL_LSTM):
        for words, each, verdict in (("right", layer, "PASS"), ("every entry wrong", layer.with_mistake(), "FAIL")):
            times = in_turns({"ours": checked(each, verdict), "naive": naive(each)}, min(turns, 7), shortest=0)
            yield faster(f"{layer.name}, {words}", AGAINST, times["ours"], times["naive"], 1)


def checked(layer: Layer, verdict: str) -> Way:
    """`check(case)`, all included: a verdict, whether it may be believed, and why a claim is wrong."""
    call = f"layer.forward({', '.join(layer.shapes)})"
    claims = {", ".join(layer.shapes): "layer.backward(dout, cache)"}
    case = Case(shapes=layer.shapes, let={"out, cache": call}, output="out", gradient=claims)
    lent = {"layer": {"forward": layer.forward, "backward": layer.backward}}

    def run() -> None:
        if check(case, lent).verdict != verdict:
            raise AssertionError(f"{layer.name} should be a {verdict}")

    return run


def naive(layer: Layer) -> Way:
    """The same loop for each input of the layer, whose cost and gradients are computed at every point, as it has them."""
    rng = np.random.default_rng(0)
    inputs = [rng.standard_normal(shape) for shape in layer.shapes.values()]
    dout = rng.standard_normal(layer.forward(*inputs)[0].shape)

    def run() -> None:
        for place, x in enumerate(inputs):
            every_entry(_of_one_input(layer, inputs, place, dout), x)

    return run


def _of_one_input(layer: Layer, inputs: list[Any], place: int, dout: Any) -> Function:
    def f(x: Any) -> tuple[float, Any]:
        out, cache = layer.forward(*inputs[:place], x, *inputs[place + 1 :])
        return float(np.sum(out * dout)), layer.backward(dout, cache)[place]

    return f


def every_entry(f: Function, x: Any) -> int:
    """How many entries of a gradient are wrong, by the loop of `gradcheck_naive`. x is stepped in place."""
    _, claimed = f(x)
    wrong = 0
    for index in np.ndindex(x.shape):
        there = x[index]
        x[index] = there + STEP
        above, _ = f(x)
        x[index] = there - STEP
        below, _ = f(x)
        x[index] = there
        numerical = (above - below) / (2 * STEP)
        wrong += abs(numerical - claimed[index]) / max(1, abs(numerical), abs(claimed[index])) > TOLERANCE
    return wrong
