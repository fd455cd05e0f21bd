"""Imports flow one way: which room of `runner` may know which."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

import runner

HOUSE = Path(runner.__file__).parent

BASE = {"model", "errors", "numerals"}
MEASURES = {*BASE, "expressions", "differences", "compare"}

MAY_IMPORT = {
    "model": set(),
    "numerals": set(),
    "errors": {"model"},
    "catalog": BASE,
    "expressions": BASE,
    "differences": BASE,
    "compare": BASE,
    "outputs": {*BASE, "expressions"},
    "picture": BASE,
    "expectation": BASE,
    "quiet": BASE,
    "hints": {*BASE, "outputs"},
    "problem": {*BASE, "expressions"},
    "doubt": {*BASE, "differences", "compare"},
    "measuring": {*MEASURES, "problem"},
    "diagnoses": {*MEASURES, "problem"},
    "kinks": {*BASE, "differences", "doubt", "compare", "measuring"},
    "measuring_maps": {*MEASURES, "problem", "measuring"},
    "consistency": {*BASE, "compare", "problem", "measuring", "measuring_maps"},
    "settling": {*BASE, "compare", "problem", "measuring", "measuring_maps", "consistency", "kinks", "expectation", "picture"},
    "explaining_maps": {*BASE, "differences", "doubt", "compare", "measuring_maps"},
    "explaining": {
        *BASE,
        "differences",
        "doubt",
        "diagnoses",
        "measuring",
        "measuring_maps",
        "settling",
        "explaining_maps",
        "expectation",
    },
    "checker": {*BASE, "diagnoses", "problem", "settling", "explaining", "expectation"},
    "adapters": BASE,
    "declaring": {*BASE, "catalog"},
    "execution": {*BASE, "checker", "problem", "expectation", "expressions", "quiet"},
}
"""Room → the rooms it may import. The shells, which join everything, are not listed."""

SHELLS = {"__init__", "__main__", "api", "cli", "pytest_plugin", "shell"}  # fmt: skip


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
    for line, imported in imports(path):
        assert imported == room or imported in MAY_IMPORT[room], f"{path}:{line}: {room} must not know {imported}"


def test_the_table_itself_flows_one_way() -> None:
    """No room can reach itself by following the table."""

    def reachable(room: str) -> set[str]:
        return {far for near in MAY_IMPORT[room] for far in {near, *reachable(near)}}

    for room in MAY_IMPORT:
        assert room not in reachable(room)


def test_every_import_of_our_own_is_relative() -> None:
    """The folder `runner` is installed as the package `gradcase`: an absolute name would be right in one of the two only."""
    for path in HOUSE.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            names = [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
            names += [node.module or ""] if isinstance(node, ast.ImportFrom) and not node.level else []
            assert not {name.partition(".")[0] for name in names} & {"runner", "gradcase"}, path
