"""The same cases give the same results, key by key but for times: on this machine, on a cluster, in parts, and gone on with."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from tests.command import DOCUMENTED, RIGHT, TYPO, WRONG, gradcase, write

MATRIX = RIGHT.replace("[3]", "[n]") + "sizes: {n: 2}\nmatrix: {n: [2, 3, 4], seed: [0, 1]}\n"
DOUBTFUL = "name: a kink\nshapes: {x: [3]}\ncost: np.sum(np.abs(x - x[0]))\ngradient: np.sign(x - x[0])\n"


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("equal")
    write(folder, a=RIGHT, b=WRONG, c=DOCUMENTED, d=TYPO, e=MATRIX, f=DOUBTFUL)
    gradcase("-o", "local", "-j", "1", cwd=folder)
    return folder


def results(folder: Path, reports: str) -> list[Any]:
    document = json.loads((folder / reports / "results.json").read_text())
    return [{**result, "seconds": None, "checked": None} for result in document["results"]]


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
    gradcase("--merge", "part1", "part2", "part3", "-o", "merged", cwd=folder)
    merged, local = results(folder, "merged"), results(folder, "local")
    assert [result["file"] for result in merged] == [result["file"] for result in local]
    # cases of one matrix begin on one line, and stand in the order of the parts
    assert sorted(merged, key=lambda result: str(result["id"])) == sorted(local, key=lambda result: str(result["id"]))


def test_one_that_is_gone_on_with(folder: Path) -> None:
    gradcase("-o", "resumed", "-x", cwd=folder)
    assert len(results(folder, "resumed")) < len(results(folder, "local"))
    gradcase("-o", "resumed", "--resume", cwd=folder)
    assert results(folder, "resumed") == results(folder, "local")
