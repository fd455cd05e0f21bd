"""The same checks by the checkers that people use today. Each is None where its package is not installed."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from functools import cache
from importlib import import_module
from importlib.metadata import PackageNotFoundError, version
from typing import Any

import numpy as np

from tests.benchmarks.timing import Way
from tests.benchmarks.workloads import Workload

PACKAGES = ("torch", "jax", "autograd", "scipy", "numdifftools", "pytest-html")
"""The extra `bench`."""


@cache
def package(name: str) -> Any:
    """The module of that name; None where it is not installed."""
    with suppress(ImportError):
        return import_module(name)
    return None


def versions() -> dict[str, str]:
    """Package → its version, or "not installed"."""
    found = {}
    for name in PACKAGES:
        try:
            found[name] = version(name)
        except PackageNotFoundError:
            found[name] = "not installed"
    return found


def torch_gradcheck(workload: Workload, *, fast: bool = False) -> Way | None:
    """`torch.autograd.gradcheck`: every entry, or with `fast` along one direction."""
    torch = package("torch")
    if torch is None:
        return None
    torch.set_num_threads(1)
    fixed = {name: torch.tensor(np.asarray(array, dtype=float)) for name, array in workload.arrays.items()}
    inputs = tuple(torch.tensor(array, requires_grad=True) for array in workload.inputs.values())

    def f(*tensors: Any) -> Any:
        return workload.cost(torch, {**fixed, **dict(zip(workload.inputs, tensors, strict=True))})

    return _holding(lambda: torch.autograd.gradcheck(f, inputs, fast_mode=fast))


def jax_check_grads(workload: Workload) -> Way | None:
    """`jax.test_util.check_grads`, first order, reverse mode: along one direction."""
    jax = package("jax")
    if jax is None:
        return None
    jax.config.update("jax_enable_x64", True)
    check_grads = import_module("jax.test_util").check_grads
    f, arrays = _function_of_inputs(workload, jax.numpy)
    return lambda: check_grads(f, arrays, order=1, modes=["rev"])


def autograd_check_grads(workload: Workload) -> Way | None:
    """`autograd.test_util.check_grads`, first order, reverse mode: along one direction."""
    if package("autograd") is None:
        return None
    check_grads = import_module("autograd.test_util").check_grads
    f, arrays = _function_of_inputs(workload, import_module("autograd.numpy"))
    return lambda: check_grads(f, modes=["rev"], order=1)(*arrays)


def scipy_check_grad(workload: Workload) -> Way | None:
    """`scipy.optimize.check_grad`: forward differences for every entry, and the norm of what they differ by."""
    if package("scipy") is None:
        return None
    check_grad = import_module("scipy.optimize").check_grad
    value, gradient, flat = _flat(workload)
    return _holding(lambda: check_grad(value, gradient, flat) < 1e-4)


def numdifftools_gradient(workload: Workload) -> Way | None:
    """`numdifftools.Gradient` held against the claim."""
    if package("numdifftools") is None:
        return None
    gradient_of = import_module("numdifftools").Gradient
    value, gradient, flat = _flat(workload)
    return _holding(lambda: bool(np.allclose(gradient_of(value)(flat), gradient(flat), atol=1e-5)))


def _function_of_inputs(workload: Workload, backend: Any) -> tuple[Callable[..., Any], tuple[Any, ...]]:
    names = tuple(workload.inputs)

    def f(*inputs: Any) -> Any:
        return workload.cost(backend, {**workload.arrays, **dict(zip(names, inputs, strict=True))})

    return f, tuple(workload.inputs.values())


def _flat(workload: Workload) -> tuple[Callable[[Any], float], Callable[[Any], Any], Any]:
    """Value and gradient as functions of a flat array, and that array."""
    f, x = workload.naive()
    shape = x.shape
    return lambda flat: f(flat.reshape(shape))[0], lambda flat: f(flat.reshape(shape))[1].ravel(), x.ravel()


def _holding(way: Callable[[], bool]) -> Way:
    """The check, which must find the gradient right."""

    def run() -> None:
        if not way():
            raise AssertionError("a peer found a right gradient wrong")

    return run
