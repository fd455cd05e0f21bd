"""What an adapter makes: a function that brings its own backward pass."""

from __future__ import annotations

from collections.abc import Callable
from inspect import Parameter, Signature, signature
from typing import Any


class Pair:
    """A function of arrays with its vjp: `pair(*inputs)` → array, `pair.vjp(dout, *inputs)` → gradients of sum(pair · dout)."""

    def __init__(
        self, forward: Callable[..., Any], vjp: Callable[..., Any], name: str, names: Callable[[], list[str]] | None = None
    ) -> None:
        self.vjp = vjp
        self._forward = forward
        self._names = names
        self.__name__ = name
        self.__wrapped__ = forward  # whose parameters name the inputs

    @property
    def __signature__(self) -> Signature:
        """The names of its inputs, where somebody knows them."""
        try:
            names = [] if self._names is None else self._names()
            return Signature([Parameter(name, Parameter.POSITIONAL_OR_KEYWORD) for name in names]) if names else self._own
        except Exception as error:
            raise AttributeError("nobody knows the names") from error

    @property
    def _own(self) -> Signature:
        return signature(self._forward)

    def __call__(self, *inputs: Any) -> Any:
        return self._forward(*inputs)

    def __repr__(self) -> str:
        return f"<{self.__name__} with its vjp>"


def name_of(value: Any) -> str:
    """What a function, a class or an object is called."""
    own = getattr(value, "__name__", None)
    return str(own) if own is not None else type(value).__name__
