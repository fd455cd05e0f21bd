"""The rows of the table, and the table as Markdown."""

from __future__ import annotations

import platform
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from tests.benchmarks.timing import Ratio, Times, ratio

BEGIN, END = "<!-- benchmarks: begin -->", "<!-- benchmarks: end -->"
HEADER = ("work", "against", "required", "measured", "middle half", "ours", "theirs")


@dataclass(frozen=True, slots=True)
class Row:
    """One line of the table. `met` is None where nothing is required, or nothing could be measured."""

    work: str
    against: str
    required: str = ""
    measured: str = "not installed"
    spread: str = ""
    ours: str = ""
    theirs: str = ""
    met: bool | None = None

    def cells(self) -> tuple[str, ...]:
        mark = {True: " ✓", False: " ✗", None: ""}[self.met]
        return (self.work, self.against, self.required, self.measured + mark, self.spread, self.ours, self.theirs)


def faster(work: str, against: str, ours: Times, theirs: Times | None, at_least: float | None) -> Row:
    """A row that says how many times as fast we are; `at_least` so many times is required."""
    required = "" if at_least is None else "no slower" if at_least == 1 else f"≥ {at_least:g} ×"
    if theirs is None:
        return Row(work, against, required, ours=duration(ours.best))
    found = ratio(theirs, ours)
    met = None if at_least is None else found.value >= at_least
    return Row(work, against, required, _times(found.value), _spread(found), duration(ours.best), duration(theirs.best), met)


def at_most(work: str, against: str, ours: Times, theirs: Times, limit: float) -> Row:
    """A row that says how many times as long we take as something else; at most `limit` times is required."""
    found = ratio(ours, theirs)
    times = (_times(found.value), _spread(found), duration(ours.best), duration(theirs.best))
    return Row(work, against, f"≤ {limit:g} ×", *times, met=found.value <= limit)


def bounded(work: str, what: str, value: float, limit: float, unit: str = "") -> Row:
    """A row about one number with an upper bound."""
    return Row(
        work, what, f"≤ {limit:,g}{unit}", f"{value:,.3g}{unit}" if value < 100 else f"{value:,.0f}{unit}", met=value <= limit
    )


def duration(seconds: float) -> str:
    """A time with a unit to suit its size."""
    for unit, size in (("s", 1.0), ("ms", 1e-3)):
        if seconds >= size:
            return f"{seconds / size:.3g} {unit}"
    return f"{seconds * 1e6:.3g} µs"


def markdown(rows: Sequence[Row], versions: dict[str, str], *, cpu: bool = False) -> str:
    """The table with a sentence on where it was measured."""
    import numpy as np

    lines = ["| " + " | ".join(HEADER) + " |", "|" + " --- |" * len(HEADER)]
    lines += ["| " + " | ".join(row.cells()) + " |" for row in rows]
    packages = ", ".join(f"{name} {version}" for name, version in versions.items())
    where = f"Python {platform.python_version()}, numpy {np.__version__}, {platform.system()} {platform.machine()}; {packages}"
    how = "Each figure compares the best of several turns taken alternately; beside it, where the middle half of the turns lies."
    if cpu:
        how += " Seconds are those of the processor, but for two workers against one."
    return "\n".join([*lines, "", how, f"Measured by `python -m tests.benchmarks` with {where}."])


def write_between(path: Path, text: str) -> None:
    """Put the text between the two markers of a Markdown file; raises `ValueError` where they are not there."""
    old = path.read_text(encoding="utf-8")
    before, begin, rest = old.partition(BEGIN)
    _, end, after = rest.partition(END)
    if not begin or not end:
        raise ValueError(f"{path} has no lines {BEGIN} and {END}")
    path.write_text(f"{before}{begin}\n{text}\n{end}{after}", encoding="utf-8")


def _times(value: float) -> str:
    return f"{value:.3g} ×" if value < 100 else f"{value:,.0f} ×"


def _spread(found: Ratio) -> str:
    return f"{found.low:.3g} – {found.high:.3g}"
