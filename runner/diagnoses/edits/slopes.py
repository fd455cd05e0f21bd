"""The derivatives of the functions on the way from the input to the cost, as factors of a claim."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from ...errors import ExpressionError
from ...expressions import Expression, read_alone, tree
from ...expressions.tree import Node
from ...problem import Formula
from ..evidence import Evidence
from ..evidence.derivatives import DERIVATIVES
from ..evidence.fixes import LEVELS
from ..right import local_derivative
from .factor import Factor


def slopes(evidence: Evidence) -> tuple[Factor, ...]:
    """Each derivative, once."""
    found: dict[str, Factor] = {}
    problem = evidence.draw.problem
    for name, formula in (*problem.forward.items(), ("", problem.cost), *evidence.differentiated_too.items()):
        for factor in _slopes_in(evidence, name, formula):
            for one in (factor, *([_of_rows(factor)] if evidence.has_rows else [])):
                found.setdefault(one.text, one)
    return tuple(found.values())


def _slopes_in(evidence: Evidence, name: str, formula: Formula) -> Iterator[Factor]:
    if not isinstance(formula.expression, Expression):
        return
    root, text = formula.expression.tree, formula.expression.text
    for node in tree.walk(root):
        if type(node) is not tree.Call or not tree.names(node) - evidence.names.independent:
            continue
        written = text[node.span[0] : sum(node.span)]
        value = name if node is root and name else written
        if node.row.name == "**" and isinstance(node.args[1], tree.Number) and node.args[1].value not in (0, 1):
            base = text[node.args[0].span[0] : sum(node.args[0].span)]
            yield Factor(_power_rule(_atom(base), node.args[1].value), function=written, argument=base)
        if node.rule == "np.maximum" and len(node.args) == 2:
            yield from _of_a_rectifier(node, text)
        if node.rule in DERIVATIVES and len(node.args) == 1:
            argument = text[node.args[0].span[0] : sum(node.args[0].span)]
            slope = DERIVATIVES[node.rule].format(y=_atom(value), u=_atom(argument))
            yield Factor(slope, function=node.row.name.lstrip("."), argument=argument)
    if name or evidence.draw.problem.case.output is not None:
        yield from _whole(evidence, root, text)


def _of_a_rectifier(node: tree.Call, text: str) -> Iterator[Factor]:
    """The slope of `np.maximum(0, u)`."""
    for zero, other in (node.args, node.args[::-1]):
        if isinstance(zero, tree.Number) and zero.value == 0:
            argument = text[other.span[0] : sum(other.span)]
            yield Factor(DERIVATIVES["relu"].format(u=_atom(argument)), function="np.maximum", argument=argument)


def _whole(evidence: Evidence, root: Node, text: str) -> Iterator[Factor]:
    """The derivative of a line as a whole, by the one name it depends on, where it works entry by entry."""
    varying = tree.names(root) - evidence.names.independent
    if len(varying) != 1 or type(root) is tree.Name or (type(root) is tree.Call and root.rule in DERIVATIVES):
        return
    (argument,) = varying
    try:
        slope = local_derivative(evidence.draw, text, argument)
    except ExpressionError:
        return
    if slope is not None:
        yield Factor(slope, function=" ".join(text.split()), argument=argument, whole=True)


def _of_rows(factor: Factor) -> Factor:
    """A factor of the rows of a Jacobian."""
    return replace(factor, text=f"({factor.text})[:, None]")


def _power_rule(base: str, exponent: float | complex) -> str:
    """k * u**(k - 1)."""
    assert not isinstance(exponent, complex)
    lower = exponent - 1
    if lower == 1:
        return f"2 * {base}"
    return f"{exponent} * {base}**{lower if lower > 0 else f'({lower})'}"


def _atom(text: str) -> str:
    """The text, in parentheses where it is no name or call."""
    plain = text.replace("_", "a").replace(".", "a")
    return text if plain.isalnum() or (text.endswith((")", "]")) and _is_call(text)) else f"({text})"


def _is_call(text: str) -> bool:
    node = read_alone(text)
    return isinstance(node, tree.LentCall) or (isinstance(node, tree.Call) and node.row.name not in LEVELS)
