"""Others' claims laid over the cases that are selected: a class's files over a teacher's exercises."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, NamedTuple

from .. import catalog
from ..errors import UsageError
from ..model import Case, Fault


class Laid(NamedTuple):
    """The cases that came of it, the faults of files, and who claims for which inputs of which exercise."""

    cases: list[Case]
    faults: Sequence[Fault]
    group: Mapping[str, Any]
    contents: Sequence[tuple[str, str]]
    """What was read: see `Catalogue.contents`."""


def lay(selected: Sequence[Case], known: Sequence[Case], path: str, *, faulty: bool = False) -> Laid:
    """The claims below a path laid over the selected of the known cases.

    Raises `UsageError` where the path leads nowhere, or nothing can be claimed; not where files of exercises are `faulty`,
    for that is why, and is to be told.
    """
    laid = catalog.lay_claims(known, path)
    refuse_astray(laid.faults)
    exercises = catalog.exercises_among(selected)
    if not exercises and not faulty:
        raise UsageError("there is no exercise: a case whose gradient is right, for others to claim")
    wanted = {_address(case) for case in exercises}
    cases = [case for case in laid.cases if case.exercise in wanted]
    group = {"claimants": laid.claimants, "exercises": {case.id: list(case.claims) for case in exercises}}
    return Laid(cases, laid.faults, group, laid.contents)


def _address(case: Case) -> str:
    return f"{case.place.file}::{case.name}" if case.place else case.name


def refuse_astray(faults: Iterable[Fault]) -> None:
    """Raise `UsageError` where a path led nowhere: such a fault has no place in a file."""
    astray = [f"{fault.message}: {fault.hint}" if fault.hint else fault.message for fault in faults if fault.place is None]
    if astray:
        raise UsageError("; ".join(astray))
