"""A character of a text is found in the file that holds it, whatever quotes, escapes and folds stand between."""

from __future__ import annotations

import tempfile
from pathlib import Path

import pytest
import yaml
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from runner import catalog
from runner.model import Place


def found(path: Path, key: str, offset: int) -> tuple[int, int, str]:
    """Line, column and source line of a character of a part of the only case in a file."""
    (case,) = catalog.read([str(path)]).cases
    place, line = catalog.pinpoint(case.places[key], offset)
    assert place.file == str(path)
    return place.line, place.column, line


def write(folder: Path, cost: str) -> Path:
    path = folder / "f.yaml"
    path.write_bytes(f"name: a\nshapes: {{x: [3]}}\ncost: {cost}\ngradient: 2*x\n".encode())
    return path


@pytest.mark.parametrize(
    ("cost", "offset", "line", "column"),
    [
        # what stands in the file, the character of its text, where that stands
        ("np.sum(x)", 0, 3, 7),
        ("np.sum(x)", 7, 3, 14),
        ("np.sum(x)  # a comment", 9, 3, 16),
        ("np.sum(x)", 99, 3, 16),
        ("np.sum(x)", -1, 3, 7),
        ("   np.sum(x)", 3, 3, 13),
        ("\n  np.sum(x)", 3, 4, 6),
        ("&c np.sum(x)", 3, 3, 13),
        ("&c # why\n  np.sum(x)", 0, 4, 3),
        # plain, over several lines
        ("a +\n  b\n   + c", 4, 4, 3),
        ("a +\n  b\n   + c", 6, 5, 4),
        ("a  \n\n  b", 1, 4, 1),
        ("a  \n\n  b", 2, 5, 3),
        # single quotes
        ("'a + b'", 4, 3, 12),
        ("'a + b'", 5, 3, 13),
        ("'a''b'", 1, 3, 9),
        ("'a''b'", 2, 3, 11),
        ("'a\n  b'", 2, 4, 3),
        ("'a\n\n\n  b'", 3, 6, 3),
        # double quotes
        ('"a + b"', 4, 3, 12),
        ('"\\x61 + b"', 0, 3, 8),
        ('"\\x61 + b"', 1, 3, 12),
        ('"\\u00e9\\U0001F600b"', 2, 3, 24),
        ('"a\\n b"', 3, 3, 12),
        ('"a \\\n   b"', 2, 4, 4),
        ('"a\\\n\n   b"', 2, 5, 4),
        ('"a\n   b"', 2, 4, 4),
        ('"\\"\\\\b"', 2, 3, 12),
        # literal blocks
        ("|\n  a +\n  b", 0, 4, 3),
        ("|\n  a +\n  b", 3, 4, 6),
        ("|\n  a +\n  b", 4, 5, 3),
        ("|\n  a +\n    b", 6, 5, 5),
        ("|\n\n  a\n\n  b", 1, 5, 3),
        ("|\n\n  a\n\n  b", 4, 7, 3),
        ("|2-\n    a\n  b", 2, 4, 5),
        ("|2-\n    a\n  b", 4, 5, 3),
        ("|+ # kept\n  a\n\n", 1, 4, 4),
        ("|\n  a\n", 9, 4, 4),
        ("&c |\n  a\n  b", 2, 5, 3),
        # folded blocks
        (">\n  a\n  b", 1, 4, 4),
        (">\n  a\n  b", 2, 5, 3),
        (">-\n  a\n\n  b", 1, 5, 1),
        (">-\n  a\n\n  b", 2, 6, 3),
        (">\n  a\n    b\n  c", 2, 5, 3),
        (">\n  a\n    b\n  c", 6, 6, 3),
        # letters beyond ASCII
        ("'é梯🧮b'", 3, 3, 11),
    ],
)  # fmt: skip
@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_the_exact_place(tmp_path: Path, cost: str, offset: int, line: int, column: int, end: str) -> None:  # noqa: PLR0917
    path = write(tmp_path, cost)
    path.write_bytes(path.read_bytes().replace(b"\n", end.encode()))
    assert found(path, "cost", offset)[:2] == (line, column)


