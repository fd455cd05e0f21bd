"""Functions checked as they are: `gradcheck(f, x)`."""

from __future__ import annotations

import random
import subprocess
import sys
from pathlib import Path
from typing import Any

import numpy as np
import pytest

import runner
from runner import Case, UsageError, Verdict, check, gradcheck, run
from tests.command import RIGHT, WRONG, environment, write

RNG = np.random.default_rng(0)
anything: Any = np.ones(3)
an_object: Any = Path()
a_case: Any = Case(cost="1")
FIRST = "the first argument is the function to check, not"
NONE = "there is no input to differentiate by, which is an array of real numbers:"
X, W, B = RNG.standard_normal((4, 3)), RNG.standard_normal((3, 2)), RNG.standard_normal(2)


def pair(x: Any) -> Any:
    return np.sum(x**2), 2 * x


def wrong_pair(x: Any) -> Any:
    return np.sum(x**2), -2 * x


def affine(x: Any, W: Any, b: Any) -> Any:
    return x @ W + b


def affine_back(dout: Any, x: Any, W: Any, b: Any) -> Any:
    return dout @ W.T, x.T @ dout, dout.sum(axis=0)


def squared(x: Any, y: Any) -> Any:
    return float(np.mean((x - y) ** 2))


class TestWhatIsChecked:
    def test_a_cost_with_its_gradient(self) -> None:
        assert gradcheck(pair, X)

    def test_the_inputs_have_the_names_of_the_parameters(self) -> None:
        result = gradcheck(affine, X, W, B, vjp=affine_back)
        assert result
        assert [check.name for check in result.inputs] == ["x", "W", "b"]

    def test_several_inputs_with_a_tuple_of_gradients_or_a_mapping(self) -> None:
        assert gradcheck(lambda x, W: (np.sum((x @ W) ** 2), (2 * x @ W @ W.T, 2 * x.T @ x @ W)), X, W)
        assert gradcheck(lambda x, W: (np.sum(x @ W), {"W": x.T @ np.ones((4, 2)), "x": np.ones((4, 2)) @ W.T}), X, W)

    def test_gradients_of_several_inputs_beside_the_cost_or_under_the_names_that_people_give_them(self) -> None:
        def gradients(x: Any, W: Any) -> Any:
            return np.ones((4, 2)) @ W.T, x.T @ np.ones((4, 2))

        assert gradcheck(lambda x, W: (np.sum(x @ W), *gradients(x, W)), X, W)
        for keys in (("dx", "dW"), ("grad_x", "grad_W"), ("x_grad", "W_grad")):
            assert gradcheck(lambda x, W, keys=keys: (np.sum(x @ W), dict(zip(keys, gradients(x, W), strict=True))), X, W)

    def test_the_methods_of_a_layer_that_remembers_its_inputs(self) -> None:
        class Square:
            def forward(self, x: Any) -> Any:
                self.x = x
                return x**2

            def backward(self, dout: Any) -> Any:
                return 2 * self.x * dout

        layer = Square()
        assert gradcheck(layer.forward, X, vjp=layer.backward)
        assert gradcheck(layer.forward, X, vjp=lambda dout: layer.backward(dout) / 2).cause == "scale"

    def test_what_a_function_changes_in_place_are_copies(self) -> None:
        def f(x: Any, options: Any, W: Any) -> Any:
            x -= 1
            W *= 2
            options["calls"] += 1
            cost, gradient = options["calls"] * np.sum(W * x**2), 2 * options["calls"] * W * x
            x[:] = 0
            return cost, gradient

        x, options, W = X.copy(), {"calls": 0}, np.ones_like(X)
        assert gradcheck(f, x, options, W, fixed=["W"])
        assert ((x == X).all(), options, (W == 1).all()) == (True, {"calls": 0}, True)

        def back(dout: Any, x: Any) -> Any:
            dout *= 2
            return dout * x

        assert gradcheck(np.square, X, vjp=back)

    def test_lists_are_given_as_arrays_where_a_function_cannot_do_without(self) -> None:
        seen: list[type] = []

        def f(x: Any) -> Any:
            seen.append(type(x))
            return 0.5 * (x @ x), x

        assert gradcheck(f, [1.0, 2.0])
        assert (seen[0], set(seen[1:])) == (list, {np.ndarray})
        assert gradcheck(lambda x: (sum(v * v for v in [*x]), [2 * v for v in x]), [1.0, 2.0])

    def test_a_cost_beside_its_gradient(self) -> None:
        assert gradcheck(lambda x: np.sum(np.sin(x)), X, grad=np.cos)
        assert gradcheck(lambda x: np.sum(np.sin(x)), X, grad=np.cos(X))
        assert gradcheck(squared, X, X + 1, grad=lambda x, y: 2 * (x - y) / x.size, fixed="y")
        assert gradcheck(squared, X, X + 1, grad=lambda x, y: (2 * (x - y) / x.size, 2 * (y - x) / x.size))

    def test_a_function_of_each_entry_with_its_derivative_there(self) -> None:
        assert gradcheck(np.tanh, X, grad=lambda x: 1 - np.tanh(x) ** 2)
        assert gradcheck(np.tanh, X, grad=1 - np.tanh(X) ** 2)
        assert gradcheck(lambda p, y: (p - y) ** 2, X, X + 1, grad=lambda p, y: 2 * (p - y), fixed="y")
        wrong = gradcheck(np.tanh, X, grad=lambda x: np.tanh(x) ** 2 - 1)
        assert (wrong.verdict, wrong.cause, wrong.suggestion) == ("FAIL", "sign", "-dout * df(x)")

    def test_it_is_not_taken_for_one_where_outputs_depend_on_other_entries(self) -> None:
        def softmax(z: Any) -> Any:
            return np.exp(z) / np.exp(z).sum(axis=1, keepdims=True)

        assert not gradcheck(softmax, X, grad=lambda z: softmax(z) * (1 - softmax(z)))

    def test_what_is_computed_in_single_precision_is_measured_so(self) -> None:
        def tanh(x: Any) -> Any:
            return np.tanh(x.astype(np.float32))

        assert gradcheck(tanh, X, vjp=lambda dout, x: dout * (1 - np.tanh(x) ** 2))
        assert not gradcheck(tanh, X, vjp=lambda dout, x: 1.01 * dout * (1 - np.tanh(x) ** 2))

    def test_so_is_what_rounds_inside_and_does_not_say_so(self) -> None:
        def tanh(x: Any) -> Any:
            return np.tanh(x.astype(np.float32)).astype(np.float64)

        assert gradcheck(tanh, X, vjp=lambda dout, x: dout * (1 - np.tanh(x) ** 2))
        assert not gradcheck(tanh, X, vjp=lambda dout, x: 1.01 * dout * (1 - np.tanh(x) ** 2))
        assert gradcheck(tanh, X, vjp=lambda dout, x: dout * (1 - np.tanh(x) ** 2), h=1e-4).doubt is not None

    def test_a_function_that_brings_its_own_vjp(self) -> None:
        def doubled(x: Any) -> Any:
            return 2 * x

        doubled.vjp = lambda dout, x: 2 * dout  # type: ignore[attr-defined]
        assert gradcheck(doubled, X)

    def test_a_forward_pass_that_gives_a_cache_beside_a_backward_pass_that_takes_it(self) -> None:
        def forward(x: Any, W: Any, b: Any) -> Any:
            return x @ W + b, (x, W)

        def backward(dout: Any, cache: Any) -> Any:
            x, W = cache
            return dout @ W.T, x.T @ dout, dout.sum(axis=0)

        assert gradcheck(forward, X, W, B, vjp=backward)
        assert gradcheck(lambda x: (x**2, x, "more"), X, vjp=lambda dout, cache: 2 * dout * cache)
        assert gradcheck(lambda x, cache: (x**2, x), X, "running means", vjp=lambda dout, cache: 2 * dout * cache)
        assert gradcheck(lambda x: x**2, X, vjp=lambda dout, x: 2 * dout * x), "without a cache it takes the input"
        assert not gradcheck(forward, X, W, B, vjp=lambda dout, cache: [-part for part in backward(dout, cache)])

    def test_what_is_not_differentiated(self) -> None:
        labels = np.array([0, 2, 1, 1])

        def loss(z: Any, y: Any, weight: Any, mode: str) -> Any:
            shifted = np.exp(z - z.max(axis=1, keepdims=True))
            p = shifted / shifted.sum(axis=1, keepdims=True)
            dz = p.copy()
            dz[np.arange(len(y)), y] -= 1
            assert mode == "mean"
            return -np.log(p[np.arange(len(y)), y]).sum() * weight, dz * weight

        assert gradcheck(loss, X, labels, 0.5, "mean", fixed=["weight"])
        assert gradcheck(loss, X, labels, 0.5, "mean", fixed=[2])

    def test_whole_numbers_alone_are_stepped(self) -> None:
        assert gradcheck(pair, np.array([[1, 7], [5, -1]]))

    @pytest.mark.parametrize("x", [[1.0, 2.0, 3.0], (1.0, 2.0), 3.0, X.tolist()], ids=["list", "tuple", "number", "nested"])
    def test_lists_and_numbers(self, x: Any) -> None:
        def f(x: Any) -> Any:
            assert type(x) is type(given)
            return np.sum(np.square(x)), np.multiply(2, x)

        given = x
        assert gradcheck(f, x)

    def test_pandas(self) -> None:
        pd = pytest.importorskip("pandas")
        frame = pd.DataFrame({"a": [1.0, 2.0], "b": [3.0, 4.0]})
        assert gradcheck(lambda t: ((t["a"] * t["b"]).sum(), t[["b", "a"]].to_numpy()), frame)
        assert gradcheck(lambda s: (s["u"] ** 2 + s["v"], [2 * s["u"], 1.0]), pd.Series({"u": 1.0, "v": 2.0}))


