"""Values under edits: what is above an edit is computed anew, and all else once."""

from __future__ import annotations

import numpy as np
import pytest

from runner.diagnoses.edits.candidates import operation
from runner.diagnoses.edits.graph import Graph, copied, numbers
from runner.expressions import read_alone, tree
from runner.expressions.reverse import Unsupported
from runner.expressions.tree import NOWHERE, Name, Node

KNOWN = {"a": np.arange(3.0), "b": np.array([2.0, 0.5, 1.0]), "M": np.ones((2, 3))}


def graph_of(claim: str, **lines: str) -> Graph:
    return Graph({"": read_alone(claim)}, {name: read_alone(line) for name, line in lines.items()}, KNOWN)


def named(root: Node, name: str) -> Node:
    return next(node for node in tree.walk(root) if isinstance(node, Name) and node.id == name)


def test_an_edit_changes_the_value_and_leaves_the_graph_as_it_was() -> None:
    graph = graph_of("a * b + 1")
    place = named(graph.roots[""], "b")
    assert np.array_equal(graph.edited({id(place): Name(NOWHERE, "a")}, ""), KNOWN["a"] ** 2 + 1)
    assert np.array_equal(graph.value(graph.roots[""]), KNOWN["a"] * KNOWN["b"] + 1)


def test_an_edit_of_a_line_reaches_all_that_goes_through_it() -> None:
    graph = graph_of("d + d * a", d="b - a")
    line = graph.lines["d"]
    turned = operation("+", *tree.children(line))
    d = KNOWN["b"] + KNOWN["a"]
    assert np.array_equal(graph.edited({id(line): turned}, ""), d + d * KNOWN["a"])


def test_two_claims_that_read_the_same_are_edited_apart() -> None:
    text = read_alone("a * b")
    graph = Graph({"x": text, "y": text}, {}, KNOWN)
    place = named(graph.roots["x"], "a")
    assert np.array_equal(graph.edited({id(place): Name(NOWHERE, "b")}, "x"), KNOWN["b"] ** 2)
    assert np.array_equal(graph.edited({id(place): Name(NOWHERE, "b")}, "y"), KNOWN["a"] * KNOWN["b"])


def test_a_claim_whose_shapes_do_not_fit_still_has_parts_with_values() -> None:
    graph = graph_of("M @ M")
    with pytest.raises(Unsupported):
        graph.value(graph.roots[""])
    left, right = tree.children(graph.roots[""])
    assert numbers(graph.edited({id(right): operation(".T", right)}, "")).shape == (2, 2)
    assert np.array_equal(graph.value(left), KNOWN["M"])


def test_what_is_no_array_of_real_numbers_is_nothing() -> None:
    assert numbers("ij,jk->ik") is None
    assert numbers(1j) is None
    assert numbers(True).dtype == np.float64


def test_a_copy_means_the_same_and_is_another_node() -> None:
    root = read_alone("np.sum(a[1:] * b, axis=0)")
    other = copied(root, written=False)
    assert other == root
    assert other is not root
    assert all(node.span == NOWHERE for node in tree.walk(other))
