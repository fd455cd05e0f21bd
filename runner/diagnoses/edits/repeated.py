"""Edits of one mistake made at several places: every step one off, every axis another, every factor transposed, a line copied.

A person makes such a mistake once and writes it down several times; an edit of one place alone mends nothing.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import replace

from ...expressions import tree
from ...expressions.functions import FUNCTIONS
from ...expressions.tree import NOWHERE, Call, Name, Node, Number
from ...model import Cause
from .calls import SIBLINGS, many_axes, numbered
from .candidates import ELEMENTWISE, REDUCTIONS, Candidate, factors_of, from_the_other_end, number, operation, product, sites

Shape = Callable[[Node], tuple[int, ...]]

TOKENS = re.compile(r"\d+|[A-Za-z](?![a-z])|[a-z]+")
"""What may differ between the names of two copies: `W1` and `W2`, `na` and `nb`, `dz_real` and `dz_fake`."""

STEPS = re.compile(r"(.*?)(\d+)$")


def repeated(root: Node, scope: Sequence[str], shape: Shape) -> Iterator[Candidate]:
    """All of them for one expression; `scope` are the names that may stand in it."""
    yield from _one_step_off(root, scope)
    yield from _of_reductions(root, shape)
    yield from _transposed(root, shape)
    yield from _copied(root, scope)
    yield from _in_equal_parts(root, scope, shape)
    yield from _applied_twice(root)
    yield from _of_another_function(root)
    yield from _running_sums(root, shape)


def _one_step_off(root: Node, scope: Sequence[str]) -> Iterator[Candidate]:
    """Every `h1`, `h2` one earlier or one later; every `hs[1]`, `hs[2]`."""
    names = [site.node for site in sites(root) if isinstance(site.node, Name)]
    stems = dict.fromkeys(match[1] for node in names if (match := STEPS.fullmatch(node.id)))
    for stem in stems:
        family = [node for node in names if (match := STEPS.fullmatch(node.id)) and match[1] == stem]
        if len({node.id for node in family}) > 1:
            for by in (-1, 1):
                others = [f"{stem}{int(node.id[len(stem) :]) + by}" for node in family]
                unknown = set(others) - set(scope)
                for start in scope if len(unknown) == 1 else [""]:  # what comes before `h0` has a name of its own
                    new = [start if other in unknown else other for other in others]
                    if not unknown or (not STEPS.fullmatch(start) and start not in tree.names(root)):
                        changes = tuple((node, Name(NOWHERE, other)) for node, other in zip(family, new, strict=True))
                        yield Candidate(changes, Cause.INDEX, len(unknown))
    for array, places in _indices(root).items():
        if len(places) > 1 and len({place.value for place in places}) == 1:
            yield from _each_its_own(array, places)
        if len({place.value for place in places}) > 1:
            for by in (-1, 1):
                yield Candidate(tuple((place, number(_whole(place) + by)) for place in places), Cause.INDEX, names=(array, array))
            first, *_, last = places
            if len(places) > 2 or first.value != last.value:
                turned = [place.value for place in reversed(places)]
                moved = tuple((a, number(_real(b))) for a, b in zip(places, turned, strict=True) if a.value != b)
                yield from [Candidate(moved, Cause.INDEX, names=(array, array))] if moved else []


def _each_its_own(array: str, places: list[Number]) -> Iterator[Candidate]:
    """`xs[2]`, `xs[1]`, `xs[0]` where one step stands everywhere, counted from the first or to the last."""
    start = _whole(places[0])
    for by in (-1, 1):
        for first in dict.fromkeys((start, start - by * (len(places) - 1))):
            steps = [first + by * number for number in range(len(places))]
            if min(steps) >= 0:
                changes = tuple((place, number(step)) for place, step in zip(places, steps, strict=True) if step != place.value)
                yield Candidate(changes, Cause.INDEX, names=(array, array))


def _running_sums(root: Node, shape: Shape) -> Iterator[Candidate]:
    """Every running sum of a vector from the other end."""
    sums = [part for part in tree.walk(root) if isinstance(part, Call) and part.rule == "np.cumsum" and len(shape(part)) == 1]
    if len(sums) > 1 and not any(_inside(a, b) for a in sums for b in sums if a is not b):
        yield Candidate(tuple((part, from_the_other_end(part)) for part in sums), Cause.INDEX)


def _whole(place: Number) -> int:
    return int(_real(place.value))


def _real(value: object) -> float:
    assert isinstance(value, int | float)
    return value


def _indices(root: Node) -> dict[str, list[Number]]:
    """The whole numbers by which each array is indexed."""
    found: dict[str, list[Number]] = {}
    for part in tree.walk(root):
        if isinstance(part, Call) and part.row.name == "[]" and isinstance(part.args[0], Name):
            index = part.args[1]
            if isinstance(index, Number) and type(index.value) is int:
                found.setdefault(part.args[0].id, []).append(index)
    return found


def _of_reductions(root: Node, shape: Shape) -> Iterator[Candidate]:
    """All sums and means over one other axis; all sums means, and all means sums."""
    reductions = [part for part in tree.walk(root) if isinstance(part, Call) and part.row.name in REDUCTIONS]
    if len(reductions) < 2 or any(_inside(a, b) for a in reductions for b in reductions if a is not b):
        return
    yield Candidate(tuple((part, _other(part)) for part in reductions), Cause.SCALE)
    yield from _sums_over_a_number(root)
    dimensions = max(len(shape(part.args[0])) for part in reductions)
    for axis in (*range(dimensions), None):
        for keep in (False, True) if axis is not None else (False,):
            options: list[tuple[str, Node]] = [] if axis is None else [("axis", number(axis))]
            options += [("keepdims", Number(NOWHERE, True))] if keep else []
            changes = tuple(
                (part, replace(part, span=NOWHERE, args=part.args[:1], options=tuple(options))) for part in reductions
            )
            if all(_key(new) != _key(old) for old, new in changes):
                yield Candidate(changes, Cause.INDEX)
    for axes in many_axes(dimensions):
        for keep in (False, True):
            options = [("axis", numbered(axes)), *([("keepdims", Number(NOWHERE, True))] if keep else [])]
            yield Candidate(
                tuple((part, replace(part, span=NOWHERE, args=part.args[:1], options=tuple(options))) for part in reductions),
                Cause.INDEX,
            )


def _sums_over_a_number(root: Node) -> Iterator[Candidate]:
    """Means for all sums that are divided by a number, where the sums are over more than that."""
    changes: list[tuple[Node, Node]] = []
    for site in sites(root):
        top, bottom = factors_of(site.node)
        sums = [part for part in top if isinstance(part, Call) and part.row.name in ("np.sum", ".sum")]
        counts = [part for part in bottom if isinstance(part, Number)]
        if site.in_a_product or len(sums) != 1 or len(counts) != 1:
            continue
        means = [_other(part) if part is sums[0] and isinstance(part, Call) else part for part in top]
        changes.append((site.node, product(means, [part for part in bottom if part is not counts[0]])))
    if len(changes) > 1 and not any(_inside(a, b) for a, _ in changes for b, _ in changes if a is not b):
        yield Candidate(tuple(changes), Cause.SCALE)


def _inside(a: Node, b: Node) -> bool:
    return any(part is a for part in tree.walk(b))


def _key(node: Call) -> tuple[object, ...]:
    return tuple((key, value.value if isinstance(value, Number) else value) for key, value in node.options)


def _other(node: Call) -> Call:
    return replace(node, span=NOWHERE, row=FUNCTIONS[REDUCTIONS[node.row.name]])


def _transposed(root: Node, shape: Shape) -> Iterator[Candidate]:
    """Every left or every right factor of the matrix products transposed."""
    matrices = [part for part in tree.walk(root) if isinstance(part, Call) and part.row.name == "@"]
    for side in (0, 1) if len(matrices) > 1 else ():
        factors = [part.args[side] for part in matrices if isinstance(part.args[side], Name) and len(shape(part.args[side])) == 2]
        if len(factors) > 1:
            yield Candidate(tuple((node, operation(".T", node)) for node in factors), Cause.TRANSPOSED)


def _copied(root: Node, scope: Collection[str]) -> Iterator[Candidate]:
    """A part in which every name is that of the other copy: b / nb for a / na."""
    known = set(scope)
    for part in tree.walk(root):
        if not isinstance(part, Call):
            continue
        names = [node for node in tree.walk(part) if isinstance(node, Name) and node.id in known]
        used = dict.fromkeys(node.id for node in names)
        if len(used) < 2:
            continue
        for old, new in _tokens(used, known):
            others = {name: _exchanged(name, old, new) for name in used}
            changed = [node for node in names if others[node.id] != node.id and others[node.id] in known]
            if len({node.id for node in changed}) > 1:
                digits = old.isdigit() and new.isdigit()
                yield Candidate(
                    tuple((node, Name(NOWHERE, others[node.id])) for node in changed),
                    Cause.INDEX if digits else Cause.NAME,
                    1,
                    part=part,
                    names=(changed[0].id, others[changed[0].id]),
                )


def _tokens(used: Collection[str], known: Collection[str]) -> list[tuple[str, str]]:
    """By which parts of names the names that are used differ from others."""
    ours = {token for name in used for token in (*TOKENS.findall(name), name[-1])}
    all_of_them = {token for name in known for token in (*TOKENS.findall(name), name[-1])}
    return [(old, new) for old in sorted(ours) for new in sorted(all_of_them) if old != new and old.isdigit() == new.isdigit()]


def _exchanged(name: str, old: str, new: str) -> str:
    other = TOKENS.sub(lambda match: new if match[0] == old else match[0], name)
    return f"{name[:-1]}{new}" if other == name and name[-1] == old else other


def _in_equal_parts(root: Node, scope: Sequence[str], shape: Shape) -> Iterator[Candidate]:
    """A part that is written several times, with another argument at each place: `sigmoid(h) * (1 - sigmoid(h))`."""
    calls = [part for part in tree.walk(root) if isinstance(part, Call) and part.row.name[-1].isalnum() and part.args]
    seen: set[int] = set()
    for call in calls:
        equal = [part for part in calls if part == call]
        if id(call) in seen or len(equal) < 2:
            continue
        seen.update(id(part) for part in equal)
        for name in dict.fromkeys(node.id for node in tree.walk(call) if isinstance(node, Name)):
            for other in scope:
                if other != name and (call.row.name not in REDUCTIONS or shape(Name(NOWHERE, other))):
                    places = [node for part in equal for node in tree.walk(part) if isinstance(node, Name) and node.id == name]
                    changes = tuple((node, Name(NOWHERE, other)) for node in places)
                    yield Candidate(changes, Cause.WRONG_POINT, 1, names=(name, other))


def _applied_twice(root: Node) -> Iterator[Candidate]:
    """`sigmoid(a) * (1 - sigmoid(a))` of an `a` that is a sigmoid already."""
    calls = [part for part in tree.walk(root) if isinstance(part, Call) and part.rule in ELEMENTWISE and len(part.args) == 1]
    for call in calls:
        equal = [part for part in calls if part == call]
        if len(equal) > 1 and equal[0] is call:
            said = f"`{{part}}` applies {call.row.name.removeprefix('np.')} once too often: it should be `{{new}}`"
            yield Candidate(tuple((part, part.args[0]) for part in equal), Cause.WRONG_POINT, said=said)


NEIGHBOURS = {"np.log": "np.log1p", "np.log1p": "np.log", "np.exp": "np.expm1", "np.expm1": "np.exp"}
"""Functions that are one 1 apart."""


def _of_another_function(root: Node) -> Iterator[Candidate]:
    """`log(p) - log(y)` where the formula has `log1p`: the same function at all places, one 1 apart, or one for its sibling."""
    calls: dict[str, list[Call]] = {}
    for part in tree.walk(root):
        if isinstance(part, Call) and part.rule in SIBLINGS:
            calls.setdefault(part.rule, []).append(part)
    for rule, places in calls.items():
        if any(_inside(a, b) for a in places for b in places if a is not b):
            continue
        for other in SIBLINGS[rule]:
            is_near = NEIGHBOURS.get(rule) == other
            if is_near or len(places) > 1:
                new = tuple((part, replace(part, span=NOWHERE, row=FUNCTIONS[other])) for part in places)
                yield Candidate(new, Cause.SLIP if is_near else Cause.WRONG_DERIVATIVE, said="" if is_near else ALL_OF_THEM)


ALL_OF_THEM = "another function belongs there: `{old}` should be `{new}`"
