"""A text with some of its parts replaced: the rest stays as it was written, and no parenthesis is put in for nothing."""

from __future__ import annotations

import pytest

from runner.diagnoses.edits.candidates import operation
from runner.diagnoses.edits.spliced import Writer
from runner.expressions import read_alone, tree
from runner.expressions.tree import NOWHERE, Name, Node, Number


def part(text: str, written: str) -> Node:
    """The part of an expression that was written so."""
    return next(node for node in tree.walk(read_alone(text)) if text[node.span[0] : sum(node.span)] == written)


@pytest.mark.parametrize(
    ("text", "old", "new", "result"),
    [
        ("dout * a", "a", "b", "dout * b"),
        ("dout*a", "a", "b", "dout*b"),
        ("(a + b) * c", "a + b", "a", "a * c"),
        ("a * b", "b", "c + d", "a * (c + d)"),
        ("a - b", "b", "c + d", "a - (c + d)"),
        ("a - b", "a", "c + d", "c + d - b"),
        ("np.exp(a)", "a", "b - c", "np.exp(b - c)"),
        ("a**b", "a", "-b", "(-b)**b"),
        ("a.T @ b", "a", "b + c", "(b + c).T @ b"),
        ("(a - b)", "a", "c", "c - b"),
        ("x[1:]", "x", "x + y", "(x + y)[1:]"),
        ("np.sum(a, axis=0)", "a", "a * b", "np.sum(a * b, axis=0)"),
    ],
)
def test_only_the_part_is_replaced(text: str, old: str, new: str, result: str) -> None:
    assert Writer(text).spliced([(part(text, old), unwritten(read_alone(new)))]) == result


def unwritten(node: Node) -> Node:
    """The same node, as one that stands in no text."""
    if isinstance(node, tree.Call):
        return tree.Call(NOWHERE, node.row, tuple(map(unwritten, node.args)), node.options)
    return Name(NOWHERE, node.id) if isinstance(node, Name) else node


def test_several_parts_are_replaced_at_once() -> None:
    text = "a * (1 - a)"
    places = [node for node in tree.walk(read_alone(text)) if isinstance(node, Name)]
    assert Writer(text).spliced([(place, Name(NOWHERE, "hidden")) for place in places]) == "hidden * (1 - hidden)"


def test_a_bound_of_a_slice_is_replaced_alone() -> None:
    text = "h[4:] + 1"
    old = part(text, "4:")
    new = tree.Slice(NOWHERE, tree.Nothing(NOWHERE), Number(NOWHERE, -4), tree.Nothing(NOWHERE))
    assert Writer(text).spliced([(old, new)]) == "h[:-4] + 1"
    assert Writer(text).spliced([(old, new)], old) == ":-4"


def test_what_runs_over_several_lines_is_written_on_one() -> None:
    text = "np.sum(a *\n       b)"
    assert Writer(text).written(read_alone(text)) == "np.sum(a * b)"


def test_a_new_part_has_the_parentheses_that_it_needs() -> None:
    a, b, c = (Name(NOWHERE, name) for name in "abc")
    written = Writer("").written
    assert written(operation("*", operation("+", a, b), c)) == "(a + b) * c"
    assert written(operation("-", a, operation("-", b, c))) == "a - (b - c)"
    assert written(operation("**", a, Number(NOWHERE, 2))) == "a**2"
    assert written(operation(".T", operation("@", a, b))) == "(a @ b).T"
    assert written(operation("[]", a, tree.Sequence(NOWHERE, (tree.Dots(NOWHERE), Number(NOWHERE, 0)), True))) == "a[..., 0]"
