"""One case as text: what a terminal, a pytest failure and JUnit show of it."""

from __future__ import annotations

import shlex
from collections.abc import Iterator, Mapping, Sequence
from typing import TypeAlias

from ..model import COMMAND, OF_COST, Fault, Place, part_of
from ..model.numerals import extent, number
from . import faults, unexpected
from .document import Document
from .paint import NO_PAINT, VERDICTS, Paint
from .plain import opening, plain, wrap

Field: TypeAlias = tuple[str, str, str]
"""Label, text, style."""

LONGEST = 400
"""Longer texts of a case are cut: the report has them whole."""
LABEL = 10
"""The column in which the texts of the fields begin."""
CALLS_SHOWN = 3
"""How many of the calls that led to an error are shown; results.json has them all."""
COPIED = {"fix", "re-run"}
"""The fields that people copy, so that no line break may come into them."""
AS_IT_STANDS = "\0"
"""A text that begins so has been made harmless, and is put down as it stands."""


def render(
    result: Document, *, width: int = 100, paint: Paint = NO_PAINT, options: Sequence[str] = (), command: str | None = None
) -> str:
    """A case in full, without a line end. `options` are those of the run that matter to run it again, unless a `command` does."""
    lines = [heading(result, paint)]
    for field in fields(result, options, command):
        lines += laid_out(field, width, paint)
    return "\n".join(lines)


def heading(result: Document, paint: Paint = NO_PAINT) -> str:
    """`file:line:column: FAIL, expected PASS`"""
    verdict = result["verdict"]
    place = f"{where(result)}: " if where(result) else ""
    return paint(place, "bold") + paint(verdict, "bold", VERDICTS[verdict]) + ending(result).removeprefix(verdict)


def ending(result: Document) -> str:
    """How a case ended, and how it should have: `FAIL, expected PASS`."""
    verdict, expected = result["verdict"], result["expected"].upper()
    if result["file"] is None and expected == "PASS" and (verdict != "PASS" or not result["surprise"]):
        return str(verdict)  # nobody wrote down what to expect
    if verdict != expected:
        return f"{verdict}, expected {expected}"
    return f"{verdict}, but {plain(result['surprise'])}" if result["surprise"] else f"{verdict} as expected"


def where(result: Document) -> str:
    """`file:line:column` of what to look at; empty for a case that was made in Python."""
    place = result["fault"] or result["place"] or result
    return f"{opening(place['file'])}:{place['line']}:{place['column']}" if place["file"] is not None else ""


def fields(result: Document, options: Sequence[str] = (), command: str | None = None) -> Iterator[Field]:
    """Everything there is to say about how a case ended."""
    yield "case", result["id"], "bold"
    yield from declared(result)
    if result["verdict"] in {"ERROR", "TIMEOUT"}:
        yield from _error(result)
    elif result["verdict"] == "PASS":
        yield "found", result["message"], ""
    for check in result["inputs"]:
        if check["wrong"]:
            yield from _entries(check, result["tolerance"], _beside(check, result))
    for test in result.get("tests", ()):
        yield "test", test["message"], "" if test["passes"] else "red"
    yield from reasons(result)
    if result["file"] is not None:
        yield "re-run", command or rerun(result, options), "dim"


def declared(result: Document) -> Iterator[Field]:
    """The cost or the output, and the claims; also what they are parts of."""
    told: set[str] = set()
    for names, text in result["declared"]["let"].items():
        if "," in names:
            yield "let", f"{names} = {text}", ""
            told.update(names.split(", ") if result["file"] is None else ())
    for key in ("cost", "output"):
        if result["declared"][key] is not None and result["declared"][key] not in told:
            yield key, result["declared"][key], ""
    claims = _together({name: claim for name, claim in result["declared"]["gradient"].items() if claim not in told})
    others = result["declared"].get("claims", {})
    for name, claim in claims.items():
        said = "gradient: " if others else ""
        yield "claim", f"{said}{claim}" if len(claims) == 1 and "," not in name else f"{name}: {claim}", ""
    for name, claim in others.items():
        yield "claim", f"{name}: {claim}", ""


def _together(claims: Mapping[str, str]) -> dict[str, str]:
    """The claims, those that are the parts of one call as one: `x, W` by `back(dout, cache)`."""
    call = next(iter(claims.values()), "").removesuffix("[0]")
    several = len(claims) > 1 and list(claims.values()) == [part_of(call, place) for place in range(len(claims))]
    return {", ".join(claims): call} if several else dict(claims)


def reasons(result: Document) -> Iterator[Field]:
    """The causes with the places of the mistakes and their fixes, and the doubt."""
    told: set[str | None] = set()
    several = len(result["declared"]["gradient"]) + len(result["declared"].get("claims", {})) > 1
    for finding in result["findings"]:
        also = " twice" if finding["also"] == finding["cause"] else f" and {finding['also']}" if finding["also"] else ""
        claim = f" (claim for `{finding['input']}`)" if several else ""
        yield "cause", f"{finding['cause']}{also}{claim}: {unexpected.sentence_of(finding)}", "yellow"
        line = finding["place"]["key"] if unexpected.is_in_let(finding) else None
        if line is None or line not in told:
            yield from _edit(result, finding)
            yield from _fix(finding, finding["input"] if several else "")
            told.add(line)
    if result["doubt"]:
        yield "doubt", f"{result['doubt']}: {result['doubt_message']}", "yellow"
    for check in result["inputs"]:
        if check["wrong"] and check.get("note"):
            yield "note", check["note"], ""
    for sentence in result.get("unexplained", ()):
        yield "note", sentence, "magenta"


