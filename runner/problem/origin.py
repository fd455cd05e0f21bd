"""Where a cost that is not finite comes from: the innermost part of its formulas that is not, of arguments that are."""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np

from ..errors import ExpressionError
from ..expressions import Expression
from ..expressions.tree import Call, LentCall, Name, Node, Number, children
from ..model.numerals import number
from .draw import Draw
from .formula import Formula

POSITIVE = "draw positive `values`, such as `rng.uniform(0.5, 2, …)`"
NOT_ZERO = "draw `values` that are not zero, or add a small number"
HINTS = {
    **dict.fromkeys(("np.log", "np.log2", "np.log10"), ("log of a negative number", "log of 0")),
    "np.log1p": ("log1p of a number below -1", "log1p of -1"),
    "np.sqrt": ("square root of a negative number", ""),
}
"""Function → what is said of a nan, and of an infinity."""
WITHIN_ONE = ("np.arcsin", "np.arccos", "np.arctanh")
OVERFLOWING = ("np.exp", "np.expm1", "np.exp2", "np.sinh", "np.cosh", "np.square", "**", "np.power", "*", "np.prod")


class Origin(NamedTuple):
    """The part: the key of the expression it stands in, where there, what is said of it, and what to do."""

    key: str
    offset: int
    length: int
    sentence: str
    hint: str | None


def origin(draw: Draw) -> Origin | None:
    """Where the cost stops being finite; None where that cannot be told."""
    for line in [*draw.problem.needed(draw.problem.cost), draw.problem.cost]:
        found = _in_line(draw, line)
        if found is not None:
            return found
    return None


def _in_line(draw: Draw, line: Formula) -> Origin | None:
    expression = line.expression
    if not isinstance(expression, Expression) or "rng" in line.uses:
        return None
    node, text = expression.tree, expression.text
    value = _value(draw, node, text)
    if value is None or _is_finite(value):
        return None
    while True:
        values = ((part, _value(draw, part, text)) for part in _parts(node))
        inner = next(((part, of) for part, of in values if of is not None and not _is_finite(of)), None)
        if inner is None:
            return None if isinstance(node, Name) else _told(draw, line.key, node, value, text)
        node, value = inner


def _parts(node: Node) -> list[Node]:
    """The parts of a node that have a value, those of lists and tuples too."""
    found: list[Node] = []
    for part in children(node):
        found += [part] if isinstance(part, Call | LentCall | Name | Number) else _parts(part)
    return found


def _value(draw: Draw, node: Node, text: str) -> Any:
    start, length = node.span
    try:
        return np.asarray(draw.value(text[start : start + length]))
    except (ExpressionError, ValueError):
        return None


def _is_finite(value: Any) -> bool:
    return value.dtype.kind not in "fc" or bool(np.isfinite(value).all())


def _told(draw: Draw, key: str, node: Node, value: Any, text: str) -> Origin:
    start, length = node.span
    index = tuple(int(at) for at in np.argwhere(~np.isfinite(value))[0])
    entry = value[index]
    sentence = f"`{' '.join(text[start : start + length].split())}` is {_shown(entry)}" + (f" at {list(index)}" if index else "")
    arguments = [(part, of) for part in _parts(node) if (of := _value(draw, part, text)) is not None]
    said = [
        f"`{' '.join(text[part.span[0] :][: part.span[1]].split())}` is {_shown(of[index] if of.shape == value.shape else of)}"
        for part, of in arguments
        if not isinstance(part, Number) and (of.shape == value.shape or of.size == 1)
    ]
    if said:
        sentence += f", where {' and '.join(said)}"
    name = node.row.name if isinstance(node, Call) else ""
    return Origin(key, start, length, sentence, _hint(name, bool(np.isnan(entry))))


def _hint(name: str, is_nan: bool) -> str | None:
    if name in HINTS:
        of_nan, of_infinity = HINTS[name]
        return f"{of_nan if is_nan else of_infinity}: {POSITIVE}"
    if name in WITHIN_ONE:
        return "its argument lies within -1 and 1: draw `values` there, such as `rng.uniform(-0.9, 0.9, …)`"
    if name in ("/", "np.divide", "np.reciprocal", "//", "%"):
        return f"division by 0: {NOT_ZERO}"
    if name in ("**", "np.power") and is_nan:
        return f"a negative number has no such power: {POSITIVE}"
    return "too large for a number: draw smaller `values`" if name in OVERFLOWING and not is_nan else None


def _shown(value: Any) -> str:
    return number(float(np.real(value).reshape(-1)[0] if np.ndim(value) else np.real(value)))
