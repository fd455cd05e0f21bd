"""Vector-Jacobian products of functions that reduce axes, or look along one."""

from __future__ import annotations

from collections.abc import Callable

from .shaping import expanded, total
from .sweep import Node, Pulls, Rule, Sweep, Unsupported
from .terms import ONE, Term, as_atom, atom, linear, minus, number, over, times


def axes_of(node: Node, x: Node, position: int = 1) -> tuple[int, ...]:
    """The axes that a call reduces, counted from the front."""
    axis = node.option(position, "axis")
    dimensions = len(x.shape)
    if axis is None:
        return tuple(range(dimensions))
    axes = axis if isinstance(axis, tuple) else (axis,)
    if not all(isinstance(each, int) for each in axes):
        raise Unsupported(f"the axis in `{node.text}` is no number")
    return tuple(sorted(each % dimensions for each in axes))


def spread(node: Node, x: Node, g: Term, axes: tuple[int, ...]) -> Term:
    """The gradient by a reduction, brought to a shape that broadcasts to that of its argument."""
    return g if node.option(9, "keepdims", False) else expanded(g, axes, len(x.shape))


def count(x: Node, axes: tuple[int, ...], sweep: Sweep) -> Term:
    """How many entries are reduced to one."""
    result = ONE
    for axis in axes:
        result = times(result, sweep.length(x.shape[axis]))
    return result


def kept(function: str, text: str, axes: tuple[int, ...], x: Node) -> Term:
    """A reduction of `text` that broadcasts back against x: over all axes, or with `keepdims`."""
    if len(axes) == len(x.shape):
        return atom(f"{function}({text})", ())
    shape = tuple(1 if axis in axes else length for axis, length in enumerate(x.shape))
    return atom(f"{function}({text}, axis={axes[0] if len(axes) == 1 else axes}, keepdims=True)", shape)


def reduction(rule: Callable[[Node, Term, tuple[int, ...], Sweep], Term]) -> Rule:
    """A function of an array, an axis and `keepdims`; the rule is given x, the spread gradient, the axes."""

    def pulls(node: Node, g: Term, sweep: Sweep) -> Pulls:
        node.only(2, "axis", "keepdims")
        x = node.argument(0)
        axes = axes_of(node, x)
        yield x, rule(x, spread(node, x, g, axes), axes, sweep)

    return pulls


def variance(x: Node, g: Term, axes: tuple[int, ...], sweep: Sweep) -> Term:
    """d/dx mean((x − m)²) = 2·(x − m)/n."""
    centred = as_atom(minus(as_atom(x.term), kept("np.mean", x.text, axes, x)))
    return over(times(times(number(2), centred), g), count(x, axes, sweep))


def deviation(x: Node, g: Term, axes: tuple[int, ...], sweep: Sweep) -> Term:
    centred = as_atom(minus(as_atom(x.term), kept("np.mean", x.text, axes, x)))
    return over(times(centred, g), times(count(x, axes, sweep), kept("np.std", x.text, axes, x)))


def extreme(function: str) -> Callable[[Node, Term, tuple[int, ...], Sweep], Term]:
    """The gradient goes to the entry that is largest; where several are, there is no gradient."""

    def rule(x: Node, g: Term, axes: tuple[int, ...], sweep: Sweep) -> Term:
        text = x.text if x.text.isidentifier() else f"({x.text})"
        return times(g, atom(f"({text} == {kept(function, x.text, axes, x).text})", x.shape))

    return rule


def norm(node: Node, g: Term, sweep: Sweep) -> Pulls:
    """d‖x‖₂ = x/‖x‖₂, along an axis too; the Frobenius norm is that of all entries."""
    node.only(2, "ord", "axis", "keepdims")
    x = node.argument(0)
    kind = node.option(1, "ord")
    axis = node.option(9, "axis")
    if kind not in (None, "fro") and not (kind == 2 and (axis is not None or len(x.shape) == 1)):
        raise Unsupported(f"there is no rule for `{node.text}`")
    axes = axes_of(node, x, 9)
    yield x, over(times(as_atom(x.term), spread(node, x, g, axes)), kept("np.linalg.norm", x.text, axes, x))


