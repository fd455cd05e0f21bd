"""Which one edit of what was written makes it right: what it is called, and what stands there afterwards."""

from __future__ import annotations

from typing import Any

import pytest

from runner.checking.checker import check
from runner.model import Case, Cause, Spot, Verdict
from tests.diagnoses.examples import found, holds

LAYER: dict[str, Any] = {
    "shapes": {"X": (5, 3), "W": (3, 4), "V": (4, 2)},
    "let": {"a": "np.tanh(X @ W)"},
    "output": "a @ V",
    "wrt": "W",
}
TWO_STEPS: dict[str, Any] = {
    "shapes": {"x": (2, 3), "U": (4, 4), "W": (3, 4)},
    "let": {"h0": "np.tanh(x[0] @ W)", "h1": "np.tanh(x[1] @ W + h0 @ U)", "d1": "dout * (1 - h1**2)"},
    "output": "h1",
    "wrt": "U",
}
REGRESSION: dict[str, Any] = {
    "sizes": {"n": 6},
    "shapes": {"X": ("n", 3), "w": (3,)},
    "values": {"y": (0, 1, 1, 0, 1, 0)},
    "cost": "-np.sum(y * np.log(sigmoid(X @ w)) + (1 - y) * np.log(1 - sigmoid(X @ w)))",
    "wrt": "w",
}

EDITS: list[tuple[dict[str, Any], str, Cause, str]] = [
    (LAYER, "X.T @ (dout @ V.T * (1 - a**3))", Cause.WRONG_DERIVATIVE, "X.T @ (dout @ V.T * (1 - a**2))"),
    (TWO_STEPS, "np.outer(h1, d1)", Cause.INDEX, "np.outer(h0, d1)"),
    (REGRESSION, "X.T @ sigmoid(X @ w - y)", Cause.SLIP, "X.T @ (sigmoid(X @ w) - y)"),
    (REGRESSION, "X.T @ (X @ w - y)", Cause.WRONG_POINT, "X.T @ (sigmoid(X @ w) - y)"),
    (
        {
            "shapes": {"z": (4, 3)},
            "values": {"t": "softmax(rng.standard_normal((4, 3)))"},
            "cost": "-np.sum(t * log_softmax(z))",
            "wrt": "z",
        },
        "z - t",
        Cause.WRONG_DERIVATIVE,
        "softmax(z) - t",
    ),
    ({"shapes": {"x": (6, 3), "b": (3,)}, "output": "x + b", "wrt": "b"}, "x.sum(axis=0)", Cause.NAME, "dout.sum(axis=0)"),
]


@pytest.mark.parametrize(("case", "claim", "cause", "fix"), EDITS)
def test_the_edit_that_makes_the_claim_right_is_its_fix(case: dict[str, Any], claim: str, cause: Cause, fix: str) -> None:
    finding = found(**case, gradient=claim)
    assert (finding.cause, finding.fix, finding.suggestion) == (cause, fix, fix)
    assert holds(finding, **case)


def test_a_finding_says_where_the_mistake_stands_and_what_belongs_there() -> None:
    finding = found(**TWO_STEPS, gradient="np.outer(h1, d1)")
    assert finding.place == Spot("gradient", len("np.outer("), len("h1"))
    assert finding.edit == ("h1", "h0")


NETWORK: dict[str, Any] = {
    "shapes": {"x": (4, 1), "W": (3, 4), "b": (3, 1), "V": (2, 3)},
    "values": {"t": ((1,), (0,))},
    "cost": "0.5 * np.sum((o - t)**2)",
    "gradient": {"V": "delta @ h.T", "W": "((V.T @ delta) * (h * (1 - h))) @ x.T"},
}
FORWARD: dict[str, str] = {"h": "sigmoid(b + W @ x)", "o": "sigmoid(V @ h)"}


