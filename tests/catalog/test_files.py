"""Which files a path stands for: a stable order, and no trap of a file system that a walk does not survive."""

from __future__ import annotations

import os
import socket
import time
from pathlib import Path

import pytest

from runner import catalog
from runner.catalog import files
from runner.model import Fault
from tests.catalog.loading import SQUARE


def write(path: Path, text: str = SQUARE) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    return path


def stems(folder: Path) -> list[str]:
    found = list(files.find(str(folder)))
    assert not any(isinstance(item, Fault) for item in found), found
    return [item.stem for item in found if not isinstance(item, Fault)]


def told(path: object) -> list[str]:
    return [item.message for item in files.find(str(path)) if isinstance(item, Fault)]


class TestOrder:
    def test_files_by_name_and_those_of_a_folder_before_its_subfolders(self, tmp_path: Path) -> None:
        for name in ("b/z.yaml", "b/a/m.yml", "c.yaml", "a.yml", "b/y.yaml", "a/x.yaml"):
            write(tmp_path / name)
        assert stems(tmp_path) == ["a", "c", "a/x", "b/y", "b/z", "b/a/m"]

    def test_it_does_not_depend_on_when_a_file_was_made(self, tmp_path: Path) -> None:
        for name in reversed("abcdefgh"):
            write(tmp_path / f"{name}.yaml")
        assert stems(tmp_path) == list("abcdefgh")

    def test_thousands_of_nested_folders_are_walked(self, tmp_path: Path) -> None:
        deep = tmp_path
        for _ in range(300):
            deep = deep / "d"
        write(deep / "a.yaml")
        assert stems(tmp_path) == ["d/" * 300 + "a"]


class TestWhatIsACaseFile:
    def test_two_suffixes_in_small_letters_or_capitals(self, tmp_path: Path) -> None:
        for name in ("a.yaml", "b.yml", "C.YAML", "d.Yml"):
            write(tmp_path / name)
        assert stems(tmp_path) == ["C", "a", "b", "d"]

    def test_nothing_else(self, tmp_path: Path) -> None:
        for name in ("a.yaml", "b.json", "c.yaml~", "d.yaml.bak", "yaml", "e.txt", "numpy.py"):
            write(tmp_path / name)
        assert stems(tmp_path) == ["a"]

    def test_hidden_files_and_folders_are_skipped(self, tmp_path: Path) -> None:
        for name in ("a.yaml", ".hidden.yaml", ".git/b.yaml", "c/.d/e.yaml", ".yaml"):
            write(tmp_path / name)
        assert stems(tmp_path) == ["a"]

    def test_a_hidden_file_given_by_itself_is_read(self, tmp_path: Path) -> None:
        assert [case.id for case in catalog.read([str(write(tmp_path / ".hidden.yaml"))]).cases] == [".hidden::square"]

    def test_a_hidden_folder_given_by_itself_is_walked(self, tmp_path: Path) -> None:
        write(tmp_path / ".ci/a.yaml")
        assert stems(tmp_path / ".ci") == ["a"]

    def test_a_folder_with_the_name_of_a_case_file_is_a_folder(self, tmp_path: Path) -> None:
        write(tmp_path / "dir.yaml/a.yaml")
        assert stems(tmp_path) == ["dir.yaml/a"]

    def test_only_the_last_suffix_is_cut_off(self, tmp_path: Path) -> None:
        write(tmp_path / "a.b.yaml")
        assert stems(tmp_path) == ["a.b"]

    def test_a_file_given_by_itself_needs_the_suffix_too(self, tmp_path: Path) -> None:
        assert told(write(tmp_path / "a.txt")) == [f"`{tmp_path}/a.txt` is no case file"]


