"""Parser events → the parts of a YAML file with their places, within stated limits.

Every part keeps its line and column, a scalar stays text until the schema asks for its meaning, and what is wrong is told as a
fault; the rest is read on.
"""

from __future__ import annotations

from typing import Any, NoReturn

import yaml

from ..model import Place
from .flow_commas import ends_at_a_comma, open_brackets_in, tell
from .keys_and_tags import key_of, tagged
from .lines import after_anchor, open_brackets
from .merging import merge
from .naming import short
from .nodes import Mapping, Node, Refused, Scalar, Sequence
from .reading import Reading, Stop

DEEPEST = 100
"""How many lists and mappings may stand within one another."""
MOST_PARTS = 1_000_000
"""How many lists, mappings and scalars a document may hold, each alias counted as what it stands for."""
LONGEST_TEXT = 100_000
"""How many characters one scalar may have."""


class Open:
    """A list or mapping whose end has not come yet."""

    __slots__ = ("anchor", "flow", "key", "node", "parts_before", "unclosed")

    def __init__(self, node: Mapping | Sequence, anchor: str | None, flow: bool, parts_before: int) -> None:
        self.node = node
        self.anchor = anchor
        self.flow = flow
        self.parts_before = parts_before
        self.unclosed = 0
        """How many round brackets are open in the expression that a comma has cut into parts."""
        self.key: Scalar | Refused | None = None
        """In a mapping, the key whose value comes next."""


