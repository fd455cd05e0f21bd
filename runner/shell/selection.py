"""Which cases run, and in which order: by text, by tag, by shard, by how they ended last time."""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Collection, Mapping, Sequence
from typing import NamedTuple, TypeAlias

from ..catalog import Known
from ..errors import UsageError

Holds: TypeAlias = Callable[[str], bool]
"""Whether one piece of a query holds for a case."""
Query: TypeAlias = Callable[[Holds], bool]

DEEPEST = 50
"""How many brackets and `not` may stand around each other."""
TOKEN = re.compile(r"""\s*(?:"([^"]*)"|'([^']*)'|([()])|((?:[^\s()]|\([^\s()]*\))+))""")


class Past(NamedTuple):
    """How a case ended the last time."""

    as_expected: bool
    seconds: float


def known_as(file: str | None, case_id: str) -> str:
    """What a case is remembered by: its file and its name, which are the same whether the file is given or a folder above it."""
    name = case_id.partition("::")[2] or case_id
    return case_id if file is None else f"{os.path.normpath(file)}::{name}"


def key_of(case: Known) -> str:
    """What a case is remembered by."""
    return known_as(case.place.file if case.place else None, case.id)


UNKNOWN = Past(True, 0.01)
"""A case of which nothing is known. It goes before the known ones that are quick."""


def parse(text: str, option: str) -> Query:
    """A query of pieces of text, `and`, `or`, `not` and brackets; `option` is named in errors.

    Words that stand side by side are one piece, as written; quotes keep `and`, `or`, `not` and brackets literal.
    `not` binds closest, then `and`, then `or`. Raises `UsageError` where the text is none.
    """
    return _Parser(text, option).query()


class _Parser:
    """A descent over the tokens: (what it is, text), with "" at the end."""

    def __init__(self, text: str, option: str) -> None:
        self._option = f"{option} {text!r}"
        self._tokens = [(kind, piece) for kind, piece in map(_classified, TOKEN.finditer(text)) if piece]
        self._depth = 0

    def query(self) -> Query:
        query = self._either()
        if self._tokens:
            raise self._error(f"`{self._tokens[0][1]}` was not expected there")
        return query

    def _either(self) -> Query:
        parts = [self._both()]
        while self._take("or"):
            parts.append(self._both())
        return parts[0] if len(parts) == 1 else lambda holds: any(part(holds) for part in parts)

    def _both(self) -> Query:
        parts = [self._single()]
        while self._take("and"):
            parts.append(self._single())
        return parts[0] if len(parts) == 1 else lambda holds: all(part(holds) for part in parts)

    def _single(self) -> Query:
        self._depth += 1
        if self._depth > DEEPEST:
            raise self._error("too many brackets")
        if self._take("not"):
            inner = self._single()
            query: Query = lambda holds: not inner(holds)  # noqa: E731
        elif self._take("("):
            query = self._either()
            if not self._take(")"):
                raise self._error("a bracket is not closed")
        else:
            query = self._piece()
        self._depth -= 1
        return query

    def _piece(self) -> Query:
        words = []
        while self._tokens and self._tokens[0][0] == "text":
            words.append(self._tokens.pop(0)[1])
        if not words:
            found = f"not `{self._tokens[0][1]}`" if self._tokens else "but it ends"
            raise self._error(
                f"a text was expected, {found}; put it in quotes where `and`, `or`, `not`, `(` are meant as written"
            )
        piece = " ".join(words)
        return lambda holds: holds(piece)

    def _take(self, token: str) -> bool:
        found = bool(self._tokens) and self._tokens[0] == (token, token)
        if found:
            self._tokens.pop(0)
        return found

    def _error(self, message: str) -> UsageError:
        return UsageError(f"{self._option}: {message}")


def _classified(match: re.Match[str]) -> tuple[str, str]:
    double, single, bracket, word = match.groups()
    if double is not None or single is not None:
        return "text", double or single or ""
    operator = bracket or (word if word in {"and", "or", "not"} else None)
    return (operator, operator) if operator else ("text", word)


def select(cases: Sequence[Known], keyword: str | None = None, tags: Sequence[str] = ()) -> list[Known]:
    """The cases whose id holds `keyword`, in any letter case, and whose tags meet every query of `tags`.

    Raises `UsageError` where a query is none, or where nothing is left, with the nearest names.
    """
    if keyword is None and not tags:
        return list(cases)
    text = parse(keyword, "-k") if keyword is not None else None
    tagged = [parse(tag, "--tag") for tag in tags]
    left = [
        case for case in cases if (text is None or text(_in(case.id))) and all(query(case.tags.__contains__) for query in tagged)
    ]
    if cases and not left:
        raise UsageError(_nothing(cases, keyword, tags))
    return left


def _in(text: str) -> Holds:
    folded = text.casefold()
    return lambda piece: piece.casefold() in folded


def _nothing(cases: Sequence[Known], keyword: str | None, tags: Sequence[str]) -> str:
    from difflib import get_close_matches

    asked = [*([f"-k {keyword!r}"] if keyword is not None else []), *(f"--tag {tag!r}" for tag in tags)]
    message = f"none of {len(cases)} cases is selected by {' '.join(asked)}"
    known = {tag for case in cases for tag in case.tags}
    near = [found for tag in tags if tag not in known for found in get_close_matches(tag, known, 3)]
    if keyword is not None and not near:
        near = nearest(keyword, cases)
    if near:
        return f"{message}: did you mean {' or '.join(f'`{name}`' for name in near)}?"
    return message


def nearest(text: str, cases: Sequence[Known]) -> list[str]:
    """Up to three names of cases, or words of them, that are near the text."""
    from difflib import get_close_matches

    names = {case.name.casefold(): case.name for case in cases}
    words = {word: word for name in names for word in name.split()}
    for known in (names, words):
        if near := get_close_matches(text.casefold(), known, 3, 0.7):
            return [known[found] for found in near]
    return []


def failed_last_time(cases: Sequence[Known], past: Mapping[str, Past]) -> list[Known]:
    """The cases that did not end as expected the last time."""
    return [case for case in cases if not past.get(key_of(case), UNKNOWN).as_expected]


def remembered(cases: Sequence[Known], past: Mapping[str, Past], broken: Collection[str] = ()) -> list[str]:
    """What is remembered of earlier runs, but for what is no longer there; `cases` are all that were read, `broken` the files
    that could not be."""
    read = {os.path.normpath(case.place.file) for case in cases if case.place is not None} | set(map(os.path.normpath, broken))
    there = {key_of(case) for case in cases}
    return [key for key in past if key in there or ((file := key.partition("::")[0]) not in read and os.path.exists(file))]


def order(cases: Sequence[Known], past: Mapping[str, Past]) -> list[int]:
    """The order of work, as indices: what failed last time first, then the longest first, then as written.

    The longest first, so that no worker is left alone with one at the end.
    """

    def rank(index: int) -> tuple[bool, float]:
        last = past.get(key_of(cases[index]), UNKNOWN)
        return last.as_expected, -last.seconds

    return sorted(range(len(cases)), key=rank) if past else list(range(len(cases)))
