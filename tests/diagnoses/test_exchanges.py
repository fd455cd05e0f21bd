"""Formulas with products exchanged, and the same formulas on square arrays."""

from __future__ import annotations

import pytest

from runner.diagnoses.evidence.squares import Squares
from runner.diagnoses.exchanges import MOST, exchanges, written
from runner.expressions import read
from runner.model import Case
from runner.problem import Problem, drawn

NAMES = frozenset({"W", "a", "b", "c", "d", "e", "f", "lam", "x", "y", "z"})


def texts(formula: str, scalars: tuple[str, ...] = ()) -> list[str]:
    found = exchanges({"cost": read(formula, NAMES)}, lambda part: written(part) in scalars)
    return [next(iter(exchange.formulas.values())) for exchange in found]


@pytest.mark.parametrize(
    ("formula", "exchanged"),
    [
        ("np.sum(W.dot(x))", ["np.sum(W * x)"]),
        ("np.sum(W @ x)", ["np.sum(W * x)"]),
        ("np.dot(W, x)", ["W * x"]),
        ("np.matmul(W, x) + b", ["W * x + b"]),
        ("np.multiply(W, x)", ["W @ x"]),
        ("W * x", ["W @ x"]),
        ("(W @ x)**2", ["(W * x)**2"]),
        ("(a + b) @ c", ["(a + b) * c"]),
        ("np.exp(x) + y / 2", []),
        ("np.sum(x)", []),
    ],
)
def test_a_product_is_exchanged_however_it_is_written(formula: str, exchanged: list[str]) -> None:
    assert texts(formula) == exchanged


def test_each_alone_comes_first_then_all_then_some() -> None:
    assert texts("a @ b + c @ d + e @ f")[:4] == [
        "a * b + c @ d + e @ f", "a @ b + c * d + e @ f", "a @ b + c @ d + e * f", "a * b + c * d + e * f",
    ]  # fmt: skip


def test_products_within_products_are_exchanged_one_by_one() -> None:
    assert texts("a @ b @ c") == ["a @ b * c", "a * b @ c", "a * b * c"]


def test_a_number_has_one_product_only() -> None:
    assert texts("2 * x", ("2",)) == []
    assert texts("lam * (x * y)", ("lam",)) == ["lam * (x @ y)"]


def test_the_number_of_formulas_is_bounded() -> None:
    assert len(texts(" + ".join(["a * b"] * 30))) == MOST


def test_lines_of_let_are_exchanged_under_their_names() -> None:
    first, *_ = exchanges({"let.z": read("W @ x", NAMES), "cost": read("np.sum(z)", NAMES)}, lambda _: False)
    assert first.formulas == {"let.z": "W * x"}
    assert first.products == (("let.z", "W @ x", "W * x", True),)


def test_all_arrays_become_square_and_dimensions_follow() -> None:
    case = Case(
        sizes={"n": 5, "k": 7},
        shapes={"W": ("n", 4), "x": (4, 2), "b": (1, 2)},
        values={"c": ((1.0, 2.0), (3.0, 4.0)), "lam": 0.5, "labels": (0, 1, 1)},
        cost="np.sum(np.ones((5, 2)) * (W @ x + b)) + 2 * lam * k",
        gradient={"x": "W.T @ np.ones((5, 2))"},
    )
    fields = Squares(drawn(Problem(case))).fields(case)
    assert fields["sizes"] == {"n": 3, "k": 7}
    assert fields["shapes"] == {"W": (3, 3), "x": (3, 3), "b": (1, 3)}
    assert fields["values"]["c"] == "rng.standard_normal((3, 3))"
    assert fields["values"]["lam"] == 0.5
    assert fields["values"]["labels"] == "rng.integers(0, 3, (3,))"
    assert fields["cost"] == "np.sum(np.ones((3, 3)) * (W @ x + b)) + 2 * lam * k"
    assert fields["gradient"] == {"x": "W.T @ np.ones((3, 3))"}
