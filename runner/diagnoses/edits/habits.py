"""Edits that people need often: a power, a complement, a derivative dropped, a function around, a sum, a filter turned round.

Each brings in one thing at most. They are tried where no edit that brings in nothing holds.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any

import numpy as np

from ...expressions import tree
from ...expressions.functions import FUNCTIONS
from ...expressions.tree import NOWHERE, Call, Name, Node, Number
from ...model import Cause
from .calls import NORMALISED
from .candidates import (
    ELEMENTWISE,
    REDUCTIONS,
    SCALING,
    SUMS,
    Candidate,
    Site,
    factors_of,
    from_the_other_end,
    number,
    operation,
    product,
    sites,
)

FILTERS = {"np.convolve": "np.correlate", "np.correlate": "np.convolve"}
"""Each slides one array along another; one of them turns it round before."""

AROUND = (*ELEMENTWISE, "np.sign", "np.abs", "np.log2", "np.log10", "np.log1p", "np.expm1", "softmax", "log_softmax", "digamma")
"""Functions that are forgotten around what they are of."""

OTHER = "`{old}` should be `{new}`"

NO_SQUARE = "a square is missing: `{old}` should be `{new}`"

FIRST_POWER = frozenset({"*", "/", "@", *SUMS})
"""Where a square may have been forgotten."""


def habits(root: Node, value: Callable[[Node], Any], varies: Callable[[Node], bool]) -> Iterator[Candidate]:
    """What brings in nothing but a function of what stands there; `value` tells the values of parts, `varies` which do."""
    yield from _pairs_dropped(root, varies)
    yield from _dropped_with_the_sign(root)
    for site, array in _arrays(root, value):
        yield from _powers(site)
        yield from _complements(site, array)
        yield from _turned(site, array)
        yield from _from_the_other_end(site, array)
        yield from _of_one_alone(site)
        yield from _along_another_axis(site, array)
        yield from _summed(site, array)


def wrapped(root: Node, value: Callable[[Node], Any], functions: Mapping[str, Cause]) -> Iterator[Candidate]:
    """A function around something, with what it is to have forgotten it: a pre-activation stands where its activation belongs."""
    for site, array in _arrays(root, value):
        yield from _around(site, array, functions)


def _arrays(root: Node, value: Callable[[Node], Any]) -> Iterator[tuple[Site, Any]]:
    for site in sites(root):
        array = None if isinstance(site.node, Number) else _numbers(value, site.node)
        if array is not None:
            yield site, array


def _numbers(value: Callable[[Node], Any], node: Node) -> Any:
    try:
        array = np.asarray(value(node))
    except Exception:  # a part without a value of its own is no place for an edit
        return None
    return array if array.dtype.kind in "biuf" else None


def _pairs_dropped(root: Node, varies: Callable[[Node], bool]) -> Iterator[Candidate]:
    """Two factors that should not be there: a derivative that has cancelled, `a * (1 - a)`."""
    for site in sites(root):
        top, bottom = factors_of(site.node)
        if site.in_a_product or len(top) < 3 or len(top) > 6:
            continue
        for i in range(len(top)):
            for j in range(i + 1, len(top) if varies(top[i]) else 0):
                if not varies(top[j]):
                    continue
                kept = [node for place, node in enumerate(top) if place not in (i, j)]
                new, gone = product(kept, bottom), product([top[i], top[j]], [])
                yield Candidate(((site.node, new),), Cause.EXTRA_FACTOR, 1, dropped=gone)


def _dropped_with_the_sign(root: Node) -> Iterator[Candidate]:
    """A factor that stands where the inner derivative -1 belongs: `(t - o) * o` for `-(t - o)`."""
    for site in sites(root):
        top, bottom = factors_of(site.node)
        if site.in_a_product or not 1 < len(top) <= 6:
            continue
        for i in range(len(top)):
            new = operation("unary -", product(top[:i] + top[i + 1 :], bottom))
            if not isinstance(top[i], Number):
                yield Candidate(((site.node, new),), Cause.EXTRA_FACTOR, 2, dropped=top[i], said=MINUS_ONE)


MINUS_ONE = "`{dropped}` stands in `{old}` where the inner derivative -1 belongs"


def _powers(site: Site) -> Iterator[Candidate]:
    """A square that was forgotten."""
    node = site.node
    if site.above not in FIRST_POWER or (isinstance(node, Call) and node.row.name in (*SCALING, "@", "**", "unary -", ".T")):
        return
    cause = Cause.MISSING_FACTOR if site.above not in SUMS else Cause.SLIP
    yield Candidate(((node, operation("**", node, number(2))),), cause, 1, said=NO_SQUARE)


def _complements(site: Site, array: Any) -> Iterator[Candidate]:
    """1 - a for a share, a probability or a mask a; and a for 1 - a."""
    node = site.node
    if _is_complement(node):
        assert isinstance(node, Call)
        yield Candidate(((node, node.args[1]),), Cause.SLIP, 1)
    elif array.size and array.min() >= 0 and array.max() <= 1 and site.above not in SUMS and not _is_uniform(array):
        yield Candidate(((node, operation("-", number(1), node)),), Cause.SLIP, 1)
        yield Candidate(((node, operation("-", node, number(1))),), Cause.SLIP, 1)


def _is_uniform(array: Any) -> bool:
    """Whether all entries are 0 or all are 1, as those of `np.ones(n)`: a complement of that is nobody's."""
    return bool(array.min() == array.max() and array.min() in (0, 1))


