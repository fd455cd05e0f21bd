"""Functions and arrays → a case: `f(x)` that gives a cost and its gradient, or `f` beside `grad` or `vjp`."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import fields
from inspect import Parameter
from typing import Any

import numpy as np

from ...errors import EvaluationError, UsageError
from ...model import Case, part_of
from ...model.numerals import counted
from ..kinds import did_you_mean
from ..schema import ELSEWHERE
from .callables import Functions, free, parameters
from .conversions import as_array, is_single, kind_of, maker_of
from .inputs import names_of, stepped_of
from .tried import Tried, tried
from .validation import Declared, declared

SETTINGS = (
    "h",
    "tolerance",
    "seed",
    "dtype",
    "method",
    "expect",
    "name",
    "description",
    "source",
    "tags",
    "noise",
    "one_sided",
    "at_kinks",
)
"""What may be said beside the functions and their inputs: keys of a case."""

SINGLE = {"h": "auto", "tolerance": 1e-3}
"""The settings where an input, or what is made of it, is held in single precision: a small step drowns in its rounding."""


def of_functions(
    f: Callable[..., Any],
    inputs: Sequence[Any],
    *,
    grad: Any = None,
    vjp: Callable[..., Any] | None = None,
    fixed: Collection[str | int] = (),
    settings: Mapping[str, Any] | None = None,
) -> Declared:
    """The case in which `f` is checked at these inputs. Raises `UsageError` for what cannot be one."""
    if not callable(f):
        raise UsageError(f"the first argument is the function to check, not {type(f).__name__}")
    if not inputs:
        raise UsageError("there is no input to differentiate by: gradcheck(f, x)")
    if grad is None and vjp is None:
        vjp = getattr(f, "vjp", None)
    if grad is not None and vjp is not None:
        raise UsageError("`grad` is for a cost, `vjp` for an array: one of the two")
    names = names_of(f, len(inputs))
    stepped = stepped_of(names, inputs, fixed)
    own = _settings(settings or {})
    case = _Declaration(f, names, inputs, stepped)
    gives = tried(f, inputs)
    more = {**(SINGLE if gives.single or any(map(is_single, inputs)) else {}), **own}
    if vjp is not None:
        parts = case.of_vjp(vjp)
    elif grad is None:
        parts = case.of_pair()
    elif case.is_by_entry(gives):
        parts = case.of_derivative(grad)
    else:
        parts = case.of_gradient(grad)
    title = str(getattr(f, "__name__", type(f).__name__)).strip("<>")
    identity = str(more.pop("name", title))
    return declared(Case(**parts, **more, values=case.values, name=identity, id=identity), {"": case.functions.by_name})


class _Declaration:
    """What is declared: `values` by name, and the functions as they are called with arrays of numpy."""

    def __init__(self, f: Callable[..., Any], names: list[str], inputs: Sequence[Any], stepped: list[str]) -> None:
        self.f = f
        self.values: dict[str, Any] = {}
        self.names, self.stepped = names, stepped
        self.functions = Functions(names)
        self._given = dict(zip(names, inputs, strict=True))
        """What the functions are given for each input; for those with a value, made from that."""
        self._makers: dict[str, Callable[[Any], Any]] = {}
        for name, value in self._given.items():
            array = as_array(value)
            if array is not None and name in stepped:
                self.values[name] = np.array(array, dtype=np.float64)
                self._makers[name] = _stepping_maker(value)
            elif isinstance(value, np.ndarray):
                self.values[name] = value
                self._makers[name] = _as_it_is

    def of_pair(self) -> dict[str, Any]:
        """`f` gives the cost and its gradient, by a tuple of gradients where there are several inputs."""
        cost = free("cost", self.names)
        claims = {name: free("claim" if len(self.stepped) == 1 else f"claim_{name}", self.names) for name in self.stepped}
        call = self._call(self.f, "f", self._pair)
        return {"let": {", ".join([cost, *claims.values()]): call}, "cost": cost, "gradient": claims}

    def _pair(self, name: str, value: Any) -> Any:
        if not isinstance(value, tuple | list) or len(value) != 2:
            gave = counted(len(value), "value", "values") if isinstance(value, tuple | list) else kind_of(value)
            raise EvaluationError(
                f"`{name}` gives {gave}, not (cost, gradient)", hint="return both, or say grad=… for a cost, vjp=… for an array"
            )
        return (as_number(value[0]), *self._parts(name, value[1]))

    def of_gradient(self, grad: Any) -> dict[str, Any]:
        """`f` gives the cost, `grad` its gradient: a function of the same inputs, or arrays."""
        cost = self._call(self.f, "f", lambda _, value: as_number(value))
        if callable(grad):
            return {"cost": cost, "gradient": self._claims(self._call(grad, "df", self._one_or_parts))}
        claims = {name: free("claim" if len(self.stepped) == 1 else f"claim_{name}", self.names) for name in self.stepped}
        for claim, part in zip(claims.values(), self._parts("grad", grad), strict=True):
            self.values[claim] = part
        return {"cost": cost, "gradient": claims}

    def is_by_entry(self, gives: Tried) -> bool:
        """Whether `f` gives an array as large as the one input that is stepped: its `grad` is the derivative of each entry."""
        return len(self.stepped) == 1 and gives.shape not in (None, ()) and gives.shape == self.values[self.stepped[0]].shape

    def of_derivative(self, grad: Any) -> dict[str, Any]:
        """`f` acts on each entry by itself, and `grad` is its derivative there: a function of the same inputs, or an array."""
        output = self._call(self.f, "f", lambda _, value: _numbers(value))
        if callable(grad):
            slope = self._call(grad, "df", self._one_or_parts)
        else:
            slope = free("derivative", self.names)
            (self.values[slope],) = self._parts("grad", grad)
        return {"output": output, "gradient": {self.stepped[0]: f"dout * {slope}"}}

    def of_vjp(self, vjp: Callable[..., Any]) -> dict[str, Any]:
        """`f` gives an array, `vjp(dout, *inputs)` the gradient of `sum(f * dout)`; or `f` the array and a cache, of which
        `vjp(dout, cache)` makes it."""
        output = self._call(self.f, "f", lambda _, value: _numbers(value[0] if _has_a_cache(value) else value))

        def back(dout: Any, *inputs: Any) -> Any:
            made: Any = self.f(*inputs) if self._takes_a_cache(vjp) else None
            return vjp(dout, made[1]) if _has_a_cache(made) else vjp(dout, *inputs)

        back.__name__ = str(getattr(vjp, "__name__", ""))
        return {"output": output, "gradient": self._claims(self._call(back, "vjp", self._one_or_parts, "dout"))}

    def _takes_a_cache(self, vjp: Callable[..., Any]) -> bool:
        """Whether a backward pass takes one thing beside `dout`, which is not the only input."""
        needed = [each.name for each in parameters(vjp) or [] if each.default is Parameter.empty]
        return len(needed) == 2 and self.names != [needed[1]]

    def _claims(self, call: str) -> dict[str, str]:
        if len(self.stepped) == 1:
            return {self.stepped[0]: call}
        return {name: part_of(call, index) for index, name in enumerate(self.stepped)}

    def _one_or_parts(self, name: str, value: Any) -> Any:
        parts = self._parts(name, value)
        return parts[0] if len(self.stepped) == 1 else parts

    def _parts(self, name: str, value: Any) -> tuple[Any, ...]:
        """The gradients by the inputs that are stepped: one, a tuple of them, or a mapping from their names."""
        if isinstance(value, Mapping):
            absent = [each for each in self.stepped if each not in value]
            if absent:
                raise EvaluationError(f"`{name}` gives no gradient for `{absent[0]}`, only for {', '.join(map(str, value))}")
            return tuple([_numbers(value[each]) for each in self.stepped])
        sequence = tuple if len(self.stepped) == 1 else (tuple, list)  # one gradient may be a list of numbers
        if isinstance(value, sequence) and len(value) == len(self.names) > len(self.stepped):
            value = tuple([part for part, each in zip(value, self.names, strict=True) if each in self.stepped])
        if len(self.stepped) == 1 and not (isinstance(value, tuple) and len(value) == 1):
            return (_numbers(value),)
        if not isinstance(value, tuple | list) or len(value) != len(self.stepped):
            gave = counted(len(value), "gradient", "gradients") if isinstance(value, tuple | list) else kind_of(value)
            many = f"{len(self.stepped)} inputs ({', '.join(self.stepped)})"
            raise EvaluationError(f"`{name}` gives {gave} for {many}", hint="what is not differentiated is named in `fixed`")
        return tuple([_numbers(part) for part in value])

    def _call(self, function: Callable[..., Any], role: str, read: Callable[[str, Any], Any], *before: str) -> str:
        """The text of a call of a function, which is given what the inputs were given as, and whose value `read` makes plain."""
        names = list(self.values)
        upstream = len(before)

        def called(*arrays: Any) -> Any:
            made = {each: self._makers[each](array) for each, array in zip(names, arrays[upstream:], strict=True)}
            return read(name, function(*arrays[:upstream], *{**self._given, **made}.values()))

        called.__name__ = str(getattr(function, "__name__", ""))
        name = self.functions.named(called, role)
        return f"{name}({', '.join([*before, *names])})"


def _has_a_cache(value: Any) -> bool:
    """Whether a forward pass gives more than its array: `(out, cache)`, as layers of courses do."""
    return type(value) is tuple and len(value) > 1 and np.ndim(_numbers(value[0])) > 0


def _as_it_is(value: Any) -> Any:
    return value


def _stepping_maker(value: Any) -> Callable[[Any], Any]:
    """How a stepped array becomes what the function was written for; whole numbers become floats when they are stepped."""
    array = as_array(value)
    if array is not None and array.dtype.kind in "bi" and not isinstance(value, list | tuple | int):
        return np.array
    return maker_of(value)


def _numbers(value: Any) -> Any:
    array = as_array(value)
    return value if array is None else array


def as_number(value: Any) -> Any:
    """A cost as lent code may give it: an array of a single number is one."""
    array = as_array(value)
    return value if array is None else array.item() if array.size == 1 else array


def _settings(given: Mapping[str, Any]) -> dict[str, Any]:
    known = [name for name in SETTINGS if name in {each.name for each in fields(Case)}]
    for key in given:
        if key not in known:
            hint = f"did you mean `{ELSEWHERE[key]}`?" if ELSEWHERE.get(key) in known else did_you_mean(key, known)
            raise UsageError(f"there is no setting `{key}`: {hint or 'there are ' + ', '.join(known)}")
    return dict(given)
