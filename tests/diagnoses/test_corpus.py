"""A quick look at the corpus; all of it: `python -m tests.diagnoses.corpus`."""

from __future__ import annotations

import numpy as np

from tests.diagnoses.corpus import diagnosed, mutations
from tests.diagnoses.formulas import FORMULAS

EVERY = 6


def test_there_are_enough_formulas() -> None:
    assert len(FORMULAS) >= 40


def test_of_a_part_of_the_corpus_every_cause_is_right_and_every_fix_holds() -> None:
    with np.errstate(all="ignore"):
        outcomes = [diagnosed(mutation) for mutation in mutations(FORMULAS[::EVERY])]
    assert len(outcomes) > 100
    wrong = [outcome.mutation.claim for outcome in outcomes if outcome.wrong or outcome.fix_holds is False]
    assert wrong == []
    assert sum(outcome.right or outcome.explained for outcome in outcomes) >= 0.97 * len(outcomes)
    assert max(outcome.evaluations / outcome.full_check for outcome in outcomes) <= 3