def test_a_line_through_which_all_wrong_claims_go_is_told_once() -> None:
    result = check(Case(**NETWORK, let={**FORWARD, "delta": "o - t"}))
    first, second = result.findings
    assert first.message == (
        "both wrong claims go through `delta`: `o - t` lacks the factor `o * (1 - o)`, the derivative of `sigmoid`"
    )
    assert first.place is not None
    assert (first.cause, first.place.key, first.fix) == (Cause.MISSING_FACTOR, "let.delta", "(o - t) * o * (1 - o)")
    assert (second.cause, second.fix) == (first.cause, first.fix)
    assert second.message == "the claim for `W` goes through `delta` too, and is right once that is"
    fixed = Case(**NETWORK, let={**FORWARD, "delta": first.fix or ""})
    assert check(fixed).verdict is Verdict.PASS


def test_a_line_is_left_as_it_is_where_a_claim_that_is_right_rests_on_it() -> None:
    """To turn the sign of `d` would fix one claim and break the other."""
    case = Case(
        shapes={"a": (3,), "b": (3,)},
        let={"d": "2 * (a - b)"},
        cost="np.sum((a - b)**2)",
        gradient={"a": "d", "b": "d"},
    )
    (finding,) = check(case).findings
    assert (finding.input, finding.suggestion) == ("b", "-d")


def test_an_edit_that_only_hides_a_branch_is_none() -> None:
    case = {"shapes": {"x": (6,)}, "cost": "np.sum(np.exp(x))"}
    claim = "np.where(np.arange(6) == 5, np.sin(x) - 3 * x**2, np.exp(x))"
    assert found(**case, gradient=claim).cause is Cause.ENTRIES


BATCH: dict[str, Any] = {
    "shapes": {"x": (6, 4)},
    "values": {"eps": 1e-3},
    "let": {"mu": "x.mean(axis=0)", "s": "np.sqrt(x.var(axis=0) + eps)", "xhat": "(x - mu) / s"},
    "output": "xhat",
    "wrt": "x",
}


@pytest.mark.parametrize(
    ("claim", "fix"),
    [
        ("(dout - xhat * (dout * xhat).mean(axis=0)) / s", "(dout - xhat * (dout * xhat).mean(axis=0) - dout.mean(axis=0)) / s"),
        ("(dout - dout.mean(axis=0)) / s", "(dout - dout.mean(axis=0) - xhat * (dout * xhat).mean(axis=0)) / s"),
    ],
)
def test_a_path_that_is_missing_is_put_back_as_the_term_it_brings(claim: str, fix: str) -> None:
    finding = found(**BATCH, gradient=claim)
    assert (finding.cause, finding.suggestion) == (Cause.MISSING_PATH, fix)
    assert "as a constant" in finding.message


def test_two_missing_paths_are_no_single_term() -> None:
    finding = found(**BATCH, gradient="dout / s")
    assert finding.cause is Cause.MISSING_PATH
    assert finding.edit is not None
    assert finding.edit.old == "dout / s"  # the whole, anew


def test_an_edit_that_fits_only_where_the_input_was_written_down_comes_last() -> None:
    """Of a negative quotient rounding up is rounding towards zero."""
    finding = found(values={"x": -19.0, "y": 3.0}, wrt="y", cost="np.fmod(x, y)", gradient="-np.floor(x / y)")
    assert (finding.cause, finding.suggestion) == (Cause.WRONG_DERIVATIVE, "-np.trunc(x / y)")


@pytest.mark.parametrize("cut", ["[2:]", "[:-2]"])
def test_what_is_cut_from_the_wrong_end_is_moved(cut: str) -> None:
    """The gradient of a convolution of what was padded by one at each end."""
    case = {"shapes": {"x": (6,), "w": (3,)}, "let": {"xp": "np.pad(x, 1)"}, "output": "np.correlate(xp, w, mode='valid')"}
    finding = found(**case, wrt="x", gradient=f"np.convolve(dout, w, mode='full'){cut}")
    assert (finding.cause, finding.suggestion) == (Cause.INDEX, "np.convolve(dout, w, mode='full')[1:-1]")


def test_an_edit_that_fits_these_sizes_alone_is_told_where_nothing_else_is() -> None:
    """The 1.5 is 6 / 4, which holds of four entries."""
    finding = found(shapes={"x": (2, 2)}, cost="np.mean(3 * (x + 2)**2)", gradient="1.5 * x + 2")
    assert (finding.cause, finding.suggestion) == (Cause.SLIP, "1.5 * x + 3")
