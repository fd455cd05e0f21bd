"""Gradients and shapes: undoing what broadcasting and reductions did."""

from __future__ import annotations

from typing import TYPE_CHECKING

from .. import mends
from . import terms
from .terms import Shape, Term

if TYPE_CHECKING:
    from .sweep import Sweep


def shape_text(shape: Shape, sweep: Sweep) -> str:
    """A shape as a tuple; a single length as a number."""
    lengths = [sweep.length(length).text for length in shape]
    return lengths[0] if len(lengths) == 1 else f"({', '.join(lengths)})"


def full(term: Term, shape: Shape, sweep: Sweep) -> Term:
    """The term with its whole shape written out: 1 becomes an array of ones."""
    if term.shape == shape:
        return term
    scalar, rest = terms.split(term)
    if term.is_zero:
        return terms.atom(f"np.zeros({shape_text(shape, sweep)})", shape)
    if rest.shape == ():
        ones = terms.atom(f"np.ones({shape_text(shape, sweep)})", shape)
        return terms.times(terms.times(scalar, terms.as_atom(rest)), ones)
    spread = terms.atom(f"np.broadcast_to({rest.text}, {shape_text(shape, sweep)})", shape)
    return terms.times(scalar, spread)


def unbroadcast(term: Term, whole: Shape, shape: Shape, sweep: Sweep) -> Term:
    """The gradient by an operand of `shape`, given the gradient by what it was broadcast to, of shape `whole`.

    Summed over each axis that broadcasting added or stretched ("Broadcasting", NumPy user guide).
    """
    operand = (1,) * (len(whole) - len(shape)) + shape
    held = (1,) * (len(whole) - len(term.shape)) + term.shape
    summed = []
    for axis, length in enumerate(whole):
        if operand[axis] == length:
            continue
        if held[axis] == 1:
            term = terms.times(sweep.length(length), term)
        else:
            summed.append(axis)
    if not summed:
        return term
    own = tuple(axis - (len(whole) - len(term.shape)) for axis in summed)
    return total(term, own, all(axis >= len(whole) - len(shape) for axis in summed), shape)


def total(term: Term, axes: tuple[int, ...], keep: bool, target: Shape) -> Term:
    """The sum over axes of the term's own shape, brought to a shape that broadcasts to `target`."""
    if keep:
        result = tuple(1 if axis in axes else length for axis, length in enumerate(term.shape))
    else:
        result = tuple(length for axis, length in enumerate(term.shape) if axis not in axes)
    where = "" if len(axes) == len(term.shape) and not keep else f", axis={axes[0] if len(axes) == 1 else axes}"
    kept = ", keepdims=True" if keep else ""
    summed = terms.linear(term, lambda text: f"np.sum({text}{where}{kept})", result)
    if keep or len(result) <= len(target):
        return summed
    return terms.linear(summed, lambda text: mends.followed(text, f".reshape({target})"), target)


def expanded(term: Term, reduced: tuple[int, ...], dimensions: int) -> Term:
    """The gradient by a reduction without `keepdims`, with the axes that it reduced put back, so that it broadcasts."""
    kept = [axis for axis in range(dimensions) if axis not in reduced]
    own = kept[len(kept) - len(term.shape) :] if term.shape else []
    if not own or own == list(range(own[0], dimensions)):
        return term
    index = [":" if axis in own else "None" for axis in range(own[0], dimensions)]
    lengths = iter(term.shape)
    shape = tuple(next(lengths) if part == ":" else 1 for part in index)
    return terms.linear(term, lambda text: mends.followed(text, f"[{', '.join(index)}]"), shape)
