"""Which step of a derivation slipped: told by its own words, and silent where no step explains the claim."""

from __future__ import annotations

from typing import Any

import pytest

from runner.checking.checker import check
from runner.diagnoses import slips
from runner.model import Case, Cause
from tests.diagnoses.examples import evidence_of, found

NETWORK: dict[str, Any] = {
    "shapes": {"X": (5, 4), "W1": (4, 3), "W2": (3, 2)},
    "let": {"z": "X @ W1", "h": "np.tanh(z)"},
    "output": "h @ W2",
    "wrt": "W1",
}
NORMALISED: dict[str, Any] = {
    "shapes": {"x": (6, 4)},
    "values": {"eps": 1e-3},
    "let": {"mu": "x.mean(axis=0)", "var": "x.var(axis=0)", "s": "np.sqrt(var + eps)"},
    "output": "(x - mu) / s",
    "wrt": "x",
}
RECURRENT: dict[str, Any] = {
    "shapes": {"h0": (3,), "W": (3, 3), "u": (3,)},
    "let": {"h1": "np.tanh(W @ h0 + u)", "h2": "np.tanh(W @ h1 + u)"},
    "cost": "np.sum(h2**2)",
    "wrt": "W",
}
PENALISED: dict[str, Any] = {
    "shapes": {"w": (5,)},
    "values": {"lam": 0.3},
    "cost": "np.sum(np.exp(w)) + lam * np.sum(w**2)",
    "wrt": "w",
}