class TestLinks:
    def test_a_link_to_a_folder_within_the_one_given_is_not_followed(self, tmp_path: Path) -> None:
        root = write(tmp_path / "root/a.yaml").parent
        write(root / "below/b.yaml")
        (root / "loop").symlink_to(root)
        (root / "again").symlink_to("below")
        (root / "linked.yaml").symlink_to(root / "below")
        assert stems(root) == ["a", "below/b"]

    def test_a_link_to_a_folder_elsewhere_is_a_fault_and_not_followed_either(self, tmp_path: Path) -> None:
        write(tmp_path / "outside/secret.yaml")
        root = write(tmp_path / "root/a.yaml").parent
        for name in ("outside", "linked.yaml", ".hidden"):
            (root / name).symlink_to(tmp_path / "outside")
        (root / "up").symlink_to("..")
        found = catalog.read([str(root)])
        assert [case.id for case in found.cases] == ["a::square"]
        assert [fault.place and fault.place.file for fault in found.faults] == [
            f"{root}/{name}" for name in ("linked.yaml", "outside", "up")
        ]
        assert {(fault.message, fault.hint) for fault in found.faults} == {
            ("this link leads out of the folder given", "give the folder itself")
        }

    def test_a_link_to_a_file_within_the_folder_is_that_file(self, tmp_path: Path) -> None:
        write(tmp_path / "a.yaml")
        (tmp_path / "b.yaml").symlink_to("a.yaml")
        assert [case.id for case in catalog.read([str(tmp_path)]).cases] == ["a::square"]

    def test_a_link_that_leads_out_is_a_fault_that_shows_nothing_of_the_file(self, tmp_path: Path) -> None:
        secret = write(tmp_path / "secret", "password\n")
        root = write(tmp_path / "root/a.yaml").parent
        (root / "s.yaml").symlink_to(secret)
        (root / "e.yaml").symlink_to("/dev/zero")
        found = catalog.read([str(root)])
        assert [fault.message for fault in found.faults] == ["this link leads out of the folder given"] * 2
        assert "password" not in repr(found.faults)
        assert len(found.cases) == 1

    def test_a_folder_whose_name_begins_like_the_one_given_is_out_of_it(self, tmp_path: Path) -> None:
        write(tmp_path / "root2/b.yaml")
        root = write(tmp_path / "root/a.yaml").parent
        (root / "b.yaml").symlink_to(tmp_path / "root2/b.yaml")
        assert told(root) == ["this link leads out of the folder given"]

    def test_a_link_given_by_itself_is_followed(self, tmp_path: Path) -> None:
        (tmp_path / "b.yaml").symlink_to(write(tmp_path / "cases/a.yaml"))
        (tmp_path / "linked").symlink_to(tmp_path / "cases")
        assert [case.id for case in catalog.read([str(tmp_path / "b.yaml")]).cases] == ["b::square"]
        assert [case.id for case in catalog.read([str(tmp_path / "linked")]).cases] == ["a::square"]

    def test_dangling_and_circular_links_are_faults(self, tmp_path: Path) -> None:
        (tmp_path / "a.yaml").symlink_to("b.yaml")
        (tmp_path / "b.yaml").symlink_to("a.yaml")
        (tmp_path / "c.yaml").symlink_to("nowhere.yaml")
        assert [message.partition(":")[0] for message in told(tmp_path)] == ["the file cannot be read"] * 3


