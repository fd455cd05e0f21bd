"""A call with its arguments by name, and the settings that suit any call: its name before its arguments, a sign over an axis."""

from __future__ import annotations

from collections.abc import Callable

from ..expressions import tree
from .mathml_elements import (
    THIN_SPACE,
    Binding,
    Piece,
    applied,
    enclosed,
    highest,
    listed,
    mi,
    mo,
    mtext,
    row,
    sub,
)
from .mathml_products import as_argument


class Arguments:
    """The arguments of a call, each taken by the form that sets it. A form that leaves one over does not know the call.

    `letters` are the names of the case: an index letter must be none of them.
    """

    def __init__(self, call: tree.Call, set_: Callable[[tree.Node], Piece], letters: frozenset[str]) -> None:
        self.rule = call.rule
        self.letters = letters
        self.set = set_
        names = call.row.names
        self.positional = tuple([names[i] if i < len(names) else f"#{i}" for i in range(len(call.args))])
        self.given: dict[str, tree.Node] = dict(zip(self.positional, call.args, strict=True))
        self.given.update(call.options)
        self.left = set(self.given)

    def node(self, name: str) -> tree.Node | None:
        """Take an argument as it stands in the tree; None where it is not given."""
        self.left.discard(name)
        return self.given.get(name)

    def piece(self, name: str) -> Piece | None:
        """Take an argument, set."""
        node = self.node(name)
        return None if node is None else self.set(node)

    def operand(self, position: int) -> Piece:
        """Take an argument by its position; raises `IndexError` where there are not this many."""
        name = self.positional[position]
        self.left.discard(name)
        return self.set(self.given[name])

    @property
    def first(self) -> Piece:
        return self.operand(0)

    def kept(self) -> bool | None:
        """Take `keepdims`: whether reduced axes are kept; None where that is not written out, and the argument is left over."""
        node = self.given.get("keepdims")
        if node is None or (type(node) is tree.Number and type(node.value) is bool):
            self.left.discard("keepdims")
            return node is not None and bool(getattr(node, "value", False))
        return None


def named(it: Arguments, name: str = "", axes: str = "") -> Piece:
    """The name before the arguments, with the axis at its foot. Those given by name stand under their names, and so do those
    behind an axis that has moved to the foot."""
    axis, kept = it.node("axis"), it.kept()
    foot = at_foot(it, axis, bool(kept), also_none=True)
    function = mi(name or printed_name(it.rule))
    at_their_place = it.positional[: it.positional.index("axis")] if "axis" in it.positional else it.positional
    alone = len(it.given) == 1
    shown = [
        as_argument(it.set(node), alone) if key in at_their_place else row(mi(key), mo("="), as_argument(it.set(node), False))
        for key, node in it.given.items()
        if key not in ("axis", "keepdims") or key in it.left
    ]
    it.left.clear()
    return Piece(applied(sub(function, foot) if foot else function, *shown), Binding.CALL, _rank(it, axes, axis, kept))


def printed_name(rule: str) -> str:
    """What a function is called in print where its row gives it no other name."""
    return rule.rpartition(".")[2]


def at_foot(it: Arguments, axis: tree.Node | None, kept: bool, *, also_none: bool = False) -> str:
    """The axis, and whether it is kept, as they stand below a sign or name; "" where there is nothing to say."""
    parts = []
    if axis is not None and (also_none or type(axis) is not tree.Nothing):
        parts.append(row(mtext("axis"), THIN_SPACE, it.set(axis).markup))
    if kept:
        parts.append(mtext("kept"))
    return row(listed(parts)) if parts else ""


def big(it: Arguments, sign: str) -> Piece | None:
    """∑ and ∏, with the axis below."""
    first, axis, kept = it.first, it.node("axis"), it.kept()
    if kept is None:
        return None
    foot = at_foot(it, axis, kept)
    operator = f"<munder>{mo(sign)}{foot}</munder>" if foot else mo(sign)
    return Piece(row(operator, enclosed(first, Binding.BIG)), Binding.BIG, reduced(first.rank, axis, kept), open=True)


def over_axis(it: Arguments, name: str) -> Piece | None:
    """A function that reduces an axis, or all."""
    if type(it.given.get("axis")) is tree.Nothing:
        it.left.discard("axis")
        it.given = {key: value for key, value in it.given.items() if key != "axis"}
        it.positional = tuple([key for key in it.positional if key != "axis"])
    return named(it, name, "over")


def reduced(rank: int | None, axis: tree.Node | None, kept: bool | None) -> int | None:
    """How many of that many axes are left."""
    if kept or kept is None:
        return rank if kept else None
    if axis is None or type(axis) is tree.Nothing:
        return 0
    if rank is None:
        return None
    if type(axis) is tree.Number:
        return max(rank - 1, 0)
    return max(rank - len(axis.parts), 0) if type(axis) is tree.Sequence else None


def _rank(it: Arguments, axes: str, axis: tree.Node | None, kept: bool | None) -> int | None:
    """The number of axes of the value, by the rule that the row gives (see `expressions/notation.py`)."""
    if axes == "shape":
        shape = it.given.get("shape") or (it.given[it.positional[1]] if len(it.positional) > 1 else None)
        return None if shape is None else shape_rank(shape, it.set)
    if not axes or axes.isdigit():
        return int(axes) if axes else None
    if axes == "each":
        return highest(*[it.set(node) for node in it.given.values() if type(node) not in (tree.Nothing, tree.Kind, tree.Word)])
    whole = axis is None or type(axis) is tree.Nothing
    rank = it.set(it.given[it.positional[0]]).rank if it.positional else None
    if rank is None:
        return 0 if axes == "over" and whole and kept is False else None
    if axes == "over last" and axis is None:
        return rank if kept else max(rank - 1, 0)
    along = 1 if type(axis) is tree.Nothing else rank
    known = {"along": along, "core": max(rank - 2, 0), "flat": 1 if whole else rank, "matrix": max(rank, 2)}
    return known[axes] if axes in known else reduced(rank, axis, kept)


def shape_rank(shape: tree.Node, set_: Callable[[tree.Node], Piece]) -> int | None:
    """How many axes a shape has: `(2, 3)` two, `n` one, `x.shape` as many as `x`."""
    if type(shape) is tree.Sequence:
        return len(shape.parts)
    if type(shape) is tree.Call and shape.rule == "np.shape":
        return set_(shape.args[0]).rank
    return 1 if set_(shape).rank == 0 else None
