"""The options of the command line, with what is meant where nothing is said, and what does not go together."""

from __future__ import annotations

import argparse
import os
from collections.abc import Mapping, Sequence
from importlib import import_module
from itertools import zip_longest
from typing import Any

from ..errors import UsageError
from ..outputs import OUTPUTS
from ..outputs.hints import ALL
from .configuration import Configuration, read
from .option_table import parser
from .trust import refuse_links, refuse_settings

ON_DEMAND = frozenset(name for name, output in OUTPUTS.items() if not output.always)
WITH_MERGE = ON_DEMAND | {"merge", "output", "github", "compare", "open", "color", "quiet", "verbose", "help"}
"""What can be asked for beside `--merge`, which runs nothing."""
DEFAULTS = {"hints": 2, "timeout": 30.0, "memory": 2048, "budget": 3600.0, "output": "reports"}
"""What is meant where neither the command line nor the configuration says it."""
REFERENCE = "reference"
"""The folder, within that of the reports, of a page to look gradients up in."""
ANSWERS = ("new", "schema", "functions", "explain", "version")
"""What is asked for instead of a run."""
WITH_ALL_HINTS = ("fix", "diff", "derive", "reference")
"""What tells the right gradient."""


class Options(argparse.Namespace):
    """What the command line says; the names are those of the long options."""

    paths: tuple[str, ...]
    keyword: str | None
    tag: tuple[str, ...]
    shard: tuple[int, int] | None
    last_failed: bool
    changed: bool
    list: bool
    jobs: int | None
    timeout: float
    memory: int
    budget: float
    module: tuple[str, ...]
    claims: str | None
    trust: bool
    seed: int | None
    hints: int
    fix: bool
    diff: bool
    fail_fast: bool
    strict: bool
    watch: bool
    dask: str | None
    output: str
    files: dict[str, str]
    """Name of the output in `OUTPUTS` → the file asked for."""
    github: str
    compare: str | None
    merge: tuple[str, ...]
    reference: bool
    open: bool
    color: str
    quiet: bool
    verbose: bool
    new: str | None
    schema: bool
    functions: bool
    derive: str | None
    explain: str | None
    version: bool


def parse(arguments: Sequence[str]) -> Options:
    """The options in the arguments. Raises `UsageError` where they are none; `--help` prints and exits."""
    mark = list(arguments).index("--") if "--" in arguments else len(arguments)
    arguments, files_only = arguments[:mark], arguments[mark + 1 :]
    _test_names(arguments)
    known = parser()
    if "_ARGCOMPLETE" in os.environ:  # a shell asks what could follow: register-python-argcomplete gradcase
        import_module("argcomplete").autocomplete(known)
    found = vars(known.parse_args(_told_apart(arguments)))
    found["paths"] = [*(found["paths"] or ()), *files_only]
    if found["merge"]:
        _test_merge(found, known)
    _fill(found)
    outputs = {name: found.pop(name) for name, output in OUTPUTS.items() if not output.always}
    for key in ("paths", "tag", "module", "merge"):
        found[key] = tuple(found[key] or ())
    if not found["paths"] and os.path.isdir("cases"):
        found["paths"] = ("cases",)
    if found["hints"] < ALL and any(found[name] for name in WITH_ALL_HINTS):
        name = next(name for name in WITH_ALL_HINTS if found[name])
        raise UsageError(f"--{name} tells the right gradient, which --hints {found['hints']} withholds")
    files = {name: file for name, file in outputs.items() if file is not None}
    configured = found.pop("configured")
    if not found["trust"] and not any(found[answer] for answer in ANSWERS):
        if configured.file is not None:
            refuse_settings(configured.settings, configured.file, found["paths"], DEFAULTS)
        refuse_links(
            [*found["paths"], *filter(None, [found["claims"]])], [found["output"], *map(os.path.dirname, files.values())]
        )
    found["module"] = tuple(dict.fromkeys((*configured.modules, *found["module"])))
    return Options(files=files, **found)


def _test_names(arguments: Sequence[str]) -> None:
    """Raise `UsageError` where an option is the name of a file too: a pattern of the shell may have put it there."""
    for argument in arguments:
        if argument.startswith("-") and len(argument) > 1 and os.path.lexists(argument):
            raise UsageError(f"{argument} is the name of a file here: write ./{argument} for the file, or {argument} elsewhere")


def _fill(found: dict[str, Any]) -> None:
    """What the command line leaves open: as the configuration of the folder says, else as always."""
    configured = Configuration() if any(found[answer] for answer in ANSWERS) else read()
    found["configured"] = configured
    given = found["output"]
    for key, value in {**DEFAULTS, **configured.settings}.items():
        if key != "modules" and not found[key] and found[key] != 0:
            found[key] = value
    for key in ("timeout", "budget"):
        found[key] = float(found[key])
    if found["reference"]:
        _place_reference(found, given)
    for name in ("fix", "diff", "reference"):
        if found["claims"] and found[name]:
            raise UsageError(f"--claims checks what others claim, so --{name} does not go with it")


def _place_reference(found: dict[str, Any], given: str | None) -> None:
    """A reference has a folder of its own within that of the reports. Raises `UsageError` where it is asked to watch."""
    if found["watch"]:
        raise UsageError("--reference is made once, so --watch does not go with it")
    if not given:
        found["output"] = os.path.join(found["output"], REFERENCE)


def _test_merge(found: Mapping[str, Any], known: argparse.ArgumentParser) -> None:
    """Raise `UsageError` for what asks `--merge` for a run."""
    for action in known._actions:
        default = action.default if action.option_strings else []
        if action.dest not in WITH_MERGE and (value := found.get(action.dest)) and value != default:
            what = action.option_strings[-1] if action.option_strings else str(value[0])
            raise UsageError(f"--merge runs nothing, so {what} does not go with it")


def _told_apart(arguments: Sequence[str]) -> list[str]:
    """The arguments with a `--github` that stands alone given its value, so that it takes no path and no option for one."""
    return [
        "--github=always" if argument == "--github" and not _is_when(after) else argument
        for argument, after in zip_longest(arguments, arguments[1:])
    ]


def _is_when(word: str | None) -> bool:
    """Whether a word is meant as one of `WHEN`, be it misspelt: no option, and no path that is there."""
    return word is not None and not word.startswith("-") and "::" not in word and not os.path.lexists(word)
