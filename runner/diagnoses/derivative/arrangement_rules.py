"""Vector-Jacobian products of functions that rearrange, join or select entries."""

from __future__ import annotations

import ast

from .. import mends
from .shaping import full, shape_text, unbroadcast
from .sweep import Node, Pulls, Rule, Sweep, Unsupported
from .terms import Shape, Term, linear


def transposed(node: Node, g: Term, sweep: Sweep) -> Pulls:
    x = node.argument(0)
    if len(node.call.arguments) + len(node.call.keywords) > 1:
        yield x, _permuted(node, full(g, node.shape, sweep))
    elif not g.shape or len(x.shape) < 2:
        yield x, g
    else:
        term = g if len(g.shape) == len(x.shape) else full(g, node.shape, sweep)
        yield x, linear(term, mends.transposed, term.shape[::-1])


def _permuted(node: Node, term: Term) -> Term:
    """The axes put back in their old order."""
    given = [node.option(position, "axes") for position in range(1, max(2, len(node.call.arguments)))]
    axes = given[0] if isinstance(given[0], tuple | list) else given
    order = [axis % len(term.shape) for axis in axes if isinstance(axis, int)]
    if sorted(order) != list(range(len(term.shape))):
        raise Unsupported(f"the axes in `{node.text}` are no numbers")
    back = tuple(order.index(axis) for axis in range(len(order)))
    shape = tuple(term.shape[axis] for axis in back)
    return linear(term, lambda text: f"np.transpose({text}, {back})", shape)


def swapped(node: Node, g: Term, sweep: Sweep) -> Pulls:
    node.only(3)
    x, i, j = node.argument(0), node.argument(1).text, node.argument(2).text
    yield x, linear(full(g, node.shape, sweep), lambda text: f"np.swapaxes({text}, {i}, {j})", x.shape)


def rearranged(node: Node, g: Term, sweep: Sweep) -> Pulls:
    """`reshape`, `ravel`, `squeeze`, `expand_dims`: the same numbers in the same order."""
    x = node.argument(0)
    if not g.shape:
        yield x, g
    else:
        shape = shape_text(x.shape, sweep)
        yield x, linear(full(g, node.shape, sweep), lambda text: mends.followed(text, f".reshape({shape})"), x.shape)


def spread(node: Node, g: Term, sweep: Sweep) -> Pulls:
    """`broadcast_to`: summed over what was added."""
    x = node.argument(0)
    yield x, unbroadcast(g, node.shape, x.shape, sweep)


def same(function: str) -> Rule:
    """A function that is its own transpose: `np.tril`, `np.triu`, `np.flip`; other arguments are taken over."""

    def rule(node: Node, g: Term, sweep: Sweep) -> Pulls:
        x, rest = node.argument(0), [mends.written(argument) for argument in node.call.arguments[1:]]
        rest += [f"{name}={mends.written(value)}" for name, value in node.call.keywords.items()]
        arguments = "".join(f", {argument}" for argument in rest)
        yield x, linear(full(g, node.shape, sweep), lambda text: f"{function}({text}{arguments})", x.shape)

    return rule


def rolled(node: Node, g: Term, sweep: Sweep) -> Pulls:
    """Rolled back."""
    node.only(3, "axis")
    x, shift, axis = node.argument(0), node.option(1, "shift"), node.option(2, "axis")
    if not isinstance(shift, int) or isinstance(axis, tuple):
        raise Unsupported(f"there is no rule for `{node.text}`")
    where = "" if axis is None else f", axis={axis}"
    yield x, linear(full(g, node.shape, sweep), lambda text: f"np.roll({text}, {-shift}{where})", x.shape)


def joined(node: Node, g: Term, sweep: Sweep) -> Pulls:
    """`concatenate`: to each part its own piece."""
    node.only(2, "axis")
    parts, axis = node.call.arguments[0], node.option(1, "axis", 0)
    if not isinstance(parts, ast.List | ast.Tuple) or not isinstance(axis, int):
        raise Unsupported(f"there is no rule for `{node.text}`")
    g, start, axis = full(g, node.shape, sweep), 0, axis % len(node.shape)
    for part in (Node(element, sweep) for element in parts.elts):
        stop = start + part.shape[axis]
        if part.varies:
            cut = "".join([":, "] * axis) + f"{start or ''}:{stop if stop < node.shape[axis] else ''}"
            yield part, linear(g, lambda text, cut=cut: mends.followed(text, f"[{cut}]"), part.shape)  # type: ignore[misc]
        start = stop


