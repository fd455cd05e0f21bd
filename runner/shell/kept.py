"""What earlier runs found and what still holds, so that it need not be computed again: for `--changed`, and for `--resume` after
a run that was killed.

Results stand in files line by line, as this program writes them; each is found by the digest of its case, and read only when
it is taken over.
"""

from __future__ import annotations

import json
import os
import re
from collections.abc import Mapping
from contextlib import suppress
from typing import Any, NamedTuple

from ..model import Case
from ..outputs.fields import brief
from ..outputs.fields.kinds import Misfit
from . import journal
from .folder import PART, opened
from .result_lines import LONGEST, as_a_whole, head_of, lines_of
from .results_table import RESULT
from .secret import Marker

LINE = re.compile(rb'\s*(\{"id": ?".*"digest": ?"([0-9a-f]{18})".*\}),?\s*')
"""The line of a result. Quotes inside a text are escaped, and of names that a case gives none stands behind the digest."""


class _Spot(NamedTuple):
    path: str
    start: int
    length: int
    checked: str
    """When the run that found it was made."""
    usual: brief.Usual
    """What its line leaves out."""


class Kept:
    """The results of earlier runs in a folder that were had under the same `conditions`. Only those that bear the `mark` of this
    user are believed, unless whoever put them there is trusted."""

    def __init__(
        self, folder: str | None, conditions: Mapping[str, str], mark: Marker | None = None, *, trust: bool = False
    ) -> None:
        self._mark = mark
        self._trust = trust
        self.strange = 0
        """How many were found that are not believed."""
        self._spots: dict[bytes, _Spot] = {}
        self._files: dict[str, Any] = {}
        self.environment: dict[str, str] = {}
        """What computed them."""
        self._asked: set[bytes] = set()
        self._under_these: set[str] = set()
        """The files that tell of the same conditions."""
        self._journals = [] if folder is None else journal.left(folder)
        for path in [] if folder is None else [*_reports(folder), *self._journals]:
            with suppress(
                OSError, ValueError, KeyError, RecursionError, AttributeError, MemoryError, Misfit
            ):  # none of ours, or not whole
                self._read(path, conditions)

    def __len__(self) -> int:
        return len(self._spots)

    def result(self, case: Case, digest: str) -> dict[str, Any] | None:
        """The result of a case, in the form of the document, where one still holds: none that was lost or ran out of time."""
        spot = self._spots.get(digest.encode())
        if spot is None:
            return None
        self._asked.add(digest.encode())
        file = self._files[spot.path]
        file.seek(spot.start)
        try:
            result = brief.full(json.loads(file.read(spot.length)), spot.usual)
            RESULT(result)
        except (OSError, ValueError, RecursionError, Misfit):
            return None
        if result["id"] != case.id or result["lost"] or result["verdict"] == "TIMEOUT":
            return None
        if not self._is_believed(result):
            self.strange += 1
            return None
        return {**result, "checked": result["checked"] or spot.checked}

    def _is_believed(self, result: Mapping[str, Any]) -> bool:
        return self._trust or (self._mark is not None and self._mark(result) == result["mark"])

    def is_exhausted(self) -> bool:
        """Whether the results of all journals that were left have been asked for; of other conditions none can be."""
        same = self._under_these.issuperset(self._journals)
        return same and all(digest in self._asked for digest, spot in self._spots.items() if spot.path in self._journals)

    def close(self) -> None:
        """Close the files that were read, and forget where the results stand."""
        self._spots.clear()
        for file in self._files.values():
            file.close()

    def _read(self, path: str, conditions: Mapping[str, str]) -> None:
        """Note where the results stand in a file. Those of a later one count."""
        file = opened(path)
        self._files[path] = file
        head = json.loads(file.readline(LONGEST) if path in self._journals else as_a_whole(head_of(file)))
        if head.get("conditions") != conditions:
            return
        self._under_these.add(path)
        self.environment |= {name: text for name, text in head.get("environment", {}).items() if isinstance(text, str)}
        checked, start = str(head["generated"]), file.tell()
        usual = head.get("usual", brief.NOTHING)
        brief.KIND(usual)
        for line in lines_of(file):
            if found := LINE.fullmatch(line):
                self._spots[found[2]] = _Spot(path, start + found.start(1), len(found[1]), checked, usual)
            start += len(line)


def _reports(folder: str) -> list[str]:
    return [os.path.join(folder, "results.json"), os.path.join(folder, PART, "results.json")]


def forget(folder: str, document: Mapping[str, Any]) -> None:
    """Remove the journals that have stepped aside in the folder, now that a report is written: all after one of the whole
    catalogue, else those of which it holds every result."""
    left = journal.aside(folder)
    if not left:
        return
    found = {result["digest"].encode() for result in document["results"]} if not document["selection"]["whole"] else None
    for path in left:
        with suppress(OSError, ValueError):
            if found is None or _digests(path) <= found:
                os.unlink(path)


def _digests(path: str) -> set[bytes]:
    with opened(path) as file:
        return {line[2] for line in map(LINE.fullmatch, lines_of(file)) if line}


NOTHING = Kept(None, {})
