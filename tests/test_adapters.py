"""Layers that keep state, and functions of frameworks, as functions with their vjp."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest

from runner import Cause, gradcheck
from runner.adapters import jax_function, layer, torch_function
from runner.adapters.places import Place
from runner.errors import UsageError
from tests.command import document_in, gradcase, write

RNG = np.random.default_rng(1)
X, W, B = RNG.standard_normal((4, 3)), RNG.standard_normal((3, 2)), RNG.standard_normal(2)


class Affine:
    def __init__(self, W: Any, b: Any) -> None:
        self.W, self.b = W, b
        self.x = self.dW = self.db = None

    def forward(self, x: Any) -> Any:
        self.x = x
        return x @ self.W + self.b

    def backward(self, dout: Any) -> Any:
        assert self.x is not None
        self.dW, self.db = self.x.T @ dout, dout.sum(axis=0)
        return dout @ self.W.T


class OfItsOwn:
    """Draws its parameters itself, and keeps them in mappings."""

    def __init__(self, inputs: int, outputs: int) -> None:
        self.params = {"W": np.random.randn(inputs, outputs), "b": np.zeros(outputs)}
        self.grads: dict[str, Any] = {}

    def __call__(self, x: Any) -> Any:
        self.x = x
        return np.tanh(x @ self.params["W"] + self.params["b"])

    def backward(self, dout: Any, rate: float) -> Any:
        dz = dout * (1 - np.tanh(self.x @ self.params["W"] + self.params["b"]) ** 2)
        self.grads = {"W": self.x.T @ dz, "b": dz.sum(axis=0)}
        self.params["W"] -= rate * self.grads["W"]
        return dz @ self.params["W"].T


class Loss:
    def forward(self, p: Any, y: Any) -> Any:
        self.difference = p - y
        return np.mean(self.difference**2)

    def backward(self) -> Any:
        return 2 * self.difference / self.difference.size


class TestLayers:
    def test_parameters_go_to_whatever_makes_it(self) -> None:
        affine = layer(Affine, gradients=["dW", "db"])
        result = gradcheck(affine, X, W, B)
        assert result
        assert len(result.inputs) == 3

    def test_a_wrong_backward_pass_is_found(self) -> None:
        class Wrong(Affine):
            def backward(self, dout: Any) -> Any:
                super().backward(dout)
                self.dW = -self.dW  # type: ignore[operator]
                return dout @ self.W.T

        result = gradcheck(layer(Wrong, gradients=["dW", "db"]), X, W, B)
        assert (result.cause, result.findings[0].input) == (Cause.SIGN, "W")

    def test_or_are_put_where_it_keeps_them(self) -> None:
        tanh = layer(
            lambda: OfItsOwn(3, 2),
            forward="__call__",
            backward=lambda layer, dout: layer.backward(dout, rate=0.0),
            parameters=["params['W']", "params['b']"],
            gradients=["grads['W']", "grads['b']"],
        )
        assert gradcheck(tanh, X, W, B)

    def test_a_layer_itself_is_copied(self) -> None:
        affine = Affine(W, B)
        assert gradcheck(layer(affine), X)
        assert gradcheck(layer(affine, parameters=["W", "b"], gradients=["dW", "db"]), X, W + 1, B)
        assert (affine.W is W, affine.x) == (True, None)
        with pytest.raises(UsageError, match="takes a class, a function that makes a layer, or a layer, not int"):
            layer(3)

    def test_inputs_and_parameters_have_their_names(self) -> None:
        pairs = layer(Affine, gradients=["dW", "db"]), layer(lambda: Affine(W, B), parameters=["W", "b"], gradients=["dW", "db"])
        for pair in pairs:
            assert [check.name for check in gradcheck(pair, X, W, B).inputs] == ["x", "W", "b"]

    def test_a_layer_that_does_not_take_its_parameters_is_told_of(self) -> None:
        hint = gradcheck(layer(OfItsOwn, backward=lambda layer, dout: dout, gradients=["grads['W']", "grads['b']"]), X, W, B).hint
        assert hint == "where a layer makes its parameters itself, `parameters` says where it keeps them"

    def test_a_loss_has_a_backward_pass_without_a_gradient_from_above(self) -> None:
        assert gradcheck(layer(Loss), X, X + 1, fixed=[1])

    def test_so_has_one_with_a_default(self) -> None:
        class WithDefault(Loss):
            def backward(self, dout: Any = 1) -> Any:
                return super().backward()  # as if the loss were the last layer

        assert gradcheck(layer(WithDefault), X, X + 1, fixed=[1])

    def test_a_layer_that_takes_its_shapes_from_its_first_input_is_prepared(self) -> None:
        class Lazy(Affine):
            def __init__(self) -> None:
                super().__init__(None, None)

            def forward(self, x: Any) -> Any:
                if self.W is None:
                    self.W, self.b = np.random.randn(x.shape[1], 2), np.zeros(2)
                return super().forward(x)

        lazy = layer(Lazy, parameters=["W", "b"], gradients=["dW", "db"], prepare=lambda layer, x: layer.forward(x))
        assert gradcheck(lazy, X, W, B)

    def test_gradients_may_be_returned_in_lists(self) -> None:
        class Listing(Affine):
            def backward(self, dout: Any) -> Any:
                return super().backward(dout), [self.dW, [self.db]]

        listing = layer(lambda: Listing(W, B), parameters=["W", "b"])
        assert len(gradcheck(listing, X, W, B).inputs) == 3
        assert gradcheck(listing, X, W, B)

    def test_a_list_of_numbers_is_one_gradient(self) -> None:
        class OfLists:
            def forward(self, x: Any) -> Any:
                return [2 * each for each in x]

            def backward(self, dout: Any) -> Any:
                return [2.0 * each for each in dout.tolist()]

        assert gradcheck(layer(OfLists), [1.0, 2.0, 3.0])

    def test_too_few_arguments_are_told(self) -> None:
        assert (
            "takes its inputs and then 2 parameters, not 1 arguments"
            in gradcheck(layer(Affine, gradients=["dW", "db"]), X).message
        )

    def test_it_is_lent_to_case_files_as_any_function(self, tmp_path: Path) -> None:
        (tmp_path / "checks.py").write_text(
            "from tests.test_adapters import Affine\nfrom gradcase.adapters import layer\n"
            "affine = layer(Affine, gradients=['dW', 'db'])\n"
        )
        text = """\
