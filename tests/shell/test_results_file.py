"""A results.json from elsewhere: each value is held against what it should be."""

from __future__ import annotations

import copy
import json
import os
import tracemalloc
from collections.abc import Iterator
from contextlib import closing, suppress
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from runner.errors import UsageError
from runner.outputs import OUTPUTS, json_report, parts
from runner.outputs.comparison_of_runs import compare, worst_difference
from runner.outputs.fields.kinds import Misfit
from runner.shell.kept import Kept
from runner.shell.previous import Last, history, last_run
from runner.shell.result_lines import LONGEST
from runner.shell.results_file import read_outcomes, read_results
from runner.shell.results_table import DOCUMENT
from tests.outputs.documents import everything

WRITTEN: dict[str, Any] = json_report.completed(json.loads(json_report.render(everything())))


def read(document: Any, folder: Path) -> Any:
    (folder / "results.json").write_text(json.dumps(document), encoding="utf-8")
    return read_results(str(folder))


def test_what_was_written_is_read(tmp_path: Path) -> None:
    assert read(WRITTEN, tmp_path) == WRITTEN


@pytest.mark.parametrize(
    ("change", "told"),
    [
        ({"id": 5}, "`results[0].id` is not a text"),
        ({"line": "1\x1b"}, "`results[0].line` is not a whole number"),
        ({"line": True}, "`results[0].line` is not a whole number"),
        ({"verdict": "GREEN"}, "`results[0].verdict` is not one of PASS, FAIL, ERROR, TIMEOUT"),
        ({"as_expected": None}, "`results[0].as_expected` is not true or false"),
        ({"tags": None}, "`results[0].tags` is not a list"),
        ({"tags": ["a", 1]}, "`results[0].tags[1]` is not a text"),
        ({"seconds": "soon"}, "`results[0].seconds` is not a time in seconds"),
        ({"inputs": [{}]}, "`results[0].inputs[0].name` is missing"),
        ({"declared": []}, "`results[0].declared` is not a mapping"),
        ({"witness": {"verdict": "right"}}, "`results[0].witness.index` is missing"),
    ],
)
def test_a_value_of_another_kind_is_told_with_the_way_to_it(change: dict[str, Any], told: str, tmp_path: Path) -> None:
    document = copy.deepcopy(WRITTEN)
    document["results"][0] |= change
    with pytest.raises(UsageError, match=r"is not a results\.json: ") as caught:
        read(document, tmp_path)
    assert str(caught.value).endswith(told)


@pytest.mark.parametrize(
    ("data", "told"),
    [
        (b"", "what stands in line 1, column 1 is no JSON"),
        (b'{"format": 1,\n "results": [}', "what stands in line 2, column 14 is no JSON"),
        (b'{"format": 1, "results": []} {}', "what stands in line 1, column 30 is no JSON"),
        (b'{"format": "\xff"}', "byte 13 is not UTF-8"),
        (b"[" * 100_000, "it is nested too deeply"),
        (b'{"format": 1, "results": [NaN]}', "JSON has no NaN"),
    ],
    ids=["nothing", "a bracket", "more", "another encoding", "nested", "a constant"],
)
def test_what_is_no_json_is_told_with_its_place(data: bytes, told: str, tmp_path: Path) -> None:
    (tmp_path / "results.json").write_bytes(data)
    for read_it in (read_results, read_outcomes):
        with pytest.raises(UsageError) as caught:
            read_it(str(tmp_path))
        assert str(caught.value) == f"{tmp_path / 'results.json'} is not a results.json: {told}"


def test_a_number_that_json_has_not_is_a_number(tmp_path: Path) -> None:
    document = copy.deepcopy(WRITTEN)
    document["results"][0]["tolerance"] = "NaN"
    assert read(document, tmp_path)["results"][0]["tolerance"] == "NaN"


def test_a_number_that_only_some_readers_take_is_none(tmp_path: Path) -> None:
    for text in ("NaN", "Infinity", "1e999"):
        (tmp_path / "results.json").write_text(json_report.render(WRITTEN).replace('"tolerance":1e-05', f'"tolerance":{text}'))
        with pytest.raises(UsageError, match=r"is not a results\.json"):
            read_results(str(tmp_path))


@pytest.mark.parametrize("indent", [None, 0, 1, 2, 4])
def test_one_that_is_laid_out_anew_is_read(indent: int | None, tmp_path: Path) -> None:
    (tmp_path / "results.json").write_text(json.dumps(WRITTEN, indent=indent))
    assert read_results(str(tmp_path)) == WRITTEN


@pytest.mark.parametrize("more", ["  ]}", '  ],\n  "faults": []\n}\n', "  ]\n}\n{}", "", "  ]\n"])
def test_one_that_ends_otherwise_is_read_as_json_has_it(more: str, tmp_path: Path) -> None:
    text = json_report.render(WRITTEN).removesuffix("  ]\n}\n") + more
    (tmp_path / "results.json").write_text(text)
    try:
        wanted = json_report.completed(json.loads(text))
    except ValueError:
        with pytest.raises(UsageError, match=r"is not a results\.json"):
            read_results(str(tmp_path))
    else:
        assert read_results(str(tmp_path)) == wanted


def test_what_is_compared_is_read_without_the_rest(tmp_path: Path) -> None:
    (tmp_path / "results.json").write_text(json_report.render(WRITTEN))
    read = read_outcomes(str(tmp_path))
    assert compare(read, WRITTEN) == compare(WRITTEN, WRITTEN)
    (tmp_path / "results.json").unlink()
    for found, result in zip(read["results"], WRITTEN["results"], strict=True):
        assert all(found[key] == result[key] for key in ("id", "verdict", "as_expected", "cause"))
        assert found["max_relative"] == worst_difference(result), "an older version does not tell it"


def test_keys_that_a_later_version_adds_are_let_be(tmp_path: Path) -> None:
    document = copy.deepcopy(WRITTEN)
    document["later"] = document["results"][0]["later"] = {"anything": [None]}
    assert read(document, tmp_path) == document


def ways(value: Any, way: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    """The ways to all values within a value."""
    items: Any = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, item in items:
        yield (*way, key)
        yield from ways(item, (*way, key))


@settings(max_examples=400)
@given(st.sampled_from(list(ways(WRITTEN))), st.sampled_from([None, 5, -1.5, "text", True, [], {}, [{}], [[]]]))
def test_whatever_is_put_anywhere_is_read_as_what_it_is_or_refused(way: tuple[Any, ...], value: Any) -> None:
    document = copy.deepcopy(WRITTEN)
    place = document
    for key in way[:-1]:
        place = place[key]
    place[way[-1]] = value
    with suppress(Misfit):
        DOCUMENT(document)
        for name in OUTPUTS:
            assert "".join(parts(name, document))


def test_a_file_without_an_end_of_line_costs_no_memory(tmp_path: Path) -> None:
    path = tmp_path / "results.json"
    path.write_text('{\n  "format": 1,\n')
    os.truncate(path, 2 * LONGEST)
    tracemalloc.start()
    try:
        with pytest.raises(UsageError, match=r"is not a results\.json: a line has"):
            read_results(str(path))
        assert (last_run(str(tmp_path)), history(str(tmp_path))) == (Last({}), [])
        with closing(Kept(str(tmp_path), {})) as kept:
            assert len(kept) == 0
        assert tracemalloc.get_traced_memory()[1] < 3 * LONGEST
    finally:
        tracemalloc.stop()
