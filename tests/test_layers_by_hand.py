"""A course's layers in two lines each, as the cookbook has them: forward and cache, backward and gradients."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from runner import Case, Cause, Verdict, check, run
from tests import layers_by_hand

LAYERS = Path(__file__).parent / "layers_by_hand.py"

DOCUMENT = Path(__file__).parents[1] / "cases" / "README.md"
CASES = next(block for block in re.findall(r"^```yaml\n(.*?)^```$", DOCUMENT.read_text("utf-8"), re.S | re.M) if "lstm" in block)


def test_right_layers_pass(tmp_path: Path) -> None:
    path = tmp_path / "layers.yaml"
    path.write_text(CASES)
    results = run(path, modules=[f"layers={LAYERS}"]).results
    assert len(results) == 5
    assert [str(result) for result in results if not result] == []


@pytest.mark.parametrize(
    ("right", "wrong", "found"),
    [
        ("dout.sum(axis=0)\n\n\ndef batchnorm_f", "2 * dout.sum(axis=0)\n\n\ndef batchnorm_f", ("affine", "b", Cause.SCALE)),
        ("dout.sum(axis=(0, 2, 3))", "-dout.sum(axis=(0, 2, 3))", ("convolution", "b", Cause.SIGN)),
        ("dx[::-1]", "dx", ("LSTM", "x", None)),
    ],
)
def test_wrong_ones_fail(right: str, wrong: str, found: tuple[str, str, Cause | None], tmp_path: Path) -> None:
    text = LAYERS.read_text(encoding="utf-8")
    assert right in text
    (tmp_path / "mistaken.py").write_text(text.replace(right, wrong), encoding="utf-8")
    (tmp_path / "layers.yaml").write_text(CASES)
    name, part, cause = found
    (result,) = run(f"{tmp_path}/layers.yaml::{name}", modules=[f"layers={tmp_path}/mistaken.py"]).results
    assert result.verdict is Verdict.FAIL
    assert result.findings[0].input == part
    assert cause is None or result.cause is cause


@pytest.mark.parametrize("mistake", [lambda gradient: gradient, lambda gradient: np.sin(gradient) + gradient, np.negative])
def test_a_wrong_one_calls_the_layer_hardly_more_often_than_a_right_one(mistake: Any) -> None:
    calls = []

    def forward(*inputs: Any) -> Any:
        calls.append(1)
        return layers_by_hand.lstm_forward(*inputs)

    def backward(dout: Any, cache: Any) -> Any:
        return tuple(map(mistake, layers_by_hand.lstm_backward(dout, cache)))

    shapes = {"x": (3, 5, 6), "h": (3, 8), "w": (6, 32), "u": (8, 32), "b": (32,)}
    claims = {name: f"layer.backward(dout, cache)[{place}]" for place, name in enumerate(shapes)}
    let = {"out, cache": "layer.forward(x, h, w, u, b)"}
    case = Case(shapes=shapes, let=let, output="out", gradient=claims)
    entries = sum(np.prod(shape) for shape in shapes.values())
    result = check(case, {"layer": {"forward": forward, "backward": backward}})
    assert len(calls) <= 1.5 * 2 * entries
    if mistake is np.negative:
        assert {finding.cause for finding in result.findings} == {Cause.SIGN}
    if result.verdict is Verdict.FAIL:
        assert result.witness is not None
        assert result.witness.verdict == "wrong"
        assert result.witness.error < 1e-6


def test_why_a_small_layer_is_wrong_everywhere_takes_a_tenth_of_its_check() -> None:
    calls = {"forward": 0, "backward": 0}

    def forward(*inputs: Any) -> Any:
        calls["forward"] += 1
        return layers_by_hand.lstm_forward(*inputs)

    def backward(dout: Any, cache: Any) -> Any:
        calls["backward"] += 1
        return tuple([np.sin(gradient) + gradient for gradient in layers_by_hand.lstm_backward(dout, cache)])

    shapes = {"x": (2, 3, 4), "h": (2, 3), "w": (4, 12), "u": (3, 12), "b": (12,)}
    claims = {"x, h, w, u, b": "layer.backward(dout, cache)"}
    case = Case(shapes=shapes, let={"out, cache": "layer.forward(x, h, w, u, b)"}, output="out", gradient=claims)
    result = check(case, {"layer": {"forward": forward, "backward": backward}})
    assert [finding.input for finding in result.findings] == list(shapes)
    assert result.witness is not None
    assert (result.witness.verdict, result.doubt) == ("wrong", None)
    to_see_that_the_step_is_good, about_the_entry_that_bends = 4, 7
    assert calls["forward"] <= (
        1.1 * 2 * sum(np.prod(shape) for shape in shapes.values()) + to_see_that_the_step_is_good + about_the_entry_that_bends
    )
    assert calls["backward"] <= 3


def test_a_backward_pass_may_take_its_cache_apart() -> None:
    def forward(x: Any, w: Any) -> Any:
        return x @ w, {"stack": [x, w]}

    def backward(dout: Any, cache: Any) -> Any:
        w, x = cache["stack"].pop(), cache["stack"].pop()
        x *= 2  # its own copy
        return dout @ w.T, x.T @ dout / 2

    shapes = {"x": (3, 4), "w": (4, 2)}
    claims = {name: f"layer.backward(dout, cache)[{place}]" for place, name in enumerate(shapes)}
    case = Case(shapes=shapes, let={"out, cache": "layer.forward(x, w)"}, output="out", gradient=claims)
    assert check(case, {"layer": {"forward": forward, "backward": backward}})
