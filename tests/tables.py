"""What the code and the catalogue write themselves: tables of the documents, and lists of names.

`python -m tests.contents` writes them anew, `python -m pytest --refresh-golden` too.
"""

from __future__ import annotations

import argparse
import json
import re
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

from runner import catalog, diagnoses, expressions
from runner.expressions.functions import FUNCTIONS
from runner.model import Cause
from runner.outputs import fields
from runner.outputs.fields.findings import FINDING
from runner.outputs.fields.inputs import INPUT
from runner.outputs.fields.record import ALWAYS, Field
from runner.shell import option_table

ROOT = Path(__file__).parents[1]
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
    for action in option_table.parser()._actions:
        names = ", ".join(f"`{name}`" for name in action.option_strings) or f"`{action.metavar}`"
        value = "" if action.nargs == 0 or not action.option_strings else f" {action.metavar or ''}".rstrip()
        if action.help is not argparse.SUPPRESS:
            rows.append((names + value, action.help or ""))
    return table(("option", "what it does"), rows)


def seed() -> str:
    """What is said of the seed's wrong claims, as `tests/diagnoses` holds it."""
    golden = ROOT / "tests" / "golden" / "diagnoses" / "seed.txt"
    return f"```text\n{golden.read_text(encoding='utf-8').strip()}\n```"


def results() -> str:
    """What a line of results.json holds: of the result, of each claim, of each finding."""
    parts = (("", fields.RESULT), ("inputs[].", INPUT), ("findings[].", FINDING))
    rows = [(f"`{way}{each.key}`", each.meaning, usual(each)) for way, record in parts for each in record.fields]
    return table(("key", "what stands there", "left out where it is"), rows)


def usual(field: Field) -> str:
    """What a reader of the file puts where a key is left out."""
    return "" if field.usual is ALWAYS else f"`{json.dumps(field.usual)}`"


BLOCKS: Mapping[Callable[[], str], str] = {
    keys: "cases", functions: "cases", command: "cases", causes: "reports", seed: "reports", results: "reports",
}  # fmt: skip
"""Tables, each with the folder whose README.md holds it, between two comments with its name."""

HELPERS = ROOT / "runner" / "catalog" / "helpers.py"


def page_of(block: Callable[[], str]) -> Path:
    return ROOT / BLOCKS[block] / "README.md"


def refreshed(page: str, block: Callable[[], str]) -> str:
    """A page with one of its tables as it is now."""
    opening, closing = f"<!-- {block.__name__} -->\n", f"<!-- end of {block.__name__} -->"
    before, _, rest = page.partition(opening)
    _, found, after = rest.partition(closing)
    if not found:
        raise ValueError(f"the page has no block {opening.strip()} … {closing}")
    return f"{before}{opening}{block()}\n{closing}{after}"


def helpers() -> str:
    """The module of the names that no array may have, since they are functions of our own."""
    names = [f'    "{name}",' for name, function in FUNCTIONS.items() if function.group == "helpers"]
    head = '"""The functions of our own that an expression may call. Written by `python -m tests.contents` from their table."""'
    return "\n".join([head, "", "HELPERS = frozenset({", *names, "})  # fmt: skip", ""])


def refresh() -> None:
    """Write all of them anew."""
    for block in BLOCKS:
        page = page_of(block)
        page.write_text(refreshed(page.read_text(encoding="utf-8"), block), encoding="utf-8")
    HELPERS.write_text(helpers(), encoding="utf-8")
