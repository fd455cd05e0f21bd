"""When a claim is right but for some entries, and which."""

from __future__ import annotations

from typing import Any

import pytest

from runner.diagnoses import entries
from runner.model import Cause
from tests.diagnoses.examples import evidence_of, found, holds


def wrong_where(mask: str, shape: tuple[int, ...] = (4, 4), **more: Any) -> dict[str, Any]:
    """A claim that is off by 1 where a mask holds."""
    return {"shapes": {"x": shape}, "cost": "np.sum(np.exp(x))", "wrt": "x", "gradient": f"np.exp(x) + 1 * ({mask})", **more}


@pytest.mark.parametrize(
    "mask",
    [
        "np.arange(16).reshape(4, 4) % 3 == 2",
        "np.round(50 * np.abs(x)) % 2",
        "np.arange(4)[:, None] + np.arange(4) > 3",
    ],
)
def test_it_is_silent_where_the_wrong_entries_have_no_pattern(mask: str) -> None:
    case = {"shapes": {"x": (4, 4)}, "cost": "np.sum(np.exp(x))", "wrt": "x"}
    assert found(**case, gradient=f"np.where({mask}, np.sin(x) - 3 * x**2, np.exp(x))").cause is Cause.UNKNOWN


def test_it_is_silent_where_the_right_entries_are_all_zero() -> None:
    assert found(shapes={"x": (4, 5)}, output="relu(x)", gradient="relu(x) * dout").cause is not Cause.ENTRIES


def test_it_is_silent_where_nearly_all_are_wrong() -> None:
    case = {"shapes": {"x": (6,)}, "cost": "np.sum(np.exp(x))"}
    assert found(**case, gradient="np.where(np.arange(6) < 5, np.sin(x) - 3 * x**2, np.exp(x))").cause is Cause.UNKNOWN


def test_it_is_silent_where_the_pattern_is_that_of_one_draw() -> None:
    """On the first draw just x[0] is near 0.1257; on others it is not."""
    finding = found(**wrong_where("np.abs(x - 0.12573) < 1e-4", (4,)))
    assert "is right at random points, wrong at `x[0]`, where the slope is 1.13" in finding.message


@pytest.mark.parametrize(
    ("mask", "words"),
    [
        ("np.arange(16).reshape(4, 4) == 6", "`x[1, 2]`"),
        ("np.arange(4)[:, None] == [[2]]", "row 2"),
        ("np.arange(4) == 1", "column 1"),
        ("np.arange(4)[:, None] > [[1]]", "the rows from 2 on"),
        ("np.arange(4) < 2", "the columns 0 to 1"),
        ("np.arange(4) * (3 - np.arange(4)) == 0", "the columns 0 and 3"),
        ("np.eye(4)", "the diagonal"),
        ("1 - np.eye(4)", "the entries off the diagonal"),
        ("np.tril(np.ones((4, 4)), -1)", "the triangle below the diagonal"),
        ("np.triu(np.ones((4, 4)), 1)", "the triangle above the diagonal"),
        ("np.triu(np.ones((4, 4)))", "the upper triangle with the diagonal"),
        ("(np.arange(4)[:, None] < 2) & (np.arange(4) > 0)", "the block `x[:2, 1:]`"),
        ("x < 0", "the entries where `x < 0`"),
        ("x > 1", "the entries where `x > 1`"),
        ("np.abs(x) > 1", "the entries where `np.abs(x) > 1`"),
        ("x == x.max(axis=1, keepdims=True)", "the entries where `x` is largest in its row"),
        ("x == x.min(axis=0, keepdims=True)", "the entries where `x` is smallest in its column"),
        ("x == np.max(x)", "the largest entry of `x`"),
    ],
)
def test_the_pattern_is_named(mask: str, words: str) -> None:
    finding = found(**wrong_where(mask))
    assert finding.cause is Cause.ENTRIES
    assert finding.message.split("is right but for ")[1].split(": ")[0] == words