def _is_complement(node: Node) -> bool:
    return isinstance(node, Call) and node.row.name == "-" and isinstance(node.args[0], Number) and node.args[0].value == 1


def _turned(site: Site, array: Any) -> Iterator[Candidate]:
    """A filter or a signal turned round."""
    node = site.node
    if isinstance(node, Call) and node.rule in FILTERS:
        yield Candidate(((node, replace(node, span=NOWHERE, row=FUNCTIONS[FILTERS[node.rule]])),), Cause.INDEX, 1)
    if array.ndim == 1 and (site.above in FILTERS or (isinstance(node, Call) and node.rule in FILTERS)):
        nothing = tree.Nothing(NOWHERE)
        index = tree.Slice(NOWHERE, nothing, nothing, number(-1))
        yield Candidate(((node, operation("[]", node, index)),), Cause.INDEX, 1)
    if array.ndim > 1 and site.above == "np.einsum":
        yield from _turned_in_some_axes(node, array.ndim)


def _turned_in_some_axes(node: Node, axes: int) -> Iterator[Candidate]:
    """A filter turned round in its last axes, in the place of one that is turned in others, transposed or not."""
    base = node.args[0] if isinstance(node, Call) and node.row.name in ("[]", ".T", "np.flip", ".transpose") else node
    nothing = tree.Nothing(NOWHERE)
    backwards, whole = tree.Slice(NOWHERE, nothing, nothing, number(-1)), tree.Slice(NOWHERE, nothing, nothing, nothing)
    for turned in ((backwards, backwards), (backwards, whole), (whole, backwards)):
        index = turned if axes == 2 else (tree.Dots(NOWHERE), *turned)
        yield Candidate(((node, operation("[]", base, tree.Sequence(NOWHERE, index, is_tuple=True))),), Cause.INDEX, 1)


def _from_the_other_end(site: Site, array: Any) -> Iterator[Candidate]:
    """A running sum from the end: `np.cumsum(d[::-1])[::-1]` for `np.cumsum(d)`."""
    node = site.node
    if not isinstance(node, Call) or node.rule != "np.cumsum" or array.ndim != 1:
        return
    turned = from_the_other_end(node)
    yield Candidate(((node, turned),), Cause.INDEX, 1, said="`{old}` sums from the wrong end: it should be `{new}`")


