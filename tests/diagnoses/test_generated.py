"""Wrong claims that no rule made: the gradients of formulas that were misread, of a sample of the catalogue.

All of it, with the figures: `python -m tests.benchmarks causes`.
"""

from __future__ import annotations

from collections import Counter

from tests.benchmarks.causes import CATALOGUE, made
from tests.benchmarks.mutations import right_cases

EVERY = 45
"""Of every so manyth case one claim is made."""


def test_of_misread_formulas_most_mistakes_are_named_and_few_are_called_otherwise() -> None:
    found = list(made(right_cases(CATALOGUE)[::EVERY]))
    counts = Counter(each.word for each in found)
    assert counts.total() >= 10
    assert counts["named"] >= 0.6 * counts.total(), [each.claim for each in found if each.word != "named"]
    assert counts["otherwise"] <= 0.15 * counts.total(), [(each.way, each.claim) for each in found if each.word == "otherwise"]
