"""The same cases give the same results, key by key but for times: on this machine, on a cluster, in parts, and gone on with
(a run that was killed: `shell/test_resuming.py`; machines of others: `execution/test_dask.py`)."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from tests.command import DOCUMENTED, RIGHT, TYPO, WRONG, but_for_times, document_in, gradcase, write

MATRIX = RIGHT.replace("[3]", "[n]") + "sizes: {n: 2}\nmatrix: {n: [2, 3, 4], seed: [0, 1]}\n"
DOUBTFUL = "name: a kink\nshapes: {x: [3]}\ncost: np.sum(np.abs(x - x[0]))\ngradient: np.sign(x - x[0])\n"
LARGE = "name: one whose arrays are kept at the start of a catalogue only\nshapes: {x: [250, 250]}\nmethod: full\n"
LARGE += "cost: np.sum(x**2)\ngradient: 2 * x\n"


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("equal")
    write(folder, a=RIGHT, b=WRONG, c=DOCUMENTED, d=TYPO, e=MATRIX, f=DOUBTFUL, g=LARGE)
    gradcase("-o", "local", "-j", "1", cwd=folder)
    return folder


def results(folder: Path, reports: str) -> list[Any]:
    return but_for_times(folder / reports)


def test_two_workers(folder: Path) -> None:
    gradcase("-o", "two", "-j", "2", cwd=folder)
    assert results(folder, "two") == results(folder, "local")


def test_a_cluster_within_the_process(folder: Path) -> None:
    pytest.importorskip("distributed")
    gradcase("-o", "dask", "--dask", "local", "-j", "2", cwd=folder)
    assert results(folder, "dask") == results(folder, "local")


def test_parts_that_are_merged(folder: Path) -> None:
    for part in (1, 2, 3):
        gradcase("-o", f"part{part}", "--shard", f"{part}/3", cwd=folder)
    told = gradcase("--merge", "part3", "part1", "part2", "-o", "merged", cwd=folder)
    assert (told.returncode, told.stderr) == (1, "")
    assert results(folder, "merged") == results(folder, "local")
    merged, local = (document_in(folder / name) for name in ("merged", "local"))
    for document in (merged, local):
        for key in ("generated", "command", "history", "results"):
            del document[key]
        del document["summary"]["seconds"]
    assert merged == local


def test_parts_that_are_balanced_by_the_last_run(folder: Path) -> None:
    gradcase("-o", "whole", cwd=folder)
    for part in (1, 2):
        gradcase("-o", "whole", "--shard", f"{part}/2", cwd=folder)
        (folder / "whole" / "part").rename(folder / f"balanced{part}")
    assert gradcase("--merge", "balanced1", "balanced2", "-o", "together", cwd=folder).returncode == 1
    assert results(folder, "together") == results(folder, "local")


def test_one_that_is_gone_on_with(folder: Path) -> None:
    gradcase("-o", "resumed", "-x", cwd=folder)
    assert len(results(folder, "resumed")) < len(results(folder, "local"))
    gradcase("-o", "resumed", "--resume", cwd=folder)
    assert results(folder, "resumed") == results(folder, "local")
