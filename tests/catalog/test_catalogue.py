"""The catalogue of this project: every case valid and unique, every name short and stating a fact."""

from __future__ import annotations

from pathlib import Path

from runner import catalog
from runner.model import Case
from runner.outputs import faults

ROOT = Path(__file__).parents[2]
READ = catalog.read([str(ROOT / "cases")])
CASES = {case.id: case for case in READ.cases}

LONGEST_NAME, LONGEST_WHOLE = 90, 120
"""The most characters of a name, and of one with its variants and matrix: what a line of the report holds."""
SAYS_NOTHING = {
    "test",
    "case",
    "example",
    "todo",
    "foo",
    "bar",
    "baz",
    "variant",
    "check",
    "gradient",
    "cost",
    "wrong",
    "right",
    "basic",
}


def own_names(case: Case) -> list[str]:
    """The names that are joined in that of a case, without the values of a matrix."""
    name = case.name.rpartition(" [")[0] if case.name.endswith("]") and "=" in case.name else case.name
    return name.split(" / ")


def test_every_file_is_valid() -> None:
    assert [faults.render(fault) for fault in READ.faults] == []


def test_there_are_cases() -> None:
    assert CASES


def test_every_id_is_unique_also_where_capitals_do_not_matter() -> None:
    assert len({id_.casefold() for id_ in CASES}) == len(READ.cases)


def test_names_are_short() -> None:
    assert [case.id for case in READ.cases if len(case.name) > LONGEST_WHOLE] == []
    assert [case.id for case in READ.cases if max(map(len, own_names(case))) > LONGEST_NAME] == []


def says_nothing(name: str) -> bool:
    """Whether a name is a label, a number in a row, or announces a test instead of stating what holds."""
    words = name.lower().rstrip("0123456789").rstrip(" _-#")
    return words in SAYS_NOTHING or name.endswith(".") or name != name.strip() or words.startswith(("test ", "check ", "case "))


def test_names_say_something() -> None:
    assert [case.id for case in READ.cases if any(says_nothing(name) for name in own_names(case))] == []


def test_files_and_folders_have_names_of_small_letters() -> None:
    for path in (ROOT / "cases").rglob("*"):
        name = path.name.removesuffix(".yaml").replace("README.md", "readme")
        assert name.replace("_", "a").isalnum(), path
        assert name == name.lower(), path
