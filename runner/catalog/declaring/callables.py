"""Functions where a case file has text: each becomes the call of a lent function, `f(x, W)`, by the names of its parameters."""

from __future__ import annotations

import sys
from collections.abc import Callable, Collection, Iterable
from inspect import Parameter, signature
from typing import Any

from ...errors import UsageError
from ...model import Case
from ..naming import refused_identifier
from .conversions import as_array, kind_of


class Functions:
    """The functions of one case, each by the name under which its texts call it.

    `taken` are the names of its arrays.
    """

    def __init__(self, taken: Iterable[str]) -> None:
        self.by_name: dict[str, Callable[..., Any]] = {}
        self._taken = set(taken)

    def named(self, function: Callable[..., Any], role: str) -> str:
        """The name of a function: its own where that can stand in an expression, else its role."""
        for name, known in self.by_name.items():
            if known is function:
                return name
        own = getattr(function, "__name__", "")
        name = own if own and refused_identifier(own) is None else role
        name = free(name, (*self._taken, *self.by_name))
        self.by_name[name] = function
        return name

    def call(self, function: Callable[..., Any], role: str, part: str, known: Collection[str], inputs: Collection[str]) -> str:
        """The call of a function in a part of a case that sees the names `known`; `inputs` are those with a claim.

        Raises `UsageError` where a parameter is none of them.
        """
        name = self.named(function, role)
        return f"{name}({', '.join(_arguments(function, name, part, known, inputs))})"


def free(name: str, taken: Collection[str]) -> str:
    """The name, with a number behind it where it is taken."""
    numbers = iter(range(2, 10_000))
    result = name
    while result in taken:
        result = f"{name}_{next(numbers)}"
    return result


def parameters(function: Callable[..., Any]) -> list[Parameter] | None:
    """The parameters of a function; None where it does not tell them, or takes any number."""
    try:
        found = list(signature(function).parameters.values())
    except (TypeError, ValueError):
        return None
    return None if any(each.kind is Parameter.VAR_POSITIONAL for each in found) else found


def _arguments(
    function: Callable[..., Any], name: str, part: str, known: Collection[str], inputs: Collection[str]
) -> Iterable[str]:
    found = parameters(function)
    needed = None if found is None else [each for each in found if each.default is Parameter.empty and _has_a_name(each)]
    if found is None or needed is None or (len(needed) == 1 and len(inputs) == 1 and needed[0].name not in known):
        if len(inputs) == 1:
            yield from inputs
            return
        raise UsageError(f"the function `{name}` in `{part}` does not tell which arrays it takes: wrap it in a lambda")
    by_place = True
    for each in found:
        if each.name in known:
            by_place = by_place and each.kind is not Parameter.KEYWORD_ONLY
            yield each.name if by_place else f"{each.name}={each.name}"
        elif each in needed:
            names = ", ".join(f"`{other}`" for other in known)
            raise UsageError(
                f"the function `{name}` in `{part}` takes `{each.name}`, which is no name of the case; there are {names}"
            )
        else:
            by_place = False


def _has_a_name(parameter: Parameter) -> bool:
    return parameter.kind is not Parameter.VAR_KEYWORD


def refuse_no_function(f: Any) -> None:
    """Raise `UsageError` for what is no function that can be called with arrays; it says what to give in its place."""
    if not callable(f):
        raise UsageError(f"the first argument is the function to check, not {kind_of(f)}: {_of_object(f)}")
    torch = sys.modules.get("torch")
    if torch is not None and isinstance(f, type) and issubclass(f, torch.autograd.Function):
        given = f"gradcheck(torch_function({f.__name__}), x)"
        raise UsageError(f"`{f.__name__}` is a torch.autograd.Function: {given}, from gradcase.adapters")


def _of_object(given: Any) -> str:
    """What to give in place of an object."""
    if isinstance(given, Case):
        return "gradcase.check(case) checks a Case"
    if hasattr(given, "forward") and hasattr(given, "backward"):
        return "gradcheck(layer.forward, x, vjp=layer.backward), or with its parameters by gradcase.adapters.layer"
    return "gradcheck(f, x)" if as_array(given) is not None else "a method of it is one, as `model.loss`"
