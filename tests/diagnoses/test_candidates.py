"""What one edit can be: the texts that each generator of edits makes of a claim, and what it leaves alone."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

import numpy as np
import pytest

from runner.diagnoses.edits import calls, candidates, habits, insertions, names, nothing_new, put_in, repeated
from runner.diagnoses.edits.candidates import Candidate
from runner.diagnoses.edits.factor import Factor
from runner.diagnoses.edits.graph import Graph, copied
from runner.diagnoses.edits.spliced import Writer
from runner.expressions import read_alone
from runner.expressions.tree import Node
from runner.model import Cause

KNOWN: dict[str, Any] = {
    "a": np.array([0.2, 0.4, 0.9]), "b": np.array([1.0, -2.0, 3.0]), "dout": np.array([1.0, 2.0, -1.0]),
    "X": np.ones((4, 3)), "W": np.full((3, 2), 0.5), "V": np.full((4, 2), 2.0), "e": np.arange(4.0), "y": np.array([0, 2, 1]),
    "h0": np.zeros(3), "h1": np.ones(3), "h2": np.ones(3), "na": 2.0, "nb": 3.0, "w": np.ones((2, 2)),
}  # fmt: skip
SCOPE = list(KNOWN)


class Claim:
    """A claim, the values of its parts, and the texts of edits of it."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.graph = Graph({"": read_alone(text)}, {}, KNOWN)
        self.root = self.graph.roots[""]
        self.shape = candidates.shape_of(self.graph.value)

    def texts(self, found: Iterable[Candidate], cause: Cause | None = None) -> set[str]:
        writer = Writer(self.text)
        return {writer.spliced(each.changes) for each in found if cause in (None, each.cause)}

    def varies(self, node: Node) -> bool:
        return True


@pytest.mark.parametrize(
    ("text", "cause", "edited"),
    [
        ("a + b", Cause.SIGN, "a - b"),
        ("a - b", Cause.SIGN, "b - a"),
        ("a + b", Cause.MISSING_TERM, "a"),
        ("a * b", Cause.EXTRA_FACTOR, "a"),
        ("b * (1 - a)", Cause.EXTRA_FACTOR, "b"),
        ("a / na", Cause.SCALE, "a"),
        ("2 * a", Cause.SCALE, "3 * a"),
        ("X @ W", Cause.TRANSPOSED, "(X @ W).T"),
        ("W.T", Cause.TRANSPOSED, "W"),
        ("np.exp(a - b)", Cause.SLIP, "np.exp(a) - b"),
        ("a * (b + dout)", Cause.EXTRA_FACTOR, "a * b + dout"),
        ("a * b + dout", Cause.MISSING_FACTOR, "a * (b + dout)"),
        ("2 * b + dout", Cause.SLIP, "2 * (b + dout)"),
        ("np.sum(X, axis=0)", Cause.INDEX, "np.sum(X, axis=1)"),
        ("np.sum(X)", Cause.BROADCAST, "np.sum(X, axis=0)"),
        ("np.sum(a)", Cause.SCALE, "np.mean(a)"),
        ("X[1:]", Cause.INDEX, "X[:-1]"),
        ("X[1]", Cause.INDEX, "X[0]"),
        ("np.tanh(a)", Cause.WRONG_POINT, "a"),
        ("one_hot(1, 3)", Cause.INDEX, "one_hot(2, 3)"),
        ("a < b", Cause.SLIP, "a > b"),
    ],
)
def test_plain_edits_bring_in_nothing(text: str, cause: Cause, edited: str) -> None:
    claim = Claim(text)
    assert edited in claim.texts(nothing_new.bringing_nothing_in(claim.root, claim.shape), cause)


def test_no_plain_edit_makes_a_number_zero_or_brings_in_a_name() -> None:
    claim = Claim("2 * a * (1 - a) @ X.T")
    texts = claim.texts(nothing_new.bringing_nothing_in(claim.root, claim.shape))
    assert not any("0 * a" in text or "b" in text for text in texts)
    assert "2 * a * 1 @ X.T" not in texts


