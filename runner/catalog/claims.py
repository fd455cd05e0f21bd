"""Claims of others laid over cases that they cannot change: a class's files over a teacher's exercises.

A file of claims holds a mapping: the name of an exercise → the claim, as under `gradient`; or, where the backward pass takes
several lines, `{let: …, gradient: …}`, whose lines serve the claim alone. Nothing else can be set. Such a file is read under the
limits of a case file, and its faults are told in the same way.
"""

from __future__ import annotations

import contextlib
import re
from collections.abc import Collection
from collections.abc import Mapping as AnyMapping
from collections.abc import Sequence as AnySequence
from dataclasses import dataclass, field, replace
from functools import partial
from typing import Any

from ..model import DERIVE, Case, Claim, Expectation, Fault, Place, lines_of_cost
from .arrays import GRADIENT
from .files import find
from .kinds import BROKEN, did_you_mean
from .naming import short, visible
from .nodes import Mapping, Node, Scalar, Sequence
from .reading import Reading, Stop
from .schema import LET
from .sources import bounded, read_bytes
from .yaml_reader import read_document

DRAWING = re.compile(r"(?<![\w.])rng\b")
SETTING = re.compile(r" \[| @ ")
"""What divides the name of a case from the settings of a matrix, and from the special point."""
LONG_FORM = {"let", "gradient"}


@dataclass(slots=True)
class Laid:
    """The cases that came of it, those who claim (each with the path of the file), and what was wrong with files."""

    cases: list[Case] = field(default_factory=list)
    claimants: dict[str, str] = field(default_factory=dict)
    faults: list[Fault] = field(default_factory=list)
    contents: list[tuple[str, str]] = field(default_factory=list)
    """What was read: see `Catalogue.contents`."""


def exercises_among(cases: AnySequence[Case]) -> list[Case]:
    """The cases whose gradient can be asked for: those that are meant to be right."""
    return [case for case in cases if case.expect.verdict == "pass" and case.claims]


def lay_claims(cases: AnySequence[Case], path: str) -> Laid:
    """A case for each claim in the files below `path` and each exercise among `cases` that it is made for.

    A claim with a fault gives no case, nor does a file that cannot be read; who wrote it is counted among those who claim anyhow.
    """
    laid = Laid()
    names = _by_name(exercises_among(cases))
    for file in find(path):
        if isinstance(file, Fault):
            laid.faults.append(file)
            continue
        laid.claimants[file.stem] = file.path
        reading, found = bounded(file.path, read_bytes(file.path), partial(_claims_in, file.stem, names))
        laid.contents.append((file.stem, reading.digest))
        laid.faults += reading.faults
        laid.cases += found
    return laid


def _claims_in(claimant: str, names: AnyMapping[str, list[Case]], reading: Reading) -> list[Case]:
    root = read_document(reading) if reading.clean else None
    found: list[Case] = []
    if root is not None and reading.clean:
        with contextlib.suppress(Stop):
            found = list(_File(claimant, names, reading).cases(root))
    return found


def _by_name(exercises: AnySequence[Case]) -> dict[str, list[Case]]:
    """The exercises by what they may be called: the id, the name, and the name without settings."""
    names: dict[str, list[Case]] = {}
    for case in exercises:
        base = SETTING.split(case.name)[0]
        stem = case.id.removesuffix(case.name)
        for name in dict.fromkeys((case.name, base, case.id, stem + base)):
            names.setdefault(name, []).append(case)
    return names


