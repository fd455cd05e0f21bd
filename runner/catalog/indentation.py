"""What does not fit because of a blank too many or too few: a key that is indented otherwise than its neighbours, or `-name:`."""

from __future__ import annotations

import re

from .naming import short
from .reading import Reading

FARTHEST = 20
"""How many lines to look back for what a line should stand beside."""
KEY = re.compile(r"(?P<indent> *)(?P<key>[A-Za-z_][\w-]*) *:(?:\s|$)")
WITH_VALUE = re.compile(r" *(?:- +)?[A-Za-z_][\w-]* *: +[^\s#|>&]")
GLUED = re.compile(r"(?P<indent> *)-(?P<key>[A-Za-z_]\w*:.*)")
DASH = "a blank after the dash: "


def tell_indentation(problem: str, context: str, found: tuple[int, int], begun: tuple[int, int], reading: Reading) -> bool:
    """Tell a dash without its blank, or a key indented otherwise than the one above, where that is why a line does not fit."""
    inside = "mapping values" in problem
    if "flow" in context or not (inside or "<block end>" in problem or "expected key" in problem or "'-' indicator" in problem):
        return False
    line, column = found
    above = next((number for number in range(line - 1, max(0, line - FARTHEST), -1) if _says(reading.line(number))), 0)
    if above and (glued := GLUED.fullmatch(reading.line(above))):
        return _tell_dash(above, glued, reading)
    key = KEY.match(reading.line(line))
    if key is None or not above:
        return False
    place = len(key["indent"]) + 1
    if inside:
        deeper = len(key["indent"]) > _indent(reading.line(above))
        fits = column == key.end("key") + 1 and deeper and WITH_VALUE.match(reading.line(above)) is not None
    else:
        fits = place not in (begun[1], 1) and column == place
    if fits:
        name = key["key"]
        message = f"`{short(name)}` is indented otherwise than the keys above"
        reading.fault_at(line, place, message, "indent it as the keys above that it belongs to", length=len(name))
    return fits


def tell_behind(character: str, line: int, column: int, reading: Reading) -> bool:
    """Tell what goes on behind a value in brackets or quotes, as in `[1, 1] * 2`."""
    before = reading.line(line)[: column - 1].rstrip()
    value = re.match(r""" *(?:- +)*(?:[\w-]+ *: +)?(?P<opening>[\[{"']).*[\]}"']$""", before)
    if value is None or not before.endswith({"[": "]", "{": "}"}.get(value["opening"], value["opening"])):
        return False
    message = f"`{character}` cannot stand behind the `{before[-1]}` that ends the value"
    reading.fault_at(line, column, message, "put the whole value in quotes")
    return True


def _tell_dash(line: int, glued: re.Match[str], reading: Reading) -> bool:
    message = "after the `-` a blank is missing"
    reading.fault_at(line, len(glued["indent"]) + 1, message, f"{DASH}`- {short(glued['key'])}`", length=2)
    return True


def _says(line: str) -> bool:
    return bool(line.strip()) and not line.lstrip().startswith("#")


def _indent(line: str) -> int:
    """How far the keys of a line are indented, behind the dash of a list where one begins there."""
    found = re.match(r" *(?:- +)?", line)
    return found.end() if found else 0
