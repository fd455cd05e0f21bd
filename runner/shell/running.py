"""Paths → Run: read the case files, select, compute in worker processes. Both shells and the library come here.

numpy is loaded only where something is computed.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from time import perf_counter
from typing import TYPE_CHECKING, TypeAlias

from .. import catalog
from ..errors import CaseFileError, GradcaseError, OverBudget, UsageError
from ..model import UNEXAMINED, Case, Fault, Finding, Result, Run
from ..model.lightening import lightened
from ..outputs.hints import hinted
from . import selection
from .planning import Plan, make_plan

if TYPE_CHECKING:
    from ..execution import Pool, Worker
    from ..execution.dask import Cluster
    from ..problem import Lent

REMEDY = "--budget gives more, --resume goes on from here"
"""What to do about a run that was too much."""

Paths: TypeAlias = str | os.PathLike[str] | Iterable[str | os.PathLike[str]]


@dataclass(frozen=True, slots=True)
class Settings:
    """How it is run. Where `jobs` is None there are as many workers as pay, up to the number of cores."""

    timeout: float = 30.0
    memory: int = 2048
    jobs: int | None = None
    modules: tuple[str, ...] = ()
    fail_fast: bool = False
    strict: bool = False
    dask: str | None = None
    hints: int = 2
    budget: float = 3600.0
    """Seconds for the whole run."""


def load(paths: Paths) -> list[Case]:
    """The cases in files and folders, in a stable order; `file.yaml::name` picks one.

    Raises `CaseFileError` with every fault where a file cannot be read or is not valid.
    """
    found = catalog.read(_texts(paths))
    if found.faults:
        raise CaseFileError(found.faults)
    return list(found.cases)


def run(
    paths: Paths,
    *,
    keyword: str | None = None,
    tags: Sequence[str] = (),
    shard: tuple[int, int] | None = None,
    seed: int | None = None,
    timeout: float = 30.0,
    memory: int = 2048,
    jobs: int | None = None,
    modules: Sequence[str] = (),
    fail_fast: bool = False,
    strict: bool = False,
    dask: str | None = None,
    hints: int = 2,
    budget: float = 3600.0,
) -> Run:
    """Check all cases in files and folders, in worker processes.

    The options are those of the command line: `keyword` and `tags` select (-k, --tag), `shard` is (number, count),
    `timeout` is in seconds and `memory` in megabytes, for each case, `budget` in seconds for all; `modules` are lent to the
    expressions.
    Faults of case files are in the `Run`, beside the results of the valid ones. Raises `UsageError` where nothing is
    selected, or where an option cannot be used. On Ctrl-C the `Run` holds what was done, and says `interrupted`.
    """
    plan = make_plan(_texts(paths), keyword=keyword, tags=tags, shard=shard, seed=seed)
    settings = Settings(timeout, memory, jobs, tuple(modules), fail_fast, strict, dask, hints, budget)
    return execute(plan, settings)


def execute(
    plan: Plan,
    settings: Settings,
    *,
    on_result: Callable[[int, Result], None] | None = None,
    idle: Callable[[], None] | None = None,
    early: Worker | None = None,
    kept: Collection[int] = (),
    say: Callable[[str], None] | None = None,
) -> Run:
    """Check the cases of the plan, but for those that are `kept`, by their index; `idle` is called while the workers compute.

    `on_result` hears of each result, with the index of its case; the `Run` then holds none, which is for whoever hears them to
    keep. `early` is a worker that was started before the plan was made. Ctrl-C ends the workers; the `Run` is then of what was
    done. `say` hears what may make a difference to the results.
    """
    results: dict[int, Result] = {}
    done = bytearray(len(plan.cases))
    for index in kept:
        done[index] = True
    order = [index for index in plan.order if not done[index]]
    end = plan.started + settings.budget

    def pause() -> None:
        if perf_counter() > end:
            raise OverBudget(f"its budget of {settings.budget:g} seconds is spent ({REMEDY})")
        if idle is not None:
            idle()

    facts: dict[str, str] = {}
    interrupted = False
    broken: tuple[Fault, ...] = ()
    try:
        if order:
            with _pool(plan, settings, early) as pool:
                if say is not None:
                    for note in pool.notes:
                        say(note)
                for index, raw in pool.results(order, pause):
                    number = index if plan.part is None else plan.part.numbers[index]
                    result = lightened(finished(raw, strict=settings.strict, hints=settings.hints), number)
                    done[index] = True
                    if on_result is None:
                        results[index] = result
                    else:
                        on_result(index, result)
                    if settings.fail_fast and not result.as_expected:
                        break
                facts = pool.facts
    except KeyboardInterrupt:
        interrupted = True
    except UsageError:
        raise
    except GradcaseError as error:  # what was done is not lost with the means to do more
        broken = (Fault(f"the run ended before its end: {error}"),)
    except MemoryError:
        broken = (Fault("the run ended before its end: the results take more memory than there is; --resume goes on from here"),)
    return Run(
        results=tuple(results[index] for index in sorted(results)),
        faults=(*plan.faults, *broken),
        seconds=perf_counter() - plan.started,
        interrupted=interrupted,
        environment={**environment(), **facts},
        declared=plan.declared,
        selected=len(plan.cases),
        shard=plan.shard,
        outstanding=tuple(_not_run(plan, done)),
        whole=plan.whole and all(done),
    )


def _not_run(plan: Plan, done: Sequence[int]) -> Iterator[str]:
    """What failed before and has no result now; `done` tells of each case whether it has."""
    now = {selection.key_of(case) for case, has in zip(plan.cases, done, strict=True) if has} if plan.failed else ()
    yield from (key for key in plan.failed if key not in now)


def _pool(plan: Plan, settings: Settings, early: Worker | None) -> Pool | Cluster:
    from ..execution import Limits, Pool

    lend(settings.modules)
    limits = Limits(settings.timeout, settings.memory)
    if settings.dask is not None:
        from ..execution.dask import Cluster

        return Cluster(settings.dask, plan.cases, limits, settings.jobs or cores(), settings.modules)
    return Pool(plan.cases, limits, settings.jobs or cores(), settings.modules, early, growing=settings.jobs is None)


def lend(modules: Sequence[str]) -> Lent:
    """Import the modules that are lent to expressions; they may stand in the current folder.

    What they print goes to standard error. Raises `UsageError` where one cannot be had.
    """
    if not modules:
        return {}
    from contextlib import redirect_stdout

    from ..execution import load_modules

    if os.getcwd() not in sys.path:
        sys.path.append(os.getcwd())
    with redirect_stdout(sys.stderr):
        return load_modules(modules)


def cores() -> int:
    """How many cores this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def finished(result: Result, *, strict: bool, hints: int = 2) -> Result:
    """The result with its fault pinpointed, told as `hints` says; if `strict`, a doubt counts that the case does not document."""
    result = hinted(pinpointed(result), hints)
    if strict and result.doubtful and result.as_expected:
        kind = result.doubt.kind if result.doubt is not None else UNEXAMINED
        why = f"the verdict is doubtful ({kind}), which counts as unexpected here"
        return replace(result, as_expected=False, surprise=why)
    return result


def pinpointed(result: Result) -> Result:
    """The result with the very character of a fault in an expression looked up in its file, and the places of its findings."""
    start = result.case.places.get(result.part)
    if start is not None and result.offset is not None:
        result = replace(result, exact=catalog.pinpoint(start, result.offset)[0])
    if result.findings and result.case.places:
        result = replace(result, findings=tuple(_located(finding, result.case) for finding in result.findings))
    return result


def _located(finding: Finding, case: Case) -> Finding:
    spot = finding.place
    start = None if spot is None else case.places.get(spot.key)
    if spot is None or start is None:
        return finding
    place, width = catalog.stretch(start, spot.offset, spot.length)
    return replace(finding, exact=place, width=width)


def environment() -> dict[str, str]:
    """What the numbers of a run may depend on, beside what its workers tell."""
    from .. import __version__

    return {"gradcase": __version__, "Python": sys.version.split()[0], "system": _system()}


def _system() -> str:
    if not hasattr(os, "uname"):
        return sys.platform
    name = os.uname()
    return f"{name.sysname} {name.machine}"


def _texts(paths: Paths) -> list[str]:
    if isinstance(paths, str | os.PathLike):
        paths = [paths]
    return [os.fspath(path) for path in paths]
