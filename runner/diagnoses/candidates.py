"""What one edit of an expression can be: each generator yields edits of one kind, as nodes and what to put in their place."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import combinations
from typing import Any

import numpy as np

from ..expressions import tree
from ..expressions.functions import FUNCTIONS
from ..expressions.tree import NOWHERE, Call, Name, Node, Number
from ..model import Cause
from .factors import Factor

PRODUCTS = frozenset({"@", "np.dot", ".dot", "np.matmul", "np.einsum"})
SUMS = frozenset({"+", "-"})
SCALING = frozenset({"*", "/"})
REDUCTIONS = {"np.sum": "np.mean", "np.mean": "np.sum", ".sum": ".mean", ".mean": ".sum"}
ELEMENTWISE = ("np.tanh", "sigmoid", "np.exp", "np.log", "np.sin", "np.cos", "np.sqrt", "np.sinh", "np.cosh", "softplus", "relu")
TAKEN_FOR_EACH_OTHER = (
    ("np.tanh", "np.arctan", "np.arctanh", "erf"), ("np.exp", "np.expm1", "np.exp2"),
    ("np.log", "np.log1p", "np.log2", "np.log10"), ("np.sqrt", "np.cbrt", "np.square"), ("np.sign", "np.abs"),
    ("np.sin", "np.cos", "np.tan"), ("np.arcsin", "np.arccos"), ("np.sinh", "np.cosh", "np.arcsinh"),
    ("np.maximum", "np.minimum"), ("np.max", "np.min"), ("np.argmax", "np.argmin"), ("np.cumsum", "np.cumprod"),
    ("softmax", "log_softmax"), ("softplus", "sigmoid"), ("gammaln", "digamma"), ("np.linalg.inv", "np.linalg.pinv"),
    ("np.tril", "np.triu"), ("np.floor", "np.ceil"),
)  # fmt: skip
"""Functions with the same arguments of which one is written for another."""
SIBLINGS = {name: tuple(other for other in group if other != name) for group in TAKEN_FOR_EACH_OTHER for name in group}
ROUNDED = frozenset({"np.round", "np.rint", "np.floor", "np.ceil", "np.trunc", "np.sign", "np.abs"})
"""What labels are made of, where the numbers themselves belong."""
JOINING = frozenset({"np.concatenate", "np.hstack", "np.vstack", "np.stack", "np.column_stack", "np.block"})
EXCHANGED = "`{part}` and `{dropped}` stand in each other's place"
MOST_PARTS = 8
"""So many arrays that are joined may have changed places."""
NO_VALUES = (tree.Word, tree.Kind, tree.Nothing, tree.Slice, tree.Dots)
"""Parts that are no values, or none that an edit would change."""


@dataclass(frozen=True, slots=True, eq=False)
class Candidate:
    """One edit: nodes with what takes their place, the cause it would be, and how many names or numbers it brings in."""

    changes: tuple[tuple[Node, Node], ...]
    cause: Cause
    assumptions: int = 0
    part: Node | None = None
    """The part of the expression that is told of, where that is not what is replaced."""
    factor: Factor | None = None
    dropped: Node | None = None
    divides: bool = False
    """Whether the factor is divided by."""
    names: tuple[str, str] | None = None
    said: str = ""
    """What is told of it, where that is its own: with {old}, {new} and {part}."""


def operation(symbol: str, *operands: Node) -> Call:
    return Call(NOWHERE, FUNCTIONS[symbol], operands)


def number(value: float) -> Number:
    return Number(NOWHERE, value)


@dataclass(frozen=True, slots=True, eq=False)
class Site:
    """A part that has a value, with what it is an argument of: the node above it, and its position there."""

    node: Node
    parent: Node | None = None
    place: int = 0

    @property
    def above(self) -> str:
        """The name of the function of which it is an argument; empty at the top."""
        return self.parent.row.name if isinstance(self.parent, Call) else ""

    @property
    def in_a_product(self) -> bool:
        """Whether a factor put here is one of a product above: there it is tried anyway."""
        return self.above == "*" or (self.above == "/" and self.place == 0) or self.above in ("unary -", "unary +")


def sites(root: Node) -> Iterator[Site]:
    """All parts of an expression that have a value of their own and may be edited, outer ones first."""
    waiting = [Site(root)]
    while waiting:
        site = waiting.pop()
        yield site
        node = site.node
        if not isinstance(node, Call):
            parts: Iterable[Node] = tree.children(node)
        elif node.row.name == "[]":
            parts = node.args[:1]
        else:
            parts = node.args
        below = [Site(part, node, place) for place, part in enumerate(parts)]
        waiting += [each for each in reversed(below) if not isinstance(each.node, NO_VALUES)]


def factors_of(node: Node) -> tuple[list[Node], list[Node]]:
    """(what is multiplied, what is divided by) of a product, entry by entry; a minus sign in front is passed over."""
    if isinstance(node, Call) and node.row.name == "*":
        (a, b), (c, d) = factors_of(node.args[0]), factors_of(node.args[1])
        return a + c, b + d
    if isinstance(node, Call) and node.row.name == "/":
        (a, b), (c, d) = factors_of(node.args[0]), factors_of(node.args[1])
        return a + d, b + c
    return [node], []


def product(top: Sequence[Node], bottom: Sequence[Node]) -> Node:
    """The product of some nodes over that of others."""
    result: Node = top[0] if top else number(1)
    for node in top[1:]:
        result = operation("*", result, node)
    for node in bottom:
        result = operation("/", result, node)
    return result


def plain_edits(root: Node, shape: Callable[[Node], tuple[int, ...]]) -> Iterator[Candidate]:
    """Edits that bring in nothing: signs, operators, brackets, indices, axes; what is dropped, transposed, or a small number."""
    if not isinstance(root, Number) and shape(root):
        yield Candidate(((root, operation("unary -", root)),), Cause.SIGN, part=root)
    for site in sites(root):
        node = site.node
        yield from _of_index(site)
        if isinstance(node, Number):
            yield from _of_number(site)
        if isinstance(node, tree.Sequence) and site.above in JOINING:
            for first, second in combinations(node.parts[:MOST_PARTS], 2):
                yield Candidate(((first, second), (second, first)), Cause.INDEX, part=first, dropped=second, said=EXCHANGED)
        if not isinstance(node, Call):
            continue
        yield from _of_operator(site, shape)
        yield from _of_call(site, shape)
        yield from _of_order(site, shape)


def _of_operator(site: Site, shape: Callable[[Node], tuple[int, ...]]) -> Iterator[Candidate]:
    node = site.node
    assert isinstance(node, Call)
    name, args = node.row.name, node.args
    if name in SUMS:
        left, right = args
        other = operation("-" if name == "+" else "+", left, right)
        yield Candidate(((node, other),), Cause.SIGN, part=right)
        yield Candidate(((node, operation(name, operation("unary -", left), right)),), Cause.SIGN, part=left)
        if name == "-":
            yield Candidate(((node, operation("-", right, left)),), Cause.SIGN, part=node)
        if not (isinstance(left, Number) and site.in_a_product):  # to leave a number as a factor is to drop the factor
            yield Candidate(((node, left),), Cause.MISSING_TERM, dropped=right)
        yield Candidate(((node, right if name == "+" else operation("unary -", right)),), Cause.MISSING_TERM, dropped=left)
    elif name == "unary -":
        yield Candidate(((node, args[0]),), Cause.SIGN, part=node)
    elif name in SCALING or name == "@":
        left, right = args
        yield Candidate(((node, left),), _dropped(right, shape), dropped=right)
        if name != "/":
            yield Candidate(((node, right),), _dropped(left, shape), dropped=left)
        for symbol, cause in _OTHER_PRODUCTS[name]:
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
    yield from _of_bracket(node)


_OTHER_PRODUCTS = {
    "*": (("@", Cause.PRODUCT), ("/", Cause.SLIP), ("**", Cause.SLIP)),
    "@": (("*", Cause.PRODUCT),),
    "/": (("*", Cause.SLIP),),
}


def _dropped(node: Node, shape: Callable[[Node], tuple[int, ...]]) -> Cause:
    """What it is to have had a factor too many: a constant of a term, or an array."""
    return Cause.SCALE if shape(node) == () else Cause.EXTRA_FACTOR


def _of_bracket(node: Call) -> Iterator[Candidate]:
    """a * (b + c) and a * b + c, (a + b) / c and a + b / c, f(a - b) and f(a) - b."""
    name, args = node.row.name, node.args
    if name in ("*", "/", "@"):
        left, right = args
        if isinstance(right, Call) and right.row.name in SUMS and name != "/":
            a, b = right.args
            yield Candidate(((node, operation(right.row.name, operation(name, left, a), b)),), Cause.SLIP)
        if isinstance(left, Call) and left.row.name in SUMS:
            a, b = left.args
            yield Candidate(((node, operation(left.row.name, a, operation(name, b, right))),), Cause.SLIP)
    elif name in SUMS:
        left, right = args
        if isinstance(left, Call) and left.row.name in ("*", "@"):
            a, b = left.args
            yield Candidate(((node, operation(left.row.name, a, operation(name, b, right))),), Cause.SLIP)
        if isinstance(right, Call) and right.row.name in ("*", "/", "@"):
            a, b = right.args
            yield Candidate(((node, operation(right.row.name, operation(name, left, a), b)),), Cause.SLIP)
        if isinstance(left, Call) and len(left.args) == 1 and not left.options and left.row.name not in _LEVELLESS:
            yield Candidate(((node, replace(left, span=NOWHERE, args=(operation(name, left.args[0], right),))),), Cause.SLIP)
    elif len(args) == 1 and isinstance(args[0], Call) and args[0].row.name in (*SUMS, "*", "/") and name not in _LEVELLESS:
        inner = args[0]
        outside = replace(node, span=NOWHERE, args=inner.args[:1])
        yield Candidate(((node, operation(inner.row.name, outside, inner.args[1])),), Cause.SLIP)


_LEVELLESS = frozenset({"unary -", "unary +", ".T", "np.transpose", "unary ~"})


def _of_call(site: Site, shape: Callable[[Node], tuple[int, ...]]) -> Iterator[Candidate]:
    """Functions left out or in the place of another; means for sums; axes."""
    node = site.node
    assert isinstance(node, Call)
    name, rule, args = node.row.name, node.rule, node.args
    if rule in ELEMENTWISE and len(args) == 1:
        yield Candidate(((node, args[0]),), Cause.WRONG_POINT)
        if not isinstance(args[0], Number) and not (isinstance(args[0], Call) and args[0].row.name == "unary -"):
            yield Candidate(((args[0], operation("unary -", args[0])),), Cause.SIGN, part=args[0])
        for other in ELEMENTWISE:
            if other != rule:
                yield Candidate(((node, operation(other, args[0])),), Cause.WRONG_DERIVATIVE, 1)
    elif rule in ROUNDED and len(args) == 1:
        yield Candidate(((node, args[0]),), Cause.WRONG_POINT)
    for other in SIBLINGS.get(rule, ()):
        if other not in ELEMENTWISE or rule not in ELEMENTWISE:
            yield Candidate(((node, replace(node, span=NOWHERE, row=FUNCTIONS[other])),), Cause.WRONG_DERIVATIVE, 1)
    if name in REDUCTIONS:
        yield Candidate(((node, replace(node, span=NOWHERE, row=FUNCTIONS[REDUCTIONS[name]])),), Cause.SCALE)
        yield Candidate(((node, args[0]),), Cause.BROADCAST)
        yield from _of_axis(node, shape)
    if name in (".T", "np.transpose"):
        yield Candidate(((node, args[0]),), Cause.TRANSPOSED, part=node)
    elif len(shape(node)) == 2 and site.above != ".T" and site.above not in REDUCTIONS:
        yield Candidate(((node, operation(".T", node)),), Cause.TRANSPOSED, part=node)


def _of_axis(node: Call, shape: Callable[[Node], tuple[int, ...]]) -> Iterator[Candidate]:
    dimensions = len(shape(node.args[0]))
    options = {key: value for key, value in node.options if key != "axis"}
    for axis in (*(axis for axis in range(dimensions)), None):
        for keep in (False, True) if axis is not None else (False,):
            changed = dict(options)
            changed.pop("keepdims", None)
            if axis is not None:
                changed = {"axis": number(axis), **changed}
            if keep:
                changed["keepdims"] = Number(NOWHERE, True)
            if _axis_of(node) == axis:
                continue  # nothing but an axis of length 1 more or less
            new = replace(node, span=NOWHERE, args=node.args[:1], options=tuple(changed.items()))
            summed = any(key == "axis" for key, _ in node.options) or len(node.args) > 1
            yield Candidate(((node, new),), Cause.INDEX if summed and axis is not None else Cause.BROADCAST)
    for axes in many_axes(dimensions):
        kept: tuple[tuple[str, Node], ...] = (("keepdims", Number(NOWHERE, True)),)
        for more in ((), kept):
            new = replace(node, span=NOWHERE, args=node.args[:1], options=(("axis", numbered(axes)), *more))
            if new != node:
                yield Candidate(((node, new),), Cause.BROADCAST)


def many_axes(dimensions: int) -> list[tuple[int, ...]]:
    """All axes but one, of three or more: those of a picture in a batch, of which the channels stay."""
    return [tuple(axis for axis in range(dimensions) if axis != kept) for kept in range(dimensions)] if dimensions > 2 else []


def numbered(axes: tuple[int, ...]) -> Node:
    return tree.Sequence(NOWHERE, tuple(map(number, axes)), is_tuple=True)


def _axis_of(node: Call) -> object:
    """The axis that is summed over; None where none is named."""
    axis = dict(node.options).get("axis", node.args[1] if len(node.args) > 1 else None)
    return axis.value if isinstance(axis, Number) else axis


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


def transpositions(root: Node, shape: Callable[[Node], tuple[int, ...]]) -> Iterator[Candidate]:
    """Names and numbers of a product that should be transposed."""
    for site in sites(root):
        if isinstance(site.node, Name) and len(shape(site.node)) == 2 and site.above not in (".T", *REDUCTIONS):
            how = 0 if site.above in PRODUCTS else 1
            yield Candidate(((site.node, operation(".T", site.node)),), Cause.TRANSPOSED, how, part=site.node)


def _of_index(site: Site) -> Iterator[Candidate]:
    """Another whole number in an index, another bound of a slice, or no index."""
    node = site.node
    if not isinstance(node, Call) or node.row.name != "[]":
        return
    array, index = node.args
    yield Candidate(((node, array),), Cause.INDEX)
    steps = {id(part.step) for part in tree.walk(index) if isinstance(part, tree.Slice)}
    for part in tree.walk(index):
        if isinstance(part, Number) and type(part.value) is int and id(part) not in steps:
            for value in dict.fromkeys((part.value - 1, part.value + 1, 0, -1, part.value + 2, -part.value)):
                if value != part.value:
                    yield Candidate(((part, number(value)),), Cause.INDEX)
    for part in index.parts if isinstance(index, tree.Sequence) else (index,):
        if isinstance(part, tree.Slice) and not _is_whole(part):
            nothing = tree.Nothing(NOWHERE)
            whole = [(nothing, nothing, nothing)] if part is not index else []  # alone, it is to leave out the index
            for low, high, step in (*whole, (nothing, part.high, part.step), (part.low, nothing, part.step)):
                yield Candidate(((part, tree.Slice(NOWHERE, low, high, step)),), Cause.INDEX)
            if not isinstance(part.low, tree.Nothing) and isinstance(part.high, tree.Nothing):
                yield Candidate(((part, tree.Slice(NOWHERE, nothing, _negative(part.low), nothing)),), Cause.INDEX)
            if not isinstance(part.high, tree.Nothing) and isinstance(part.low, tree.Nothing):
                yield Candidate(((part, tree.Slice(NOWHERE, _negative(part.high), nothing, nothing)),), Cause.INDEX)


def _negative(bound: Node) -> Node:
    if isinstance(bound, Number) and not isinstance(bound.value, complex):
        return number(-bound.value)
    return operation("unary -", bound)


def _is_whole(part: tree.Slice) -> bool:
    return all(isinstance(bound, tree.Nothing) for bound in (part.low, part.high, part.step))


def _of_number(site: Site) -> Iterator[Candidate]:
    """Another number: a factor is a scale of its term, any other a slip."""
    node = site.node
    assert isinstance(node, Number)
    value = node.value
    if node.symbol or isinstance(value, bool | complex) or site.above in ("[]", "np.reshape", ".reshape"):
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


def renamings(root: Node, scope: Sequence[str], related: Callable[[str, str], bool]) -> Iterator[Candidate]:
    """Another variable: at one place, at every place of a part, two of them exchanged."""
    places = [site for site in sites(root) if isinstance(site.node, Name)]
    inner = [part for site in sites(root) if isinstance(site.node, Call) for part in [site.node]]
    for a in dict.fromkeys(site.node.id for site in places if isinstance(site.node, Name)):
        for b in scope:
            if a == b:
                continue
            new = Name(NOWHERE, b)
            cause = Cause.INDEX if _are_steps(a, b) else Cause.NAME
            own = [site.node for site in places if isinstance(site.node, Name) and site.node.id == a]
            for node in own:
                yield Candidate(((node, new),), cause, 1, names=(a, b), part=_around(root, node))
            for part in inner if len(own) > 1 else ():
                within = tuple((each, new) for each in tree.walk(part) if isinstance(each, Name) and each.id == a)
                if len(within) > 1:
                    at = Cause.WRONG_POINT if cause is Cause.NAME and related(a, b) else cause
                    yield Candidate(within, at, 1, names=(a, b), part=part)
    names = [name for name in dict.fromkeys(site.node.id for site in places if isinstance(site.node, Name)) if name in scope]
    for i, a in enumerate(names):
        for b in names[i + 1 :]:
            pairs = tuple(
                (site.node, Name(NOWHERE, b if site.node.id == a else a))
                for site in places
                if isinstance(site.node, Name) and site.node.id in (a, b)
            )
            yield Candidate(pairs, Cause.INDEX if _are_steps(a, b) else Cause.NAME, 1, names=(a, b))


def _around(root: Node, node: Node) -> Node:
    """The smallest call around a node."""
    found = node
    for part in tree.walk(root):
        if isinstance(part, Call) and any(each is node for each in tree.children(part)):
            found = part
    return found


def other_indices(root: Node, scope: Sequence[str], value: Callable[[Node], Any]) -> Iterator[Candidate]:
    """Another array of whole numbers within an index: `X[a]` for `X[b]`."""
    whole = [name for name in scope if np.asarray(value(Name(NOWHERE, name))).dtype.kind in "iu"]
    for part in tree.walk(root):
        if isinstance(part, Call) and part.row.name == "[]":
            for node in tree.walk(part.args[1]):
                for other in whole if isinstance(node, Name) and node.id in whole else ():
                    if isinstance(node, Name) and other != node.id:
                        yield Candidate(((node, Name(NOWHERE, other)),), Cause.INDEX, 1, names=(node.id, other))


def _are_steps(a: str, b: str) -> bool:
    """Whether two names differ by the number at their end only: `h1` and `h0`."""
    return a.rstrip("0123456789") == b.rstrip("0123456789") and a[-1:].isdigit() and b[-1:].isdigit()


def replacements(root: Node, scope: Sequence[str], shape: Callable[[Node], tuple[int, ...]]) -> Iterator[Candidate]:
    """A variable, or its transpose, in the place of something that was made of others and has its shape."""
    named = [(name, Name(NOWHERE, name)) for name in scope]
    arrays = [(name, node, size) for name, node in named if (size := shape(node))]
    for site in sites(root):
        here = shape(site.node) if isinstance(site.node, Call) else ()
        if not here or site.parent is None:
            continue
        inside = tree.names(site.node)
        for name, node, size in arrays:
            summed = isinstance(site.node, Call) and site.node.row.name in REDUCTIONS
            if (size == here or summed) and inside != {name}:
                yield Candidate(((site.node, node),), Cause.NAME, 2, said=BELONGS)
            elif len(size) == 2 and size[::-1] == here and inside != {name}:
                yield Candidate(((site.node, operation(".T", node)),), Cause.NAME, 2, said=BELONGS)


BELONGS = "`{old}` stands where `{new}` belongs"


def with_factors(root: Node, factors: Iterable[tuple[Factor, Node]], assumptions: int) -> Iterator[Candidate]:
    """A factor put in, at every term, argument and product."""
    places = [site for site in sites(root) if not site.in_a_product and not (site.above == "/" and site.place == 1)]
    for factor, node in factors:
        cause = Cause.SCALE if factor.constant else Cause.MISSING_FACTOR
        new: Node
        for site in places:
            if isinstance(site.node, Number) and not factor.constant:
                continue
            if factor.text.startswith("1 / "):
                divisor = factor.text.removeprefix("1 / ")
                new = operation("/", site.node, number(int(divisor)) if divisor.isdigit() else Name(NOWHERE, divisor))
            elif factor.constant:
                new = operation("*", node, site.node)
            else:
                new = _times(site.node, node)
            yield Candidate(((site.node, new),), cause, assumptions, part=site.node, factor=factor)
            if not factor.constant and assumptions == 1:
                over = operation("/", site.node, node)
                yield Candidate(((site.node, over),), cause, 3, part=site.node, factor=factor, divides=True)


def _times(node: Node, factor: Node) -> Node:
    """A product with another factor, without the parentheses around a product of its own."""
    top, bottom = factors_of(factor)
    return product([node, *top], bottom)


def in_place_of_factors(root: Node, slopes: Sequence[tuple[Factor, Node]], varies: Callable[[Node], bool]) -> Iterator[Candidate]:
    """The derivative of a function in the place of one or two factors of a product, which depend on the input too."""
    for site in sites(root):
        if (
            site.in_a_product
            or site.above in ("**", "<", ">")
            or (isinstance(site.parent, Call) and site.parent.rule in ELEMENTWISE)
        ):
            continue
        top, bottom = factors_of(site.node)
        count = len(top) + len(bottom)
        chosen = [{i} for i in range(count)] + [{i, j} for i in range(count) for j in range(i)]
        for left_out in chosen:
            if len(left_out) == count and site.above not in ("@", "np.diag", *REDUCTIONS):
                continue  # all of it anew explains nothing
            place = min(left_out)
            before = [node for i, node in enumerate(top) if i < place]
            after = [node for i, node in enumerate(top) if i >= place and i not in left_out]
            kept_bottom = [node for i, node in enumerate(bottom) if i + len(top) not in left_out]
            gone = product(
                [node for i, node in enumerate(top) if i in left_out],
                [node for i, node in enumerate(bottom) if i + len(top) in left_out],
            )
            if not all(varies(node) for i, node in enumerate([*top, *bottom]) if i in left_out):
                continue
            for factor, node in slopes:
                above, below = factors_of(node)
                new = product([*before, *above, *after], [*kept_bottom, *below])
                yield Candidate(((site.node, new),), Cause.WRONG_DERIVATIVE, 2, factor=factor, dropped=gone)


def with_terms(root: Node, terms: Iterable[tuple[str, Node]]) -> Iterator[Candidate]:
    """A term put in inside of a product: beside the whole claim it is looked for by numbers."""
    for name, node in terms:
        for site in sites(root):
            if site.parent is None or site.above in SUMS or isinstance(site.node, Number) or node in tree.walk(site.node):
                continue  # 5 s - s is another number
            for symbol in "+-":
                yield Candidate(((site.node, operation(symbol, site.node, node)),), Cause.MISSING_TERM, 2, names=(name, name))


def diagonals(root: Node, softmaxes: Iterable[tuple[Node, int]]) -> Iterator[Candidate]:
    """The whole Jacobian of a softmax s along an axis, where u * s * (1 - s) keeps its diagonal: s * (u - sum(u * s))."""
    for s, axis in softmaxes:
        rest = operation("-", number(1), s)
        for site in sites(root):
            top, bottom = factors_of(site.node)
            if site.in_a_product or s not in top or rest not in top:
                continue
            others = [node for node in top if node not in (s, rest)]
            if len(others) != len(top) - 2 or not others:
                continue
            u = product(others, bottom)
            options = (("axis", number(axis)), ("keepdims", Number(NOWHERE, True)))
            total = Call(NOWHERE, FUNCTIONS["np.sum"], (operation("*", u, s),), options)
            new = operation("*", s, operation("-", u, total))
            yield Candidate(((site.node, new),), Cause.DIAGONAL, 1, names=("softmax", "softmax"))


def shape_of(value: Callable[[Node], Any]) -> Callable[[Node], tuple[int, ...]]:
    """The shapes of parts, by what tells their values."""

    def shape(node: Node) -> tuple[int, ...]:
        try:
            return np.shape(value(node))
        except Exception:  # a part without a value of its own has no shape either
            return ()

    return shape
