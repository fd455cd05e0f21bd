"""Whether machines are alike: what matters is refused, what may matter is told, and nothing else is said."""

from __future__ import annotations

from pathlib import Path

import pytest

from runner.execution.likeness import differences, question, refusals
from runner.execution.machine import describe

HERE = {"Python": "3.12.1", "numpy": "2.4.6", "gradcase": "1.0", "content": "abc", "module layers": "def"}


def refused(**there: str) -> list[str]:
    return list(refusals(HERE, {"a": HERE, "b": {**HERE, **there}}))


def told(**there: str) -> list[str]:
    return list(differences(HERE, {"a": HERE, "b": {**HERE, **there}, "c": {**HERE, **there}}))


def test_of_machines_that_are_alike_nothing_is_said() -> None:
    assert (refused(), told()) == ([], [])


@pytest.mark.parametrize(
    ("there", "why"),
    [
        ({"gradcase": ""}, "runner is not installed on b"),
        ({"gradcase": "0.9"}, "b has gradcase 0.9, and here it is 1.0"),
        ({"content": "xyz"}, "b has another gradcase 1.0 than this one"),
        ({"numpy": ""}, "numpy is not installed on b"),
        ({"module layers": ""}, "the module `layers` is not on b"),
        ({"module layers": "xyz"}, "the module `layers` on b is not the one that is here"),
    ],
)
def test_what_matters_is_refused_with_the_name_of_the_machine(there: dict[str, str], why: str) -> None:
    assert refused(**there) == [why]


def test_another_numpy_or_python_may_matter_and_is_told() -> None:
    assert refused(numpy="2.5.0", Python="3.11.7") == []
    assert told(numpy="2.5.0", Python="3.11.7") == [
        "b, c have numpy 2.5.0, and here it is 2.4.6",
        "b, c have Python 3.11.7, and here it is 3.12.1",
    ]


def test_a_machine_answers_though_it_has_nothing_of_ours(tmp_path: Path) -> None:
    (tmp_path / "layers.py").write_text("x = 1\n")
    asked = question([str(tmp_path / "layers.py"), "nothing.there"])
    answer = eval(asked, {})
    assert answer == describe("runner", [str(tmp_path / "layers.py"), "nothing.there"])
    assert answer["module nothing.there"] == ""
    assert answer["gradcase"]
    (tmp_path / "layers.py").write_text("x = 2\n")
    assert eval(asked, {}) != answer
    assert describe("no_such_package", [])["gradcase"] == ""
