"""Another function, axis, option or index: edits of a call that bring in nothing."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace

from ...expressions import tree
from ...expressions.functions import FUNCTIONS
from ...expressions.tree import NOWHERE, Call, Name, Node, Number
from ...model import Cause
from .candidates import ELEMENTWISE, REDUCTIONS, Candidate, Site, number, operation
from .rows import crossed, is_entry

TAKEN_FOR_EACH_OTHER = (
    ("np.tanh", "np.arctan", "np.arctanh", "erf"), ("np.exp", "np.expm1", "np.exp2"),
    ("np.log", "np.log1p", "np.log2", "np.log10"), ("np.sqrt", "np.cbrt", "np.square"), ("np.sign", "np.abs"),
    ("np.sin", "np.cos", "np.tan"), ("np.arcsin", "np.arccos"), ("np.sinh", "np.cosh", "np.arcsinh"),
    ("np.maximum", "np.minimum"), ("np.max", "np.min"), ("np.argmax", "np.argmin"), ("np.cumsum", "np.cumprod"),
    ("softmax", "log_softmax"), ("softplus", "sigmoid"), ("gammaln", "digamma"), ("np.linalg.inv", "np.linalg.pinv"),
    ("np.tril", "np.triu"), ("np.trunc", "np.floor", "np.ceil", "np.rint"),
)  # fmt: skip
"""Functions with the same arguments of which one is written for another."""
SIBLINGS = {name: tuple(other for other in group if other != name) for group in TAKEN_FOR_EACH_OTHER for name in group}
NORMALISED = frozenset({"softmax", "log_softmax", "logsumexp"})
"""Functions along an axis, the last one where none is named."""
ODD = frozenset({"np.sin", "np.tanh", "np.sinh"})
ALONG_AN_AXIS = frozenset({"np.max", "np.min", "np.prod", "np.std", "np.var", "np.linalg.norm", "logsumexp"})
"""Other functions that make one number of many, along an axis or of all."""
WINDOWS = 8
"""So far at most a slice is moved along what it is cut from."""
ROUNDED = frozenset({"np.round", "np.rint", "np.floor", "np.ceil", "np.trunc", "np.sign", "np.abs"})
"""What labels are made of, where the numbers themselves belong."""


def of_call(site: Site, shape: Callable[[Node], tuple[int, ...]]) -> Iterator[Candidate]:
    """Functions left out or in the place of another; means for sums; axes."""
    node = site.node
    assert isinstance(node, Call)
    name, rule, args = node.row.name, node.rule, node.args
    if rule in ELEMENTWISE and len(args) == 1:
        yield Candidate(((node, args[0]),), Cause.WRONG_POINT)
        yield from _of_sign(node)
        for other in ELEMENTWISE:
            if other != rule:
                yield Candidate(((node, operation(other, args[0])),), Cause.WRONG_DERIVATIVE, 1)
    elif rule in ROUNDED and len(args) == 1:
        yield Candidate(((node, args[0]),), Cause.WRONG_POINT)
    elif rule in NORMALISED:
        yield from _of_sign(node)
    if rule in ("np.exp", "sigmoid") and shape(node):
        said = "`{old}` is not divided by its sum: it should be `{new}`" if rule == "np.exp" else ""
        yield Candidate(((node, operation("softmax", args[0])),), Cause.WRONG_DERIVATIVE, 1, said=said)
    for other in SIBLINGS.get(rule, ()):
        if other not in ELEMENTWISE or rule not in ELEMENTWISE:
            yield Candidate(((node, replace(node, span=NOWHERE, row=FUNCTIONS[other])),), Cause.WRONG_DERIVATIVE, 1)
    if name in REDUCTIONS:
        yield Candidate(((node, replace(node, span=NOWHERE, row=FUNCTIONS[REDUCTIONS[name]])),), Cause.SCALE)
        yield Candidate(((node, args[0]),), Cause.BROADCAST)
        yield from _of_axis(node, shape)
    elif rule in ALONG_AN_AXIS:
        yield from _of_axis(node, shape)
    if name in (".T", "np.transpose"):
        yield Candidate(((node, args[0]),), Cause.TRANSPOSED, part=node)
    elif len(shape(node)) == 2 and site.above not in (".T", *REDUCTIONS) and crossed(site.parent, shape) is None:
        turned = args[1] if _is_a_multiple(node) and args[1:] else node
        yield Candidate(((turned, operation(".T", turned)),), Cause.TRANSPOSED, part=turned)


def _of_sign(node: Call) -> Iterator[Candidate]:
    """The sign of an argument; where the function is odd, it is that of what the function is a factor of."""
    argument = node.args[0]
    negative = isinstance(argument, Call) and argument.row.name == "unary -"
    if not isinstance(argument, Number) and not negative and node.rule not in ODD:
        yield Candidate(((argument, operation("unary -", argument)),), Cause.SIGN, part=argument)


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


def of_index(site: Site, shape: Callable[[Node], tuple[int, ...]]) -> Iterator[Candidate]:
    """Another whole number in an index, another bound of a slice, a column for a row, or no index."""
    node = site.node
    if not isinstance(node, Call) or node.row.name != "[]":
        return
    array, index = node.args
    yield Candidate(((node, array),), Cause.INDEX)
    other = crossed(node, shape)
    if other is not None:
        yield Candidate(((node, other),), Cause.INDEX)
    entry = len(shape(array)) == 1 and isinstance(index, Number)
    last = shape(array)[0] - 1 if entry else shape(array)[-1] - 1 if is_entry(index) and shape(array) else -1
    steps = {id(part.step) for part in tree.walk(index) if isinstance(part, tree.Slice)}
    for part in tree.walk(index):
        if isinstance(part, Number) and type(part.value) is int and id(part) not in steps:
            for value in dict.fromkeys((part.value - 1, part.value + 1, 0, -1, part.value + 2, -part.value)):
                if value != part.value and not (value == -1 and 0 <= last <= part.value + 2):  # it is one of the others
                    from_the_end = value == -part.value and value < -1  # a bound is sooner one off than counted from the end
                    yield Candidate(((part, number(value)),), Cause.INDEX, int(from_the_end))
    for part in index.parts if isinstance(index, tree.Sequence) else (index,):
        if isinstance(part, tree.Slice) and not _is_whole(part):
            nothing = tree.Nothing(NOWHERE)
            others = index.parts if isinstance(index, tree.Sequence) else ()
            alone = all(each is part or (isinstance(each, tree.Slice) and _is_whole(each)) for each in others)
            whole = [] if alone else [(nothing, nothing, nothing)]  # alone, it is to leave out the index
            for low, high, step in (*whole, (nothing, part.high, part.step), (part.low, nothing, part.step)):
                yield Candidate(((part, tree.Slice(NOWHERE, low, high, step)),), Cause.INDEX)
            for low, high in _windows(part):
                yield Candidate(((part, tree.Slice(NOWHERE, low, high, nothing)),), Cause.INDEX)
            if not isinstance(part.low, tree.Nothing) and isinstance(part.high, tree.Nothing):
                yield Candidate(((part, tree.Slice(NOWHERE, nothing, _negative(part.low), nothing)),), Cause.INDEX)
            if not isinstance(part.high, tree.Nothing) and isinstance(part.low, tree.Nothing):
                yield Candidate(((part, tree.Slice(NOWHERE, _negative(part.high), nothing, nothing)),), Cause.INDEX)


def _windows(part: tree.Slice) -> Iterator[tuple[Node, Node]]:
    """As many entries further on or further back: of `[2:]` those are `[1:-1]`, which `[:-2]` stands for beside it."""
    first, last = (0 if isinstance(bound, tree.Nothing) else _whole(bound) for bound in (part.low, part.high))
    if first is None or last is None or first < 0 or last > 0 or not isinstance(part.step, tree.Nothing):
        return
    cut = first - last
    for low in range(1, min(cut, WINDOWS)):
        if low != first:
            yield number(low), number(low - cut)


def _whole(bound: Node) -> int | None:
    """The whole number that a bound is."""
    if isinstance(bound, Call) and bound.row.name == "unary -":
        value = _whole(bound.args[0])
        return None if value is None else -value
    return bound.value if isinstance(bound, Number) and type(bound.value) is int else None


def _negative(bound: Node) -> Node:
    if isinstance(bound, Number) and not isinstance(bound.value, complex):
        return number(-bound.value)
    return operation("unary -", bound)


def _is_whole(part: tree.Slice) -> bool:
    return all(isinstance(bound, tree.Nothing) for bound in (part.low, part.high, part.step))


def _is_a_multiple(node: Node) -> bool:
    """Whether a number stands before: the transpose is that of what follows."""
    if not isinstance(node, Call) or node.row.name != "*" or not isinstance(node.args[1], Name | Call):
        return False
    first = node.args[0]
    return isinstance(first, Number) or (
        isinstance(first, Call) and first.row.name == "unary -" and isinstance(first.args[0], Number)
    )
