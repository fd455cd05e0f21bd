"""Trees written out: the text is read as the same tree again, and has no more brackets than it needs."""

from __future__ import annotations

import random
from itertools import islice

import pytest

from runner.errors import ExpressionError
from runner.expressions import read, tree
from runner.expressions.writing import Writer
from tests.expressions.lists import LEGITIMATE
from tests.outputs import random_formulas

NAMES = frozenset(random_formulas.NAMES) | {"rng"}


def written(text: str, names: frozenset[str] = NAMES) -> str:
    return Writer().string(read(text, names))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("(x)+(y*2)", "x + y * 2"),
        ("((x + y)) * 2", "(x + y) * 2"),
        ("x - (y - z)", "x - (y - z)"),
        ("(x - y) - z", "x - y - z"),
        ("x ** 2", "x**2"),
        ("(-x)**2", "(-x)**2"),
        ("-x**2", "-x**2"),
        ("(-2)**2", "(-2)**2"),
        ("2**-x", "2**-x"),
        ("(x**y)**z", "(x**y)**z"),
        ("x**(y**z)", "x**y**z"),
        ("np.sum(\n  (W) @ (x + y)\n)", "np.sum(W @ (x + y))"),
        ("(x + y).T", "(x + y).T"),
        ("x.reshape((2, 3))", "x.reshape(2, 3)"),
        ("x[0, :, None, 1:, ::2]", "x[0, :, None, 1:, ::2]"),
        ("x[(0,)]", "x[0,]"),
        ("x[()]", "x[()]"),
        ("(x if y else z) + 1", "(x if y else z) + 1"),
        ("(not x) and (y or z)", "not x and (y or z)"),
        ("(x > 0) & (y > 0)", "(x > 0) & (y > 0)"),
        ("(x > 0) == y", "(x > 0) == y"),
        ("np.pi * x", "np.pi * x"),
        ("rng.normal(size=(2, 2))", "rng.normal(size=(2, 2))"),
        ("layers.f({'W': W, 'b': None}, mode='fast')['y']", "layers.f({'W': W, 'b': None}, mode='fast')['y']"),
        ("1e-30 * x", "1e-30 * x"),
    ],
)
def test_a_tree_is_written_as_a_person_writes_it(text: str, expected: str) -> None:
    assert written(text, NAMES | {"W", "y", "z"}) == expected


def holds(text: str, names: frozenset[str]) -> None:
    root = read(text, names)
    again = Writer().string(root)
    assert read(again, names) == without_double_transposes(root), again


def without_double_transposes(node: tree.Node) -> tree.Node:
    """`X.T.T` is written as `X`."""
    node = tree.with_children(node, [*map(without_double_transposes, tree.children(node))])
    if type(node) is tree.Call and node.row.name == ".T":
        inner = node.args[0]
        if type(inner) is tree.Call and inner.row.name == ".T":
            return inner.args[0]
    return node


def test_every_example_is_read_again_as_the_same_tree() -> None:
    for text in random_formulas.EXAMPLES:
        holds(text, NAMES)
    for case in LEGITIMATE:
        holds(case.expression, frozenset(case.inputs))


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_random_expressions_are_read_again_as_the_same_tree(seed: int) -> None:
    count = 0
    for text in islice(random_formulas.texts(seed), 4000):
        try:
            read(text, NAMES)
        except ExpressionError:
            continue
        holds(text, NAMES)
        count += 1
    assert count > 1000


def test_a_node_over_its_own_children_is_itself() -> None:
    chance = random.Random(5)
    for text in chance.sample(random_formulas.EXAMPLES, 300):
        for node in tree.walk(read(text, NAMES)):
            assert tree.with_children(node, tree.children(node)) == node
