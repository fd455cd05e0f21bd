"""Wrong gradients as people write them: the cause is one that a good teacher would name.

`mistakes.yaml` holds them: questions about courses and libraries, and layers, losses and formulas with the slips that are made
in them. `say` is the teacher's sentence; ours is free in its words.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
import yaml

from runner import Case, Verdict, check

TABLE: list[dict[str, Any]] = yaml.safe_load(Path(__file__).with_name("mistakes.yaml").read_text(encoding="utf-8"))

LINES = 2 * 100
"""So many characters two lines of a terminal hold."""


def case_of(entry: Mapping[str, Any], claims: Mapping[str, Any]) -> Case:
    """A case of the table with some claims, and with their own lines of `let`."""
    fields = {key: frozen(entry[key]) for key in ("sizes", "shapes", "values", "cost", "output") if key in entry}
    return Case(**fields, let={**entry.get("let", {}), **claims.get("let", {})}, gradient=frozen(claims["gradient"]))


def frozen(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: frozen(each) for key, each in value.items()}
    return tuple(map(frozen, value)) if isinstance(value, list) else value


def each(kind: str) -> list[Any]:
    """All of the table's claims that are `wrong`, or all that are `right`, each with its entry."""
    return [pytest.param(entry, one, id=f"{entry['name']} {number}") for entry in TABLE for number, one in enumerate(entry[kind])]


@pytest.mark.parametrize(("entry", "mistake"), each("wrong"))
def test_the_cause_is_one_that_a_teacher_would_name(entry: dict[str, Any], mistake: dict[str, Any]) -> None:
    result = check(case_of(entry, mistake))
    assert result.verdict is Verdict.FAIL, result.message
    assert not result.unexplained
    found = {finding.cause.value: finding.message for finding in result.findings}
    assert found.keys() <= set(mistake["causes"]), found


@pytest.mark.parametrize(("entry", "claims"), each("right"))
def test_what_is_right_passes(entry: dict[str, Any], claims: dict[str, Any]) -> None:
    assert check(case_of(entry, claims)).verdict is Verdict.PASS


def test_what_is_told_first_fits_on_two_lines() -> None:
    """The gradient that follows a sentence is shown beside it."""
    for entry in TABLE[::7]:
        for mistake in entry["wrong"]:
            for finding in check(case_of(entry, mistake)).findings:
                sentence = finding.message.partition("; the gradient is ")[0]
                assert len(sentence) <= LINES, sentence