class TestWhatIsFound:
    def test_the_cause_and_the_fix_over_the_name_claim(self) -> None:
        result = gradcheck(wrong_pair, X)
        assert not result
        assert (result.cause, result.suggestion) == ("sign", "-claim")

    def test_a_named_gradient_is_fixed_by_its_name(self) -> None:
        def slope(x: Any) -> Any:
            return -2 * x

        assert gradcheck(lambda x: np.sum(x**2), X, grad=slope).suggestion == "-slope(x)"
        assert gradcheck(affine, X, W, B, vjp=lambda *a: [-g for g in affine_back(*a)]).suggestion == "-vjp(dout, x, W, b)[0]"

    def test_a_single_array_is_the_claim_at_this_point_only(self) -> None:
        result = gradcheck(lambda x: np.sum(x**2), X, grad=-2 * X)
        assert (result.cause, result.suggestion) == ("sign", "-claim")

    def test_it_prints_what_the_command_prints(self) -> None:
        text = str(gradcheck(wrong_pair, X))
        assert text.startswith("FAIL\n  case    wrong_pair\n  let     cost, claim = wrong_pair(x)\n")
        assert "\n  cause   sign:" in text

    def test_its_repr_is_short(self) -> None:
        assert repr(gradcheck(wrong_pair, X)) == "<FAIL 'wrong_pair', cause: sign, fix: -claim>"
        assert repr(gradcheck(pair, X)) == "<PASS 'pair'>"

    def test_an_error_inside_is_an_error_of_the_result(self) -> None:
        result = gradcheck(lambda x: (np.sum(x), x.nothing), X)
        assert result.verdict is Verdict.ERROR
        assert "raised AttributeError" in result.message
        assert result.trace[0][0].endswith("test_gradcheck.py")

    @pytest.mark.parametrize(
        ("f", "more", "told"),
        [
            (np.sum, {}, "gives a number, not (cost, gradient)"),
            (
                lambda x: (1.0, x, x),
                {},
                "gives (a number, an array of shape (4, 3), an array of shape",
            ),
            (lambda x, y: (np.sum(x + y), x), {"y": X}, "gives an array of numbers for 2 inputs (x, y)"),
            (lambda x, y: (np.sum(x + y), (x, x, x)), {"y": X}, "gives 3 gradients for 2 inputs (x, y)"),
            (lambda x, y: (np.sum(x + y), {"x": x}), {"y": X}, "gives no gradient for `y`, only for x"),
        ],
    )
    def test_a_value_that_is_none_is_told_in_words(self, f: Any, more: dict[str, Any], told: str) -> None:
        result = gradcheck(f, X, *more.values())
        assert result.verdict is Verdict.ERROR
        assert told in result.message

    def test_what_a_function_raises_is_told_without_the_places_of_a_case(self) -> None:
        assert gradcheck(lambda x: sys.exit(1), X).message == "`f` raised SystemExit: 1"
        assert gradcheck(lambda x: None, X).message == "`f` gives None, not (cost, gradient)"
        assert gradcheck(lambda x: (x, x), X).message == (
            "`f` gives (an array of shape (4, 3), an array of shape (4, 3)), not (cost, gradient)"
        )

    @pytest.mark.parametrize("given", [None, "2 * x", {}, iter([1.0])], ids=["none", "text", "mapping", "iterator"])
    def test_what_is_no_gradient_is_told_with_its_input(self, given: Any) -> None:
        for result in (gradcheck(lambda x: (np.sum(x), given), X), gradcheck(np.sum, X, grad=lambda x: given)):
            assert (result.verdict, "gives " in result.message) == (Verdict.ERROR, True)

    def test_an_array_of_objects_that_are_numbers_is_one(self) -> None:
        assert gradcheck(lambda x: (np.sum(x**2), (2 * x).astype(object)), X.astype(object))

    def test_a_layer_where_a_cost_should_be_is_told_where_its_backward_pass_belongs(self) -> None:
        def forward(x: Any) -> Any:
            return np.repeat(x, 2, axis=0), {"x": x}

        for result in (gradcheck(forward, X), gradcheck(forward, X, grad=lambda x: 2 * x)):
            assert "`forward` gives (an array of shape (8, 3), a dictionary), " in result.message
            assert "vjp=back" in (result.hint or "")

    def test_the_calls_of_a_layer_with_a_cache_are_told_as_they_are(self) -> None:
        def forward(x: Any, W: Any) -> Any:
            return x @ W, (x, W)

        text = str(gradcheck(forward, X, W, vjp=lambda dout, cache: (dout @ cache[1].T, cache[0].T @ dout)))
        told = "PASS\n  case    forward\n  let     out, cache = forward(x, W)\n  claim   x, W: vjp(dout, cache)\n"
        assert text.startswith(told)

    def test_a_function_that_differs_from_call_to_call_is_told(self) -> None:
        counter = iter(range(10_000))
        assert "nondeterministic" in gradcheck(lambda x: (np.sum(x) + next(counter), np.ones_like(x)), X).message

    def test_draws_from_the_global_generators_are_the_same_at_every_point(self) -> None:
        def dropout(x: Any) -> Any:
            mask = np.random.rand(*x.shape) < random.random()
            return np.sum((x * mask) ** 2), 2 * x * mask

        before = str(np.random.get_state()), random.getstate()
        assert gradcheck(dropout, X)
        assert before == (str(np.random.get_state()), random.getstate()), "and they are left as they were"

    def test_the_inputs_are_not_changed(self) -> None:
        x = X.copy()

        def spoils(x: Any) -> Any:
            cost = np.sum(x**2)
            x *= 2
            return cost, x

        assert gradcheck(spoils, x)
        assert (x == X).all()


