"""What the parser cannot read, as one fault in our words: what stands there, and what to write instead."""

from __future__ import annotations

import re

import yaml

from ..model import Place
from .indentation import tell_behind, tell_indentation
from .naming import short
from .reading import QUOTED, Reading

ESCAPE = re.compile(
    r"\\(?:[0abt\tnvfre \"/\\N_LP\n]|x[0-9a-fA-F]{2}|u[0-9a-fA-F]{4}|U[0-9a-fA-F]{8})|(\\(?:[xuU][0-9a-fA-F]*|.|$))", re.M
)
QUOTE = "put a text that holds such a character in quotes"

NO_COLON = "a key is followed by a `:` and a blank; what goes on with the line above is indented more than its key"

WORDS: tuple[tuple[str, str, str | None], ...] = (
    # (part of the parser's words, ours, hint)
    (
        "mapping values are not allowed",
        "a `:` cannot stand here",
        "put a text that holds `: ` in quotes, or fix the indentation",
    ),
    ("sequence entries are not allowed", "a list item `- ` cannot stand here", "begin the list on a line of its own"),
    ("',' or ']'", "{0} cannot stand here within `[…]`", "put an expression that holds brackets, braces or commas in quotes"),
    ("',' or '}'", "{0} cannot stand here within `{{…}}`", "put an expression that holds brackets, braces or commas in quotes"),
    ("unexpected ':'", "a `:` cannot stand here within `[…]` or `{{…}}`", "put the expression in quotes"),
    ("node content", "a value cannot begin with {0}", QUOTE),
    ("violates indentation", "a tab stands where only blanks can indent", "indent with blanks"),
    ("indentation space is expected", "a tab stands where only blanks can indent", "indent with blanks"),
    ("document start", "the document has ended before this line", "a file holds one document"),
    (
        "comment or line break",
        "after `|` or `>` the text begins on the next line",
        "to begin a value with it, put the value in quotes",
    ),
    (
        "comment or a line break",
        "after `|` or `>` the text begins on the next line",
        "to begin a value with it, put the value in quotes",
    ),
    (
        "chomping or indentation",
        "after `|` or `>` the text begins on the next line",
        "to begin a value with it, put the value in quotes",
    ),
    ("indentation indicator", "the indentation of a block is a digit from 1 to 9", None),
    ("unknown directive", "a line that begins with `%` is a directive, and this one is unknown", "leave it out"),
    ("incompatible YAML document", "this version of YAML is not read", "leave the line out; a case file is YAML 1.2"),
    ("expected key", "{0} does not fit here", "fix the indentation, or put the whole value in quotes"),
    ("'-' indicator", "{0} does not fit into this list", "fix the indentation, or put the whole value in quotes"),
    ("<block end>", "{0} does not fit here", "fix the indentation, or put the whole value in quotes"),
)


def tell_syntax_error(error: yaml.YAMLError, reading: Reading) -> None:
    """Tell what the parser could not read as one fault, at the place that a person has to fix."""
    problem = str(getattr(error, "problem", None) or "")
    context = str(getattr(error, "context", None) or "")
    mark, begin = getattr(error, "problem_mark", None), getattr(error, "context_mark", None)
    line, column = (mark.line + 1, mark.column + 1) if mark else (1, 1)
    first, start = (begin.line + 1, begin.column + 1) if begin else (line, column)
    if "directive" in context:
        line, column = first, start
    if reading.is_told(line, column):
        return
    character = _character(reading, line, column)
    is_quote = "quoted scalar" not in context and _quote_before(line, column, reading)
    if is_quote or _blank_is_missing(problem, context, (line, column), (first, start), reading):
        return
    if tell_indentation(problem, context, (line, column), (first, start), reading):
        return
    at = (first, start) if "alias" in context or "anchor" in context or "tag" in context else (line, column)
    if (sign := _character(reading, *at)) and sign in "*&!@%`-" and tell_behind(sign, *at, reading):
        return
    if "quoted scalar" in context:
        _quoted(problem, first, start, reading)
    elif "alias" in context or "anchor" in context:
        what = "an alias of a shared part" if "alias" in context else "an anchor, the name of a shared part"
        mark_of = "*" if "alias" in context else "&"
        reading.fault_at(first, start, f"`{mark_of}` begins {what}", f"put an expression that begins with `{mark_of}` in quotes")
    elif "tag" in context or "tag" in problem:
        reading.fault_at(first, start, "`!` begins a tag; a case file has no tags", "put a text that begins with `!` in quotes")
    elif "simple key" in context:
        reading.fault_at(first, start, "this line has no `:`", NO_COLON)
    elif "cannot start any token" in problem:
        _first_character(character, line, column, reading)
    elif "flow" in context and (character == "" or line > first):
        _open_bracket((first, start), (line, column), reading)
    else:
        _by_table("'-' indicator" if "block collection" in context else problem, character, line, column, reading)


