"""By which method a claim is measured, and what is said of what was not."""

from __future__ import annotations

from typing import Any, ClassVar

import pytest

from runner.checking.checker import check
from runner.measuring import gradients as measuring
from runner.model import Case, DoubtKind, Result, Verdict


def checked(size: int, gradient: str = "np.cos(x)", **keys: Any) -> Result:
    return check(Case(shapes={"x": (size,)}, **{"cost": "np.sum(np.sin(x))", "gradient": gradient, **keys}))


@pytest.mark.parametrize(
    ("size", "method", "taken"),
    [(30, "auto", "central"), (1000, "auto", "probe"), (1000, "full", "central"), (30, "probe", "probe")],
)
def test_auto_probes_large_inputs_and_what_is_asked_for_is_done(size: int, method: str, taken: str) -> None:
    result = checked(size, method=method)
    assert result.verdict is Verdict.PASS
    assert result.inputs[0].method == taken


def test_a_pass_along_directions_states_what_it_cannot_see() -> None:
    result = checked(1000)
    assert result.inputs[0].limit is not None
    assert "20 random directions of its 1,000 entries" in result.message
    assert "below one in a million, and errors under " in result.message
    assert result.evaluations < 100


def test_a_single_wrong_entry_of_a_large_input_is_named() -> None:
    result = checked(100_000, "np.cos(x) + 1e-3 * (np.arange(100000) == 4321)")
    assert result.verdict is Verdict.FAIL
    assert result.inputs[0].wrong == 1
    first = result.inputs[0].first_wrong
    assert first is not None
    assert first.index == (4321,)


@pytest.mark.parametrize("size", [600, 2000, 100_000])
def test_where_most_entries_are_wrong_some_are_measured_and_said_to_be_some(size: int) -> None:
    result = checked(size, "-np.cos(x)")
    assert result.verdict is Verdict.FAIL
    measured = result.inputs[0].measured
    assert measured is not None
    assert 8 <= measured <= 64
    assert result.message.startswith(f"all {measured} measured entries (of {size:,}) of `x` are wrong, the first `x[0]`")


class TestEntriesThatAreNotFinite:
    """There is no difference to take there; the others are judged as ever."""

    MASKED: ClassVar[dict[str, Any]] = {"values": {"z": "np.array([-np.inf, 1.0, 2.0])"}, "wrt": "z", "cost": "logsumexp(z)"}

    def test_the_others_are_judged(self) -> None:
        result = check(Case(**self.MASKED, gradient="softmax(z)"))
        assert (result.verdict, result.unexplained) == (Verdict.PASS, ())
        assert (
            "2 finite entries of `z` agree; 1 entry of it, which is NaN or infinite, has no difference to take" in result.message
        )

    def test_and_found_wrong(self) -> None:
        result = check(Case(**self.MASKED, gradient="softmax(z) + [0, 0, 1]"))
        assert (result.verdict, result.unexplained) == (Verdict.FAIL, ())
        assert result.inputs[0].first_wrong is not None
        assert result.inputs[0].first_wrong.index == (2,)
        assert result.inputs[0].numerical[0] is None

    def test_so_they_are_along_directions(self) -> None:
        large: Any = {
            "values": {"z": "np.where(rng.standard_normal(2000) > 1, -np.inf, rng.standard_normal(2000))"},
            "wrt": "z",
            "cost": "1e3 * logsumexp(z)",
        }
        right = check(Case(**large, gradient="1e3 * softmax(z)"))
        assert (right.verdict, right.inputs[0].method, right.unexplained) == (Verdict.PASS, "probe", ())
        wrong = check(Case(**large, gradient="1e3 * softmax(z) + (np.arange(2000) == np.argmax(z))"))
        assert (wrong.verdict, wrong.inputs[0].wrong) == (Verdict.FAIL, 1)

    BESIDE: ClassVar[dict[str, Any]] = {
        "values": {"z": "np.array([-np.inf, np.nan])", "W": "rng.standard_normal(3)"},
        "cost": "np.sum(np.exp(z) > 1) + 1e5 * np.sum(W**2)",
    }

    @pytest.mark.parametrize(
        "keys", [{}, {"one_sided": "right"}, {"h": "auto"}, {"method": "probe"}, {"at_kinks": "subgradient"}]
    )
    def test_where_none_of_one_input_is_finite_the_other_inputs_are_judged(self, keys: dict[str, Any]) -> None:
        right = check(Case(**self.BESIDE, **keys, gradient={"z": "np.zeros(2)", "W": "2e5 * W"}))
        assert (right.verdict, right.doubt, right.unexplained) == (Verdict.PASS, None, ())
        assert "no entry of `z` is finite: there is no difference to take; " in right.message
        assert right.inputs[0].numerical is None
        wrong = check(Case(**self.BESIDE, **keys, gradient={"z": "np.zeros(2)", "W": "1e5 * W"}))
        assert (wrong.verdict, [each.wrong for each in wrong.inputs]) == (Verdict.FAIL, [0, 3])

    @pytest.mark.parametrize(("claim", "says"), [("np.nan * z", "claimed NaN"), ("np.zeros(1)", "shape (1,)")])
    def test_of_a_claim_for_it_only_what_shows_on_itself_is_wrong(self, claim: str, says: str) -> None:
        result = check(Case(**self.BESIDE, gradient={"z": claim, "W": "2e5 * W"}))
        assert (result.verdict, result.unexplained) == (Verdict.FAIL, ())
        assert says in result.message

    def test_a_second_derivative_by_an_input_that_is_not_finite_stops_no_other_claim(self) -> None:
        hessian = {"z": "np.zeros((2, 2))", "W": "2e5 * np.eye(3)"}
        result = check(Case(**self.BESIDE, gradient={"W": "2e5 * W"}, hessian=hessian))
        assert (result.verdict, result.doubt, result.unexplained) == (Verdict.PASS, None, ())
        assert "`z` is not finite everywhere: there is no difference to take for `hessian.z`" in result.message
        assert [each.numerical is None for each in result.inputs] == [False, True, False]
        wrong = check(Case(**self.BESIDE, gradient={"W": "2e5 * W"}, hessian={**hessian, "W": "1e5 * np.eye(3)"}))
        assert wrong.verdict is Verdict.FAIL
        alone = check(Case(**self.BESIDE, hessian={"z": "np.zeros((2, 2))"}))
        assert alone.verdict is Verdict.ERROR

    def test_where_none_is_finite_it_is_an_error_with_one_sentence(self) -> None:
        result = check(Case(values={"z": "np.array([np.inf, np.nan])"}, wrt="z", cost="np.sum(1 / (1 + z**2) > 2)", gradient="z"))
        assert result.verdict is Verdict.ERROR
        assert result.message == "no entry of `z` is finite: there is no difference to take"


