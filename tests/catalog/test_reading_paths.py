"""`catalog.read`: many paths become one catalogue with ids of its own, and what is broken stays by itself."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from runner import catalog
from tests.catalog.loading import SQUARE

VARIANTS = """\
name: base
shapes: {x: []}
cost: x
gradient: 1
variants:
  - {name: one}
  - {name: one and more}
  - {name: two, matrix: {seed: [1, 2]}, variants: [{name: three}]}
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "topic").mkdir()
    (tmp_path / "square.yaml").write_text(SQUARE, encoding="utf-8")
    (tmp_path / "topic" / "variants.yml").write_text(VARIANTS, encoding="utf-8")
    return tmp_path


def ids(*paths: object) -> list[str]:
    found = catalog.read([str(path) for path in paths])
    assert found.faults == []
    return [case.id for case in found.cases]


def names(*paths: object) -> list[str]:
    return [id_.partition("::")[2] for id_ in ids(*paths)]


class TestIds:
    def test_the_path_below_the_folder_given_without_suffix_and_the_name(self, folder: Path) -> None:
        assert ids(folder)[:2] == ["square::square", "topic/variants::base"]
        assert ids(str(folder) + "/")[:2] == ["square::square", "topic/variants::base"]

    def test_of_a_file_given_by_itself_the_stem(self, folder: Path) -> None:
        assert ids(folder / "topic" / "variants.yml")[0] == "variants::base"

    def test_they_are_the_same_from_run_to_run_and_from_any_folder(self, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        before = ids(folder)
        monkeypatch.chdir(folder)
        assert ids(".") == ids(folder) == before

    def test_places_tell_the_path_as_it_was_given(self, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.chdir(folder.parent)
        found = catalog.read([folder.name]).cases
        assert [case.place and case.place.file for case in found[:2]] == [
            os.path.join(folder.name, "square.yaml"), os.path.join(folder.name, "topic", "variants.yml"),
        ]  # fmt: skip

    def test_a_path_may_be_a_path_object(self, folder: Path) -> None:
        assert len(catalog.read([folder / "square.yaml"]).cases) == 1

    def test_equal_names_in_two_files_are_two_ids(self, folder: Path) -> None:
        (folder / "other.yaml").write_text(SQUARE, encoding="utf-8")
        assert [id_ for id_ in ids(folder) if id_.endswith("::square")] == ["other::square", "square::square"]

    def test_two_suffixes_make_equal_ids_and_a_fault_that_names_both_places(self, folder: Path) -> None:
        (folder / "square.yml").write_text("# the same\n" + SQUARE, encoding="utf-8")
        found = catalog.read([str(folder)])
        (fault,) = found.faults
        assert fault.message == "the id `square::square` is there already"
        assert fault.place == (str(folder / "square.yml"), 2, 7)
        assert fault.also == (str(folder / "square.yaml"), 1, 7)
        assert [case.id for case in found.cases].count("square::square") == 1

    def test_two_folders_may_make_equal_ids(self, folder: Path) -> None:
        (folder / "topic" / "square.yaml").write_text(SQUARE, encoding="utf-8")
        (fault,) = catalog.read([str(folder / "square.yaml"), str(folder / "topic")]).faults
        assert fault.also == (str(folder / "square.yaml"), 1, 7)

    def test_a_hundred_equal_ids_are_enough_told(self, tmp_path: Path) -> None:
        text = "cases:\n" + "".join(
            f"  - {{name: a{number}, shapes: {{x: []}}, cost: x, gradient: 1}}\n" for number in range(200)
        )
        for name in ("a.yaml", "a.yml"):
            (tmp_path / name).write_text(text, encoding="utf-8")
        found = catalog.read([str(tmp_path)])
        assert (len(found.cases), len(found.faults)) == (200, 101)

    def test_the_very_same_file_is_read_once(self, folder: Path) -> None:
        once = ids(folder)
        assert ids(folder, folder) == once
        assert ids(folder, folder / "square.yaml") == once
        assert ids(folder / "square.yaml", folder / "topic" / ".." / "square.yaml") == ["square::square"]


class TestSelection:
    def test_a_name_behind_the_path_selects_its_case(self, folder: Path) -> None:
        assert ids(f"{folder}/square.yaml::square") == ["square::square"]
        assert names(f"{folder}/topic/variants.yml::base / one") == ["base / one"]

    def test_a_name_selects_its_variants_and_combinations_too(self, folder: Path) -> None:
        file = f"{folder}/topic/variants.yml"
        assert names(f"{file}::base") == names(file)
        assert names(f"{file}::base / two") == [
            "base / two [seed=1]", "base / two [seed=2]", "base / two / three [seed=1]", "base / two / three [seed=2]",
        ]  # fmt: skip
        assert names(f"{file}::base / two [seed=2]") == ["base / two [seed=2]"]

    def test_a_name_that_begins_alike_is_another(self, folder: Path) -> None:
        assert "base / one and more" not in names(f"{folder}/topic/variants.yml::base / one")

    def test_several_names_of_one_file_in_the_order_of_the_file(self, folder: Path) -> None:
        file = f"{folder}/topic/variants.yml"
        assert names(f"{file}::base / one and more", f"{file}::base / one") == ["base / one", "base / one and more"]
        assert names(f"{file}::base / one", file) == names(file)
        assert names(file, f"{file}::base / one") == names(file)

    def test_an_unknown_name_is_told_beside_its_whole_file_too(self, folder: Path) -> None:
        found = catalog.read([str(folder), f"{folder}/square.yaml::sqare"])
        assert found.cases == catalog.read([str(folder)]).cases
        assert [fault.message for fault in found.faults] == [f"there is no case `sqare` in {folder}/square.yaml"]

    def test_a_name_may_itself_hold_what_divides(self, tmp_path: Path) -> None:
        (tmp_path / "a.yaml").write_text(SQUARE.replace("square", "'::a::b'"), encoding="utf-8")
        assert ids(f"{tmp_path}/a.yaml::::a::b") == ["a::::a::b"]

    def test_an_unknown_name_is_told_with_the_nearest(self, folder: Path) -> None:
        found = catalog.read([f"{folder}/square.yaml::sqare"])
        assert found.cases == []
        assert [(fault.message, fault.hint) for fault in found.faults] == [
            (f"there is no case `sqare` in {folder}/square.yaml", "did you mean `square`?"),
        ]  # fmt: skip

    def test_in_a_broken_file_the_faults_of_the_file_are_told_alone(self, folder: Path) -> None:
        (folder / "square.yaml").write_text(SQUARE + "seed: -1\n", encoding="utf-8")
        (fault,) = catalog.read([f"{folder}/square.yaml::square"]).faults
        assert "`seed`" in fault.message

    def test_a_path_without_a_file_before_the_name_is_missing(self, folder: Path) -> None:
        (fault,) = catalog.read([f"{folder}/topic::base"]).faults
        assert fault.message == f"there is no file or folder `{folder}/topic::base`"


class TestNeighbours:
    def test_valid_cases_are_read_whatever_stands_beside_them(self, folder: Path) -> None:
        (folder / "broken.yaml").write_text("name: [\n", encoding="utf-8")
        (folder / "topic" / "empty.yaml").write_text("", encoding="utf-8")
        (folder / "binary.yaml").write_bytes(bytes(range(256)))
        found = catalog.read([str(folder), str(folder / "missing.yaml")])
        assert [case.id for case in found.cases][:2] == ["square::square", "topic/variants::base"]
        assert [fault.place and Path(fault.place.file).name for fault in found.faults] == [
            None,
            "binary.yaml",
            "broken.yaml",
            "empty.yaml",
        ]

    def test_no_path_is_an_empty_catalogue(self) -> None:
        assert catalog.read([]) == catalog.Catalogue()

    def test_hundreds_of_files_are_read(self, tmp_path: Path) -> None:
        for number in range(500):
            (tmp_path / f"{number}.yaml").write_text(SQUARE, encoding="utf-8")
        assert len(catalog.read([str(tmp_path)]).cases) == 500

    @pytest.mark.parametrize("collecting", [True, False])
    def test_the_collection_of_garbage_is_left_as_it_was(self, folder: Path, collecting: bool) -> None:
        import gc

        was = gc.isenabled()
        (gc.enable if collecting else gc.disable)()
        try:
            catalog.read([str(folder)])
            assert gc.isenabled() == collecting
        finally:
            (gc.enable if was else gc.disable)()

    def test_reading_leaves_no_garbage_to_collect(self, folder: Path) -> None:
        import gc

        catalog.read([str(folder)])
        gc.collect()
        catalog.read([str(folder)])
        assert gc.collect() < 50

    def test_numpy_is_not_needed_to_read_cases(self, folder: Path) -> None:
        import subprocess
        import sys

        code = "import sys; from gradcase import catalog; catalog.read(sys.argv[1:]); sys.exit('numpy' in sys.modules)"
        assert subprocess.run([sys.executable, "-c", code, str(folder)], check=False).returncode == 0