class Composer:
    def __init__(self, reading: Reading) -> None:
        self.reading = reading
        self.root: Node | None = None
        self.documents = 0
        self.open: Open | None = None
        self.outer: list[Open] = []
        self.anchors: dict[str, tuple[Node, Place]] = {}
        self.sizes: dict[str, int] = {}
        """The number of parts behind each anchor."""
        self.parts = 0
        self.last_line = 0
        """The last line on which something other than a comment has stood so far."""
        self.keys: set[str] = set()
        """Plain scalars that were found to be good keys: in a catalogue they come again and again."""

    def compose(self, parser: Any) -> Node | None:
        """Handle every event of a parser."""
        handlers = {
            yaml.ScalarEvent: self._scalar,
            yaml.SequenceStartEvent: self._begin,
            yaml.SequenceEndEvent: self._end,
            yaml.MappingStartEvent: self._begin,
            yaml.MappingEndEvent: self._end,
            yaml.AliasEvent: self._alias,
            yaml.DocumentStartEvent: self._document,
        }
        next_event = parser.get_event
        while (event := next_event()).__class__ is not yaml.StreamEndEvent:
            handler = handlers.get(event.__class__)
            if handler is not None:
                handler(event)
        if self.root is None or (isinstance(self.root, Scalar) and self.root.plain and not self.root.text):
            self.reading.fault_at(1, 1, "the file is empty", "a case has a `name`, a `cost` and a `gradient`")
            return None
        return self.root

    def _document(self, event: Any) -> None:
        self.documents += 1
        if self.documents > 1:
            mark = event.start_mark
            message = "a second document begins here; a file holds one"
            self.reading.fault_at(mark.line + 1, mark.column + 1, message, "put it in a file of its own", length=3)
            raise Stop

    def _scalar(self, event: Any) -> None:
        mark, end, text = event.start_mark, event.end_mark, event.value
        node: Scalar | Refused = Scalar(text, mark.line + 1, mark.column + 1, event.implicit[0])
        self.last_line = end.line + 1 if end.column else self._trimmed(end.line)
        self.parts += 1
        if event.tag is not None or event.anchor is not None or len(text) > LONGEST_TEXT or self.parts > MOST_PARTS:
            node = self._unusual(event, node)  # type: ignore[arg-type]
        self._attach(node)

    def _unusual(self, event: Any, node: Scalar) -> Scalar | Refused:
        """What stands for a scalar that is too long or one too many, or has a tag or an anchor."""
        self._count(0, node)
        kept: Scalar | Refused = node
        if event.tag is not None:
            kept = tagged(event, self.reading)
        elif len(node.text) > LONGEST_TEXT:
            message = f"a text of {len(node.text):,} characters is too long"
            self.reading.fault(node, message, f"at most {LONGEST_TEXT:,} are read", length=1)
            kept = Refused(node.line, node.column)
        if event.anchor is not None:
            self._anchor(event.anchor, kept)
            self.sizes[event.anchor] = 1
        return kept

    def _begin(self, event: Any) -> None:
        line, column = event.start_mark.line + 1, event.start_mark.column + 1
        opened = Mapping(line, column) if event.__class__ is yaml.MappingStartEvent else Sequence(line, column)
        self._count(1, opened)
        node = opened if event.tag is None else tagged(event, self.reading)
        if event.anchor is not None:
            self._anchor(event.anchor, node)
        self._attach(node)
        if self.open is not None:
            self.outer.append(self.open)
        if len(self.outer) >= DEEPEST:
            self._tell_depth(line, column)
        self.open = Open(opened, event.anchor, bool(event.flow_style), self.parts - 1)

    def _tell_depth(self, line: int, column: int) -> NoReturn:
        self.reading.fault_at(line, column, f"more than {DEEPEST} lists and mappings stand within one another")
        raise Stop

    def too_deep(self, mark: Any) -> NoReturn:
        """The parser has given up at `mark`, within brackets of which it has told nothing: tell the first that is too deep."""
        place = mark.line + 1, mark.column + 1
        room = DEEPEST - sum(not each.flow for each in (*self.outer, self.open) if each is not None)
        opened = open_brackets(self.reading.lines, *place)
        self._tell_depth(*(opened[room] if len(opened) > room else place))

    def _end(self, event: Any) -> None:
        closed = self.open
        assert closed is not None
        node = closed.node
        if closed.flow:
            self.last_line = event.end_mark.line + 1
        node.last_line = max(self.last_line, node.line)
        if node.__class__ is Mapping and "<<" in node.entries:
            merge(node, self.reading)
        if closed.anchor is not None:
            self.sizes[closed.anchor] = self.parts - closed.parts_before
        self.open = self.outer.pop() if self.outer else None

    def _attach(self, node: Node) -> None:
        """Put a part where it belongs: into the open list, or into the open mapping as a key or a value."""
        opened = self.open
        if opened is None:
            self.root = node
            return
        into = opened.node
        if opened.flow and node.__class__ is Scalar and node.plain and self._is_cut(opened, node):
            node = Refused(node.line, node.column)
        if into.__class__ is Sequence:
            into.items.append(node)
        elif opened.key is None:
            known = node.__class__ is Scalar and node.plain and node.text in self.keys
            opened.key = node if known else self._key(node)  # type: ignore[assignment]
        else:
            key, opened.key = opened.key, None
            self._enter(into, key, node)  # type: ignore[arg-type]

    def _is_cut(self, opened: Open, node: Scalar) -> bool:
        """Whether a scalar within `{…}` or `[…]` is a part of an expression that holds a comma, which is told once."""
        depth = open_brackets_in(node.text)
        if opened.unclosed:
            opened.unclosed = max(0, opened.unclosed + depth)
            if isinstance(opened.node, Mapping):
                opened.node.incomplete = True
            return True
        if depth <= 0 or (opened.node.__class__ is Mapping and opened.key is None):
            return False
        if not ends_at_a_comma(node, self.reading):
            return False
        tell(opened.key if isinstance(opened.key, Scalar) else None, node, self.reading)
        opened.unclosed = depth
        return True

    def _enter(self, mapping: Mapping, key: Scalar | Refused, value: Node) -> None:
        if key.__class__ is not Scalar:
            mapping.incomplete = True
        elif key.text in mapping.entries:
            first = self.reading.place(mapping.entries[key.text][0])
            self.reading.fault(key, f"the key `{short(key.text)}` stands here a second time", also=first)
        else:
            mapping.entries[key.text] = (key, value)

    def _key(self, node: Node) -> Scalar | Refused:
        """The node as a key; once it has been found to be a good one it need not be looked at again."""
        key = key_of(node, self.reading)
        if isinstance(key, Scalar) and key.plain:
            self.keys.add(key.text)
        return key

    def _anchor(self, name: str, node: Node) -> None:
        """Remember what an anchor names; a scalar begins after its anchor."""
        self.anchors[name] = node, self.reading.place(node)
        if node.__class__ is Scalar and (node.text or not node.plain):
            node.line, node.column = after_anchor(self.reading.lines, node.line, node.column)

    def _alias(self, event: Any) -> None:
        name = event.anchor
        place = Place(self.reading.file, event.start_mark.line + 1, event.start_mark.column + 1)
        self.last_line = place.line
        node, anchored = self.anchors.get(name, (None, None))
        if node is None:
            self._alias_fault(
                place, name, f"`*{short(name)}` stands for a part marked `&{short(name)}`, and there is none before it"
            )
            self._attach(Refused(place.line, place.column))
            return
        if isinstance(node, Mapping | Sequence) and not node.last_line:
            self._alias_fault(
                place, name, f"`*{short(name)}` stands within `&{short(name)}`: the document would contain itself", anchored
            )
            raise Stop
        copy = node.by_alias(place)
        self._count(self.sizes.get(name, 1), Refused(place.line, place.column))
        self._attach(copy)

    def _alias_fault(self, place: Place, name: str, message: str, also: Place | None = None) -> None:
        hint = "put an expression that begins with `*` in quotes" if also is None else None
        self.reading.fault_at(place.line, place.column, message, hint, also=also, length=len(name) + 1)

    def _count(self, parts: int, node: Node) -> None:
        self.parts += parts
        if self.parts > MOST_PARTS:
            message = f"the document expands to more than {MOST_PARTS:,} parts here"
            self.reading.fault_at(node.line, node.column, message, "split the file, or share less by aliases")
            raise Stop

    def _trimmed(self, line: int) -> int:
        """The last line, up to a given one, that is not blank: where a block scalar really ends."""
        while line > 1 and not self.reading.line(line).strip():
            line -= 1
        return line
