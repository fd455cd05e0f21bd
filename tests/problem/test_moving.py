"""Derivatives of several numbers by complex and structured inputs: what is compared, and which claims are right."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from runner.checking.checker import check
from runner.model import Case, Cause, Result, Verdict
from runner.problem import Problem, drawn
from runner.problem.charts import STRUCTURES

A = {"A": "rng.standard_normal((4, 4))"}


def checked(**keys: Any) -> Result:
    return check(Case(**keys))


SPD: dict[str, Any] = {"shapes": {"S": (3, 3)}, "structure": {"S": "positive-definite"}}
SPHERE: dict[str, Any] = {
    "shapes": {"x": (4,)}, "values": A, "structure": {"x": "unit"}, "wrt": "x", "cost": "x @ A @ x", "let": {"H": "A + A.T"},
}  # fmt: skip
Z: dict[str, Any] = {"shapes": {"z": (3,)}, "complex": ("z",)}
QUADRATIC: dict[str, Any] = {
    "shapes": {"z": (3,), "A": (3, 3)}, "complex": ("z", "A"), "wrt": "z", "cost": "np.sum(np.abs(A @ z)**2)",
}  # fmt: skip
RIGHT: list[dict[str, Any]] = [
    {**SPD, "cost": "np.linalg.slogdet(S)[1]", "let": {"B": "np.linalg.inv(S)"}, "hvp": "-B @ v @ B",
     "hessian": "-np.einsum('jk,li->ijkl', B, B)"},
    {**SPD, "output": "S @ S", "jvp": "dx @ S + S @ dx", "gradient": "S @ dout + dout @ S",
     "jacobian": "np.einsum('ik,lj->ijkl', np.eye(3), S) + np.einsum('jl,ik->ijkl', np.eye(3), S)"},
    {**SPHERE, "hvp": "H @ v - v * (x @ H @ x)", "hessian": "H - np.eye(4) * (x @ H @ x)"},
    {"shapes": {"Q": (4, 2)}, "values": A, "structure": {"Q": "orthogonal"}, "wrt": "Q", "cost": "np.sum(Q * (A @ Q))",
     "let": {"H": "A + A.T"}, "hvp": "H @ v - v @ (Q.T @ H @ Q)"},
    {"shapes": {"p": (4,)}, "structure": {"p": "simplex"}, "cost": "np.sum(p * np.log(p))", "hessian": "np.diag(1 / p)",
     "hvp": "v / p"},
    {"shapes": {"L": (3, 3)}, "structure": {"L": "lower"}, "cost": "np.sum(L**3)", "hvp": "6 * L * v"},
    {**Z, "output": "np.exp(z)", "jacobian": "np.diag(np.exp(z))", "jvp": "np.exp(z) * dx"},
    {**Z, "output": "np.conj(z)", "jvp": "np.conj(dx)"},
    {**Z, "output": "np.abs(z)**2", "jacobian": "np.diag(2 * z)", "jvp": "2 * np.real(np.conj(z) * dx)",
     "gradient": "2 * z * dout"},
    {**Z, "output": "np.abs(z)**2", "convention": "plain", "jacobian": "np.diag(2 * np.conj(z))"},
    {"shapes": {"t": (3,)}, "output": "np.exp(1j * t)", "jacobian": "np.diag(1j * np.exp(1j * t))",
     "jvp": "1j * np.exp(1j * t) * dx"},
    {**QUADRATIC, "hvp": "2 * np.conj(A).T @ (A @ v)"},
    {**QUADRATIC, "convention": "plain", "hvp": "2 * np.conj(np.conj(A).T @ (A @ v))"},
]  # fmt: skip


@pytest.mark.parametrize("case", RIGHT)
def test_a_right_claim_passes_and_one_a_little_off_fails_beyond_doubt(case: dict[str, Any]) -> None:
    result = checked(**case)
    assert (result.verdict, result.doubt) == (Verdict.PASS, None), result.message
    assert all(test.passes for test in result.tests)
    keys = [key for key in ("jacobian", "jvp", "hessian", "hvp") if key in case]
    claims: dict[str, Any] = {key: f"1.001 * ({case[key]})" for key in keys}
    off = checked(**{**case, **claims})
    assert (off.verdict, off.doubt) == (Verdict.FAIL, None)
    assert {finding.cause for finding in off.findings} <= {Cause.SCALE}


@pytest.mark.parametrize("word", [word for word in STRUCTURES if word != "simplex"])
def test_a_second_derivative_is_that_along_the_curve_that_keeps_the_structure(word: str) -> None:
    """⟨v, Hess v⟩ = d²/dt² f(γ(t)), γ the nearest array that has the structure (P.-A. Absil, J. Malick, Projection-like
    retractions on matrix manifolds, SIAM J. Optim. 22 (2012) 135)."""
    shape = (4, 2) if word in {"orthogonal", "unit"} else (3, 3)
    case = Case(shapes={"X": shape}, structure={"X": word}, cost="np.sum(np.sin(X + X**2))", hvp="0 * v", seed=2)
    point = drawn(Problem(case)).values
    x, v = point["X"], point["v"]

    def nearest(y: Any) -> Any:
        if word == "orthogonal":
            left, _, right = np.linalg.svd(y, full_matrices=False)
            return left @ right
        return y / np.linalg.norm(y, axis=-1, keepdims=True) if word == "unit" else y

    def f(t: float) -> float:
        y = nearest(x + t * v)
        return float(np.sum(np.sin(y + y**2)))

    t = 1e-3
    second = (f(t) - 2 * f(0) + f(-t)) / t**2
    assert np.sum(v * np.array(check(case).inputs[0].numerical)) == pytest.approx(second, rel=1e-4)


def test_directions_keep_the_structure_of_what_moves() -> None:
    values = drawn(Problem(Case(**SPD, cost="np.sum(S)", hvp="0 * v"))).values
    assert (values["v"] == values["v"].T).all()
    values = drawn(Problem(Case(**{**SPHERE, "hvp": "v"}))).values
    assert values["v"] @ values["x"] == pytest.approx(0, abs=1e-12)
    assert np.iscomplexobj(drawn(Problem(Case(**Z, output="z", jvp="dx"))).values["dx"])


def test_what_is_not_holomorphic_has_no_complex_jacobian() -> None:
    result = checked(**Z, output="np.conj(z)", jacobian="np.eye(3)")
    assert result.verdict is Verdict.ERROR
    assert "not holomorphic in `z`" in result.message


@pytest.mark.parametrize(
    ("case", "cause"),
    [
        ({**QUADRATIC, "hvp": "2 * A.T @ (A @ v)"}, Cause.CONJUGATE),
        ({**Z, "output": "z**2", "jacobian": "np.diag(2 * np.conj(z))"}, Cause.CONJUGATE),
        ({**Z, "output": "z**2", "jvp": "-2 * z * dx"}, Cause.SIGN),
        ({**SPD, "cost": "np.linalg.slogdet(S)[1]", "hvp": "np.linalg.inv(S) @ v @ np.linalg.inv(S)"}, Cause.SIGN),
        ({**Z, "output": "z**2", "jacobian": "2 * z"}, Cause.SHAPE),
        ({**SPHERE, "hvp": "H @ v"}, Cause.MISSING_TERM),
        ({**SPHERE, "hessian": "H"}, Cause.MISSING_TERM),
    ],
)
def test_causes_carry_over(case: dict[str, Any], cause: Cause) -> None:
    assert [finding.cause for finding in checked(**case).findings] == [cause]


def test_shapes_are_told_as_they_are_written() -> None:
    result = checked(**Z, output="z**2", jacobian="2 * z")
    assert result.message.startswith(
        "the claim `jacobian` has shape (3,), but a Jacobian of the output (3,) by `z` (3,) has shape (3, 3)"
    )


def test_the_turn_of_the_gradient_on_a_sphere_is_told_with_its_term() -> None:
    finding = checked(**{**SPHERE, "hvp": "H @ v"}).findings[0]
    assert "is the second derivative in all directions" in finding.message
    assert finding.suggestion is not None
    assert checked(**{**SPHERE, "hvp": finding.suggestion}).verdict is Verdict.PASS
    assert checked(**{**SPHERE, "structure": {}, "hvp": "H @ v"}).verdict is Verdict.PASS
