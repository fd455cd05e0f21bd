"""Expressions of a case as mathematics: text → tree → MathML.

The tree is the one that is evaluated, resolved against the table of functions; nothing is evaluated here. What it stands for
is set as one would write it by hand: `np.sum(W.dot(x))` becomes a sum over W x, `A / b` a fraction, `x.T` a transpose, `np.where`
a brace with cases. Products are told apart by the number of axes of their factors, as far as it is known: the matrix product is
juxtaposition, the product entry by entry is ⊙. What cannot be set is shown as the code that it is.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from functools import lru_cache
from typing import Any, NamedTuple, TypeAlias

from markupsafe import Markup

from ..errors import ExpressionError
from ..expressions import read, tree
from .mathml_calls import Arguments
from .mathml_elements import Binding, Piece, applied, before, constant, enclosed, fenced, highest, listed, mi, mo, mtext, row, sub
from .mathml_elements import number as literal
from .mathml_elements import table as matrix
from .mathml_forms import choice, set_call
from .mathml_names import MOST_NAMES, letters
from .mathml_products import as_argument
from .words import visible

LONGEST = 2000
"""Characters of the longest expression that is set; beyond it a formula is no easier to read than its source."""

CONSTANTS: Mapping[str, Piece] = {
    "np.pi": Piece(constant("π"), rank=0),
    "np.e": Piece(constant("e"), rank=0),
    "np.inf": Piece(mi("∞"), rank=0),
    "np.nan": Piece(constant("NaN"), rank=0),
    "np.euler_gamma": Piece(sub(constant("γ"), constant("E")), Binding.INDEXED, 0),
}


class Typeset(NamedTuple):
    """A formula ready for the page, and its number of axes where that is known."""

    markup: Markup
    rank: int | None = None


def formula(text: str, ranks: Mapping[str, int | None] | None = None, left: str = "") -> Typeset:
    """The expression as a `<math>` element, or as `<code>` where it cannot be set.

    `ranks` names what the case defines, with the number of axes (0 is a scalar) or None where it is not known; a line that takes
    a tuple apart has all its names in one. With `left`, the markup of a left side with its sign, it reads as an equation.
    """
    if ranks and len(ranks) > MOST_NAMES:
        return _as_written(text, left)
    every = tuple((ranks or {}).items())
    shown = letters(every)
    words = set(_WORD.findall(text))
    used = tuple((name, rank, shown[name]) for names, rank in every for name in names.split(", ") if name in words)
    avoided = frozenset(name for name in shown if name == "e" or (len(name) == 1 and "einsum" in words))
    return _formula(text, used, avoided, left)


_WORD = re.compile(r"\w+")
_Used: TypeAlias = tuple[tuple[str, int | None, str], ...]
"""The names of a case that a formula uses: each with its number of axes and its letters."""


@lru_cache(maxsize=16384)
def _formula(text: str, used: _Used, avoided: frozenset[str], left: str) -> Typeset:
    """The formula by all that it depends on, so that cases with other names beside it share it."""
    try:
        piece = _set(text, used, avoided)
    except (ExpressionError, RecursionError):
        return _as_written(text, left)
    return Typeset(Markup(f'<math displaystyle="true">{left}{piece.markup}</math>'), piece.rank)


def _as_written(text: str, left: str) -> Typeset:
    shown = Markup("<code>{}</code>").format(visible(text))
    return Typeset(Markup(f"<math>{left}</math> ") + shown if left else shown)


def _set(text: str, used: _Used, avoided: frozenset[str]) -> Piece:
    if len(text) > LONGEST:
        raise ExpressionError("too long to be set")
    names = frozenset(["rng", "dout", *avoided, *(name for name, _, _ in used)])
    ranks, shown = {name: rank for name, rank, _ in used}, {name: letter for name, _, letter in used}
    return _Setter(ranks, shown, names).set(read(text, names))


class _Setter:
    """Sets a tree; one method a kind of node. What was set once is remembered, since a form may look before another sets it."""

    def __init__(self, ranks: Mapping[str, int | None], shown: Mapping[str, str], names: frozenset[str]) -> None:
        self._ranks = ranks
        self._shown = shown
        self._names = names
        self._done: dict[int, tuple[tree.Node, Piece]] = {}

    def set(self, node: tree.Node) -> Piece:
        known = self._done.get(id(node))
        if known is None:
            known = self._done[id(node)] = (node, _SETTERS[type(node)](self, node))
        return known[1]

    def _name(self, node: tree.Name) -> Piece:
        return Piece(self._shown.get(node.id) or mi(node.id), rank=self._ranks.get(node.id))

    def _number(self, node: tree.Number) -> Piece:
        if node.symbol == "np.e" and "e" in self._names:
            return Piece(applied(mi("exp"), "<mn>1</mn>"), Binding.CALL, 0)
        if node.symbol:
            return CONSTANTS[node.symbol]
        if isinstance(node.value, bool):
            return Piece(mtext("true" if node.value else "false"), rank=0)
        return literal(node.value)

    def _call(self, node: tree.Call) -> Piece:
        return set_call(Arguments(node, self.set, self._names), node.row.typeset)

    def _lent_call(self, node: tree.LentCall) -> Piece:
        alone = len(node.args) + len(node.options) == 1
        shown = [as_argument(self.set(argument), alone) for argument in node.args]
        shown += [row(mi(key), mo("="), as_argument(self.set(value), alone=False)) for key, value in node.options]
        return Piece(applied(mi(node.name), *shown), Binding.CALL)

    def _choice(self, node: tree.Choice) -> Piece:
        test, body, other = self.set(node.test), self.set(node.body), self.set(node.other)
        return choice(((body, test),), other, "if ", body.rank if body.rank == other.rank else None)

    def _logical(self, node: tree.Logical) -> Piece:
        pieces = [self.set(part) for part in node.parts]
        word = mtext("\N{NO-BREAK SPACE}and\N{NO-BREAK SPACE}" if node.is_and else "\N{NO-BREAK SPACE}or\N{NO-BREAK SPACE}")
        markup = word.join(before(piece, Binding.COMPARISON) for piece in pieces)
        return Piece(row(markup), Binding.LOGICAL, 0 if highest(*pieces) == 0 else None)

    def _not(self, node: tree.Not) -> Piece:
        return Piece(row(mtext("not\N{NO-BREAK SPACE}"), before(self.set(node.part), Binding.COMPARISON)), Binding.LOGICAL, 0)

    def _sequence(self, node: tree.Sequence) -> Piece:
        if node.is_tuple:
            shown = [as_argument(self.set(part), alone=False) for part in node.parts]
            return Piece(fenced("(", listed(shown) + (mo(",") if len(shown) == 1 else ""), ")"))
        rows = [part.parts for part in node.parts if type(part) is tree.Sequence and not part.is_tuple]
        if rows and len(rows) == len(node.parts) and len({len(parts) for parts in rows}) == 1 and rows[0]:
            cells = [[self.set(part) for part in parts] for parts in rows]
            if all(piece.rank == 0 for line in cells for piece in line):
                shown_rows = ([enclosed(piece, Binding.SUM) for piece in line] for line in cells)
                return Piece(fenced("[", matrix(shown_rows), "]"), rank=2)
        pieces = [self.set(part) for part in node.parts]
        ranks = [piece.rank for piece in pieces if piece.rank is not None]
        rank = 1 + max(ranks, default=0) if len(ranks) == len(pieces) else None
        return Piece(fenced("[", listed(_item(piece, len(pieces)) for piece in pieces), "]"), rank=rank)

    def _dictionary(self, node: tree.Dictionary) -> Piece:
        entries = zip(node.keys, map(self.set, node.parts), strict=True)
        return Piece(fenced("{", listed(row(mtext(f"“{key}”"), mo(":"), as_argument(part, False)) for key, part in entries), "}"))


def _item(piece: Piece, count: int) -> str:
    """An entry of a list: a single condition in parentheses, since [a > b] is the number 0 or 1."""
    if count == 1 and piece.binding in (Binding.LOGICAL, Binding.COMPARISON):
        return fenced("(", piece.markup, ")")
    return as_argument(piece, alone=False)


_SETTERS: Mapping[type[tree.Node], Callable[[_Setter, Any], Piece]] = {
    tree.Name: _Setter._name,
    tree.Number: _Setter._number,
    tree.Word: lambda _, node: Piece(mtext(f"“{node.text}”")),
    tree.Kind: lambda _, node: Piece(mtext(node.name.removeprefix("np."))),
    tree.Nothing: lambda *_: Piece(mtext("None")),
    tree.Dots: lambda *_: Piece(mi("…")),
    tree.Call: _Setter._call,
    tree.LentCall: _Setter._lent_call,
    tree.Choice: _Setter._choice,
    tree.Logical: _Setter._logical,
    tree.Not: _Setter._not,
    tree.Sequence: _Setter._sequence,
    tree.Dictionary: _Setter._dictionary,
}
