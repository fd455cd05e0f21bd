"""What one edit can be, kind by kind, in the order of what it assumes: those that may be told as what is looked for."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Set
from functools import cached_property
from typing import NamedTuple

import numpy as np

from ...expressions import tree
from ...expressions.tree import Node
from ...model import Cause
from . import belonging, candidates, habits, insertions, matrices, names, nothing_new, put_in, repeated, rows, subscripts, within
from .candidates import Candidate
from .factor import Factor
from .graph import tree_of
from .search import EVERY, NAMED, Search

FACTOR = frozenset({Cause.MISSING_FACTOR, Cause.SCALE})
REPEATED = NAMED | {Cause.SCALE, Cause.TRANSPOSED, Cause.SLIP}
HABITS = FACTOR | {Cause.EXTRA_FACTOR, Cause.SLIP, Cause.INDEX, Cause.BROADCAST}


class Kind(NamedTuple):
    """Edits of one kind: the causes that they are tried as, and all of them in an expression, by its key and tree."""

    causes: Set[Cause]
    edits: Callable[[str, Node], Iterator[Candidate]]


class Kinds:
    """The edits that a search tries."""

    def __init__(self, search: Search) -> None:
        self.search = search

    def plainest(self) -> Iterator[tuple[str, Candidate]]:
        """The edits that assume nothing."""
        return self._of_all(
            Kind(EVERY, lambda _, root: nothing_new.bringing_nothing_in(root, self.search.shape)),
            Kind({Cause.TRANSPOSED}, lambda _, root: nothing_new.transpositions(root, self.search.shape)),
            Kind(FACTOR, lambda key, root: put_in.with_factors(root, self.search.nodes(key, self.search.factors.masks), 0)),
        )

    def tiers(self) -> Iterator[Iterator[tuple[str, Candidate]]]:
        """The edits in the order of what they assume."""
        yield self.plainest()
        yield self._of_all(
            Kind(REPEATED, lambda key, root: repeated.repeated(root, self.search.scope(key), self.search.shape)),
            Kind({Cause.INDEX}, lambda _, root: subscripts.of_einsums(root)),
            Kind({Cause.INDEX}, lambda key, root: rows.rows_and_columns(root, self.search.shape)),
            Kind(HABITS, lambda key, root: habits.habits(root, self.search.graph.value, self.search.varies)),
            Kind({Cause.PRODUCT, Cause.SLIP}, lambda key, root: matrices.of_matrices(root, self.search.shape)),
        )
        yield self._of_all(
            Kind(NAMED | {Cause.MISSING_TERM}, lambda key, root: insertions.with_labels(root, self.labels)),
            Kind(
                {Cause.MISSING_TERM, Cause.SLIP},
                lambda key, root: within.as_in_the_cost(root, self._forward, [*self.search.scope(key), *self._constants]),
            ),
            Kind(
                {Cause.SCALE},
                lambda key, root: within.other_divisors(
                    root, self._forward, [*self.search.scope(key), *self._constants], self.search.shape
                ),
            ),
            Kind({Cause.WRONG_DERIVATIVE}, lambda key, root: within.input_itself(root, self.search.evidence.name)),
            Kind({Cause.WRONG_DERIVATIVE}, lambda key, root: insertions.of_other_labels(root, self.search.graph.value)),
            Kind(
                NAMED | {Cause.WRONG_DERIVATIVE}, lambda key, root: habits.wrapped(root, self.search.graph.value, self.functions)
            ),
            Kind(
                NAMED,
                lambda key, root: names.renamings(root, self.search.scope(key), self.search.related, shape=self.search.shape),
            ),
            Kind(
                {Cause.NAME},
                lambda key, root: names.renamings(root, self.search.numbers_of_the_case, self.search.related, steps=False),
            ),
            Kind({Cause.INDEX}, lambda key, root: names.other_indices(root, self.search.scope(key), self.search.graph.value)),
            Kind({Cause.NAME}, lambda key, root: names.replacements(root, self.search.scope(key), self.search.shape)),
            Kind(FACTOR, lambda key, root: put_in.with_factors(root, self.search.nodes(key, self.search.factors.arrays), 1)),
            Kind(FACTOR, lambda key, root: put_in.with_factors(root, self.search.nodes(key, self.search.factors.slopes), 2)),
            Kind(FACTOR, lambda key, root: put_in.with_factors(root, self.search.nodes(key, self.search.factors.constants), 1)),
            Kind({Cause.WRONG_DERIVATIVE}, self._other_derivatives),
            Kind({Cause.DIAGONAL}, lambda key, root: put_in.diagonals(root, self._softmaxes(key))),
            Kind(FACTOR, lambda key, root: insertions.with_matrices(root, self._matrices(key), self.search.shape)),
            Kind(FACTOR, lambda key, root: put_in.with_factors(root, self.search.nodes(key, self.search.factors.norms), 1)),
            Kind(FACTOR, lambda key, root: put_in.with_factors(root, self.search.nodes(key, self.search.factors.squares), 1)),
            Kind(FACTOR, lambda key, root: put_in.with_factors(root, self.search.nodes(key, self.search.factors.reshaped), 1)),
        )
        yield self._of_all(Kind({Cause.MISSING_TERM}, self._with_terms), Kind(NAMED, self._with_upstream))

    def returns(self) -> Iterator[tuple[str, Candidate]]:
        """The terms that come back through what a claim took as constant."""
        return self._of_all(
            Kind({Cause.MISSING_TERM}, lambda key, root: put_in.with_terms(root, self._texts(key, self.search.factors.averages)))
        )

    def _of_all(self, *kinds: Kind) -> Iterator[tuple[str, Candidate]]:
        """The edits of some kinds, of all that may be edited; of a kind that cannot be told as what is looked for, none."""
        asked = [
            kind for kind in kinds if any(not candidates.may_be(cause).isdisjoint(self.search.causes) for cause in kind.causes)
        ]
        for key, root in self.search.targets():
            for kind in asked:
                for candidate in kind.edits(key, root):
                    yield key, candidate

    def _other_derivatives(self, key: str, root: Node) -> Iterator[Candidate]:
        return put_in.in_place_of_factors(root, self.search.nodes(key, self.search.factors.slopes), self.search.varies)

    def _with_terms(self, key: str, root: Node) -> Iterator[Candidate]:
        return put_in.with_terms(root, self._texts(key, self.search.factors.arrays))

    def _texts(self, key: str, factors: Iterable[Factor]) -> Iterator[tuple[str, Node]]:
        return ((factor.text, node) for factor, node in self.search.nodes(key, factors))

    def _with_upstream(self, key: str, root: Node) -> Iterator[Candidate]:
        """The upstream gradient put in, and another variable where it may have stood."""
        dout = next((node for factor, node in self.search.nodes(key, self.search.factors.arrays) if factor.upstream), None)
        if dout is None:
            return
        for site in candidates.sites(root):
            if site.in_a_product or isinstance(site.node, tree.Number):
                continue
            for renamed in names.renamings(site.node, self.search.scope(key), self.search.related):
                if any(old is site.node for old, _ in renamed.changes):
                    continue
                # The renamed parts lie within the product with the upstream gradient.
                yield Candidate(
                    ((site.node, candidates.operation("*", dout, candidates.replaced(site.node, renamed.changes))),),
                    renamed.cause,
                    3,
                    part=site.node,
                    names=renamed.names,
                )

    @cached_property
    def functions(self) -> Mapping[str, Cause]:
        """The functions of the formulas that lead to the cost, and of their derivatives."""
        return belonging.functions_in(self._forward)

    @cached_property
    def labels(self) -> list[tuple[Node, tree.Call]]:
        """What picks entries in those formulas, with its one-hot rows."""
        return insertions.labels_in(self._forward, self.search.graph.value)

    @cached_property
    def _forward(self) -> list[Node]:
        problem = self.search.evidence.draw.problem
        return [root for line in (*problem.forward.values(), problem.cost) if (root := tree_of(line)) is not None]

    @cached_property
    def _constants(self) -> list[str]:
        """The names of sizes and plain numbers."""
        return [*self.search.evidence.draw.problem.case.sizes, *self.search.evidence.names.scalars]

    def _matrices(self, key: str) -> list[str]:
        """The matrices that the formulas of the cost use, those of the input's own lines too."""
        used = set().union(*map(tree.names, self._forward))
        return [name for name in self.search.scope(key) if name in used and np.ndim(self.search.known.get(name, 0)) == 2]

    def _softmaxes(self, key: str) -> Iterator[tuple[Node, int]]:
        """The softmaxes on the way to the cost, by name or as they are written, with their axes."""
        for factor in self.search.factors.softmaxes:
            for _, node in self.search.nodes(key, [factor]):
                yield node, factor.axis
