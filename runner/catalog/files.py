"""Paths → case files, in a stable order. A walk through a folder follows no link out of it and opens nothing.

The rules of a walk: files and folders are taken by name; what begins with a dot is hidden and skipped; a file whose name
ends in `.yaml` or `.yml`, in capitals or not, is a case file; a folder is entered whatever its name, a linked folder is
not: what it leads to below the folder given is read where it stands. A linked case file is read where the link leads to a plain
file below the folder given. A link that leads out, to a case file or a folder, is a fault, since an error message would show the
text of a file that was never given, and to pass over it would look as if all had been read.
"""

from __future__ import annotations

import os
import stat
from collections.abc import Iterator
from typing import NamedTuple

from ..model import Fault, Place
from . import naming
from .kinds import did_you_mean

SUFFIXES = (".yaml", ".yml")
SORTS = (
    (stat.S_ISDIR, "a folder"),
    (stat.S_ISFIFO, "a pipe"),
    (stat.S_ISSOCK, "a socket"),
    (stat.S_ISCHR, "a device"),
    (stat.S_ISBLK, "a device"),
)


class CaseFile(NamedTuple):
    """A file to read, and what its ids begin with: its path below the folder given, without suffix."""

    path: str
    stem: str


def find(path: str, within: str | None = None) -> Iterator[CaseFile | Fault]:
    """The case files that a path given by a person stands for, and what is wrong with the others.

    `within` is the folder in which somebody else has found the path, so that a link must not lead out of it.
    """
    try:
        mode = os.stat(path).st_mode
    except (OSError, ValueError) as error:
        yield _missing(path, error)
        return
    if stat.S_ISDIR(mode):
        found = False
        for item in walk(path):
            found = True
            yield item
        if not found:
            yield Fault(f"the folder `{naming.visible(path)}` holds no case file", hint="a case file ends in .yaml or .yml")
    elif not is_case_file(path):
        yield Fault(f"`{naming.visible(path)}` is no case file", hint="a case file ends in .yaml or .yml")
    elif within is not None and os.path.islink(path):
        yield _linked(path, os.path.basename(path), os.path.realpath(within))
    else:
        yield _checked(path, os.path.basename(path))


def is_case_file(name: str) -> bool:
    """Whether a name is that of a case file; capitals do not matter."""
    return name.lower().endswith(SUFFIXES)


def walk(folder: str) -> Iterator[CaseFile | Fault]:
    """The case files below a folder, sorted by name within each folder, those of a folder before its subfolders."""
    root = os.path.realpath(folder)
    folders = [(folder, "")]
    while folders:
        path, below = folders.pop()
        try:
            with os.scandir(path) as scan:
                entries = sorted((entry for entry in scan if not entry.name.startswith(".")), key=lambda entry: entry.name)
        except OSError as error:
            yield Fault(f"the folder cannot be read: {error.strerror}", Place(naming.visible(path), 1, 1))
            continue
        inner = [entry for entry in entries if entry.is_dir(follow_symlinks=False)]
        folders += [(entry.path, f"{below}{entry.name}/") for entry in reversed(inner)]
        for entry in entries:
            if os.path.isdir(entry.path):
                if entry.is_symlink() and _leads_out(entry.path, root):
                    yield _out(entry.path, "folder")
            elif is_case_file(entry.name):
                yield (
                    _linked(entry.path, below + entry.name, root)
                    if entry.is_symlink()
                    else _checked(entry.path, below + entry.name)
                )


def _linked(path: str, below: str, root: str) -> CaseFile | Fault:
    """A link with the name of a case file."""
    return _out(path, "file") if _leads_out(path, root) else _checked(path, below)


def _leads_out(path: str, root: str) -> bool:
    """Whether a link leads to something that is not below the folder."""
    target = os.path.realpath(path)
    return target != root and not target.startswith(root.rstrip(os.sep) + os.sep)


def _out(path: str, what: str) -> Fault:
    return Fault("this link leads out of the folder given", Place(naming.visible(path), 1, 1), hint=f"give the {what} itself")


def _checked(path: str, below: str) -> CaseFile | Fault:
    """The case file, if its name can be shown and it is a plain file."""
    shown = naming.visible(path)
    unseen = naming.refused_in_name(below)
    if unseen:
        return Fault(f"the name of this file holds {naming.describe_character(unseen)}", Place(shown, 1, 1), hint="rename it")
    if "::" in below:
        message = "the name of this file holds `::`, which divides file and case in an id"
        return Fault(message, Place(shown, 1, 1), hint="rename it")
    try:
        mode = os.stat(path).st_mode
    except OSError as error:
        return Fault(f"the file cannot be read: {error.strerror}", Place(shown, 1, 1))
    for is_sort, called in SORTS:
        if is_sort(mode):
            return Fault(f"this is {called} and no file", Place(shown, 1, 1))
    return CaseFile(path, os.path.splitext(below)[0].replace(os.sep, "/"))


def _missing(path: str, error: OSError | ValueError) -> Fault:
    """A path that leads nowhere, with the nearest one that does."""
    shown = naming.visible(path)
    if os.path.islink(path):
        return Fault(f"`{shown}` is a link that leads nowhere")
    if not isinstance(error, FileNotFoundError):
        reason = error.strerror if isinstance(error, OSError) else "no path holds such a character"
        return Fault(f"`{shown}` cannot be read: {reason}")
    folder, name = os.path.split(path)
    try:
        names = [entry for entry in os.listdir(folder or ".") if naming.refused_in_name(entry) is None]
    except OSError:
        names = []
    return Fault(f"there is no file or folder `{shown}`", hint=did_you_mean(name, names))
