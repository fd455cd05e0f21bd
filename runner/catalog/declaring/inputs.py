"""What a function is differentiated by: the names of its inputs, and which of them are stepped."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from inspect import Parameter
from typing import Any

from ...errors import UsageError
from ...model.numerals import counted
from ..naming import refused_identifier
from .callables import free, parameters
from .conversions import as_array, kind_of


def names_of(f: Callable[..., Any], count: int) -> list[str]:
    """The names of the inputs: those of the parameters, where they can be names of a case."""
    found = parameters(f) or []
    by_place = [each.name for each in found if each.kind in (Parameter.POSITIONAL_ONLY, Parameter.POSITIONAL_OR_KEYWORD)]
    if found and len(by_place) < count:
        takes = counted(len(by_place), "argument")
        raise UsageError(f"the function takes {takes} by place, but there are {counted(count, 'input')}")
    names: list[str] = []
    for place in range(count):
        own = by_place[place] if found else "x" if count == 1 else f"x{place + 1}"
        if refused_identifier(own) is not None:
            own = f"{own.strip('_')}_" if refused_identifier(f"{own.strip('_')}_") is None else f"x{place + 1}"
        names.append(free(own, names))
    return names


def stepped_of(names: list[str], inputs: Sequence[Any], fixed: Collection[str | int]) -> list[str]:
    """The inputs whose gradient is checked: all but the `fixed`, what is no array of numbers, and whole numbers beside floats."""
    if isinstance(fixed, str):
        fixed = (fixed,)
    held = {names[each] if isinstance(each, int) and -len(names) <= each < len(names) else each for each in fixed}
    for each in held:
        if each not in names:
            raise UsageError(f"`fixed` names {each!r}, which is none of the inputs {', '.join(names)}")
    kinds = {name: _kind_of(value) for name, value in zip(names, inputs, strict=True)}
    free_ones = [name for name in names if name not in held and kinds[name] in "iuf"]
    floats = [name for name in free_ones if kinds[name] == "f"]
    if not free_ones:
        told = [f"`{name}` is {'fixed' if name in held else kind_of(value)}" for name, value in zip(names, inputs, strict=True)]
        raise UsageError(f"there is no input to differentiate by, which is an array of real numbers: {', '.join(told)}")
    return floats or free_ones


def _kind_of(value: Any) -> str:
    array = None if isinstance(value, str) else as_array(value)
    return "O" if array is None else array.dtype.kind