def _of_one_alone(site: Site) -> Iterator[Candidate]:
    """The part of one example, `d[0]`, for the sum over all of them."""
    node = site.node
    if isinstance(node, Call) and node.row.name == "[]" and isinstance(node.args[1], Number):
        whole = Call(NOWHERE, FUNCTIONS["np.sum"], (node.args[0],), (("axis", number(0)),))
        yield Candidate(((node, whole),), Cause.BROADCAST, 1, said="`{old}` is the part of one alone: it should be `{new}`")


def _along_another_axis(site: Site, array: Any) -> Iterator[Candidate]:
    """Softmax and its like along another axis."""
    node = site.node
    if not isinstance(node, Call) or node.rule not in NORMALISED or len(node.args) != 1:
        return
    for axis in range(-max(1, array.ndim), max(1, array.ndim) - 1):
        options = {**dict(node.options), "axis": number(axis)}
        yield Candidate(((node, replace(node, span=NOWHERE, options=tuple(options.items()))),), Cause.INDEX, 1)


def _around(site: Site, array: Any, functions: Mapping[str, Cause]) -> Iterator[Candidate]:
    node = site.node
    if (isinstance(node, Call) and node.rule in AROUND) or site.above in AROUND:
        return
    if site.in_a_product and _is_product(node) and not _in_brackets(site):
        return
    for function in AROUND:
        if function in functions and (array.ndim or function not in NORMALISED):
            yield Candidate(((node, operation(function, node)),), functions[function], 1, said=OTHER)
    if "np.linalg.inv" in functions and isinstance(node, Name) and array.ndim == 2 and array.shape[0] == array.shape[1]:
        yield Candidate(((node, operation("np.linalg.inv", node)),), Cause.WRONG_DERIVATIVE, 1, said=OTHER)


def _is_product(node: Node) -> bool:
    return isinstance(node, Call) and node.row.name in SCALING


def _in_brackets(site: Site) -> bool:
    """Whether a product within a product can only have been written in brackets, as what is left of a function."""
    return site.above == "unary -" or (site.above in SCALING and site.place == 1)


def _summed(site: Site, array: Any) -> Iterator[Candidate]:
    """A sum over an axis that is missing inside: in a line, or as a factor."""
    node = site.node
    if not array.ndim or site.above in REDUCTIONS or not isinstance(node, Call):
        return
    if site.in_a_product and _is_product(node) and _in_brackets(site):
        yield from _reduced(node, array)
    if site.in_a_product:
        if isinstance(node, Call) and node.row.name[-1].isalnum() and node.row.name not in REDUCTIONS:
            yield from _reduced(node, array, ("np.sum",))
        return
    if site.parent is not None and site.above not in (*SUMS, *SCALING):
        return
    for axis in range(array.ndim):
        for keep in (False, True):
            options: list[tuple[str, Node]] = [("axis", number(axis))]
            options += [("keepdims", Number(NOWHERE, True))] if keep else []
            yield Candidate(((node, Call(NOWHERE, FUNCTIONS["np.sum"], (node,), tuple(options))),), Cause.BROADCAST, 1)


def _reduced(node: Node, array: Any, functions: Sequence[str] = ("np.mean", "np.sum")) -> Iterator[Candidate]:
    """The mean or the sum that brackets are left of, over all or along an axis, which stays."""
    kept: tuple[tuple[str, Node], ...] = (("keepdims", Number(NOWHERE, True)),)
    for function in functions:
        for options in ((), *((("axis", number(axis)), *kept) for axis in range(array.ndim if array.ndim > 1 else 0))):
            reduced = Call(NOWHERE, FUNCTIONS[function], (node,), tuple(options))
            yield Candidate(((node, reduced),), Cause.BROADCAST, 1, said=NOT_REDUCED)


NOT_REDUCED = "`{old}` is left entry by entry: it should be `{new}`"