KEY_AND_VALUE = re.compile(r"^[\s\-{,]*(?P<key>[A-Za-z_]\w*):(?=[^\s:])")
IN_BRACES = re.compile(r"(?:[{,]\s*)(?P<key>[A-Za-z_]\w*):(?=[^\s:,\]}])")
OPEN_QUOTE = re.compile(r"""(?:[:,\[{-]\s+|[\[{])(?P<quote>["'])""")


def _blank_is_missing(problem: str, context: str, found: tuple[int, int], begun: tuple[int, int], reading: Reading) -> bool:
    """Tell a key and a value without a blank between them, `name:two`, where that is why the rest does not fit."""
    places = []
    if "unexpected ':'" in problem or "',' or '}'" in problem:
        text = reading.line(found[0])
        places = [
            (found[0], match) for match in IN_BRACES.finditer(text) if match.end() in (found[1] - 1, found[1], found[1] + 1)
        ]
    elif "mapping values" in problem or "<block end>" in problem or "expected key" in problem or "simple key" in context:
        line = begun[0] if "simple key" in context else found[0]
        lines = [number for number in (line, *range(line - 1, max(0, line - 20), -1)) if reading.line(number).strip()][:2]
        places = [(number, match) for number in lines if (match := KEY_AND_VALUE.match(reading.line(number)))]
    for number, match in places[:1]:
        rest = reading.line(number)[match.end() :].strip()
        rest = rest.rstrip("}") if "{" not in rest else rest
        shown = f"`{match['key']}: {short(rest)}`"
        column = match.start("key") + 1
        message = f"after `{match['key']}:` a blank is missing"
        reading.fault_at(number, column, message, f"a blank after the colon: {shown}", length=len(match["key"]) + 1)
        return True
    return False


def _quote_before(line: int, column: int, reading: Reading) -> bool:
    """Tell a quote that is not closed on its line, where the next quote has closed it on the line that does not fit."""
    for number in range(line - 1, max(0, line - 50), -1):
        text = reading.line(number)
        for match in OPEN_QUOTE.finditer(text):
            opening = match.start("quote")
            closed = QUOTED.match(text, opening)
            if closed is None or len(closed[0]) == 1 or not closed[0].endswith(match["quote"]):
                between = "\n".join([*reading.lines[number : line - 1], reading.line(line)[: column - 1]])
                if between.rstrip().find(match["quote"]) == len(between.rstrip()) - 1:
                    hint = f"close it with `{match['quote']}` at the end of the value"
                    reading.fault_at(
                        number, opening + 1, "this quote is not closed on its line", hint, length=len(text) - opening
                    )
                    return True
    return False


def _open_bracket(opened: tuple[int, int], found: tuple[int, int], reading: Reading) -> None:
    """A bracket that is not closed where its line ends, or never."""
    if opened == found:
        reading.fault_at(*found, "a bracket before this is never closed")
    elif found[0] > len(reading.lines) or not any(line.strip() for line in reading.lines[found[0] - 1 :]):
        reading.fault_at(*opened, f"this `{_character(reading, *opened)}` is never closed")
    else:
        also = Place(reading.file, *found)
        reading.fault_at(*opened, f"this `{_character(reading, *opened)}` is not closed before line {found[0]}", also=also)


def _quoted(problem: str, line: int, column: int, reading: Reading) -> None:
    """An error within quotes: they are never closed, or an escape stands for nothing."""
    if "end of stream" in problem or "document" in problem:
        reading.fault_at(line, column, "this quote is never closed")
        return
    text = "\n".join(reading.lines[line - 1 :])
    for found in ESCAPE.finditer(text, column):
        if found[1] is not None or _no_character(found[0]):
            before = text[: found.start()]
            at = line + before.count("\n")
            reading.fault_at(
                at,
                found.start() - before.rfind("\n"),
                f"`{found[0]}` stands for no character",
                "write a backslash as `\\\\`, or use single quotes",
                length=len(found[0]),
            )
            return
    reading.fault_at(line, column, f"this is not YAML: {problem}")  # pragma: no cover - an escape that only the parser refuses


def _no_character(escape: str) -> bool:
    if escape[1] not in "uU":
        return False
    code = int(escape[2:], 16)
    return 0xD800 <= code <= 0xDFFF or code > 0x10FFFF


def _first_character(character: str, line: int, column: int, reading: Reading) -> None:
    if character == "\t":
        reading.fault_at(line, column, "a tab stands where only blanks can indent", "indent with blanks")
    else:
        reading.fault_at(line, column, f"a value cannot begin with `{character}`", QUOTE)


def _by_table(problem: str, character: str, line: int, column: int, reading: Reading) -> None:
    shown = f"`{character}`" if character.strip() else "this"
    for part, message, hint in WORDS:
        if part in problem:
            reading.fault_at(line, column, message.format(shown), hint)
            return
    reading.fault_at(line, column, f"this is not YAML: {problem}" if problem else "this is not YAML")


def _character(reading: Reading, line: int, column: int) -> str:
    """The character at a place; empty at the end of a line or of the file."""
    return reading.line(line)[column - 1 : column]
