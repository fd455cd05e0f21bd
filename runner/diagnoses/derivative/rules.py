"""THE TABLE of vector-Jacobian products: function → rule.

A rule takes a node and the gradient g by its value to pairs (argument, gradient by it). `y` is the value, `x` the argument.
"""

from __future__ import annotations

import ast
from collections.abc import Callable
from fractions import Fraction

from .. import mends
from . import arrangement_rules, linear_rules, reduction_rules
from .shaping import unbroadcast
from .sweep import Node, Pulls, Rule, Sweep
from .terms import ONE, Term, as_atom, atom, minus, negative, number, over, plus, power, times


def elementwise(slope: Callable[[Node, Node], Term]) -> Rule:
    """y = f(x) entry by entry: g·f′(x); `slope` is given x and y."""

    def rule(node: Node, g: Term, sweep: Sweep) -> Pulls:
        node.only(1)
        x = node.argument(0)
        yield x, times(g, slope(x, node))

    return rule


def of(function: str, x: Node) -> Term:
    """`function(x)` as a term."""
    return atom(f"{function}({x.text})", x.shape)


def binary(*slopes: Callable[[Node, Node, Node], Term]) -> Rule:
    """y = f(a, b) entry by entry, with broadcasting; a slope for each side, given a, b and y."""

    def rule(node: Node, g: Term, sweep: Sweep) -> Pulls:
        node.only(2)
        sides = node.argument(0), node.argument(1)
        for side, slope in zip(sides, slopes, strict=True):
            if side.varies:
                yield side, unbroadcast(times(g, slope(*sides, node)), node.shape, side.shape, sweep)

    return rule


def squared(term: Term) -> Term:
    return power(as_atom(term), 2)


def mask(text: str, node: Node) -> Term:
    return atom(text, node.shape)


def wrapped(node: Node) -> str:
    """The text as an operand of a comparison."""
    return node.text if node.text.isidentifier() else f"({node.text})"


def where(node: Node, g: Term, sweep: Sweep) -> Pulls:
    node.only(3)
    condition = node.argument(0)
    for side, chosen in zip((node.argument(1), node.argument(2)), branches(condition), strict=True):
        if side.varies:
            yield side, unbroadcast(times(atom(chosen, condition.shape), g), node.shape, side.shape, sweep)


OPPOSITE: dict[type[ast.cmpop], ast.cmpop] = {
    ast.Gt: ast.LtE(), ast.GtE: ast.Lt(), ast.Lt: ast.GtE(), ast.LtE: ast.Gt(), ast.Eq: ast.NotEq(), ast.NotEq: ast.Eq(),
}  # fmt: skip


def branches(condition: Node) -> tuple[str, str]:
    """Arrays that are 1 where a condition holds, and where it does not."""
    match condition.tree:
        case ast.Compare(left, [operator], [right]):
            return (
                f"({condition.text})",
                f"({mends.written(ast.Compare(left, [OPPOSITE.get(type(operator), operator)], [right]))})",
            )
    return f"np.where({condition.text}, 1, 0)", f"np.where({condition.text}, 0, 1)"


def clip(node: Node, g: Term, sweep: Sweep) -> Pulls:
    node.only(3)
    x, low, high = (node.argument(position) for position in range(3))
    inside = f"(({wrapped(low)} < {wrapped(x)}) & ({wrapped(x)} < {wrapped(high)}))"
    yield x, times(g, atom(inside, node.shape))


def constant_power(a: Node, b: Node) -> Term:
    exponent = b.term
    if len(exponent.products) == 1 and not exponent.products[0].powers:
        value = exponent.products[0].number
        return times(number(value), power(a.term, value - 1))
    return times(exponent, atom(f"{wrapped(a)} ** ({b.text} - 1)", a.shape))


TWO = number(2)
HALF = number(Fraction(1, 2))