class TestUse:
    @pytest.mark.parametrize(
        ("call", "told"),
        [
            (lambda: gradcheck(pair), "there is no input to differentiate by: gradcheck(f, x)"),
            (lambda: gradcheck(anything, pair), f"{FIRST} an array of numbers: gradcheck(f, x)"),
            (lambda: gradcheck(an_object, X), f"{FIRST} a PosixPath: a method of it is one"),
            (lambda: gradcheck(a_case, X), f"{FIRST} a Case: gradcase.check(case)"),
            (lambda: gradcheck(affine, (X, W, B)), "inputs stand one by one, not in a tuple: gradcheck(f, x, W, b)"),
            (lambda: gradcheck(affine, x=X, W=W, b=B), "inputs stand by place: gradcheck(f, x, W, b)"),
            (lambda: gradcheck(pair, X, fixed="y"), "`fixed` names 'y', which is none of the inputs x"),
            (lambda: gradcheck(pair, X, fixed="x"), f"{NONE} `x` is fixed"),
            (lambda: gradcheck(pair, [[1.0, 2.0], [3.0]]), f"{NONE} `x` is a list that is no array: its rows differ in length"),
            (lambda: gradcheck(pair, X + 1j), f"{NONE} `x` is an array of complex numbers"),
            (lambda: gradcheck(pair, X > 0), f"{NONE} `x` is an array of truth values"),
            (lambda: gradcheck(pair, None), f"{NONE} `x` is None"),
            (lambda: gradcheck(pair, {"W": W}), f"{NONE} `x` is a dictionary: its arrays can be inputs"),
            (lambda: gradcheck(pair, X + np.inf), "`x` holds numbers that are not finite"),
            (lambda: check(anything), "`check` takes a Case, as `load` gives them, not an array of numbers"),
            (
                lambda: gradcheck(pair, np.ma.masked_array(X, mask=X > 0)),
                f"{NONE} `x` is an array with masked entries: fill them",
            ),
            (lambda: gradcheck(affine, X, W, B, vjp=anything), "`vjp` is the backward pass, a function, not an array of numbers"),
            (lambda: gradcheck(np.sum, X, grad="1"), "`grad` gives a text as the gradient by `a`: it is a function, or numbers"),
            (lambda: gradcheck(pair, X, W), "the function takes 1 argument by place, but there are 2 inputs"),
            (lambda: gradcheck(pair, X, grad=pair, vjp=pair), "`grad` is for a cost, `vjp` for an array: one of the two"),
            (lambda: gradcheck(pair, X, tol=1), "there is no setting `tol`: did you mean `tolerance`?"),
            (lambda: gradcheck(pair, X, h=-1), "`h` must be a finite number > 0 or `auto`, not -1"),
        ],
    )
    def test_what_cannot_be_checked_is_an_error_of_use(self, call: Any, told: str) -> None:
        with pytest.raises(UsageError) as caught:
            call()
        assert str(caught.value).startswith(told)

    def test_settings_are_those_of_a_case(self) -> None:
        result = gradcheck(wrong_pair, X, expect="fail", name="negated", h=1e-5, tolerance=1e-6, seed=3)
        assert result
        assert (result.case.name, result.case.h, result.case.seed) == ("negated", 1e-5, 3)

    def test_parameters_that_cannot_be_names_get_others(self) -> None:
        def f(rng: Any, _hidden: Any, lambda_: Any) -> Any:
            return np.sum(rng * _hidden) + lambda_, (_hidden, rng, 1.0)

        assert [check.name for check in gradcheck(f, X, X, 2.0).inputs] == ["rng_", "hidden_", "lambda_"]

    def test_a_failing_test_shows_it(self, tmp_path: Path) -> None:
        (tmp_path / "test_it.py").write_text(
            "import numpy as np\nfrom gradcase import gradcheck\n"
            "def half(x):\n    return np.sum(x**2), x\n"
            "def test_it():\n    assert gradcheck(half, np.ones(3))\n"
        )
        command = [sys.executable, "-m", "pytest", "-q", "test_it.py"]
        done = subprocess.run(command, cwd=tmp_path, env=environment(), capture_output=True, text=True, check=False)
        assert "<FAIL 'half', cause: scale, fix: 2 * claim>" in done.stdout
        assert "\nFAIL\n  case    half\n  let     cost, claim = half(x)\n" in done.stdout

    def test_a_run_is_short_when_printed(self, tmp_path: Path) -> None:
        write(tmp_path, a=RIGHT, b=WRONG)
        found = run(tmp_path / "cases")
        assert repr(found) == "<Run: 2 results, 1 as expected, 1 unexpected>"
        assert isinstance(found.results[0], runner.Result)
        assert found._repr_html_().count("<tr>") == 3
        assert "<table>" in found.results[1]._repr_html_()


