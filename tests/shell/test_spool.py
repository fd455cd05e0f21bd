"""Bytes that are put down and read back, wherever there is room for them."""

from __future__ import annotations

import tempfile
from errno import ENOSPC
from io import FileIO
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from runner.shell.spool import GATHERED, Spool

LARGE = GATHERED // 3


def filled(pieces: list[bytes]) -> tuple[Spool, list[int]]:
    made = Spool()
    return made, [made.append(piece) for piece in pieces]


@given(st.lists(st.binary(max_size=20) | st.binary(min_size=1, max_size=1).map(lambda byte: byte * LARGE), max_size=12))
def test_each_piece_is_read_back_as_it_was_put_down(pieces: list[bytes]) -> None:
    made, starts = filled(pieces)
    assert [made.read(start, len(piece)) for start, piece in zip(starts, pieces, strict=True)] == pieces


def test_many_bytes_take_no_memory() -> None:
    made, _ = filled([b"x" * LARGE] * 30)
    assert len(made._tail) < GATHERED


def test_few_bytes_make_no_file(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tempfile, "TemporaryFile", lambda **_: pytest.fail("a file was made"))
    made, (start,) = filled([b"few"])
    assert made.read(start, 3) == b"few"


def test_where_no_file_can_be_made_they_stay_in_memory(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(**_: object) -> FileIO:
        raise PermissionError

    monkeypatch.setattr(tempfile, "TemporaryFile", refuse)
    pieces = [bytes([number]) * LARGE for number in range(20)]
    made, starts = filled(pieces)
    assert [made.read(start, LARGE) for start in starts] == pieces


class Disk(FileIO):
    """A file on a disk that is full for a while: half of what is written still gets there."""

    full = False

    def write(self, data: Any, /) -> int:
        if not self.full:
            return super().write(data)
        super().write(bytes(data)[: LARGE // 2])
        raise OSError(ENOSPC, "No space left on device")


def test_on_a_full_disk_what_did_not_get_there_stays_in_memory(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    disk = Disk(tmp_path / "file", "w+")
    monkeypatch.setattr(tempfile, "TemporaryFile", lambda **_: disk)
    pieces = [bytes([number]) * LARGE for number in range(60)]
    made, starts = filled(pieces[:20])
    for piece in pieces[20:]:
        disk.full = len(starts) < 40
        starts.append(made.append(piece))
    assert [made.read(start, LARGE) for start in starts] == pieces
    assert len(made._tail) < GATHERED