RULES: dict[str, Rule] = {
    # one argument, entry by entry
    "np.negative": elementwise(lambda x, y: number(-1)),
    "np.positive": elementwise(lambda x, y: ONE),
    "np.exp": elementwise(lambda x, y: of("np.exp", x)),
    "np.exp2": elementwise(lambda x, y: times(atom("np.log(2)", ()), of("np.exp2", x))),
    "np.expm1": elementwise(lambda x, y: of("np.exp", x)),
    "np.log": elementwise(lambda x, y: power(x.term, -1)),
    "np.log2": elementwise(lambda x, y: over(ONE, times(x.term, atom("np.log(2)", ())))),
    "np.log10": elementwise(lambda x, y: over(ONE, times(x.term, atom("np.log(10)", ())))),
    "np.log1p": elementwise(lambda x, y: power(plus(ONE, x.term), -1)),
    "np.sqrt": elementwise(lambda x, y: times(HALF, power(of("np.sqrt", x), -1))),
    "np.cbrt": elementwise(lambda x, y: over(number(Fraction(1, 3)), power(of("np.cbrt", x), 2))),
    "np.square": elementwise(lambda x, y: times(TWO, x.term)),
    "np.reciprocal": elementwise(lambda x, y: negative(power(x.term, -2))),
    "np.abs": elementwise(lambda x, y: of("np.sign", x)),
    "np.sin": elementwise(lambda x, y: of("np.cos", x)),
    "np.cos": elementwise(lambda x, y: negative(of("np.sin", x))),
    "np.tan": elementwise(lambda x, y: power(of("np.cos", x), -2)),
    "np.arcsin": elementwise(lambda x, y: power(atom(f"np.sqrt({minus(ONE, squared(x.term)).text})", x.shape), -1)),
    "np.arccos": elementwise(lambda x, y: negative(power(atom(f"np.sqrt({minus(ONE, squared(x.term)).text})", x.shape), -1))),
    "np.arctan": elementwise(lambda x, y: power(plus(ONE, squared(x.term)), -1)),
    "np.sinh": elementwise(lambda x, y: of("np.cosh", x)),
    "np.cosh": elementwise(lambda x, y: of("np.sinh", x)),
    "np.tanh": elementwise(lambda x, y: minus(ONE, power(of("np.tanh", x), 2))),
    "np.arcsinh": elementwise(lambda x, y: power(atom(f"np.sqrt({plus(squared(x.term), ONE).text})", x.shape), -1)),
    "np.arctanh": elementwise(lambda x, y: power(minus(ONE, squared(x.term)), -1)),
    "sigmoid": elementwise(lambda x, y: times(of("sigmoid", x), as_atom(minus(ONE, of("sigmoid", x))))),
    "relu": elementwise(lambda x, y: mask(f"({wrapped(x)} > 0)", x)),
    "softplus": elementwise(lambda x, y: of("sigmoid", x)),
    "erf": elementwise(lambda x, y: _erf_slope(x)),
    "gammaln": elementwise(lambda x, y: of("digamma", x)),
    # two arguments, entry by entry
    "np.add": binary(lambda a, b, y: ONE, lambda a, b, y: ONE),
    "np.subtract": binary(lambda a, b, y: ONE, lambda a, b, y: number(-1)),
    "np.multiply": binary(lambda a, b, y: b.term, lambda a, b, y: a.term),
    "np.divide": binary(lambda a, b, y: power(b.term, -1), lambda a, b, y: negative(over(a.term, power(b.term, 2)))),
    "np.power": binary(lambda a, b, y: constant_power(a, b), lambda a, b, y: times(atom(y.text, y.shape), of("np.log", a))),
    "np.maximum": binary(
        lambda a, b, y: mask(f"({wrapped(a)} > {wrapped(b)})", y), lambda a, b, y: mask(f"({wrapped(b)} > {wrapped(a)})", y)
    ),
    "np.minimum": binary(
        lambda a, b, y: mask(f"({wrapped(a)} < {wrapped(b)})", y), lambda a, b, y: mask(f"({wrapped(b)} < {wrapped(a)})", y)
    ),
    "np.hypot": binary(lambda a, b, y: over(a.term, atom(y.text, y.shape)), lambda a, b, y: over(b.term, atom(y.text, y.shape))),
    "np.logaddexp": binary(
        lambda a, b, y: atom(f"sigmoid({minus(a.term, b.term).text})", y.shape),
        lambda a, b, y: atom(f"sigmoid({minus(b.term, a.term).text})", y.shape),
    ),
    "np.arctan2": binary(
        lambda a, b, y: over(b.term, plus(squared(a.term), squared(b.term))),
        lambda a, b, y: negative(over(a.term, plus(squared(a.term), squared(b.term)))),
    ),
    "np.where": where,
    "np.clip": clip,
    **reduction_rules.RULES,
    **linear_rules.RULES,
    **arrangement_rules.RULES,
}


def _erf_slope(x: Node) -> Term:
    """d/dx erf(x) = 2/√π · exp(−x²) (M. Abramowitz, I. A. Stegun, Handbook of Mathematical Functions, 7.1.1)."""
    return over(times(TWO, atom(f"np.exp({negative(squared(x.term)).text})", x.shape)), atom("np.sqrt(np.pi)", ()))
