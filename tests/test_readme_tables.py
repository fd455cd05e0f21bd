"""What the code writes itself is as it is now: `python -m tests.contents` or `--refresh-golden` writes it anew."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from tests import tables


@pytest.mark.parametrize("block", tables.BLOCKS, ids=lambda block: block.__name__)
def test_a_table_of_the_readme_is_what_the_code_yields(block: Callable[[], str], request: pytest.FixtureRequest) -> None:
    path = tables.page_of(block)
    written = path.read_text(encoding="utf-8")
    if request.config.getoption("--refresh-golden"):
        path.write_text(tables.refreshed(written, block), encoding="utf-8")
    else:
        assert written == tables.refreshed(written, block), "run python -m tests.contents"


def test_the_names_that_no_array_may_have_are_those_of_the_table() -> None:
    assert tables.HELPERS.read_text(encoding="utf-8") == tables.helpers(), "run python -m tests.contents"
