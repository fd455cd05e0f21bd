"""What a reference is made of: topics, files, formulas, each with its gradients and the mistakes to avoid."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from .document import Document
from .equations import Equation


class Form(NamedTuple):
    """A gradient as it may be written: what the variant is called, the formulas, and the same as numpy."""

    name: str
    lines: Sequence[Equation]
    code: str


class Mistake(NamedTuple):
    """A wrong claim: what it is called, its formulas, what a teacher would say, and of which kind it is."""

    anchor: str
    name: str
    lines: Sequence[Equation]
    sentence: str
    kind: str
    public: bool
    """Whether it was made in public."""


@dataclass(slots=True)
class Entry:
    """A formula with its gradient."""

    anchor: str
    name: str
    result: Document
    formula: Sequence[Equation]
    forms: list[Form]
    mistakes: list[Mistake] = field(default_factory=list)


class Section(NamedTuple):
    """The entries of a file."""

    name: str
    entries: list[Entry]


class Topic(NamedTuple):
    """The sections of a folder."""

    anchor: str
    name: str
    sections: list[Section]

    @property
    def size(self) -> int:
        return sum(len(section.entries) for section in self.sections)


class Kind(NamedTuple):
    """A kind of mistake: how often it is on the page, how often it was made in public, and where."""

    word: str
    how_many: int
    public: int
    where: Sequence[Mistake]


@dataclass(frozen=True, slots=True)
class Reference:
    topics: Sequence[Topic]
    kinds: Sequence[Kind]
    left_out: Sequence[tuple[Document, str]]
    """What was claimed to be right and is not shown, with the reason."""
    gradients: int
    """How many claims are shown as right."""
    helpers: Sequence[tuple[str, str]]
    """The functions that the texts call and numpy does not have, with their definitions."""
    legend: Sequence[tuple[str, str]]

    @property
    def entries(self) -> Sequence[Entry]:
        return [entry for topic in self.topics for section in topic.sections for entry in section.entries]
