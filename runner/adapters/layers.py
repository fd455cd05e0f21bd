"""A layer object that keeps state between its forward and its backward pass, as a function with its vjp."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from copy import deepcopy
from inspect import Parameter, signature
from typing import Any

from ..errors import UsageError
from .pairs import Pair, name_of
from .places import Place


def layer(
    make: Any,
    forward: str | Callable[..., Any] = "forward",
    backward: str | Callable[..., Any] = "backward",
    gradients: Sequence[str] = (),
    parameters: Sequence[str] | None = None,
    *,
    prepare: Callable[..., Any] | None = None,
) -> Pair:
    """A layer object as a function with its vjp: `layer(Affine, gradients=["dW", "db"])`.

    The function takes what `forward` takes and then the parameters, `f(x, W, b)`. With each call `make` makes a new layer, of the
    parameters: `Affine(W, b)`. Where the layer draws its parameters itself, `parameters` says where it keeps them, and they
    are put there: `layer(lambda: Affine(4, 3), parameters=["W", "b"], gradients=["dW", "db"])`. Where it makes them as it first
    sees its inputs, `prepare` is a function of the new layer and them that comes before: `prepare=lambda layer, x: layer.run(x)`.
    In place of `make` may stand a layer, of which each call takes a copy: `layer(affine, parameters=["W"], gradients=["dW"])`.

    `forward` and `backward` are the names of its methods, or functions of the layer and their arguments:
    `backward=lambda layer, dout: layer.backward(dout, rate=0)`. `gradients` says where the layer keeps the gradients of its
    parameters after the backward pass, in their order: `dW`, `grads['W']`, `weights.grad`, `grads[0]`.

    `f.vjp(dout, x, W, b)` runs forward and backward, and gives what `backward` returns (the gradients by the inputs), then the
    gradients of the parameters; lists are gone through. A backward pass that needs no `dout`, as of a loss, is scaled by it.
    """
    held = [Place(text) for text in gradients]
    kept = None if parameters is None else [Place(text) for text in parameters]
    count = len(held) if kept is None else len(kept)
    run, back = _method(forward), _method(backward)
    if _is_a_layer(make, forward, backward):
        make, kept = _Copies(make), kept or []
        count = len(kept)
    elif not callable(make):
        raise UsageError(f"`layer` takes a class, a function that makes a layer, or a layer, not {name_of(make)}")

    def made(given: tuple[Any, ...]) -> tuple[Any, tuple[Any, ...]]:
        if len(given) <= count:
            raise TypeError(f"takes its inputs and then {count} parameters, not {len(given)} arguments in all")
        inputs, values = (given[:-count], given[-count:]) if count else (given, ())
        owner = _made_of(make, values) if kept is None else make()
        if prepare is not None:
            prepare(owner, *inputs)
        for place, value in zip(kept or (), values, strict=False):
            place.set(owner, value)
        return owner, inputs

    def function(*given: Any) -> Any:
        owner, inputs = made(given)
        return run(owner)(*inputs)

    def vjp(dout: Any, *given: Any) -> Any:
        owner, inputs = made(given)
        run(owner)(*inputs)
        pulled = back(owner)
        by_inputs = pulled(dout) if _takes(pulled) else _scaled(pulled(), dout)
        found = () if by_inputs is None else _one_by_one(by_inputs)
        everything = (*found, *(place.get(owner) for place in held))
        return everything if len(everything) != 1 else everything[0]

    def names() -> list[str]:
        owner = make if isinstance(make, type) else make() if kept is not None or not _required(make) else None
        method = getattr(owner, forward) if isinstance(forward, str) else forward
        bound = isinstance(forward, str) and not isinstance(owner, type)
        ends = _required(make) if parameters is None else [re.findall(r"\w+", path)[-1] for path in parameters]
        return [*_required(method)[0 if bound else 1 :], *ends]

    return Pair(function, vjp, name_of(make).strip("<>"), names)


def _is_a_layer(given: Any, *methods: str | Callable[..., Any]) -> bool:
    """Whether something is a layer itself, and not what makes one."""
    own = [each for each in methods if isinstance(each, str) and each != "__call__"]
    return not isinstance(given, type) and (bool(own) or not callable(given)) and all(hasattr(given, each) for each in own)


class _Copies:
    """Makes copies of a layer."""

    def __init__(self, layer: Any) -> None:
        self._layer = layer
        self.__name__ = type(layer).__name__

    def __call__(self) -> Any:
        return deepcopy(self._layer)


def _made_of(make: Callable[..., Any], values: tuple[Any, ...]) -> Any:
    """A new layer of its parameters. A `TypeError` says what to do where it makes them itself."""
    try:
        return make(*values)
    except TypeError as error:
        error.add_note("where a layer makes its parameters itself, `parameters` says where it keeps them")
        raise


def _required(function: Callable[..., Any]) -> list[str]:
    """The parameters that a function must be given, by place."""
    by_place = (Parameter.POSITIONAL_ONLY, Parameter.POSITIONAL_OR_KEYWORD)
    return [
        each.name for each in signature(function).parameters.values() if each.kind in by_place and each.default is Parameter.empty
    ]


def _one_by_one(found: Any) -> Iterator[Any]:
    """What a backward pass returns, gradient by gradient: `dx`, `(dx, dW)`, `(dx, [dW, db])`; a list of numbers is one."""
    numbers = isinstance(found, list) and found and all(isinstance(part, list | int | float) for part in found)
    if isinstance(found, tuple | list) and not numbers:
        for part in found:
            yield from _one_by_one(part)
    else:
        yield found


def _method(method: str | Callable[..., Any]) -> Callable[[Any], Callable[..., Any]]:
    """How a method of a layer is had."""
    if isinstance(method, str):
        return lambda owner: getattr(owner, method)
    return lambda owner: lambda *args: method(owner, *args)


def _takes(function: Callable[..., Any]) -> bool:
    """Whether a backward pass needs the gradient that comes from above; a default, as of a loss, says that it does not."""
    try:
        found = signature(function).parameters.values()
    except (TypeError, ValueError):
        return True
    by_place = (Parameter.POSITIONAL_ONLY, Parameter.POSITIONAL_OR_KEYWORD)
    needed = [each for each in found if each.kind in by_place and each.default is Parameter.empty]
    return bool(needed) or any(each.kind is Parameter.VAR_POSITIONAL for each in found)


def _scaled(value: Any, dout: Any) -> Any:
    return tuple([part * dout for part in value]) if isinstance(value, tuple) else value * dout
