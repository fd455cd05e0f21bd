"""The one edit of what a person wrote that makes it right: of the claim, or of a line of `let` that serves claims only.

All values of the claim and its lines are computed once; an edit computes anew what is above it. What gives the gradient on the
case's draw is written out as text and held against the gradient on fresh draws too, and with other numbers and sizes; an edit
of a line must leave the other claims right that go through it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Set
from functools import cached_property
from typing import NamedTuple

import numpy as np

from ..errors import ExpressionError
from ..expressions import tree
from ..expressions.reverse import Unsupported
from ..expressions.tree import Node
from ..model import Array, Cause, Comparison, Edit, Finding, Spot
from ..problem import Formula
from ..problem.formula import depending
from . import candidates, habits, insertions, repeated, shape, told
from .backward import Backward
from .candidates import Candidate
from .evidence import Agreement, Evidence, names_in
from .exchanged import other_claim
from .explanations import Explanation, Rank
from .factors import Factor, Factors
from .graph import Graph, copied, numbers, tree_of
from .spliced import Writer

BUDGET = 80_000_000
"""So many numbers go through the edits of one claim, see `Graph.work`; at five million of them a hundredth of a second."""

FEW = 8
"""So many entries of the gradient are looked at first."""

CONFIRMED = 12
"""So many edits that fit the case's draw are tried on others, the likeliest first."""

EVERY = frozenset(Cause)
FACTOR = frozenset({Cause.MISSING_FACTOR, Cause.SCALE})
NAMED = frozenset({Cause.NAME, Cause.INDEX, Cause.WRONG_POINT})
REPEATED = NAMED | {Cause.SCALE, Cause.TRANSPOSED, Cause.SLIP}
HABITS = FACTOR | {Cause.EXTRA_FACTOR, Cause.SLIP, Cause.INDEX, Cause.BROADCAST}

COMPARISONS = frozenset({"<", ">", "<=", ">=", "==", "!="})


def explanations(
    comparison: Comparison, evidence: Evidence, *, plainest: bool = False, causes: frozenset[Cause] = EVERY
) -> Iterator[Explanation]:
    """Every edit that makes the claim right, of the first tier in which there are any; with `plainest` of the first alone.

    Only those are tried that may be told as one of `causes`.
    """
    with np.errstate(all="ignore"):
        yield from _found(comparison, evidence, plainest, causes)


def returning(comparison: Comparison, evidence: Evidence) -> list[Explanation]:
    """The edits that put in a term which comes back through what the claim took as constant."""
    try:
        search = Search(comparison, evidence)
    except (Unsupported, ExpressionError):
        return []
    with np.errstate(all="ignore"):
        return [each for candidate in search.fitting(search.returns()) for each in search.confirmed(candidate)]


def _found(comparison: Comparison, evidence: Evidence, plainest: bool, causes: frozenset[Cause]) -> list[Explanation]:
    try:
        search = Search(comparison, evidence, causes)
    except (Unsupported, ExpressionError):
        return []
    for edits in (search.plainest(),) if plainest else search.tiers():
        found = [explanation for candidate in search.fitting(edits) for explanation in search.confirmed(candidate)]
        if found:
            return found
    return []


class Kind(NamedTuple):
    """Edits of one kind: the causes that they are tried as, and all of them in an expression, by its key and tree."""

    causes: Set[Cause]
    edits: Callable[[str, Node], Iterator[Candidate]]


