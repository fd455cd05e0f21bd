"""How the functions of an expression are set: one form for each that a row of the table names.

A form takes the arguments that it sets. Where it returns None, or leaves an argument that it does not know, the call stands
as its name before its arguments: better plain than something else.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

from ..expressions import tree
from . import mathml_algebra
from .mathml_algebra import ONE
from .mathml_calls import Arguments, big, named, over_axis
from .mathml_einsum import einsum
from .mathml_elements import (
    THIN_SPACE,
    Binding,
    Piece,
    applied,
    before,
    constant,
    enclosed,
    fenced,
    highest,
    mi,
    mo,
    mtext,
    row,
    sub,
    sup,
    table,
)
from .mathml_index import index
from .mathml_products import (
    infix,
    matrix_product,
    minus,
    power,
    product,
    quotient,
    raised,
    root,
    sum_of,
    whole_quotient,
)

Form = Callable[..., Piece | None]
TWO = Piece("<mn>2</mn>", rank=0)


def set_call(it: Arguments, notation: tuple[str, tuple[str, ...]] | None) -> Piece:
    """The call, by the form of its row where that knows all of its arguments, else as its name before them."""
    if notation is None or not it.given:
        return named(it)
    form, signs = notation
    try:
        piece = FORMS[form](it, *signs)
    except IndexError:
        piece = None
    return named(it, FALLBACKS.get(it.rule, "")) if piece is None or it.left else piece


FALLBACKS = {"np.linalg.trace": "linalg.trace", "np.linalg.norm": "norm", "[]": "item"}
"""Names of functions in print that another function has by its own right."""


def _two(make: Callable[[Piece, Piece], Piece]) -> Form:
    return lambda it: make(it.operand(0), it.operand(1))


def _fences(it: Arguments, left: str, right: str) -> Piece:
    return Piece(fenced(left, it.first.markup, right), rank=it.first.rank)


def _infix(it: Arguments, sign: str) -> Piece:
    left, right = it.operand(0), it.operand(1)
    if sign == "mod":
        return infix(left, mi(sign), right, highest(left, right))._replace(binding=Binding.LOOSE)
    return infix(left, mo(sign), right, highest(left, right))


def _compared(it: Arguments, sign: str) -> Piece:
    left, right = it.operand(0), it.operand(1)
    markup = row(before(left, Binding.SUM), mo(sign), enclosed(right, Binding.SUM))
    return Piece(markup, Binding.COMPARISON, highest(left, right), right.open)


def _joined(it: Arguments, sign: str) -> Piece:
    left, right = it.operand(0), it.operand(1)
    markup = row(before(left, Binding.COMPARISON), THIN_SPACE, mo(sign), THIN_SPACE, enclosed(right, Binding.COMPARISON))
    return Piece(markup, Binding.LOGICAL, highest(left, right), right.open)


def _not(it: Arguments) -> Piece:
    return Piece(row(mo("¬"), enclosed(it.first, Binding.CALL)), Binding.CALL, it.first.rank)


def _raised(it: Arguments, sign: str) -> Piece:
    return raised(it.first, mo(sign))


def _exponential(it: Arguments, base: str = "") -> Piece | None:
    """eᵗ of a number; of arrays exp(x), since e with a matrix above is another thing. Where `e` is a name, exp too."""
    if it.first.rank != 0 or (not base and "e" in it.letters):
        return named(it, "exp2" if base else "exp", "each")
    return Piece(sup(f"<mn>{base}</mn>" if base else constant("e"), it.first.markup), Binding.POWER, 0)


def _exponential_less_one(it: Arguments) -> Piece | None:
    exponential = _exponential(it)
    return exponential and sum_of(exponential, "−", ONE)


def _logarithm(it: Arguments, base: str) -> Piece:
    return Piece(applied(sub(mi("log"), f"<mn>{base}</mn>"), it.first.markup), Binding.CALL, it.first.rank)


def _logarithm_of_one_more(it: Arguments) -> Piece:
    return Piece(applied(mi("log"), sum_of(ONE, "+", it.first).markup), Binding.CALL, it.first.rank)


def _log_gamma(it: Arguments) -> Piece:
    gamma = fenced("|", applied(constant("Γ"), it.first.markup), "|")
    return Piece(row(mi("log"), THIN_SPACE, gamma), Binding.CALL, it.first.rank)


def _cases(it: Arguments) -> Piece | None:
    if len(it.positional) != 3:
        return None
    condition, then, other = (it.operand(i) for i in range(3))
    return choice(((then, condition),), other, "where ", highest(condition, then, other))


def choice(choices: tuple[tuple[Piece, Piece], ...], other: Piece, word: str, rank: int | None) -> Piece:
    """A brace with a line for each (value, condition), and one for all else."""
    lines = [(then.markup, row(mtext(word.replace(" ", "\N{NO-BREAK SPACE}")), condition.markup)) for then, condition in choices]
    lines.append((other.markup, mtext("otherwise")))
    brace = '<mo fence="true" form="prefix">{</mo>'
    return Piece(row(brace, table(lines, ' class="cases"')), Binding.LOOSE, rank, open=True)


def _several_cases(it: Arguments) -> Piece | None:
    conditions, choices, default = it.node("conditions"), it.node("choices"), it.piece("default")
    if type(conditions) is not tree.Sequence or type(choices) is not tree.Sequence or len(conditions.parts) != len(choices.parts):
        return None
    pairs = tuple([(it.set(then), it.set(when)) for then, when in zip(choices.parts, conditions.parts, strict=True)])
    rank = highest(*[piece for pair in pairs for piece in pair], default or ONE)
    return choice(pairs, default or Piece("<mn>0</mn>", rank=0), "where ", rank)


def _array(it: Arguments) -> Piece:
    """A list as it is, also where it was written as a tuple; an array stays itself."""
    node = it.given[it.positional[0]]
    if type(node) is tree.Sequence:
        node = tree.Sequence(node.span, node.parts, is_tuple=False)
    it.left.discard(it.positional[0])
    return it.set(node)


def _draw(it: Arguments) -> Piece:
    """A draw: the generator itself is not shown."""
    it.positional = it.positional[1:]
    it.given.pop("rng")
    return named(it)


def _named_by_axes(it: Arguments, name: str, axes: str) -> Piece | None:
    return over_axis(it, name) if axes == "over" else named(it, name, axes)


FORMS: Mapping[str, Form] = {
    "named": _named_by_axes,
    "big": big,
    "fences": _fences,
    "infix": _infix,
    "compared": _compared,
    "joined": _joined,
    "not": _not,
    "raised": _raised,
    "exponential": _exponential,
    "exponential of two": lambda it: _exponential(it, "2"),
    "exponential less one": _exponential_less_one,
    "logarithm": _logarithm,
    "logarithm of one more": _logarithm_of_one_more,
    "root": lambda it, degree: root(it.first, degree),
    "square": lambda it: power(it.first, TWO),
    "negative": lambda it: minus(it.first),
    "itself": lambda it: it.first,
    "sum": lambda it: sum_of(it.operand(0), "+", it.operand(1)),
    "difference": lambda it: sum_of(it.operand(0), "−", it.operand(1)),
    "product": _two(product),
    "quotient": _two(quotient),
    "power": _two(power),
    "whole quotient": _two(whole_quotient),
    "log gamma": _log_gamma,
    "inverse": mathml_algebra.inverse,
    "solve": mathml_algebra.solve,
    "norm": mathml_algebra.norm,
    "matrix power": mathml_algebra.matrix_power,
    "product of several": mathml_algebra.product_of_several,
    "trace": mathml_algebra.trace,
    "dot product": mathml_algebra.dot_product,
    "matrix product": _two(matrix_product),
    "inner": mathml_algebra.inner,
    "outer": mathml_algebra.outer,
    "inner conjugated": mathml_algebra.inner_conjugated,
    "einsum": einsum,
    "cross": lambda it: _infix(it, "×"),
    "vecdot": lambda it: mathml_algebra.inner_conjugated(it, vectors=True),
    "matvec": mathml_algebra.matvec,
    "array": _array,
    "constant": mathml_algebra.constant,
    "constant like": mathml_algebra.constant_like,
    "identity": mathml_algebra.identity,
    "cases": _cases,
    "several cases": _several_cases,
    "matrix transpose": mathml_algebra.matrix_transpose,
    "diagonal": mathml_algebra.diagonal,
    "index": index,
    "draw": _draw,
}
"""Form → what sets it."""
