"""A plan → the document of its run: results are kept, told and drawn as they come, and what still holds is taken over."""

from __future__ import annotations

import shlex
import signal
import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from .. import catalog
from ..model import COMMAND, Result
from ..outputs import json_report, terminal
from ..outputs.document import Document
from .delivery import colored, streams, warm_up, width
from .digests import conditions, digest
from .journal import Journal, begin, left, prepare
from .kept import NOTHING, Kept, forget
from .options import Options
from .planning import Plan
from .progress import Bar
from .recording import Recorder
from .running import Settings, execute
from .secret import marker
from .writing import say

if TYPE_CHECKING:
    from ..execution import Worker
    from ..outputs.pages import Pages


@dataclass(frozen=True, slots=True)
class Computed:
    """The document of a run, the pages of its cases that have been made on the way, and where its results outlive the process."""

    document: Document
    pages: Pages
    journal: Journal | None = None

    def end(self, *, over: bool) -> None:
        """The document is no longer read; where the run is `over` its reports are written."""
        if self.journal is not None:
            if over:
                forget(self.journal.folder, self.document)
            self.journal.end(over=over)


def compute(
    plan: Plan, options: Options, arguments: Sequence[str], *, early: Worker | None = None, journal: bool = False
) -> Computed:
    """Run the plan, with a `journal` where it is asked for.

    Raises `UsageError` where the folder of the reports cannot be written, or what is asked for cannot be had.
    """
    if journal:
        prepare(options.output)
    made: dict[str, Any] = {**signature(arguments), "conditions": conditions(settings_of(options))}
    if journal and not (options.changed or options.quiet) and left(options.output):
        say("a run that was killed has left results: --resume would go on from there")
    mark = marker(made["conditions"]) if journal else None
    written = begin(options.output, made) if journal else None
    try:
        numbers = None if plan.part is None else plan.part.numbers
        recorder = Recorder(plan.cases, _options_of_a_case(options), written, numbers, mark)
        return _computed(plan, options, made, early, recorder)
    except BaseException:
        if written is not None:
            written.end(over=False)
        raise


def _computed(plan: Plan, options: Options, made: Mapping[str, Any], early: Worker | None, recorder: Recorder) -> Computed:
    """The same, with the facts `made` of the run and what takes its results."""
    settings, trust = settings_of(options), options.trust
    with closing(Kept(options.output, made["conditions"], recorder.mark, trust=trust) if options.changed else NOTHING) as earlier:
        kept = dict(_take_over(plan, earlier, recorder))
        if recorder.journal is not None:
            recorder.journal.supersedes = options.changed and earlier.is_exhausted()
    recorder.flush()
    if earlier.strange and not options.quiet:
        say(f"{earlier.strange} of the results there bear no mark of yours and are had again: --trust takes them over")
    if options.changed and not options.quiet:
        say(f"{len(kept)} of {len(plan.cases)} results still hold" if kept else "no result of before still holds: running all")
    with bar_of(plan, options) as bar:

        def idle() -> None:
            recorder.flush()
            warm_up()
            bar.draw()

        def on_result(index: int, result: Result) -> None:
            document = recorder.note(index, result)
            bar.count(index, result.as_expected)
            if streams(options) and not result.as_expected:
                bar.clear()
                sys.stdout.write(terminal.as_it_comes(document, width=width(), color=colored(options, sys.stdout)))
                sys.stdout.flush()

        for index, as_expected in kept.items():
            bar.count(index, as_expected)
        run = execute(plan, settings, on_result=on_result, idle=idle, early=early, kept=kept, say=None if options.quiet else say)
    if run.interrupted:
        signal.signal(signal.SIGINT, signal.SIG_IGN)  # the report of what was done is written whole
    recorder.flush()
    more: dict[str, Any] = {**made, "options": recorder.options, "results": recorder.results()}
    run = replace(run, environment={**earlier.environment, **run.environment})
    document = json_report.document(run, **more)
    if plan.part is not None:
        document["selection"]["part"] = plan.part.told(recorder.done())
    return Computed({**document, "claims": plan.claims} if plan.claims else document, recorder.pages, recorder.journal)


def _take_over(plan: Plan, earlier: Kept, recorder: Recorder) -> Iterator[tuple[int, bool]]:
    """Take over what earlier runs found and what still holds: the index of each case, and whether it ended as expected."""
    for index, case in enumerate(plan.cases if len(earlier) else ()):
        document = earlier.result(case, digest(case, catalog.excerpt))
        if document is not None:
            recorder.take_over(index, document)
            yield index, document["as_expected"]


def bar_of(plan: Plan, options: Options) -> Bar:
    """What is drawn on a terminal while the plan is run."""
    shown = not options.quiet and sys.stderr.isatty()
    return Bar(plan.cases, plan.order, shown=shown, color=colored(options, sys.stderr), width=width())


def settings_of(options: Options) -> Settings:
    """How the options want it run."""
    return Settings(
        timeout=options.timeout,
        memory=options.memory,
        jobs=options.jobs,
        modules=options.module,
        fail_fast=options.fail_fast,
        strict=options.strict,
        dask=options.dask,
        hints=options.hints,
        budget=options.budget,
    )


def signature(arguments: Sequence[str]) -> dict[str, str]:
    """Who made a document, when, and how."""
    from datetime import UTC, datetime

    from .. import __version__

    return {
        "generated": datetime.now(UTC).isoformat(timespec="seconds"),
        "command": shlex.join([*COMMAND, *arguments]),
        "version": __version__,
    }


def _options_of_a_case(options: Options) -> list[str]:
    """The options that a case needs to be run again with the same outcome."""
    words = [word for name in options.module for word in ("--module", name)]
    if options.seed is not None:
        words += ["--seed", str(options.seed)]
    if options.timeout != 30.0:
        words += ["--timeout", f"{options.timeout:g}"]
    if options.memory != 2048:
        words += ["--memory", str(options.memory)]
    if options.hints != 2:
        words += ["--hints", str(options.hints)]
    return [shlex.quote(word) for word in words]