class Search:
    """The edits of one claim. Raises `Unsupported` where there is nothing that can be edited."""

    def __init__(self, comparison: Comparison, evidence: Evidence, causes: frozenset[Cause] = EVERY) -> None:
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
        claim = problem.stated(evidence.name)
        if any(evidence.fits(value) for _, value, _ in shape.candidates(comparison, evidence)):
            raise Unsupported("the right numbers in a wrong shape")
        if other_claim(evidence) is not None:
            raise Unsupported("the claim of another input")
        if evidence.literal or not isinstance(claim, Formula) or tree_of(claim) is None:
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
        self.factors = Factors(evidence)

    def targets(self) -> Iterator[tuple[str, Node]]:
        """What may be edited: the claim first, then the lines nearest to it; or one line alone."""
        if self.only:
            yield self.only, self.graph.lines[self.only]
            return
        yield "", self.graph.roots[""]
        yield from ((key, root) for key, root in reversed(self.graph.lines.items()) if key not in self.backward.right)

    def plainest(self) -> Iterator[tuple[str, Candidate]]:
        """The edits that assume nothing."""
        return self._of_all(
            Kind(EVERY, lambda _, root: candidates.plain_edits(root, self.shape)),
            Kind({Cause.TRANSPOSED}, lambda _, root: candidates.transpositions(root, self.shape)),
            Kind(FACTOR, lambda key, root: candidates.with_factors(root, self.nodes(key, self.factors.masks), 0)),
        )

    def tiers(self) -> Iterator[Iterator[tuple[str, Candidate]]]:
        """The edits in the order of what they assume."""
        yield self.plainest()
        yield self._of_all(
            Kind(REPEATED, lambda key, root: repeated.repeated(root, self.scope(key), self.shape)),
            Kind(HABITS, lambda key, root: habits.habits(root, self.graph.value, self.varies)),
        )
        yield self._of_all(
            Kind(NAMED | {Cause.MISSING_TERM}, lambda key, root: insertions.with_labels(root, self.labels)),
            Kind(NAMED | {Cause.WRONG_DERIVATIVE}, lambda key, root: habits.wrapped(root, self.graph.value, self.functions)),
            Kind(NAMED, lambda key, root: candidates.renamings(root, self.scope(key), self.related)),
            Kind({Cause.NAME}, lambda key, root: candidates.renamings(root, self.numbers_of_the_case, self.related)),
            Kind({Cause.INDEX}, lambda key, root: candidates.other_indices(root, self.scope(key), self.graph.value)),
            Kind({Cause.NAME}, lambda key, root: candidates.replacements(root, self.scope(key), self.shape)),
            Kind(FACTOR, lambda key, root: candidates.with_factors(root, self.nodes(key, self.factors.arrays), 1)),
            Kind(FACTOR, lambda key, root: candidates.with_factors(root, self.nodes(key, self.factors.slopes), 2)),
            Kind(FACTOR, lambda key, root: candidates.with_factors(root, self.nodes(key, self.factors.constants), 1)),
            Kind({Cause.WRONG_DERIVATIVE}, self._other_derivatives),
            Kind({Cause.DIAGONAL}, lambda key, root: candidates.diagonals(root, self._softmaxes(key))),
            Kind(FACTOR, lambda key, root: insertions.with_matrices(root, self._matrices(key), self.shape)),
            Kind(FACTOR, lambda key, root: candidates.with_factors(root, self.nodes(key, self.factors.norms), 1)),
            Kind(FACTOR, lambda key, root: candidates.with_factors(root, self.nodes(key, self.factors.squares), 1)),
            Kind(FACTOR, lambda key, root: candidates.with_factors(root, self.nodes(key, self.factors.reshaped), 1)),
        )
        yield self._of_all(Kind({Cause.MISSING_TERM}, self._with_terms), Kind(NAMED, self._with_upstream))

    def returns(self) -> Iterator[tuple[str, Candidate]]:
        """The terms that come back through what a claim took as constant."""
        return self._of_all(
            Kind({Cause.MISSING_TERM}, lambda key, root: candidates.with_terms(root, self._texts(key, self.factors.averages)))
        )

    def _of_all(self, *kinds: Kind) -> Iterator[tuple[str, Candidate]]:
        """The edits of some kinds, of all that may be edited; of a kind that cannot be told as what is looked for, none."""
        asked = [kind for kind in kinds if any(not told.may_be(cause).isdisjoint(self.causes) for cause in kind.causes)]
        for key, root in self.targets():
            for kind in asked:
                for candidate in kind.edits(key, root):
                    yield key, candidate

    def _other_derivatives(self, key: str, root: Node) -> Iterator[Candidate]:
        return candidates.in_place_of_factors(root, self.nodes(key, self.factors.slopes), self.varies)

    def _with_terms(self, key: str, root: Node) -> Iterator[Candidate]:
        return candidates.with_terms(root, self._texts(key, self.factors.arrays))

    def _texts(self, key: str, factors: Iterable[Factor]) -> Iterator[tuple[str, Node]]:
        return ((factor.text, node) for factor, node in self.nodes(key, factors))

    def _with_upstream(self, key: str, root: Node) -> Iterator[Candidate]:
        """The upstream gradient put in, and another variable where it may have stood."""
        dout = next((node for factor, node in self.nodes(key, self.factors.arrays) if factor.upstream), None)
        if dout is None:
            return
        for site in candidates.sites(root):
            if site.in_a_product or isinstance(site.node, tree.Number):
                continue
            for renamed in candidates.renamings(site.node, self.scope(key), self.related):
                if any(old is site.node for old, _ in renamed.changes):
                    continue
                # The renamed parts lie within the product with the upstream gradient.
                yield Candidate(
                    ((site.node, candidates.operation("*", dout, told.replaced(site.node, renamed.changes))),),
                    renamed.cause,
                    3,
                    part=site.node,
                    names=renamed.names,
                )

    @cached_property
    def backward(self) -> Backward:
        """Which of the lines that serve the claim are right."""
        return Backward(self.graph, self.evidence.derivation)

    @cached_property
    def functions(self) -> frozenset[str]:
        """The functions of the formulas that lead to the cost."""
        return habits.functions_in(self._forward)

    @cached_property
    def labels(self) -> list[tuple[Node, tree.Call]]:
        """What picks entries in those formulas, with its one-hot rows."""
        return insertions.labels_in(self._forward, self.graph.value)

    @cached_property
    def _forward(self) -> list[Node]:
        problem = self.evidence.draw.problem
        return [root for line in (*problem.forward.values(), problem.cost) if (root := tree_of(line)) is not None]

    def _matrices(self, key: str) -> list[str]:
        """The matrices that the formulas of the cost use, those of the input's own lines too."""
        used = set().union(*map(tree.names, self._forward))
        return [name for name in self.scope(key) if name in used and np.ndim(self.known.get(name, 0)) == 2]

    def _softmaxes(self, key: str) -> Iterator[tuple[Node, int]]:
        """The softmaxes on the way to the cost, by name or as they are written, with their axes."""
        for factor in self.factors.softmaxes:
            for _, node in self.nodes(key, [factor]):
                yield node, factor.axis

    def scope(self, key: str) -> list[str]:
        """The names that may stand in an expression: for a line, those before it."""
        order = list(self.known)
        before = order[: order.index(key)] if key in order else order
        named = self.evidence.named(self.own)
        numbers_of_the_case = self.evidence.scalars.keys() - self.evidence.draw.problem.case.shapes.keys()
        usable = [name for name in (*before, "dout") if name in named and name not in numbers_of_the_case]
        return [name for name in dict.fromkeys(usable) if numbers(named[name]) is not None]

    @cached_property
    def numbers_of_the_case(self) -> list[str]:
        """The plain numbers that have names: weights and rates, which are taken for one another."""
        return [name for name in self.evidence.scalars if name in self.evidence.draw.problem.case.values]

    def related(self, a: str, b: str) -> bool:
        """Whether one of two names is made of the other on the way to the cost."""
        lines = list(self.evidence.draw.problem.forward.values())
        return b in depending(lines, a) or a in depending(lines, b)

    def nodes(self, key: str, factors: Iterable[Factor]) -> list[tuple[Factor, Node]]:
        """The factors that may stand in an expression, each with its node."""
        allowed = {*self.scope(key), *self.evidence.draw.problem.case.sizes, *self.evidence.scalars}
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
            if told.may_be(candidate.cause).isdisjoint(self.causes):
                continue
            changes = {id(old): new for old, new in candidate.changes}
            try:
                if self._decides_nothing(candidate, changes):
                    continue
                value = numbers(self.graph.edited(changes, ""))
            except (Unsupported, AttributeError, MemoryError):
                continue  # most edits make no sense, in every way that numpy knows
            if value is None or value.shape != self.evidence.shape:
                continue
            if bool((np.abs(value.reshape(-1)[self.few] - self.wanted) <= self.near).all()) and self.evidence.fits(value):
                found.append((key, candidate))
        found.sort(key=lambda each: self.rank(*each))
        return found[:CONFIRMED]

    def _decides_nothing(self, candidate: Candidate, changes: Mapping[int, Node]) -> bool:
        """Whether an edit makes a comparison that is always true or never, which only hides a branch."""
        comparison = self.comparisons.get(id(candidate.changes[0][0]))
        if comparison is None:
            return False
        value = numbers(self.graph.edited_part(changes, comparison))
        if value is None or not value.size or candidate.factor is not None or _is_equality(comparison):
            return True
        return bool((value == value.flat[0]).all())

    @cached_property
    def comparisons(self) -> dict[int, Node]:
        """The parts of comparisons and conditions, by their ids, each with what it is a part of."""
        found: dict[int, Node] = {}
        for _, root in self.targets():
            for part in tree.walk(root):
                if isinstance(part, tree.Call) and part.rule == "np.where":
                    found.update((id(each), part.args[0]) for each in tree.walk(part.args[0]))
                if isinstance(part, tree.Call) and part.row.name in COMPARISONS:
                    found.update((id(each), part) for each in tree.walk(part))
        return found

    def rank(self, key: str, candidate: Candidate) -> Rank:
        edit = self.edit(key, candidate)
        near = set().union(*[names_in(text) for text in self.evidence.formulas[:1]])
        brought = set() if candidate.factor is None else names_in(candidate.factor.text)
        brought |= {candidate.names[1]} if candidate.names else set()
        late = bool(self.backward.first) and key not in self.backward.first
        return Rank(candidate.assumptions, late, changed_length(edit), len(brought - near))

    def writer(self, key: str) -> Writer:
        return Writer(self.formulas[key].expression.text)

    def edit(self, key: str, candidate: Candidate) -> Edit:
        part = self.part(key, candidate)
        writer = self.writer(key)
        return Edit(writer.written(part), writer.spliced(candidate.changes, part))

    def part(self, key: str, candidate: Candidate) -> Node:
        """The smallest part in which all changes lie."""
        root = self.graph.lines[key] if key else self.graph.roots[""]
        olds = {id(old) for old, _ in candidate.changes}
        inside = [part for part in tree.walk(root) if olds <= {id(each) for each in tree.walk(part)}]
        return inside[-1]

    def confirmed(self, found: tuple[str, Candidate]) -> Iterator[Explanation]:
        """The edit as a finding, where it holds on all draws."""
        key, candidate = found
        try:
            text = self.writer(key).spliced(candidate.changes)
        except ExpressionError:
            return
        lines = {key: text} if key else {}
        claim = self.evidence.text if key else text
        # Another variable or sign is no coincidence of numbers and sizes, and what holds of some need not hold of others.
        renamed = candidate.names is not None and candidate.factor is None and candidate.cause in NAMED
        anywhere = not (renamed or candidate.cause is Cause.SIGN) or bool(self.evidence.measurements.fixed)
        agreement = self.evidence.agreement(claim, lines=lines, anywhere=anywhere)
        if agreement is None or (key and not self._leaves_others_right(lines)):
            return
        yield Explanation(self.rank(key, candidate), self.finding(key, candidate, text, agreement))

    def _leaves_others_right(self, lines: Mapping[str, str]) -> bool:
        """Whether the claims that pass still do."""
        there = self.evidence.with_lines(self.own, lines)
        for other in self.evidence.others:
            if other.passes and other.name != self.evidence.name:
                try:
                    value = there.claim(other.name)
                except ExpressionError:
                    return False
                if value.shape != other.numerical.shape or not np.allclose(value, other.numerical, rtol=1e-4, atol=1e-4):
                    return False
        return True

    def finding(self, key: str, candidate: Candidate, text: str, agreement: Agreement) -> Finding:
        problem = self.evidence.draw.problem
        part = self.part(key, candidate)
        place = f"let.{key}" if key else problem.part_of_claim(self.evidence.name)
        cause, sentence = told.of(self, key, candidate)
        where = f"in `{key}`, " if key else ""
        return Finding(
            cause,
            self.evidence.name,
            f"{where}{sentence}",
            agreement.of("the fixed line" if key else "the fixed claim"),
            None if key else text,
            place=Spot(place, *part.span),
            edit=self.edit(key, candidate),
            fix=text,
        )

    def parent(self, key: str, node: Node) -> Node | None:
        """The part in which a part stands; None at the top."""
        root = self.graph.lines[key] if key else self.graph.roots[""]
        return next((part for part in tree.walk(root) if any(each is node for each in tree.children(part))), None)

    def product_around(self, key: str, node: Node) -> Node:
        """The largest product of which a part is a factor."""
        above = self.parent(key, node)
        while isinstance(above, tree.Call) and above.row.name in ("*", "/", "@", "unary -"):
            node, above = above, self.parent(key, above)
        return node

    def subscript_around(self, key: str, candidate: Candidate) -> Node:
        """The part with the index that an edit changes."""
        part = self.part(key, candidate)
        above: Node | None = part
        while above is not None and not (isinstance(above, tree.Call) and above.row.name == "[]"):
            above = self.parent(key, above)
        return part if above is None or isinstance(part, tree.Call) else above

    def renamed(self, key: str, candidate: Candidate) -> Node | None:
        """A name that an edit replaces, where it stands."""
        if candidate.names is None:
            return None
        part = self.part(key, candidate)
        return next((each for each in tree.walk(part) if isinstance(each, tree.Name) and each.id == candidate.names[0]), None)

    def varies(self, node: Node) -> bool:
        """Whether a part depends on the input."""
        return not tree.names(node) <= self.evidence.independent | set(self.evidence.draw.problem.case.sizes)

    def is_a_constant(self, text: str) -> bool:
        """Whether an expression is made of sizes and plain numbers of the case alone."""
        case = self.evidence.draw.problem.case
        numbers_of_the_case = {name for name in self.evidence.scalars if name in case.values}
        return set(names_in(text)) <= numbers_of_the_case | set(case.sizes) | {"np"}

    def slope_around(self, key: str, candidate: Candidate) -> tuple[Node, Factor] | None:
        """The factor around an edit that becomes the derivative of a function by it, with that derivative."""
        root = self.graph.lines[key] if key else self.graph.roots[""]
        olds = {id(old) for old, _ in candidate.changes}
        changes = {id(old): new for old, new in candidate.changes}
        slopes = [
            (factor, numbers(self.graph.value(node))) for factor, node in self.nodes(key, self.factors.slopes) if not factor.whole
        ]
        for part in reversed([part for part in tree.walk(root) if olds <= {id(each) for each in tree.walk(part)}]):
            if not isinstance(part, tree.Call) or (part is root and candidate.cause is not Cause.SIGN):
                continue
            try:
                value = numbers(self.graph.edited_part(changes, part))
            except Unsupported:
                continue
            for factor, slope in slopes:
                if _same(value, slope):
                    return part, factor
        return None


def _is_equality(part: Node) -> bool:
    return isinstance(part, tree.Call) and part.row.name in ("==", "!=")


def _same(first: Array | None, second: Array | None) -> bool:
    if first is None or second is None or first.shape != second.shape or first.size < 2:
        return False
    return bool(np.allclose(first, second, rtol=1e-9, atol=1e-12))


def changed_length(edit: Edit) -> int:
    """How many characters an edit takes away and puts in."""
    old, new = edit
    start = 0
    while start < min(len(old), len(new)) and old[start] == new[start]:
        start += 1
    end = 0
    while end < min(len(old), len(new)) - start and old[-1 - end] == new[-1 - end]:
        end += 1
    return len(old) + len(new) - 2 * (start + end)
