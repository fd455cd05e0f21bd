"""The options of the command: one table of argparse calls, and errors that name the near word."""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Iterable, Mapping, Sequence
from importlib import import_module
from itertools import zip_longest
from typing import Any, NoReturn

from ..errors import UsageError
from ..model import COMMAND
from ..outputs import OUTPUTS
from ..outputs.hints import ALL, LEVELS
from .configuration import Configuration, read
from .trust import refuse_links, refuse_settings

MOST_MEMORY = 10**9
"""Megabytes: a petabyte. The system takes no limit much larger."""
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
WHEN = ("auto", "always", "never")


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


class _Parser(argparse.ArgumentParser):
    """Raises instead of printing, and suggests the near option."""

    def error(self, message: str) -> NoReturn:
        raise UsageError(message)

    def parse_args(self, args: Any = None, namespace: Any = None) -> Any:
        found, rest = self.parse_known_intermixed_args(args, namespace)
        if rest:
            raise UsageError(self._unknown(rest[0]))
        return found

    def _unknown(self, argument: str) -> str:
        name = argument.partition("=")[0]
        from difflib import get_close_matches

        known = [option for option in self._option_string_actions if option.startswith("--")]
        near = get_close_matches(name, known, 1) if name.startswith("--") else []
        return f"there is no option {name}" + (f": did you mean {near[0]}?" if near else "; --help lists them")


def parser() -> argparse.ArgumentParser:
    """The table of options; `--help` and the README print it."""
    program = "gradcase" if os.path.basename(sys.argv[0]).startswith("gradcase") else " ".join(COMMAND)
    parser = _Parser(
        prog=program,
        usage="%(prog)s [PATH ...] [options]",
        description="Checks the gradients that the case files claim, and writes a report.",
        add_help=False,
        allow_abbrev=False,
        formatter_class=lambda prog: _Help(prog, max_help_position=26, width=_help_width()),
        epilog="Exit codes: 0 all as expected, 1 not all, 2 no valid run, 130 interrupted.",
    )
    _add_selection(parser.add_argument_group("what runs"))
    _add_running(parser.add_argument_group("how it runs"))
    _add_outputs(parser.add_argument_group("what comes out"))
    _add_answers(parser.add_argument_group("instead of a run"))
    return parser


class _Help(argparse.HelpFormatter):
    """Names what an option takes once, `-j, --jobs N`, as Python does from 3.13 on; `RESULTS …` where there may be more."""

    def _format_action_invocation(self, action: argparse.Action) -> str:
        if not action.option_strings or action.nargs == 0:
            return super()._format_action_invocation(action)
        taken = self._format_args(action, self._get_default_metavar_for_optional(action))
        if action.nargs == argparse.ONE_OR_MORE:
            taken = f"{action.metavar} …"
        return f"{', '.join(action.option_strings)} {taken}"


def _help_width() -> int:
    """The columns of the help: those of the terminal, up to 100."""
    try:
        return min(100, os.get_terminal_size().columns)
    except (OSError, ValueError):
        return 100


def _add_selection(group: argparse._ArgumentGroup) -> None:
    add = group.add_argument
    add("paths", nargs="*", metavar="PATH", help="case files, folders, file.yaml::name (default: cases)")
    add("-k", dest="keyword", metavar="TEXT", help="cases whose id holds TEXT; and, or, not, (), quotes")
    add("--tag", action="append", metavar="TAG", help="cases with the tag; and, or, not, (); all of several")
    add("--last-failed", action="store_true", help="what did not end as expected last time, else all")
    add("--changed", "--resume", action="store_true", help="keep what still holds of runs before, also of killed ones")
    add("--shard", type=_shard, metavar="I/N", help="part I of N equal parts of the cases")
    add("--list", action="store_true", help="print what would run, and stop")


def _add_running(group: argparse._ArgumentGroup) -> None:
    add = group.add_argument
    add("-j", "--jobs", type=_positive, metavar="N", help="worker processes (default: as many as pay)")
    add("--timeout", type=_seconds, metavar="SECONDS", help="longest time of a case (30)")
    add("--budget", type=_seconds, metavar="SECONDS", help="longest time of the whole run (3600)")
    add("--memory", type=_megabytes, metavar="MB", help="most memory of a case (2048)")
    add("--module", action="append", metavar="NAME", help="lend the functions of a module to expressions")
    add("--claims", metavar="FOLDER", help="lay a class's claims over the cases: a file each student")
    add("--trust", action="store_true", help="follow links out of the folder, and any pyproject.toml")
    add("--seed", type=_seed, metavar="N", help="draw all cases with this seed instead of theirs")
    add("-x", "--fail-fast", action="store_true", help="stop at the first unexpected case")
    add("--strict", action="store_true", help="a doubtful verdict counts as unexpected")
    add("--watch", action="store_true", help="run again what changed, until Ctrl-C")
    add("--dask", metavar="ADDRESS", help="compute on a dask cluster; local starts one here")


