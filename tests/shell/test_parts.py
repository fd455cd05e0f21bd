"""The parts of a catalogue: every case in one of them, on whatever machine it is asked."""

from __future__ import annotations

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from runner.model import Case
from runner.shell import parts, ranges
from runner.shell.selection import Past, key_of


def case(identity: str) -> Case:
    return Case(id=identity, name=identity.partition("::")[2])


MANY = [case(f"file{number % 7}::case {number}") for number in range(101)]


def ids(cases: list[Case], number: int, count: int, times: dict[str, Past] | None = None) -> set[str]:
    return {cases[index].id for index in parts.shard(cases, number, count, times)}


class TestWithoutTimes:
    @pytest.mark.parametrize("count", [1, 2, 3, 7, 101, 150])
    def test_the_parts_hold_every_case_once_and_are_equally_large(self, count: int) -> None:
        found = [parts.shard(MANY, number, count) for number in range(1, count + 1)]
        assert sorted(index for part in found for index in part) == list(range(len(MANY)))
        assert max(map(len, found)) - min(map(len, found)) <= 1

    def test_the_order_of_the_files_does_not_move_a_case(self) -> None:
        shuffled = MANY.copy()
        random.Random(0).shuffle(shuffled)
        assert ids(shuffled, 2, 4) == ids(MANY, 2, 4)

    def test_a_part_keeps_the_order_of_the_catalogue(self) -> None:
        part = parts.shard(MANY, 1, 3)
        assert part == sorted(part)

    def test_a_new_case_moves_at_most_one_other_into_each_part(self) -> None:
        for number in (1, 2, 3):
            assert len(ids([*MANY, case("new::case")], number, 3) - {"new::case"} - ids(MANY, number, 3)) <= 1


class TestByTimes:
    @given(st.lists(st.floats(0, 10), min_size=1, max_size=40), st.integers(1, 5))
    def test_the_parts_hold_every_case_once_and_none_takes_longer_than_it_must(self, seconds: list[float], count: int) -> None:
        cases = [case(f"a::{number}") for number in range(len(seconds))]
        times = {key_of(each): Past(True, taken) for each, taken in zip(cases, seconds, strict=True)}
        found = [parts.shard(cases, number, count, times) for number in range(1, count + 1)]
        assert sorted(index for part in found for index in part) == list(range(len(cases)))
        longest = max(sum(seconds[index] for index in part) for part in found)
        assert longest <= sum(seconds) / count + max(seconds) + 0.01

    def test_one_that_takes_as_long_as_all_others_has_a_part_for_itself(self) -> None:
        times = {key_of(each): Past(True, 0.1) for each in MANY} | {key_of(MANY[5]): Past(True, 10.0)}
        assert [5] in [parts.shard(MANY, number, 2, times) for number in (1, 2)]

    def test_the_order_of_the_files_does_not_move_a_case(self) -> None:
        times = {key_of(each): Past(True, number % 5 / 10) for number, each in enumerate(MANY)}
        assert ids(MANY[::-1], 2, 4, times) == ids(MANY, 2, 4, times)

    def test_times_of_other_cases_are_none(self) -> None:
        assert parts.balanced_by(MANY, {"other::case": Past(True, 3.0)}) is None

    def test_other_times_are_told_apart(self) -> None:
        of_them = [{key_of(MANY[0]): Past(True, seconds)} for seconds in (1.0, 2.0)]
        assert parts.balanced_by(MANY, of_them[0]) != parts.balanced_by(MANY, of_them[1])


def test_another_text_and_another_selection_are_another_catalogue() -> None:
    told = [
        parts.told_apart(MANY, [("a", "1")]),
        parts.told_apart(MANY, [("a", "2")]),
        parts.told_apart(MANY[1:], [("a", "1")]),
    ]
    assert len(set(told)) == 3


class TestRanges:
    @given(st.sets(st.integers(0, 60)))
    def test_what_is_written_is_read(self, numbers: set[int]) -> None:
        assert ranges.numbers(ranges.text(sorted(numbers)), 61, len(numbers)) == sorted(numbers)

    def test_neighbours_are_one_range(self) -> None:
        assert ranges.text([0, 1, 2, 3, 7, 9, 10]) == "0-3 7 9-10"

    @pytest.mark.parametrize("text", ["x", "1 1", "2 1", "3-2", "0-9", "5", "-1", "0-1-2", "0-99999999999", "0", "0 1 2"])
    def test_what_is_not_two_ascending_numbers_below_five_is_none(self, text: str) -> None:
        assert ranges.numbers(text, 5, 2) is None
