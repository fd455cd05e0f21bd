"""Products of arrays, and what the forward formula is taken apart to."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from ..trace import Unsupported
from ..writing import NO_TEXT, Text, called, operation, transposed
from . import terms
from .axes import is_symmetric
from .readings import reads
from .symbol import Symbol, symbol
from .terms import ONE, ZERO, Term
from .whole import whole


def taken_apart(rule: str, args: Sequence[Any]) -> Term | None:
    """The value of a sum, product, quotient, power or matrix product as a term, so that it can cancel."""
    if not all(isinstance(arg, Symbol | int | float) and not isinstance(arg, bool) for arg in args):
        return None
    if rule == "np.sqrt" and isinstance(args[0], int) and args[0] > 0:
        return terms.power(terms.atom(str(args[0]), ()), 0.5)
    names = next((arg.names for arg in args if isinstance(arg, Symbol)), None)
    if names is None:
        return None
    symbols = [symbol(arg, names) for arg in args]
    parts = [each.term for each in symbols]
    if rule == "np.power":
        exponent = args[1]
        is_whole = isinstance(exponent, int) or (isinstance(exponent, float) and exponent.is_integer())
        return terms.power(parts[0], int(exponent)) if is_whole else None
    if rule in _OF_MATRICES:
        return _OF_MATRICES[rule](*symbols) if all(each.ndim in (1, 2) for each in symbols) else None
    join = _JOINED.get(rule)
    return None if join is None or (rule == "np.divide" and parts[1].is_zero) else join(*parts)


_JOINED: dict[str, Callable[..., Term]] = {
    "np.negative": terms.opposite,
    "np.add": terms.plus,
    "np.subtract": terms.minus,
    "np.multiply": terms.times,
    "np.divide": terms.over,
    "np.square": lambda a: terms.power(a, 2),
    "np.sqrt": lambda a: terms.power(a, 0.5),
}


@dataclass(frozen=True, slots=True)
class Outer(Text):
    """Every entry of one vector times every entry of another."""

    left: Text = NO_TEXT
    right: Text = NO_TEXT


def outer_text(left: Text, right: Text) -> Text:
    """`np.outer(u, v)`, of which `np.outer(v, u)` is the transpose."""
    return Outer(
        f"np.outer({left.text}, {right.text})",
        flipped=Text(f"np.outer({right.text}, {left.text})"),
        left=left,
        right=right,
    )


def _multiplied(a: Symbol, b: Symbol) -> Text:
    """The text of a matrix product: a matrix before or behind an outer product goes into it, a vector stands behind a symmetric
    matrix. Of `A @ B` the transpose is `B.T @ A.T`, where that is no longer."""
    left, right = a.term.single, b.term.single
    if left is not None and isinstance(left.written, Outer) and b.ndim == 2:
        return outer_text(left.written.left, operation("@", left.written.right, b.term.written))
    if right is not None and isinstance(right.written, Outer) and a.ndim == 2:
        return outer_text(operation("@", a.term.written, right.written.left), right.written.right)
    if a.ndim == 1 and b.ndim == 2 and is_symmetric(b):
        a, b = b, a
    text = operation("@", a.term.written, b.term.written)
    if a.ndim == b.ndim == 2:
        turned = operation("@", _transposed(b), _transposed(a))
        return replace(text, flipped=turned) if len(turned.text) <= len(text.text) + 2 else text
    return text


def _transposed(x: Symbol) -> Text:
    return x.term.written if is_symmetric(x) else transposed(x.term.written)


def is_identity(atom: terms.Atom) -> bool:
    """Whether it is a square unit matrix."""
    return atom.text.startswith("np.eye(") and atom.text.count("(") == 1 and "," not in atom.text


def product_term(a: Symbol, b: Symbol) -> Term:
    """The matrix product, with scalar factors in front."""
    if a.term.is_zero or b.term.is_zero:
        return ZERO
    (p, left), (q, right) = terms.split(whole(a)), terms.split(whole(b))
    for one, other in ((left, right), (right, left)):
        if one.single is not None and is_identity(one.single):
            return terms.times(terms.times(p, q), other)
    shape = (*a.shape[:-1], *b.shape[:-2], *b.shape[-1:][: b.ndim - 1])
    if a.ndim == b.ndim == 2 or {a.ndim, b.ndim} == {1, 2}:
        text = _multiplied(a.new(left, a.value), b.new(right, b.value))
    else:
        text = operation("@", left.written, right.written)
        shape = np.shape(np.matmul(a.value, b.value))
    return terms.times(terms.times(p, q), terms.atom(text, shape))


@reads(np.matmul)
def matmul(a: Symbol, b: Symbol) -> Symbol:
    """The matrix product."""
    return a.new(product_term(a, b), np.matmul(a.value, b.value))


@reads(np.outer)
def outer(first: Any, second: Any) -> Symbol:
    """Every entry of the one times every entry of the other, with scalar factors in front."""
    names = next(each.names for each in (first, second) if isinstance(each, Symbol))
    a, b = symbol(first, names), symbol(second, names)
    value = np.outer(a.value, b.value)
    (p, left), (q, right) = terms.split(whole(a)), terms.split(whole(b))
    return a.new(terms.times(terms.times(p, q), terms.atom(outer_text(left.written, right.written), value.shape)), value)


@reads(np.einsum)
def einsum(subscripts: str, *operands: Any, **options: Any) -> Any:
    """A sum of products by letters; a product of two matrices is written as one."""
    if options:
        raise Unsupported("np.einsum with options")
    names = next(each.names for each in operands if isinstance(each, Symbol))
    symbols = [symbol(each, names) for each in operands]
    value = np.einsum(subscripts, *(each.value for each in symbols))
    inputs, output = subscripts.split("->")
    scale, kept = ONE, []
    for letters, each in zip(inputs.split(","), symbols, strict=True):
        scalar, rest = terms.split(whole(each)) if letters else (each.term, ONE)
        scale = terms.times(scale, scalar)
        if letters:
            kept.append((letters, rest.written))
    if not kept:
        return Symbol(scale, value, names)
    text = _as_products(kept, output) or called(
        "np.einsum", (f"'{','.join(letters for letters, _ in kept)}->{output}'", *(text.text for _, text in kept))
    )
    return Symbol(terms.times(scale, terms.atom(text, np.shape(value))), value, names)


def _as_products(operands: list[tuple[str, Text]], output: str) -> Text | None:
    """The same as a product of matrices or vectors, where it is one."""
    if len(operands) == 1:
        ((letters, text),) = operands
        if letters == output:
            return text
        return transposed(text) if len(output) == 2 and letters == output[::-1] else None
    if len(operands) != 2 or any(len(set(letters)) < len(letters) or len(letters) > 2 for letters, _ in operands):
        return None
    (a, left), (b, right) = operands
    if len(a) == len(b) == 1 and output == a + b and a != b:
        return outer_text(left, right)
    return _matrix_product((a, left), (b, right), output)


def _matrix_product(first: tuple[str, Text], second: tuple[str, Text], output: str) -> Text | None:
    """`A @ B` for a sum over the one letter that both have and the output has not."""
    shared = set(first[0]) & set(second[0])
    if len(shared) != 1 or shared & set(output) or set(output) != set(first[0]) ^ set(second[0]):
        return None
    (letter,) = shared
    if output[:1] and output[0] in second[0]:
        first, second = second, first
    left = transposed(first[1]) if len(first[0]) == 2 and first[0][0] == letter else first[1]
    right = transposed(second[1]) if len(second[0]) == 2 and second[0][-1] == letter else second[1]
    return operation("@", left, right)


def _turned(a: Symbol) -> Term:
    found: Symbol = a.T
    return found.term


_OF_MATRICES: dict[str, Callable[..., Term]] = {
    "np.matmul": product_term,
    "np.dot": product_term,
    ".T": _turned,
    "np.transpose": _turned,
}