SLIPS: list[tuple[dict[str, Any], str, Cause, str]] = [
    (
        NORMALISED,
        "dout / s",
        Cause.MISSING_PATH,
        "You treat `mu` and `s` as constants: the paths through them are missing",
    ),
    (
        NORMALISED,
        "(dout - dout.mean(axis=0)) / s",
        Cause.MISSING_PATH,
        "You treat `s` as a constant: the path through `s` is missing",
    ),
    (
        RECURRENT,
        "np.outer(2 * h2 * (1 - h2**2), h1)",
        Cause.MISSING_PATH,
        "You treat `h1` as a constant: the path through `h1` is missing",
    ),
    (
        {"shapes": {"x": (5,)}, "cost": "np.sum(x * np.sin(x))"},
        "x * np.cos(x)",
        Cause.MISSING_PATH,
        "`x` is used more than once: its way through `x * np.sin(x)` is missing",
    ),
    (
        NETWORK,
        "X.T @ (dout @ W2.T)",
        Cause.MISSING_FACTOR,
        "The derivative of tanh at `z` is missing: it is `1 - h**2`",
    ),
    (
        {"shapes": {"x": (6, 3), "m": (6, 3)}, "let": {"y": "x * m"}, "output": "np.exp(y)", "wrt": "x"},
        "dout * np.exp(y)",
        Cause.MISSING_FACTOR,
        "The factor `m` of `y` is missing",
    ),
    (
        {"shapes": {"x": (4, 3), "W": (3, 2)}, "let": {"a": "np.tanh(x @ W)"}, "output": "a", "wrt": "x"},
        "(1 - a**2) @ W.T",
        Cause.MISSING_FACTOR,
        "The upstream gradient is missing",
    ),
    (NETWORK, "X.T @ (dout @ W2.T * (1 - h**2)**2)", Cause.EXTRA_FACTOR, "The derivative of tanh at `z` is multiplied in twice"),
    (NETWORK, "X.T @ (dout @ W2.T * h * (1 - h))", Cause.WRONG_DERIVATIVE, "You use the derivative of sigmoid for tanh, at `h`"),
    (NETWORK, "X.T @ (dout @ W2.T * h)", Cause.WRONG_DERIVATIVE, "That is tanh itself, not its derivative"),
    (
        NETWORK,
        "X.T @ (dout @ W2.T * (1 + h**2))",
        Cause.WRONG_DERIVATIVE,
        "has the other sign inside: it is `1 - h**2`",
    ),
    (
        {"shapes": {"x": (9,)}, "output": "np.where(x > 0, x, 0.1 * x)", "wrt": "x"},
        "dout * np.where(x > 0, 0.1, 1)",
        Cause.WRONG_DERIVATIVE,
        "",
    ),
    (
        {"shapes": {"x": (4,), "p": (4,)}, "cost": "np.sum(np.exp(x) ** p)", "wrt": "p"},
        "p * np.exp(x) ** (p - 1)",
        Cause.WRONG_DERIVATIVE,
        "You differentiate `np.exp(x) ** p` by its base: `p` is its exponent",
    ),
    (
        NETWORK,
        "X.T @ (dout @ W2.T * (1 - np.tanh(h)**2))",
        Cause.WRONG_POINT,
        "The derivative of tanh is taken at its own value: it belongs at `z`",
    ),
    (
        {"shapes": {"x": (5, 3)}, "let": {"z": "2 * x", "s": "sigmoid(z)"}, "output": "s", "wrt": "x"},
        "2 * dout * z * (1 - z)",
        Cause.WRONG_POINT,
        "The derivative of sigmoid is written in its value `s`: you put `z` there",
    ),
    (
        {"shapes": {"z": (4, 3)}, "let": {"p": "softmax(z)"}, "output": "p", "wrt": "z"},
        "dout * p * (1 - p)",
        Cause.DIAGONAL,
        "Every entry of `p` depends on every entry of `z`",
    ),
    (
        {"shapes": {"z": (4, 3)}, "let": {"p": "softmax(z)"}, "output": "p", "wrt": "z"},
        "dout * p",
        Cause.MISSING_PATH,
        "Every entry of `p` depends on every entry of `z`: the sum over the others is missing",
    ),
    (
        {"shapes": {"z": (4, 3)}, "let": {"p": "softmax(z)"}, "output": "p", "wrt": "z"},
        "dout - p * dout.sum(axis=1, keepdims=True)",
        Cause.WRONG_DERIVATIVE,
        "You use the derivative of log_softmax for softmax at `z`",
    ),
    (
        {"shapes": {"z": (4, 3)}, "let": {"y": "log_softmax(z)"}, "output": "y", "wrt": "z"},
        "dout + np.exp(y)",
        Cause.WRONG_DERIVATIVE,
        "You add the softmax",
    ),
    (
        {"shapes": {"x": (4, 3)}, "output": "x.max(axis=1)"},
        "dout[:, None] * np.ones((4, 3))",
        Cause.MISSING_FACTOR,
        "the mask is missing",
    ),
    (
        {"shapes": {"x": (4, 3)}, "output": "x.max(axis=1)"},
        "dout[:, None] / 3 * np.ones((4, 3))",
        Cause.WRONG_DERIVATIVE,
        "You use the derivative of the mean",
    ),
    (
        {"shapes": {"A": (3, 3), "C": (3, 3)}, "cost": "np.sum(C * np.linalg.inv(A))", "wrt": "A"},
        "-C",
        Cause.MISSING_FACTOR,
        "The inverse must be multiplied in from both sides",
    ),
    ({"shapes": {"x": (6,)}, "output": "np.maximum(0, x)"}, "dout * np.maximum(0, x)", Cause.WRONG_DERIVATIVE, "itself"),
    (
        {"shapes": {"x": (6, 3), "a": ()}, "output": "a * np.sin(x)", "wrt": "a"},
        "np.sum(dout)",
        Cause.MISSING_FACTOR,
        "The factor `np.sin(x)` of `a * np.sin(x)` is missing",
    ),
    (PENALISED, "np.exp(w) - 2 * lam * w", Cause.SIGN, "The term that comes from `lam * np.sum(w**2)` has the wrong sign"),
    (PENALISED, "np.exp(w) + lam * w", Cause.SCALE, "The term that comes from `lam * np.sum(w**2)` must be multiplied by `2`"),
    (
        {"shapes": {"A": (3, 3), "X": (3, 3), "B": (3, 3)}, "cost": "np.sum((A @ X @ B)**2)", "wrt": "X"},
        "2 * A.T @ (A @ X @ B) @ B",
        Cause.TRANSPOSED,
        "`B` should be `B.T`",
    ),
]


@pytest.mark.parametrize(("case", "claim", "cause", "said"), SLIPS, ids=[claim for _, claim, *_ in SLIPS])
def test_a_slip_is_told_with_its_step(case: dict[str, Any], claim: str, cause: Cause, said: str) -> None:
    finding = found(**case, gradient=claim)
    if said:
        assert (finding.cause, said in finding.message) == (cause, True), finding.message
    else:
        assert finding.cause is not Cause.UNKNOWN


