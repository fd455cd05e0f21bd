"""Functions of frameworks as functions of arrays of numpy, with the vjp that the framework's own differentiation gives.

Whoever writes a `torch.autograd.Function`, a `jax.custom_vjp` or a kernel by hand checks it so: forward against backward.
"""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from importlib import import_module
from typing import Any

import numpy as np

from ..errors import UsageError
from .pairs import Pair, name_of


def torch_function(f: Callable[..., Any], dtype: str | None = None, device: str = "cpu") -> Pair:
    """A function of tensors, or a `torch.autograd.Function`, as a function of arrays with its vjp by `torch.autograd`.

    Float arrays are given in `dtype`, such as "float32" for a kernel that has no other; None keeps theirs. Whole numbers pass as
    they are, and their gradient is None. Raises `UsageError` where torch is not installed.
    """
    torch = _loaded("torch")
    call = f.apply if isinstance(f, type) and issubclass(f, torch.autograd.Function) else f  # type: ignore[attr-defined]

    def tensor(value: Any, wants: bool) -> Any:
        if not isinstance(value, np.ndarray | float | torch.Tensor):
            return value
        made = torch.as_tensor(np.array(value) if isinstance(value, float) else value, device=device).detach().clone()
        if not made.is_floating_point() and not made.is_complex():
            return made
        return (made if dtype is None else made.to(getattr(torch, dtype))).requires_grad_(wants)

    def forward(*inputs: Any) -> Any:
        with torch.no_grad():
            return _numbers(call(*[tensor(value, False) for value in inputs]))

    def vjp(dout: Any, *inputs: Any) -> Any:
        tensors = [tensor(value, True) for value in inputs]
        out = call(*tensors)
        wanted = [each for each in tensors if isinstance(each, torch.Tensor) and each.requires_grad]
        upstream = torch.as_tensor(np.array(dout), dtype=out.dtype, device=device).reshape(out.shape)
        found = iter(torch.autograd.grad(out, wanted, upstream, allow_unused=True))
        parts = [_gradient(next(found), each) if any(each is one for one in wanted) else None for each in tensors]
        return parts[0] if len(parts) == 1 else tuple(parts)

    return Pair(forward, vjp, name_of(f))


def jax_function(f: Callable[..., Any], dtype: str | None = None) -> Pair:
    """A function of JAX, also a `jax.custom_vjp`, as a function of arrays with its vjp by `jax.vjp`.

    It computes in double precision, whatever JAX is set to, or in `dtype`, such as "float32" for a kernel that has no other.
    Whole numbers pass as they are, and their gradient is None. Raises `UsageError` where JAX is not installed.
    """
    jax = _loaded("jax")

    def given(value: Any) -> Any:
        floats = isinstance(value, np.ndarray | float | jax.Array) and np.asarray(value).dtype.kind in "fc"
        return jax.numpy.asarray(value, dtype=dtype) if floats else value

    def forward(*inputs: Any) -> Any:
        with _double(jax):
            return _numbers(f(*map(given, inputs)))

    def vjp(dout: Any, *inputs: Any) -> Any:
        with _double(jax):
            values = [given(value) for value in inputs]
            floats = [place for place, value in enumerate(values) if isinstance(value, jax.Array)]

            def of_floats(*some: Any) -> Any:
                return f(*[some[floats.index(place)] if place in floats else value for place, value in enumerate(values)])

            out, pull = jax.vjp(of_floats, *[values[place] for place in floats])
            found = pull(jax.numpy.asarray(np.array(dout), dtype=out.dtype).reshape(out.shape))
            parts: list[Any] = [None] * len(values)
            for place, gradient in zip(floats, found, strict=True):
                parts[place] = np.array(gradient)
        return parts[0] if len(parts) == 1 else tuple(parts)

    return Pair(forward, vjp, name_of(f))


def _double(jax: Any) -> AbstractContextManager[Any]:
    """A context in which JAX computes in double precision."""
    switch = jax.enable_x64 if hasattr(jax, "enable_x64") else import_module("jax.experimental").enable_x64
    context: AbstractContextManager[Any] = switch(True)
    return context


def _gradient(gradient: Any, tensor: Any) -> Any:
    """The gradient as an array; zeros where the value does not depend on the tensor."""
    return np.zeros(tuple(tensor.shape)) if gradient is None else _numbers(gradient)


def _numbers(value: Any) -> Any:
    """A tensor as an array of numpy; several as a tuple."""
    if isinstance(value, tuple | list):
        return tuple(map(_numbers, value))
    return np.asarray(value.detach().cpu() if hasattr(value, "detach") else value).copy()


def _loaded(name: str) -> Any:
    try:
        return import_module(name)
    except ImportError:
        raise UsageError(f"{name} is not installed: pip install 'gradcase[{name}]'") from None
