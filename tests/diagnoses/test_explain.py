"""The help texts, and the order of precedence."""

from __future__ import annotations

import subprocess
import sys

import pytest

from runner import diagnoses
from runner.model import Cause


@pytest.mark.parametrize("cause", Cause)
def test_every_cause_has_a_help_text(cause: Cause) -> None:
    text = diagnoses.explain(cause)
    assert text.startswith("The claim ")
    assert text.partition("\n")[0].endswith(".")
    order = [text.index(heading) for heading in ("\nWhy: ", "\nWrong:\n", "\nRight:\n", "\nReference: ")]
    assert order == sorted(order)


def test_a_cause_is_explained_by_its_name_too() -> None:
    assert diagnoses.explain("missing-term") == diagnoses.explain(Cause.MISSING_TERM)


def test_what_is_no_cause_has_no_help_text() -> None:
    with pytest.raises(ValueError, match="sings"):
        diagnoses.explain("sings")


def test_the_help_texts_are_had_without_numpy() -> None:
    code = "import sys; from gradcase import diagnoses; diagnoses.explain('scale'); sys.exit('numpy' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


def test_the_order_of_precedence_is_that_of_the_contract() -> None:
    told = "non-finite transposed sign scale broadcast product missing-term entries missing-path missing-factor extra-factor"
    told += " wrong-derivative wrong-point diagonal name index symmetric conjugate slip shape unknown"
    assert [cause.value for cause in Cause] == told.split()
