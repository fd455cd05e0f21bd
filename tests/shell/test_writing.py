"""Files are written whole or not at all."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from runner.errors import UsageError
from runner.shell.writing import write_files


def test_texts_go_to_their_paths_and_folders_are_made(tmp_path: Path) -> None:
    write_files({str(tmp_path / "a" / "b.txt"): "one", str(tmp_path / "c.txt"): "zwölf\n"})
    assert (tmp_path / "a" / "b.txt").read_text(encoding="utf-8") == "one"
    assert (tmp_path / "c.txt").read_bytes() == "zwölf\n".encode()


def test_nothing_is_touched_where_one_of_them_cannot_be_written(tmp_path: Path) -> None:
    (tmp_path / "old.txt").write_text("old")
    (tmp_path / "file").write_text("")
    with pytest.raises(UsageError, match=r"cannot write .*file/inner\.txt"):
        write_files({str(tmp_path / "old.txt"): "new", str(tmp_path / "file" / "inner.txt"): "new"})
    assert (tmp_path / "old.txt").read_text() == "old"
    assert sorted(os.listdir(tmp_path)) == ["file", "old.txt"]


def test_a_folder_is_not_written_over(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="cannot write"):
        write_files({str(tmp_path): "text"})


def test_a_link_gives_way_and_what_it_leads_to_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "real.txt").write_text("old")
    (tmp_path / "link.txt").symlink_to("real.txt")
    write_files({str(tmp_path / "link.txt"): "new"})
    assert not (tmp_path / "link.txt").is_symlink()
    assert (tmp_path / "link.txt").read_text() == "new"
    assert (tmp_path / "real.txt").read_text() == "old"


def test_a_reader_sees_the_old_or_the_new_file_and_nothing_between(tmp_path: Path) -> None:
    path = tmp_path / "report.html"
    path.write_text("old")
    with path.open() as reader:
        write_files({str(path): "new and longer"})
        assert reader.read() == "old"
    assert path.read_text() == "new and longer"


def test_a_name_that_is_not_utf_8_is_written_as_json_writes_it(tmp_path: Path) -> None:
    write_files({str(tmp_path / "a.json"): '"bad \udcff name"'})
    assert (tmp_path / "a.json").read_bytes() == rb'"bad \udcff name"'


def test_rights_are_those_of_a_new_file(tmp_path: Path) -> None:
    old = os.umask(0o022)
    try:
        write_files({str(tmp_path / "a.txt"): ""})
    finally:
        os.umask(old)
    assert (tmp_path / "a.txt").stat().st_mode & 0o777 == 0o644
