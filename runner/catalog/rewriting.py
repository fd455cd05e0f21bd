"""The text of a case file with another value at one place. Every other character stays: comments, layout, quotes.

Where the old value is a text, only what differs is exchanged, so that an expression over several lines keeps them. What
comes out is parsed again: it must hold the new value there, and all else as before.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Any

import yaml

from .lines import LINE_END, after_anchor, split_lines
from .parsers import default_parser
from .pinpointing import Written, begin, characters

TOKENS = re.compile(r"\w+|\*\*|//|[<>=!]=|[^\w\s]")
BLOCKS = ("|", ">")


def rewritten(text: str, line: int, column: int, value: str) -> str | None:
    """The text of a file with `value`, an expression or a list on one line, in the place of what begins at a line and column.

    That is a scalar of any style, or a list. None where nothing begins there, or YAML cannot hold the value there.
    """
    before = _events(text)
    lines = split_lines(text)
    first = next((at for at, event in enumerate(before) if _begins(event, lines) == (line, column)), None)
    if first is None:
        return None
    last = _last(before, first)
    offsets = [0, *(found.end() for found in LINE_END.finditer(text))]
    for start, end, new in _candidates(lines, before[first : last + 1], (line, column), value):
        begins, ends = (offsets[at - 1] + of - 1 for at, of in (start, end))
        changed = text[:begins] + new + text[ends:]
        if _holds(_events(changed), before, first, last, value):
            return changed
    return None


def _events(text: str) -> list[Any]:
    """The events of a text; as many as there are before one that cannot be read."""
    found = []
    try:
        next_event = default_parser()(text).get_event
        while (event := next_event()).__class__ is not yaml.StreamEndEvent:
            found.append(event)
    except yaml.YAMLError:
        pass
    return found


def _begins(event: Any, lines: list[str]) -> tuple[int, int] | None:
    """Where a scalar or a list begins."""
    if event.__class__ is yaml.ScalarEvent:
        return begin(event, lines)
    mark = event.start_mark
    return (mark.line + 1, mark.column + 1) if event.__class__ is yaml.SequenceStartEvent else None


def _last(events: Sequence[Any], first: int) -> int:
    """The last event of the part that begins with the `first`."""
    depth, at = 0, first
    while True:
        depth += isinstance(events[at], yaml.CollectionStartEvent) - isinstance(events[at], yaml.CollectionEndEvent)
        if depth == 0 or at == len(events) - 1:
            return at
        at += 1


Change = tuple[tuple[int, int], tuple[int, int], str]
"""From a line and column, up to a line and column, and what comes there."""


def _candidates(lines: list[str], part: Sequence[Any], place: tuple[int, int], value: str) -> Iterator[Change]:
    """The ways to write the value, the one that changes least first."""
    event: Any = part[0]
    ways = [value, "'" + value.replace("'", "''") + "'", '"' + value.replace("\\", "\\\\").replace('"', '\\"') + '"']
    if event.__class__ is yaml.ScalarEvent:
        scalar = Written(event.value, event.style or "")
        at = list(characters(lines, *place, scalar))
        yield from _of_what_differs(at, scalar, value)
        if scalar.style in BLOCKS:
            line, column = at[0]
            yield (line, column), at[len(scalar.text.rstrip())], value
            return
        mark: Any = event.end_mark
        end = mark.line + 1, mark.column + 1
        same = {"'": 1, '"': 2}.get(scalar.style, 0)
        ways.insert(0, ways.pop(same))
    else:
        place = place if event.anchor is None else after_anchor(lines, *place)
        closing = part[-1] if event.flow_style else part[-2]
        end = closing.end_mark.line + 1, closing.end_mark.column + 1
        ways += [f"  {way}" for way in ways]  # a list may stand as far left as its key, and a text may not
    for way in ways:
        yield place, end, way


def _of_what_differs(at: Sequence[tuple[int, int]], scalar: Written, value: str) -> Iterator[Change]:
    """The exchange of the part of the text that is not the same in the value, blanks and line ends aside."""
    old, new = list(TOKENS.finditer(scalar.text)), list(TOKENS.finditer(value))
    most = min(len(old), len(new))
    front = next((count for count in range(most) if old[count][0] != new[count][0]), most)
    back = next((count for count in range(most - front) if old[-1 - count][0] != new[-1 - count][0]), most - front)
    if not front + back:
        return
    low, high = _between(scalar.text, old, front, back)
    new_low, new_high = _between(value, new, front, back)
    middle = value[new_low:new_high]
    if scalar.text[low:high][:1].isspace() and middle[:1].isspace():  # a line end stays one
        low, middle = low + _blanks(scalar.text[low:high]), middle.lstrip()
    if scalar.text[low:high][-1:].isspace() and middle[-1:].isspace():
        high, middle = high - _blanks(scalar.text[low:high][::-1]), middle.rstrip()
    if scalar.style == "'":
        middle = middle.replace("'", "''")
    elif scalar.style == '"':
        middle = middle.replace("\\", "\\\\").replace('"', '\\"')
    yield at[low], at[high], middle


def _between(text: str, tokens: Sequence[re.Match[str]], front: int, back: int) -> tuple[int, int]:
    """What lies between the first and the last tokens of a text."""
    low = tokens[front - 1].end() if front else 0
    return low, tokens[len(tokens) - back].start() if back else max(low, len(text.rstrip()))


def _blanks(text: str) -> int:
    return len(text) - len(text.lstrip())


def _holds(events: Sequence[Any], before: Sequence[Any], first: int, last: int, value: str) -> bool:
    """Whether the events are those before, but for the part from `first` to `last`, which is the value."""
    if len(events) <= first or _kind(events[first]) is None or _anchor(events[first]) != _anchor(before[first]):
        return False
    end = _last(events, first)
    same = [_said(event) for event in events[:first]] == [_said(event) for event in before[:first]]
    rest = [_said(event) for event in events[end + 1 :]] == [_said(event) for event in before[last + 1 :]]
    texts = [event.value for event in events[first : end + 1] if event.__class__ is yaml.ScalarEvent]
    wanted = [value] if first == end else [part for part in re.split(r"[\[\],\s]+", value) if part]
    return same and rest and [TOKENS.findall(text) for text in texts] == [TOKENS.findall(text) for text in wanted]


def _kind(event: Any) -> type[Any] | None:
    """Whether a value is a text or a list; None where it is neither."""
    return event.__class__ if event.__class__ in (yaml.ScalarEvent, yaml.SequenceStartEvent) else None


def _anchor(event: Any) -> str | None:
    return getattr(event, "anchor", None)


def _said(event: Any) -> tuple[Any, ...]:
    return event.__class__, _anchor(event), getattr(event, "value", None), getattr(event, "implicit", None)
