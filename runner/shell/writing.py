"""Reports are written whole or not at all: each into a temporary file beside its target, then renamed."""

from __future__ import annotations

import codecs
import os
import re
import shutil
import signal
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager, suppress
from typing import TypeAlias

from ..errors import UsageError
from ..outputs.plain import plain
from .folder import is_within

TEMPORARY = re.compile(r"\.(?:index\.html|results\.json|unfinished\.jsonl|cases\.jsonl|watched\.svg)\.([0-9]{1,10})\.new")
"""The names of files of ours that are being written, with the number of the process."""


def write_files(texts: Mapping[str, Iterable[str]]) -> None:
    """Write each text, given in one piece or in many, to its path, as UTF-8; folders that are missing are made.

    No target is touched before all texts are on the disk, so a full one leaves the old reports as they were.
    Raises `UsageError` where a file cannot be written.
    """
    written: list[tuple[str, str]] = []
    path = ""
    try:
        for path, text in texts.items():
            pieces = [text] if isinstance(text, str) else text
            if _is_stream(path):
                _write(path, pieces, _without_waiting)  # there is nothing to be kept whole
                continue
            # A link gives way to the report: what it leads to was not named, and may be anything.
            target = os.path.abspath(path)
            os.makedirs(os.path.dirname(target), exist_ok=True)
            new = temporary(target)
            written.append((new, target))
            _write(new, pieces, anew)
        with _undisturbed():
            for new, target in written:
                path = target
                os.replace(new, target)
    except OSError as error:
        raise UsageError(f"cannot write {path}: {error.strerror or error}") from error
    finally:
        for new, _ in written:
            with suppress(OSError):
                os.unlink(new)


def _is_stream(path: str) -> bool:
    """Whether a path is that of a pipe or a device, such as /dev/stdout; one to which a link below this folder leads is not."""
    if not os.path.exists(path) or os.path.isfile(path):
        return False
    return not os.path.islink(path) or not is_within(os.path.abspath(path), os.getcwd())


@contextmanager
def _undisturbed() -> Iterator[None]:
    """Without a signal that could end this process in between, so that reports which belong together change together."""
    if not hasattr(signal, "pthread_sigmask"):
        yield
        return
    names = ("SIGINT", "SIGTERM", "SIGHUP", "SIGQUIT", "SIGALRM")
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {getattr(signal, name) for name in names})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


def temporary(path: str) -> str:
    """Where this process writes a file that will take the place of the one at the path."""
    return os.path.join(os.path.dirname(path), f".{os.path.basename(path)}.{os.getpid()}.new")


def remove_leftovers(folder: str) -> None:
    """Remove what processes that are gone have left half written in the folder."""
    with suppress(OSError):
        for name in os.listdir(folder):
            number = TEMPORARY.fullmatch(name)
            if number is not None and not _lives(int(number[1])):
                with suppress(OSError):
                    os.unlink(os.path.join(folder, name))


def _lives(process: int) -> bool:
    """Whether there is such a process on this machine; where the system does not tell without harm it is taken for alive."""
    if sys.platform == "win32":
        return True
    try:
        os.kill(process, 0)
    except (ProcessLookupError, OverflowError):
        return False
    except OSError:
        return True
    return process != os.getpid()


def write_over(path: str, text: str) -> None:
    """Put another text into a file that is there, whole or not at all; a byte order mark, the mode and a link stay.

    Raises `UsageError` where it cannot be written.
    """
    target = os.path.realpath(path)
    new = temporary(target)
    try:
        with open(target, "rb") as file:
            mark = codecs.BOM_UTF8 if file.read(len(codecs.BOM_UTF8)) == codecs.BOM_UTF8 else b""
        with open(new, "wb", opener=anew) as file:
            file.write(mark + text.encode())
        shutil.copymode(target, new)
        os.replace(new, target)
    except OSError as error:
        raise UsageError(f"cannot write {path}: {error.strerror or error}") from error
    finally:
        with suppress(OSError):
            os.unlink(new)


def mute() -> None:
    """Let nothing more be written to a standard output that takes nothing: Python would try again at its end."""
    with suppress(OSError, ValueError):
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def anew(path: str, flags: int) -> int:
    """Open a file that is made now: what stands there, which may be a link to anything, goes."""
    with suppress(FileNotFoundError):
        os.unlink(path)
    return os.open(path, flags | os.O_EXCL | getattr(os, "O_NOFOLLOW", 0), 0o666)


Opener: TypeAlias = Callable[[str, int], int]


def _write(path: str, pieces: Iterable[str], opener: Opener) -> None:
    # A file name that is not UTF-8 holds lone surrogates: `\udcff` is what JSON wants for one, and it can be read.
    with open(path, "w", encoding="utf-8", errors="backslashreplace", newline="", opener=opener) as file:
        file.writelines(pieces)


def _without_waiting(path: str, flags: int) -> int:
    """Open a file to write to; a pipe that nobody reads is an error, and not waited for."""
    number = os.open(path, flags | getattr(os, "O_NONBLOCK", 0), 0o666)
    os.set_blocking(number, True)
    return number


def say(text: str) -> None:
    """Say something of the run: on stderr, since what is printed is the product."""
    print(plain(text), file=sys.stderr, flush=True)
