"""A document → the cases it means: defaults laid under, variants laid over, every combination of a matrix."""

from __future__ import annotations

import contextlib
import math
from collections.abc import Collection, Iterator
from typing import Any

from ..model import CLAIMS, Case, Place
from . import rules
from .composing import MOST_PARTS
from .expectations import expectation
from .kinds import BROKEN, blank_after_colon, wrong
from .matrix import choices, combinations
from .naming import short
from .nodes import Mapping, Node, Scalar, Sequence
from .parts import Part, is_holder, read_file_part, read_part, read_parts, tell_unknown
from .places import compact
from .reading import Reading, Stop
from .schema import FILE_KEYS, MATRIX_KINDS, ROWS, SIZE
from .tolerances import tolerance

MOST_CASES = 100_000
"""How many cases one file may stand for."""


def cases_of(root: Node, stem: str, reading: Reading) -> list[Case]:
    """The cases of a document, in the order written; none where the file has a fault, which is told in `reading`.

    `stem` is what stands before `::` in the ids.
    """
    expansion = _Expansion(stem, reading)
    with contextlib.suppress(Stop):
        expansion.document(root)
    return expansion.cases if reading.clean else []


def lay(top: Part, values: dict[str, Any], places: dict[str, Place]) -> tuple[dict[str, Any], dict[str, Place]]:
    """A part laid over the values and places under it: a mapping is merged one level deep, all else is replaced."""
    laid, laid_places = {**values, **top.values}, {**places, **top.places}
    for key, value in top.values.items():
        under = values.get(key)
        if under.__class__ is not dict:
            continue
        if value.__class__ is dict:
            laid[key] = {**under, **value}
        else:
            for name in under:
                laid_places.pop(f"{key}.{name}", None)
    return laid, laid_places


