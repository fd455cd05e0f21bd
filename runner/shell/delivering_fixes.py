"""Fixes go out: into the case files, or as a unified diff; and a line for each case tells what became of it."""

from __future__ import annotations

import difflib
import os
import sys
from collections.abc import Iterator, Sequence

from .. import catalog
from ..errors import UsageError
from ..model import Fault
from ..outputs import faults as told_faults
from ..outputs.paint import Paint
from ..outputs.plain import opening, plain
from .delivery import AS_EXPECTED, INVALID, UNEXPECTED, colored
from .fixing import File, Fixes, Outcome
from .options import Options
from .writing import write_over

COLORS = {"+": ("green",), "-": ("red",), "@": ("cyan",)}


def deliver(found: Fixes, faults: Sequence[Fault], options: Options) -> int:
    """Write the fixes, or show them where only the difference is asked for; returns the exit code.

    0 where nothing is left to be fixed (for a diff: nothing would change), else 1; 2 where a case file is at fault.
    """
    paint = Paint(colored(options, sys.stdout))
    blocks = [told_faults.render(fault, paint) + "\n" for fault in faults]
    if options.diff:
        blocks += [_diff(file, paint) for file in found.files]
    else:
        for file in found.files:
            _test_sameness(file)
        for file in found.files:
            write_over(file.path, file.after)
    blocks.append("".join(f"{line}\n" for line in _lines(found, options, paint)))
    sys.stdout.write("\n".join(blocks))
    sys.stdout.flush()
    if faults:
        return INVALID
    return UNEXPECTED if (found.files if options.diff else found.left) else AS_EXPECTED


def _test_sameness(file: File) -> None:
    """Raise `UsageError` where a file is not as it was when the fixes were tried."""
    if catalog.text_of(file.path) != file.before:
        raise UsageError(f"{plain(file.path)} was changed meanwhile: no fix is written, ask again")


def _diff(file: File, paint: Paint) -> str:
    """The unified diff of a file, such as `patch` reads."""
    path = plain(os.path.relpath(file.path))
    before, after = (text.splitlines() for text in (file.before, file.after))
    lines = difflib.unified_diff(before, after, path, path, lineterm="")
    return "".join(f"{_harmless(line, paint)}\n" for line in lines)


def _harmless(line: str, paint: Paint) -> str:
    first, rest = line[:1], plain(line[1:].replace("\t", "    "))
    return paint(f"{first}{rest}", *COLORS.get(first, ()))


def _lines(found: Fixes, options: Options, paint: Paint) -> Iterator[str]:
    for outcome in found.outcomes:
        if outcome.edits and not (options.diff or options.quiet):
            yield from _fixed(outcome, paint)
        elif not outcome.edits:
            place = f"{_where(outcome)}: " if outcome.case.place else ""
            yield f"{place}{paint('left', 'yellow')} {plain(outcome.case.name)}: {plain(outcome.why)}"
        if outcome.note:
            yield f"{_where(outcome)}: {plain(outcome.case.name)}: {plain(outcome.note)}"
    if not found.outcomes:
        yield paint("nothing to fix", "bold", "green")
        return
    verb = "would be fixed" if options.diff else "fixed"
    yield paint(f"{found.fixed:,} {verb}, {found.left:,} left", "bold", "red" if found.left else "green")


def _fixed(outcome: Outcome, paint: Paint) -> Iterator[str]:
    for edit in outcome.edits:
        place = f"{opening(edit.place.file)}:{edit.place.line}:{edit.place.column}"
        yield f"{place}: {paint('fixed', 'green')} {plain(outcome.case.name)}: {plain(' '.join(edit.new.split()))}"


def _where(outcome: Outcome) -> str:
    place = outcome.case.place
    return "" if place is None else f"{opening(place.file)}:{place.line}:{place.column}"
