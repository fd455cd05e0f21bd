"""A course's layers in two lines each: forward and cache, backward and gradients."""

from __future__ import annotations

from pathlib import Path

import pytest

from runner import Cause, Verdict, run

LAYERS = Path(__file__).parent / "layers_by_hand.py"

CASES = """\
cases:
  - name: affine
    shapes: {x: [4, 2, 3], w: [6, 5], b: [5]}
    let: {"out, cache": "layers.affine_forward(x, w, b)"}
    output: out
    gradient: {"x, w, b": "layers.affine_backward(dout, cache)"}
  - name: batch normalisation
    shapes: {x: [5, 4], gamma: [4], beta: [4]}
    let: {"out, cache": "layers.batchnorm_forward(x, gamma, beta, {'eps': 1e-5})"}
    output: out
    gradient: {"x, gamma, beta": "layers.batchnorm_backward(dout, cache)"}
  - name: convolution
    shapes: {x: [2, 3, 5, 5], w: [2, 3, 3, 3], b: [2]}
    let: {"out, cache": "layers.conv_forward(x, w, b, {'pad': 1, 'stride': 2})"}
    output: out
    gradient: {"x, w, b": "layers.conv_backward(dout, cache)"}
  - name: max pooling
    shapes: {x: [2, 3, 4, 6]}
    let: {"out, cache": "layers.max_pool_forward(x, 2)"}
    output: out
    gradient: layers.max_pool_backward(dout, cache)
  - name: LSTM
    shapes: {x: [2, 3, 4], h: [2, 3], w: [4, 12], u: [3, 12], b: [12]}
    let: {"out, cache": "layers.lstm_forward(x, h, w, u, b)"}
    output: out
    gradient: {"x, h, w, u, b": "layers.lstm_backward(dout, cache)"}
"""


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
