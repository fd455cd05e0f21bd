"""What the current folder holds may come from a stranger, as in a pull request: links that lead out of it, and a configuration
that asks for what no case file may ask for. Neither is followed unless `--trust` is said."""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from ..errors import UsageError
from ..outputs.plain import plain
from .folder import PART, is_within

RAISED = ("timeout", "memory", "budget")
"""What whoever sends case files may set lower than it is, and not higher."""

WITHIN = (PART, "cache", "reference")
"""The folders that runs make in that of the reports."""


def refuse_links(paths: Iterable[str], outputs: Iterable[str]) -> None:
    """Raise `UsageError` where a path to read, or the folder of one to write, leads by a link out of where it stands."""
    for path in paths:
        target = path.partition("::")[0] if not os.path.lexists(path) else path
        if leads_out(target):
            raise UsageError(_told(target, "give what it leads to"))
    for path in (os.path.join(folder, below) for folder in outputs for below in ("", *WITHIN)):
        if leads_out(path):
            raise UsageError(_told(path, "name another folder"))


def _told(path: str, instead: str) -> str:
    return f"{plain(path)} leads by a link out of its folder, to {plain(os.path.realpath(path))}: {instead}, or say --trust"


def leads_out(path: str) -> bool:
    """Whether a path leads by links out of the current folder, or, where it was not meant to stand there, out of its own."""
    here, there = os.getcwd(), os.path.abspath(path)
    root = here if is_within(there, here) else os.path.dirname(there)
    return not is_within(os.path.realpath(there), os.path.realpath(root))


def refuse_settings(settings: Mapping[str, Any], file: str, paths: Sequence[str], defaults: Mapping[str, Any]) -> None:
    """Raise `UsageError` for a file of settings that asks for what its author may not decide.

    Paths and reports lie in its folder. Where it lies itself in one of the `paths` that are given, whoever sends case files could
    send it too: it lends no code then, and raises no limit above the `defaults`.
    """
    for path in (*settings.get("paths", ()), *filter(None, [settings.get("output")])):
        if not is_within(os.path.realpath(path), os.path.realpath(os.path.dirname(os.path.abspath(file)))):
            raise UsageError(f"{file} names {plain(path)}, which is not in its folder: say --trust, or name it yourself")
    if not any(_holds(path.partition("::")[0], file) for path in paths):
        return
    what = ""
    if names := settings.get("modules"):
        what = f"would lend code ({plain(', '.join(names))}) to what stands there: say --trust, or name the modules by --module"
    for key in RAISED:
        if settings.get(key, 0) > defaults[key]:
            what = what or f"raises `{key}` for what stands there: say --trust, or --{key} {settings[key]}"
    if what:
        raise UsageError(f"{file} lies in a folder that is given, and {what}")


def _holds(folder: str, file: str) -> bool:
    """Whether a file lies below a folder."""
    above = os.path.realpath(folder)
    return os.path.isdir(above) and is_within(os.path.realpath(file), above)