def one_axis(node: Node, x: Node) -> int:
    axis = node.option(1, "axis", -1)
    if not isinstance(axis, int):
        raise Unsupported(f"the axis in `{node.text}` is no number")
    return axis % len(x.shape)


def along(node: Node, x: Node, axis: int, term: Term, sweep: Sweep) -> Term:
    """The sum along the axis of a term that broadcasts to x, with the axis kept."""
    held = (1,) * (len(x.shape) - len(term.shape)) + term.shape
    if held[axis] == 1:
        return times(sweep.length(x.shape[axis]), term)
    return total(term, (axis - (len(x.shape) - len(term.shape)),), True, x.shape)


def softmax(node: Node, g: Term, sweep: Sweep) -> Pulls:
    """s = softmax(z): s·(g − Σ g·s) (I. Goodfellow, Y. Bengio, A. Courville, Deep Learning, 2016, section 6.2.2.3)."""
    node.only(2, "axis")
    z = node.argument(0)
    s = atom(node.text, z.shape)
    weighted = times(g, s)
    yield z, minus(weighted, times(s, along(node, z, one_axis(node, z), weighted, sweep)))


def log_softmax(node: Node, g: Term, sweep: Sweep) -> Pulls:
    node.only(2, "axis")
    z = node.argument(0)
    axis = one_axis(node, z)
    arguments = "" if axis == len(z.shape) - 1 else f", axis={axis}"
    s = atom(f"softmax({z.text}{arguments})", z.shape)
    yield z, minus(g, times(s, along(node, z, axis, g, sweep)))


def logsumexp(node: Node, g: Term, sweep: Sweep) -> Pulls:
    node.only(2, "axis", "keepdims")
    z = node.argument(0)
    axis = one_axis(node, z)
    arguments = "" if axis == len(z.shape) - 1 else f", axis={axis}"
    yield z, times(spread(node, z, g, (axis,)), atom(f"softmax({z.text}{arguments})", z.shape))


def product(x: Node, g: Term, axes: tuple[int, ...], sweep: Sweep) -> Term:
    return over(times(g, kept("np.prod", x.text, axes, x)), as_atom(x.term))


def cumulated(node: Node, g: Term, sweep: Sweep) -> Pulls:
    """Each entry has a share in all sums from its own on."""
    node.only(2, "axis")
    x = node.argument(0)
    axis = 0 if len(x.shape) == 1 else node.option(1, "axis")
    if not isinstance(axis, int) or g.shape != x.shape:
        raise Unsupported(f"there is no rule for `{node.text}`")
    yield x, linear(g, lambda text: f"np.flip(np.cumsum(np.flip({text}, {axis}), axis={axis}), {axis})", x.shape)


def trace(node: Node, g: Term, sweep: Sweep) -> Pulls:
    """d tr(X) = tr(dX): g on the diagonal."""
    node.only(1)
    x = node.argument(0)
    if len(x.shape) != 2 or g.shape != ():
        raise Unsupported(f"there is no rule for `{node.text}`")
    lengths = sweep.length(x.shape[0]).text, sweep.length(x.shape[1]).text
    yield x, times(g, atom(f"np.eye({lengths[0] if x.shape[0] == x.shape[1] else ', '.join(lengths)})", x.shape))


RULES: dict[str, Rule] = {
    "np.sum": reduction(lambda x, g, axes, sweep: g),
    "np.mean": reduction(lambda x, g, axes, sweep: over(g, count(x, axes, sweep))),
    "np.var": reduction(variance),
    "np.std": reduction(deviation),
    "np.prod": reduction(product),
    "np.max": reduction(extreme("np.max")),
    "np.min": reduction(extreme("np.min")),
    "np.linalg.norm": norm,
    "np.trace": trace,
    "np.linalg.trace": trace,
    "np.cumsum": cumulated,
    "softmax": softmax,
    "log_softmax": log_softmax,
    "logsumexp": logsumexp,
}
