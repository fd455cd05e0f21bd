"""Paths → the cases of all files that are valid, and the faults of the others."""

from __future__ import annotations

import contextlib
import gc
import os
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from ..model import Case, Fault, Place
from . import naming
from .entries import Known, Memory, built
from .expand import cases_of
from .files import CaseFile, find, is_case_file
from .kinds import did_you_mean
from .naming import short
from .reading import Reading, Stop
from .sources import bounded, digest_of, read_bytes
from .yaml_reader import read_document


@dataclass(slots=True)
class Catalogue:
    """What was read: every case of the valid files, in the order of the paths, and every fault of the others."""

    cases: list[Case] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)
    contents: list[tuple[str, str]] = field(default_factory=list)
    """What was read, in the order in which it was: what the ids of a file begin with, and the digest of its bytes."""


@dataclass(slots=True)
class Index:
    """The same where cases may be known without having been built."""

    cases: list[Known] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)
    contents: list[tuple[str, str]] = field(default_factory=list)


@dataclass(slots=True)
class _Wanted:
    """A file to read, and the names asked for; `whole`: all of it."""

    file: CaseFile
    names: list[str]
    whole: bool = False


def read(paths: Sequence[str | os.PathLike[str]], within: str | None = None) -> Catalogue:
    """Read files, folders and `file.yaml::name`; a path that was found in the folder `within` may be no link out of it.

    A file with a fault gives no case; its neighbours are not touched by it. A file reached twice is read once. Two
    equal ids are a fault of the later file. Bad input of any kind gives faults, never an exception.
    """
    found = index(paths, within=within)
    return Catalogue([built(case) for case in found.cases], found.faults, found.contents)


def index(paths: Sequence[str | os.PathLike[str]], memory: Memory | None = None, within: str | None = None) -> Index:
    """The same, without building the cases of files that the `memory` knows; what it does not know it is told."""
    found = Index()
    reader = _Reader(found, memory)
    with _no_collection():
        for wanted in _files(paths, within, found):
            cases = reader.read(wanted.file)
            asked = _select(cases, wanted, found)
            found.cases += cases if wanted.whole else asked
    return found


@contextlib.contextmanager
def _no_collection() -> Iterator[None]:
    """Without the search for cycles, a third of the time: reading makes very many small parts and no cycle of them."""
    collecting = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if collecting:
            gc.enable()


def _files(paths: Sequence[str | os.PathLike[str]], within: str | None, catalogue: Index) -> list[_Wanted]:
    """The files that the paths stand for, each once, in the order in which they are first reached."""
    found: dict[str, _Wanted] = {}
    for path in paths:
        target, name = _divide(os.fspath(path))
        for item in find(target, within):
            if isinstance(item, Fault):
                catalogue.faults.append(item)
                continue
            wanted = found.setdefault(os.path.realpath(item.path), _Wanted(item, []))
            if name is None:
                wanted.whole = True
            else:
                wanted.names.append(name)
    return list(found.values())


def _divide(path: str) -> tuple[str, str | None]:
    """A path and the name asked for by `path::name`."""
    target, mark, name = path.partition("::")
    return (target, name) if mark and is_case_file(target) else (path, None)


class _Reader:
    """Reads one file after the other; the ids of all must be different."""

    def __init__(self, found: Index, memory: Memory | None) -> None:
        self._found = found
        self._memory = memory
        self._ids: dict[str, dict[str, Place]] = {}
        """The ids by what they begin with, which no two files have in common unless they have the same."""
        self._before: dict[str, list[Sequence[Known]]] = {}

    def read(self, file: CaseFile) -> Sequence[Known]:
        """The cases of one file; none where it has a fault, which is told."""
        data = read_bytes(file.path)
        digest = "" if isinstance(data, str) else digest_of(data)
        self._found.contents.append((file.stem, digest))
        known = self._memory.recall(file.path, file.stem, digest) if self._memory is not None and digest else None
        if known is not None and self._are_new(file, known):
            return self._noted(file, known)
        reading, cases = bounded(file.path, data, lambda reading: _cases(reading, file.stem))
        own = reading.clean
        with contextlib.suppress(Stop):
            _check_ids(cases, self._ids_of(file.stem), reading)
        if self._memory is not None and own and known is None:
            self._memory.keep(file.path, file.stem, digest, cases)
        if not reading.clean:
            self._found.faults += reading.faults
            return []
        return self._noted(file, cases)

    def _noted(self, file: CaseFile, cases: Sequence[Known]) -> Sequence[Known]:
        self._before.setdefault(file.stem, []).append(cases)
        return cases

    def _are_new(self, file: CaseFile, cases: Sequence[Known]) -> bool:
        ids = self._ids_of(file.stem)
        return not ids or not any(case.id in ids for case in cases)

    def _ids_of(self, stem: str) -> dict[str, Place]:
        """The ids that earlier files with the same stem have."""
        found = self._ids.setdefault(stem, {})
        for cases in self._before.pop(stem, ()):
            found.update((case.id, case.place) for case in cases if case.place is not None)
        return found


def _cases(reading: Reading, stem: str) -> list[Case]:
    root = read_document(reading) if reading.clean else None
    return cases_of(root, stem, reading) if root is not None else []


def cases_in(text: str, file: str, stem: str) -> list[Case]:
    """The cases of a text that stands, or would stand, in a file; none where it is not valid. `stem` begins their ids."""
    return _cases(Reading(file, text), stem)


def _check_ids(cases: list[Case], ids: dict[str, Place], reading: Reading) -> None:
    """Tell every id that an earlier file has already."""
    for case in cases:
        if case.id in ids and case.place is not None:
            message = f"the id `{short(case.id)}` is there already"
            hint = "rename one of the files, or give one folder above both"
            line, column = case.place.line, case.place.column
            reading.fault_at(line, column, message, hint, also=ids[case.id], length=reading.length_at(line, column))


def _select(cases: Sequence[Known], wanted: _Wanted, catalogue: Index) -> list[Known]:
    """The cases asked for by name: a case, or the beginning of the names of its variants."""
    chosen: set[str] = set()
    for name in wanted.names:
        matches = {case.name for case in cases if case.name == name or case.name.startswith((f"{name} / ", f"{name} ["))}
        if cases and not matches:
            message = f"there is no case `{short(naming.visible(name))}` in {naming.visible(wanted.file.path)}"
            catalogue.faults.append(Fault(message, hint=did_you_mean(name, [case.name for case in cases])))
        chosen |= matches
    return [case for case in cases if case.name in chosen]
