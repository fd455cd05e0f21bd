"""The search for an edit: what may be edited, with its values, and which edits give the gradient on the case's draw."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cached_property

import numpy as np

from ...errors import ExpressionError
from ...expressions import tree
from ...expressions.reverse import Unsupported
from ...expressions.tree import Node
from ...model import Array, Cause, Comparison
from ...problem import Formula
from ...problem.formula import depending
from .. import shape
from ..evidence import Evidence
from ..evidence.naming import names_in
from ..evidence.sample import Sample, agrees
from ..exchanged import other_claim
from ..explanations import Rank
from . import candidates
from .backward import Backward
from .candidates import Candidate
from .deciding import conditions, decides_nothing
from .editable import Editable, changed_length
from .factor import Factor
from .factors import Factors
from .graph import Graph, copied, numbers, tree_of

BUDGET = 80_000_000
"""At most this many numbers go through the edits of one claim, see `Graph.work`; five million take a hundredth of a second."""

FEW = 8
"""How many entries of the gradient are looked at first."""

TOLERANCE = 1e-5
"""How near an edit must come to the derivation where the input lies elsewhere."""

CONFIRMED = 12
"""At most this many edits that fit the case's draw are tried on others, the likeliest first."""

EVERY = frozenset(Cause)
NAMED = frozenset({Cause.NAME, Cause.INDEX, Cause.WRONG_POINT})

A_FACTOR = 10
"""For a name a product in which it stands: that the other factor is missing is the plainer; it counts as this many characters."""

SIGNS_IN_A_ROW = re.compile(r"[-+] *-")


