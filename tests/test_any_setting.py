"""Whatever a case says, it ends with a verdict: nothing is raised, nothing of ours breaks, and nothing is left unexplained.

Settings at random: ordinary and odd costs, claims, arrays, steps and tolerances, drawn together in ways that nobody writes.
"""

from __future__ import annotations

import random

import pytest

from runner.checking.checker import check
from runner.model import Case

COSTS = (
    "1.0", "np.sum(x)", "np.mean(x)", "np.sum(x**2)", "lam * np.sum(x**3)", "np.sum(x[..., :1])", "np.max(x)", "np.prod(x)",
    "np.sum(np.abs(x))", "np.sum(np.exp(x))", "np.sum(np.log(x**2))", "np.sum(1 / x)", "np.sum(np.sqrt(np.abs(x)))",
    "np.linalg.norm(x)", "np.var(x)", "np.std(x)", "np.sum(np.where(x > 0, x, 0))", "np.sum(np.floor(x))", "np.sum(np.sign(x))",
    "np.sum(relu(x))", "np.sum(softmax(x))", "logsumexp(x.ravel())", "np.sum(x.T @ x)", "np.sum(np.mean(x, axis=0))",
    "np.sum(np.linalg.svd(np.atleast_2d(x))[1])", "np.sum(np.sort(x, axis=None)[:1])", "np.sum(x * v)",
    "np.sum(x) * np.sum(np.real(v))", "np.sum(np.arctan2(x, v))",
)  # fmt: skip
CLAIMS = (
    "0", "1", "x", "v", "-x", "2 * x", "3 * lam * x**2", "lam * x", "x.T", "x**2", "1 / x", "np.exp(x)", "np.sign(x)",
    "np.sum(x)", "1e-300 * x", "np.ones(3)", "np.ones(x.shape)", "np.zeros(x.shape)", "np.ones(x.shape) / x.size", "v[...]",
    "1e300 * np.ones(x.shape)", "np.full(x.shape, np.nan)", "np.full(x.shape, np.inf)", "np.where(x > 0, 1.0, 0.0)",
    "x / np.linalg.norm(x)",
)  # fmt: skip
FACTORS = ("2", "-1", "0.5", "1.00001", "lam", "x.size")
ARRAYS = (
    "0.0", "1e-300", "1e300", "np.zeros({0})", "np.ones({0})", "np.round(rng.standard_normal({0}))", "rng.standard_normal({0})",
    "1e-8 * rng.standard_normal({0})", "1e8 * rng.standard_normal({0})", "1e-310 * np.ones({0})", "np.inf * np.ones({0})",
    "np.nan * np.ones({0})", "np.where(rng.standard_normal({0}) > 0, -np.inf, 1.0)",
    "np.where(rng.standard_normal({0}) > 0, np.nan, 1.0)",
)  # fmt: skip
SHAPES = ((), (1,), (0,), (3,), (2, 2), (3, 1), (1, 3), (2, 0), (1, 1, 1), (2, 1, 3), (30, 20))
STEPS = (1e-4, 1e-4, 1e-4, "auto", 1.0, 1e10, 1e308, 1e-12, 1e-300, 5e-324)
TOLERANCES = (1e-5, 1e-5, 1e-5, 0.5, 1e-15, 1e-300, 1e300)

SEED, MANY = 14, 400
"""More are tried by hand: `-k any_setting` with another SEED and MANY."""


def setting(draw: random.Random) -> Case:
    """A case at random."""
    shape = draw.choice(SHAPES)
    values = {"lam": draw.choice(("0.1", "1.5", "0.0", "1e300")), "v": draw.choice(ARRAYS).format(draw.choice((shape, ())))}
    shapes = {"x": shape} if draw.random() < 0.5 else {}
    if not shapes:
        values["x"] = draw.choice(ARRAYS).format(shape)
    claim = draw.choice(CLAIMS)
    if draw.random() < 0.3:
        claim = f"{draw.choice(FACTORS)} * ({claim})"
    gradient = {"x": claim, "v": draw.choice(CLAIMS)} if draw.random() < 0.2 else {draw.choice("xxxxv"): claim}
    return Case(
        cost=draw.choice(COSTS),
        gradient=gradient,
        shapes=shapes,
        values=values,
        h=draw.choice(STEPS),  # type: ignore[arg-type]
        tolerance=draw.choice(TOLERANCES),
        dtype=draw.choice(("float64", "float64", "float32")),
        method=draw.choice(("auto", "full", "probe")),
        seed=draw.randrange(1000),
    )


@pytest.mark.parametrize("part", range(8))
def test_any_setting_ends_with_a_verdict_and_all_that_belongs_to_it(part: int) -> None:
    for number in range(part, MANY, 8):
        case = setting(random.Random(f"{SEED}/{number}"))
        result = check(case)
        assert "internal error" not in result.message, (number, case, result.message)
        assert result.unexplained == (), (number, case)
