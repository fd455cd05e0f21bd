"""The table of options: one argparse call each, errors that name the near word, and the help."""

from __future__ import annotations

import argparse
import os
import sys
from typing import Any, NoReturn

from ..errors import UsageError
from ..model import COMMAND
from ..outputs import OUTPUTS
from ..outputs.hints import LEVELS
from . import option_values as values

WHEN = ("auto", "always", "never")


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
    add("--shard", type=values.shard, metavar="I/N", help="part I of N equal parts of the cases")
    add("--list", action="store_true", help="print what would run, and stop")


def _add_running(group: argparse._ArgumentGroup) -> None:
    add = group.add_argument
    add("-j", "--jobs", type=values.positive, metavar="N", help="worker processes (default: as many as pay)")
    add("--timeout", type=values.seconds, metavar="SECONDS", help="longest time of a case (30)")
    add("--budget", type=values.seconds, metavar="SECONDS", help="longest time of the whole run (3600)")
    add("--memory", type=values.megabytes, metavar="MB", help="most memory of a case (2048)")
    add("--module", action="append", metavar="NAME", help="lend the functions of a module to expressions")
    add("--claims", metavar="FOLDER", help="lay a class's claims over the cases: a file each student")
    add("--trust", action="store_true", help="follow links out, any pyproject.toml, results of others")
    add("--seed", type=values.seed, metavar="N", help="draw all cases with this seed instead of theirs")
    add("-x", "--fail-fast", action="store_true", help="stop at the first unexpected case")
    add("--strict", action="store_true", help="a doubtful verdict counts as unexpected")
    add("--watch", action="store_true", help="run again what changed, until Ctrl-C")
    add("--dask", metavar="ADDRESS", help="compute on a dask cluster; local starts one here")


def _add_outputs(group: argparse._ArgumentGroup) -> None:
    add = group.add_argument
    add("-o", "--output", metavar="DIR", help="folder of index.html and results.json (reports)")
    for name, output in OUTPUTS.items():
        if not output.always:
            add(f"--{name}", type=values.report, metavar="FILE", help=output.meaning)
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
    told = "tell about a cause or a doubt; alone: which there are"
    add("--explain", nargs="?", const="", type=values.word, metavar="WORD", help=told)
    add("--version", action="store_true", help="print the version")
    add("-h", "--help", action="help", help="print this")
