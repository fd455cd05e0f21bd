"""Imports flow one way: which room of `runner` may know which."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

import runner

HOUSE = Path(runner.__file__).parent

BASE = {"model", "errors"}

MAY_IMPORT = {
    "model": set(),
    "errors": {"model"},
    "adapters": BASE,
    "catalog": BASE,
    "expressions": BASE,
    "differences": BASE,
    "outputs": {*BASE, "expressions"},
    "problem": {*BASE, "expressions"},
    "measuring": {*BASE, "differences", "problem"},
    "doubt": {*BASE, "differences", "measuring"},
    "diagnoses": {*BASE, "expressions", "differences", "problem", "measuring"},
    "checking": {*BASE, "differences", "problem", "measuring", "doubt", "diagnoses"},
    "execution": {*BASE, "expressions", "problem", "checking"},
}
"""Room → the rooms it may import. The shells, which join everything, are not listed."""

CLOSER = {"measuring/compare.py": BASE}
"""Files that know less than their room."""

SHELLS = {"__init__", "__main__", "api", "cli", "pytest_plugin", "script", "shell"}


def room_of(path: Path) -> str:
    first = path.relative_to(HOUSE).parts[0]
    return first.removesuffix(".py")


def imports(path: Path) -> Iterator[tuple[int, str]]:
    """(line, room) for every import of one of our rooms."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            names = [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom) and node.level:
            origin = path.relative_to(HOUSE.parent).parts[: -node.level]
            modules = [node.module] if node.module else [alias.name for alias in node.names]
            names = [".".join((*origin, module)) for module in modules]
        else:
            continue
        for name in names:
            package, _, rest = name.partition(".")
            if package == "runner" and rest:
                yield node.lineno, rest.partition(".")[0]


@pytest.mark.parametrize("path", sorted(HOUSE.rglob("*.py")), ids=lambda path: str(path.relative_to(HOUSE)))
def test_a_module_imports_only_rooms_it_may_know(path: Path) -> None:
    room = room_of(path)
    if room in SHELLS:
        return
    assert room in MAY_IMPORT, f"the room {room} is not in the table of this test"
    known = CLOSER.get(path.relative_to(HOUSE).as_posix(), MAY_IMPORT[room] | {room})
    for line, imported in imports(path):
        assert imported in known, f"{path}:{line}: {room} must not know {imported}"


def test_the_table_itself_flows_one_way() -> None:
    """No room can reach itself by following the table."""

    def reachable(room: str) -> set[str]:
        return {far for near in MAY_IMPORT[room] for far in {near, *reachable(near)}}

    for room in MAY_IMPORT:
        assert room not in reachable(room)


def files_named(path: Path) -> Iterator[Path]:
    """Our own files that a file imports from, wherever in it the import stands."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if not isinstance(node, ast.ImportFrom) or not node.level:
            continue
        folder = path.parents[node.level - 1].joinpath(*(node.module or "").split("."))
        if folder.with_suffix(".py").is_file():
            yield folder.with_suffix(".py")
            continue
        for alias in node.names:
            module = folder / f"{alias.name}.py"
            package = folder / alias.name / "__init__.py"
            yield module if module.is_file() else package if package.is_file() else folder / "__init__.py"


def test_no_file_can_reach_itself_by_following_imports() -> None:
    near = {path: set(files_named(path)) - {HOUSE / "__init__.py"} for path in HOUSE.rglob("*.py")}  # it loads what it names late
    far = {path: set(files) for path, files in near.items()}
    for middle in near:
        for files in far.values():
            if middle in files:
                files.update(far[middle])
    assert not [path for path, files in far.items() if path in files]


def test_there_are_no_more_rooms_than_one_can_keep_in_mind() -> None:
    assert len(MAY_IMPORT) <= 13


def test_every_import_of_our_own_is_relative() -> None:
    """The folder `runner` is installed as the package `gradcase`: an absolute name would be right in one of the two only."""
    for path in HOUSE.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            names = [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
            names += [node.module or ""] if isinstance(node, ast.ImportFrom) and not node.level else []
            assert not {name.partition(".")[0] for name in names} & {"runner", "gradcase"}, path
