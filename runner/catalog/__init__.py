"""Case files → cases. Opens no expression, computes nothing.

`read` gives every case of the files and folders named, and every fault of those that cannot be read; `pinpoint` finds
a character of a text in the file that holds it; `excerpt` shows lines of a file.
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from runner.catalog import files
from runner.catalog.expand import cases_of
from runner.catalog.files import CaseFile
from runner.catalog.pinpointing import excerpt, pinpoint
from runner.catalog.schema import json_schema, markdown_table
from runner.catalog.yaml_reader import read_document
from runner.model import Case, Fault, Place

__all__ = ["Catalogue", "excerpt", "json_schema", "markdown_table", "pinpoint", "read"]


@dataclass(slots=True)
class Catalogue:
    """The cases of the files that are valid, and the faults of the others."""

    cases: list[Case] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)


def read(paths: Sequence[str]) -> Catalogue:
    """The cases of files, folders and `file.yaml::name`; a bad file gives faults and never an exception."""
    catalogue = Catalogue()
    ids: dict[str, Place] = {}
    seen: set[str] = set()
    for path in paths:
        target, wanted = _split(path)
        for found in _files(target):
            if isinstance(found, Fault):
                catalogue.faults.append(found)
                continue
            real = os.path.realpath(found.path)
            if real in seen:
                continue
            seen.add(real)
            _read_file(found, wanted, ids, catalogue)
    return catalogue


def _split(path: str) -> tuple[str, str | None]:
    if os.path.exists(path):
        return path, None
    target, mark, name = path.partition("::")
    return (target, name) if mark else (path, None)


def _files(target: str) -> Iterator[CaseFile | Fault]:
    if os.path.isdir(target):
        yield from files.walk(target)
    else:
        yield CaseFile(target, os.path.splitext(os.path.basename(target))[0])


def _read_file(found: CaseFile, wanted: str | None, ids: dict[str, Place], catalogue: Catalogue) -> None:
    reading = files.open_reading(found.path)
    root = read_document(reading) if reading.clean else None
    cases = cases_of(root, found.stem, reading) if root is not None else []
    for case in cases:
        assert case.place is not None
        if case.id in ids:
            reading.fault_at(
                case.place.line, case.place.column, f"the id `{case.id}` stands here a second time", also=ids[case.id]
            )
    if not reading.clean:
        catalogue.faults += reading.faults
        return
    ids.update((case.id, case.place) for case in cases if case.place)
    chosen = [case for case in cases if wanted is None or _matches(case.name, wanted)]
    if wanted is not None and not chosen:
        catalogue.faults.append(Fault(f"no case `{wanted}` in {found.path}"))
    catalogue.cases += chosen


def _matches(name: str, wanted: str) -> bool:
    return name == wanted or name.startswith((f"{wanted} / ", f"{wanted} ["))
