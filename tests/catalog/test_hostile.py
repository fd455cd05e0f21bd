"""Files that harm other readers: each gives its case, or a fault at the stated place, within a second."""

from __future__ import annotations

import time
from pathlib import Path

import pytest

from runner import catalog

FOLDER = Path(__file__).parent / "hostile"
SQUARE = b"name: square\nshapes:\n  x: [3]\ncost: np.sum(x**2)\ngradient:\n  x: 2*x\n"

LARGE = {
    "04_deep_flow_nesting.yaml": b"name: deep\nshapes: " + b"[" * 3000 + b"]" * 3000,
    "05_deep_block_nesting.yaml": b"".join(b" " * depth + b"a:\n" for depth in range(400)) + b" " * 400 + b"b: 1\n",
    "06_very_deep_flow_libyaml.yaml": b"name: deep\nshapes: " + b"[" * 100_000 + b"\n",
    "08_many_keys.yaml": b"name: many\nshapes:\n" + b"".join(b"  x%d: [1]\n" % number for number in range(12_000)),
    "09_many_documents.yaml": b"---\n".join([SQUARE] * 2000),
    "10_huge_int.yaml": SQUARE + b"seed: " + b"9" * 5000 + b"\n",
    "12_sexagesimal_bomb.yaml": SQUARE + b"seed: 1" + b":59" * 20_000 + b"\n",
}
"""Files of the list that are too large to keep."""

CORPUS = {**{path.name: path.read_bytes() for path in FOLDER.glob("*.yaml")}, **LARGE}
EXPECTED = {
    name.strip(): expected.strip()
    for name, expected, _ in (
        line.split("|") for line in (FOLDER / "expected.txt").read_text(encoding="utf-8").splitlines() if not line.startswith("#")
    )
}


def test_every_file_is_on_the_list() -> None:
    assert sorted(CORPUS) == sorted(EXPECTED)


@pytest.mark.parametrize("name", sorted(CORPUS))
def test_the_file_meets_what_is_expected(name: str, tmp_path: Path) -> None:
    path = tmp_path / name
    path.write_bytes(CORPUS[name])
    begin = time.process_time()
    found = catalog.read([str(path)])
    seconds = time.process_time() - begin
    if found.faults:
        places = [fault.place for fault in found.faults]
        assert found.cases == []
        assert all(place is not None and place.file == str(path) for place in places)
        assert f"{places[0].line}:{places[0].column}" == EXPECTED[name]  # type: ignore[union-attr]
    else:
        assert f"{len(found.cases)} case" == EXPECTED[name]
    assert seconds < 2


def test_no_file_touches_its_neighbours(tmp_path: Path) -> None:
    for name, content in CORPUS.items():
        (tmp_path / name).write_bytes(content)
    (tmp_path / "zz_neighbour.yaml").write_bytes(SQUARE)
    found = catalog.read([str(tmp_path)])
    read = {case.place.file.rsplit("/", 1)[1] for case in found.cases if case.place}
    broken = {fault.place.file.rsplit("/", 1)[1] for fault in found.faults if fault.place}
    assert read == {name for name, expected in EXPECTED.items() if "case" in expected} | {"zz_neighbour.yaml"}
    assert broken == set(EXPECTED) - read
    assert not (tmp_path / "pwned-yaml1").exists()


def test_every_fault_can_be_encoded_and_stands_on_one_line(tmp_path: Path) -> None:
    for name, content in CORPUS.items():
        (tmp_path / name).write_bytes(content)
    for fault in catalog.read([str(tmp_path)]).faults:
        for text in (fault.message, fault.hint or ""):
            assert text.isprintable()
            assert len(text.encode("utf-8")) < 300