name: affine
shapes: {x: [4, 3], W: [3, 2], b: [2]}
output: checks.affine(x, W, b)
gradient: {"x, W, b": "checks.affine.vjp(dout, x, W, b)"}
"""
        write(tmp_path, a=text)
        done = gradcase("cases", "--module", "checks", cwd=tmp_path, env={"PYTHONPATH": str(Path(__file__).parents[1])})
        assert done.returncode == 0, done.stdout + done.stderr
        (result,) = document_in(tmp_path / "reports")["results"]
        assert len(result["inputs"]) == 3


class TestPlaces:
    @pytest.mark.parametrize("text", ["W", "inner.W", "table['W']", 'table["W"]', "list[1]", "list[-1]", "table['inner'].W"])
    def test_what_is_put_there_is_there(self, text: str) -> None:
        class Inner:
            W: Any = 0

        class Owner(Inner):
            def __init__(self) -> None:
                self.inner = Inner()
                self.table: Any = {"W": 0, "inner": Inner()}
                self.list: Any = [0, 0]

        owner = Owner()
        Place(text).set(owner, 7)
        assert Place(text).get(owner) == 7

    @pytest.mark.parametrize("text", ["", "a b", "f()", "a[x]", "a..b", "a['b"])
    def test_anything_else_is_refused(self, text: str) -> None:
        with pytest.raises(ValueError, match="place in an object"):
            Place(text)


class TestTorch:
    @pytest.fixture(autouse=True)
    def _torch(self) -> None:
        self.torch = pytest.importorskip("torch", reason="torch is a download of gigabytes: tested where it is installed")

    def test_a_function_written_by_hand(self) -> None:
        torch = self.torch

        class Cube(torch.autograd.Function):  # type: ignore[name-defined, misc]
            @staticmethod
            def forward(ctx: Any, x: Any) -> Any:
                ctx.save_for_backward(x)
                return x**3

            @staticmethod
            def backward(ctx: Any, dout: Any) -> Any:
                (x,) = ctx.saved_tensors
                return factor * x**2 * dout

        factor = 3
        assert gradcheck(torch_function(Cube), X)
        assert gradcheck(torch_function(Cube), torch.tensor(X))
        with pytest.raises(UsageError, match=r"`Cube` is a torch.autograd.Function: gradcheck\(torch_function\(Cube\), x\)"):
            gradcheck(Cube, torch.tensor(X))
        factor = -3
        assert gradcheck(torch_function(Cube), X).cause is Cause.SIGN

    def test_in_the_precision_it_computes_in(self) -> None:
        single = torch_function(lambda x, w: self.torch.tanh(x @ w), dtype="float32")
        assert gradcheck(single, X, W, h="auto", tolerance=1e-3)

    def test_tensors_are_inputs_of_gradcheck(self) -> None:
        def f(x: Any) -> Any:
            assert x.dtype == self.torch.float64
            return (x**2).sum(), 2 * x

        assert gradcheck(f, self.torch.tensor(X, requires_grad=True))

    def test_whole_numbers_pass_and_what_is_not_used_has_no_gradient(self) -> None:
        loss = torch_function(lambda z, y, unused: self.torch.nn.functional.cross_entropy(z, y) + 0 * unused.detach().sum())
        assert gradcheck(loss, X, np.array([0, 2, 1, 0]), B)


class TestJax:
    @pytest.fixture(autouse=True)
    def _jax(self) -> None:
        self.jax = pytest.importorskip("jax")

    def test_a_custom_vjp(self) -> None:
        @self.jax.custom_vjp  # type: ignore[untyped-decorator]
        def cube(x: Any) -> Any:
            return x**3

        factor = 3
        cube.defvjp(lambda x: (x**3, x), lambda x, dout: (factor * x**2 * dout,))
        assert gradcheck(jax_function(cube), X)
        factor = -3
        assert gradcheck(jax_function(cube), X).cause is Cause.SIGN

    def test_without_the_adapter_it_is_named(self) -> None:
        hint = gradcheck(self.jax.numpy.tanh, self.jax.numpy.asarray(X)).hint or ""
        assert "gradcheck(jax_function(f), x), from gradcase.adapters" in hint

    def test_several_inputs_in_double_precision(self) -> None:
        numpy = self.jax.numpy
        assert gradcheck(jax_function(lambda x, w, b: numpy.tanh(x @ w + b)), X, W, B, tolerance=1e-8)

    def test_in_the_precision_it_computes_in(self) -> None:
        single = jax_function(lambda x, w: self.jax.numpy.tanh(x @ w), dtype="float32")
        assert gradcheck(single, X, W, h="auto", tolerance=1e-3)

    def test_its_arrays_are_inputs_of_gradcheck(self) -> None:
        x = self.jax.numpy.asarray(X)
        assert gradcheck(lambda x: ((x**2).sum(), 2 * x), x)

    def test_a_lent_module_that_uses_it_does_not_hang(self, tmp_path: Path) -> None:
        (tmp_path / "layers.py").write_text(
            "import jax\nfrom gradcase.adapters import jax_function\n"
            "jax.jit(lambda x: x + 1)(1.0)\ntanh = jax_function(jax.numpy.tanh)\n"
        )
        text = "name: tanh\nshapes: {x: [4]}\noutput: layers.tanh(x)\ngradient: layers.tanh.vjp(dout, x)\n"
        write(tmp_path, a=text)
        done = gradcase("cases", "--module", "layers", cwd=tmp_path)
        assert "1 as expected: 1 pass" in done.stdout, done.stdout + done.stderr


def test_a_framework_that_is_not_there_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(__import__("sys").modules, "torch", None)
    with pytest.raises(UsageError, match="torch is not installed: pip install 'gradcase\\[torch\\]'"):
        torch_function(np.sin)