class TestTraps:
    def test_a_pipe_a_socket_and_a_device_are_faults_and_none_is_opened(self, tmp_path: Path) -> None:
        os.mkfifo(tmp_path / "pipe.yaml")
        with socket.socket(socket.AF_UNIX) as server:
            here = Path.cwd()
            os.chdir(tmp_path)  # the name of a socket must be short
            try:
                server.bind("socket.yaml")
            finally:
                os.chdir(here)
            (tmp_path / "null.yaml").symlink_to("/dev/null")
            begin = time.perf_counter()
            assert told(tmp_path) == [
                "this link leads out of the folder given",
                "this is a pipe and no file",
                "this is a socket and no file",
            ]
            assert told(tmp_path / "null.yaml") == ["this is a device and no file"]
            assert time.perf_counter() - begin < 1

    def test_a_pipe_put_in_the_place_of_a_file_does_not_stop_the_run(self, tmp_path: Path) -> None:
        from runner.catalog.sources import read_bytes

        os.mkfifo(tmp_path / "pipe.yaml")
        begin = time.perf_counter()
        assert read_bytes(str(tmp_path / "pipe.yaml")) == "this is no plain file"
        assert time.perf_counter() - begin < 1

    @pytest.mark.parametrize(
        ("name", "shown", "why"),
        [
            ("new\nline.yaml", "new\\nline.yaml", "a line break (U+000A)"),
            ("esc\x1b[31mred.yaml", "esc\\x1b[31mred.yaml", "the control character U+001B"),
            ("bidi\u202eyaml.yaml", "bidi\\u202eyaml.yaml", "the bidirectional control character U+202E"),
            ("bad\udcffutf8.yaml", "bad\\xffutf8.yaml", "the byte FF, which is not UTF-8"),
            ("zero\u200bwidth.yaml", "zero\\u200bwidth.yaml", "the zero-width character U+200B"),
        ],
    )
    def test_a_file_whose_name_cannot_be_shown_is_a_fault_with_a_name_that_can(
        self, tmp_path: Path, name: str, shown: str, why: str
    ) -> None:
        with open(os.path.join(tmp_path, name), "w", encoding="utf-8") as file:
            file.write(SQUARE)
        (found,) = catalog.read([str(tmp_path)]).faults
        assert found.message == f"the name of this file holds {why}"
        assert found.place == (f"{tmp_path}/{shown}", 1, 1)
        assert catalog.read([str(tmp_path / name)]).faults == [found]

    def test_so_is_one_below_a_folder_whose_name_cannot_be_shown(self, tmp_path: Path) -> None:
        write(tmp_path / "a\nb" / "c.yaml")
        assert told(tmp_path) == ["the name of this file holds a line break (U+000A)"]

    def test_a_name_that_would_be_a_command_or_divide_an_id_is_a_fault(self, tmp_path: Path) -> None:
        write(tmp_path / "::error file=x::forged.yaml")
        assert told(tmp_path) == ["the name of this file holds `::`, which divides file and case in an id"]

    def test_a_name_like_an_option_is_a_name(self, tmp_path: Path) -> None:
        write(tmp_path / "-rf.yaml")
        assert stems(tmp_path) == ["-rf"]

    def test_any_other_unicode_name_is_a_name(self, tmp_path: Path) -> None:
        write(tmp_path / "Größe 梯度/🧮 a.yaml")
        assert stems(tmp_path) == ["Größe 梯度/🧮 a"]

    @pytest.mark.skipif(os.geteuid() == 0, reason="nothing is forbidden to this user")
    def test_what_may_not_be_read_is_a_fault(self, tmp_path: Path) -> None:
        write(tmp_path / "a.yaml").chmod(0)
        closed = tmp_path / "closed"
        closed.mkdir()
        closed.chmod(0)
        assert len(catalog.read([str(tmp_path)]).faults) == 2


class TestPathsThatLeadNowhere:
    def test_a_missing_file_is_told_with_the_nearest(self, tmp_path: Path) -> None:
        write(tmp_path / "matmul.yaml")
        (found,) = files.find(str(tmp_path / "matmull.yaml"))
        assert isinstance(found, Fault)
        assert found.message == f"there is no file or folder `{tmp_path}/matmull.yaml`"
        assert found.hint == "did you mean `matmul.yaml`?"

    def test_a_missing_folder_too(self, tmp_path: Path) -> None:
        assert told(tmp_path / "no" / "where.yaml") == [f"there is no file or folder `{tmp_path}/no/where.yaml`"]

    def test_a_path_through_a_file_cannot_be_read(self, tmp_path: Path) -> None:
        write(tmp_path / "a.yaml")
        assert told(tmp_path / "a.yaml" / "b.yaml") == [f"`{tmp_path}/a.yaml/b.yaml` cannot be read: Not a directory"]

    @pytest.mark.parametrize("path", ["a\0b", "", "x" * 5000, "\udcff", "a\nb.yaml"])
    def test_paths_that_cannot_be(self, path: str) -> None:
        (message,) = told(path)
        assert message.isprintable()

    def test_a_folder_that_is_gone_since_it_was_found_is_told(self, tmp_path: Path) -> None:
        (found,) = files.walk(str(tmp_path / "gone"))
        assert isinstance(found, Fault)
        assert found.message == "the folder cannot be read: No such file or directory"

    def test_a_folder_without_a_case_file_is_told(self, tmp_path: Path) -> None:
        assert told(tmp_path) == [f"the folder `{tmp_path}` holds no case file"]