def _edit(result: Document, finding: Document) -> Iterator[Field]:
    """The line of the file that holds the mistake, with the very part underlined, and what that part should be."""
    spot, edit = finding.get("place"), finding.get("edit")
    if not spot or spot.get("source") is None or result["file"] is None:
        return
    place, label = Place(result["file"], spot["line"], spot["column"]), "at"
    if where(result) != f"{opening(place.file)}:{place.line}:{place.column}":
        yield label, f"{opening(place.file)}:{place.line}:{place.column}", "bold"
        label = ""
    for line, style in zip(faults.source_lines(Fault("", place, spot["source"], spot["width"])), ("", "red"), strict=False):
        yield label, AS_IT_STANDS + line, style
        label = ""
    if edit and edit["new"] != finding["fix"]:
        yield "", f"- {edit['old']}", "red"
        yield "", f"+ {edit['new']}", "green"


def _fix(finding: Document, claim: str) -> Iterator[Field]:
    better = unexpected.fix_of(finding)
    if better is not None:
        yield "fix", f"{claim}: {better}" if claim and not unexpected.is_in_let(finding) else better, "green"


def _error(result: Document) -> Iterator[Field]:
    yield result["verdict"].lower(), result["message"], "magenta"
    fault = result["fault"]
    if fault and (fault["line"], fault["column"]) != (result["line"], result["column"]):  # else it tells only the case
        for line, style in zip(faults.source_lines(faults.from_document(fault)), ("", "red"), strict=False):
            yield "", AS_IT_STANDS + line, style
    yield from _calls(result)
    if result["hint"]:
        yield "hint", result["hint"], "cyan"


def _calls(result: Document) -> Iterator[Field]:
    """The innermost calls that led to an error in lent code."""
    calls = result.get("trace") or []
    folded = len(calls) - CALLS_SHOWN
    if folded > 0:
        yield "at", f"… {folded} call{'s' if folded > 1 else ''} before", ""
    for place, call in enumerate(calls[-CALLS_SHOWN:]):
        label = "at" if place == 0 and folded <= 0 else ""
        yield label, f"{call['file']}:{call['line']} in {call['function']}: {call['source']}", ""


def _beside(check: Document, result: Document) -> str:
    """` beside a right gradient`, of a wrong second derivative."""
    gradients = [each for each in result["inputs"] if each.get("claim", "gradient") == "gradient"]
    right = {each["name"] for each in gradients if not each["wrong"]}
    second = check.get("claim") in OF_COST and check["input"] in right and len(right) == len(gradients)
    return ", beside a right gradient" if second else ""


def _entries(check: Document, tolerance: float, beside: str) -> Iterator[Field]:
    first, worst = check["first_wrong"], check["worst"]
    if first is None:
        yield "wrong", check["message"] + beside, "red"
        return
    yield "wrong", f"{wrong_entries(check)} by more than {number(tolerance)}{beside}", "red"
    yield "first", entry(check["name"], first), ""
    if worst["index"] != first["index"]:
        yield "worst", entry(check["name"], worst), ""


def entry(name: str, item: Document) -> str:
    """`x[0, 1]: claimed 2, numerical 1, relative difference 0.5`"""
    index = f"[{', '.join(map(str, item['index']))}]" if item["index"] else ""
    numerical = "" if item["numerical"] is None else f"numerical {number(item['numerical'], 9)}, "
    return f"{name}{index}: claimed {number(item['claimed'], 9)}, {numerical}relative difference {number(item['relative'], 2)}"


def wrong_entries(check: Document) -> str:
    """`all 4 entries of `x` are wrong`"""
    measured = check.get("measured")
    verb = "is" if check["wrong"] == 1 or check["entries"] == 1 else "are"
    return f"{extent(check['wrong'], check['entries'], measured)} of `{check['name']}` {verb} wrong"


def rerun(result: Document, options: Sequence[str] = ()) -> str:
    """The command that runs this case alone."""
    words = [shlex.quote(f"{result['file']}::{result['name']}")]
    if exercise := result.get("exercise"):
        words = [shlex.quote(exercise), "--claims", shlex.quote(result["file"])]
    return " ".join([*COMMAND, *words, *options])


def laid_out(field: Field, width: int, paint: Paint = NO_PAINT) -> Iterator[str]:
    """The lines of a field: the label, and beside it the text, wrapped but for what is to be copied."""
    label, text, style = field
    margin = "  " + paint(f"{label:<{LABEL - 2}}", "dim")
    if text.startswith(AS_IT_STANDS):
        lines = [text[1:]]
    else:
        text = " ".join(plain(text[: LONGEST + 1]).split())
        text = text if len(text) <= LONGEST else f"{text[:LONGEST]} …"
        lines = [text] if label in COPIED else list(wrap(text, max(20, width - LABEL)))
    for line in lines:
        yield margin + (paint(line, style) if style else line)
        margin = " " * LABEL
