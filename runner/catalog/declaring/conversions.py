"""Arrays of other libraries ↔ numpy's: lists, tensors of torch, arrays of JAX, columns of pandas, whatever has `__array__`."""

from __future__ import annotations

import sys
from collections.abc import Callable
from typing import Any

import numpy as np

from ...model import Array


def as_array(value: Any) -> Array | None:
    """The numbers of a value as an array of numpy; None where it holds anything else, or hides some of them behind a mask."""
    if hasattr(value, "detach"):  # a tensor that takes part in a gradient of its own does not say its numbers
        value = value.detach().cpu()
    try:
        array = np.asarray(value)
        if array is value and array.dtype == object and all(isinstance(each, int | float | np.number) for each in array.flat):
            array = array.astype(np.float64)
        if np.ma.is_masked(value):
            return None
    except (TypeError, ValueError, RuntimeError):
        return None
    return array if array.dtype.kind in "biufc" else None


def kind_of(value: Any) -> str:
    """What a value is, in words, where it is not what was wanted."""
    if value is None or isinstance(value, bool | str):
        return repr(value) if not isinstance(value, str) else "a text"
    if isinstance(value, dict):
        return "a dictionary: its arrays can be inputs, as in `lambda W, b: f({'W': W, 'b': b})`"
    array = None if not isinstance(value, list | tuple | np.ndarray) else as_array(value)
    words = {"b": "truth values", "c": "complex numbers", "i": "numbers", "u": "numbers", "f": "numbers"}
    if array is not None:
        return f"an array of {words[array.dtype.kind]}" if array.ndim else "a number"
    return _kind_of_no_array(value)


def _kind_of_no_array(value: Any) -> str:
    """What a value is that holds other things than numbers, or hides them."""
    if np.ma.is_masked(value):
        return "an array with masked entries: fill them, as by `x.filled(0)`"
    if isinstance(value, np.ndarray):
        return f"an array of {value.dtype}"
    if hasattr(value, "detach"):
        return f"a tensor of {value.dtype}, layout {value.layout}: numpy cannot read it; give `x.to_dense().double()`"
    if hasattr(value, "__array__"):
        return f"a {type(value).__name__} that holds other things than numbers"
    if isinstance(value, list | tuple):
        return f"a {type(value).__name__} that is no array: its rows differ in length, or hold other things than numbers"
    return f"{'an' if type(value).__name__[0] in 'aeiouAEIOU' else 'a'} {type(value).__name__}"


def maker_of(example: Any) -> Callable[[Array], Any]:
    """How an array of numpy becomes again what `example` is: a float, a list, a tensor of the same type and device."""
    if isinstance(example, bool | int | float | complex):
        return lambda array: array.item()
    if isinstance(example, list):
        return lambda array: array.tolist()
    if isinstance(example, tuple):
        return lambda array: tuple(array.tolist())
    library = type(example).__module__.partition(".")[0]
    made = _MAKERS.get(library)
    return made(example) if made is not None else np.array


def _of_torch(example: Any) -> Callable[[Array], Any]:
    torch = sys.modules["torch"]
    return lambda array: torch.as_tensor(np.array(array), dtype=example.dtype, device=example.device)


def _of_jax(example: Any) -> Callable[[Array], Any]:
    jax = sys.modules["jax"]
    return lambda array: jax.numpy.asarray(array, dtype=example.dtype)


def _of_pandas(example: Any) -> Callable[[Array], Any]:
    labels = ("index", "columns") if hasattr(example, "columns") else ("index", "name")
    return lambda array: type(example)(array, **{label: getattr(example, label) for label in labels})


_MAKERS: dict[str, Callable[[Any], Callable[[Array], Any]]] = {
    "torch": _of_torch,
    "jax": _of_jax,
    "jaxlib": _of_jax,
    "pandas": _of_pandas,
}
"""The library that an example comes from → how its kind is made. It is loaded, since the example is there."""


def is_single(value: Any) -> bool:
    """Whether a value is held in single precision or less, so that whatever computes with it rounds so."""
    dtype = getattr(value, "dtype", None)
    return dtype is not None and str(dtype).rpartition(".")[2] in ("float32", "float16", "bfloat16")