@pytest.mark.parametrize(
    ("case", "claim"),
    [
        (NETWORK, "np.sin(X.T @ (dout @ W2.T * (1 - h**2)))"),
        (NETWORK, "X.T @ (dout @ W2.T * (1 - h**2)) + 0.01 * np.cos(37 * W1)"),
        (NORMALISED, "dout / (s + x**2)"),
        (RECURRENT, "np.outer(h2, h1)**3"),
    ],
)
def test_it_is_silent_of_what_no_step_explains(case: dict[str, Any], claim: str) -> None:
    assert slips.find(*evidence_of(**case, gradient=claim)) is None


def test_it_is_silent_where_a_slip_holds_at_one_point_only() -> None:
    """At x = 1 the derivative of the square is that of twice the number; nowhere else."""
    case = {"values": {"x": (1.0, 1.0), "y": "rng.standard_normal(2)"}, "cost": "np.sum(x**2 * np.exp(x))", "wrt": "x"}
    assert found(**case, gradient="2 * np.exp(x) + y * 0 + np.exp(1) * 2").cause not in (Cause.MISSING_PATH, Cause.SCALE)


@pytest.mark.parametrize("cost", ["np.sum(xlogy(x, 2.0))", "np.linalg.det(x)"])
def test_it_is_silent_of_zeros_which_the_derivative_of_another_function_happens_to_be_there(cost: str) -> None:
    """At 0 a value times one minus it is 0."""
    finding = found(values={"x": ((0.0,),)}, cost=cost, wrt="x", gradient="np.zeros((1, 1))")
    assert finding.cause is not Cause.WRONG_DERIVATIVE


def test_it_is_silent_of_code_that_is_lent() -> None:
    """What no formula is known of has no derivation."""
    finding = found(shapes={"x": (4,)}, cost="np.sum(np.linalg.eigvals(np.diag(x)).real**3)", gradient="x**2")
    assert finding.cause in (Cause.UNKNOWN, Cause.SCALE)


def test_a_path_that_is_too_small_to_be_squared_breaks_nothing() -> None:
    gelu = "0.5 * (1 + erf(x / np.sqrt(2))) + x * np.exp(-x**2 / 2) / np.sqrt(2 * np.pi)"
    case = Case(
        cost="np.sum(0.5 * x * (1 + erf(x / np.sqrt(2))))", values={"x": (30.0, -30.0)}, wrt="x", gradient=f"1.01 * ({gelu})"
    )
    assert check(case).unexplained == ()


def test_a_sign_is_not_told_where_it_is_a_matter_of_a_number() -> None:
    """Without the last term the claim is the gradient with the other sign of `b * u`, but only where b is a half."""
    case: dict[str, Any] = {"shapes": {"w": (4,)}, "let": {"u": "np.exp(w)"}, "cost": "np.sum(b * u) + np.sum(w**3) + np.sum(u)"}
    for b in (0.5, 2.0):
        assert found(**case, values={"b": b}, gradient="3 * w**2 + b * u").cause is not Cause.SIGN
    assert found(**case, values={"b": 0.5}, gradient="3 * w**2 + u - b * u").cause is Cause.SIGN


@pytest.mark.parametrize(
    ("claim", "said"),
    [
        ("np.sum(x**p)", "The logarithm of the base is missing in the derivative of `x**p`"),
        ("np.sum(p * x**(p - 1))", "You differentiate `x**p` by its base: `p` is its exponent"),
    ],
)
def test_a_single_exponent_of_many_bases_slips_as_one_of_its_own_does(claim: str, said: str) -> None:
    finding = found(shapes={"p": ()}, values={"x": (0.5, 2.0, 3.0)}, wrt="p", cost="np.sum(x**p)", gradient=claim)
    assert finding.message.startswith(said)
    assert finding.suggestion == "x**p @ np.log(x)"


@pytest.mark.parametrize(
    ("sign", "claim", "done", "rule"),
    [("/", "2 * A @ w / (2 * B @ w)", "divide", "(u'v - uv') / v**2"), ("*", "2 * A @ w * (2 * B @ w)", "multiply", "u'v + uv'")],
)
def test_the_gradients_of_two_numbers_are_not_multiplied_or_divided(sign: str, claim: str, done: str, rule: str) -> None:
    case = {"shapes": {"w": (3,), "M": (3, 3), "N": (3, 3)}, "let": {"A": "M + M.T", "B": "N @ N.T"}, "wrt": "w"}
    finding = found(**case, cost=f"(w @ A @ w) {sign} (w @ B @ w)", gradient=claim)
    assert finding.cause is Cause.WRONG_DERIVATIVE
    assert finding.message.startswith(f"You {done} the derivatives of the two parts of ")
    assert rule in finding.message
