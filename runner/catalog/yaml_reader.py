"""Text → document: the parts of a YAML file with their places, from parser events, within stated limits.

The C parser of libyaml is used where PyYAML has it, else its Python one. Nothing is constructed by PyYAML: the
composer of libyaml crashes on deep nesting and the constructors of YAML 1.1 read `no` as false. Anchors, aliases and
merge keys (`<<`) work; a merged mapping stands where its `<<` stands, and a key of the mapping itself goes before it.
"""

from __future__ import annotations

from typing import Any

import yaml

from runner.catalog.core_schema import NotANumber, meaning
from runner.catalog.nodes import Mapping, Node, Refused, Scalar, Sequence
from runner.catalog.reading import Reading, Stop
from runner.catalog.parsers import Parser, default_parser
from runner.catalog.syntax_errors import tell_syntax_error
from runner.model import Place

DEEPEST = 100
"""How many lists and mappings may stand within one another."""
MOST_PARTS = 1_000_000
"""How many lists, mappings and scalars a document may hold once its aliases are expanded."""
LONGEST_TEXT = 100_000
"""How many characters one scalar may have."""

QUOTE_IT = "put an expression that begins with `{0}` in quotes"


def read_document(reading: Reading, parser: Parser | None = None) -> Node | None:
    """The document of a file; None where it has faults that leave nothing to read, which are told in `reading`."""
    try:
        return _Composer(reading).compose((parser or default_parser())(reading.text))
    except Stop:
        return None
    except yaml.YAMLError as error:
        tell_syntax_error(error, reading)
        return None


