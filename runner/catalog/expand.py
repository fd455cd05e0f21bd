"""What a file says → the cases it means: defaults laid under, variants laid over, every combination of a matrix."""

from __future__ import annotations

import itertools
from typing import Any

from runner.catalog import rules
from runner.catalog.kinds import BROKEN, did_you_mean
from runner.catalog.nodes import Mapping, Node, Scalar, Sequence
from runner.catalog.reading import Reading, Stop
from runner.catalog.schema import FILE_KEYS, INTEGER, MATRIX_KEYS, ROWS, Part, read_part, read_parts, tell_unknown
from runner.model import Case, Place

MOST_CASES = 100_000
"""The most cases that one file may stand for."""


def cases_of(root: Node, stem: str, reading: Reading) -> list[Case]:
    """The cases of a document; none where the file has a fault, which is told in `reading`.

    `stem` is what stands before `::` in the ids.
    """
    expansion = _Expansion(stem, reading)
    try:
        expansion.document(root)
    except Stop:
        pass
    return expansion.cases if reading.clean else []


class _Expansion:
    def __init__(self, stem: str, reading: Reading) -> None:
        self.stem = stem
        self.reading = reading
        self.cases: list[Case] = []
        self.names: dict[str, Place] = {}
        self.count = 0

    def document(self, root: Node) -> None:
        reading = self.reading
        if not isinstance(root, Mapping):
            hint = "a catalogue is a mapping too: `cases:` and then the list" if isinstance(root, Sequence) else "as in `name: …`"
            what = "a list" if isinstance(root, Sequence) else "a text"
            reading.fault(root, f"a case file holds a mapping, not {what}", hint, length=1)
            return
        if "cases" in root.entries or "defaults" in root.entries:
            self._catalogue(root)
        else:
            self._leave_out_holders(root, ROWS)
            self._expand(read_part(root, "case", reading), {}, {}, "")

    def _leave_out_holders(self, root: Mapping, known: Any) -> None:
        """A list or mapping whose anchor is used may stand at the top under a name of its own: it holds shared parts."""
        for key, (_, value) in list(root.entries.items()):
            if key not in known and isinstance(value, Mapping | Sequence) and value.shared:
                del root.entries[key]

    def _catalogue(self, root: Mapping) -> None:
        reading = self.reading
        self._leave_out_holders(root, FILE_KEYS)
        values: dict[str, Any] = {}
        places: dict[str, Place] = {}
        for key, (key_node, value) in root.entries.items():
            if key == "description":
                ROWS[key].kind.read(value, key, reading)
            elif key == "defaults" and isinstance(value, Mapping):
                defaults = self._through(value, read_part, "defaults")
                values, places = defaults.values, defaults.places
            elif key == "defaults":
                reading.fault(value, "`defaults` must be a mapping of keys of a case")
            elif key in ROWS:
                reading.fault(key_node, f"`{key}` stands beside `cases`", "put it under `defaults` or in a case")
            elif key != "cases":
                shown = key if len(key) <= 40 else key[:37] + "…"
                reading.fault(key_node, f"unknown key `{shown}` in a catalogue", did_you_mean(key, FILE_KEYS))
        if "cases" not in root.entries:
            reading.fault(root.entries["defaults"][0], "there are `defaults` but no `cases`")
            return
        cases = root.entries["cases"][1]
        if not isinstance(cases, Sequence) or not cases.items:
            reading.fault(cases, "`cases` must be a list of one case or more", length=1)
            return
        for part in self._through(cases, read_parts, "case"):
            self._expand(part, values, places, "")

    def _through(self, node: Any, read: Any, what: str) -> Any:
        return read(node, what, self.reading) if node.alias is None else self.reading.through(node.alias, read, node, what)

    def _expand(self, part: Part, base: dict[str, Any], base_places: dict[str, Place], prefix: str) -> None:
        """The cases that a part stands for, laid over what is under it."""
        values, places = lay(part, base, base_places) if base else (part.values, part.places)
        own = values["name"]
        name = BROKEN if own is BROKEN or prefix is BROKEN else f"{prefix}{own}"
        variants = values.pop("variants", None)
        if variants is None or variants == [] or "gradient" in values:
            self._emit(part, values, places, name)
        if variants and variants is not BROKEN:
            inner = BROKEN if name is BROKEN else f"{name} / "
            under = {key: value for key, value in values.items() if key != "name"}
            for variant in variants:
                self._expand(variant, under, places, inner)

    def _emit(self, part: Part, values: dict[str, Any], places: dict[str, Place], name: Any) -> None:
        matrix = values.pop("matrix", None)
        if matrix is None or matrix is BROKEN:
            self._case(part, values, places, name)
            return
        lists = self._matrix_lists(matrix, values, places)
        if lists is None:
            self._case(part, values, places, name)
            return
        count = 1
        for options in lists:
            count *= len(options)
        self._bound(count, places["matrix"])
        for combination in itertools.product(*lists):
            chosen, chosen_places = dict(values), dict(places)
            for key, text, value, place in combination:
                if key in chosen.get("sizes", ()):
                    chosen["sizes"] = {**chosen["sizes"], key: value}
                    chosen_places[f"sizes.{key}"] = place
                else:
                    chosen[key] = value
                    chosen_places[key] = place
            label = ", ".join(f"{key}={text}" for key, text, _, _ in combination)
            self._case(part, chosen, chosen_places, BROKEN if name is BROKEN else f"{name} [{label}]")

    def _matrix_lists(self, matrix: dict[str, Any], values: dict[str, Any], places: dict[str, Place]) -> Any:
        """For each key its options as (key, text as written, value, place); None where a fault was told."""
        reading = self.reading
        sizes = values.get("sizes", {})
        lists = []
        for key, options in matrix.items():
            if options is BROKEN or sizes is BROKEN:
                return None
            if key not in sizes and key not in MATRIX_KEYS:
                known = [*sizes, *MATRIX_KEYS]
                node = Scalar("", places[f"matrix.{key}"].line, places[f"matrix.{key}"].column, True)
                hint = did_you_mean(key, known) or "a matrix runs over names in `sizes`, or `seed`, `h`, `tolerance`, `dtype`"
                reading.fault(
                    node,
                    f"`matrix` runs over `{key[:40]}`, which is neither in `sizes` nor one of {', '.join(MATRIX_KEYS)}",
                    hint,
                )
                return None
            kind = INTEGER if key in sizes else ROWS[key].kind
            read = [(key, node.text, kind.read(node, f"matrix.{key}", reading), reading.place(node)) for node in options]
            if any(option[2] is BROKEN for option in read):
                return None
            lists.append(read)
        return lists

    def _bound(self, count: int, place: Place) -> None:
        self.count += count
        if self.count > MOST_CASES:
            self.reading.fault_at(place.line, place.column, f"the file stands for more than {MOST_CASES:,} cases", "split it")
            raise Stop

    def _case(self, part: Part, values: dict[str, Any], places: dict[str, Place], name: Any) -> None:
        reading = self.reading
        named = part.places.get("name") or reading.place(part.node)
        rules.check(values, places, named, reading)
        if name is BROKEN:
            return
        if name in self.names:
            reading.fault(
                Scalar(name, named.line, named.column, True),
                f"the name `{name}` stands here a second time",
                also=self.names[name],
            )
            return
        self.names[name] = named
        if not reading.clean:
            return
        fields = dict(values)
        fields["name"] = name
        if "expect" in fields:
            fields["expect"] = rules.expectation(fields["expect"])
        self.cases.append(Case(**fields, id=f"{self.stem}::{name}", place=named, last_line=part.last_line, places=places))


def lay(part: Part, base: dict[str, Any], base_places: dict[str, Place]) -> tuple[dict[str, Any], dict[str, Place]]:
    """A part laid over what is under it: mappings are merged one level deep, all else is replaced."""
    values = dict(base)
    places = {**base_places, **part.places}
    for key, value in part.values.items():
        under = values.get(key)
        if under.__class__ is dict:
            if value.__class__ is dict:
                values[key] = {**under, **value}
                continue
            for name in under:
                places.pop(f"{key}.{name}", None)
        values[key] = value
    return values, places