def test_a_renaming_takes_one_place_all_places_of_a_part_or_exchanges_two() -> None:
    claim = Claim("a * (1 - a) * b")
    texts = claim.texts(names.renamings(claim.root, ["a", "b", "dout"], lambda a, b: True))
    assert {"dout * (1 - a) * b", "dout * (1 - dout) * b", "b * (1 - b) * a"} <= texts


def test_names_that_differ_by_a_number_are_steps() -> None:
    claim = Claim("np.outer(h1, a)")
    assert claim.texts(names.renamings(claim.root, ["h0", "h1"], lambda a, b: False), Cause.INDEX) == {"np.outer(h0, a)"}


def test_a_variable_stands_in_for_what_was_made_of_others_and_has_its_shape() -> None:
    claim = Claim("X.T @ (X @ W)")
    texts = claim.texts(names.replacements(claim.root, SCOPE, claim.shape))
    assert "X.T @ V" in texts
    assert not any("e" in text.replace("np.", "") for text in texts)


def test_a_factor_is_put_in_at_terms_and_not_within_products() -> None:
    claim = Claim("a * b + dout")
    factor = Factor("h0")
    texts = claim.texts(put_in.with_factors(claim.root, [(factor, copied(read_alone("h0"), written=False))], 1))
    assert {"(a * b + dout) * h0", "a * b * h0 + dout", "a * b + dout * h0", "a * b / h0 + dout"} <= texts


@pytest.mark.parametrize(
    ("text", "cause", "edited"),
    [
        ("dout * b * a * (1 - a)", Cause.EXTRA_FACTOR, "dout * b"),
        ("dout * (1 - b)", Cause.SLIP, "dout * (1 - b**2)"),
        ("dout * a", Cause.SLIP, "dout * (1 - a)"),
        ("dout * a", Cause.SLIP, "dout * (a - 1)"),
        ("dout * (1 - a)", Cause.SLIP, "dout * a"),
        ("np.convolve(b, dout)", Cause.INDEX, "np.correlate(b, dout)"),
        ("np.convolve(b, dout)", Cause.INDEX, "np.convolve(b[::-1], dout)"),
        ("softmax(X)", Cause.INDEX, "softmax(X, axis=-2)"),
        ("a * b + dout", Cause.BROADCAST, "np.sum(a * b, axis=0) + dout"),
        ("np.cumsum(b) * a", Cause.INDEX, "np.cumsum(b[::-1])[::-1] * a"),
        ("X[0] * a", Cause.BROADCAST, "np.sum(X, axis=0) * a"),
        ("2 * (a - dout) * b", Cause.EXTRA_FACTOR, "-(2 * (a - dout))"),
        ("np.einsum('ij,jk->ik', X, W)", Cause.INDEX, "np.einsum('ij,jk->ik', X, W[::-1, ::-1])"),
        ("np.einsum('ij,jk->ik', X, w.T)", Cause.INDEX, "np.einsum('ij,jk->ik', X, w[::-1, ::-1])"),
    ],
)
def test_habits(text: str, cause: Cause, edited: str) -> None:
    claim = Claim(text)
    assert edited in claim.texts(habits.habits(claim.root, claim.graph.value, claim.varies), cause)


def test_a_complement_is_offered_of_shares_only() -> None:
    claim = Claim("dout * b")
    assert "dout * (1 - b)" not in claim.texts(habits.habits(claim.root, claim.graph.value, claim.varies))


def test_a_function_is_put_around_only_where_the_cost_has_it() -> None:
    claim = Claim("dout * b")
    around = {"np.tanh(dout) * b", "dout * np.tanh(b)", "np.tanh(dout * b)"}
    assert claim.texts(habits.wrapped(claim.root, claim.graph.value, {"np.tanh": Cause.WRONG_POINT})) == around
    assert not claim.texts(habits.wrapped(claim.root, claim.graph.value, {}))


