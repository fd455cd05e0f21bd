"""How complex and structured inputs move, and how claims are pulled back to those moves."""

from __future__ import annotations

from typing import Any, ClassVar

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from runner.checking.checker import check
from runner.model import Case, Cause, Result, Verdict
from runner.problem import Problem, drawn
from runner.problem.charts import STRUCTURES, Parts, chart_of, made

SHAPES = {word: (4, 2) if word in {"orthogonal", "unit", "simplex", "positive", "lower"} else (3, 3) for word in STRUCTURES}


def random(shape: tuple[int, ...], seed: int) -> Any:
    return np.random.default_rng(seed).standard_normal(shape)


class TestProjections:
    @pytest.mark.parametrize("word", STRUCTURES)
    @given(seed=st.integers(0, 999))
    def test_each_is_linear_idempotent_and_its_own_adjoint(self, word: str, seed: int) -> None:
        chart = chart_of(word, made(word, "x", random(SHAPES[word], seed)))
        y, z = random(SHAPES[word], seed + 1), random(SHAPES[word], seed + 2)
        assert chart.project(chart.project(z)) == pytest.approx(chart.project(z), abs=1e-12)
        assert chart.project(2 * y - z) == pytest.approx(2 * chart.project(y) - chart.project(z), abs=1e-12)
        assert np.vdot(chart.project(y), z) == pytest.approx(np.vdot(y, chart.project(z)), abs=1e-12)

    @pytest.mark.parametrize("word", STRUCTURES)
    @given(seed=st.integers(0, 999))
    def test_the_drawn_point_has_the_structure_and_is_the_start(self, word: str, seed: int) -> None:
        x = made(word, "x", random(SHAPES[word], seed))
        assert STRUCTURES[word].restored(x) == pytest.approx(x, abs=1e-12)
        assert (chart_of(word, x).embed(x) == x).all()

    @pytest.mark.parametrize("word", ["orthogonal", "unit", "simplex"])
    def test_small_moves_leave_the_structure_in_second_order_only(self, word: str) -> None:
        x = made(word, "x", random(SHAPES[word], 3))
        chart, z = chart_of(word, x), random(SHAPES[word], 4)
        off = [float(np.abs(STRUCTURES[word].restored(moved := chart.embed(x + h * z)) - moved).max()) for h in (1e-2, 1e-3)]
        assert off[1] <= off[0] / 50 + 1e-15

    def test_a_complex_gradient_is_that_of_both_parts(self) -> None:
        z = np.array([1 + 2j, -3j])
        gradient = np.array([5 + 6j, 7 - 8j])
        assert Parts(z, "conjugate").pull(gradient).tolist() == [[5, 6], [7, -8]]
        assert Parts(z, "plain").pull(gradient).tolist() == [[5, -6], [7, 8]]
        assert (Parts(z, "plain").embed(Parts(z, "plain").start()) == z).all()


class TestDraws:
    def test_the_real_part_is_drawn_before_the_imaginary_one(self) -> None:
        case = Case(shapes={"z": (2,), "x": (2,)}, complex=("z",), cost="np.sum(np.abs(z)**2)", gradient={"z": "2 * z"}, seed=5)
        values = drawn(Problem(case)).values
        rng = np.random.default_rng(5)
        real, imaginary, x = (rng.standard_normal(2) for _ in range(3))
        assert (values["z"] == real + 1j * imaginary).all()
        assert (values["x"] == x).all()

    @pytest.mark.parametrize(
        ("word", "shape", "told"),
        [
            ("symmetric", (2, 3), "cannot be symmetric: that is for square matrices"),
            ("orthogonal", (2, 3), "has more columns than rows"),
            ("lower", (3,), "cannot be lower: that is for matrices"),
            ("unit", (), "is a single number"),
        ],
    )
    def test_a_shape_that_cannot_have_the_structure_is_refused(self, word: str, shape: tuple[int, ...], told: str) -> None:
        result = check(Case(shapes={"x": shape}, structure={"x": word}, cost="np.sum(x)", gradient="np.ones(x.shape)"))
        assert result.part == "structure.x"
        assert result.verdict is Verdict.ERROR
        assert told in result.message

    @pytest.mark.parametrize(
        ("word", "array"),
        [
            ("symmetric", ((1, 2), (3, 4))),
            ("positive-definite", ((1, 2), (2, 1))),
            ("orthogonal", ((1, 1), (0, 1))),
            ("simplex", (0.5, 0.6)),
            ("positive", (1, -1)),
            ("unit", (3, 4)),
            ("skew", ((1, 2), (-2, 0))),
            ("lower", ((1, 2), (3, 4))),
        ],
    )
    def test_a_written_array_must_have_it(self, word: str, array: Any) -> None:
        result = check(Case(values={"x": array}, structure={"x": word}, wrt="x", cost="np.sum(x)", gradient="np.ones(x.shape)"))
        assert (result.verdict, result.part) == (Verdict.ERROR, "structure.x")
        assert f"`x` is not {word}" in result.message


def held(cost: str, claim: str, shape: tuple[int, ...], **keys: Any) -> Result:
    return check(Case(shapes={"x": shape}, cost=cost, gradient=claim, **keys))


RIGHT: dict[str, tuple[str, str]] = {
    "symmetric": ("np.sum(x @ x)", "np.ones(x.shape) @ x.T + x.T @ np.ones(x.shape)"),
    "skew": ("np.sum(np.sin(x + 1))", "np.cos(x + 1)"),
    "positive-definite": ("np.linalg.slogdet(x)[1] + np.sum(np.linalg.inv(x))",
                          "np.linalg.inv(x) - np.linalg.inv(x) @ np.ones(x.shape) @ np.linalg.inv(x)"),
    "lower": ("np.sum(np.exp(x))", "np.exp(x)"),
    "orthogonal": ("np.sum(x**3)", "3 * x**2"),
    "unit": ("np.sum(np.sin(3 * x))", "3 * np.cos(3 * x)"),
    "simplex": ("np.sum(x * np.log(x))", "np.log(x) + 1"),
    "positive": ("np.sum(np.log(x))", "1 / x"),
}  # fmt: skip


