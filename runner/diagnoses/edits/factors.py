"""What a term of a claim may lack, or have too many: the arrays of the case, and the derivatives of its functions."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np

from ...errors import ExpressionError
from ...expressions import Expression, read_alone, tree
from ...expressions.tree import Node
from ...problem import Formula
from ..evidence import Evidence
from ..evidence.fixes import LEVELS
from ..evidence.naming import names_in
from ..right import local_derivative

SLOPES = {
    "np.tanh": "1 - {y}**2", "sigmoid": "{y} * (1 - {y})", "relu": "({u} > 0)", "np.exp": "{y}", "softplus": "sigmoid({u})",
    "np.log": "1 / {u}", "np.sqrt": "1 / (2 * {y})", "np.square": "2 * {u}", "np.sin": "np.cos({u})", "np.cos": "-np.sin({u})",
    "np.abs": "np.sign({u})", "np.log1p": "1 / (1 + {u})", "np.expm1": "np.exp({u})", "np.arctan": "1 / (1 + {u}**2)",
    "np.sinh": "np.cosh({u})", "np.cosh": "np.sinh({u})", "np.reciprocal": "-{y}**2",
}  # fmt: skip
"""The derivatives of functions of one argument, in terms of the argument u or the value y, as people write them.

F. W. J. Olver et al., NIST Handbook of Mathematical Functions (2010), chapter 4."""


MOST_UPSTREAM, MOST_BESIDE = 3, 6
"""Of so many upstream gradients averages are made, with so many arrays each."""


@dataclass(frozen=True, slots=True)
class Factor:
    """An expression by which a term may have to be multiplied.

    `function` is what it is the derivative of, where it is one; `constant` says that it does not depend on anything drawn.
    """

    text: str
    constant: bool = False
    function: str = ""
    argument: str = ""
    upstream: bool = False
    plain: bool = False
    """A number without a name."""
    axis: int = -1
    whole: bool = False
    """Whether the function is a whole line, and no function of the table."""

    @property
    def why(self) -> str:
        if self.upstream:
            return "the upstream gradient"
        return f"the derivative of `{self.function}`" if self.function else ""


class Factors:
    """The factors of one claim."""

    def __init__(self, evidence: Evidence) -> None:
        self._evidence = evidence
        self._problem = evidence.draw.problem

    @cached_property
    def constants(self) -> tuple[Factor, ...]:
        """Small numbers, sizes and named numbers, and one over these."""
        names = dict.fromkeys((*self._problem.case.sizes, *self._evidence.names.scalars))
        plain = [Factor(text, constant=True, plain=True) for text in ("2", "0.5")]
        counts = [Factor(f"1 / {count}", constant=True, plain=True) for count in self._counts]
        return (*plain, *counts, *(Factor(text, constant=True) for name in names for text in (name, f"1 / {name}")))

    @property
    def _counts(self) -> list[int]:
        """The whole numbers by which the cost is divided: how many there are of something, where that has no name."""
        divisors = (
            part.args[1]
            for _, formula in self._formulas()
            if isinstance(formula.expression, Expression)
            for part in tree.walk(formula.expression.tree)
            if type(part) is tree.Call and part.row.name == "/"
        )
        found = {part.value for part in divisors if isinstance(part, tree.Number) and type(part.value) is int and part.value > 2}
        return sorted(count for count in found if isinstance(count, int))

    @cached_property
    def arrays(self) -> tuple[Factor, ...]:
        """The arrays of the case, with the upstream gradient first, and numbers that depend on the input."""
        named = self._evidence.names.values(self._evidence.measurements.own)
        found = ["dout"] if "dout" in named else []
        found += [
            name
            for name, value in named.items()
            if name not in ("dout", *self._evidence.names.scalars) and np.asarray(value).dtype.kind in "biuf"
        ]
        return tuple(Factor(name, upstream=name == "dout") for name in found)

    @cached_property
    def masks(self) -> tuple[Factor, ...]:
        """The arrays of zeros and ones that the formula of the cost uses."""
        used = set().union(*[names_in(text) for text in self._evidence.names.formulas])
        named = self._evidence.names.values(self._evidence.measurements.own)
        return tuple(
            factor
            for factor in self.arrays
            if factor.text in used and np.ndim(named[factor.text]) and np.isin(named[factor.text], (0, 1)).all()
        )

    @cached_property
    def norms(self) -> tuple[Factor, ...]:
        """The single numbers in the formula of the cost that depend on the input, as they are written there: norms and sums."""
        found: dict[str, Factor] = {}
        for name, node, text in self._calls():
            if node.row.name[-1].isalnum() and not name:
                written = " ".join(text.split())
                value = None if tree.names(node) <= self._evidence.names.independent else self._number(written)
                if value is not None:
                    found.setdefault(written, Factor(written))
        return tuple(found.values())

    @cached_property
    def squares(self) -> tuple[Factor, ...]:
        """The squares of numbers that depend on the input and have a name, one for each row perhaps: of norms and spreads."""
        named = self._evidence.names.values(self._evidence.measurements.own)
        varying = [name for name in named if name not in self._evidence.names.independent and name != self._evidence.name]
        rows = [name for name in varying if np.ndim(named[name]) == 0 or 1 in np.shape(named[name])]
        return tuple(Factor(f"{name}**2") for name in rows if np.asarray(named[name]).dtype.kind == "f")

    def _number(self, text: str) -> float | None:
        value = self._evidence.value(text, self._evidence.measurements.own)
        return float(value) if value is not None and value.ndim == 0 else None

    @cached_property
    def reshaped(self) -> tuple[Factor, ...]:
        """The masks that have as many entries as the input, in its shape."""
        named = self._evidence.names.values(self._evidence.measurements.own)
        shape = self._evidence.shape
        return tuple(
            Factor(f"{mask.text}.reshape({self._evidence.name}.shape)")
            for mask in self.arrays
            if np.size(named[mask.text]) == int(np.prod(shape))
            and np.shape(named[mask.text]) != shape
            and np.isin(named[mask.text], (0, 1)).all()
        )

    @cached_property
    def slopes(self) -> tuple[Factor, ...]:
        """The derivatives of the functions on the way from the input to the cost."""
        found: dict[str, Factor] = {}
        for name, formula in (*self._formulas(), *self._evidence.differentiated_too.items()):
            for factor in self._slopes_in(name, formula):
                for one in (factor, *([_of_rows(factor)] if self._evidence.has_rows else [])):
                    found.setdefault(one.text, one)
        return tuple(found.values())

    @cached_property
    def softmaxes(self) -> tuple[Factor, ...]:
        """The softmaxes on the way from the input to the cost, by their names and as they are written."""
        found: dict[str, Factor] = {}
        for name, node, text in self._calls():
            if node.rule == "softmax":
                axis = dict(node.options).get("axis", node.args[1] if len(node.args) > 1 else None)
                along = axis.value if isinstance(axis, tree.Number) and type(axis.value) is int else -1
                for written in filter(None, (name, text)):
                    found.setdefault(written, Factor(written, function="softmax", axis=along))
        return tuple(found.values())

    def _calls(self) -> Iterator[tuple[str, tree.Call, str]]:
        """The calls in the formulas: the name of the line that is nothing else, if there is one, the call, and its text."""
        for name, formula in self._formulas():
            if isinstance(formula.expression, Expression):
                root, text = formula.expression.tree, formula.expression.text
                for node in tree.walk(root):
                    if type(node) is tree.Call:
                        yield name if node is root else "", node, text[node.span[0] : sum(node.span)]

    @cached_property
    def averages(self) -> tuple[Factor, ...]:
        """What comes back through a mean, a variance or a sum of the forward pass: averages of the upstream gradient, and of its
        product with an array, times that array. A normalisation and a softmax have both."""
        named = self._evidence.names.values(self._evidence.measurements.own)
        upstream = [name for name in ("dout", *self._problem.backward) if name in named and np.ndim(named[name])][:MOST_UPSTREAM]
        found: dict[str, Factor] = {}
        for u in upstream:
            beside = [name for name in named if name not in upstream and np.shape(named[name]) == np.shape(named[u])]
            for over in _reductions(np.ndim(named[u])):
                for text in (f"{u}{over}", *(f"{a} * ({u} * {a}){over}" for a in beside[:MOST_BESIDE])):
                    found.setdefault(text, Factor(text))
        return tuple(found.values())

    def _formulas(self) -> Iterator[tuple[str, Formula]]:
        yield from self._problem.forward.items()
        yield "", self._problem.cost

    def _slopes_in(self, name: str, formula: Formula) -> Iterator[Factor]:
        if not isinstance(formula.expression, Expression):
            return
        root, text = formula.expression.tree, formula.expression.text
        for node in tree.walk(root):
            if type(node) is not tree.Call or not tree.names(node) - self._evidence.names.independent:
                continue
            written = text[node.span[0] : sum(node.span)]
            value = name if node is root and name else written
            if node.row.name == "**" and isinstance(node.args[1], tree.Number) and node.args[1].value not in (0, 1):
                base = text[node.args[0].span[0] : sum(node.args[0].span)]
                yield Factor(_power_rule(_atom(base), node.args[1].value), function=written, argument=base)
            if node.rule == "np.maximum" and len(node.args) == 2:
                yield from self._of_a_rectifier(node, text)
            if node.rule in SLOPES and len(node.args) == 1:
                argument = text[node.args[0].span[0] : sum(node.args[0].span)]
                slope = SLOPES[node.rule].format(y=_atom(value), u=_atom(argument))
                yield Factor(slope, function=node.row.name.lstrip("."), argument=argument)
        if name or self._problem.case.output is not None:
            yield from self._whole(root, text)

    def _of_a_rectifier(self, node: tree.Call, text: str) -> Iterator[Factor]:
        """The slope of `np.maximum(0, u)`."""
        for zero, other in (node.args, node.args[::-1]):
            if isinstance(zero, tree.Number) and zero.value == 0:
                argument = text[other.span[0] : sum(other.span)]
                yield Factor(SLOPES["relu"].format(u=_atom(argument)), function="np.maximum", argument=argument)

    def _whole(self, root: Node, text: str) -> Iterator[Factor]:
        """The derivative of a line as a whole, by the one name it depends on, where it works entry by entry."""
        varying = tree.names(root) - self._evidence.names.independent
        if len(varying) != 1 or type(root) is tree.Name or (type(root) is tree.Call and root.rule in SLOPES):
            return
        (argument,) = varying
        try:
            slope = local_derivative(self._evidence.draw, text, argument)
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


def _reductions(axes: int) -> Iterator[str]:
    """How an array with so many axes is averaged or summed so that it fits beside itself again."""
    for name in ("mean", "sum"):
        if axes == 1:
            yield f".{name}()"
            continue
        for axis in range(axes):
            yield f".{name}(axis={axis})" if axis == 0 else f".{name}(axis={axis}, keepdims=True)"