def diagonal(node: Node, g: Term, sweep: Sweep) -> Pulls:
    """`np.diag` takes a vector to a matrix and a matrix to a vector, and so does its gradient."""
    node.only(1)
    x = node.argument(0)
    if len(x.shape) == 2 and x.shape[0] != x.shape[1]:
        raise Unsupported("the diagonal of a matrix that is not square")
    yield x, linear(full(g, node.shape, sweep), lambda text: f"np.diag({text})", x.shape)


def entry(node: Node, g: Term, sweep: Sweep) -> Pulls:
    """x[index]: the gradient goes to where the entries came from, added up where an index is repeated."""
    x, index = node.argument(0), node.call.arguments[1]
    parts = list(index.elts) if isinstance(index, ast.Tuple) else [index]
    if any(isinstance(part, ast.Constant) and part.value is ... for part in parts):
        raise Unsupported("an index with an ellipsis")
    if all(_is_whole(part) or _is_new(part) for part in parts):
        yield from rearranged(node, g, sweep)
        return
    shape = shape_text(x.shape, sweep)
    where = ", ".join(_index(part, axis, parts, x.shape) for axis, part in enumerate(parts))
    target = f"({where})" if len(parts) > 1 else where
    yield x, linear(full(g, node.shape, sweep), lambda text: f"scatter_add({shape}, {target}, {text})", x.shape)


def _is_whole(part: ast.expr) -> bool:
    return isinstance(part, ast.Slice) and (part.lower, part.upper, part.step) == (None, None, None)


def _is_new(part: ast.expr) -> bool:
    return isinstance(part, ast.Constant) and part.value is None


def _index(part: ast.expr, axis: int, parts: list[ast.expr], shape: Shape) -> str:
    """One part of an index as an array; slices of several axes meet as a grid."""
    if isinstance(part, ast.Constant | ast.UnaryOp | ast.Name | ast.Call | ast.List) and not _is_new(part):
        if any(isinstance(other, ast.Slice) for other in parts) and not isinstance(part, ast.Constant | ast.UnaryOp):
            raise Unsupported("slices and arrays in one index")
        return mends.written(part)
    if not isinstance(part, ast.Slice):
        raise Unsupported("an index of this kind")
    text = _range(part, shape[axis])
    behind = sum(isinstance(other, ast.Slice) for other in parts[axis + 1 :])
    return f"{text}[{', '.join([':', *['None'] * behind])}]" if behind else text


def _range(part: ast.Slice, length: int) -> str:
    """The indices that a slice takes from an axis; bounds that are no numbers are taken to lie inside."""
    bounds = [part.lower, part.upper, part.step]
    try:
        first, last, step = slice(*[None if bound is None else ast.literal_eval(bound) for bound in bounds]).indices(length)
    except ValueError:
        if part.step is not None:
            raise
        first_text = "0" if part.lower is None else mends.written(part.lower)
        last_text = str(length) if part.upper is None else mends.written(part.upper)
        return f"np.arange({first_text}, {last_text})"
    return f"np.arange({first}, {last})" if step == 1 else f"np.arange({first}, {last}, {step})"


RULES: dict[str, Rule] = {
    "np.transpose": transposed,
    ".T": transposed,
    "np.swapaxes": swapped,
    "np.reshape": rearranged,
    "np.ravel": rearranged,
    "np.squeeze": rearranged,
    "np.expand_dims": rearranged,
    "np.broadcast_to": spread,
    "np.tril": same("np.tril"),
    "np.triu": same("np.triu"),
    "np.flip": same("np.flip"),
    "np.roll": rolled,
    "np.concatenate": joined,
    "np.diag": diagonal,
    "[]": entry,
}
