"""Random draws: the methods of numpy's Generator that an expression may call on `rng`, their sizes bounded."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from ..errors import EvaluationError
from .guards import check_integer, check_shape, check_size, kind_of
from .operators import check_broadcast
from .reductions import as_array


def draw(name: str, parameters: int) -> Callable[..., Any]:
    """The method `name`, which takes `parameters` parameters and then the size of what is drawn."""

    def apply(rng: Any, *args: Any, size: Any = None, **named: Any) -> Any:
        if len(args) > parameters:
            *args, size = args  # type: ignore[assignment]
        check_broadcast(*args, *named.values())
        return getattr(_generator(rng), name)(*args, **named, size=None if size is None else check_shape(size))

    return apply


def _generator(rng: Any) -> np.random.Generator:
    if isinstance(rng, np.random.Generator):
        return rng
    raise EvaluationError("`rng` is no generator of random numbers here")


def integers(rng: Any, low: Any, high: Any = None, size: Any = None, *, endpoint: Any = False) -> Any:
    """`rng.integers(low, high, size)`: from low (0 where there is one bound) up to, but without, high."""
    check_broadcast(low, high)
    return _generator(rng).integers(low, high, None if size is None else check_shape(size), endpoint=bool(endpoint))


def permutation(rng: Any, x: Any, axis: Any = 0) -> Any:
    """`rng.permutation(x)`: the entries along the first axis, or 0 … x − 1, in random order."""
    if isinstance(x, int | np.integer):
        check_size(check_integer(x, "the length of a permutation"))
        return _generator(rng).permutation(x)
    return _generator(rng).permutation(as_array(x), axis)


def choice(rng: Any, a: Any, size: Any = None, replace: Any = True, p: Any = None) -> Any:
    """`rng.choice(a, size, replace, p)`: entries of a vector, or of 0 … a − 1."""
    if isinstance(a, int | np.integer):
        check_size(check_integer(a, "what is chosen from"))
        pool: Any = a
    else:
        pool = as_array(a)
        if pool.ndim != 1:
            raise EvaluationError(f"rng.choice needs a vector, not {kind_of(a)}")
    return _generator(rng).choice(pool, None if size is None else check_shape(size), bool(replace), p)


def multinomial(rng: Any, n: Any, pvals: Any, size: Any = None) -> Any:
    """`rng.multinomial(n, pvals, size)`."""
    shares = as_array(pvals)
    shape = None if size is None else check_shape(size)
    if shape is not None:
        check_size(int(np.prod(shape, dtype=float)) * shares.shape[-1] if shares.ndim else 1)
    return _generator(rng).multinomial(n, shares, shape)


def dirichlet(rng: Any, alpha: Any, size: Any = None) -> Any:
    """`rng.dirichlet(alpha, size)`."""
    weights = as_array(alpha)
    shape = None if size is None else check_shape(size)
    if shape is not None:
        check_size(int(np.prod(shape, dtype=float)) * weights.size)
    return _generator(rng).dirichlet(weights, shape)
