"""The texts on doubts: as full as those on causes, and each example has the doubt that it is an example of."""

from __future__ import annotations

import re
from textwrap import dedent

import pytest
import yaml

from runner import Case, check
from runner.diagnoses import explain
from runner.model import Cause, DoubtKind
from runner.outputs.doubts import DOUBTS
from runner.outputs.meanings import DOUBTS as SHORT


def test_every_doubt_has_its_text_which_opens_as_the_short_one() -> None:
    assert set(DOUBTS) == set(DoubtKind) == set(SHORT)
    for word, text in DOUBTS.items():
        assert text.splitlines()[0] == SHORT[word]


def test_a_text_on_a_doubt_is_as_full_as_one_on_a_cause() -> None:
    shortest = min(len(explain(cause)) for cause in Cause)
    assert min(map(len, DOUBTS.values())) >= shortest
    assert all("Why:" in text and "What to do:" in text for text in DOUBTS.values())


@pytest.mark.parametrize("word", DOUBTS)
def test_the_example_has_the_doubt(word: str) -> None:
    found = re.search(r"^Doubtful:\n(.*?)^What to do:", DOUBTS[word], re.DOTALL | re.MULTILINE)
    assert found is not None
    part = yaml.safe_load(dedent(found[1]))
    values = {name: tuple(map(float, value)) for name, value in part.pop("values", {}).items()}
    shapes = {name: tuple(value) for name, value in part.pop("shapes", {}).items()} or ({} if values else {"x": (3,)})
    assert set(part) == {"cost", "gradient"}
    result = check(Case(values=values, shapes=shapes, wrt="x", **part))
    assert result.doubt is not None, result.message
    assert result.doubt.kind == word