class _Expansion:
    """Gathers the cases of one file."""

    def __init__(self, stem: str, reading: Reading) -> None:
        self.stem = stem
        self.reading = reading
        self.cases: list[Case] = []
        self.names: dict[str, Place] = {}
        self.parts = 0
        self._keys: dict[tuple[str, ...], tuple[str, ...]] = {}

    def document(self, root: Node) -> None:
        if not isinstance(root, Mapping):
            hint = "a catalogue is `cases:` and then the list" if isinstance(root, Sequence) else None
            hint = blank_after_colon(root.text) if isinstance(root, Scalar) else hint
            what = "a list" if isinstance(root, Sequence) else "a text"
            self.reading.fault(root, f"a case file holds a mapping, not {what}", hint, length=1)
        elif "cases" in root.entries or "defaults" in root.entries:
            self._without_holders(root, FILE_KEYS)
            self._catalogue(root)
        else:
            self._without_holders(root, ROWS)
            self._expand(read_file_part(root, self.reading), {}, {}, "")

    def _without_holders(self, root: Mapping, known: Collection[str]) -> None:
        """Leave out what stands at the top under a name of its own only to be used elsewhere by an alias."""
        for key, (_, value) in list(root.entries.items()):
            if key not in known and is_holder(value):
                del root.entries[key]

    def _catalogue(self, root: Mapping) -> None:
        values: dict[str, Any] = {}
        places: dict[str, Place] = {}
        meant: set[str | None] = set()
        for key, (key_node, value) in root.entries.items():
            if key == "description":
                ROWS[key].kind.read(value, key, self.reading)
            elif key == "defaults":
                if isinstance(value, Mapping):
                    defaults = self.reading.by(value.alias, read_part, value, "defaults")
                    values, places = defaults.values, defaults.places
                else:
                    wrong(value, key, "a mapping of keys of a case", self.reading)
            elif key in ROWS:
                self.reading.fault(key_node, f"`{key}` stands beside `cases`", "put it under `defaults`, or into a case")
            elif key != "cases":
                meant.add(tell_unknown(key_node, "a catalogue", FILE_KEYS, self.reading))
        if "cases" in root.entries:
            self._cases(root.entries["cases"][1], values, places)
        elif "cases" not in meant:
            self.reading.fault(root.entries["defaults"][0], "there are `defaults` and no `cases`")

    def _cases(self, node: Node, values: dict[str, Any], places: dict[str, Place]) -> None:
        if not isinstance(node, Sequence):
            wrong(node, "cases", "a list of cases", self.reading, "each begins with a dash and its name: `- name: …`")
        elif not node.items:
            self.reading.fault(node, "`cases` is an empty list")
        else:
            for part in self._each_once(self.reading.by(node.alias, read_parts, node, "case")):
                self._expand(part, values, places, "")

    def _expand(self, part: Part, base: dict[str, Any], base_places: dict[str, Place], prefix: str) -> None:
        """The cases of a part laid over what is under it. A base with a claim is a case of its own, else a template."""
        self._count(len(base_places) + len(part.places) + 1, part)
        values, places = lay(part, base, base_places)
        name = values["name"]
        full = BROKEN if name is BROKEN or prefix is BROKEN else prefix + name
        variants = values.pop("variants", None)
        if not variants or any(key in values for key in CLAIMS):
            self._combine(part, dict(values), places, full)
        if not variants or variants is BROKEN:
            return
        del values["name"]
        for variant in self._each_once(variants):
            self._expand(variant, values, places, BROKEN if full is BROKEN else f"{full} / ")

    def _each_once(self, parts: list[Part]) -> Iterator[Part]:
        """The parts of one list without those whose name stands in it before, which is told."""
        seen: dict[Any, Place] = {}
        for part in parts:
            name = part.values["name"]
            if name is BROKEN:
                yield part
            elif name in seen:
                node = part.node.entries["name"][1]
                self.reading.fault(node, f"the name `{short(name)}` stands here a second time", also=seen[name])
            else:
                seen[name] = part.places["name"]
                yield part

    def _combine(self, part: Part, values: dict[str, Any], places: dict[str, Place], name: Any) -> None:
        matrix = values.pop("matrix", None)
        sizes = values.get("sizes", {})
        lines = choices(matrix, sizes, dict(MATRIX_KINDS), SIZE, self.reading) if matrix and matrix is not BROKEN else None
        if lines is None:
            self._case(part, values, places, name)
            return
        self._count(math.prod(len(line) for line in lines) * (len(places) + 1), part)
        for label, combination in combinations(lines):
            chosen, chosen_places = dict(values), dict(places)
            for choice in combination:
                if choice.key in sizes:
                    chosen["sizes"] = {**chosen["sizes"], choice.key: choice.value}
                    chosen_places[f"sizes.{choice.key}"] = choice.place
                else:
                    chosen[choice.key] = choice.value
                    chosen_places[choice.key] = choice.place
            self._case(part, chosen, chosen_places, BROKEN if name is BROKEN else f"{name} {label}")

    def _count(self, parts: int, part: Part) -> None:
        self.parts += parts
        if self.parts > MOST_PARTS:
            message = f"the cases expand to more than {MOST_PARTS:,} parts here"
            self.reading.fault(part.node, message, "split the file", length=1)
            raise Stop

    def _case(self, part: Part, values: dict[str, Any], places: dict[str, Place], name: Any) -> None:
        """Check a complete case, and keep it while the file has no fault."""
        reading = self.reading
        rules.check(values, places, part, reading)
        if name is BROKEN:
            return
        place = part.places["name"]
        if name in self.names:
            node = part.node.entries["name"][1]
            reading.fault(node, f"the name `{short(name)}` stands here a second time", also=self.names[name])
            return
        self.names[name] = place
        if len(self.names) > MOST_CASES:
            self.reading.fault(
                part.node, f"this is case {len(self.names):,} of the file, which may hold {MOST_CASES:,}", length=1
            )
            raise Stop
        if reading.clean:
            values["name"] = name
            if "expect" in values:
                values["expect"] = expectation(values["expect"])
            if "tolerance" in values:
                values.update(tolerance(values["tolerance"]))
            identity = f"{self.stem}::{name}"
            points = values.pop("points", None) or {}
            if at_once := tuple([key for key in places if ", " in key and key.partition(".")[0] in CLAIMS]):
                values["at_once"] = at_once
            compacted = compact(reading.file, places, self._keys)
            at: dict[str, Any] = {"place": place, "last_line": part.node.last_line, "places": compacted}
            self.cases.append(Case(**values, id=identity, **at))
            for word, expected in points.items():
                self.cases.append(Case(**at_special_point(values, word, expected), id=f"{identity} @ {word}", **at))


def at_special_point(values: dict[str, Any], word: str, expected: Any) -> dict[str, Any]:
    """A case at a special point: corners are held against subgradients and the step is measured, unless it says otherwise."""
    own = {**values, "name": f"{values['name']} @ {word}", "point": word}
    if "one_sided" not in own:
        own.setdefault("at_kinks", "subgradient")
    own.setdefault("h", "auto")
    return own if expected is None else {**own, "expect": expectation(expected)}
