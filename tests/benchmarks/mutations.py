"""Whether mistakes are caught and named, on every right claim broken on purpose: `python -m tests.benchmarks mutations`.

Each claim that is a formula is broken by every edit of what is written (`breaking`) at every place, and its derivation by every
slip (`slipped`) at every step. Counted is what the verdict says: a broken claim fails, cannot be evaluated, or is the same number
as the right one (the transpose of a symmetric gradient); anything else is missed, and listed. Of a sample, the causes are asked
for too: how many are named, and how many of those are what was done. `--cases K` asks every K-th case for causes, at the first
place of each way, which takes longer than the verdict. Prints Markdown.
"""

from __future__ import annotations

import argparse
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import chain
from pathlib import Path

import numpy as np

from runner import catalog
from runner.checking.explaining import explain
from runner.checking.settling import Settled, settle
from runner.errors import ExpressionError
from runner.model import Array, Case, Verdict

from .breaking import WAYS, Way
from .slipped import SLIPS, Slip, slipped

CATALOGUE = Path(__file__).parents[2] / "cases"


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one broken claim: "fails", "no value", "equal" or "missed"; and its cause, where it was asked for."""

    way: Way | Slip
    case: str
    claim: str
    verdict: str
    cause: str | None = None


def outcomes(cases: Sequence[Case], every: int) -> Iterator[Outcome]:
    """Every right claim of the cases broken in every way; the causes of every `every`-th case, of none for 0."""
    with np.errstate(all="ignore"):
        for number, case in enumerate(cases):
            right = _settled(case)
            if right is None or right.failing:
                continue
            for name, claim in case.claims.items():
                if isinstance(claim, str):
                    yield from _broken(case, right, name, claim, asked=every > 0 and number % every == 0)


def _broken(case: Case, right: Settled, name: str, claim: str, *, asked: bool) -> Iterator[Outcome]:
    shapes = {**right.draw.shapes, **{let: np.shape(value) for let, value in right.draw.intermediates.items()}}
    truth = right.draw.claim(name)
    edited: Iterator[tuple[Way | Slip, str]] = ((way, text) for way in WAYS for text in way.broken(claim, shapes))
    seen: set[Way | Slip] = set()
    done = {claim}
    for way, text in chain(edited, slipped(right.draw, name)):
        if text not in done:
            done.add(text)
            yield _outcome(replace(case, gradient={name: text}, wrt=None), way, truth, name, asked and way not in seen)
            seen.add(way)


def _outcome(case: Case, way: Way | Slip, truth: Array, name: str, asked: bool) -> Outcome:
    text = str(case.claims[name])
    found = _settled(case)
    if found is None:
        return Outcome(way, case.id, text, "no value")
    if found.failing:
        return Outcome(way, case.id, text, "fails", _cause(found) if asked else None)
    return Outcome(way, case.id, text, "equal" if _same(found.draw.claim(name), truth) else "missed")


def _settled(case: Case) -> Settled | None:
    try:
        return settle(case, None, 0.0)
    except ExpressionError:
        return None


def _cause(found: Settled) -> str:
    findings = explain(found).findings
    return findings[0].cause.value if findings else "unknown"


def _same(claim: Array, truth: Array) -> bool:
    """Whether two claims are the same numbers, to what the rule can tell apart."""
    return claim.shape == truth.shape and bool(np.allclose(claim, truth, rtol=1e-5, atol=1e-5, equal_nan=True))


def table(found: Sequence[Outcome]) -> str:
    """The counts by way, as Markdown."""
    lines = ["| the claim | broken | fails | no value | equal | missed | asked why | named | truly |", "|---" * 9 + "|"]
    for way in (*WAYS, *SLIPS, None):
        of_way = [outcome for outcome in found if way in (None, outcome.way)]
        verdicts = Counter(outcome.verdict for outcome in of_way)
        asked = [outcome for outcome in of_way if outcome.cause is not None]
        named = [outcome for outcome in asked if outcome.cause != "unknown"]
        truly = [outcome for outcome in named if outcome.cause in outcome.way.causes]
        counts = [len(of_way), *(verdicts[word] for word in ("fails", "no value", "equal", "missed"))]
        cells = [*counts, len(asked), *(f"{len(some) / max(1, len(asked)):.0%}" for some in (named, truly))]
        lines.append(f"| {way.name if way else '**all**'} | {' | '.join(map(str, cells))} |")
    return "\n".join(lines)


def right_cases(folder: Path) -> list[Case]:
    cases = catalog.read([str(folder)]).cases
    return [case for case in cases if case.expect.verdict == Verdict.PASS.lower() and case.point is None]


def main() -> None:
    parser = argparse.ArgumentParser("python -m tests.benchmarks mutations", description=__doc__)
    parser.add_argument("--cases", type=int, default=10, metavar="K", help="ask every K-th case for causes; 0: none (10)")
    parser.add_argument("--folder", type=Path, default=CATALOGUE, help="another catalogue, or a part of this one")
    options = parser.parse_args()
    found = list(outcomes(right_cases(options.folder), options.cases))
    print(table(found))
    for outcome in found:
        if outcome.verdict == "missed":
            print(f"missed: {outcome.case}: {outcome.way.name}: {outcome.claim}")


if __name__ == "__main__":
    main()
