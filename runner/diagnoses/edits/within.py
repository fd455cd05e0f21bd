"""A part of the cost is forgotten around what stands there: `var` for `var + eps`, `x[0]` for `1 - x[0]`, `u` for `u**2`.

What the cost has in the place of a name, with a term or a power that the claim leaves out, is put there.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Sequence

from ...expressions import tree
from ...expressions.functions import FUNCTIONS
from ...expressions.tree import NOWHERE, Call, Node, Number
from ...model import Cause
from ..evidence import fixes
from .candidates import SUMS, Candidate, divisors, factors_of, sites
from .graph import copied

NO_TERM = "a term is missing: `{old}` should be `{new}`, as in the cost"
AS_IN_THE_COST = "`{old}` stands where `{new}` belongs"
ITSELF = "`{old}` is the input itself, where its derivative belongs: `{new}`"
OTHER_DIVISOR = "`{part}` is divided by `{old}`, where the cost divides by `{new}`"
AT_EACH_PLACE = ", wherever it stands"
AROUND = frozenset({"+", "-", "**"})
MOST = 40
"""At most this many parts of the formulas are tried."""


def as_in_the_cost(root: Node, forward: Sequence[Node], scope: Collection[str]) -> Iterator[Candidate]:
    """Each part of the formulas `forward` in the place of one of its own parts; `scope` are the names that may stand there."""
    known: dict[Node, list[Call]] = {}
    wholes = [part for formula in forward for part in tree.walk(formula) if isinstance(part, Call) and part.row.name in AROUND]
    for whole in wholes[:MOST]:
        if tree.names(whole) <= set(scope):
            for inner in whole.args[: 1 if whole.row.name == "**" else 2]:
                if not isinstance(inner, Number) and tree.names(inner):
                    known.setdefault(inner, []).append(whole)
    places: dict[tuple[Node, Call], list[Node]] = {}
    for site in sites(root) if known else ():
        for whole in known.get(site.node, ()):
            if site.parent != whole and site.parent is not None:
                places.setdefault((site.node, whole), []).append(site.node)
    for (inner, whole), found in places.items():
        cause, said = Cause.SLIP, AS_IN_THE_COST
        if whole.row.name == "+" or (whole.row.name == "-" and whole.args[0] == inner):
            cause, said = Cause.MISSING_TERM, NO_TERM
        new = copied(whole, written=False)
        for node in found:
            yield Candidate(((node, new),), cause, 1, said=said)
        if len(found) > 1:
            at_each = said.replace("{old}", "{part}").replace("{new}", fixes.written(whole)) + AT_EACH_PLACE
            yield Candidate(tuple((node, new) for node in found), cause, 1, part=found[0], said=at_each)


def input_itself(root: Node, name: str) -> Iterator[Candidate]:
    """Ones for the input itself, which a sum or a linear function of it leaves: `A` for the gradient of `np.sum(A)`."""
    ones = Call(NOWHERE, FUNCTIONS["np.ones"], (Call(NOWHERE, FUNCTIONS[".shape"], (tree.Name(NOWHERE, name),)),))
    for site in sites(root):
        if isinstance(site.node, tree.Name) and site.node.id == name and (site.parent is None or site.above in ("*", *SUMS)):
            yield Candidate(((site.node, ones),), Cause.WRONG_DERIVATIVE, 1, said=ITSELF)


def other_divisors(
    root: Node, forward: Sequence[Node], scope: Collection[str], shape: Callable[[Node], tuple[int, ...]]
) -> Iterator[Candidate]:
    """What the formulas divide by, where a part of the claim is divided by another number."""
    known = dict.fromkeys(each for formula in forward for each in divisors(formula))
    numbers = [each for each in known if tree.names(each) <= set(scope)]
    for site in sites(root) if numbers else ():
        node = site.node
        if not isinstance(node, Call) or node.row.name != "/" or shape(node.args[1]):
            continue
        for each in numbers:
            if each != node.args[1] and node.args[1] not in factors_of(each)[0]:
                new = copied(each, written=False)
                yield Candidate(((node.args[1], new),), Cause.SCALE, 1, part=node.args[0], said=OTHER_DIVISOR)
