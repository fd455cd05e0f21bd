"""A document goes out: files into the output folder, text to the terminal, annotations to GitHub, an exit code."""

from __future__ import annotations

import os
import sys
from functools import cache
from typing import IO, TYPE_CHECKING

from ..errors import UsageError
from ..outputs import OUTPUTS, parts, terminal
from ..outputs.document import Document
from ..outputs.history import continued
from .options import Options
from .previous import history
from .writing import mute, write_files

if TYPE_CHECKING:
    from ..outputs.pages import Pages


AS_EXPECTED, UNEXPECTED, INVALID, INTERRUPTED = 0, 1, 2, 130


def deliver(
    document: Document,
    options: Options,
    *,
    folder: str | None = None,
    told: Document | None = None,
    pages: Pages | None = None,
    watched: int | None = None,
) -> int:
    """Write the reports of the document and tell of it; returns the exit code.

    `folder` is where what every run writes goes, where that is not the output folder, whose report is then left as it is.
    `told` is what the terminal shows, where that is not the whole document; `pages` are those of single cases, where some have
    been made ahead; `watched` is the number of the run where cases are watched.

    Raises `UsageError` where a file cannot be written.
    """
    folder = folder or options.output
    document = {**document, "folder": os.getcwd(), "history": continued(history(folder), document)}
    report = os.path.join(folder, OUTPUTS["html"].always or "")
    kept = os.path.join(options.output, OUTPUTS["html"].always or "") if folder != options.output else None
    color = colored(options, sys.stdout)
    verbose = options.verbose - options.quiet
    try:
        write_reports(document, options, folder, pages, watched)
    except UsageError:  # which is told last; the verdicts are not lost with the report
        _put(terminal.render(told or document, width=width(), color=color, verbose=verbose))
        raise
    text = terminal.render(
        told or document, width=width(), color=color, verbose=verbose, report=report, kept=kept, streamed=streams(options)
    )
    _put(text + _told_to_github(document, options))
    _open(report, options)
    return exit_code(document)


def write_reports(
    document: Document, options: Options, folder: str, pages: Pages | None = None, watched: int | None = None
) -> None:
    """Write what every run writes, and what was asked for; all of it or nothing."""
    files = {name: os.path.join(folder, output.always) for name, output in OUTPUTS.items() if output.always}
    prepared = {"html": [pages, watched]}
    texts = {path: parts(name, document, *prepared.get(name, ())) for name, path in {**files, **options.files}.items()}
    if watched is not None:
        from ..outputs.html_report import WATCHED, width_for

        texts[os.path.join(folder, WATCHED)] = [width_for(watched)]  # the last: there is a new page once there is this
    write_files(texts)


def deliver_reference(document: Document, options: Options) -> int:
    """Write the page of what was found right, and tell of what was not; returns the exit code.

    Raises `UsageError` where a file cannot be written.
    """
    from ..outputs import reference_page
    from ..outputs.reference import reference

    path = os.path.join(options.output, OUTPUTS["html"].always or "")
    asked = {file: parts(name, document) for name, file in options.files.items()}
    write_files({path: reference_page.parts(document, reference(document["results"])), **asked})
    color, verbose = colored(options, sys.stdout), options.verbose - options.quiet
    _put(terminal.render(document, width=width(), color=color, verbose=verbose, report=path, streamed=streams(options)))
    _open(path, options)
    return exit_code(document)


def _open(path: str, options: Options) -> None:
    if options.open:
        import webbrowser

        webbrowser.open(f"file://{os.path.abspath(path)}")


def streams(options: Options) -> bool:
    """Whether unexpected cases are told as they come: where somebody watches."""
    return sys.stdout.isatty() and not options.quiet


@cache
def warm_up() -> None:
    """Load what writes the report, by writing an empty one to nowhere: there is time while the workers compute."""
    from ..model import Run
    from ..outputs import json_report

    empty = json_report.document(Run(()), generated="", command="", version="")
    for name, output in OUTPUTS.items():
        if output.always:
            "".join(parts(name, empty))


def exit_code(document: Document) -> int:
    """0 all as expected, 1 not all, 2 where a case file is at fault or a case was lost (which beats 1), 130 interrupted."""
    if document["interrupted"]:
        return INTERRUPTED
    if document["faults"] or document["summary"]["lost"]:
        return INVALID
    return UNEXPECTED if document["summary"]["unexpected"] else AS_EXPECTED


def _put(text: str) -> None:
    """Print the text. Where its reader is gone the exit code still tells how the run ended."""
    try:
        sys.stdout.write(text)
        sys.stdout.flush()
    except BrokenPipeError:
        mute()


def _told_to_github(document: Document, options: Options) -> str:
    """The annotations, for standard output; the job summary goes into the file that GitHub names."""
    in_actions = os.environ.get("GITHUB_ACTIONS") == "true"
    if options.github == "never" or (options.github == "auto" and not in_actions):
        return ""
    from ..outputs import github

    root = os.environ.get("GITHUB_WORKSPACE", os.curdir)
    annotations = github.commands(document, lambda file: os.path.relpath(file, root))
    if summary := os.environ.get("GITHUB_STEP_SUMMARY"):
        try:
            with open(summary, "a", encoding="utf-8", errors="backslashreplace") as file:
                file.write(github.summary(document))
        except OSError as error:
            raise UsageError(f"cannot write the job summary {summary}: {error.strerror or error}") from error
    return annotations


def width() -> int:
    """The columns of the terminal, or those that the variable COLUMNS names, or 100."""
    from shutil import get_terminal_size

    return get_terminal_size((100, 24)).columns


def colored(options: Options, stream: IO[str]) -> bool:
    """Whether to colour: as told, else as https://no-color.org and https://force-color.org say, else on a terminal.

    CI servers show colours, but their logs are also read as files: there colours come only when asked for.
    """
    if options.color != "auto":
        return options.color == "always"
    if os.environ.get("NO_COLOR"):
        return False
    if os.environ.get("FORCE_COLOR"):
        return True
    return stream.isatty() and not os.environ.get("CI") and os.environ.get("TERM") != "dumb"
