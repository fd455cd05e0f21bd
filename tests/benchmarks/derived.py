"""How many gradients can be derived as text, and how long they are beside what a person wrote.

`python -m tests.benchmarks derived [PATH …]` reads every right claim of a catalogue (of the cases that are expected to pass),
derives the gradient from the formula and holds it against the claim, or checks it in its place. Lengths are counted in
characters without spaces, with those of the backward lines of `let` that a text needs.
"""

from __future__ import annotations

import argparse
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np

from runner import catalog
from runner.checking.settling import settle
from runner.diagnoses.right import derived
from runner.errors import GradcaseError
from runner.expressions.reverse import Unsupported
from runner.model import Case, Verdict
from runner.problem import Draw, Formula, Problem, drawn

CASES = Path(__file__).parents[2] / "cases"


@dataclass(frozen=True, slots=True)
class Measured:
    """One right claim: what was derived for it, or why nothing was."""

    id: str
    claim: str | None
    text: str | None
    reason: str
    seconds: float
    ratio: float | None
    ordinary: bool
    """Whether it is a gradient by real numbers that may move in every way, at a point where the cost is smooth."""


def is_ordinary(case: Case) -> bool:
    """Not by complex numbers, not along a structure, not to one side, not at a corner or at a special point."""
    return not (case.complex or case.structure or case.at_kinks or case.one_sided or case.point)


def measured(case: Case) -> Iterator[Measured]:
    """Each claim of a case, derived and held against it at the drawn point."""
    with np.errstate(all="ignore"):
        draw = drawn(Problem(case))
        for name, claim in draw.problem.claims.items():
            own = claim.expression.text if isinstance(claim, Formula) else None
            begin = time.process_time()
            text, reason = None, ""
            try:
                text = derived(draw, name)
            except Unsupported as error:
                reason = str(error) or type(error).__name__
            seconds = time.process_time() - begin
            if text is not None and not _is_right(draw, name, text):
                text, reason = None, f"not right: {text}"
            ratio = None
            if text is not None and own is not None:
                ratio = length(draw.problem, text) / length(draw.problem, own)
            yield Measured(f"{case.id} {name}", own, text, reason, seconds, ratio, is_ordinary(case))


def _is_right(draw: Draw, name: str, text: str) -> bool:
    """Whether a text is the claim's value at the drawn point, or passes in its place: along a structure, at a corner."""
    try:
        value, claimed = np.asarray(draw.value(text), dtype=float), draw.claim(name)
        if value.shape == claimed.shape == np.shape(draw.input(name)):
            scale = max(1e-3, float(np.max(np.abs(claimed), initial=0.0)))
            if np.allclose(value, claimed, rtol=1e-3, atol=1e-4 * scale):
                return True
        return settle(replace(draw.problem.case, gradient={name: text}, wrt=None), None, 0.0).result.verdict is Verdict.PASS
    except (GradcaseError, TypeError):
        return False


def length(problem: Problem, text: str) -> int:
    """The characters of an expression, and of the backward lines that it needs."""
    lines = [line.expression.text for line in problem.needed(problem.formula(text)) if line.name in problem.backward]
    return sum(len("".join(each.split())) for each in (text, *lines))


def main() -> None:
    parser = argparse.ArgumentParser("python -m tests.benchmarks derived", description=__doc__)
    parser.add_argument("paths", nargs="*", default=[str(CASES)])
    parser.add_argument("--missing", action="store_true", help="list what was not derived, and why")
    parser.add_argument("--long", action="store_true", help="list what is more than twice as long as what was written")
    parser.add_argument("--all", action="store_true", help="list every text")
    options = parser.parse_args()
    found: list[Measured] = []
    for case in catalog.read(options.paths).cases:
        if case.expect.verdict == "pass":
            try:
                found += measured(case)
            except GradcaseError as error:
                print(f"{case.id}: {error}", file=sys.stderr)
    for each in found:
        if options.missing and each.text is None:
            print(f"- {each.id}: {each.reason}")
        if each.text is not None and (options.all or (options.long and (each.ratio or 0) > 2)):
            print(f"{each.ratio or 0:.1f} {each.id}\n      {each.claim}\n      {each.text}")
    print(summary(found))


def summary(found: list[Measured]) -> str:
    """The table."""
    right = [each for each in found if each.text is not None]
    ordinary = [each for each in found if each.ordinary]
    of_these = sum(each.text is not None for each in ordinary)
    ratios = [each.ratio for each in found if each.ratio is not None]
    seconds = [each.seconds for each in found]
    middle, most = (np.quantile(ratios, share) for share in (0.5, 0.9)) if ratios else (np.nan, np.nan)
    return "\n".join(
        [
            f"right claims          {len(found)}",
            f"derived               {len(right)} ({100 * len(right) / max(1, len(found)):.1f} %)",
            f"of ordinary claims    {of_these} of {len(ordinary)} ({100 * of_these / max(1, len(ordinary)):.1f} %)",
            f"length, median        {middle:.2f}",
            f"length, 90th per cent {most:.2f}",
            f"time, median          {1e3 * np.median(seconds):.2f} ms",
            f"time, worst           {1e3 * np.max(seconds):.0f} ms",
        ]
    )