@pytest.mark.parametrize(
    ("case", "words", "fix"),
    [
        (
            {"shapes": {"x": (4, 5)}, "output": "relu(x)", "gradient": "dout"},
            "the entries where `x < 0`",
            "dout * (x > 0)",
        ),
        (
            {"shapes": {"x": (4, 5)}, "output": "np.where(x > 0, x, 0.1 * x)", "gradient": "dout"},
            "the entries where `x < 0`",
            "dout * np.where(x > 0, 1, 0.1)",
        ),
        (
            {"shapes": {"x": (20,)}, "output": "np.clip(x, -0.5, 0.5)", "gradient": "dout"},
            "the entries where `(x < -0.5) | (x > 0.5)`",
            "dout * ((x > -0.5) & (x < 0.5))",
        ),
        (
            {
                "shapes": {"x": (12,), "y": (12,)},
                "let": {"r": "x - y"},
                "cost": "np.sum(np.where(np.abs(r) < 2, 0.5 * r**2, 2 * np.abs(r) - 2))",
                "wrt": "x",
                "gradient": "r",
            },
            "the entries where `np.abs(r) >= 2`",
            "np.where(np.abs(r) < 2, r, 2 * np.sign(r))",
        ),
    ],
)
def test_a_branch_of_the_formula_is_recognised_and_fixed(case: dict[str, Any], words: str, fix: str) -> None:
    finding = found(**case)
    assert finding.cause is Cause.ENTRIES
    assert words in finding.message
    assert finding.suggestion == fix
    assert holds(finding, **case)


def test_rows_that_an_index_holds_twice_are_named() -> None:
    case = {
        "shapes": {"E": (5, 2)},
        "values": {"index": (0, 3, 3, 4)},
        "output": "E[index]",
        "wrt": "E",
        "gradient": "np.array([dout[0], np.zeros(2), np.zeros(2), dout[2], dout[3]])",
    }
    finding = found(**case)
    assert "the rows that `index` holds more than once: 2 of 10 entries" in finding.message
    assert finding.suggestion == "scatter_add(E.shape, index, dout)"


def test_where_the_claim_is_right_on_other_draws_the_condition_explains_it() -> None:
    """Few draws have an entry above 1; on the others the claim is right, and nothing is above 1."""
    case = wrong_where("x > 1", (3,), seed=24)
    finding = found(**case)
    assert finding.cause is Cause.ENTRIES
    assert "`x > 1`" in finding.message


def test_the_count_is_told() -> None:
    assert found(**wrong_where("np.eye(4)")).message.startswith(
        "the claim `np.exp(x) + 1 * (np.eye(4))` is right but for the diagonal: 4 of 16 entries"
    )


def test_labels_that_have_nothing_to_do_with_the_rows_name_none() -> None:
    case = {"shapes": {"x": (5, 2)}, "values": {"y": (0, 1, 1, 0, 3)}, "cost": "np.sum(x**2) + np.sum(y)", "wrt": "x"}
    finding = found(**case, gradient="np.where(np.arange(5)[:, None] < 2, np.sin(x) - 3 * x**2, 2 * x)")
    assert "right but for the rows 0 to 1: 4 of 10 entries" in finding.message


TARGETS = {"shapes": {"x": (4,)}, "values": {"t": (0, 1, 1, 0)}, "cost": "np.sum(t * x**2 + (1 - t) * np.exp(x))", "wrt": "x"}


def test_an_array_of_zeros_and_ones_that_explains_the_indices_is_named() -> None:
    finding = found(**TARGETS, gradient="2 * t * x + (1 - t) * np.sin(np.exp(x))")
    assert "right but for the entries where `t == 0`: 2 of 4 entries" in finding.message


def test_an_array_of_zeros_and_ones_is_not_named_where_the_indices_stay_when_it_is_shuffled() -> None:
    wrong = "np.where(np.arange(4) % 3 == 0, np.cos(x) - 3, 2 * t * x + (1 - t) * np.exp(x))"
    finding = found(**TARGETS, gradient=wrong)
    assert "right but for the entries 0 and 3: 2 of 4 entries" in finding.message


