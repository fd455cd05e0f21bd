"""The tables of the documents are those that the code itself yields; `--refresh-golden` writes them anew."""

from __future__ import annotations

import argparse
import re
from collections.abc import Callable, Sequence
from pathlib import Path

import pytest

from runner import catalog, diagnoses, expressions
from runner.model import Cause
from runner.shell import options

ROOT = Path(__file__).parents[1]
HOME = {"keys": "cases", "functions": "cases", "command": "cases", "causes": "reports", "seed": "reports"}
"""The folder whose README.md holds a table."""


ESCAPED = "\\|"
"""A bar within a cell."""


def table(head: tuple[str, ...], rows: Sequence[tuple[str, ...]]) -> str:
    lines = [head, tuple("---" for _ in head), *rows]
    return "\n".join(f"| {' | '.join(cell.replace('|', ESCAPED) for cell in line)} |" for line in lines)


def keys() -> str:
    return catalog.markdown_table().strip()


def functions() -> str:
    """Every name that may be called, by group; the details are those of `--functions`."""
    groups = [(group, [name_of(signature) for signature, _ in rows]) for group, rows in expressions.describe()]
    return table(("group", "names"), [(group, " ".join(f"`{name}`" for name in names)) for group, names in groups])


def name_of(signature: str) -> str:
    """`np.sum(x, axis=None)` → `np.sum`; an operator or a property stays as it is."""
    called = re.fullmatch(r"([\w.]+)\(.*\)", signature)
    return called[1] if called else signature


def causes() -> str:
    rows = [(f"`{cause}`", diagnoses.explain(cause).splitlines()[0].removeprefix("The claim ")) for cause in Cause]
    return table(("cause", "the claim …"), rows)


def command() -> str:
    rows = []
    for action in options.parser()._actions:
        names = ", ".join(f"`{name}`" for name in action.option_strings) or f"`{action.metavar}`"
        value = "" if action.nargs == 0 or not action.option_strings else f" {action.metavar or ''}".rstrip()
        if action.help is not argparse.SUPPRESS:
            rows.append((names + value, action.help or ""))
    return table(("option", "what it does"), rows)


def seed() -> str:
    """What is said of the seed's wrong claims, as `tests/diagnoses` holds it."""
    golden = ROOT / "tests" / "golden" / "diagnoses" / "seed.txt"
    return f"```text\n{golden.read_text(encoding='utf-8').strip()}\n```"


@pytest.mark.parametrize("block", [keys, functions, causes, command, seed], ids=lambda block: block.__name__)
def test_a_table_of_the_readme_is_what_the_code_yields(block: Callable[[], str], request: pytest.FixtureRequest) -> None:
    path = ROOT / HOME[block.__name__] / "README.md"
    readme = path.read_text(encoding="utf-8")
    opening, closing = f"<!-- {block.__name__} -->\n", f"<!-- end of {block.__name__} -->"
    before, _, rest = readme.partition(opening)
    written, found, after = rest.partition(closing)
    assert found, f"{path} has no block {opening.strip()} … {closing}"
    if request.config.getoption("--refresh-golden"):
        written = f"{block()}\n"
        path.write_text(before + opening + written + closing + after, encoding="utf-8")
    assert written == f"{block()}\n"