class Search:
    """The edits of one claim. Raises `Unsupported` where there is nothing that can be edited."""

    def __init__(
        self, comparison: Comparison, evidence: Evidence, causes: frozenset[Cause] = EVERY, constants: Sequence[str] = ()
    ) -> None:
        claim = evidence.draw.problem.stated(evidence.name)
        if isinstance(claim, Formula) and claim.expression.lends:
            raise Unsupported("a claim through lent code, of which no edit can be computed")
        self.comparison = comparison
        self.evidence = evidence
        self.causes = causes
        self.own = evidence.measurements.own
        self.looked_at = slice(None, None, max(1, self.own.positions.size // FEW))
        """Which of the measured entries an edit must meet before it is looked at as a whole."""
        self.few = self.own.positions[self.looked_at]
        self.wanted = self.own.numerical[self.looked_at]
        self.near = 1e-4 + 1e-4 * np.abs(self.wanted)
        problem = evidence.draw.problem
        if any(evidence.fits(value) for _, value, _ in shape.candidates(comparison, evidence)):
            raise Unsupported("the right numbers in a wrong shape")
        if other_claim(evidence) is not None:
            raise Unsupported("the claim of another input")
        if evidence.in_numbers or not isinstance(claim, Formula) or tree_of(claim) is None:
            raise Unsupported("a claim in numbers, or by a tuple")
        own_claim = problem.formula(evidence.text)
        claim_tree = tree_of(own_claim)
        forward = {line.name for line in problem.needed(problem.cost)}
        lines = {
            line.name: line
            for line in problem.needed(own_claim)
            if line.name not in forward and tree_of(line) is not None and "rng" not in line.uses
        }
        self.formulas: Mapping[str, Formula] = {"": own_claim, **lines}
        self.known = {**evidence.draw.values, **evidence.draw.intermediates}
        known = {name: value for name, value in self.known.items() if name not in lines}
        trees = {name: root for name, line in lines.items() if (root := tree_of(line)) is not None}
        if claim_tree is None:
            raise Unsupported("a claim by a tuple")
        self.graph = Graph({"": claim_tree}, trees, known)
        self.only = ""
        self.shape = candidates.shape_of(self.graph.value)
        self.factors = Factors(evidence, constants)

    def seen_as(self, evidence: Evidence) -> Search:
        """The same search, whose edits are held against another view of the claim."""
        self.evidence = evidence
        return self

    def targets(self) -> Iterator[tuple[str, Node]]:
        """What may be edited: the claim first, then the lines nearest to it; or one line alone."""
        if self.only:
            yield self.only, self.graph.lines[self.only]
            return
        yield "", self.graph.roots[""]
        yield from ((key, root) for key, root in reversed(self.graph.lines.items()) if key not in self.backward.right)

    @cached_property
    def backward(self) -> Backward:
        """Which of the lines that serve the claim are right."""
        return Backward(self.graph, self.evidence.derivation)

    def scope(self, key: str) -> list[str]:
        """The names that may stand in an expression: for a line, those before it."""
        order = list(self.known)
        before = order[: order.index(key)] if key in order else order
        named = self.evidence.names.values(self.own)
        numbers_of_the_case = self.evidence.names.scalars.keys() - self.evidence.draw.problem.case.shapes.keys()
        usable = [name for name in (*before, "dout") if name in named and name not in numbers_of_the_case]
        return [name for name in dict.fromkeys(usable) if numbers(named[name]) is not None]

    @cached_property
    def numbers_of_the_case(self) -> list[str]:
        """The plain numbers that have names: weights and rates, which are taken for one another."""
        return [name for name in self.evidence.names.scalars if name in self.evidence.draw.problem.case.values]

    def related(self, a: str, b: str) -> bool:
        """Whether one of two names is made of the other on the way to the cost."""
        lines = list(self.evidence.draw.problem.forward.values())
        return b in depending(lines, a) or a in depending(lines, b)

    def nodes(self, key: str, factors: Iterable[Factor]) -> list[tuple[Factor, Node]]:
        """The factors that may stand in an expression, each with its node."""
        allowed = {*self.scope(key), *self.evidence.draw.problem.case.sizes, *self.evidence.names.scalars}
        return [(factor, node) for factor, node in self._made(tuple(factors)) if tree.names(node) <= allowed]

    def _made(self, factors: tuple[Factor, ...]) -> list[tuple[Factor, Node]]:
        found = []
        for factor in factors:
            if factor.text not in self._nodes:
                try:
                    node = tree_of(self.evidence.draw.problem.formula(factor.text))
                    node = None if node is None else self.graph.keep(copied(node, written=False))
                    if node is not None and numbers(self.graph.value(node)) is not None:
                        self._nodes[factor.text] = node
                except (ExpressionError, Unsupported):
                    self._nodes[factor.text] = None
            made = self._nodes.get(factor.text)
            if made is not None:
                found.append((factor, made))
        return found

    @cached_property
    def _nodes(self) -> dict[str, Node | None]:
        return {}

    def fitting(self, edits: Iterable[tuple[str, Candidate]]) -> list[tuple[str, Candidate]]:
        """The edits that give the gradient on the case's draw, the likeliest first."""
        found = []
        for key, candidate in edits:
            if self.graph.work > BUDGET:
                break
            if candidates.may_be(candidate.cause).isdisjoint(self.causes):
                continue
            changes = {id(old): new for old, new in candidate.changes}
            if decides_nothing(self.graph, self._conditions, candidate, changes):
                continue
            value = self.graph.tried(changes, self.graph.roots[""])
            if value is None or value.shape != self.evidence.shape:
                continue
            if bool((np.abs(value.reshape(-1)[self.few] - self.wanted) <= self.near).all()) and self.evidence.fits(value):
                found.append((key, candidate))
        found.sort(key=lambda each: self.rank(*each))
        return found[:CONFIRMED]

    @cached_property
    def _conditions(self) -> dict[int, Node]:
        return conditions(root for _, root in self.targets())

    def rank(self, key: str, candidate: Candidate) -> Rank:
        edit = self.at(key).edit(candidate)
        near = set().union(*[names_in(text) for text in self.evidence.names.formulas[:1]])
        brought = set() if candidate.factor is None else names_in(candidate.factor.text)
        brought |= {candidate.names[1]} if candidate.names else set()
        late = (bool(self.backward.first) and key not in self.backward.first) or (not key and self._is_chance(candidate))
        length = changed_length(edit) + self._signs_in_a_row(key, candidate)
        old, new = candidate.names or ("", "")
        line = self.evidence.draw.problem.forward.get(new)
        if candidate.cause is Cause.NAME and line is not None and candidates.is_a_factor(old, tree_of(line)):
            length += A_FACTOR
        return Rank(candidate.assumptions, late, length, len(brought - near))

    def _is_chance(self, candidate: Candidate) -> bool:
        """Whether an edit of the claim fits numbers that are written down, and is wrong where the input lies elsewhere."""
        if not self.evidence.is_written_down:
            return False
        text = self.at("").writer.spliced(candidate.changes)
        found = [(each, self.evidence.value(text, each)) for each in self.evidence.measurements.spread]
        return any(value is not None and value.shape == each.claimed.shape and not _holds(each, value) for each, value in found)

    def _signs_in_a_row(self, key: str, candidate: Candidate) -> int:
        """Nobody writes `a - -2 * b` for `a + 2 * b`: it counts as this many characters more."""
        editable = self.at(key)
        after, before = editable.writer.spliced(candidate.changes), editable.text
        return 2 * (len(SIGNS_IN_A_ROW.findall(after)) - len(SIGNS_IN_A_ROW.findall(before)))

    def at(self, key: str) -> Editable:
        """The claim, or a line by its name, with its parts."""
        return Editable(self.graph.lines[key] if key else self.graph.roots[""], self.formulas[key].expression.text)

    def varies(self, node: Node) -> bool:
        """Whether a part depends on the input."""
        return not tree.names(node) <= self.evidence.names.independent | set(self.evidence.draw.problem.case.sizes)

    def is_a_constant(self, text: str) -> bool:
        """Whether an expression is made of sizes and plain numbers of the case alone."""
        case = self.evidence.draw.problem.case
        numbers_of_the_case = {name for name in self.evidence.names.scalars if name in case.values}
        return set(names_in(text)) <= numbers_of_the_case | set(case.sizes) | {"np"}

    def slope_around(self, key: str, candidate: Candidate) -> tuple[Node, Factor] | None:
        """The factor around an edit that becomes the derivative of a function by it, with that derivative."""
        editable = self.at(key)
        changes = {id(old): new for old, new in candidate.changes}
        slopes = [
            (factor, numbers(self.graph.value(node))) for factor, node in self.nodes(key, self.factors.slopes) if not factor.whole
        ]
        for part in reversed(editable.around(candidate)):
            if not isinstance(part, tree.Call) or (part is editable.root and candidate.cause is not Cause.SIGN):
                continue
            value = self.graph.tried(changes, part)
            for factor, slope in slopes:
                if _same(value, slope):
                    return part, factor
        return None


def _holds(sample: Sample, value: Array) -> bool:
    return agrees(sample, value, TOLERANCE) is not None


def _same(first: Array | None, second: Array | None) -> bool:
    if first is None or second is None or first.shape != second.shape or first.size < 2:
        return False
    return bool(np.allclose(first, second, rtol=1e-9, atol=1e-12))
