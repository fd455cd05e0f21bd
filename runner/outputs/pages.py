"""The pages of single cases: which have one, and each made once, ahead where there is time."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from markupsafe import Markup

from ..model.bounds import TooMuch, within
from . import archive
from .case_view import anchor, view
from .document import Document
from .page_templates import template
from .plain import plain
from .verdict import unexamined

MOST_DETAIL = 3_500_000
"""Characters of HTML spent on pages of single cases. What was unexpected comes first, then what failed or is in doubt."""
MOST_LEAN = 1_000_000
"""Characters on further pages of what asks for work, without arrays and scripts: those go first when the space ends."""
MOST_DETAIL_WITH_PASSING = 1_000_000
"""Up to here, pages of passing cases are added; the page's script makes those of the others."""
SECONDS = 5.0
"""What one page may take: one that fails costs itself."""
LONGEST = 1_500_000
"""The most characters of one page."""
LONGEST_ENTRY = 100_000
"""The same where the page's script makes it."""
MOST_KEPT = 64_000_000
"""How many characters of what pages are made of are kept while others are computed; what is beyond is made in the end."""
SAID = 2_000
"""How much of each text stays in a page that is reduced."""


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
        self._kept = 0

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
            made = Entry(result["id"], self._entry(result))
            if self._kept + len(made.text) <= MOST_KEPT:
                self._kept += len(made.text)
                self._entries[number] = made
        return made.text

    def _entry(self, result: Document) -> str:
        try:
            text = within(SECONDS, archive.entry, result)
        except TooMuch as error:
            return archive.entry(_reduced(result, f"their page would take {error}"))
        if len(text) > LONGEST_ENTRY:
            return archive.entry(_reduced(result, f"their page would have {len(text):,} characters"))
        return text

    def of(self, number: int, result: Document) -> Markup:
        """The page of a case. Where another than the one expected has its number, as where a run was stopped, it is made anew."""
        page = self._made.get(number)
        if page is None or page.case_id != result["id"]:
            page = self._made[number] = Page(result["id"], self._text(number, result))
            self._length += len(page.text)
        return page.text

    def _text(self, number: int, result: Document, *, lean: bool = False) -> Markup:
        why = ""
        for attempt in range(2):
            try:
                text = within(SECONDS, _article, number, result, self._options, lean or attempt > 0)
            except TooMuch as error:
                why = why or f"their page would take {error}"
            else:
                if len(text) <= LONGEST:
                    return text
                why = why or f"their page would have {len(text):,} characters"
            result = _reduced(result, why)
        return BARE.format(anchor(result["id"]), number, plain(result["name"])[:SAID], _note(why))

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


def _article(number: int, result: Document, options: Sequence[str], lean: bool) -> Markup:
    article = template("case.html").module.article  # type: ignore[attr-defined]
    text: Markup = article(result, view(number, result, options, lean=lean))
    return text


def _reduced(result: Document, why: str) -> Document:
    """A result of which a page can be made in any case: how it ended, without what the case says."""
    said = {key: result[key] and str(result[key])[:SAID] for key in ("description", "source", "message", "hint", "surprise")}
    nothing: Document = {
        key: type(value)() if isinstance(value, dict | list) else value and None for key, value in result["declared"].items()
    }
    note = _note(why)
    return {**result, **said, "declared": nothing, "yaml": None, "inputs": [], "findings": [], "tests": [], "unexplained": [note]}


def _note(why: str) -> str:
    return f"The formulas and the text of the case are left out here: {why}. results.json has them."


BARE = Markup('<article class="case" id="{}" data-number="{}"><h3 tabindex="-1">{}</h3><p class="message">{}</p></article>')
"""The page of a case of which no other can be made."""


def asks_for_work(result: Document) -> bool:
    """Whether somebody should look at it: it was unexpected, failed, or is in doubt."""
    return not result["as_expected"] or result["verdict"] != "PASS" or result["doubt"] is not None or unexamined(result)


def _by_interest(results: Sequence[Document]) -> Iterator[int]:
    """The numbers of the cases: unexpected ones, then those that failed or are in doubt, then those that pass."""
    ranks: tuple[list[int], list[int], list[int]] = ([], [], [])
    for number, result in enumerate(results):
        ranks[0 if not result["as_expected"] else 1 if asks_for_work(result) else 2].append(number)
    for rank in ranks:
        yield from rank
