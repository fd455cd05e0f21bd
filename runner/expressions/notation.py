"""How a function is set in print, as data on its row: a form, and the names or signs that it is set with.

What a form looks like is for whoever sets it to say (`outputs/mathml_forms.py`); a form sets a call only where it knows every
argument of it. Any other call, and a row without a notation, stands as its name before its arguments.
"""

from __future__ import annotations

from typing import Literal, NamedTuple, TypeAlias

Axes: TypeAlias = Literal["", "each", "along", "over", "over last", "flat", "core", "matrix", "shape", "0", "1", "2"]
"""How many axes the value has: as many as the arguments together ("each"), as the first ("along"; "flat": one where no axis is
given), as the first without the reduced ones ("over"; "over last": the last where no axis is given), two fewer than the first
("core"), as the first and at least two ("matrix"), as the argument `shape` says, or that number; "" where none is known."""


class Notation(NamedTuple):
    """The form in which a function is set, and its names or signs in it."""

    form: str
    signs: tuple[str, ...] = ()


def form(name: str, *signs: str) -> Notation:
    """A form of its own, such as that of `np.einsum`."""
    return Notation(name, signs)


def upright(name: str = "", axes: Axes = "") -> Notation:
    """A name before the arguments, an axis at its foot; without a name, the function's own."""
    return Notation("named", (name, axes))


def each(name: str = "") -> Notation:
    """The same, of a function entry by entry."""
    return upright(name, "each")


def along_axis(name: str = "") -> Notation:
    """The same, of a function that keeps the shape of its first argument."""
    return upright(name, "along")


def over_axis(name: str = "") -> Notation:
    """The same, of a function that reduces an axis, or all."""
    return upright(name, "over")


def big(sign: str) -> Notation:
    """A large sign before what it runs over, the axis below it: ∑."""
    return Notation("big", (sign,))


def fences(left: str, right: str) -> Notation:
    """The argument between two fences: |x|."""
    return Notation("fences", (left, right))


def infix(sign: str) -> Notation:
    """A sign between two arguments, which binds more loosely than a product: u × v."""
    return Notation("infix", (sign,))


def compared(sign: str) -> Notation:
    """A comparison of two arguments: a ≤ b."""
    return Notation("compared", (sign,))


def joined(sign: str) -> Notation:
    """A logical sign between two masks: a ∧ b."""
    return Notation("joined", (sign,))


def raised(sign: str) -> Notation:
    """The argument with a sign above: Aᵀ."""
    return Notation("raised", (sign,))
