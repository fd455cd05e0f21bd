"""Arrays put together of pieces: entries each at its place, blocks that fill an axis."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from ..writing import NO_TEXT, WHOLE, Text, called
from . import terms
from .symbol import Symbol


@dataclass(frozen=True, slots=True)
class Unit(Text):
    """Zeros, and a one at one place."""

    place: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Taken(Text):
    """Entries by an index; `alone` has, for each part that is a slice of one entry, that entry."""

    base: Text = NO_TEXT
    parts: tuple[str, ...] = ()
    alone: tuple[str | None, ...] = ()

    def without(self, axes: list[int]) -> Text | None:
        """The same without some axes of length 1: `x[:, 0]` for `x[:, :1]`."""
        kept = [place for place, part in enumerate(self.parts) if ":" in part]
        places = [kept[axis] if axis < len(kept) else len(self.parts) for axis in axes]
        if any(place >= len(self.alone) or self.alone[place] is None for place in places):
            return None
        parts = [str(self.alone[place]) if place in places else part for place, part in enumerate(self.parts)]
        return part_of(self.base, parts)


def part_of(base: Text, parts: Sequence[str], alone: tuple[str | None, ...] = ()) -> Text:
    """`base[parts]`, without whole axes at its end."""
    shown = list(parts)
    while len(shown) > 1 and shown[-1] == ":":
        shown.pop()
    return Taken(f"{base.within(WHOLE)}[{', '.join(shown)}]", base=base, parts=tuple(parts), alone=alone)


MOST_LISTED = 9
"""An array of more entries is not put together of them."""


def listed(x: Symbol) -> Symbol:
    """A sum of entries, each at its place, as the array of them: `np.array([a, b, c])`."""
    if len(x.term.products) < 2 or np.size(x.value) > MOST_LISTED:
        return x
    entries: dict[tuple[int, ...], list[terms.Product]] = {}
    for product in x.term.products:
        units = [pair for pair in product.powers if isinstance(pair[0].written, Unit) and pair[1] == 1]
        rest = tuple([pair for pair in product.powers if not isinstance(pair[0].written, Unit)])
        if len(units) != 1 or len(rest) != len(product.powers) - 1 or any(each.shape for each, _ in rest):
            return x
        unit = units[0][0].written
        assert isinstance(unit, Unit)
        entries.setdefault(unit.place, []).append(terms.Product(product.number, rest))
    texts = np.full(x.shape, "0", dtype=object)
    for place, products in entries.items():
        texts[place] = terms.Term(tuple(products)).text
    rows = texts.tolist() if x.ndim == 1 else [f"[{', '.join(row)}]" for row in texts.tolist()] if x.ndim == 2 else None
    return x if rows is None else x.new(terms.atom(called("np.array", (f"[{', '.join(rows)}]",)), x.shape), x.value)


@dataclass(frozen=True, slots=True)
class Row(Text):
    """Zeros, and an array at one place along the first axis."""

    inner: Text = NO_TEXT
    place: int = 0


def stacked(x: Symbol) -> Symbol:
    """A sum of rows, one or several for each place along the first axis, as a stack of them."""
    if len(x.term.products) < 2 or x.ndim < 2 or x.shape[0] > MOST_LISTED:
        return x
    rows: dict[int, list[terms.Product]] = {}
    for product in x.term.products:
        found = [(place, pair) for place, pair in enumerate(product.powers) if isinstance(pair[0].written, Row) and pair[1] == 1]
        if len(found) != 1 or any(each.shape for each, _ in product.powers if each is not found[0][1][0]):
            return x
        place, (each, power) = found[0]
        row = each.written
        assert isinstance(row, Row)
        inner = (terms.Atom(row.inner.text, row.inner, each.shape[1:]), power)
        powers = (*product.powers[:place], inner, *product.powers[place + 1 :])
        rows.setdefault(row.place, []).append(terms.Product(product.number, powers))
    if set(rows) != set(range(x.shape[0])):
        return x
    texts = [terms.Term(tuple(rows[place])).text for place in range(x.shape[0])]
    return x.new(terms.atom(called("np.stack", (f"[{', '.join(texts)}]",)), x.shape), x.value)


@dataclass(frozen=True, slots=True)
class Block(Text):
    """A part of an array between zeros: several that fill it are joined."""

    inner: Text = NO_TEXT
    axis: int = 0
    first: int = 0
    last: int = 0


def concatenated(x: Symbol) -> Symbol:
    """Blocks that fill an axis, joined along it."""
    if len(x.term.products) < 2:
        return x
    blocks: list[tuple[int, int, int, str]] = []
    for product in x.term.products:
        places = [
            place for place, (each, exponent) in enumerate(product.powers) if isinstance(each.written, Block) and exponent == 1
        ]
        if len(places) != 1:
            return x
        each = product.powers[places[0]][0]
        block = each.written
        assert isinstance(block, Block)
        inner = terms.Atom(block.inner.text, block.inner, each.shape)
        powers = tuple((inner, pair[1]) if place == places[0] else pair for place, pair in enumerate(product.powers))
        if any(other.shape for place, (other, _) in enumerate(product.powers) if place != places[0]):
            return x
        blocks.append((block.axis, block.first, block.last, terms.Term((terms.Product(product.number, powers),)).text))
    blocks.sort()
    axis = blocks[0][0]
    ends = [0, *(last for _, _, last, _ in blocks)]
    if any(each[0] != axis for each in blocks) or [first for _, first, _, _ in blocks] != ends[:-1] or ends[-1] != x.shape[axis]:
        return x
    joined_parts = f"[{', '.join(text for *_, text in blocks)}]"
    where = (joined_parts,) if axis == 0 else (joined_parts, f"axis={axis}")
    return x.new(terms.atom(called("np.concatenate", where), x.shape), x.value)


def gathered(x: Symbol) -> Symbol:
    """A sum of pieces that fill an array, put together."""
    return listed(stacked(concatenated(x)))