class _File:
    """Reads the file of one who claims."""

    def __init__(self, claimant: str, names: AnyMapping[str, list[Case]], reading: Reading) -> None:
        self._claimant = claimant
        self._names = names
        self._reading = reading

    def cases(self, root: Node) -> list[Case]:
        reading = self._reading
        if not isinstance(root, Mapping):
            reading.fault(root, "a file of claims holds a mapping: the name of an exercise, and the claim", length=1)
            return []
        cases: list[Case] = []
        for name, (key, value) in root.entries.items():
            before = len(reading.faults)
            meant = self._names.get(name, [])
            files = {case.place.file for case in meant if case.place}
            if not meant:
                reading.fault(key, f"there is no exercise `{short(name)}`", did_you_mean(name, list(self._names)))
            elif len(files) > 1:
                reading.fault(
                    key, f"there are several exercises `{short(name)}`", f"write its id, such as `{visible(meant[0].id)}`"
                )
            else:
                found = self._of_exercise(meant, key, value)
                cases += found if len(reading.faults) == before else []
        return cases

    def _of_exercise(self, meant: AnySequence[Case], key: Scalar, node: Node) -> list[Case]:
        """The claim for an exercise, which may be several cases of a matrix."""
        reading = self._reading
        outer, reading.places = reading.places, {}
        claim, let = node, {}
        if isinstance(node, Mapping) and "gradient" in node.entries:
            for name, (name_node, _) in node.entries.items():
                if name not in LONG_FORM:
                    reading.fault(name_node, f"a claim cannot set `{short(name)}`", "only `gradient`, and lines of `let` for it")
            claim = node.entries["gradient"][1]
            if "let" in node.entries:
                let = self._lines(meant[0], node.entries["let"][1])
        claims = self._claims(meant[0], claim, () if let is BROKEN else let)
        places, reading.places = reading.places, outer
        if not claims or let is BROKEN:
            return []
        last = node.last_line if isinstance(node, Mapping | Sequence) else max(node.line, key.line)
        places["name"] = Place(reading.file, key.line, key.column)
        return [self._laid(case, claims, let, places=places, last=last) for case in meant]

    def _claims(self, case: Case, node: Node, let: Collection[str]) -> dict[str, Claim]:
        """The claims, each for its input; none where something is wrong with one."""
        reading, asked = self._reading, list(case.claims)
        read = GRADIENT.read(node, "gradient", reading)
        if isinstance(node, Mapping):
            claims: dict[str, Any] = read
            for name, (name_node, _) in node.entries.items():
                for part in name.split(","):
                    if part.strip() not in asked:
                        hint = did_you_mean(part.strip(), asked)
                        reading.fault(name_node, f"no gradient by `{short(part.strip())}` is asked for", hint)
        elif len(asked) > 1:
            reading.fault(
                node, "there is one claim, where several are asked for", f"write one for each of {', '.join(asked)}", length=1
            )
            return {}
        else:
            claims = {asked[0]: read}
            reading.places[f"gradient.{asked[0]}"] = reading.place(node)
        for name, claim in claims.items():
            if isinstance(claim, str):
                self._test(claim, f"gradient.{name}", node)
                self._test_seen(case, claim, f"gradient.{name}", node, let)
        return {} if BROKEN in claims.values() else claims

    def _lines(self, case: Case, node: Node) -> Any:
        """The lines of `let` that serve the claim: they take no name that is taken, and draw nothing."""
        lines = LET.read(node, "let", self._reading)
        taken = {*case.sizes, *case.shapes, *case.values, *(name for names in _given(case) for name in names.split(", "))}
        if isinstance(node, Mapping):
            for names, (name_node, _) in node.entries.items():
                for name in names.split(","):
                    if name.strip() in taken:
                        self._reading.fault(name_node, f"`{short(name.strip())}` is given by the exercise", "take another name")
            for names, text in lines.items():
                if isinstance(text, str):
                    self._test(text, f"let.{names}", node)
                    self._test_seen(case, text, f"let.{names}", node, lines)
        return BROKEN if lines is BROKEN or BROKEN in lines.values() else lines

    def _test(self, text: str, key: str, node: Node) -> None:
        """Tell a text that would draw random numbers, or leave the claim to us."""
        place = self._reading.places.get(key)
        line, column = (place.line, place.column) if place else (node.line, node.column)
        if text.strip() == DERIVE:
            self._reading.fault_at(line, column, f"`{DERIVE}` claims nothing", length=len(DERIVE))
        elif DRAWING.search(text):
            self._reading.fault_at(line, column, "a claim draws no random numbers", "leave `rng` out")

    def _test_seen(self, case: Case, text: str, key: str, node: Node, own: Collection[str]) -> None:
        """Tell a text that uses a line of the exercise which a claim does not see, and does not have itself."""
        known = {name for names in (*_given(case), *own) for name in names.split(", ")}
        for name in (name for names in case.let for name in names.split(", ") if name not in known):
            found = re.search(rf"(?<![\w.]){name}(?!\w)", text)
            if found is not None:
                place = self._reading.places.get(key)
                line, column = (place.line, place.column) if place else (node.line, node.column)
                hint = "the exercise's own gradient is made with it: write the line under `let` beside your `gradient`"
                self._reading.fault_at(line, column, f"a claim does not see `{short(name)}`", hint, length=1)

    def _laid(self, case: Case, claims: dict[str, Claim], let: dict[str, str], *, places: dict[str, Place], last: int) -> Case:
        """The exercise with the claim in place of its own, and with those of its lines that the cost needs."""
        place = places["name"]
        forward = {name: text for name, text in case.let.items() if name in _given(case)}
        kept = {key: where for key, where in case.places.items() if not key.startswith(("gradient", "expect", "name"))}
        return replace(
            case,
            id=f"{self._claimant}/{case.id}",
            gradient=claims,
            wrt=None,
            jacobian=None,
            jvp=None,
            hessian=None,
            hvp=None,
            let={**forward, **let},
            expect=Expectation(),
            place=place,
            last_line=last,
            places={**kept, **places},
            exercise=f"{case.place.file}::{case.name}" if case.place else None,
        )


def _given(case: Case) -> list[str]:
    """The lines of `let` of an exercise that its cost needs: the others serve the teacher's claim."""
    return lines_of_cost(case.let, case.cost or case.output)
