"""`cases/README.md` lists what the catalogue holds; `python -m tests.contents` or `--refresh-golden` writes it anew."""

from __future__ import annotations

import pytest

from runner import catalog
from tests.contents import CASES, README, refreshed


def test_the_page_of_the_catalogue_says_what_is_in_it(request: pytest.FixtureRequest) -> None:
    written = README.read_text(encoding="utf-8")
    if request.config.getoption("--refresh-golden"):
        README.write_text(refreshed(written), encoding="utf-8")
    else:
        assert written == refreshed(written), "run python -m tests.contents"


def test_a_page_without_the_block_is_not_written_over() -> None:
    with pytest.raises(ValueError, match="has no block"):
        refreshed("# Another page\n")


def test_every_mistake_made_in_public_has_a_class_a_source_and_a_teachers_sentence() -> None:
    mistakes = [case for case in catalog.read([str(CASES / "mistakes")]).cases if "mistakes" in case.tags]
    for case in mistakes:
        assert case.source, case.id
        if case.expect.verdict == "fail":
            assert case.description, case.id
            assert [tag for tag in case.tags if tag.startswith("class:")], case.id
