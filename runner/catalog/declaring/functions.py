"""Functions and arrays → a case: `f(x)` that gives a cost and its gradient, or `f` beside `grad` or `vjp`."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from copy import deepcopy
from dataclasses import fields
from inspect import Parameter
from typing import Any

import numpy as np

from ...errors import EvaluationError, UsageError
from ...model import Case, part_of
from ..kinds import did_you_mean
from ..schema import ELSEWHERE
from .callables import Functions, free, parameters, refuse_no_function
from .conversions import as_array, is_single, kind_of, maker_of
from .inputs import names_of, stepped_of
from .returned import Returned, numbers
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
    refuse_no_function(f)
    _test_inputs(f, inputs, settings or {})
    if grad is None and vjp is None:
        vjp = getattr(f, "vjp", None)
    if grad is not None and vjp is not None:
        raise UsageError("`grad` is for a cost, `vjp` for an array: one of the two")
    inputs, gives = _workable(f, inputs)
    if vjp is not None and not callable(vjp):
        raise UsageError(f"`vjp` is the backward pass, a function, not {kind_of(vjp)}")
    names = names_of(f, len(inputs))
    stepped = stepped_of(names, inputs, fixed)
    own = _settings(settings or {})
    case = _Declaration(f, names, inputs, stepped)
    more = {**(SINGLE if gives.single or any(map(is_single, inputs)) else {}), **own}
    if vjp is not None:
        parts = case.of_vjp(vjp, gives)
    elif grad is None:
        parts = case.of_pair()
    elif case.is_by_entry(gives):
        parts = case.of_derivative(grad)
    else:
        parts = case.of_gradient(grad)
    identity = str(more.pop("name", str(getattr(f, "__name__", type(f).__name__)).strip("<>")))
    return declared(Case(**parts, **more, values=case.values, name=identity, id=identity), {"": case.functions.by_name})


def _test_inputs(f: Callable[..., Any], inputs: Sequence[Any], settings: Mapping[str, Any]) -> None:
    """Raise `UsageError` for inputs that stand where they cannot: by name, in a tuple, or nowhere."""
    by_name = [each.name for each in parameters(f) or [] if each.name in settings and each.name not in SETTINGS]
    if by_name:
        raise UsageError(f"inputs stand by place: gradcheck(f, {', '.join(by_name)})")
    if not inputs:
        raise UsageError("there is no input to differentiate by: gradcheck(f, x)")
    first = inputs[0]
    if len(inputs) == 1 and isinstance(first, tuple) and any(np.ndim(each) for each in first if hasattr(each, "__array__")):
        raise UsageError(f"inputs stand one by one, not in a tuple: gradcheck(f, {', '.join(names_of(f, len(first)))})")


def _workable(f: Callable[..., Any], inputs: Sequence[Any]) -> tuple[Sequence[Any], Tried]:
    """The inputs, and what `f` gives at them; where it fails at lists but not at arrays, those in their place."""
    gives = tried(f, inputs)
    if not gives.failed or not any(isinstance(value, list | tuple) for value in inputs):
        return inputs, gives
    arrays = [numbers(value) if isinstance(value, list | tuple) else value for value in inputs]
    at_arrays = tried(f, arrays)
    return (inputs, gives) if at_arrays.failed else (arrays, at_arrays)


class _Declaration:
    """What is declared: `values` by name, and the functions as they are called with arrays of numpy."""

    def __init__(self, f: Callable[..., Any], names: list[str], inputs: Sequence[Any], stepped: list[str]) -> None:
        self.f = f
        self.values: dict[str, Any] = {}
        self.names, self.stepped = names, stepped
        self.functions = Functions(names)
        self.returned = Returned(names, stepped)
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
        claims = self._named_claims(cost)
        call = self._call(self.f, "f", self.returned.pair)
        return {"let": {", ".join([cost, *claims.values()]): call}, "cost": cost, "gradient": claims}

    def of_gradient(self, grad: Any) -> dict[str, Any]:
        """`f` gives the cost, `grad` its gradient: a function of the same inputs, or arrays."""
        cost = self._call(self.f, "f", self.returned.cost)
        if callable(grad):
            return {"cost": cost, **self._claims(self._call(grad, "df", self.returned.one_or_several))}
        claims = self._named_claims()
        for claim, part in zip(claims.values(), self._stated(grad), strict=True):
            self.values[claim] = part
        return {"cost": cost, "gradient": claims}

    def is_by_entry(self, gives: Tried) -> bool:
        """Whether `f` gives an array as large as the one input that is stepped: its `grad` is the derivative of each entry."""
        return len(self.stepped) == 1 and gives.shape not in (None, ()) and gives.shape == self.values[self.stepped[0]].shape

    def of_derivative(self, grad: Any) -> dict[str, Any]:
        """`f` acts on each entry by itself, and `grad` is its derivative there: a function of the same inputs, or an array."""
        output = self._call(self.f, "f", self.returned.of_layer)
        if callable(grad):
            slope = self._call(grad, "df", self.returned.one_or_several)
        else:
            slope = free("derivative", self.names)
            (self.values[slope],) = self._stated(grad)
        return {"output": output, "gradient": {self.stepped[0]: f"dout * {slope}"}}

    def of_vjp(self, vjp: Callable[..., Any], gives: Tried) -> dict[str, Any]:
        """`f` gives an array, `vjp(dout, *inputs)` the gradient of `sum(f * dout)`; or `f` the array and a cache, of which
        `vjp(dout, cache)` makes it."""
        needed = [each.name for each in parameters(vjp) or [] if each.default is Parameter.empty]
        if not (gives.cached and len(needed) == 2 and self.names != [needed[1]]):
            pulled = self._after_forward(vjp) if len(needed) == 1 else vjp
            output = self._call(self.f, "f", self.returned.of_layer)
            return {"output": output, **self._claims(self._call(pulled, "vjp", self.returned.one_or_several, "dout"))}
        out, cache = free("out", self.names), free("cache", self.names)
        call = self._call(self.f, "f", lambda _, value: (numbers(value[0]), value[1]))
        back = self._named(vjp, "vjp", lambda name, *given: self.returned.one_or_several(name, vjp(*given)))
        return {"let": {f"{out}, {cache}": call}, "output": out, **self._claims(f"{back}(dout, {cache})")}

    def _after_forward(self, vjp: Callable[..., Any]) -> Callable[..., Any]:
        """`vjp(dout)` of a layer that remembers its inputs, as a function of those too."""

        def back(dout: Any, *inputs: Any) -> Any:
            self.f(*inputs)
            return vjp(dout)

        back.__name__ = str(getattr(vjp, "__name__", ""))
        return back

    def _stated(self, grad: Any) -> tuple[Any, ...]:
        """A gradient given by its numbers."""
        try:
            return self.returned.gradients("grad", grad)
        except EvaluationError as error:
            raise UsageError(f"{error.message}: it is a function, or numbers") from None

    def _named_claims(self, *taken: str) -> dict[str, str]:
        """A name for the claim; for several those that people give them, `dx` and `dW`."""
        single = len(self.stepped) == 1
        return {name: free("claim" if single else f"d{name}", (*self.names, *taken)) for name in self.stepped}

    def _claims(self, call: str) -> dict[str, Any]:
        """The claims that one call makes."""
        if len(self.stepped) == 1:
            return {"gradient": {self.stepped[0]: call}}
        claims = {name: part_of(call, index) for index, name in enumerate(self.stepped)}
        return {"gradient": claims, "at_once": (f"gradient.{', '.join(self.stepped)}",)}

    def _call(self, function: Callable[..., Any], role: str, read: Callable[[str, Any], Any], *before: str) -> str:
        """The text of a call of a function, which is given what the inputs were given as, and whose value `read` makes plain."""
        names, upstream = list(self.values), len(before)

        def plain(name: str, *arrays: Any) -> Any:
            made = {each: self._makers[each](array) for each, array in zip(names, arrays[upstream:], strict=True)}
            given = [made[each] if each in made else _copy(value) for each, value in self._given.items()]
            return read(name, function(*arrays[:upstream], *given))

        return f"{self._named(function, role, plain)}({', '.join([*before, *names])})"

    def _named(self, function: Callable[..., Any], role: str, plain: Callable[..., Any]) -> str:
        """The name under which a function is called by way of `plain`, which is given that name too."""

        def called(*given: Any) -> Any:
            return plain(name, *given)

        called.__name__ = str(getattr(function, "__name__", ""))
        name = self.functions.named(called, role)
        return name


def _copy(value: Any) -> Any:
    """What a function may change in place, as a copy: each call is given the same."""
    return deepcopy(value) if isinstance(value, dict | list | set) or hasattr(value, "detach") else value


def _as_it_is(value: Any) -> Any:
    return value


def _stepping_maker(value: Any) -> Callable[[Any], Any]:
    """How a stepped array becomes what the function was written for; whole numbers become floats when they are stepped."""
    array = as_array(value)
    if array is not None and array.dtype.kind in "bi" and not isinstance(value, list | tuple | int):
        return np.array
    return maker_of(value)


def _settings(given: Mapping[str, Any]) -> dict[str, Any]:
    known = [name for name in SETTINGS if name in {each.name for each in fields(Case)}]
    for key in given:
        if key not in known:
            hint = f"did you mean `{ELSEWHERE[key]}`?" if ELSEWHERE.get(key) in known else did_you_mean(key, known)
            raise UsageError(f"there is no setting `{key}`: {hint or 'there are ' + ', '.join(known)}")
    return dict(given)
