"""What functions give, read: a cost, gradients by the inputs, an array beside a cache."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from ...errors import EvaluationError
from ...model.numerals import counted
from .conversions import as_array, kind_of

KEYS = ("{}", "d{}", "d_{}", "grad_{}", "{}_grad", "dL_d{}", "g_{}")
"""How the gradient by an input may be named in a mapping."""


class Returned:
    """What functions of some inputs give. `names` are those of all inputs, `stepped` of those that are differentiated.

    Each reading takes the name of the function too, and raises `EvaluationError` in its words.
    """

    def __init__(self, names: Sequence[str], stepped: Sequence[str]) -> None:
        self._names, self._stepped = names, stepped

    def pair(self, name: str, value: Any) -> tuple[Any, ...]:
        """The cost and the gradients of a function that gives both: `(cost, gradient)`, or `(cost, by x, by W)`."""
        many = len(value) if isinstance(value, tuple | list) else 1
        if many > 1 and _is_one_number(value[0]):
            if many == 2:
                return (as_number(value[0]), *self.gradients(name, value[1]))
            if many - 1 in (len(self._stepped), len(self._names)):
                return (as_number(value[0]), *self.gradients(name, tuple(value[1:])))
        gave, wanted = in_words(value), "(cost, gradient)"
        if many > 2 and len(self._stepped) > 1:
            wanted = f"(cost, {', '.join(f'gradient by {each}' for each in self._stepped)})"
        raise EvaluationError(f"`{name}` gives {gave}, not {wanted}", hint=_instead(value))

    def cost(self, name: str, value: Any) -> Any:
        """A cost, of a function whose gradient another gives."""
        array = as_array(value)
        if isinstance(value, tuple) or (array is not None and array.size != 1):
            raise EvaluationError(
                f"`{name}` gives {in_words(value)}, but a cost is one number",
                hint="a layer has its backward pass under `vjp`, not under `grad`: vjp=back, with back(dout, …)",
            )
        return as_number(value)

    def of_layer(self, _: str, value: Any) -> Any:
        """The array that a layer gives."""
        return numbers(value[0] if has_a_cache(value) else value)

    def one_or_several(self, name: str, value: Any) -> Any:
        """The gradient by the one input that is stepped, or a tuple of those by several."""
        parts = self.gradients(name, value)
        return parts[0] if len(self._stepped) == 1 else parts

    def gradients(self, name: str, value: Any) -> tuple[Any, ...]:
        """The gradients by the inputs that are stepped: one, a tuple of them, or a mapping from their names."""
        stepped, names = self._stepped, self._names
        if isinstance(value, Mapping):
            return tuple([self._entry(name, value, each) for each in stepped])
        sequence = tuple if len(stepped) == 1 else (tuple, list)  # one gradient may be a list of numbers
        if isinstance(value, sequence) and len(value) == len(names) > len(stepped):
            value = tuple([part for part, each in zip(value, names, strict=True) if each in stepped])
        if len(stepped) == 1 and not (isinstance(value, tuple) and len(value) == 1):
            return (self._of_numbers(name, value, stepped[0]),)
        if not isinstance(value, tuple | list) or len(value) != len(stepped):
            gave = counted(len(value), "gradient", "gradients") if isinstance(value, tuple | list) else kind_of(value)
            many = f"{len(stepped)} inputs ({', '.join(stepped)})"
            raise EvaluationError(f"`{name}` gives {gave} for {many}", hint="what is not differentiated is named in `fixed`")
        return tuple([self._of_numbers(name, part, each) for part, each in zip(value, stepped, strict=True)])

    def _of_numbers(self, name: str, part: Any, stepped: str) -> Any:
        array = as_array(part)
        if array is None:
            hint = "return an array of numbers; what is not differentiated is named in `fixed`"
            raise EvaluationError(f"`{name}` gives {in_words(part)} as the gradient by `{stepped}`", hint=hint)
        return array

    def _entry(self, name: str, given: Mapping[Any, Any], stepped: str) -> Any:
        for key in KEYS:
            if key.format(stepped) in given:
                return self._of_numbers(name, given[key.format(stepped)], stepped)
        raise EvaluationError(
            f"`{name}` gives no gradient for `{stepped}`, only for {', '.join(map(str, given)) or 'none'}",
            hint=f"a key is the name of the input, `{stepped}` or `d{stepped}`; what is not differentiated is named in `fixed`",
        )


def _is_one_number(value: Any) -> bool:
    array = as_array(value)
    return array is not None and array.size == 1


def has_a_cache(value: Any) -> bool:
    """Whether a forward pass gives more than its array: `(out, cache)`, as layers of courses do."""
    return type(value) is tuple and len(value) > 1 and np.ndim(numbers(value[0])) > 0


def numbers(value: Any) -> Any:
    """An array of numpy for whatever holds numbers; anything else as it is."""
    array = as_array(value)
    return value if array is None else array


def as_number(value: Any) -> Any:
    """A cost as lent code may give it: an array of a single number is one."""
    array = as_array(value)
    return value if array is None else array.item() if array.size == 1 else array


def in_words(value: Any) -> str:
    """What was given, with the shapes of arrays: `(an array of shape (4, 2), a dictionary)`."""
    if isinstance(value, tuple):
        return f"({', '.join(map(in_words, value))})"
    array = as_array(value)
    if array is not None:
        return f"an array of shape {array.shape}" if array.ndim else "a number"
    return "a dictionary" if isinstance(value, dict) else kind_of(value)


def _instead(value: Any) -> str:
    """What to say in place of a pair that is none."""
    first = as_array(value[0] if isinstance(value, tuple) and value else value)
    library = type(value).__module__.partition(".")[0].removesuffix("lib")
    if library in ("torch", "jax"):
        adapted = f"gradcheck({library}_function(f), x), from gradcase.adapters"
        return f"to check it against what {library} itself differentiates: {adapted}"
    if first is not None and first.size != 1:
        return "a layer has its backward pass beside it: gradcheck(layer, x, vjp=back), with back(dout, x) or back(dout, cache)"
    return "return both, or say grad=… for a cost, vjp=… for an array"
