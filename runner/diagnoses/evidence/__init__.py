"""What a diagnosis may ask for: other draws, the named values of the case, and whether a fix holds."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import Any

import numpy as np

from ...errors import ExpressionError
from ...expressions import read_alone, tree
from ...measuring.compare import again
from ...model import Array, Cause, Comparison, Finding
from ...problem import Draw, Formula
from ...problem.formula import depending
from . import constants, fixes
from .derivation import FAILURES, Derivation
from .fresh import FreshDraws, draws_at_random
from .literals import as_expression, written
from .measurements import FRESH, Measurements, Sample, agrees

NO_LINES: Mapping[str, str] = {}

BETTER = 0.1
"""A fixed claim is off by this fraction of what the claim is off by, at most: to be a little less wrong explains nothing."""

MOST_CONSTANTS = 3
"""So many numbers that the cost is written with may be parts of a constant, beside names."""

MANY = 30
"""More numbers than these are not written out in a fix."""


@dataclass(frozen=True, slots=True)
class Agreement:
    """A fixed claim that holds: the largest relative difference, on the case's draw and so many fresh ones."""

    worst: float
    fresh: int
    sampled: int | None = None
    """How many entries were measured on a fresh draw, where not all were."""

    def of(self, what: str) -> str:
        """In a sentence: what agrees, and where."""
        draws = {0: "at this input, the only one there is", 1: "here and at another random input"}
        where = draws.get(self.fresh, f"here and at {self.fresh} other random inputs")
        part = f", there in {self.sampled} entries" if self.sampled is not None else ""
        return f"{what} agrees with the numerical gradient {where}{part}, to {self.worst:.1g}"


