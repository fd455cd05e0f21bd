"""Paths → Plan: read the case files and select what is to be run, in which order, by what is remembered of earlier runs."""

from __future__ import annotations

import os
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from time import perf_counter
from typing import Any

from .. import catalog
from ..catalog import Known
from ..errors import UsageError
from ..model import Case, Fault
from . import parts, ranges, selection
from .claiming import lay, refuse_astray


@dataclass(frozen=True, slots=True)
class Part:
    """One of several parts of what was selected."""

    numbers: Sequence[int]
    """The place of each case of the part in the whole."""
    of: int
    whole: bool
    """Whether all parts together are all cases of whole folders."""
    catalogue: str
    times: str | None
    """By what the parts were balanced."""

    def told(self, done: Iterable[int]) -> dict[str, Any]:
        """The same for the document; `done` are the cases of the part that have results."""
        numbers = ranges.text(self.numbers[index] for index in done)
        return {"of": self.of, "numbers": numbers, "whole": self.whole, "catalogue": self.catalogue, "times": self.times}


@dataclass(frozen=True, slots=True)
class Plan:
    """What is to be run: the selected cases in the order of the catalogue, and the order of work."""

    cases: tuple[Case, ...]
    order: tuple[int, ...]
    declared: int
    faults: tuple[Fault, ...] = ()
    shard: tuple[int, int] | None = None
    failed: tuple[str, ...] = ()
    """What did not end as expected before, be it selected or not."""
    elsewhere: int = 0
    """How many cases of the last report are still there, and not among these."""
    part: Part | None = None
    """What is told of the split of which this is a part."""
    claims: Mapping[str, Any] | None = None
    """Who claims, and what is asked for, where others' claims are laid over the cases."""
    whole: bool = False
    """Whether these are all cases of whole folders."""
    notes: tuple[str, ...] = ()
    """What the person should know of the selection."""
    started: float = field(default_factory=perf_counter)


@dataclass(frozen=True, slots=True)
class Chosen:
    """What is selected of what was read, before it is built."""

    cases: Sequence[Known]
    found: catalog.Index
    part: Part | None
    whole: bool
    notes: tuple[str, ...]
    claims: Mapping[str, Any] | None


def make_plan(
    paths: Sequence[str], *, seed: int | None = None, past: Mapping[str, selection.Past] | None = None, **selecting: Any
) -> Plan:
    """Read and select as `choose` does with `selecting`, and build the cases, with another seed where one is given.

    Raises `UsageError` where no case is selected and no file is at fault.
    """
    started = perf_counter()
    past = past or {}
    chosen = choose(paths, past=past, **selecting)
    found = chosen.found
    cases = [*map(catalog.built, chosen.cases)]
    if seed is not None:
        cases = [replace(case, seed=seed) for case in cases]
    there = selection.remembered(found.cases, past, [fault.place.file for fault in found.faults if fault.place is not None])
    selected = {selection.key_of(case) for case in cases} if past else set()
    return Plan(
        cases=tuple(cases),
        order=tuple(selection.order(cases, past)),
        declared=len(found.cases),
        faults=tuple(found.faults),
        shard=selecting.get("shard"),
        failed=tuple(key for key in there if not past[key].as_expected),
        elsewhere=sum(key not in selected for key in there),
        part=chosen.part,
        whole=chosen.whole,
        notes=chosen.notes,
        claims=chosen.claims,
        started=started,
    )


def choose(
    paths: Sequence[str],
    *,
    keyword: str | None = None,
    tags: Sequence[str] = (),
    shard: tuple[int, int] | None = None,
    past: Mapping[str, selection.Past] | None = None,
    times: Mapping[str, selection.Past] | None = None,
    last_failed: bool = False,
    claims: str | None = None,
    memory: catalog.Memory | None = None,
) -> Chosen:
    """Read the case files, but for what the `memory` knows of them, and select. `past` tells how the cases ended last time;
    `claims` are others' to be laid over them. By `times` the parts of a split are balanced.

    Raises `UsageError` where no case is selected and no file is at fault.
    """
    found, notes, group = _read(paths, memory), [], None
    cases = selection.select(found.cases, keyword, tags)
    if claims is not None:
        known = _read([path.partition("::")[0] for path in paths], memory).cases
        laid = lay([*map(catalog.built, cases)], [*map(catalog.built, known)], claims, faulty=bool(found.faults))
        found = catalog.Index([*laid.cases], [*found.faults, *laid.faults], [*found.contents, *laid.contents])
        cases, group, paths = found.cases, laid.group, [claims]
    if last_failed:
        again = selection.failed_last_time(cases, past or {})
        if not again:
            notes.append("nothing was unexpected last time: running all" if past else "no run is remembered: running all")
        cases = again or cases
    part, whole = None, len(cases) == len(found.cases) and all(map(os.path.isdir, paths))
    if shard is not None:
        balanced = parts.balanced_by(cases, times or {})
        numbers = parts.shard(cases, *shard, times if balanced else None)
        part = Part(numbers, len(cases), whole, parts.told_apart(cases, found.contents), balanced)
        cases = [cases[number] for number in numbers]
        if not cases:
            notes.append(f"part {shard[0]} of {shard[1]} holds no case")
    elif not cases and not found.faults:
        raise UsageError(f"there is no case in {', '.join(paths)}")
    if len(cases) < len(found.cases):
        notes.append(f"running {len(cases)} of {len(found.cases)}")
    return Chosen(cases, found, part, whole and len(cases) == len(found.cases), tuple(notes), group)


def _read(paths: Sequence[str], memory: catalog.Memory | None) -> catalog.Index:
    """What the paths hold. Raises `UsageError` where one leads nowhere: such a fault has no place in a file."""
    found = catalog.index(paths, memory)
    refuse_astray(found.faults)
    return found


def only(plan: Plan, files: Collection[str]) -> Plan:
    """The part of the plan that stands in these case files."""
    cases = tuple(case for case in plan.cases if case.place is not None and os.path.abspath(case.place.file) in files)
    return replace(plan, cases=cases, order=tuple(range(len(cases))))