def test_a_pattern_that_could_not_be_tried_on_two_fresh_draws_is_not_believed() -> None:
    """Of the next six seeds one draws an `x[0]` above 1."""
    case = {"shapes": {"x": (2,)}, "cost": "np.log(x[0] - 1) + x[1]", "gradient": "np.array([2 / (x[0] - 1), 1])", "seed": 3}
    comparison, evidence = evidence_of(**case)
    assert entries.find(comparison, evidence) is None
    assert entries.find(*evidence_of(**case | {"cost": "x[0]**3 + x[1]", "gradient": "np.array([x[0]**2, 1])"})) is not None


def test_a_pattern_that_the_first_fresh_draws_do_not_show_is_looked_for_on_others() -> None:
    case = {"shapes": {"x": (3,)}, "cost": "np.sum(np.where(x > 1.2, x**2, np.sin(x)))", "gradient": "np.cos(x)", "seed": 59}
    assert "right but for the entries where `x > 1.2`" in found(**case).message


def test_labels_that_are_not_subtracted_are_told_as_that() -> None:
    """Rather than as the entries that the labels name."""
    case = {
        "shapes": {"z": (4, 3)},
        "values": {"y": (0, 2, 1, 2)},
        "cost": "-np.sum(log_softmax(z)[np.arange(4), y])",
        "wrt": "z",
    }
    finding = found(**case, gradient="softmax(z)")
    assert (finding.cause, finding.suggestion) == (Cause.MISSING_TERM, "softmax(z) - one_hot(y, 3)")
    assert holds(finding, **case)


def test_a_way_that_is_left_out_says_more_than_which_entries_are_wrong() -> None:
    case = {"shapes": {"s": (5,)}, "values": {"i": (0, 1), "j": (3, 4)}, "cost": "np.sum(np.exp(s[j] - s[i]))", "wrt": "s"}
    finding = found(**case, gradient="scatter_add(5, j, np.exp(s[j] - s[i]))")
    assert (finding.cause, "`s[i]`" in finding.message) == (Cause.MISSING_PATH, True)


def test_a_bound_that_nothing_suggests_must_fit_wherever_the_input_lies() -> None:
    """At 10 and 0.5 a bound of 1 tells the wrong entry from the right one; the formula has its own."""
    finding = found(values={"x": (10.0, -10.0, 0.5)}, wrt="x", output="np.clip(x / 6 + 0.5, 0.0, 1.0)", gradient="dout / 6")
    assert "the entries where `(x / 6 + 0.5 < 0.0) | (x / 6 + 0.5 > 1.0)`" in finding.message
    assert finding.suggestion == "dout * ((x / 6 + 0.5 > 0) & (x / 6 + 0.5 < 1)) / 6"


@pytest.mark.parametrize(
    ("cost", "claim", "condition"),
    [
        ("np.sum(np.where(np.abs(x) > 1, np.exp(x), x))", "np.ones(4)", "np.abs(x) > 1"),
        ("np.sum(np.where(x > 0, x, 0.1 * x))", "np.ones(4)", "x < 0"),
    ],
)
def test_one_that_the_formula_has_is_told_of_numbers_that_are_written_down(cost: str, claim: str, condition: str) -> None:
    assert f"where `{condition}`" in found(values={"x": (2.0, -1.5, -0.5, 0.3)}, wrt="x", cost=cost, gradient=claim).message


def test_off_the_diagonal_comes_before_what_is_small_by_chance() -> None:
    claim = ((0.20634446, 0.42462218), (-0.07537784, 0.30151135))
    finding = found(values={"A": ((4.0, 1.0), (1.0, 3.0))}, wrt="A", cost="np.sum(np.linalg.cholesky(A.T))", gradient=claim)
    assert "is right but for the entries off the diagonal: 2 of 4 entries" in finding.message
