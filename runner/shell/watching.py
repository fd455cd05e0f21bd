"""`--watch`: run again what changed, until Ctrl-C."""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from itertools import chain, cycle

from ..catalog import find
from ..errors import UsageError
from ..model import PACKAGE, Fault
from ..outputs.html_report import WATCHED
from ..outputs.plain import plain
from .digests import code_behind
from .folder import PART

INTERRUPTED = 130
"""What a run returns that Ctrl-C ended: it was meant for the watch, too."""
MOST_RUNS = 30_000
"""The number of a run is at most this; then they are counted anew."""


def watch(paths: Sequence[str], modules: Sequence[str], run: Callable[[frozenset[str]], int]) -> int:
    """Call `run` now, and with the absolute names of the case files that changed after each change below `paths`.

    Returns its last exit code when Ctrl-C is pressed. Errors of a run are told and do not end the watch: a file
    that is being written may be broken for a moment. Where the code of a lent module changes, the whole command
    starts anew, since a module that is loaded cannot be loaded again. Raises `UsageError` where watchfiles is not
    installed or a path is missing.
    """
    code = 0
    try:
        for changed in _changes([path.partition("::")[0] for path in paths], modules):
            if changed:
                print(f"changed: {plain(', '.join(sorted(map(os.path.relpath, changed))))}", file=sys.stderr, flush=True)
            if any(file.endswith(".py") and os.path.exists(file) for file in changed):  # else it is being written
                os.execv(sys.executable, [sys.executable, "-m", PACKAGE, *sys.argv[1:]])
            code = _guarded(run, changed)
            if code == INTERRUPTED:
                break
    except KeyboardInterrupt:
        pass
    return code


def _guarded(run: Callable[[frozenset[str]], int], changed: frozenset[str]) -> int:
    try:
        return run(changed)
    except UsageError as error:
        print(f"gradcase: {plain(str(error))}", file=sys.stderr, flush=True)
        return 2


@contextmanager
def numbered(folder: str) -> Iterator[Iterator[int]]:
    """Numbers for runs, each another than the last of a watch before; the picture that tells the last goes with the watch."""
    try:
        yield cycle(chain(range(first := int(time.time()) % MOST_RUNS + 1, MOST_RUNS + 1), range(1, first)))
    finally:
        for place in (folder, os.path.join(folder, PART)):
            with suppress(OSError):
                os.unlink(os.path.join(place, WATCHED))


def _changes(paths: Sequence[str], modules: Sequence[str]) -> Iterator[frozenset[str]]:
    """Nothing at first, once the watch is set; then the names of the files that changed, each time some did.

    What the system tells is only that something happened: what it is, is found by looking, since of a folder that is moved in,
    renamed or deleted it names the folder alone. A path that is deleted and made again is another, and is watched anew.
    """
    try:
        from watchfiles import DefaultFilter
        from watchfiles import watch as observe
    except ImportError:
        raise UsageError("--watch needs watchfiles: pip install 'gradcase[watch]'") from None

    for path in paths:
        if not os.path.exists(path):
            raise UsageError(f"there is no {path} to watch")
    code = code_behind(tuple(modules))
    folders = {os.path.dirname(file) for file in code}
    known, set_up = _seen(paths, code), False
    while True:
        roots = _identities(paths)
        there = [path for path, identity in roots.items() if identity is not None]
        looked = False
        # The first timeout says that the watch is set: what changes while `run` is at work is not lost.
        for changes in observe(
            *there, *folders, watch_filter=DefaultFilter(), raise_interrupt=True, yield_on_timeout=True, rust_timeout=100
        ):
            is_new = _identities(paths) != roots
            if changes or is_new or not looked:
                before, known = known, _seen(paths, code)
                changed = frozenset(file for file in before.keys() | known.keys() if before.get(file) != known.get(file))
                if changed or not set_up:
                    yield changed
                looked = set_up = True
            if is_new:
                break
        if not there and not folders:
            time.sleep(0.1)


def _identities(paths: Sequence[str]) -> dict[str, tuple[int, int] | None]:
    """What stands at each path; None where nothing does."""
    return {path: None if (status := _status(path)) is None else (status.st_dev, status.st_ino) for path in paths}


def _seen(paths: Sequence[str], code: Iterable[str]) -> dict[str, tuple[int, int, int]]:
    """The case files below the paths and the files of code, each with what tells its version."""
    files = {file.path for path in paths if os.path.exists(path) for file in find(path) if not isinstance(file, Fault)}
    return {
        os.path.abspath(file): (status.st_mtime_ns, status.st_size, status.st_ino)
        for file in (*files, *code)
        if (status := _status(file)) is not None
    }


def _status(path: str) -> os.stat_result | None:
    try:
        return os.stat(path)
    except OSError:
        return None
