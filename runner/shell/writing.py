"""Reports are written whole or not at all: each into a temporary file beside its target, then renamed."""

from __future__ import annotations

import codecs
import os
import shutil
import sys
from collections.abc import Iterable, Mapping
from contextlib import suppress

from ..errors import UsageError


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
            if os.path.exists(path) and not os.path.isfile(path):
                _write(path, pieces)  # a pipe or a device, such as /dev/stdout: there is nothing to be kept whole
                continue
            # A link gives way to the report: what it leads to was not named, and may be anything.
            target = os.path.abspath(path)
            os.makedirs(os.path.dirname(target), exist_ok=True)
            temporary = os.path.join(os.path.dirname(target), f".{os.path.basename(target)}.{os.getpid()}.new")
            written.append((temporary, target))
            _write(temporary, pieces)
        for temporary, target in written:
            path = target
            os.replace(temporary, target)
    except OSError as error:
        raise UsageError(f"cannot write {path}: {error.strerror or error}") from error
    finally:
        for temporary, _ in written:
            with suppress(OSError):
                os.unlink(temporary)


def write_over(path: str, text: str) -> None:
    """Put another text into a file that is there, whole or not at all; a byte order mark, the mode and a link stay.

    Raises `UsageError` where it cannot be written.
    """
    target = os.path.realpath(path)
    temporary = os.path.join(os.path.dirname(target), f".{os.path.basename(target)}.{os.getpid()}.new")
    try:
        with open(target, "rb") as file:
            mark = codecs.BOM_UTF8 if file.read(len(codecs.BOM_UTF8)) == codecs.BOM_UTF8 else b""
        with open(temporary, "wb") as file:
            file.write(mark + text.encode())
        shutil.copymode(target, temporary)
        os.replace(temporary, target)
    except OSError as error:
        raise UsageError(f"cannot write {path}: {error.strerror or error}") from error
    finally:
        with suppress(OSError):
            os.unlink(temporary)


def mute() -> None:
    """Let nothing more be written to a standard output that takes nothing: Python would try again at its end."""
    with suppress(OSError, ValueError):
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def _write(path: str, pieces: Iterable[str]) -> None:
    # A file name that is not UTF-8 holds lone surrogates: `\udcff` is what JSON wants for one, and it can be read.
    with open(path, "w", encoding="utf-8", errors="backslashreplace", newline="") as file:
        file.writelines(pieces)
