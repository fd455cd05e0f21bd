"""A result → a numpy script that does the check again by itself, in the words of the case.

It follows the contract step by step: the generator with the seed, the arrays in the order written, `dout` last, the
cost, the central difference of every entry, and the comparison. Nothing stands in it that has not passed the gate of the
expressions: every text is read as a tree first, and what the script imports is what the tree says is lent.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from keyword import iskeyword
from math import prod

from ..errors import ExpressionError
from ..model import OF_COST
from . import reproduction_checks as checks
from .document import Document
from .plain import plain
from .reproduction_helpers import definitions
from .reproduction_parts import Part, directions_of, names_of, single

MOST_ENTRIES = 20_000
"""Inputs with more entries are checked at the entries that the report names, so that the script ends soon."""

OF_GRADIENTS = ("absolute", "noise", "one_sided", "complex")
"""Settings with which the script knows how to compare a gradient, and no claim of another kind."""


def script(result: Document) -> str | None:
    """The script as text, or None for a case that was not evaluated, or that needs what no script can have."""
    if result["verdict"] not in ("PASS", "FAIL") or not result["inputs"] or _has_a_rule_of_its_own(result):
        return None
    try:
        return "\n\n\n".join(block.strip("\n") for block in _Script(result).blocks()) + "\n"
    except (ExpressionError, ValueError, KeyError):
        return None


def _has_a_rule_of_its_own(result: Document) -> bool:
    """Whether it was checked by a rule that the script has not: along a structure, or at a corner of the cost."""
    if result.get("structure") or any(check.get("corners") for check in result["inputs"]):
        return True
    of_maps = any(check.get("claim", "gradient") != "gradient" for check in result["inputs"])
    return of_maps and any(result.get(key) is not None and result.get(key) != [] for key in OF_GRADIENTS)


class _Script:
    """The parts of the case as lines of code, and the script made of them."""

    def __init__(self, result: Document) -> None:
        declared = result["declared"]
        self.result = result
        self.sizes: Document = declared["sizes"]
        self.shapes = {name: tuple(result["shapes"][name]) for name in declared["shapes"]}
        self.arrays = [*self.shapes, *declared["values"]]
        self.names = names_of(declared)
        self.has_output = declared["cost"] is None
        self.values = {name: self._part(text) for name, text in declared["values"].items()}
        self.let = {name: self._part(text) for name, text in declared["let"].items()}
        self.inputs = list(declared.get("inputs") or declared["gradient"])
        self.directions = directions_of(declared)
        self.claims = {name: self._part(text) for name, text in {**declared["gradient"], **declared.get("claims", {})}.items()}
        self.total = self._part(declared["output" if self.has_output else "cost"] or "")
        self.parts = [*self.values.values(), *self.let.values(), *self.claims.values(), self.total]
        self._check_names()
        self.single = result["dtype"] == "float32"
        self.backward = self._serving_claims_only()
        self.draws = any("rng" in part.names for part in (*self.let.values(), self.total))

    def _part(self, text: str) -> Part:
        return Part(" ".join(text.split("\n")).strip(), self.names)

    def _check_names(self) -> None:
        """Raise unless all names are such as a case may have, and none is one of the script's own."""
        if not all(name.isidentifier() and name.isascii() and not iskeyword(name) for name in self.names):
            raise ValueError("no name")
        if not set(self.inputs) <= set(self.arrays):
            raise ValueError("a claim for no array")
        if _OWN & {*self.sizes, *self.arrays, *single(self.let)}:
            raise ValueError("a name of the case is one of the script's own")

    def blocks(self) -> Iterator[str]:
        """The parts of the script, to be set two blank lines apart."""
        yield f"# {plain(self.result['id'])}\n# What was checked, with numpy alone: the same arrays, differences and rule."
        yield "\n".join(self._imports())
        yield from (text for _, text in self._definitions())
        if self.single:
            yield from (_TO_SINGLE, _TO_DOUBLE)
        yield "\n".join(self._drawing())
        yield from self._functions()
        yield "\n".join(self._at_the_point())
        gradients = [check for check in self.result["inputs"] if check.get("claim", "gradient") == "gradient"]
        maps = [check for check in self.result["inputs"] if check not in gradients]
        if gradients:
            yield from checks.check_input(self.result)
        if maps:
            yield checks.CHECK_MAP
        if any(check["claim"] in OF_COST for check in maps):
            yield checks.GRADIENT_OF
        calls = [
            f"check_input({check['name']!r}, h={float(check['h'])!r}, entries={self._entries(check)})" for check in gradients
        ]
        yield "\n".join([*calls, *map(self._check_of_map, maps)])

    def _check_of_map(self, check: Document) -> str:
        """The call that checks a claim of the derivative of several numbers."""
        key, name = check["claim"], check["input"]
        of = f"gradient_of({name!r})" if key in OF_COST else "output_of"
        moving = {moved: drawn for drawn, (serves, moved) in self.directions.items() if serves == key}
        along = f"{{{', '.join(f'{moved!r}: {drawn}' for moved, drawn in moving.items())}}}" if moving else "None"
        return f"check_map({check['name']!r}, {of}, {name!r}, along={along}, h={float(check['h'])!r})"

    def _definitions(self) -> Iterator[tuple[str, str]]:
        """The helpers that are called, and those that they call."""
        return definitions(name for part in self.parts for name in part.helpers)

    def _imports(self) -> Iterator[str]:
        if any("math." in text for _, text in self._definitions()):
            yield "import math\n"
        yield "import numpy as np"
        for module in sorted(set().union(*(part.modules for part in self.parts))):
            yield f"import {module}  # lent to the case by whoever ran it"

    def _drawing(self) -> Iterator[str]:
        for name, size in self.sizes.items():
            yield f"{name} = {size!r}"
        yield f"rng = np.random.default_rng({self.result['seed']!r})"
        for name, shape in self.shapes.items():
            numbers = f"rng.standard_normal({shape!r})"
            yield f"{name} = np.array({numbers}{f' + 1j * {numbers}' if name in self.result.get('complex', ()) else ''})"
            yield from self._at_a_special_point(name)
        for name, part in self.values.items():
            yield f"{name} = np.array({part.text})" if part.is_list else f"{name} = {part.text}"
            yield from self._at_a_special_point(name)
        for name in self.inputs:
            if name not in self.shapes:
                yield f"{name} = np.array({name}, dtype=float)"
        yield from self._after_drawing(self.arrays)

    def _at_a_special_point(self, name: str) -> Iterator[str]:
        """What an input is where the case is checked at a point of its own; raises where the report does not hold it."""
        if self.result.get("point") is None or name not in self.inputs:
            return
        values = next((check["values"] for check in self.result["inputs"] if check.get("input", check["name"]) == name), None)
        if values is None:
            raise ValueError("the point is not in the report")
        yield f"{name} = np.array({json.dumps(values)}, dtype=float)  # the point: {self.result['point']}"

    def _after_drawing(self, names: Iterable[str]) -> Iterator[str]:
        if self.single:
            for name in names:
                yield f"{name} = to_double(tosingle({name}))"
        if self.draws:
            yield "state_after_drawing = rng.bit_generator.state"

    def _functions(self) -> Iterator[str]:
        if self.draws:
            yield _GENERATOR
        arrays = ", ".join(self.arrays)
        forward = [name for name in self.let if name not in self.backward]
        yield "\n".join(self._function("output_of" if self.has_output else "cost_of", arrays, forward, self.total.text))
        if self.has_output:
            draw = f"dout = np.array(rng.standard_normal(np.shape(output_of({arrays}))))"
            yield "\n".join([draw, *self._after_drawing(["dout"])])
            yield f"def cost_of({arrays}, dout):\n    return np.sum(output_of({arrays}) * dout)"
            arrays += ", dout"
        if self.directions:
            drawn = [f"{name} = np.array(rng.standard_normal(np.shape({moved})))" for name, (_, moved) in self.directions.items()]
            yield "\n".join([*drawn, *self._after_drawing(self.directions)])
            arrays += "".join(f", {name}" for name in self.directions)
        claims = ", ".join(f"{name!r}: {part.text}" for name, part in self.claims.items())
        yield "\n".join(self._function("claims_of", arrays, self.let, f"{{{claims}}}"))

    def _function(self, name: str, arguments: str, lines: Iterable[str], value: str) -> Iterator[str]:
        yield f"def {name}({arguments}):"
        if self.draws:
            yield "    rng = generator()"
        for line in lines:
            yield f"    {line} = {self.let[line].text}"
        yield f"    return {value}"

    def _at_the_point(self) -> Iterator[str]:
        given = [*self.arrays, *(["dout"] if self.has_output else [])]
        yield f"all_arrays = {{{', '.join(f'{name!r}: {name}' for name in given)}}}"
        seen = "all_arrays"
        if self.directions:
            seen = f"{{**all_arrays, {', '.join(f'{name!r}: {name}' for name in self.directions)}}}"
        if self.single:
            yield "# the claim is evaluated in single precision, the difference in double"
            yield f"singles = {{name: tosingle(array) for name, array in {seen}.items()}}"
        yield f"claimed = claims_of(**{'singles' if self.single else seen})"
        yield from checks.settings(self.result)

    def _serving_claims_only(self) -> set[str]:
        """The lines of `let` that use `dout` or a direction, directly or not."""
        found: set[str] = set()
        used = {"dout", *self.directions}
        for names, part in self.let.items():
            if part.names & used:
                found.add(names)
                used |= set(single([names]))
        return found

    def _entries(self, check: Document) -> list[tuple[int, ...]] | None:
        """The entries to check, or None for all of them."""
        if prod(check["shape"]) <= MOST_ENTRIES:
            return None
        return [tuple(entry["index"]) for entry in check["table"] or [check["worst"]] if entry]


_OWN = checks.OWN | {
    "np", "rng", "all_arrays", "claimed", "claims_of", "cost_of", "generator", "math", "output_of", "singles",
    "state_after_drawing", "to_double", "to_single",
}  # fmt: skip

_TO_SINGLE = """
def tosingle(value):
    is_float = isinstance(value, np.ndarray) and value.dtype.kind == "f"
    return value.astype(np.float32) if is_float else value
"""

_TO_DOUBLE = """
def to_double(value):
    is_float = isinstance(value, np.ndarray) and value.dtype.kind == "f"
    return value.astype(np.float64) if is_float else value
"""

_GENERATOR = '''
def generator():
    """Every evaluation draws the same numbers."""
    again = np.random.default_rng()
    again.bit_generator.state = state_after_drawing
    return again
'''
