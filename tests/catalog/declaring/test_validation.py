"""Cases made in Python."""

from __future__ import annotations

from typing import Any

import pytest

from runner import Case, UsageError, Verdict, check

RIGHT: dict[str, Any] = {"shapes": {"x": (3,)}, "cost": "np.sum(x**2)", "gradient": "2 * x"}


def test_a_right_one_is_checked() -> None:
    assert check(Case(**RIGHT)).verdict is Verdict.PASS


def test_an_expectation_may_be_a_mapping_as_in_a_case_file() -> None:
    corner = Case(values={"x": 0.0}, wrt="x", cost="np.abs(x)", gradient="1.0", expect={"verdict": "fail", "doubt": "kink"})  # type: ignore[arg-type]
    assert check(corner).as_expected


def test_the_short_form_of_an_expectation_is_understood() -> None:
    assert check(Case(**(RIGHT | {"gradient": "x", "expect": "fail"}))).as_expected


@pytest.mark.parametrize(("key", "told"), [("shape", "did you mean `shapes`?"), ("colour", "there are cost, gradient, wrt, ")])
def test_a_key_that_there_is_not_is_told_with_the_nearest(key: str, told: str) -> None:
    with pytest.raises(TypeError) as caught:
        Case(**(RIGHT | {key: 1}))
    assert str(caught.value).startswith(f"a Case has no key `{key}`: {told}")


@pytest.mark.parametrize(
    ("change", "told"),
    [
        ({"cost": None}, "the case has no `cost` and no `output`: a `cost` is a number; an `output` is an array"),
        ({"output": "x"}, "a case has a `cost` or an `output`, not both"),
        ({"gradient": {}}, "the case has no `gradient`: the claim: an expression, a number"),
        (
            {"shapes": {"x": (3,), "y": (3,)}},
            "`wrt` is needed, for `shapes` holds 2 names: `wrt` names the array whose gradient is claimed",
        ),
        (
            {"gradient": ("x", "y")},
            "`gradient` is an expression, numbers or a function, not tuple; claims of several inputs are a",
        ),
        ({"wrt": "z"}, "`wrt` names `z`, which is neither in `shapes` nor in `values`"),
        ({"gradient": {"y": "x"}}, "there is a claim for `y`, which is neither in `shapes` nor in `values`"),
        ({"wrt": "x", "gradient": {"x": "x"}}, "`wrt` does not stand beside a mapping of claims"),
        ({"shapes": {"x": 4}}, "the shape of `x` is a tuple, such as (4,), not 4"),
        ({"dtype": "float16"}, "`dtype` must be `float64` or `float32`, not 'float16'"),
        ({"method": "foo"}, "`method` must be `full`, `probe` or `auto`, not 'foo'"),
        ({"h": -1}, "`h` must be a finite number > 0 or `auto`, not -1"),
        ({"tolerance": "a"}, "`tolerance` must be a finite number > 0, not 'a'"),
        ({"seed": -1}, "`seed` must be an integer ≥ 0, not -1"),
        (
            {"expect": {"verdict": "fail", "doubt": "kinks"}},
            "`expect.doubt` must be a doubt such as `kink`, not 'kinks'",
        ),
        ({"structure": {"x": "round"}}, "`structure` must be a mapping name → structure; `structure.x` is 'round'"),
        ({"point": "corners"}, "`point` must be `zeros`, "),
        ({"noise": float("nan")}, "`noise` must be a finite number > 0, not nan"),
        ({"expect": {"verdict": "fail", "casue": "sign"}}, "`expect` has no key `casue`"),
        ({"expect": "maybe"}, "`expect` must be `pass`, `fail` or `error`, not 'maybe'"),
    ],
)
def test_what_no_case_file_could_say_is_an_error_of_use(change: dict[str, Any], told: str) -> None:
    with pytest.raises(UsageError) as caught:
        check(Case(**(RIGHT | change)))
    assert str(caught.value).startswith(told)


@pytest.mark.parametrize("nothing", [[], (), [[]], [[], []]])
def test_an_array_without_entries_is_one(nothing: Any) -> None:
    alone: dict[str, Any] = {"cost": "np.sum(x)", "wrt": "x", "values": {"x": nothing}, "gradient": nothing}
    assert check(Case(**alone)).message == "`x` has no entries, so there is nothing that could be wrong"
    other = check(Case(**(alone | {"values": {"x": [1.0, 2.0]}})))
    assert (other.verdict, other.cause) == (Verdict.FAIL, "shape")


@pytest.mark.parametrize("claim", [1j, [1j, 0], [[1j, 0]]])
def test_complex_numbers_are_a_claim_for_complex_inputs_alone(claim: Any) -> None:
    real = check(Case(cost="np.sum(x)", values={"x": (1.0, 2.0)}, wrt="x", gradient=claim))
    assert (real.verdict, real.message) == (Verdict.ERROR, "gradient: the claim for `x` is complex, not real")
    imaginary: Any = [1j, 1j]
    of_complex = Case(cost="np.sum(np.imag(x))", shapes={"x": (2,)}, complex=("x",), gradient=imaginary)
    assert check(of_complex).verdict is Verdict.PASS
    point = check(Case(cost="np.sum(x)", values={"x": claim}, wrt="x", gradient="1"))
    assert point.message == "`x` in values: `x` holds complex numbers: a gradient needs real numbers"


def test_a_result_prints_as_the_command_prints_it() -> None:
    result = check(Case(**(RIGHT | {"gradient": "x"})))
    assert str(result).startswith("FAIL\n  case    case\n  cost    np.sum(x**2)\n")
    assert (result.cause, result.suggestion) == ("scale", "2 * x")
