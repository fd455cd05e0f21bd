"""What the catalogue holds, as Markdown for `cases/README.md`: `python -m tests.contents` writes it and `tables` anew."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from pathlib import Path

from runner import catalog, diagnoses
from runner.model import Case, Cause
from tests import tables

CASES = Path(__file__).parents[1] / "cases"
README = CASES / "README.md"
BEGIN, END = "<!-- contents -->\n", "<!-- end of contents -->"

RIGHT = "none"
"""The class of what was doubted and is right."""


def contents() -> str:
    """The tables: mistakes by class, claims that fail by cause, cases by topic."""
    cases = catalog.read([str(CASES)]).cases
    return "\n\n".join([_mistakes(cases), _causes(cases), _topics(cases)]) + "\n"


def _mistakes(cases: Sequence[Case]) -> str:
    """The mistakes of `mistakes/`, by class, the most frequent first."""
    made: defaultdict[str, list[str]] = defaultdict(list)
    for case in cases:
        for tag in case.tags:
            if tag.startswith("class:"):
                made[tag.removeprefix("class:")].append(case.name.partition(" / ")[0])
    doubted = made.pop(RIGHT, [])
    rows = [(name, str(len(where)), "; ".join(dict.fromkeys(where))) for name, where in sorted(made.items(), key=_by_count)]
    head = (
        "## What goes wrong most\n\n"
        f"{sum(map(len, made.values()))} mistakes that people made in public, in `mistakes/`, each beside its right twin "
        f"and with what a teacher would say; {len(set(doubted))} gradients that were doubted and are right. "
        "`--tag class:sign` runs those of a class.\n\n"
    )
    return head + tables.table(("class", "cases", "in"), rows)


def _by_count(item: tuple[str, list[str]]) -> tuple[int, str]:
    return -len(item[1]), item[0]


def _causes(cases: Sequence[Case]) -> str:
    """How many claims that fail are expected to be told which cause."""
    expected = Counter(case.expect.cause for case in cases if case.expect.verdict == "fail")
    rows = [
        (f"`{cause}`", diagnoses.explain(cause).splitlines()[0].removeprefix("The claim "), str(expected[cause]))
        for cause in Cause
        if expected[cause]
    ]
    told = f"Of {expected.total()} claims that fail, {expected.total() - expected[None]} are expected to be told why"
    return f"## Causes\n\n{told}; the others are expected to fail.\n\n{tables.table(('cause', 'the claim …', 'cases'), rows)}"


def _topics(cases: Sequence[Case]) -> str:
    """How many cases of each folder are right and wrong, and of how many the source is given."""
    by_topic: Mapping[str, list[Case]] = defaultdict(list)
    for case in cases:
        by_topic[case.id.partition("/")[0]].append(case)
    rows = [(f"`{topic}/`", *_counts(some)) for topic, some in sorted(by_topic.items())]
    return "## Topics\n\n" + tables.table(
        ("topic", "right", "wrong", "no value", "with a source"), [*rows, ("all", *_counts(cases))]
    )


def _counts(cases: Sequence[Case]) -> tuple[str, ...]:
    verdicts = Counter(case.expect.verdict for case in cases)
    return (*(str(verdicts[word]) for word in ("pass", "fail", "error")), str(sum(case.source is not None for case in cases)))


def refreshed(readme: str) -> str:
    """The page with its contents as they are now."""
    before, _, rest = readme.partition(BEGIN)
    _, found, after = rest.partition(END)
    if not found:
        raise ValueError(f"cases/README.md has no block {BEGIN.strip()} … {END}")
    return before + BEGIN + contents() + END + after


if __name__ == "__main__":
    tables.refresh()
    README.write_text(refreshed(README.read_text(encoding="utf-8")), encoding="utf-8")
