"""What becomes of results as they come: they are put down, and their pages made, while others are computed."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from functools import cached_property
from typing import TYPE_CHECKING, Any

from .. import catalog
from ..model import Case, Result
from .journal import Journal
from .ledger import Ledger
from .secret import Marker

if TYPE_CHECKING:
    from ..outputs.pages import Pages


class Recorder:
    """Takes the results of `cases`; `options` are the words of the command line that matter to run a case again.

    In the `journal`, where there is one, they outlive this process. `numbers` are those of the cases, where they are a part
    of more; `mark` is what their lines bear.
    """

    def __init__(
        self,
        cases: Sequence[Case],
        options: Sequence[str],
        journal: Journal | None = None,
        numbers: Sequence[int] | None = None,
        mark: Marker | None = None,
    ) -> None:
        self._ledger = Ledger(cases, catalog.excerpt, None if journal is None else journal.file, numbers, mark)
        self.journal = journal
        self.mark = mark
        self.options = options

    @cached_property
    def pages(self) -> Pages:
        """The pages of single cases; what makes them is loaded now."""
        from ..outputs.pages import Pages

        return Pages(self.options, len(self._ledger.cases))

    def note(self, index: int, result: Result) -> Mapping[str, Any]:
        """Take the result of the case with that index; returns it in the form of the document."""
        document = self._ledger.put(index, result)
        self.pages.prepare(index, document)
        return document

    def take_over(self, index: int, document: dict[str, Any]) -> None:
        """Take a result of an earlier run, in the form of the document."""
        self._ledger.take_over(index, document)
        self.pages.prepare(index, document)

    def flush(self) -> None:
        """Put what was taken where it outlives this process."""
        if self.journal is not None and next(self.done(), None) is not None:
            self._ledger.flush()
            self.journal.publish()

    def done(self) -> Iterator[int]:
        """The indices of the cases that have a result."""
        return self._ledger.done()

    def results(self) -> Sequence[Mapping[str, Any]]:
        """All results taken, in the order of the cases, in the form of the document."""
        return self._ledger.results()
