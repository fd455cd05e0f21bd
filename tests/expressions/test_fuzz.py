"""Whatever the text, the compiler accepts it or raises `ExpressionError`; nothing else comes out."""

from __future__ import annotations

import random
import warnings
from contextlib import suppress

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from runner.errors import ExpressionError
from runner.expressions import compile_expression, read
from runner.expressions.bytecode import check_code
from runner.expressions.vocabulary import PLAIN
from tests.expressions.lists import HOSTILE, LEGITIMATE

NAMES = frozenset({"x", "W", "v", "y", "n", "A", "B", "a", "b", "z", "g", "rng", "dout"})
_ALL = [*(case.expression for case in LEGITIMATE), *(case.expression for case in HOSTILE)]
TEXTS = [text for text in _ALL if len(text) < 300]
PIECES = [
    "np.", "x", "W", "(", ")", "[", "]", ",", ".", "T", ":", "=", "==", "**", "*", "@", "lambda ", "if ", " else ", "not ",
    "and ", "None", "...", "'fro'", "'", '"', "1", "1e9", "10**9", "0x", "1j", "np.sum", "np.linalg.", ".dot", ".reshape",
    "axis=", "dtype=", "float", "__class__", "__", "rng.", "normal", "f'{x}'", "{", "}", ":=", "\n", " ", "\t", "#", "\\", "~",
    "-", "is ", "in ", "for ", "yield ", "await ", "import ", ";", "\x00", "−", "·", "ｎｐ", "λ", "\ud800", "\u202e", "v_x",
    "f_np__sum", "[0]" * 30, "-" * 99,
]  # fmt: skip


def compiled(text: str) -> None:
    refusal = None
    try:
        expression = compile_expression(text, NAMES)
    except ExpressionError as error:
        refusal = error
    if refusal is None:
        check_code(expression._code, PLAIN)
        assert expression.names <= NAMES
    else:
        assert refusal.message
        assert refusal.offset is None or 0 <= refusal.offset <= len(text)
        assert refusal.length >= 1


@pytest.fixture(autouse=True)
def warnings_are_errors() -> None:
    warnings.simplefilter("error")


@given(st.text(max_size=200))
@settings(max_examples=300, deadline=None)
def test_arbitrary_text(text: str) -> None:
    compiled(text)


@given(st.text(st.sampled_from("xWnp.()[],:=*+-@/ 0123456789_'\"ejif\n"), max_size=60))
@settings(max_examples=300, deadline=None)
def test_arbitrary_text_in_the_letters_of_formulas(text: str) -> None:
    compiled(text)


@given(st.lists(st.sampled_from(PIECES), max_size=25).map("".join))
@settings(max_examples=500, deadline=None)
@example("x" + "[0]" * 900)
@example("(" * 199 + "x" + ")" * 199)
@example("-" * 3900 + "x")
@example("x if " * 700 + "x")
@example("**".join(["x"] * 1300))
@example("[" * 1900)
@example("lambda:" * 500 + "x")
@example("not " * 900 + "x")
@example("9" * 4000)
def test_pieces_of_the_language(text: str) -> None:
    compiled(text)


@given(st.sampled_from(TEXTS), st.integers(0, 2**32))
@settings(max_examples=1000, deadline=None)
def test_mutations_of_both_lists(text: str, seed: int) -> None:
    compiled(mutated(text, random.Random(seed)))


@given(st.sampled_from(TEXTS), st.integers(0, 2**32))
@settings(max_examples=200, deadline=None)
def test_a_mutation_that_compiles_is_read_as_the_same_tree(text: str, seed: int) -> None:
    mutation = mutated(text, random.Random(seed))
    with suppress(ExpressionError):
        root = read(mutation, NAMES)
        with suppress(ExpressionError):
            assert compile_expression(mutation, NAMES).tree == root


def mutated(text: str, chance: random.Random) -> str:
    """A few pieces cut out, put in, doubled or spliced from another text."""
    for _ in range(chance.randint(1, 4)):
        start, end = sorted(chance.choices(range(len(text) + 1), k=2))
        other = chance.choice(TEXTS)
        piece = chance.choice(["", chance.choice(PIECES), text[start:end] * 2, other[: chance.randint(0, len(other))]])
        text = text[:start] + piece + text[min(end, start + chance.randint(0, 8)) :]
    return text
