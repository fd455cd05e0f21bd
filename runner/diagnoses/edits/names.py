"""Another variable: at one place or at several, two exchanged, another index, or a variable for what was made of others."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import Any

import numpy as np

from ...expressions import tree
from ...expressions.tree import NOWHERE, Call, Name, Node
from ...model import Cause
from .candidates import REDUCTIONS, Candidate, operation, sites
from .graph import copied


def renamings(
    root: Node,
    scope: Sequence[str],
    related: Callable[[str, str], bool],
    *,
    shape: Callable[[Node], tuple[int, ...]] | None = None,
    steps: bool = True,
) -> Iterator[Candidate]:
    """Another variable: at one place, at every place of a part, two of them exchanged.

    `shape` tells those of names: what is summed is no single number. `steps` says whether names that differ by their last digits
    are those of steps or layers, as they are not of single numbers.
    """
    places = [site for site in sites(root) if isinstance(site.node, Name)]
    inner = [part for site in sites(root) if isinstance(site.node, Call) for part in [site.node]]
    for a in dict.fromkeys(site.node.id for site in places if isinstance(site.node, Name)):
        for b in scope:
            if a == b:
                continue
            new = Name(NOWHERE, b)
            cause = Cause.INDEX if steps and _are_steps(a, b) else Cause.NAME
            summed = any(site.above in REDUCTIONS and isinstance(site.node, Name) and site.node.id == a for site in places)
            if summed and shape is not None and not shape(new):
                continue
            own = [site.node for site in places if isinstance(site.node, Name) and site.node.id == a]
            for node in own:
                yield Candidate(((node, new),), cause, 1, names=(a, b), part=_around(root, node))
            for part in inner if len(own) > 1 else ():
                within = tuple((each, new) for each in tree.walk(part) if isinstance(each, Name) and each.id == a)
                if len(within) > 1:
                    at = Cause.WRONG_POINT if cause is Cause.NAME and related(a, b) else cause
                    yield Candidate(within, at, 1, names=(a, b), part=part)
    names = [name for name in dict.fromkeys(site.node.id for site in places if isinstance(site.node, Name)) if name in scope]
    for i, a in enumerate(names):
        for b in names[i + 1 :]:
            seen: set[tuple[int, ...]] = set()
            for part in inner:
                both = [each for each in tree.walk(part) if isinstance(each, Name) and each.id in (a, b)]
                if len({each.id for each in both}) < 2 or tuple(map(id, both)) in seen:
                    continue
                seen.add(tuple(map(id, both)))
                pairs = tuple((each, Name(NOWHERE, b if each.id == a else a)) for each in both)
                yield Candidate(pairs, Cause.INDEX if steps and _are_steps(a, b) else Cause.NAME, 1, names=(a, b))


def _around(root: Node, node: Node) -> Node:
    """The smallest call around a node."""
    found = node
    for part in tree.walk(root):
        if isinstance(part, Call) and any(each is node for each in tree.children(part)):
            found = part
    return found


def other_indices(root: Node, scope: Sequence[str], value: Callable[[Node], Any]) -> Iterator[Candidate]:
    """Another array of whole numbers within an index: `X[a]` for `X[b]`."""
    whole = [name for name in scope if np.asarray(value(Name(NOWHERE, name))).dtype.kind in "iu"]
    for part in tree.walk(root):
        if isinstance(part, Call) and part.row.name == "[]":
            for node in tree.walk(part.args[1]):
                for other in whole if isinstance(node, Name) and node.id in whole else ():
                    if isinstance(node, Name) and other != node.id:
                        yield Candidate(((node, Name(NOWHERE, other)),), Cause.INDEX, 1, names=(node.id, other))


def _are_steps(a: str, b: str) -> bool:
    """Whether two names differ by the number at their end only: `h1` and `h0`."""
    return a.rstrip("0123456789") == b.rstrip("0123456789") and a[-1:].isdigit() and b[-1:].isdigit()


def replacements(root: Node, scope: Sequence[str], shape: Callable[[Node], tuple[int, ...]]) -> Iterator[Candidate]:
    """A variable, or its transpose, in the place of something that was made of others and has its shape."""
    named = [(name, Name(NOWHERE, name)) for name in scope]
    arrays = [(name, node, size) for name, node in named if (size := shape(node))]
    for site in sites(root):
        here = shape(site.node) if isinstance(site.node, Call) else ()
        if not here or site.parent is None:
            continue
        inside = tree.names(site.node)
        for name, node, size in arrays:
            summed = isinstance(site.node, Call) and site.node.row.name in REDUCTIONS
            if (size == here or summed) and inside != {name}:
                yield Candidate(((site.node, node),), Cause.NAME, 2, said=BELONGS)
            elif len(size) == 2 and size[::-1] == here and inside != {name}:
                yield Candidate(((site.node, operation(".T", node)),), Cause.NAME, 2, said=BELONGS)
    for old, places in _written_again(root).items():
        for name, node, size in arrays if shape(old) else ():
            if size == shape(old) and tree.names(old) != {name}:
                yield Candidate(tuple((place, node) for place in places), Cause.NAME, 2, part=old, said=EVERYWHERE)


def _written_again(root: Node) -> dict[Node, list[Node]]:
    """The calls that stand at several places."""
    found: dict[Node, list[Node]] = {}
    for site in sites(root):
        if isinstance(site.node, Call):
            found.setdefault(copied(site.node, written=False), []).append(site.node)
    return {places[0]: places for places in found.values() if len(places) > 1}


EVERYWHERE = "`{part}` stands where another array belongs: it should be `{new}`"
BELONGS = "`{old}` stands where `{new}` belongs"
