"""`--fix` and `--diff`: the fixes that a run has found, written into the case files.

A fix is an edit: another text at a place in a file. It is written only if its case passes once it is there, and if no case is
changed by it that is not mended by it too. Mistakes that are documented (`expect: fail`) are left alone unless they are named.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import NamedTuple

from .. import catalog
from ..model import Case, Place, Result, Verdict
from .planning import Plan
from .running import Settings, execute


class Edit(NamedTuple):
    """A text that should stand at a place in a file."""

    place: Place
    old: str
    new: str


class Outcome(NamedTuple):
    """What became of a case: fixed by edits, or left, and why; a `note` says what else there is to do."""

    case: Case
    edits: tuple[Edit, ...] = ()
    why: str = ""
    note: str = ""


class File(NamedTuple):
    """A file as it stands, and as it should."""

    path: str
    before: str
    after: str


class Fixes(NamedTuple):
    """What became of every case that ended in an unexpected way, and of documented mistakes that were named."""

    outcomes: tuple[Outcome, ...]
    files: tuple[File, ...]

    @property
    def fixed(self) -> int:
        return sum(bool(outcome.edits) for outcome in self.outcomes)

    @property
    def left(self) -> int:
        return len(self.outcomes) - self.fixed


def is_named(case: Case, paths: Sequence[str]) -> bool:
    """Whether the case is asked for by its name, as `file.yaml::name`."""
    for path in paths:
        file, mark, name = path.partition("::")
        here = mark and case.place is not None and os.path.realpath(file) == os.path.realpath(case.place.file)
        if here and (case.name == name or case.name.startswith((f"{name} / ", f"{name} ["))):
            return True
    return False


def fixes(plan: Plan, settings: Settings, results: Sequence[Result]) -> Fixes:
    """The fixes that hold of results that `is_wanted` names. Nothing is written."""
    files: dict[str, list[Result]] = {}
    for result in sorted(results, key=lambda result: result.case.place or Place("", 0, 0)):
        if result.case.place is not None:
            files.setdefault(result.case.place.file, []).append(result)
    attempts = [_Attempt(path, found, lambda cases: _passing(plan, settings, cases)) for path, found in files.items()]
    changed = tuple(each.file for each in attempts if each.text != each.before)
    return Fixes(tuple(outcome for attempt in attempts for outcome in attempt.outcomes()), changed)


def is_wanted(result: Result, paths: Sequence[str]) -> bool:
    """Whether there may be something to fix: an unexpected end, or a documented mistake that is named."""
    documented = result.case.expect.verdict == "fail" and result.verdict is Verdict.FAIL
    return is_named(result.case, paths) if documented else not result.as_expected


def _passing(plan: Plan, settings: Settings, cases: Sequence[Case]) -> set[str]:
    """The names of those cases that pass."""
    part = replace(plan, cases=tuple(cases), order=tuple(range(len(cases))), faults=(), failed=())
    run = execute(part, replace(settings, fail_fast=False))
    return {result.case.name for result in run.results if result.verdict is Verdict.PASS}


class _Attempt:
    """The fixes of one file."""

    def __init__(self, path: str, results: Sequence[Result], passing: Callable[[Sequence[Case]], set[str]]) -> None:
        self.path = path
        self.before = self.text = catalog.text_of(path)
        self.stem = results[0].case.id.partition("::")[0]
        self.cases = self._read(self.before)
        self.holders: dict[Place, list[str]] = {}
        """Place → the names of the cases that hold what stands there."""
        for case in self.cases.values():
            for place in set(case.places.values()):
                self.holders.setdefault(place, []).append(case.name)
        self.results = {result.case.name: result for result in results}
        self.edits: dict[str, tuple[Edit, ...]] = {}
        """Name of the case → the edits that fix it."""
        self.why: dict[str, str] = {}
        """Name of the case → why it is left."""
        self._try(passing)

    @property
    def file(self) -> File:
        return File(self.path, self.before, self.text)

    def outcomes(self) -> Iterator[Outcome]:
        for name, result in self.results.items():
            edits, expected = self.edits.get(name, ()), result.case.expect.verdict
            note = f"`expect: {expected}` still stands: take it out" if edits and expected != "pass" else ""
            yield Outcome(result.case, edits, "" if edits else self.why[name], note)

    def _try(self, passing: Callable[[Sequence[Case]], set[str]]) -> None:
        """Write the fixes, and keep those whose cases pass then; of the others, try the next way."""
        waiting = {name: ways for name, result in self.results.items() if (ways := self._ways(result))}
        while waiting:
            edits = {name: ways.pop(0) for name, ways in waiting.items()}
            self._leave_the_shared(edits)
            good = self._good(edits, passing) if edits else set()
            self.edits |= {name: own for name, own in edits.items() if name in good}
            self.why |= {name: "its fix does not hold once it is written" for name in edits if name not in good}
            waiting = {name: ways for name, ways in waiting.items() if ways and name not in good}
        self.text, _ = self._written(self.edits)

    def _good(self, edits: Mapping[str, tuple[Edit, ...]], passing: Callable[[Sequence[Case]], set[str]]) -> set[str]:
        """The names of the cases that pass with the edits, each of which makes all cases pass that hold it."""
        text, written = self._written({**self.edits, **edits})
        cases = self._read(text)
        changed = {name for name, case in self.cases.items() if _declared(case) != _declared(cases.get(name))}
        if not changed <= {*self.edits, *edits}:
            return set()
        good = passing([cases[name] for name in edits if name in written])
        bad = {edit for name, own in edits.items() if name not in good for edit in own}
        return {name for name in good if bad.isdisjoint(edits[name])}

    def _ways(self, result: Result) -> list[tuple[Edit, ...]]:
        """The edits that may fix a case: the smallest, then those to the whole gradients."""
        name, case = result.case.name, self.cases.get(result.case.name)
        if case is None or case.places != result.case.places:
            self.why[name] = "its file was changed meanwhile"
            return []
        ways: list[tuple[Edit, ...]] = []
        for smallest in (True, False):
            edits = dict.fromkeys(self._edit(case, *target) for target in _targets(result, smallest))
            whole = tuple(edit for edit in edits if edit is not None)
            if whole and len(whole) == len(edits) == len({edit.place for edit in whole}) and whole not in ways:
                ways.append(whole)
        if not ways:
            self.why.setdefault(name, "no fix is known" if result.verdict is Verdict.FAIL else _ended(result))
        return ways

    def _edit(self, case: Case, key: str, new: str | None) -> Edit | None:
        """The edit of one expression of a case; None where there is none, and why."""
        place = case.places.get(key)
        if new is None or place is None:
            return None
        part, _, name = key.partition(".")
        whole = next((other for other, at in case.places.items() if at == place and "," in other), None)
        if whole is not None:
            self.why[case.name] = f"one expression claims `{whole.partition('.')[2]}` at once, and only `{name}` is to be changed"
            return None
        others = {claim.name: claim.claim for claim in case.map_claims}
        old = case.let[name] if part == "let" else others[key] if key in others else case.claims[name or next(iter(case.claims))]
        return Edit(place, old if isinstance(old, str) else "", new)

    def _leave_the_shared(self, edits: dict[str, tuple[Edit, ...]]) -> None:
        """Take out the edits that would change a case which they are not to fix, until there are none."""
        while True:
            shared = {name: found for name, own in edits.items() if (found := self._also_changed(name, own, edits)) is not None}
            if not shared:
                return
            for name, (edit, other) in shared.items():
                del edits[name]
                self.why[name] = f"to write `{edit.new}` in line {edit.place.line} would change `{other}` too, which shares it"

    def _also_changed(self, name: str, own: Sequence[Edit], edits: Mapping[str, Sequence[Edit]]) -> tuple[Edit, str] | None:
        """An edit of a case that changes another case, which does not ask for it."""
        for edit in own:
            for other in self.holders.get(edit.place, ()):
                if other != name and edit not in edits.get(other, self.edits.get(other, ())):
                    return edit, other
        return None

    def _written(self, edits: Mapping[str, Sequence[Edit]]) -> tuple[str, set[str]]:
        """The text with the edits, the last in the file first; and the cases all of whose edits could be written."""
        text, failed = self.before, set()
        for edit in sorted({edit for own in edits.values() for edit in own}, key=lambda edit: edit.place[1:], reverse=True):
            changed = catalog.rewritten(text, edit.place.line, edit.place.column, edit.new)
            if changed is None:
                failed.add(edit)
            else:
                text = changed
        return text, {name for name, own in edits.items() if failed.isdisjoint(own)}

    def _read(self, text: str) -> dict[str, Case]:
        return {case.name: case for case in catalog.cases_in(text, self.path, self.stem)}


def _targets(result: Result, smallest: bool) -> Iterator[tuple[str, str | None]]:
    """The keys of the expressions to be changed, and what they should be."""
    for finding in result.findings:
        if smallest and finding.place is not None and finding.fix is not None:
            yield finding.place.key, finding.fix
        elif finding.input in {claim.name for claim in result.case.map_claims}:
            yield finding.input, finding.suggestion
        else:
            key = f"gradient.{finding.input}"
            yield key if key in result.case.places else "gradient", finding.suggestion


def _ended(result: Result) -> str:
    return f"it ends in {result.verdict}" if result.verdict is not Verdict.PASS else "it passes, which is not what it expects"


def _declared(case: Case | None) -> str:
    """All that a case says, without where it stands."""
    return "" if case is None else repr(replace(case, place=None, places={}, last_line=None))
