"""A results.json read back, a result at a time: that of a large catalogue would fill the memory.

It stands on lines as `json_report` writes it: what is to be known of the run, then a line for each result. One that somebody has
laid out anew is read as a whole.
"""

from __future__ import annotations

import json
import os
import weakref
from array import array
from typing import Any, BinaryIO, NoReturn

from ..errors import UsageError
from ..outputs.comparison_of_runs import worst_difference
from ..outputs.fields.brief import NOTHING, full
from ..outputs.fields.kinds import Misfit
from ..outputs.json_report import FORMAT, completed
from .folder import opened
from .on_lines import NONE, Noted, OnLines
from .result_lines import RESULTS, as_a_whole, head_of, lines_of
from .results_table import DOCUMENT, IN_LIST, NEEDED, ON_LINE, OUTCOME

AT_HAND = (
    "id", "name", "file", "line", "tags", "exercise", "verdict", "expected", "expected_doubt", "as_expected", "cause", "doubt",
    "unexplained", "lost", "skipped", "derived", "max_relative", "tolerance", "seconds",
)  # fmt: skip
"""What reports ask of every result."""
OWN = frozenset({"id", "name"})
"""Of them, those that no two results share."""
COMPARED = ("id", "verdict", "as_expected", "cause", "max_relative")
"""What is compared with another run's."""
LARGEST_AT_ONCE = 2**28
"""The most bytes of a file that is read as a whole."""


def read_results(path: str) -> dict[str, Any]:
    """The document in a results.json, or in the folder that holds one. The file is kept open, and its results are read from it
    when they are asked for.

    Raises `UsageError` where there is none, or one of another format.
    """
    return _read(path, AT_HAND, whole=True)


def read_outcomes(path: str) -> dict[str, Any]:
    """The same with no more of each result than what is compared with another run's; the file may be written over."""
    return _read(path, COMPARED, whole=False)


def _read(path: str, keys: tuple[str, ...], *, whole: bool) -> dict[str, Any]:
    if os.path.isdir(path):
        path = os.path.join(path, "results.json")
    try:
        file = opened(path)
        try:
            stored = _Stored(file, keys, whole=whole)
            document = stored.document() or _at_once(file)
        except BaseException:
            file.close()
            raise
        if whole:
            weakref.finalize(stored, file.close)  # its results hold on to it
        else:
            file.close()
        return document
    except OSError as error:
        raise UsageError(f"cannot read {path}: {error.strerror or error}") from error
    except (ValueError, RecursionError) as error:
        raise UsageError(f"{path} is not a results.json: {error}") from error
    except Misfit as misfit:
        raise UsageError(f"{path} is not a results.json: {misfit}") from None
    except UsageError as error:
        raise UsageError(f"{path} {error}") from None


def parsed(data: bytes) -> Any:
    """The value in JSON. Raises `ValueError` for what is none, be it read by others."""
    try:
        return DECODER.decode(data.decode("utf-8"))
    except json.JSONDecodeError as error:
        raise ValueError(f"what stands in line {error.lineno}, column {error.colno} is no JSON") from None
    except UnicodeDecodeError as error:
        raise ValueError(f"byte {error.start + 1:,} is not UTF-8") from None
    except RecursionError:
        raise ValueError("it is nested too deeply") from None


def parsed_line(data: bytes) -> Any:
    """The same with nothing around it, which takes less time."""
    text = data.decode("utf-8")
    value, end = DECODER.raw_decode(text)
    if end != len(text):
        raise ValueError("more follows")
    return value


def _no_constant(name: str) -> NoReturn:
    raise ValueError(f"JSON has no {name}")


DECODER = json.JSONDecoder(parse_constant=_no_constant)


def _at_once(file: BinaryIO) -> dict[str, Any]:
    """The document of a file that is laid out in another way."""
    if os.fstat(file.fileno()).st_size > LARGEST_AT_ONCE:
        raise ValueError(f"it has more than {LARGEST_AT_ONCE:,} bytes, and its results do not stand on lines")
    file.seek(0)
    document = parsed(file.read())
    _test_head(document)
    for result in document["results"]:
        _test_keys(result)
    DOCUMENT({**document, "results": []})
    document = completed(document)
    DOCUMENT(document)
    return document


def _test_head(document: Any) -> None:
    if not isinstance(document, dict) or not isinstance(document.get("results"), list):
        raise UsageError("is not a results.json: it holds no results")
    if document.get("format") != FORMAT:
        raise UsageError(f"has the format {document.get('format')!r}; this version reads format {FORMAT}")


def _test_keys(result: Any) -> None:
    if not isinstance(result, dict) or not result.keys() >= NEEDED:
        raise UsageError(f"is not a results.json: its results lack one of {', '.join(sorted(NEEDED))}")


class _Stored(OnLines):
    """The results in a file; `whole` says that they will be read from it."""

    def __init__(self, file: BinaryIO, keys: tuple[str, ...], *, whole: bool) -> None:
        super().__init__(keys)
        self._file = file
        self._whole = whole
        self._starts, self._lengths = array("q"), array("q")
        self._known: dict[Any, Any] = {}

    def line(self, index: int) -> str:
        self._file.seek(self._starts[index])
        return self._file.read(self._lengths[index]).decode("utf-8")

    def document(self) -> dict[str, Any] | None:
        """The document with these results; None where the file is laid out in another way."""
        head = head_of(self._file)
        if not head or head[-1].strip() != RESULTS.strip():
            return None
        try:
            document = parsed(as_a_whole(head))
        except ValueError:
            return None
        _test_head({**document, "results": []} if isinstance(document, dict) else None)
        DOCUMENT({**document, "results": []})
        self.leave_out(document.pop("usual", NOTHING))
        if not self._take(sum(map(len, head))):
            return None
        self.present = {*(self.present or ()), *self.usual["results"]}
        return {**document, "results": [Noted(self, index) for index in range(len(self.at_hand["id"]))]}

    def _take(self, start: int) -> bool:
        """Note the results, a line each from there on; whether nothing else follows."""
        for place, line in enumerate(lines_of(self._file)):
            text = line.strip()
            if text == b"]":
                return b"".join(lines_of(self._file)).strip() == b"}"
            record = text.removesuffix(b",")
            try:
                result = parsed_line(record)
            except (ValueError, RecursionError):
                return False
            _test_keys(result)
            try:
                if not self._whole and "max_relative" in result:
                    OUTCOME(result)
                elif self.as_now:
                    ON_LINE(result)
                else:
                    result = full(result, self.usual)
                    IN_LIST(result)
            except Misfit as misfit:
                raise misfit.within(f"results[{place}]") from None
            self._note(result, start + line.index(record[:1]), len(record))
            start += len(line)
        return False

    def _note(self, result: dict[str, Any], start: int, length: int) -> None:
        usual = self.usual["results"]
        if self.present is None:
            self.present = result.keys()
        elif not self.present <= result.keys():
            self.present &= result.keys()
        self._starts.append(start)
        self._lengths.append(length)
        if "max_relative" not in result:  # an older version has written it
            result["max_relative"] = worst_difference(result)
        for key, values in self.at_hand.items():
            value = result[key] if key in result else usual.get(key)
            if value.__class__ is list:
                value = self._known.setdefault((key, *value), value) if value else NONE
            elif value.__class__ is str and key not in OWN:
                value = self._known.setdefault(value, value)
            values.append(value)
