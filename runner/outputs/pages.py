"""The pages of single cases: which have one, and each made once, ahead where there is time."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from markupsafe import Markup

from . import archive
from .case_view import view
from .document import Document
from .page_templates import template

MOST_DETAIL = 3_500_000
"""Characters of HTML spent on pages of single cases. What was unexpected comes first, then what failed or is in doubt."""
MOST_LEAN = 1_000_000
"""Characters on further pages of what asks for work, without arrays and scripts: those go first when the space ends."""
MOST_DETAIL_WITH_PASSING = 1_000_000
"""Up to here, pages of passing cases are added; the page's script makes those of the others."""


class Page(NamedTuple):
    """The page of the case with that id."""

    case_id: str
    text: Markup


class Entry(NamedTuple):
    """What a page of the case with that id could be made of."""

    case_id: str
    text: str


class Pages:
    """Makes the pages of cases by their number in the document. `prepare` may make some ahead, while others are computed.

    `options` of the run matter to run a case again; `count` is how many cases there will be, as far as that is known.
    """

    def __init__(self, options: Sequence[str] = (), count: int = 0) -> None:
        self._options = options
        self._has_archive = count <= archive.MOST
        self._made: dict[int, Page] = {}
        self._entries: dict[int, Entry] = {}
        self._length = 0

    def prepare(self, number: int, result: Document) -> None:
        """Make the page of a case where it is likely to be asked for: of passing cases the first have one."""
        if asks_for_work(result):
            likely = self._length <= MOST_DETAIL
        else:
            each = self._length / max(1, len(self._made))
            likely = self._length <= MOST_DETAIL_WITH_PASSING and number * each <= MOST_DETAIL_WITH_PASSING
        if likely:
            self.of(number, result)
        elif self._has_archive and number < archive.MOST:
            self.entry(number, result)

    def entry(self, number: int, result: Document) -> str:
        """What the script of the page makes a page of."""
        made = self._entries.get(number)
        if made is None or made.case_id != result["id"]:
            made = self._entries[number] = Entry(result["id"], archive.entry(result))
        return made.text

    def of(self, number: int, result: Document) -> Markup:
        """The page of a case. Where another than the one expected has its number, as where a run was stopped, it is made anew."""
        page = self._made.get(number)
        if page is None or page.case_id != result["id"]:
            page = self._made[number] = Page(result["id"], self._text(number, result))
            self._length += len(page.text)
        return page.text

    def _text(self, number: int, result: Document, *, lean: bool = False) -> Markup:
        article = template("case.html").module.article  # type: ignore[attr-defined]
        text: Markup = article(result, view(number, result, self._options, lean=lean))
        return text

    def chosen(self, results: Sequence[Document]) -> Iterator[tuple[int, Markup]]:
        """The pages that have room, those that ask for work first, with the numbers of their cases."""
        spent = 0
        for number in _by_interest(results):
            result = results[number]
            if not asks_for_work(result):
                if spent > MOST_DETAIL_WITH_PASSING:
                    return
                page = self.of(number, result)
            elif spent <= MOST_DETAIL:
                page = self.of(number, result)
            elif spent <= MOST_DETAIL + MOST_LEAN:
                page = self._text(number, result, lean=True)
            else:
                return
            spent += len(page)
            yield number, page


def asks_for_work(result: Document) -> bool:
    """Whether somebody should look at it: it was unexpected, failed, or is in doubt."""
    return not result["as_expected"] or result["verdict"] != "PASS" or result["doubt"] is not None


def _by_interest(results: Sequence[Document]) -> Iterator[int]:
    """The numbers of the cases: unexpected ones, then those that failed or are in doubt, then those that pass."""
    ranks: tuple[list[int], list[int], list[int]] = ([], [], [])
    for number, result in enumerate(results):
        ranks[0 if not result["as_expected"] else 1 if asks_for_work(result) else 2].append(number)
    for rank in ranks:
        yield from rank