class Evidence:
    """All there is to know of one failing claim, measured when it is asked for, and not more than the budget allows.

    `draw` is what was checked, `comparison` the failing claim, `others` the comparisons of the case's other claims, `h` the step.
    `settled` says where the claim is wrong, if an independent measurement has decided that. `draws` are the fresh draws of the
    case, which its claims share.
    """

    def __init__(
        self,
        draw: Draw,
        comparison: Comparison,
        others: Sequence[Comparison] = (),
        h: float = 1e-4,
        settled: str | None = None,
        *,
        draws: FreshDraws | None = None,
    ) -> None:
        self.measurements = self._measurements(draw, comparison, h, draws or FreshDraws(draw.problem))
        self.others = tuple(others)
        self.everywhere = True
        self.recognised = False
        self.settled = settled
        self._derivations: dict[int, Derivation | None] = {}
        self._claimed: dict[int, Array | None] = {}
        claim = draw.problem.stated(comparison.name)
        self.literal = not isinstance(claim, Formula)
        self.text = claim.expression.text if isinstance(claim, Formula) else as_expression(comparison.claimed)

    def _measurements(self, draw: Draw, comparison: Comparison, h: float, draws: FreshDraws) -> Measurements:
        return Measurements(draw, comparison, h, draws)

    @property
    def name(self) -> str:
        """The input."""
        return self.measurements.name

    @property
    def shape(self) -> tuple[int, ...]:
        """The shape of the input."""
        return self.measurements.shape

    @property
    def draw(self) -> Draw:
        return self.measurements.draw

    def claiming(self, text: str) -> tuple[Comparison, Evidence] | None:
        """The same with another claim, for the second of two causes; None where it cannot be evaluated to the input's shape.

        A constant is believed there only where it is recognised: with any number two causes explain too much.
        """
        value = self.value(text, self.measurements.own)
        if value is None or value.shape != self.shape:
            return None
        other = self._view(text, self.everywhere)
        other.recognised = True
        comparison = self.measurements.comparison
        return again(comparison._replace(measured=None), value, comparison.numerical), other

    def of_these_numbers(self) -> Evidence:
        """The same for what holds with the numbers and sizes of the case, and may be chance: no constant has a name there."""
        return self._view(self.text, everywhere=False)

    def _view(self, text: str, everywhere: bool) -> Evidence:
        other = object.__new__(type(self))
        other.measurements, other.others, other.literal, other.settled = (
            self.measurements,
            self.others,
            self.literal,
            self.settled,
        )
        other.text, other.everywhere, other.recognised = text, everywhere, self.recognised
        other._derivations = self._derivations
        other._claimed = {}
        return other

    def claimed(self, sample: Sample) -> Array | None:
        """What is claimed on a draw."""
        if id(sample) not in self._claimed:
            self._claimed[id(sample)] = self.value(self.text, sample)
        return self._claimed[id(sample)]

    def value(self, text: str, sample: Sample, lines: Mapping[str, str] = NO_LINES) -> Array | None:
        """An expression evaluated as a claim on one draw; None where it is no array of real numbers."""
        try:
            value = np.asarray(self.with_lines(sample, lines).value(self.there(text, sample)))
        except ExpressionError:
            return None
        if self.complex:
            return sample.draw.pulled(self.name, value) if value.dtype.kind in "biufc" else None
        return value.astype(np.float64) if value.dtype.kind in "biuf" else None

    @property
    def complex(self) -> bool:
        """Whether the input is complex: what is compared then has a last axis of two, its real and its imaginary part."""
        return self.name in self.draw.problem.case.complex

    def there(self, text: str, sample: Sample) -> str:
        """An expression of the case as it reads on a draw."""
        return text if sample.changed is None else sample.changed.text(text)

    def with_lines(self, sample: Sample, lines: Mapping[str, str]) -> Draw:
        """A draw on which some lines of `let` read otherwise; raises `ExpressionError` where they cannot be read."""
        if not lines:
            return sample.draw
        problem = sample.draw.problem
        changed = {name: self.there(text, sample) for name, text in lines.items()}
        return sample.draw.under(problem.variation(let={**problem.case.let, **changed}))

    @property
    def differentiated_too(self) -> Mapping[str, Formula]:
        """The lines, by their names, whose functions are differentiated beside those that lead to the cost."""
        return {}

    @property
    def has_rows(self) -> bool:
        """Whether the claim has a row for each number that is differentiated."""
        return False

    @cached_property
    def derivation(self) -> Derivation | None:
        """The right derivation of the gradient; None where it cannot be derived, or does not give the numerical gradient."""
        found = self.derivation_at(self.measurements.own)
        if found is None or agrees(self.measurements.own, found.gradient, self.measurements.tolerance) is None:
            return None
        return found

    def derivation_at(self, sample: Sample) -> Derivation | None:
        """The derivation on a sample; None where there is none there."""
        key = id(sample)
        if key not in self._derivations:
            try:
                self._derivations[key] = Derivation(sample.draw, self.name)
            except FAILURES:
                self._derivations[key] = None
        return self._derivations[key]

    @cached_property
    def misnamed(self) -> frozenset[str]:
        """The lines of the backward pass that are named after what they are not, as `di` that is no gradient by `i`."""
        arriving = {} if self.derivation is None else {line.name: np.asarray(line.right) for line in self.derivation.lines}
        found = set()
        for name in self.draw.problem.backward:
            of = line_of_name(name, arriving)
            value = self.value(name, self.measurements.own) if of is not None else None
            if of is not None and value is not None and value.shape == arriving[of].shape:
                size = float(np.abs(arriving[of]).max(initial=0.0))
                if float(np.abs(value - arriving[of]).max(initial=0.0)) > 1e-6 * size:
                    found.add(name)
        return frozenset(found)

    @cached_property
    def claim_may_be_right(self) -> bool:
        """Whether the claim passes on fresh draws, so that the mistake may lie in the step or in the point.

        At random it must on all of them; of a point that is written down, moved a little, one where it does is enough.
        """
        wrong = list(map(self.measurements.is_wrong, self.measurements.fresh))
        return bool(wrong) and not (any(wrong) if draws_at_random(self.draw.problem) else all(wrong))

    def agreement(
        self,
        text: str,
        factor: constants.Factor | None = None,
        *,
        anywhere: bool = True,
        lines: Mapping[str, str] = NO_LINES,
    ) -> Agreement | None:
        """Whether an expression, pasted as the claim, is right: on the case's draw, on two fresh draws, and with other numbers
        and sizes, where they can be others and `anywhere` asks for it.

        `lines` are lines of `let` that read otherwise. `factor` is a constant in it: where its names could not be tried with
        other numbers, they may fit by chance. The case's draw is tried first, as it costs nothing.
        """
        worst = 0.0
        for sample in self._samples():
            difference = self._difference(text, sample, lines)
            if difference is None:
                return None
            worst = max(worst, difference)
        fresh = self.measurements.fresh
        if len(fresh) < FRESH and not self.measurements.fixed:
            return None
        if anywhere and self.everywhere and not self._holds_elsewhere(text, factor, lines):
            return None
        sampled = fresh[0].positions.size if fresh else self.measurements.own.positions.size
        return Agreement(worst, len(fresh), None if sampled == self.measurements.own.positions.size else sampled)

    def _holds_elsewhere(self, text: str, factor: constants.Factor | None, lines: Mapping[str, str]) -> bool:
        samples = self.measurements.elsewhere
        if not samples:
            return factor is None or not self._names_in(factor)
        return any(self._difference(text, sample, lines) is not None for sample in samples)

    def _difference(self, text: str, sample: Sample, lines: Mapping[str, str]) -> float | None:
        """The largest relative difference on one draw; None where the expression is wrong, or hardly less so than the claim."""
        value = self.value(text, sample, lines)
        if value is None or value.shape != self.measurements.shape_on(sample.draw):
            return None
        difference = agrees(sample, value, self.measurements.tolerance)
        if difference is None or sample.claimed.shape != value.shape:
            return difference
        before = float(np.abs(sample.at(sample.claimed) - sample.numerical).max(initial=0.0))
        after = float(np.abs(sample.at(value) - sample.numerical).max(initial=0.0))
        wrong = agrees(sample, sample.claimed, self.measurements.tolerance) is None
        return None if wrong and after > BETTER * before else difference

    def _samples(self) -> Iterator[Sample]:
        yield self.measurements.own
        yield from self.measurements.fresh

    def fits(self, value: Array) -> bool:
        """Whether an array of the input's shape is the gradient on the case's draw: the cheap test before `agreement`."""
        return value.shape == self.shape and agrees(self.measurements.own, value, self.measurements.tolerance) is not None

    def finding(self, cause: Cause, message: str, fix: str, agreement: Agreement) -> Finding:
        """A finding whose fix has been tried."""
        return Finding(cause, self.name, message, agreement.of("the fixed claim"), self.pasted(fix))

    def pasted(self, fix: str) -> str:
        """A fix as it can be pasted: a claim written in numbers is fixed in numbers, where they are not many more."""
        value = self.value(fix, self.measurements.own) if self.literal else None
        if value is None or value.size > max(1, self.measurements.comparison.claimed.size) or value.size > MANY:
            return fix
        return written(value)

    @cached_property
    def quoted(self) -> str:
        """The claim as it stands in a sentence."""
        text = written(self.measurements.comparison.claimed) if self.literal else " ".join(self.text.split())
        return f"`{text}`" if len(text) <= 60 else f"for `{self.name}`"

    def named(self, sample: Sample) -> Mapping[str, Any]:
        """The values and intermediates of the case on a draw, by name: all that a claim can use but the sizes."""
        sizes = self.draw.problem.case.sizes
        values = {name: value for name, value in sample.draw.values.items() if name not in sizes}
        return {**values, **sample.draw.intermediates}

    @cached_property
    def independent(self) -> frozenset[str]:
        """The names that do not depend on the input, and so may be constants."""
        problem = self.draw.problem
        lines = [*problem.forward.values(), *problem.backward.values()]
        # `values` are drawn once: an array made from the input under `values` does not follow it when it is stepped.
        return frozenset(self.named(self.measurements.own)) - depending(lines, self.measurements.input)

    @cached_property
    def reaches_the_cost(self) -> bool:
        """Whether the cost's formula uses the input, directly or not."""
        problem = self.draw.problem
        return not problem.cost.uses.isdisjoint(depending(problem.forward.values(), self.measurements.input))

    @cached_property
    def scalars(self) -> Mapping[str, float]:
        """The named numbers that do not depend on the input."""
        found = {}
        for name, value in self.named(self.measurements.own).items():
            array = np.asarray(value)
            if name in self.independent and array.shape == () and array.dtype.kind in "iuf":
                found[name] = float(array)
        return found

    @cached_property
    def quantities(self) -> Mapping[str, float]:
        """What a constant may be made of: sizes, scalars, and the dimensions of arrays that are no such size."""
        if not self.everywhere:
            return {}
        case = self.draw.problem.case
        sizes = {name: float(size) for name, size in case.sizes.items()}
        dimensions: dict[str, float] = {}
        arrays = {self.name: self.shape, **{name: np.shape(value) for name, value in self.named(self.measurements.own).items()}}
        for name, shape in arrays.items():
            lengths = {f"{name}.shape[{axis}]": float(length) for axis, length in enumerate(shape)}
            if len(shape) > 1:
                lengths[f"{name}.size"] = float(np.prod(shape))
            for text, length in lengths.items():
                if length > 1 and length not in (*sizes.values(), *dimensions.values()):
                    dimensions[text] = length
        return {**sizes, **self.scalars, **dimensions, **self._constants_of_the_cost}

    @cached_property
    def _constants_of_the_cost(self) -> Mapping[str, float]:
        """The numbers in the formulas that lead to the cost that are made of sizes and scalars: `np.sqrt(d)`, `(1 - p)`."""
        found: dict[str, float] = {}
        case, own = self.draw.problem.case, self.measurements.own
        constants = {*case.sizes, *self.scalars} - case.shapes.keys()
        sizes = {*case.sizes, *(name for name in constants if self.scalars.get(name, 0.5).is_integer())}
        for line in (self.draw.problem.cost, *self.draw.problem.forward.values()) if constants else ():
            for node in tree.walk(read_alone(line.expression.text)):
                named = tree.names(node)
                if not named or not isinstance(node, tree.Call):
                    continue
                if len(node.args) == 1 and node.row.name[0].isalpha() and named <= sizes:
                    text = fixes.written(node)
                elif node.row.name in ("+", "-") and named <= constants:
                    text = f"({fixes.written(node)})"
                else:
                    continue
                value = self.value(text, own) if named <= constants and len(found) < MOST_CONSTANTS else None
                if value is not None and value.ndim == 0 and np.isfinite(value):
                    found[text] = float(value)
        return found

    def factors(self, value: float, beside: str | None = None) -> Iterator[constants.Factor]:
        """What a constant may be. Of equal numbers the one that stands `beside` a name in the cost comes first."""
        near, here = self._beside(beside), names_in(self.text)
        ranked = sorted(self.quantities.items(), key=lambda item: (item[0] not in near, item[0] not in here))
        found = constants.factors(value, dict(ranked), self.numbers, () if self.literal else self._whole_numbers)
        return (factor for factor in found if factor.known or not self.recognised)

    def _beside(self, name: str | None) -> frozenset[str]:
        """The names in the terms of the formulas of which one is `name`; all names of the formulas without one."""
        return frozenset().union(*[names for names in self._terms if name is None or name in names])

    @cached_property
    def _terms(self) -> list[frozenset[str]]:
        """The names in each term of the formulas."""
        return [frozenset(tree.names(term)) for text in self.formulas for term in fixes.terms(text)]

    @cached_property
    def _whole_numbers(self) -> tuple[int, ...]:
        """The whole numbers of the claim."""
        found = [node.value for node in tree.walk(read_alone(self.text)) if isinstance(node, tree.Number)]
        return tuple(dict.fromkeys(abs(number) for number in found if type(number) is int))

    def _names_in(self, factor: constants.Factor) -> list[str]:
        """The names of numbers and sizes that a factor is made of."""
        return [name for name in self.quantities if re.search(rf"(?<![\w.]){re.escape(name)}(?!\w)", factor.text)]

    @cached_property
    def numbers(self) -> tuple[float, ...]:
        """The numbers in the formulas of the case that are not whole."""
        roots = [read_alone(text) for text in (*self.formulas, self.text)]
        found = [node.value for root in roots for node in tree.walk(root) if isinstance(node, tree.Number) and not node.symbol]
        return tuple(dict.fromkeys(abs(value) for value in found if isinstance(value, float) and not value.is_integer()))

    @cached_property
    def formulas(self) -> tuple[str, ...]:
        """The texts of the cost and of all intermediates."""
        problem = self.draw.problem
        lines = (*problem.forward.values(), *problem.backward.values())
        return (problem.cost.expression.text, *(line.expression.text for line in lines))

    def changes_with_the_draw(self, factor: constants.Factor) -> bool:
        """Whether a factor is a number that is drawn or made of what is drawn, or one over it: no constant of the case."""
        if not (factor.top or factor.bottom).isidentifier() or (factor.top and factor.bottom):
            return False
        samples = (self.measurements.own, *self.measurements.fresh)
        for name in self._names_in(factor):
            if name in self.draw.problem.case.values:
                continue
            values = [float(np.asarray(self.named(sample)[name])) for sample in samples if name in self.named(sample)]
            if len(set(values)) > 1:
                return True
        return False

    def amounts(self, factor: constants.Factor) -> str:
        """` (n = 5)`: the numbers behind the names of a factor."""
        used = self._names_in(factor)
        return f" ({', '.join(f'{name} = {self.quantities[name]:.6g}' for name in used)})" if used else ""


FRONTS, ENDS = ("d_", "d", "grad_", "g_", "delta_"), ("_grad", "_bar")


def line_of_name(name: str, lines: Collection[str]) -> str | None:
    """The line of the cost that a line of the backward pass is the gradient by, as its name says."""
    stems = [name.removeprefix(front) for front in FRONTS if name.startswith(front)]
    stems += [name.removesuffix(end) for end in ENDS if name.endswith(end)]
    return next((stem for stem in stems if stem in lines), None)


@lru_cache(maxsize=2048)
def names_in(text: str) -> frozenset[str]:
    """The names that an expression uses, those of functions among them."""
    root = read_alone(text)
    functions = (node.row.name for node in tree.walk(root) if isinstance(node, tree.Call))
    return frozenset(tree.names(root)).union(name for name in functions if name.isidentifier())
