"""What the rules of functions that arrange, select and factorise look like in a gradient."""

from __future__ import annotations

from typing import Any

import pytest

from runner.diagnoses.right import derived
from runner.model import Case
from runner.problem import Draw, Problem, drawn
from tests.expressions.measured import is_right

SHAPES = {"A": (3, 3), "B": (3, 4), "S": (3, 3), "x": (6,), "y": (4,), "w": (3,), "T": (2, 3, 4), "U": (2, 4, 3)}
VALUES = {"p": "np.exp(x)", "k": (0, 2, 2), "v": "np.array([2.0, 5.0, 1.0, 5.0])"}
CELL = {
    "z": "W @ np.concatenate([h, u]) + b", "i": "sigmoid(z[:2])", "f": "sigmoid(z[2:4])", "o": "sigmoid(z[4:6])",
    "g": "np.tanh(z[6:])", "c1": "f * c + i * g", "h1": "o * np.tanh(c1)",
}  # fmt: skip
LSTM: dict[str, Any] = {
    "shapes": {"W": (8, 5), "b": (8,), "h": (2,), "u": (3,), "c": (2,)},
    "values": {},
    "let": CELL,
    "output": "h1",
}
STEPS = {
    "h1": "np.tanh(X[0] @ U + h0 @ W)", "h2": "np.tanh(X[1] @ U + h1 @ W)", "p1": "softmax(h1 @ V)", "p2": "softmax(h2 @ V)",
}  # fmt: skip
RNN: dict[str, Any] = {
    "shapes": {"X": (2, 3), "U": (3, 4), "h0": (4,), "W": (4, 4), "V": (4, 3)}, "values": {"t": (1, 2)}, "let": STEPS,
    "cost": "-np.log(p1[t[0]]) - np.log(p2[t[1]])",
}  # fmt: skip


def draw_of(name: str, **case: Any) -> Draw:
    return drawn(Problem(Case(**{"shapes": SHAPES, "values": VALUES, **case}, gradient={name: "0"}, seed=3)))


@pytest.mark.parametrize(
    ("output", "name", "expected"),
    [
        ("np.take(B, k, axis=0)", "B", "scatter_add(B.shape, k, dout)"),
        ("np.take(B, k, axis=1)", "B", None),
        ("np.take(T, k, axis=2)", "T", None),
        ("np.take(B, k)", "B", "scatter_add(12, k, dout).reshape(3, 4)"),
        ("np.take(x, [1, -1])", "x", None),
        ("np.diagonal(A)", "A", "np.diag(dout)"),
        ("np.diagonal(A, 1)", "A", "np.diag(dout, 1)"),
        ("np.diagonal(B)", "B", None),
        ("np.diagonal(T, 0, 1, 2)", "T", None),
        ("np.rollaxis(T, 2, 0)", "T", "np.transpose(dout, (1, 2, 0))"),
        ("T @ U", "T", "dout @ U.mT"),
        ("np.swapaxes(T, -1, -2)", "T", "dout.mT"),
        ("sliding_window_view(x, 3) @ w", "x", "np.convolve(dout, w)"),
        ("np.mean(sliding_window_view(x, 3), axis=1)", "x", "np.convolve(dout, np.ones(3)) / 3"),
        ("np.max(sliding_window_view(x, 3), axis=1)", "x", None),
        ("sliding_window_view(B, 2, axis=1)", "B", None),
        ("np.correlate(x, w)", "w", "np.correlate(x, dout, 'valid')"),
        ("np.sort(x)", "x", "dout[np.argsort(np.argsort(x))]"),
        ("np.sort(B, axis=0)", "B", None),
        ("np.cumprod(p)", "p", None),
        ("np.kron(A, B)", "A", None),
        ("np.tensordot(T, U, axes=([1, 2], [2, 1]))", "T", None),
        ("np.inner(B, B)", "B", None),
        ("np.repeat(B, 2, axis=1)", "B", "np.sum(dout.reshape(3, 4, 2), axis=2)"),
        ("np.tile(x, 2)", "x", "np.sum(dout.reshape(2, 6), axis=0)"),
        ("np.stack([w, w * 2])", "w", "dout[0] + 2 * dout[1]"),
        ("np.column_stack([w, 2 * w])", "w", "dout[:, 0] + 2 * dout[:, 1]"),
        ("np.dstack([B, 2 * B])", "B", "dout[:, :, 0] + 2 * dout[:, :, 1]"),
        ("np.diff(x)", "x", "-np.diff(np.pad(dout, 1))"),
        ("np.linalg.cholesky(A @ A.T + np.eye(3))", "A", None),
        ("np.linalg.eigvalsh(A + A.T)", "A", None),
        ("np.linalg.eigvalsh(S)", "S", None),
        ("np.linalg.cholesky(S @ S.T + np.eye(3))[2]", "S", None),
        ("np.linalg.matrix_power(A, 1)", "A", "dout"),
        ("np.linalg.matrix_power(A, 2)", "A", "dout @ A.T + A.T @ dout"),
        ("np.linalg.matrix_power(A, 0)", "A", "np.zeros((3, 3))"),
        ("np.max(v)", "v", "dout * (np.arange(4) == np.argmax(v == np.max(v)))"),
        ("np.max(w)", "w", "dout * (w == np.max(w))"),
        ("A[0] * w + A[1] * A[2]", "A", "np.stack([dout * w, dout * A[2], dout * A[1]])"),
        ("A[0] * w + A[1] * w", "A", None),
        ("2 * A[0] * w + A[0] + A[1] * A[2] * T[0, 0, :3]", "A", None),
        ("2e12 * x", "x", "2e12 * dout"),
        ("x * 0.14285714285714285", "x", "dout / 7"),
        ("x * 0.142857", "x", "0.142857 * dout"),
        ("np.diag(w)[np.tril_indices(3)]", "w", None),
    ],
)
def test_it_is_written_as_one_would(output: str, name: str, expected: str | None) -> None:
    draw = draw_of(name, output=output)
    text = derived(draw, name)
    if "max(v)" not in output:  # where two are the largest, a difference is half of each
        assert is_right(draw, name, text)
    assert expected is None or text == expected


@pytest.mark.parametrize(("case", "names"), [(LSTM, "Wbhuc"), (RNN, ["U", "h0", "W", "V", "X"])], ids=["LSTM", "RNN"])
def test_a_step_of_a_recurrent_network_has_a_gradient_by_all_that_it_holds(case: dict[str, Any], names: Any) -> None:
    for name in names:
        draw = draw_of(name, **case)
        assert is_right(draw, name, derived(draw, name))


def test_the_lower_triangle_alone_counts_where_the_input_itself_is_read() -> None:
    draw = draw_of(
        "S",
        values={"S": "np.array([[2.0, 0.5, 0.1], [0.5, 3.0, 0.2], [0.1, 0.2, 1.5]])"},
        shapes={},
        output="np.linalg.cholesky(S)",
    )
    text = derived(draw, "S")
    assert "np.tril" in text
    assert is_right(draw, "S", text)
