"""`--watch`: run again what changed, until Ctrl-C."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterator, Sequence
from typing import TYPE_CHECKING

from ..errors import UsageError
from ..model import PACKAGE
from .digests import code_behind

if TYPE_CHECKING:
    from watchfiles import Change

INTERRUPTED = 130
"""What a run returns that Ctrl-C ended: it was meant for the watch, too."""
SUFFIXES = (".yaml", ".yml")


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
                print(f"changed: {', '.join(sorted(map(os.path.relpath, changed)))}", file=sys.stderr, flush=True)
            if any(file.endswith(".py") for file in changed):
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
        print(f"gradcase: {error}", file=sys.stderr, flush=True)
        return 2


def _changes(paths: Sequence[str], modules: Sequence[str]) -> Iterator[frozenset[str]]:
    """Nothing at first, once the watch is set; then the names of the files that changed, each time some did."""
    try:
        from watchfiles import DefaultFilter
        from watchfiles import watch as observe
    except ImportError:
        raise UsageError("--watch needs watchfiles: pip install 'gradcase[watch]'") from None

    for path in paths:
        if not os.path.exists(path):
            raise UsageError(f"there is no {path} to watch")
    code = code_behind(tuple(modules))
    default = DefaultFilter()

    def wanted(change: Change, path: str) -> bool:
        return (path.endswith(SUFFIXES) and default(change, path)) or path in code

    set_up = False
    folders = {os.path.dirname(file) for file in code}
    # The first timeout says that the watch is set: what changes while `run` is at work is not lost.
    for changes in observe(*paths, *folders, watch_filter=wanted, raise_interrupt=True, yield_on_timeout=True, rust_timeout=100):
        if changes or not set_up:
            set_up = True
            yield frozenset(os.path.abspath(path) for _, path in changes)
