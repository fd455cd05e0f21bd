"""The results of a run as they come, put down as the lines of results.json: those of a large catalogue would fill the memory.

What reports ask of every result is kept at hand; all else is read back from its line.
"""

from __future__ import annotations

from array import array
from collections.abc import Iterator, Sequence
from io import FileIO
from typing import Any

from ..errors import OverBudget
from ..model import Case, Result
from ..outputs.fields.lines import FIRST
from ..outputs.json_report import as_line
from ..outputs.result_document import OF_CASE, Lines, result_document
from ..outputs.shared_texts import SharedTexts
from .digests import digest
from .on_lines import NONE, Noted, OnLines
from .secret import Marker
from .spool import Spool

AT_HAND = ("verdict", "as_expected", "cause", "doubt", "unexplained", "lost", "skipped", "derived", "max_relative", "seconds")

MOST_BYTES = 2 * 2**30
"""What the results of a run may take: those of a million ordinary cases."""


class Ledger(OnLines):
    """Holds the results of `cases`, each put down once, in any order.

    `lines`, where given, tells the part of a file that declares a case; `file` is where the results are put down, a line each,
    where they shall be found if this process is killed; `numbers` are those of the cases, where they are a
    part of more; `mark` is what their lines bear.
    """

    def __init__(
        self,
        cases: Sequence[Case],
        lines: Lines | None = None,
        file: FileIO | None = None,
        numbers: Sequence[int] | None = None,
        mark: Marker | None = None,
    ) -> None:
        super().__init__(AT_HAND)
        self._numbers = numbers or range(len(cases))
        self.cases = cases
        self._read = lines
        self._spool = Spool(file)
        self._mark = mark
        self._texts = SharedTexts()
        self._starts = array("q", [-1]) * len(cases)
        self._lengths = array("q", [0]) * len(cases)
        for values in self.at_hand.values():
            values.extend([None] * len(cases))

    def put(self, index: int, result: Result) -> dict[str, Any]:
        """Put down the result of the case with that index; returns it in the form of the document."""
        lines = None if result.quiet and self._numbers[index] >= FIRST else self._read
        document = self._texts.told_once(result_document(result, lines, digest(result.case, self._read)))
        self.take_over(index, document)
        return document

    def take_over(self, index: int, document: dict[str, Any]) -> None:
        """Put down the result of the case with that index, which has the form of the document already."""
        mark = None if self._mark is None else self._mark(document)
        line = as_line({**document, "mark": mark}).encode("utf-8", "backslashreplace")  # a lone surrogate is an escape in JSON
        for key, values in self.at_hand.items():
            value = document[key]
            values[index] = NONE if value == [] else value
        self._lengths[index] = len(line)
        self._starts[index] = self._spool.append(line + b"\n")  # from here on it counts, whenever Ctrl-C comes
        if self._starts[index] + len(line) > MOST_BYTES:
            raise OverBudget(f"the results take more than {MOST_BYTES:,} bytes: run a part at a time, as by --shard")

    def flush(self) -> None:
        """See to it that what was put down outlives this process, where it has a file for that."""
        self._spool.flush()

    def results(self) -> list[Noted]:
        """The results that were put down, in the order of the cases and in the form of the document."""
        return [Noted(self, index) for index in self.done()]

    def done(self) -> Iterator[int]:
        """The indices of the cases that have a result."""
        return (index for index, start in enumerate(self._starts) if start >= 0)

    def line(self, index: int) -> str:
        return self._spool.read(self._starts[index], self._lengths[index]).decode("utf-8")

    def value(self, index: int, key: str) -> Any:
        of_case = OF_CASE.get(key)
        return super().value(index, key) if of_case is None else of_case(self.cases[index])
