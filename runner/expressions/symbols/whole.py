"""Terms written out in their whole shape, where a function needs the array itself."""

from __future__ import annotations

from ..writing import NO_TEXT, Text, called, followed
from . import terms
from .factors import Total
from .symbol import Symbol
from .terms import Term


def whole(x: Symbol) -> Term:
    """The term with its whole shape written out: 1 becomes an array of ones."""
    term, shape = x.term, x.shape
    if term.shape == shape:
        return term
    text = x.names.shape(shape)
    if term.is_zero:
        return terms.atom(called("np.zeros", (text,)), shape)
    scalar, rest = terms.split(term)
    more = len(shape) - len(rest.shape)
    if more and shape[:more] == (1,) * more and shape[more:] == rest.shape and rest.products != terms.ONE.products:
        spread = _with_leading_axes(rest.written, more, len(rest.shape))
        if spread is not None:
            return terms.times(scalar, terms.atom(spread, shape))
    if rest.shape == ():
        return terms.times(terms.times(scalar, terms.as_atom(rest)), terms.atom(called("np.ones", (text,)), shape))
    return terms.times(scalar, terms.atom(called("np.broadcast_to", (rest.text, text)), shape))


def _with_leading_axes(text: Text, more: int, axes: int) -> Text | None:
    """`v[None, :]`; of a sum over axes the sum with its axes kept."""
    if isinstance(text, Total) and len(text.axes) == more and text.kept is not NO_TEXT:
        return text.kept
    return followed(text, f"[{', '.join(['None'] * more + [':'])}]") if axes else None
