"""How these tests read a text as a case file, without a disk in between."""

from __future__ import annotations

from textwrap import dedent

from runner.catalog import Catalogue
from runner.catalog.expand import cases_of
from runner.catalog.reading import Reading
from runner.catalog.sources import check_characters
from runner.catalog.yaml_reader import read_document
from runner.model import Case, Fault

SQUARE = """\
name: square
shapes: {x: [3]}
cost: np.sum(x**2)
gradient: 2*x
"""
"""A valid case, to which a test adds what it is about."""


def load(text: str) -> Catalogue:
    """The cases and faults of a text, read as the file `f.yaml` given by itself."""
    reading = Reading("f.yaml", dedent(text) if text.startswith("    ") else text)
    check_characters(reading)
    root = read_document(reading) if reading.clean else None
    cases = cases_of(root, "f", reading) if root is not None else []
    return Catalogue(cases, reading.faults)


def cases(text: str) -> list[Case]:
    """The cases of a text that has no fault."""
    found = load(text)
    assert found.faults == []
    return found.cases


def case(text: str) -> Case:
    """The only case of a text that has no fault."""
    (only,) = cases(text)
    return only


def faults(text: str) -> list[str]:
    """The faults of a text, each as `line:column: message`; a text with faults gives no case."""
    found = load(text)
    assert not (found.faults and found.cases)
    return [place_and_message(fault) for fault in found.faults]


def fault(text: str) -> Fault:
    """The only fault of a text."""
    found = load(text)
    assert len(found.faults) == 1, [place_and_message(fault) for fault in found.faults]
    return found.faults[0]


def hints(text: str) -> list[str | None]:
    return [fault.hint for fault in load(text).faults]


def place_and_message(fault: Fault) -> str:
    assert fault.place is not None
    return f"{fault.place.line}:{fault.place.column}: {fault.message}"


def marked(fault: Fault) -> str:
    """The characters of the source line over the caret."""
    assert fault.place is not None
    assert fault.source is not None
    return fault.source[fault.place.column - 1 : fault.place.column - 1 + fault.length]