class TestCase:
    """Arrays and functions where a case file has text."""

    def test_arrays_stand_under_values_and_functions_everywhere_else(self) -> None:
        functions: dict[str, Any] = {"let": {"h": lambda x, W: x @ W}, "cost": lambda h: np.sum(h**2)}
        case = Case(values={"x": X, "W": W}, wrt="x", gradient="2 * h @ W.T", **functions)
        result = check(case)
        assert result
        assert result.case.let == {"h": "line(x, W)"}

    def test_claims_may_be_functions_arrays_and_groups(self) -> None:
        parts: dict[str, Any] = {"values": {"x": X, "W": W, "b": B}, "output": affine}
        claims: list[Any] = [{"x, W, b": affine_back}, {"b": lambda dout: dout.sum(axis=0)}, {"b": B}]
        assert [bool(check(Case(**parts, gradient=claim))) for claim in claims] == [True, True, False]
        ones: Any = np.ones(3)
        assert check(Case(cost="np.sum(x)", shapes={"x": (3,)}, gradient=ones))

    def test_objects_pass_to_functions(self) -> None:
        case: dict[str, Any] = {"values": {"x": X, "options": {"scale": 3}}, "wrt": "x", "gradient": "np.full((4, 3), 3.0)"}
        case["cost"] = lambda x, options: options["scale"] * x.sum()
        assert check(Case(**case))

    @pytest.mark.parametrize(
        ("change", "told"),
        [
            ({"values": {"x": 2.0}}, "`x` stands in `shapes` and in `values`"),
            ({"values": {"sum": 2.0}}, "`sum` cannot be a name in `values`: it is a builtin of Python"),
            ({"shapes": {"x": (3,), "dout": (3,)}}, "`dout` cannot be a name in `shapes`: it has a fixed meaning"),
            ({"let": {"a, a": "x"}}, "`a` stands in `let` and in `let`"),
            ({"shapes": {"x": (-1,)}}, "the shape of `x` is made of integers from 0 on and expressions in `sizes`, not of -1"),
            ({"shapes": {"x": ("n",)}}, "the shape of `x` holds `n`, which is not in `sizes`"),
            ({"values": {"y": [1.0, float("nan")]}}, "`y` holds numbers that are not finite"),
            ({"values": {"y": np.sin}}, "`values.y` is an array or an expression; a function stands under `let`"),
            ({"gradient": object()}, "`gradient` is an expression, numbers or a function, not object"),
            ({"cost": 3}, "`cost` is an expression or a function, not int (3)"),
            ({"cost": lambda q, r: q}, "the function `f` in `cost` takes `q`, which is no name of the case; there are `x`"),
            ({"gradient": {"x, W": 3}}, "`gradient.x, W` is an expression or a function that gives a tuple, not int (3)"),
            ({"timeout": "long"}, "`timeout` must be a finite number of seconds > 0, not 'long'"),
            ({"name": 3}, "`name` must be one line of text, not 3"),
            ({"tags": "slow"}, "`tags` must be a list of words, not 'slow'"),
            ({"sizes": {"n": 2.5}}, "`sizes` must be a mapping name → integer; `sizes.n` is 2.5"),
        ],
    )
    def test_the_rules_are_those_of_case_files(self, change: dict[str, Any], told: str) -> None:
        case = {"shapes": {"x": (3,)}, "cost": "np.sum(x**2)", "gradient": "2 * x"} | change
        with pytest.raises(UsageError) as caught:
            check(Case(**case))
        assert str(caught.value).startswith(told)
