"""What a term of a claim may lack, or have too many: the arrays of the case, and the derivatives of its functions."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import cached_property

import numpy as np

from ...expressions import Expression, tree
from ...problem import Formula
from ..evidence import Evidence
from ..evidence.naming import names_in
from .factor import Factor
from .slopes import slopes

MOST_UPSTREAM, MOST_BESIDE = 3, 6
"""Averages are made of at most this many upstream gradients, with at most this many arrays each."""


class Factors:
    """The factors of one claim."""

    def __init__(self, evidence: Evidence, constants: Sequence[str] = ()) -> None:
        self._also = constants
        self._evidence = evidence
        self._problem = evidence.draw.problem

    @cached_property
    def constants(self) -> tuple[Factor, ...]:
        """Small numbers, sizes and named numbers, and one over these."""
        names = dict.fromkeys((*self._problem.case.sizes, *self._evidence.names.scalars))
        plain = [Factor(text, constant=True, unnamed=True) for text in ("2", "0.5")]
        counts = [Factor(f"1 / {count}", constant=True, unnamed=True) for count in self._counts]
        plain += [Factor(text, constant=True, unnamed=True) for text in self._also if text not in ("2", "0.5")]
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
        return slopes(self._evidence)

    @cached_property
    def softmaxes(self) -> tuple[Factor, ...]:
        """The softmaxes on the way from the input to the cost, by their names and as they are written, or written out."""
        found: dict[str, Factor] = {name: Factor(name, function="softmax", axis=axis) for name, axis in self._shares()}
        for name, node, text in self._calls():
            if node.rule == "softmax":
                axis = dict(node.options).get("axis", node.args[1] if len(node.args) > 1 else None)
                along = axis.value if isinstance(axis, tree.Number) and type(axis.value) is int else -1
                for written in filter(None, (name, text)):
                    found.setdefault(written, Factor(written, function="softmax", axis=along))
        return tuple(found.values())

    def _shares(self) -> Iterator[tuple[str, int]]:
        """The lines that are a quotient of an exponential and sum to one along an axis: `e / e.sum()`."""
        for name, formula in self._problem.forward.items():
            root = formula.expression.tree if isinstance(formula.expression, Expression) else None
            value = np.asarray(self._evidence.draw.intermediates.get(name, 0)) if isinstance(root, tree.Call) else np.zeros(())
            if not isinstance(root, tree.Call) or root.row.name != "/" or not value.ndim or not (value > 0).all():
                continue
            axes = [axis for axis in range(-1, -1 - value.ndim, -1) if np.allclose(value.sum(axis=axis), 1.0)]
            yield from ((name, axis) for axis in axes[:1])

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


def _reductions(axes: int) -> Iterator[str]:
    """How an array with this number of axes is averaged or summed so that it fits beside itself again."""
    for name in ("mean", "sum"):
        if axes == 1:
            yield f".{name}()"
            continue
        for axis in range(axes):
            yield f".{name}(axis={axis})" if axis == 0 else f".{name}(axis={axis}, keepdims=True)"
