"""The derivative as text: the rules of the table and the one sweep, read on formulas instead of arrays.

A `Symbol` stands in the place of an array: it knows how it is written and, at the drawn point, its value. Operators and
numpy's own protocols (`__array_ufunc__`, `__array_function__`, NEP 13 and NEP 18) turn whatever a rule does with it into text;
shapes and branches are those of the values. Nothing here is shown to anybody before it has been held against the numerical
gradient.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

from . import symbols, tree
from .idioms import Idioms, shared
from .reverse import FAILURES, Pull, Sweep, Trace, Unsupported, depends
from .symbols import Names, Symbol, bare, terms
from .tree import Node
from .writing import Text, Writer, followed

_SHAPES = frozenset({"np.shape", "np.size", "np.ndim", "len"})


class Reading(Trace):
    """A formula whose values are symbols: each part is written, and has its value at the point."""

    def __init__(self, formula: Trace, names: Names, wrt: str) -> None:
        lines = self._simplified(formula, wrt)
        super().__init__(self.root, lines, {}, formula.lent)
        self.names = names
        self.known = {name: self._named(name, value) for name, value in formula.known.items()}

    def _simplified(self, formula: Trace, wrt: str) -> dict[str, Node]:
        """The lines and the root with functions recognised, and with parts that stand in several places as lines of their own."""

        def rank(node: Node) -> int:
            return np.ndim(formula.value(node))

        idioms = Idioms(formula.lines, rank)
        known = {name: idioms.recognised(line) for name, line in formula.lines.items()}
        varying = formula.varying(wrt)
        self.root, lines, self._hidden = shared(idioms.recognised(formula.root), known, lambda node: depends(node, varying))
        named = {line: name for given in (formula.lines, known) for name, line in given.items() if name != wrt}
        named |= {lines[part]: named[original] for part, original in self._hidden.items() if original in named}
        self._writer = Writer(named, self._hidden)
        return lines

    def _named(self, name: str, value: Any) -> Any:
        if not _is_array(value):
            return value
        self.names.notice(name, value)
        return Symbol(terms.atom(name, np.shape(value), is_mask=np.asarray(value).dtype == bool), value, self.names)

    def _computed(self, node: Node) -> Any:
        if type(node) is tree.Name and node.id in self._hidden:
            name = self._writer.line(self._hidden[node.id])
            return self.known[name] if name is not None else self.value(self.lines[node.id])
        if type(node) is tree.Call:
            return self._called(node)
        if type(node) is tree.LentCall:
            if node.name not in self.lent:
                raise Unsupported(f"`{node.name}` is lent code")
            args, options = map(self.value, node.args), {name: bare(self.value(value)) for name, value in node.options}
            return self._written(node, self.lent[node.name](*map(bare, args), **options))
        if type(node) is tree.Number and node.symbol and np.isfinite(node.value):
            return Symbol(terms.atom(node.symbol, ()), node.value, self.names)
        return super()._computed(node)

    def _called(self, node: tree.Call) -> Any:
        args = [self.value(arg) for arg in node.args]
        options = {name: bare(self.value(arg)) for name, arg in node.options}
        if node.rule == "[]" and isinstance(args[0], tuple | list) and isinstance(args[1], int):
            inner = args[0][args[1]]
            return self._written(node, inner) if isinstance(inner, int) else inner
        value = node.row.value(*map(bare, args), **options)
        if node.rule in _SHAPES:
            return value if isinstance(value, tuple) else self._length(value, self._writer.text(node))
        if self._writer.line(node):
            return self._written(node, value)
        total = self._ones(node, value)
        total = symbols.reduced(node.rule, args, options) if total is None else total
        if total is not None:
            return total
        mask = symbols.compared_by_name(node.row.name, args) if not options else None
        if mask is not None:
            return mask
        taken = None if options else symbols.taken_apart(node.rule, args)
        return Symbol(taken, value, self.names) if taken is not None else self._written(node, value)

    def _ones(self, node: tree.Call, value: Any) -> Symbol | None:
        """`np.ones(4)` as a 1, which is spread where it must be."""
        is_ones = node.rule == "np.ones" and isinstance(value, np.ndarray) and value.dtype.kind == "f"
        return Symbol(terms.ONE, value, self.names) if is_ones else None

    def _length(self, count: int, text: Text) -> Symbol:
        """A length that the formula asks for: `X.shape[0]`."""
        found = self.names.length(count)
        return Symbol(found if found.single is not None else terms.atom(text, ()), count, self.names)

    def _written(self, node: Node, value: Any) -> Any:
        """The value of a part, with the part itself as its text."""
        text = self._writer.text(node)
        if isinstance(value, tuple | list):
            return type(value)(
                Symbol(self.names.atom(followed(text, f"[{place}]"), part), part, self.names) if _is_array(part) else part
                for place, part in enumerate(value)
            )
        if not _is_array(value):
            return value
        if isinstance(value, int) and type(node) is tree.Call and node.rule == "[]":
            return self._length(value, text)
        is_mask = np.asarray(value).dtype == bool
        otherwise = symbols.otherwise(node, self._writer) if is_mask else None
        self.names.notice(text.text, value)
        return Symbol(terms.atom(text, np.shape(value), otherwise=otherwise, is_mask=is_mask), value, self.names)


def _is_array(value: Any) -> bool:
    return isinstance(value, np.ndarray | np.generic | int | float | bool) and np.asarray(value).dtype.kind in "biuf"


class _Named(Sweep):
    """The sweep over formulas: what has a name already is called by it."""

    def __init__(self, formula: Reading, wrt: str, slip: Pull | None = None) -> None:
        super().__init__(formula, wrt, slip)
        self._names = formula.names

    def pull(self, node: Node, g: Any) -> None:
        super().pull(node, self._called(g))

    def _called(self, g: Any) -> Any:
        """A cotangent by the name of a line that is equal to it, or a simple multiple of it."""
        if not isinstance(g, Symbol):
            return g
        g = symbols.gathered(g)
        only = g.term.single
        if g.term.is_zero or (only is not None and only.text.isidentifier()):
            return g
        named = self._names.called(g.term, np.asarray(g.value))
        return g if named is None else g.new(named, g.value)

    def joined(self, parts: Any) -> Any:
        return symbols.joined(parts, self._names)


def gradient_text(
    formula: Trace,
    wrt: str,
    *,
    upstream: Any = None,
    lengths: Mapping[str, int] | None = None,
    lines: Mapping[str, Any] | None = None,
    slip: Pull | None = None,
) -> str:
    """The gradient of a formula by one of its inputs, as an expression over its names.

    `upstream`: the value of `dout`, where the formula is an output; `lengths`: the names of sizes; `lines`: more names that
    may be used, such as the backward lines of a case, by their values; `slip`: what is done at an edge in the place of its rule,
    on symbols, for a gradient that is wrong in one step. Raises `Unsupported` where a part has no derivative.
    """
    with np.errstate(all="ignore"):
        known = {name: formula.known.get(name) for name in formula.lines}
        names = Names(lengths or {}, {**known, **(lines or {})}, formula.known.keys() - formula.lines.keys())
        start = (
            Symbol(terms.ONE, 1.0, names) if upstream is None else Symbol(terms.atom("dout", np.shape(upstream)), upstream, names)
        )
        try:
            found = _swept(formula, wrt, names, start, slip)
            if np.isnan(found.value).any():
                names.missing = True
                found = _swept(formula, wrt, names, start, slip)
            return symbols.whole(symbols.gathered(found)).text
        except RecursionError:
            raise Unsupported("the formula is nested too deep") from None
        except (*FAILURES, AttributeError) as error:
            raise Unsupported(f"{type(error).__name__}: {error}") from error


def _swept(formula: Trace, wrt: str, names: Names, start: Symbol, slip: Pull | None) -> Symbol:
    return symbols.symbol(_Named(Reading(formula, names, wrt), wrt, slip).gradient(start), names)
