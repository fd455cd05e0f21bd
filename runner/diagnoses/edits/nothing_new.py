"""Edits that bring in nothing: signs, operators, brackets, order, a number, what is dropped or transposed."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from itertools import combinations

from ...expressions import tree
from ...expressions.tree import NOWHERE, Call, Name, Node, Number
from ...model import Cause
from .calls import of_call, of_index
from .candidates import (
    PRODUCTS,
    REDUCTIONS,
    SCALING,
    SUMS,
    Candidate,
    Site,
    negated,
    number,
    operation,
    sites,
)
from .rows import crossed

JOINING = frozenset({"np.array", "np.concatenate", "np.hstack", "np.vstack", "np.stack", "np.column_stack", "np.block"})
EXCHANGED = "`{part}` and `{dropped}` stand in each other's place"
OF_SHAPES = frozenset({"[]", "np.reshape", ".reshape", "np.eye", "np.identity"})
"""What takes lengths and places, of which another is no other value: `np.eye(1)` is a 1 everywhere."""
MOST_PARTS = 8
"""At most this many arrays that are joined may have changed places."""


def bringing_nothing_in(root: Node, shape: Callable[[Node], tuple[int, ...]]) -> Iterator[Candidate]:
    """Edits that bring in nothing: signs, operators, brackets, indices, axes; what is dropped, transposed, or a small number."""
    if not isinstance(root, Number) and shape(root):
        yield Candidate(((root, operation("unary -", root)),), Cause.SIGN, part=root)
    for site in sites(root):
        node = site.node
        yield from of_index(site, shape)
        if isinstance(node, Number):
            yield from _of_number(site)
        if isinstance(site.parent, tree.Sequence) and isinstance(node, Call) and node.row.name not in ("unary -", *SUMS):
            yield Candidate(((node, negated(node)),), Cause.SIGN, part=node)
        if isinstance(node, tree.Sequence) and site.above in JOINING:
            for first, second in combinations(node.parts[:MOST_PARTS], 2):
                yield Candidate(((first, second), (second, first)), Cause.INDEX, part=first, dropped=second, said=EXCHANGED)
        if not isinstance(node, Call):
            continue
        yield from _of_operator(site, shape)
        yield from of_call(site, shape)
        yield from _of_order(site, shape)


def _of_operator(site: Site, shape: Callable[[Node], tuple[int, ...]]) -> Iterator[Candidate]:
    node = site.node
    assert isinstance(node, Call)
    name, args = node.row.name, node.args
    if name in SUMS:
        left, right = args
        other = operation("-" if name == "+" else "+", left, right)
        yield Candidate(((node, other),), Cause.SIGN, part=right)
        yield Candidate(((node, operation(name, negated(left), right)),), Cause.SIGN, part=left)
        if name == "-":
            yield Candidate(((node, operation("-", right, left)),), Cause.SIGN, part=node)
        if not (isinstance(left, Number) and site.in_a_product):  # to leave a number as a factor is to drop the factor
            yield Candidate(((node, left),), Cause.MISSING_TERM, dropped=right)
        yield Candidate(((node, right if name == "+" else negated(right)),), Cause.MISSING_TERM, dropped=left)
    elif name == "unary -":
        yield Candidate(((node, args[0]),), Cause.SIGN, part=node)
    elif name in SCALING or name == "@":
        left, right = args
        yield Candidate(((node, left),), _dropped(right, shape), dropped=right)
        if name != "/":
            yield Candidate(((node, right),), _dropped(left, shape), dropped=left)
        for symbol, cause in _OTHER_PRODUCTS[name]:
            if symbol == "@" and site.above in REDUCTIONS and len(shape(left)) < 2 > len(shape(right)):
                continue  # the mean of one number is that number
            yield Candidate(((node, operation(symbol, left, right)),), Cause.SLIP if "dout" in tree.names(node) else cause)
        if shape(left) != () and shape(right) != () and name != "/":
            yield Candidate(((node, operation("np.outer", left, right)),), Cause.PRODUCT)
            yield Candidate(((node, operation("np.outer", right, left)),), Cause.PRODUCT)
    elif name == "**" and not isinstance(args[1], Number) and shape(args[1]) == ():
        for symbol in SUMS:
            yield Candidate(((args[1], operation(symbol, args[1], number(1))),), Cause.SLIP)
    elif name in ("<", ">", "<=", ">="):
        other_sign = {"<": ">", ">": "<", "<=": ">=", ">=": "<="}[name]
        yield Candidate(((node, operation(other_sign, *args)),), Cause.SLIP)
    yield from _of_bracket(node, shape)
    yield from _of_powers(node, shape)


_OTHER_PRODUCTS = {
    "*": (("@", Cause.PRODUCT), ("/", Cause.SLIP), ("**", Cause.SLIP)),
    "@": (("*", Cause.PRODUCT),),
    "/": (("*", Cause.SLIP),),
}


def _dropped(node: Node, shape: Callable[[Node], tuple[int, ...]]) -> Cause:
    """What it is to have had a factor too many: a constant of a term, or an array."""
    return Cause.SCALE if shape(node) == () else Cause.EXTRA_FACTOR


def _of_bracket(node: Call, shape: Callable[[Node], tuple[int, ...]]) -> Iterator[Candidate]:
    """a * (b + c) and a * b + c, (a + b) / c and a + b / c, f(a - b) and f(a) - b."""
    name, args = node.row.name, node.args
    if name in ("*", "/", "@"):
        left, right = args
        if isinstance(right, Call) and right.row.name in SUMS and name != "/":
            a, b = right.args
            new = operation(right.row.name, operation(name, left, a), b)
            yield Candidate(((node, new),), _of_both(left, shape, Cause.EXTRA_FACTOR), said=NO_BRACKET)
        if isinstance(left, Call) and left.row.name in SUMS:
            a, b = left.args
            cause = Cause.SLIP if name == "/" else _of_both(right, shape, Cause.EXTRA_FACTOR)
            yield Candidate(((node, operation(left.row.name, a, operation(name, b, right))),), cause, said=NO_BRACKET)
    elif name in SUMS:
        left, right = args
        if isinstance(left, Call) and left.row.name in ("*", "@"):
            a, b = left.args
            new = operation(left.row.name, a, operation(name, b, right))
            yield Candidate(((node, new),), _of_both(a, shape, Cause.MISSING_FACTOR), said=BRACKET)
        if isinstance(left, Call) and left.row.name == "/":
            new = operation("/", left.args[0], operation(name, left.args[1], right))
            yield Candidate(((node, new),), Cause.SLIP, said=BRACKET)
        if isinstance(right, Call) and right.row.name in ("*", "/", "@"):
            a, b = right.args
            new = operation(right.row.name, operation(name, left, a), b)
            cause = Cause.SLIP if right.row.name != "*" else _of_both(b, shape, Cause.MISSING_FACTOR)
            yield Candidate(((node, new),), cause, said=BRACKET)
        if isinstance(left, Call) and len(left.args) == 1 and not left.options and left.row.name not in _LEVELLESS:
            yield Candidate(((node, replace(left, span=NOWHERE, args=(operation(name, left.args[0], right),))),), Cause.SLIP)
    elif len(args) == 1 and isinstance(args[0], Call) and args[0].row.name in (*SUMS, "*", "/") and name not in _LEVELLESS:
        inner = args[0]
        outside = replace(node, span=NOWHERE, args=inner.args[:1])
        yield Candidate(((node, operation(inner.row.name, outside, inner.args[1])),), Cause.SLIP)


POWER_OF_A_SUM = "`{old}` is a power of the sum, where each entry has its own: `{new}`"
SUM_OF_POWERS = "`{old}` sums the powers, where the sum as a whole has one: `{new}`"
NO_BRACKET = "`{old}` should be `{new}`: the brackets are one too many"
BRACKET = "a bracket is missing: `{old}` should be `{new}`"


def _of_powers(node: Call, shape: Callable[[Node], tuple[int, ...]]) -> Iterator[Candidate]:
    """np.sum(z)**2 and np.sum(z**2)."""
    inner = node.args[0] if node.args else node
    if shape(node) != () or not isinstance(inner, Call):
        return
    if node.row.name == "**" and inner.row.name in REDUCTIONS:
        inside = replace(inner, span=NOWHERE, args=(operation("**", inner.args[0], node.args[1]), *inner.args[1:]))
        yield Candidate(((node, inside),), Cause.SLIP, said=POWER_OF_A_SUM)
    elif node.row.name in REDUCTIONS and inner.row.name == "**":
        outside = replace(node, span=NOWHERE, args=(inner.args[0], *node.args[1:]))
        yield Candidate(((node, operation("**", outside, inner.args[1])),), Cause.SLIP, said=SUM_OF_POWERS)


def _of_both(factor: Node, shape: Callable[[Node], tuple[int, ...]], cause: Cause) -> Cause:
    """What it is that a factor stands before one of two terms, or before both: a slip of a constant."""
    return Cause.SLIP if shape(factor) == () else cause


_LEVELLESS = frozenset({"unary -", "unary +", ".T", "np.transpose", "unary ~"})


def _of_order(site: Site, shape: Callable[[Node], tuple[int, ...]]) -> Iterator[Candidate]:
    """Arguments in the other order, and what is transposed among them."""
    node = site.node
    assert isinstance(node, Call)
    if len(node.args) != 2 or node.row.name in (*SUMS, "*", "[]", "<", ">", "<=", ">=", "==", "!="):
        return
    a, b = node.args
    if isinstance(b, tree.Sequence | tree.Slice | tree.Nothing | tree.Word | tree.Kind):
        return
    turned = replace(node, span=NOWHERE, args=(b, a))
    cause = Cause.TRANSPOSED if node.rule in ("np.matmul", "np.dot") else Cause.INDEX
    yield Candidate(((node, turned),), Cause.SLIP if node.row.name in ("/", "**") else cause, part=node)
    if node.row.name == "@" and len(shape(a)) == 2 == len(shape(b)):
        both = operation("@", operation(".T", b), operation(".T", a))
        yield Candidate(((node, both),), Cause.TRANSPOSED, part=node)
        for left, right in ((operation(".T", b), a), (b, operation(".T", a))):
            yield Candidate(((node, operation("@", left, right)),), Cause.TRANSPOSED, part=node)
        if isinstance(a, Call) and a.row.name == "@":  # neighbours in a chain
            neighbours = operation("@", operation("@", a.args[0], b), a.args[1])
            yield Candidate(((node, neighbours),), Cause.TRANSPOSED, part=node)


def transpositions(root: Node, shape: Callable[[Node], tuple[int, ...]]) -> Iterator[Candidate]:
    """Names and numbers of a product that should be transposed."""
    for site in sites(root):
        if isinstance(site.node, Name) and len(shape(site.node)) == 2 and site.above not in (".T", *REDUCTIONS):
            if crossed(site.parent, shape) is not None:
                continue  # a column for a row is the plainer
            how = 0 if site.above in PRODUCTS else 1
            yield Candidate(((site.node, operation(".T", site.node)),), Cause.TRANSPOSED, how, part=site.node)


def _of_number(site: Site) -> Iterator[Candidate]:
    """Another number: a factor is a scale of its term, any other a slip."""
    node = site.node
    assert isinstance(node, Number)
    value = node.value
    if node.symbol or isinstance(value, bool | complex) or site.above in OF_SHAPES:
        return
    scales = site.above in SCALING or site.in_a_product
    cause = Cause.SCALE if scales else Cause.INDEX if site.above == "one_hot" and not site.place else Cause.SLIP
    others: list[float] = [1, 2, 0, 3, 4, -1, 2 * value, value / 2, value + 1, value - 1]
    others += [0.5, 0.25] if scales or site.above == "**" else []
    for other in dict.fromkeys(others):
        if other not in (value, -value) and not (other in (0, 1) and scales) and (other or site.above not in SUMS):
            yield Candidate(((node, number(int(other) if float(other).is_integer() else other)),), cause)
    if value:
        yield Candidate(((node, number(-value)),), Cause.SIGN, part=node)