class _Composer:
    def __init__(self, reading: Reading) -> None:
        self.reading = reading
        self.anchors: dict[str, tuple[Node, Place]] = {}
        self.sizes: dict[str, int] = {}
        """The number of parts behind each anchor, aliases expanded."""
        self.parts = 0
        self.last_line = 0

    def compose(self, parser: Any) -> Node | None:
        reading, next_event = self.reading, parser.get_event
        scalar_event, document_start, stream_end = yaml.ScalarEvent, yaml.DocumentStartEvent, yaml.StreamEndEvent
        root: Node | None = None
        documents = 0
        stack: list[tuple[Mapping | Sequence | None, Scalar | Refused | None, str | None, int, bool]] = []
        container: Mapping | Sequence | None = None
        key: Scalar | Refused | None = None
        anchor: str | None = None
        parts_before = 0
        flow = False
        while True:
            event = next_event()
            kind = event.__class__
            if kind is scalar_event:
                mark = event.start_mark
                self.parts += 1
                text = event.value
                node: Node = Scalar(text, mark.line + 1, mark.column + 1, event.implicit[0])
                self.last_line = event.end_mark.line + (event.end_mark.column > 0)
                if len(text) > LONGEST_TEXT:
                    reading.fault(
                        node, f"a text of {len(text):,} characters is too long", f"the most is {LONGEST_TEXT:,}", length=1
                    )
                    node = Refused(node.line, node.column)
                if event.tag is not None:
                    node = self._tagged(event)
                if event.anchor is not None:
                    self._anchor(event.anchor, node)
                    self.sizes[event.anchor] = 1
            elif kind is yaml.MappingStartEvent or kind is yaml.SequenceStartEvent:
                mark = event.start_mark
                line, column = mark.line + 1, mark.column + 1
                opened = Mapping(line, column) if kind is yaml.MappingStartEvent else Sequence(line, column)
                node = opened if event.tag is None else self._tagged(event)
                self.parts += 1
                if event.anchor is not None:
                    self._anchor(event.anchor, node)
                if container is None:
                    root = node
                elif container.__class__ is Sequence:
                    container.items.append(node)
                elif key is None:
                    reading.fault_at(line, column, "a key must be a text, not a list or mapping")
                    key = Refused(line, column)
                else:
                    self._enter(container, key, node)
                    key = None
                if len(stack) == DEEPEST:
                    reading.fault_at(line, column, f"more than {DEEPEST} lists and mappings within one another")
                    raise Stop
                stack.append((container, key, anchor, parts_before, flow))
                container, key, anchor, parts_before, flow = opened, None, event.anchor, self.parts - 1, bool(event.flow_style)
                continue
            elif kind is yaml.MappingEndEvent or kind is yaml.SequenceEndEvent:
                assert container is not None
                if flow:
                    self.last_line = event.end_mark.line + 1
                container.last_line = max(self.last_line, container.line)
                if container.__class__ is Mapping and "<<" in container.entries:
                    self._merge(container)
                if anchor is not None:
                    self.sizes[anchor] = self.parts - parts_before
                if self.parts > MOST_PARTS:
                    self._too_many(container)
                container, key, anchor, parts_before, flow = stack.pop()
                continue
            elif kind is yaml.AliasEvent:
                node = self._alias(event)
                self.last_line = event.end_mark.line + 1
            elif kind is document_start:
                documents += 1
                if documents > 1:
                    mark = event.start_mark
                    reading.fault_at(
                        mark.line + 1,
                        mark.column + 1,
                        "a second document begins here; a file holds one",
                        "put it in a file of its own",
                        length=3,
                    )
                    raise Stop
                continue
            elif kind is stream_end:
                return self._not_empty(root)
            else:
                continue
            if container is None:
                root = node
            elif container.__class__ is Sequence:
                container.items.append(node)
            elif key is None:
                key = self._key(node)
            else:
                self._enter(container, key, node)
                key = None

    def _enter(self, mapping: Mapping, key: Scalar | Refused, value: Node) -> None:
        if key.__class__ is Refused:
            return
        text = key.text
        if text in mapping.entries:
            first = mapping.entries[text][0]
            self.reading.fault(key, f"the key `{text}` stands here a second time", also=self.reading.place(first))
            return
        mapping.entries[text] = (key, value)

    def _key(self, node: Node) -> Scalar | Refused:
        if not isinstance(node, Scalar):
            if not isinstance(node, Refused):
                self.reading.fault(node, "a key must be a text, not a list or mapping")
            return Refused(node.line, node.column)
        if not node.plain:
            return node
        try:
            value = meaning(node.text)
        except NotANumber as error:
            self.reading.fault(node, f"a key must be a text: {error}", error.hint)
            return Refused(node.line, node.column)
        if value.__class__ is not str:
            what = "nothing" if node.text == "" else f"`{node.text}`"
            self.reading.fault(node, f"a key must be a text, not {what}", f'write "{node.text}" in quotes' if node.text else None)
            return Refused(node.line, node.column)
        if not node.text.isascii() and node.text[0].isspace():
            hint = "replace the characters that only look like blanks by blanks"
            self.reading.fault(node, f"the line is indented with U+{ord(node.text[0]):04X}, which is no blank", hint)
            raise Stop
        return node

    def _tagged(self, event: Any) -> Refused:
        mark = event.start_mark
        line, column = mark.line + 1, mark.column + 1
        written = self.reading.lines[mark.line][mark.column :]
        word = next((part for part in written.split() if part.startswith("!")), "!")
        hint = f"leave it out, or put the text in quotes: '{word}…'" if word != "!" else None
        self.reading.fault_at(line, column, f"the tag `{word}` is not allowed; a case file has no tags", hint, length=len(word))
        return Refused(line, column)

    def _anchor(self, name: str, node: Node) -> None:
        self.anchors[name] = node, self.reading.place(node)

    def _alias(self, event: Any) -> Node:
        mark, name = event.start_mark, event.anchor
        place = Place(self.reading.file, mark.line + 1, mark.column + 1)
        if name not in self.anchors:
            self.reading.fault_at(
                place.line,
                place.column,
                f"`*{name}` refers to an anchor `&{name}` that is not there",
                QUOTE_IT.format("*"),
                length=len(name) + 1,
            )
            return Refused(place.line, place.column)
        node, anchored = self.anchors[name]
        if isinstance(node, Mapping | Sequence) and not node.last_line:
            self.reading.fault_at(
                place.line,
                place.column,
                f"`*{name}` stands within `&{name}`: the document would contain itself",
                also=anchored,
                length=len(name) + 1,
            )
            raise Stop
        self.parts += self.sizes.get(name, 1)
        copy = node.by_alias(place)
        if self.parts > MOST_PARTS:
            self._too_many(Scalar("", place.line, place.column, True))
        return copy

    def _too_many(self, node: Node) -> None:
        message = f"the document expands to more than {MOST_PARTS:,} parts"
        self.reading.fault_at(node.line, node.column, message, "split the file, or share less by aliases")
        raise Stop

    def _merge(self, mapping: Mapping) -> None:
        """Lay the mappings behind `<<` under the keys of the mapping itself, where the `<<` stands."""
        entries: dict[str, tuple[Scalar, Node]] = {}
        for text, (key, value) in mapping.entries.items():
            if text != "<<" or not key.plain:
                entries[text] = (key, value)
                continue
            for source in self._merged(value):
                for name, (inner_key, inner_value) in source.entries.items():
                    if name not in entries and name not in mapping.entries:
                        entries[name] = (_reached(inner_key, source), _reached(inner_value, source))
        mapping.entries = entries

    def _merged(self, value: Node) -> list[Mapping]:
        sources = value.items if isinstance(value, Sequence) else [value]
        mappings: list[Mapping] = []
        for source in sources:
            if isinstance(source, Mapping):
                mappings.append(source)
            elif not isinstance(source, Refused):
                self.reading.fault(source, "`<<` takes a mapping or a list of mappings", "as in `<<: *shared`")
        return mappings

    def _not_empty(self, root: Node | None) -> Node | None:
        if root is None or (isinstance(root, Scalar) and root.plain and not root.text):
            self.reading.fault_at(1, 1, "the file is empty", "a case has a `name`, a `cost` and a `gradient`")
            return None
        return root


def _reached(node: Any, source: Mapping) -> Any:
    """The part of a merged mapping, marked with the alias by which the mapping was reached."""
    return node if source.alias is None or node.alias is not None else node.by_alias(source.alias)