class TestStructuredClaims:
    @pytest.mark.parametrize("word", STRUCTURES)
    @pytest.mark.parametrize("seed", range(4))
    def test_right_ones_pass_and_wrong_ones_fail_without_a_doubt(self, word: str, seed: int) -> None:
        cost, claim = RIGHT[word]
        right = held(cost, claim, SHAPES[word], structure={"x": word}, seed=seed)
        assert (right.verdict, right.doubt) == (Verdict.PASS, None)
        for off in ("1.01", "1.001", "-1"):
            wrong = held(cost, f"{off} * ({claim})", SHAPES[word], structure={"x": word}, seed=seed)
            assert (wrong.verdict, wrong.doubt) == (Verdict.FAIL, None)

    def test_they_take_no_more_evaluations_than_without_a_structure(self) -> None:
        plain = held("np.sum(x**2)", "2 * x", (4, 4))
        assert held("np.sum(x**2)", "2 * x", (4, 4), structure={"x": "symmetric"}).evaluations == plain.evaluations

    def test_any_form_with_the_same_projection_is_right(self) -> None:
        for claim in ("np.triu(4 * x) - np.diag(np.diag(2 * x))", "2 * x + np.tril(x) - np.triu(x)"):
            assert held("np.sum(x**2)", claim, (3, 3), structure={"x": "symmetric"}).verdict is Verdict.PASS
            assert held("np.sum(x**2)", claim, (3, 3)).verdict is Verdict.FAIL

    def test_the_convention_is_told(self) -> None:
        result = held("np.sum(x**2)", "2 * x", (3,), structure={"x": "unit"})
        assert result.message.endswith("at right angles to themselves, where the projection of the claim is compared")

    def test_a_function_that_reads_one_triangle_says_what_settles_it(self) -> None:
        symmetric: Any = ((2.0, 0.5), (0.5, 1.0))
        case = Case(values={"S": symmetric}, wrt="S", cost="np.sum(np.linalg.eigvalsh(S)**2)", gradient="2 * S")
        finding = check(case).findings[0]
        assert finding.cause is Cause.SYMMETRIC
        assert "`np.linalg.eigvalsh` reads one triangle of `S` only: write `0.5 * (S + S.T)`" in finding.message
        settled = Case(values={"S": symmetric}, wrt="S", cost="np.sum(np.linalg.eigvalsh(0.5 * (S + S.T))**2)", gradient="2 * S")
        assert check(settled).verdict is Verdict.PASS


class TestComplexClaims:
    SQUARES: ClassVar[Any] = {"shapes": {"z": (3,)}, "complex": ("z",), "cost": "np.sum(np.abs(z)**2) + np.sum(np.imag(z**3))"}

    def test_both_conventions_pass_in_their_own_and_are_conjugates_in_the_other(self) -> None:
        claim = "2 * z + 3j * np.conj(z)**2"
        assert check(Case(**self.SQUARES, gradient=claim)).verdict is Verdict.PASS
        assert check(Case(**self.SQUARES, gradient=f"np.conj({claim})", convention="plain")).verdict is Verdict.PASS
        wrong = check(Case(**self.SQUARES, gradient=claim, convention="plain"))
        assert (wrong.verdict, wrong.cause, wrong.doubt) == (Verdict.FAIL, Cause.CONJUGATE, None)
        assert wrong.suggestion == f"np.conj({claim})"

    @pytest.mark.parametrize(("off", "cause"), [("1.01", None), ("1.001", None), ("-1", Cause.SIGN), ("0.5", Cause.SCALE)])
    def test_wrong_ones_fail_without_a_doubt(self, off: str, cause: Cause | None) -> None:
        result = check(Case(**self.SQUARES, gradient=f"{off} * (2 * z + 3j * np.conj(z)**2)"))
        assert (result.verdict, result.doubt) == (Verdict.FAIL, None)
        assert cause is None or result.cause is cause

    def test_an_error_of_one_part_is_seen_there(self) -> None:
        result = check(Case(**self.SQUARES, gradient="2 * z + 3j * np.conj(z)**2 + np.array([0, 0.1j, 0])"))
        first = result.inputs[0].first_wrong
        assert first is not None
        assert (first.index, result.inputs[0].wrong) == ((1, 1), 1)

    @pytest.mark.parametrize("claim", ["np.ones((3, 2))", "np.ones(2)", "1.0"])
    def test_a_claim_of_another_shape_is_one_even_where_it_has_that_of_the_parts(self, claim: str) -> None:
        assert check(Case(**self.SQUARES, gradient=claim)).cause is Cause.SHAPE

    def test_a_transpose_where_an_adjoint_is_meant_is_told(self) -> None:
        case = Case(
            shapes={"A": (4, 3), "z": (3,), "b": (4,)},
            complex=("A", "z", "b"),
            wrt="z",
            cost="np.sum(np.abs(A @ z - b)**2)",
            gradient="2 * A.T @ (A @ z - b)",
        )
        result = check(case)
        assert (result.cause, result.findings[0].message.endswith("takes `A` without its conjugate")) == (Cause.CONJUGATE, True)

    def test_a_complex_cost_is_refused(self) -> None:
        result = check(Case(**(self.SQUARES | {"cost": "np.sum(z**2)"}), gradient="2 * z"))
        assert "the cost is complex" in result.message