def test_what_was_not_measured_is_nowhere_shown_as_numerical() -> None:
    result = checked(600, "np.cos(x) + 1e-3 * (np.arange(600) == 432)")
    (check,) = result.inputs
    assert [entry.index for entry in check.table] == [(432,)]
    assert [index for index, value in enumerate(check.numerical) if value is not None] == [432]
    assert check.measured is None, "random directions vouch for the others"


def test_of_an_input_too_large_to_show_a_reduced_picture_holds_what_was_measured() -> None:
    result = checked(100_000, "np.cos(x) + 1e-3 * (np.arange(100000) == 4321)")
    (check,) = result.inputs
    assert (check.claimed, check.numerical) == (None, None)
    assert check.picture is not None
    shown = {at: value for at, value in zip(check.picture.at, check.picture.numerical, strict=True) if value is not None}
    assert list(shown) == [4321]
    assert check.first_wrong is not None
    assert shown[4321] == pytest.approx(check.first_wrong.numerical, rel=1e-6)


def test_a_pass_along_directions_shows_nothing_as_numerical() -> None:
    assert checked(600).inputs[0].numerical is None


def test_a_transposed_claim_is_wrong_however_its_memory_is_laid_out() -> None:
    keys: dict[str, Any] = {"shapes": {"x": (150, 150), "c": (150, 150)}, "wrt": "x", "cost": "np.sum(c * x**2)"}
    result = check(Case(**keys, gradient="2 * (c * x).T"))
    assert result.verdict is Verdict.FAIL
    assert check(Case(**keys, gradient="(2 * c.T * x.T).T")).verdict is Verdict.PASS


def test_a_claim_of_another_shape_cannot_be_tested_along_directions() -> None:
    assert checked(1000, "np.cos(x)[:3]").inputs[0].method == "central"


def test_kinks_all_along_a_direction_accuse_no_entry() -> None:
    result = checked(20_000, "np.sign(np.sin(1e5 * x)) * 1e5 * np.cos(1e5 * x)", cost="np.sum(np.abs(np.sin(1e5 * x)))", h=1e-7)
    assert result.verdict is Verdict.PASS or result.doubt is not None


def test_the_step_auto_is_measured_and_said() -> None:
    result = checked(5, "200 * np.cos(200 * x)", cost="np.sum(np.sin(200 * x))", h="auto", tolerance=1e-7)
    assert result.verdict is Verdict.PASS
    assert "at the measured step h = " in result.message
    assert result.inputs[0].h < 1e-4


def test_single_precision_accuses_no_claim_of_its_own_rounding() -> None:
    result = checked(50, "np.exp(x)", cost="np.sum(np.exp(x))", dtype="float32")
    assert result.verdict is Verdict.PASS


def test_a_doubt_names_the_kink_in_the_step() -> None:
    result = check(Case(values={"x": (1e-5,)}, wrt="x", cost="np.sum(np.abs(x))", gradient="np.sign(x)"))
    assert result.verdict is Verdict.FAIL
    assert result.doubt is not None
    assert result.doubt.kind is DoubtKind.KINK
    assert result.witness is not None
    assert result.witness.verdict == "right"


@pytest.mark.parametrize(
    ("entries", "ease", "method"),
    [(100, 0.0, "probe"), (100, 1000.0, "central"), (2000, 1000.0, "central"), (30, 0.0, "central")],
    ids=["slow", "quick", "large and quick", "so few that directions would be no cheaper"],
)
def test_with_lent_code_auto_goes_by_the_time_it_takes(
    entries: int, ease: float, method: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(measuring, "AT_EASE", ease)
    case = Case(shapes={"x": (entries,)}, cost="layers.cost(x)", gradient="2 * x")
    (found,) = check(case, {"layers": {"cost": lambda x: (x**2).sum()}}).inputs
    assert found.method == method
