"""Entries taken by an index."""

from __future__ import annotations

from typing import Any

import numpy as np

from ..writing import followed
from . import terms
from .axes import expanded
from .general import argument
from .names import Names
from .pieces import part_of
from .products import Outer
from .readings import reads
from .symbol import Symbol, bare
from .terms import Shape, Term
from .totals import dropped
from .whole import whole


@reads("item")
def item(x: Symbol, where: Any) -> Any:
    """`x[index]`."""
    parts = list(where) if isinstance(where, tuple) else [where]
    value = x.value[bare(where)]
    if any(part is Ellipsis for part in parts):
        place = next(place for place, part in enumerate(parts) if part is Ellipsis)
        fill = x.ndim - sum(part is not None for part in parts) + 1
        parts[place : place + 1] = [slice(None)] * fill
    taken = sum(part is not None for part in parts)
    if all(part is None or (isinstance(part, slice) and part == slice(None)) for part in parts):
        return expanded(x, [*parts, *[slice(None)] * (x.ndim - taken)])
    if not x.term.shape:
        return x.new(x.term, value)
    if len(x.term.shape) == x.ndim and all(map(_is_whole_axis, parts, x.shape)):
        return x.new(dropped(x.term, [a for a, part in enumerate(parts) if isinstance(part, int)], x.ndim), value)
    found = _entry_of_outer(x, parts) if isinstance(parts[0], int) else None
    if found is not None:
        return x.new(found, value)
    lengths = iter(x.shape)
    shortened = [part if part is None else _to_the_end(part, next(lengths, 0)) for part in parts]
    texts = [_index(part, x.names) for part in shortened]
    texts = _of_one_tuple(texts) or texts
    alone = _alone(parts, x.shape)
    return x.new(terms.linear(whole(x), lambda inner: part_of(inner, texts, alone), np.shape(value)), value)


def _of_one_tuple(texts: list[str]) -> list[str] | None:
    """`X[np.diag_indices(4)]` for an index of all parts of one tuple, in order."""
    whole_tuple = texts[0].removesuffix("[0]")
    is_all = len(texts) > 1 and texts == [f"{whole_tuple}[{place}]" for place in range(len(texts))]
    return [whole_tuple] if is_all and whole_tuple.endswith(")") else None


def _alone(parts: list[Any], shape: Shape) -> tuple[str | None, ...]:
    """For each part that is a slice of one entry, the entry; nothing where the index has arrays or new axes."""
    if not all(isinstance(part, int | slice) for part in parts):
        return ()
    found: list[str | None] = []
    for part, length in zip(parts, shape, strict=False):
        places = range(length)[slice(*map(bare, (part.start, part.stop, part.step)))] if isinstance(part, slice) else ()
        found.append(str(places[0]) if len(places) == 1 and length > 1 else None)
    return tuple(found)


def _entry_of_outer(x: Symbol, parts: list[Any]) -> Term | None:
    """`u[i] * v` for row i of an outer product, `u[i] * v[j]` for an entry of it; `x[i, j]` for `x[i][j]`."""
    scalar, rest = terms.split(x.term)
    only = rest.single
    if only is None or not isinstance(only.written, Outer) or not all(isinstance(part, int) for part in parts):
        return None
    left, right = only.written.left, only.written.right
    first = terms.atom(followed(left, f"[{parts[0]}]"), ())
    second = terms.atom(followed(right, f"[{parts[1]}]"), ()) if len(parts) == 2 else terms.atom(right, only.shape[1:])
    return terms.times(scalar, terms.times(first, second))


def _to_the_end(part: Any, length: int) -> Any:
    """A slice without an end that is that of the axis."""
    return (
        slice(part.start, None, part.step)
        if isinstance(part, slice) and part.step is None and bare(part.stop) == length
        else part
    )


def _index(part: Any, names: Names) -> str:
    if isinstance(part, slice):
        low, high, step = ("" if each is None else argument(each, names) for each in (part.start, part.stop, part.step))
        return f"{low if low != '0' else ''}:{high}" + (f":{step}" if step else "")
    return argument(part, names)


def _is_whole_axis(part: Any, length: int) -> bool:
    """Whether nothing of an axis is left out; one of length 1 may be taken away."""
    return is_whole(part) or (isinstance(part, int) and length == 1)


def is_whole(part: Any) -> bool:
    """Whether part of an index is `:`."""
    return isinstance(part, slice) and part == slice(None)
