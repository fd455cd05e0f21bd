"""What all tests share: texts held by golden files."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import settings

settings.register_profile("patient", deadline=None)  # a busy machine is no fault of the code
settings.load_profile("patient")

os.environ.pop("PYTHONDONTWRITEBYTECODE", None)  # the command is started a thousand times: what it loads is compiled once
sys.dont_write_bytecode = False

GOLDEN = Path(__file__).parent / "golden"


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--refresh-golden", action="store_true", help="write the golden files anew; then read the diff")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """The workers first: they fork, which is for a process of one thread, and a browser or a cluster leaves threads behind."""
    items.sort(key=lambda item: "execution/test_workers.py" not in item.nodeid)


@pytest.fixture
def golden(request: pytest.FixtureRequest) -> Callable[[str, str], None]:
    """`golden(name, text)` holds the text against tests/golden/name, or writes it there with --refresh-golden."""

    def compare(name: str, text: str) -> None:
        path = GOLDEN / name
        if request.config.getoption("--refresh-golden"):
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8", newline="")
        assert path.exists(), f"{path} is missing; write it with --refresh-golden, and read it"
        assert text == path.read_bytes().decode("utf-8")

    return compare