@pytest.mark.parametrize(
    ("text", "cause", "edited"),
    [
        ("a * h1 + b * h2", Cause.INDEX, "a * h0 + b * h1"),
        ("np.sum(X, axis=0) + np.mean(X, axis=0)", Cause.SCALE, "np.mean(X, axis=0) + np.sum(X, axis=0)"),
        ("sigmoid(b) * (1 - sigmoid(b))", Cause.WRONG_POINT, "sigmoid(a) * (1 - sigmoid(a))"),
        ("sigmoid(b) * (1 - sigmoid(b))", Cause.WRONG_POINT, "b * (1 - b)"),
        ("b / nb", Cause.NAME, "a / na"),
        ("np.log(a) - np.log(h1)", Cause.SLIP, "np.log1p(a) - np.log1p(h1)"),
        ("np.sum(X, axis=0) / 3 - a * np.sum(X, axis=0) / 3", Cause.SCALE, "np.mean(X, axis=0) - a * np.mean(X, axis=0)"),
    ],
)
def test_a_mistake_that_is_made_several_times_is_one_edit(text: str, cause: Cause, edited: str) -> None:
    claim = Claim(text)
    assert edited in claim.texts(repeated.repeated(claim.root, SCOPE, claim.shape), cause)


@pytest.mark.parametrize("text", ["a * b", "dout", "sigmoid(b)", "np.sum(X, axis=0)"])
def test_what_stands_there_once_is_no_repeated_mistake(text: str) -> None:
    claim = Claim(text)
    assert not claim.texts(each for each in repeated.repeated(claim.root, ["a", "dout"], claim.shape) if len(each.changes) < 2)


def test_another_array_of_whole_numbers_may_belong_into_an_index() -> None:
    known = {**KNOWN, "i": np.array([0, 1]), "j": np.array([2, 0])}
    graph = Graph({"": read_alone("X[i] * a")}, {}, known)
    found = list(names.other_indices(graph.roots[""], ["a", "i", "j", "y"], graph.value))
    assert {Writer("X[i] * a").spliced(each.changes) for each in found} == {"X[j] * a", "X[y] * a"}
    assert {each.cause for each in found} == {Cause.INDEX}


def test_sums_of_pictures_go_over_all_axes_but_one() -> None:
    assert calls.many_axes(2) == []
    assert (0, 2, 3) in calls.many_axes(4)


def labels() -> Sequence[tuple[Node, Any]]:
    cost = Graph({"": read_alone("-np.sum(np.log(softmax(X[:3])[np.arange(3), y]))")}, {}, KNOWN)
    return insertions.labels_in([cost.roots[""]], cost.value)


def test_labels_become_their_one_hot_rows() -> None:
    claim = Claim("X[:3] - y")
    assert "X[:3] - one_hot(y, 3)" in claim.texts(insertions.with_labels(claim.root, labels()), Cause.NAME)
    claim = Claim("X[:3] / 3")
    assert "(X[:3] - one_hot(y, 3)) / 3" in claim.texts(insertions.with_labels(claim.root, labels()), Cause.MISSING_TERM)


def test_there_are_no_labels_where_nothing_is_picked() -> None:
    cost = Graph({"": read_alone("np.sum(X[:, 1:] * a[1:])")}, {}, KNOWN)
    assert not insertions.labels_in([cost.roots[""]], cost.value)


def test_a_matrix_is_multiplied_in_where_its_axes_fit() -> None:
    claim = Claim("np.sum(e)")
    assert "X.T @ e" in claim.texts(insertions.with_matrices(claim.root, ["X"], claim.shape))
    claim = Claim("a")
    texts = claim.texts(insertions.with_matrices(claim.root, ["X", "W"], claim.shape))
    assert texts == {"X @ a", "a @ X.T", "a @ W", "W.T @ a"}