def _add_outputs(group: argparse._ArgumentGroup) -> None:
    add = group.add_argument
    add("-o", "--output", metavar="DIR", help="folder of index.html and results.json (reports)")
    for name, output in OUTPUTS.items():
        if not output.always:
            add(f"--{name}", type=_report, metavar="FILE", help=output.meaning)
    add("--github", choices=WHEN, default="never", metavar="WHEN", help="annotations, job summary: always, never, auto")
    add("--compare", metavar="RESULTS", help="tell what changed since an earlier results.json")
    add("--merge", nargs="+", metavar="RESULTS", help="one report of several results.json; runs nothing")
    add("--fix", action="store_true", help="write the fixes that hold into the case files")
    add("--diff", action="store_true", help="show what --fix would write, as a diff")
    add("--hints", type=int, choices=LEVELS, metavar="LEVEL", help="0 the verdict, 1 also the cause, 2 also the fix (2)")
    add("--reference", action="store_true", help="a page of the right gradients, to look them up")
    add("--open", action="store_true", help="open the report in the browser")
    add("--color", choices=WHEN, default="auto", metavar="WHEN", help="auto, always, never")
    add("-q", "--quiet", action="store_true", help="a line for each unexpected case")
    add("-v", "--verbose", action="store_true", help="a line for each case")


def _add_answers(group: argparse._ArgumentGroup) -> None:
    add = group.add_argument
    add("--new", metavar="FILE", help="write a commented case file to start from")
    add("--schema", action="store_true", help="print the JSON Schema of case files")
    add("--functions", action="store_true", help="print what expressions may call")
    add("--derive", metavar="CASE", help="print file.yaml::name with its gradient written in")
    add(
        "--explain", nargs="?", const="", type=_word, metavar="WORD", help="tell about a cause or a doubt; alone: which there are"
    )
    add("--version", action="store_true", help="print the version")
    add("-h", "--help", action="help", help="print this")


def _positive(text: str) -> int:
    value = _integer(text)
    if value < 1:
        raise argparse.ArgumentTypeError(f"it is a number from 1 on, not {text}")
    return value


def _megabytes(text: str) -> int:
    value = _positive(text)
    if value > MOST_MEMORY:
        raise argparse.ArgumentTypeError(f"no machine has {text} MB")
    return value


def _report(text: str) -> str:
    if text.lower().endswith((".yaml", ".yml")):
        raise argparse.ArgumentTypeError(f"{text} has the name of a case file")
    return text


def _seed(text: str) -> int:
    value = _integer(text)
    if value < 0:
        raise argparse.ArgumentTypeError(f"it is a number from 0 on, not {text}")
    return value


def _integer(text: str) -> int:
    try:
        return int(text)
    except ValueError:
        raise argparse.ArgumentTypeError(f"{text!r} is no whole number") from None


def _seconds(text: str) -> float:
    try:
        value = float(text)
    except ValueError:
        value = 0.0
    if not 0 < value < float("inf"):
        raise argparse.ArgumentTypeError(f"{text!r} is no time in seconds")
    return value


def _shard(text: str) -> tuple[int, int]:
    number, _, count = text.partition("/")
    if not (number.isdecimal() and count.isdecimal() and 1 <= int(number) <= int(count)):
        raise argparse.ArgumentTypeError(f"{text!r} is not I/N with I from 1 to N, such as 2/5")
    return int(number), int(count)


def _word(text: str) -> str:
    from ..model import Cause, DoubtKind

    words = [*Cause, *DoubtKind]
    if not text or text.lower() in words:
        return text.lower()
    raise argparse.ArgumentTypeError(f"there is no cause and no doubt {text!r}{_suggested(text, words)}")


def _suggested(text: str, known: Iterable[str]) -> str:
    from difflib import get_close_matches

    words = [str(word) for word in known]
    near = get_close_matches(text, words, 1)
    return f": did you mean {near[0]}?" if near else f"; there are {', '.join(words)}"
