"""What was unexpected, a line each: by cause, then by file, with counts. The page lists it first, the terminal last."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import NamedTuple

from ..model import Cause
from .document import Document
from .meanings import meaning


class Line(NamedTuple):
    """One case: its number in the document, why it ended as it did, and what to write instead where that is known."""

    number: int
    result: Document
    why: str
    fix: str | None


class Group(NamedTuple):
    """The cases of one cause, or that ended in one other way."""

    word: str
    term: str
    """The words of the search field that find them."""
    meaning: str
    lines: Sequence[Line]

    @property
    def files(self) -> Sequence[tuple[str, int]]:
        """The files with how many of the cases stand in each, most first."""
        return Counter(line.result["file"] or "made in Python" for line in self.lines).most_common()


def groups(results: Sequence[Document]) -> list[Group]:
    """All unexpected results of a document, the largest group first and what is not explained last; within each as they stand."""
    found: dict[str, list[Line]] = {}
    for number, result in enumerate(results):
        if not result["as_expected"]:
            sentence, better = why(result), fix(result)
            told = better is None or f"`{better}`" in sentence
            found.setdefault(_word(result), []).append(Line(number, result, sentence, None if told else better))
    ranked = sorted(found.items(), key=lambda item: (item[0] == Cause.UNKNOWN, -len(item[1])))
    return [Group(word, _term(word, lines[0].result), meaning(word), lines) for word, lines in ranked]


def _word(result: Document) -> str:
    """The cause; the doubt, where there is no cause since the verdict is not to be believed; else how the case ended."""
    if _fails_in_doubt(result):
        return str(result["doubt"])
    if result["verdict"] == "FAIL":
        return str(result["cause"] or "fail")
    return str(result["verdict"].lower())


def _term(word: str, result: Document) -> str:
    if _fails_in_doubt(result):
        return f"doubt:{word} s:unexpected"
    return f"cause:{word} s:unexpected" if word == result["cause"] else f"s:{word} s:unexpected"


def _fails_in_doubt(result: Document) -> bool:
    """Whether a claim fails that may be right, or where there is no gradient: then no cause is named."""
    return bool(result["verdict"] == "FAIL" and result["doubt"] and result["cause"] in (None, Cause.UNKNOWN))


def why(result: Document) -> str:
    """Why the case ended as it did, in a sentence; a doubt about that is told with it."""
    expected = result["verdict"] == result["expected"].upper()
    if _fails_in_doubt(result):
        doubt = str(result["doubt_message"])
        return f"{result['surprise']}: {doubt}" if expected and result["surprise"] else doubt
    if expected or result["verdict"] == "PASS":
        return str(result["surprise"] or result["message"])
    finding = next(iter(result["findings"]), None)
    sentence = sentence_of(finding) if finding else str(result["message"])
    return f"{sentence}; doubtful: {result['doubt_message']}" if result["doubt"] else sentence


def fix(result: Document) -> str | None:
    """What to write instead: the corrected claim, a better step, or the hint of an error."""
    if _fails_in_doubt(result):
        from .words import setting

        return None if result["better_h"] is None else f"h: {setting(result['better_h'])}"
    finding = next(iter(result["findings"]), None)
    return None if finding is None else fix_of(finding)


def fix_of(finding: Document) -> str | None:
    """What to write: the claim, or the line of `let` that is wrong, with its name before it."""
    if is_in_let(finding) and finding["fix"]:
        return f"{finding['place']['key'].removeprefix('let.')}: {finding['fix']}"
    return str(finding["suggestion"]) if finding["suggestion"] else None


def is_in_let(finding: Document) -> bool:
    """Whether the mistake stands in a line of `let`."""
    place = finding.get("place")
    return bool(place and place["key"].startswith("let."))


def sentence_of(finding: Document) -> str:
    """Why the claim is wrong, without the right gradient at its end where that is told as the fix."""
    tail = f"; the gradient is `{finding['suggestion']}`"
    return str(finding["message"]).removesuffix(tail)
