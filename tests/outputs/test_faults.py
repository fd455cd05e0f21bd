"""A fault as text: place and message, the source line with a caret under the very part, the hint, the second place."""

from __future__ import annotations

import pytest

from runner.model import Fault, Place
from runner.outputs.faults import BEFORE, WIDTH, from_document, render
from runner.outputs.paint import Paint
from runner.outputs.plain import columns
from runner.outputs.result_document import of_fault


def at(column: int) -> Place:
    return Place("cases/f.yaml", 4, column)


def shown(source: str, column: int, length: int = 1) -> tuple[str, str]:
    """The source line and the caret line, without their margin."""
    _, line, caret = render(Fault("message", at(column), source, length)).split("\n")
    assert line.startswith("    ")
    assert caret.startswith("    ")
    return line[4:], caret[4:]


def test_all_there_is_to_say() -> None:
    fault = Fault("unknown key `tolerence`", at(1), "tolerence: 1e-6", 9, "did you mean `tolerance`?", Place("g.yaml", 1, 2))
    assert render(fault) == (
        "cases/f.yaml:4:1: unknown key `tolerence`\n"
        "    tolerence: 1e-6\n"
        "    ^^^^^^^^^\n"
        "    did you mean `tolerance`?\n"
        "    see also g.yaml:1:2"
    )


def test_what_there_is_not_is_left_out() -> None:
    assert render(Fault("there is no file `a`")) == "there is no file `a`"
    assert render(Fault("the file is empty", at(1), "")) == "cases/f.yaml:4:1: the file is empty"
    assert render(Fault("cannot be read", at(1))) == "cases/f.yaml:4:1: cannot be read"


def test_colours_mark_the_place_the_caret_and_the_hint() -> None:
    text = render(Fault("m", at(1), "a", 1, "h"), Paint(True))
    assert text == "\x1b[1mcases/f.yaml:4:1: \x1b[0mm\n    a\n    \x1b[31m^\x1b[0m\n    \x1b[36mh\x1b[0m"


class TestCaret:
    @pytest.mark.parametrize(
        ("source", "column", "length", "line", "caret"),
        [
            ("seed: -1", 7, 2, "seed: -1", "      ^^"),
            ("    seed: -1", 11, 2, "seed: -1", "      ^^"),
            ("seed", 5, 1, "seed", "    ^"),
            ("seed", 99, 3, "seed", "    ^"),
            ("seed: 1", 7, 50, "seed: 1", "      ^"),
            ("   x", 2, 1, "  x", "^"),
            # tabs are shown as one blank
            ("a:\tb", 4, 1, "a: b", "   ^"),
            ("\tb", 1, 1, " b", "^"),
            ("a:\t\tb\tc", 7, 1, "a:  b c", "      ^"),
            # two columns for a wide character, none for an accent of its own
            ("梯度: x", 5, 1, "梯度: x", "      ^"),
            ("a: 梯度", 4, 2, "a: 梯度", "   ^^^^"),
            ("cafe\u0301: x", 8, 1, "cafe\u0301: x", "      ^"),
            ("🧮: x", 4, 1, "🧮: x", "    ^"),
            # what is obeyed or not seen is an escape
            ("a\x1b[31m: x", 9, 1, "a\\x1b[31m: x", "           ^"),
            ("a\u202eb: x", 2, 1, "a\\u202eb: x", " ^^^^^^"),
            ("\ud800: x", 4, 1, "\\ud800: x", "        ^"),
            # a command of a log reader
            ("##[error]x: y", 13, 1, "#\\x23[error]x: y", "               ^"),
        ],
    )  # fmt: skip
    def test_it_stands_under_the_very_part(self, source: str, column: int, length: int, line: str, caret: str) -> None:
        assert shown(source, column, length) == (line, caret)


class TestLongLines:
    def test_a_line_that_fits_is_whole(self) -> None:
        source = "x" * WIDTH
        assert shown(source, WIDTH) == (source, " " * (WIDTH - 1) + "^")

    def test_its_end_is_cut(self) -> None:
        line, caret = shown("ab" + "x" * 200, 2)
        assert (line, caret) == ("ab" + "x" * (WIDTH - 2) + "…", " ^")

    def test_its_beginning_is_cut(self) -> None:
        line, caret = shown("x" * 200 + "ab", 202)
        assert (line, caret) == ("…" + "x" * (BEFORE - 1) + "ab", " " * (BEFORE + 1) + "^")

    def test_both_are_cut(self) -> None:
        line, caret = shown("x" * 200 + "ab" + "y" * 200, 201, 2)
        assert line.startswith("…x")
        assert line.endswith("y…")
        assert line[caret.index("^") :].startswith("ab")
        assert caret.count("^") == 2

    def test_the_caret_is_cut_with_it(self) -> None:
        line, caret = shown("a: " + "9" * 5000, 4, 5000)
        assert columns(line) == WIDTH + 1
        assert columns(caret) == WIDTH

    @pytest.mark.parametrize("filling", ["梯", "\x1b", "e\u0301", "\t"])
    def test_it_is_cut_by_columns(self, filling: str) -> None:
        line, caret = shown(filling * 200 + "ab" + filling * 200, 200 * len(filling) + 1)
        assert columns(line) <= WIDTH + 2
        before = columns(line[: line.index("ab")])
        assert caret == " " * before + "^"

    def test_a_line_of_megabytes_is_shown_at_once(self) -> None:
        line, _ = shown("x" * 5_000_000, 2_500_000)
        assert columns(line) == WIDTH + 2


class TestHostileTexts:
    def test_names_and_messages_cannot_forge_a_line(self) -> None:
        text = render(Fault("a\nb\x1b[2J", Place("f\n::error.yaml", 1, 1), "x", 1, "c\nd", Place("g\x1b.yaml", 1, 1)))
        assert text == "f ::error.yaml:1:1: a b\\x1b[2J\n    x\n    ^\n    c d\n    see also g\\x1b.yaml:1:1"

    def test_a_line_never_begins_with_a_command(self) -> None:
        assert render(Fault("m", Place("::error.yaml", 1, 1))).startswith("./::error")
        assert render(Fault("::error::x")).startswith("./::")

    def test_nor_does_the_source_line_below_it(self) -> None:
        line, caret = render(Fault("m", at(3), "  ::error::x y", 10)).split("\n")[1:]
        assert line.strip() == "\\x3a:error::x y"
        assert caret.strip() == "^" * 13

    def test_two_colons_further_on_are_left_as_they_are(self) -> None:
        assert "\n    x[::2]\n" in render(Fault("m", at(1), "x[::2]", 1))


@pytest.mark.parametrize(
    "fault",
    [
        Fault("unknown key", at(3), "  tolerence: 1", 9, "hint", Place("g.yaml", 1, 2)),
        Fault("cannot be read", at(1)),
        Fault("there is no file"),
    ],
)
def test_a_fault_of_a_document_is_the_fault_it_was_made_of(fault: Fault) -> None:
    assert from_document(of_fault(fault)) == fault