def test_the_source_line_comes_with_it(tmp_path: Path) -> None:
    assert found(write(tmp_path, "|\n  a +\n  b  # c"), "cost", 4)[2] == "  b  # c"


def test_within_braces(tmp_path: Path) -> None:
    path = tmp_path / "f.yaml"
    path.write_text(
        "{name: a, shapes: {x: ['n + 1', 2]}, sizes: {n: 1},\n let: {y: x +\n  1}, cost: y, gradient: 1}", encoding="utf-8"
    )
    assert found(path, "shapes.x.0", 4)[:2] == (1, 29)
    assert found(path, "let.y", 0)[:2] == (2, 11)
    assert found(path, "let.y", 4)[:2] == (3, 3)


def test_behind_a_mark_of_the_byte_order(tmp_path: Path) -> None:
    path = tmp_path / "f.yaml"
    path.write_bytes(b"\xef\xbb\xbf{name: a, shapes: {x: []}, cost: x + 1, gradient: 1}")
    assert found(path, "cost", 4)[:2] == (1, 38)


class TestWhatIsNotThere:
    def test_where_no_text_begins_the_place_stays(self, tmp_path: Path) -> None:
        path = write(tmp_path, "x")
        assert catalog.pinpoint(Place(str(path), 2, 3), 1) == (Place(str(path), 2, 3), "shapes: {x: [3]}")

    def test_a_line_behind_the_end_stays(self, tmp_path: Path) -> None:
        path = write(tmp_path, "x")
        assert catalog.pinpoint(Place(str(path), 99, 1), 0) == (Place(str(path), 99, 1), "")

    def test_a_block_of_nothing_but_line_ends(self, tmp_path: Path) -> None:
        path = tmp_path / "f.yaml"
        path.write_text("cost: |+\n\n\n", encoding="utf-8")
        assert [catalog.pinpoint(Place(str(path), 1, 7), offset)[0][1:] for offset in range(3)] == [(2, 1), (3, 1), (1, 9)]

    def test_a_file_that_is_gone_stays(self) -> None:
        assert catalog.pinpoint(Place("gone.yaml", 1, 1), 3) == (Place("gone.yaml", 1, 1), "")

    def test_a_file_that_has_been_broken_since_is_searched_as_far_as_it_goes(self, tmp_path: Path) -> None:
        path = write(tmp_path, "x + 1")
        path.write_text(path.read_text(encoding="utf-8") + "oh: [", encoding="utf-8")
        assert catalog.pinpoint(Place(str(path), 3, 7), 4)[0] == (str(path), 3, 11)


TEXTS = st.lists(
    st.sampled_from(["a", "b", " ", "  ", "\n", "\n\n", "'", '"', "\\", "é", "日", "\U0001f600", "#", ":", "[:]", "\n  ", "\t"]),
    min_size=1,
    max_size=14,
).map("".join)  # fmt: skip


@settings(max_examples=300, deadline=None)
@given(text=TEXTS, style=st.sampled_from([None, "'", '"', "|", ">"]), width=st.sampled_from([8, 1000]), unicode=st.booleans())
def test_every_character_is_found_where_it_stands(text: str, style: str | None, width: int, unicode: bool) -> None:
    document = yaml.dump({"key": {"cost": text, "z": "q"}}, default_style=style, width=width, allow_unicode=unicode)
    event = [event for event in yaml.parse(document) if isinstance(event, yaml.ScalarEvent)][2]
    assume(event.value == text)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "f.yaml"
        path.write_text(document, encoding="utf-8")
        mark = event.start_mark
        assert mark is not None
        begin = Place(str(path), mark.line + 1, mark.column + 1)
        before = (0, 0)
        for offset, character in enumerate(text):
            place, line = catalog.pinpoint(begin, offset)
            there = line[place.column - 1 : place.column]
            at_a_fold = character in " \n" and not there.strip()
            assert there in (character, "\\") or at_a_fold, (document, offset, character, there)
            assert (place.line, place.column) >= before
            assert catalog.stretch(begin, offset, 1)[0] == place
            before = place.line, place.column
