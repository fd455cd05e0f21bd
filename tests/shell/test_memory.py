"""What was read of large catalogues need not be read once more, and nobody else can say what was read."""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest

from runner import catalog
from runner.catalog import sources
from runner.model import Case
from runner.shell import memory as memory_room
from runner.shell.memory import NAME, CaseMemory
from tests.command import BROKEN, RIGHT, gradcase, write

CATALOGUE = Path(__file__).parents[2] / "cases"
SEVERAL = "cases:\n" + "".join(
    f"  - {{name: case {number}, tags: [t{number % 3}], shapes: {{x: [{number + 1}]}}, cost: np.sum(x**2), gradient: 2 * x}}\n"
    for number in range(300)
)


@pytest.fixture(autouse=True)
def home(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder for the key, and no bound below which nothing is kept."""
    folder = tmp_path_factory.mktemp("home")
    monkeypatch.setenv("XDG_CACHE_HOME", str(folder))
    monkeypatch.setattr(memory_room, "LEAST", 1)
    return folder


def read(folder: Path, *paths: str) -> Sequence[Case]:
    """The cases below `cases`, as the memory beside the reports has them."""
    memory = CaseMemory(str(folder / "reports"))
    found = catalog.index([str(folder / path) for path in paths or ("cases",)], memory)
    memory.save()
    return [catalog.built(case) for case in found.cases]


@pytest.fixture
def parsed(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The names of the files that are parsed."""
    names: list[str] = []
    plain = sources.reading_of

    def reading_of(path: str, data: bytes | str) -> Any:
        names.append(os.path.basename(path))
        return plain(path, data)

    monkeypatch.setattr(sources, "reading_of", reading_of)
    return names


def test_a_long_text_in_a_matrix_of_many_cases_is_not_written_many_times(tmp_path: Path, parsed: list[str]) -> None:
    text = "name: a\ndescription: {}\nshapes: {{x: [2]}}\ncost: np.sum(x**2)\ngradient: 2 * x\nmatrix: {{seed: {}}}\n"
    write(tmp_path, long=text.format("long " * 1000, list(range(100))), short=text.format("short", list(range(100))))
    assert read(tmp_path) == read(tmp_path)
    assert parsed == ["long.yaml", "short.yaml", "long.yaml"]
    assert (tmp_path / "reports" / NAME).stat().st_size < 100_000


class TestWhatIsKnown:
    def test_is_what_would_be_read(self, tmp_path: Path, parsed: list[str]) -> None:
        paths = [str(CATALOGUE)]
        memory = CaseMemory(str(tmp_path))
        straight = [catalog.built(case) for case in catalog.index(paths, memory).cases]
        memory.save()
        parsed.clear()
        memory = CaseMemory(str(tmp_path))
        found = catalog.index(paths, memory).cases
        memory.close()
        assert parsed == []
        for known, case in zip(found, straight, strict=True):
            for key in ("id", "name", "tags", "place", "expect"):
                assert getattr(known, key) == getattr(case, key)
            built = catalog.built(known)
            assert built == case
            assert list(built.places.items()) == list(case.places.items())
            for key in ("values", "gradient", "hessian", "shapes", "h", "seed"):  # 1 is no 1.0 there
                assert repr(getattr(built, key)) == repr(getattr(case, key)), key

    def test_is_not_read_again_and_what_changed_is(self, tmp_path: Path, parsed: list[str]) -> None:
        write(tmp_path, a=SEVERAL, b=RIGHT, c=RIGHT)
        first = read(tmp_path)
        assert parsed == ["a.yaml", "b.yaml", "c.yaml"]
        parsed.clear()
        assert read(tmp_path) == first
        assert parsed == []
        write(tmp_path, b=RIGHT.replace("smooth", "changed"))
        assert [case.tags for case in read(tmp_path) if case.tags == ("changed",)] == [("changed",)]
        assert parsed == ["b.yaml"]
        parsed.clear()
        assert len(read(tmp_path)) == 302
        assert parsed == []

    def test_is_known_whatever_is_given(self, tmp_path: Path, parsed: list[str]) -> None:
        write(tmp_path, a=SEVERAL, b=RIGHT)
        read(tmp_path)
        parsed.clear()
        assert [case.id for case in read(tmp_path, "cases/b.yaml")] == ["b::sum of squares"]
        assert [case.id for case in read(tmp_path, "cases/a.yaml::case 7")] == ["a::case 7"]
        assert len(read(tmp_path)) == 301
        assert parsed == []

    def test_an_id_that_is_there_already_is_a_fault_all_the_same(self, tmp_path: Path) -> None:
        write(tmp_path, a=RIGHT)
        (tmp_path / "cases" / "a.yml").write_text(RIGHT)
        for _ in range(2):
            memory = CaseMemory(str(tmp_path / "reports"))
            found = catalog.index([str(tmp_path / "cases")], memory)
            memory.save()
            assert [fault.message for fault in found.faults] == ["the id `a::sum of squares` is there already"]
            assert len(found.cases) == 1

    def test_a_file_with_a_fault_is_read_again(self, tmp_path: Path, parsed: list[str]) -> None:
        write(tmp_path, a=BROKEN)
        read(tmp_path)
        read(tmp_path)
        assert parsed == ["a.yaml"] * 2


class TestWhatIsNotOurs:
    """It is as if nothing were there, and no error."""

    def check(self, folder: Path, parsed: list[str]) -> None:
        parsed.clear()
        assert len(read(folder)) == 300
        assert parsed == ["a.yaml"]

    @pytest.fixture
    def known(self, tmp_path: Path) -> Path:
        write(tmp_path, a=SEVERAL)
        read(tmp_path)
        return tmp_path

    def test_a_memory_that_somebody_else_has_written(self, known: Path, home: Path, parsed: list[str]) -> None:
        (home / "gradcase" / "key").write_bytes(b"x" * 32)
        self.check(known, parsed)

    @pytest.mark.parametrize("where", [0.0, 0.01, 0.1, 0.5, 0.999])
    def test_one_in_which_a_byte_is_another(self, where: float, known: Path, parsed: list[str]) -> None:
        path = known / "reports" / NAME
        data = bytearray(path.read_bytes())
        data[int(where * len(data))] ^= 1
        path.write_bytes(data)
        self.check(known, parsed)

    @pytest.mark.parametrize("junk", [b"", b"{}\n{}\n", b"[" * 100_000, b"\x00\xff" * 50, b"a\n" * 9])
    def test_one_that_is_something_else(self, junk: bytes, known: Path, parsed: list[str]) -> None:
        (known / "reports" / NAME).write_bytes(junk)
        self.check(known, parsed)

    def test_one_that_is_cut_off(self, known: Path, parsed: list[str]) -> None:
        path = known / "reports" / NAME
        path.write_bytes(path.read_bytes()[:-100])
        self.check(known, parsed)

    def test_one_of_another_version(self, known: Path, parsed: list[str], monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(memory_room, "_maker", lambda: {"gradcase": "0.0.1"})
        self.check(known, parsed)

    def test_what_is_no_file(self, known: Path, parsed: list[str]) -> None:
        path = known / "reports" / NAME
        path.unlink()
        os.mkfifo(path)
        self.check(known, parsed)

    def test_where_no_key_can_be_had_nothing_is_kept(self, tmp_path: Path, home: Path) -> None:
        (home / "gradcase").write_text("in the way")
        write(tmp_path, a=SEVERAL)
        read(tmp_path)
        assert not (tmp_path / "reports").exists()


def test_the_command_says_the_same_with_it_and_without(tmp_path: Path, home: Path) -> None:
    text = SEVERAL.replace("cost:", f"description: {'x' * 200}, cost:")
    write(tmp_path, a=text, b=RIGHT)
    env = {"XDG_CACHE_HOME": str(home)}
    listed = gradcase("--list", "-k", "case 29", cwd=tmp_path, env=env)
    assert not (tmp_path / "reports").exists(), "a list makes no folder"
    first = gradcase("-k", "case 29", cwd=tmp_path, env=env)
    assert first.returncode == 0
    assert sorted(os.listdir(tmp_path / "reports" / "cache")) == [".gitignore", "cases.jsonl"]
    assert (tmp_path / "reports" / "cache" / ".gitignore").read_text() == "*\n"
    assert gradcase("--list", "-k", "case 29", cwd=tmp_path, env=env).stdout == listed.stdout
    again = gradcase("-k", "case 29", cwd=tmp_path, env=env)
    assert again.stdout.partition(";")[0] == first.stdout.partition(";")[0] == "11 as expected: 11 pass"
