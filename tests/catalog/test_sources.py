"""Bytes → text: UTF-8 of a stated size, without characters that no case file holds."""

from __future__ import annotations

from pathlib import Path

import pytest

from runner import catalog
from runner.catalog import sources
from runner.model import Fault
from tests.catalog.loading import SQUARE, marked


def read(path: Path, content: bytes) -> catalog.Catalogue:
    path.write_bytes(content)
    return catalog.read([str(path)])


def only(path: Path, content: bytes) -> Fault:
    (fault,) = read(path, content).faults
    assert fault.place is not None
    assert fault.place.file == str(path)
    return fault


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "f.yaml"


class TestUtf8:
    def test_any_letters(self, path: Path) -> None:
        assert read(path, SQUARE.replace("square", "Größe 梯度 🧮").encode()).cases[0].name == "Größe 梯度 🧮"

    def test_a_mark_of_the_byte_order_before_all_is_left_out(self, path: Path) -> None:
        found = read(path, b"\xef\xbb\xbf" + SQUARE.encode())
        assert found.faults == []
        assert found.cases[0].places["name"] == (str(path), 1, 7)

    @pytest.mark.parametrize(
        ("content", "message", "line", "column"),
        [
            (b"name: a\ncost: caf\xe9\n", "the byte E9 is not UTF-8", 2, 10),
            ("name: é\r\ncost: ".encode() + b"\xc0\xaf\n", "the byte C0 is not UTF-8", 2, 7),
            (b"a: \xff\xff\n", "the byte FF is not UTF-8", 1, 4),
            (b"\xef\xbb\xbfa: \xff\n", "the byte FF is not UTF-8", 1, 4),
            (b"a: \xed\xa0\x80\n", "the byte ED is not UTF-8", 1, 4),
            (b"a: \xe2\x82", "the byte E2 is not UTF-8", 1, 4),
        ],
    )
    def test_other_bytes_are_told_at_their_place(self, path: Path, content: bytes, message: str, line: int, column: int) -> None:
        found = only(path, content)
        assert found.message == message
        assert (found.place and found.place[1:]) == (line, column)

    @pytest.mark.parametrize("encoding", ["utf-16", "utf-16-le", "utf-16-be", "utf-32", "utf-32-le", "utf-32-be"])
    def test_the_other_encodings_of_unicode_are_told_by_name(self, path: Path, encoding: str) -> None:
        assert only(path, SQUARE.encode(encoding)).message == "the file is UTF-16 or UTF-32, not UTF-8"


class TestCharacters:
    @pytest.mark.parametrize(
        ("character", "told", "escape"),
        [
            ("\x07", "the control character U+0007", "\\u0007"),
            ("\x00", "the control character U+0000", "\\0"),
            ("\x1b", "the control character U+001B", "\\e"),
            ("\x7f", "the control character U+007F", "\\u007F"),
            ("\x85", "a line break (U+0085)", "\\N"),
            ("\u2028", "a line break (U+2028)", "\\L"),
            ("\u2029", "a line break (U+2029)", "\\P"),
            ("\ufeff", "a mark of the byte order (U+FEFF)", "\\uFEFF"),
        ],
    )
    def test_what_no_case_file_holds_is_told_at_its_place_with_its_escape(
        self, path: Path, character: str, told: str, escape: str
    ) -> None:
        found = only(path, (SQUARE + f"description: ab{character}c\n").encode())
        assert found.message == f"{told} stands here"
        assert found.place == (str(path), 5, 16)
        assert found.hint == f"leave it out, or write it as {escape} in double quotes"
        assert marked(found) == character

    def test_as_an_escape_a_line_separator_may_stand_in_a_description(self, path: Path) -> None:
        assert read(path, (SQUARE + 'description: "a\\Lb"\n').encode()).cases[0].description == "a\u2028b"

    def test_tabs_and_line_ends_of_all_systems_are_fine(self, path: Path) -> None:
        for end in ("\n", "\r\n", "\r"):
            found = read(path, (SQUARE + "description: a\tb\n").replace("\n", end).encode())
            assert found.cases[0].description == "a\tb"
            assert found.cases[0].last_line == 5


class TestSize:
    def test_a_file_at_the_limit_is_read(self, path: Path) -> None:
        filling = sources.LARGEST_FILE - len(SQUARE)
        assert len(read(path, SQUARE.encode() + b"#" * filling).cases) == 1

    def test_one_byte_more_is_one_fault(self, path: Path) -> None:
        filling = sources.LARGEST_FILE - len(SQUARE) + 1
        assert only(path, SQUARE.encode() + b"#" * filling).message == "the file is larger than 8,388,608 bytes; split it"

    def test_a_file_that_grows_or_tells_no_size_is_not_read_for_ever(self) -> None:
        assert sources.read_bytes("/dev/zero") == "this is no plain file"

    def test_a_file_that_is_gone_since_it_was_found_is_told(self) -> None:
        assert sources.read_bytes("gone.yaml") == "the file cannot be read: No such file or directory"

    def test_a_file_of_many_gigabytes_is_not_read(self, path: Path) -> None:
        with path.open("wb") as file:
            file.truncate(2**40)
        assert "larger than" in catalog.read([str(path)]).faults[0].message


class TestExcerpt:
    def test_lines_from_first_to_last(self, path: Path) -> None:
        path.write_bytes(b"a\nb\r\nc\rd \n")
        assert catalog.excerpt(str(path), 1, 1) == ["a"]
        assert catalog.excerpt(str(path), 2, 4) == ["b", "c", "d "]

    def test_lines_end_where_yaml_says_and_nowhere_else(self, path: Path) -> None:
        path.write_text("a\u2028b\x0cc\u0085d\ne", encoding="utf-8")
        assert catalog.excerpt(str(path), 2, 2) == ["e"]

    def test_lines_that_are_not_there_are_left_out(self, path: Path) -> None:
        path.write_text("a\nb", encoding="utf-8")
        assert catalog.excerpt(str(path), 2, 9) == ["b"]
        assert catalog.excerpt(str(path), 5, 9) == []
        assert catalog.excerpt(str(path), -3, 1) == ["a"]
        assert catalog.excerpt(str(path), 2, 1) == []

    def test_a_file_that_cannot_be_read_has_none(self, path: Path) -> None:
        assert catalog.excerpt(str(path), 1, 2) == []
        assert catalog.excerpt("a\0b", 1, 2) == []

    def test_bytes_that_are_not_utf_8_are_replaced(self, path: Path) -> None:
        path.write_bytes(b"caf\xe9\n")
        assert catalog.excerpt(str(path), 1, 1) == ["caf\ufffd"]

    def test_a_file_that_has_changed_is_read_again(self, path: Path) -> None:
        path.write_text("a\n", encoding="utf-8")
        assert catalog.excerpt(str(path), 1, 1) == ["a"]
        path.write_text("other\n", encoding="utf-8")
        assert catalog.excerpt(str(path), 1, 1) == ["other"]
