"""Which cases run, and in which order."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from runner.errors import UsageError
from runner.model import Case
from runner.shell import selection
from runner.shell.selection import Past


def case(id_: str, *tags: str) -> Case:
    return Case(name=id_.partition("::")[2], id=id_, tags=tags)


CASES = [
    case("layers/affine::the bias is summed", "layer", "broadcast"),
    case("layers/conv::the Kernel is flipped", "layer", "slow"),
    case("losses/hinge::zero where the margin holds", "loss"),
    case("losses/huber::scale and shift (both)", "loss", "broadcast"),
]


def chosen(keyword: str | None = None, *tags: str) -> list[str]:
    return [found.id.partition("::")[0] for found in selection.select(CASES, keyword, tags)]


class TestByText:
    def test_a_text_is_found_anywhere_in_the_id(self) -> None:
        assert chosen("layers") == ["layers/affine", "layers/conv"]
        assert chosen("hinge::zero") == ["losses/hinge"]

    def test_letter_case_does_not_matter(self) -> None:
        assert chosen("kernel") == chosen("KERNEL") == ["layers/conv"]

    def test_words_side_by_side_are_one_text(self) -> None:
        assert chosen("the bias is") == ["layers/affine"]

    def test_and_or_not(self) -> None:
        assert chosen("layers and not conv") == ["layers/affine"]
        assert chosen("hinge or bias") == ["layers/affine", "losses/hinge"]

    def test_not_binds_closest_then_and_then_or(self) -> None:
        assert chosen("hinge or layers and conv") == ["layers/conv", "losses/hinge"]
        assert chosen("(hinge or layers) and conv") == ["layers/conv"]
        assert chosen("not hinge and losses") == ["losses/huber"]
        assert chosen("not (hinge or layers)") == ["losses/huber"]

    def test_quotes_keep_words_and_brackets_as_written(self) -> None:
        assert chosen('"scale and shift"') == ["losses/huber"]
        assert chosen("'(both)'") == ["losses/huber"]

    def test_a_bracket_inside_a_word_belongs_to_it(self) -> None:
        assert selection.select([case("a::np.sum(x) of all")], "np.sum(x)")

    @pytest.mark.parametrize("text", ["and", "a or", "not", "(a", "a)", "a and and b", "()", "", "a not b"])
    def test_what_is_no_query_is_told_and_not_guessed(self, text: str) -> None:
        with pytest.raises(UsageError, match="-k"):
            chosen(text)

    def test_a_thousand_brackets_are_refused_and_do_not_overflow_the_stack(self) -> None:
        with pytest.raises(UsageError, match="brackets"):
            chosen("(" * 5000 + "a")
        with pytest.raises(UsageError, match="brackets"):
            chosen("not " * 5000 + "a")

    @given(st.text(alphabet="ab ()\"'andort", max_size=40))
    def test_any_text_is_a_query_or_refused(self, text: str) -> None:
        try:
            query = selection.parse(text, "-k")
        except UsageError:
            return
        assert query(lambda piece: True) in {True, False}


class TestByTag:
    def test_a_tag_is_matched_as_a_whole(self) -> None:
        assert chosen(None, "layer") == ["layers/affine", "layers/conv"]

    def test_and_or_not(self) -> None:
        assert chosen(None, "layer and not slow") == ["layers/affine"]
        assert chosen(None, "slow or loss") == ["layers/conv", "losses/hinge", "losses/huber"]

    def test_all_of_several_must_hold(self) -> None:
        assert chosen(None, "layer", "broadcast") == ["layers/affine"]
        assert chosen("conv", "layer") == ["layers/conv"]


class TestNothingSelected:
    def test_the_nearest_tag_is_named(self) -> None:
        with pytest.raises(UsageError, match="none of 4 cases is selected by --tag 'brodcast': did you mean `broadcast`"):
            chosen(None, "brodcast")

    def test_the_nearest_word_is_named(self) -> None:
        with pytest.raises(UsageError, match="did you mean `flipped`"):
            chosen("fliped")

    def test_nothing_is_guessed_where_nothing_is_near(self) -> None:
        with pytest.raises(UsageError, match=r"by -k 'xyzzy'$"):
            chosen("xyzzy")

    def test_of_no_cases_none_is_selected_without_a_word(self) -> None:
        assert selection.select([], "anything") == []

    def test_without_a_query_all_are_selected(self) -> None:
        assert len(chosen()) == len(CASES)


class TestOrder:
    def test_without_a_past_the_order_is_that_of_the_catalogue(self) -> None:
        assert selection.order(CASES, {}) == [0, 1, 2, 3]

    def test_what_failed_goes_first_then_the_longest(self) -> None:
        past = {
            CASES[0].id: Past(True, 0.5),
            CASES[1].id: Past(True, 3.0),
            CASES[2].id: Past(False, 0.1),
            CASES[3].id: Past(False, 0.2),
        }
        assert selection.order(CASES, past) == [3, 2, 1, 0]

    def test_a_new_case_goes_behind_slow_ones_and_before_quick_ones(self) -> None:
        past = {CASES[0].id: Past(True, 1e-4), CASES[1].id: Past(True, 3.0), CASES[3].id: Past(True, 2e-4)}
        assert selection.order(CASES, past) == [1, 2, 3, 0]

    def test_failed_last_time_are_those_that_are_known_to_have(self) -> None:
        past = {CASES[0].id: Past(False, 0.1), CASES[1].id: Past(True, 0.1), "gone::case": Past(False, 0.1)}
        assert selection.failed_last_time(CASES, past) == [CASES[0]]
