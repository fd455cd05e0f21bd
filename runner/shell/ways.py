"""What the command does with cases or their results: each way from the options to an exit code.

What a way needs is loaded when it is taken.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any

from ..outputs.document import Document
from .options import Options
from .writing import say

if TYPE_CHECKING:
    from ..model import Result
    from .planning import Plan
    from .previous import Last


def way(options: Options) -> Callable[[Options, Sequence[str]], int]:
    """What is to be done with cases or their results."""
    if options.merge:
        return _merge
    if options.list:
        return _list
    if options.fix or options.diff:
        return _fix
    return _reference if options.reference else _watch if options.watch else _run


def _run(options: Options, arguments: Sequence[str]) -> int:
    from ..execution import missing_limits, start_early
    from .computing import compute
    from .folder import refuse_foreign, target

    if (missing := missing_limits()) and not options.quiet:
        say(missing)
    refuse_foreign(options.output)
    early = None if options.module or options.dask else start_early(options.memory)
    try:
        earlier = _earlier(options)
        plan, keeps = _plan(options)
        computed = compute(plan, options, arguments, early=early, journal=True)
    finally:
        if early is not None:
            early.end()
    from .delivery import deliver

    document, over = computed.document, False
    try:
        folder = target(options.output, keeps=keeps(document))
        code = deliver(_complete(document, earlier), options, folder=folder, pages=computed.pages)
        over = True
    finally:
        computed.end(over=over)
    return code


def _plan(options: Options) -> tuple[Plan, Callable[[Document], bool]]:
    """What is to be run, and whether a document of it must leave the report in the output folder as it is."""
    from .memory import CaseMemory
    from .planning import make_plan
    from .previous import last_run

    last, memory = last_run(options.output), CaseMemory(options.output)
    plan = make_plan(options.paths, seed=options.seed, memory=memory, **_selecting(options, last))
    memory.save()
    _tell(plan.notes, options)
    of_whole = last.whole  # the rest of it is large
    return plan, lambda document: of_whole and (plan.elsewhere > 0 or len(document["results"]) < len(plan.cases))


def _selecting(options: Options, last: Last) -> dict[str, Any]:
    """What the options and the last run say of what is selected."""
    return {
        "keyword": options.keyword,
        "tags": options.tag,
        "shard": options.shard,
        "past": last.past,
        "times": last.times,
        "last_failed": options.last_failed,
        "claims": options.claims,
    }


def _tell(notes: Sequence[str], options: Options) -> None:
    for note in notes if not options.quiet else ():
        say(note)


def _list(options: Options, _: Sequence[str]) -> int:
    from ..outputs import faults, terminal
    from ..outputs.paint import Paint
    from .delivery import colored
    from .memory import CaseMemory
    from .planning import choose
    from .previous import Last, last_run

    memory = CaseMemory(options.output)
    last = last_run(options.output) if options.last_failed or options.shard else Last({})
    chosen = choose(options.paths, memory=memory, **_selecting(options, last))
    if os.path.isdir(options.output):  # a list makes no folder
        memory.save()
    _tell(chosen.notes, options)
    sys.stdout.write(terminal.listing(chosen.cases, color=colored(options, sys.stdout)))
    sys.stdout.flush()
    paint = Paint(colored(options, sys.stderr))
    for fault in chosen.found.faults:
        print(faults.render(fault, paint), file=sys.stderr)
    return 2 if chosen.found.faults else 0


def _fix(options: Options, _: Sequence[str]) -> int:
    from .computing import bar_of, settings_of
    from .delivering_fixes import deliver
    from .fixing import fixes, is_wanted
    from .running import execute

    plan = _plan(options)[0]
    settings = settings_of(options)
    results: list[Result] = []
    with bar_of(plan, options) as bar:

        def on_result(index: int, result: Result) -> None:
            bar.count(index, result.as_expected)
            if is_wanted(result, options.paths):
                results.append(result)

        run = execute(plan, settings, on_result=on_result, idle=bar.draw)
    if run.interrupted:
        raise KeyboardInterrupt
    return deliver(fixes(plan, settings, results), run.faults, options)


def _complete(document: Document, earlier: Document | None) -> Document:
    """The document with help on the causes it names, and with what changed since an earlier one."""
    from ..diagnoses import explain
    from ..outputs.comparison_of_runs import compare
    from ..outputs.doubts import DOUBTS

    failing = [result for result in document["results"] if result["cause"]]
    causes = sorted({finding["cause"] for result in failing for finding in result["findings"]})
    doubts = sorted({result["doubt"] for result in document["results"] if result["doubt"]})
    more = {"explanations": {cause: explain(cause) for cause in causes} | {doubt: DOUBTS[doubt] for doubt in doubts}}
    return {**document, **more} if earlier is None else {**document, **more, "comparison": compare(earlier, document)}


def _earlier(options: Options) -> Document | None:
    """The document to compare with; it is read before the run, which may write over it."""
    from .results_file import read_outcomes

    return None if options.compare is None else read_outcomes(options.compare)


def _merge(options: Options, arguments: Sequence[str]) -> int:
    from .computing import signature
    from .delivery import deliver
    from .folder import refuse_foreign
    from .merging import merge, told_twice
    from .results_file import read_results

    refuse_foreign(options.output)
    earlier = _earlier(options)
    documents = [read_results(path) for path in options.merge]
    merged = merge(documents, **signature(arguments))
    _tell([*told_twice(documents)], options)
    return deliver(_complete(merged, earlier), options)


def _watch(options: Options, arguments: Sequence[str]) -> int:
    from .computing import compute
    from .delivery import deliver
    from .folder import refuse_foreign, target
    from .planning import only
    from .previous import renew
    from .watching import numbered, watch

    refuse_foreign(options.output)
    whole: Document | None = None
    earlier = _earlier(options)

    def run(changed: frozenset[str]) -> int:
        nonlocal whole
        plan, keeps = _plan(options)
        computed = compute(plan if whole is None else only(plan, changed), options, arguments)
        part = computed.document
        whole = part if whole is None else renew(whole, part, [case.id for case in plan.cases])
        folder = target(options.output, keeps=keeps(whole))
        return deliver(_complete(whole, earlier), options, folder=folder, told=part, pages=computed.pages, watched=next(numbers))

    with numbered(options.output) as numbers:
        return watch((*options.paths, *filter(None, [options.claims])), options.module, run)


def _reference(options: Options, arguments: Sequence[str]) -> int:
    """A page for reading, of what is found right while it is made."""
    from .computing import compute
    from .delivery import deliver_reference
    from .folder import refuse_report

    refuse_report(options.output)
    plan, _ = _plan(options)
    return deliver_reference(compute(plan, options, arguments).document, options)
