"""A case made in Python, as a case file would have declared it: arrays and functions put in, and held against the same rules."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, fields, replace
from numbers import Integral
from typing import Any, NoReturn

import numpy as np

from ...errors import UsageError
from ...model import CLAIMS, POINTS, Case, Cause, DoubtKind, Expectation, part_of
from .. import expectations, naming, rules, tolerances
from ..fitting import fits
from ..kinds import Kind
from ..scalars import choice
from ..schema import ROWS
from .callables import Functions
from .conversions import as_array, kind_of

Lent = Mapping[str, Mapping[str, Callable[..., Any]]]

SETTINGS: Mapping[str, Kind] = {
    **{key: ROWS[key].kind for key in (
        "name", "description", "source", "tags", "sizes", "seed", "h", "dtype", "method", "at_kinks", "one_sided", "complex",
        "convention", "structure", "noise", "timeout",
    )},
    "tolerance": tolerances.PARTS["relative"],
    "absolute": tolerances.PARTS["absolute"],
    "point": choice(*POINTS),
}  # fmt: skip
"""The settings of a case, and their kinds in a case file."""
NAMING = ("sizes", "shapes", "values", "let")
"""The parts of a case that give names."""


@dataclass(frozen=True, slots=True)
class Declared:
    """A case in the terms of a case file, and what it may call: module → name → function; "" for functions by themselves."""

    case: Case
    lent: Lent


def declared(case: Case, lent: Lent | None = None) -> Declared:
    """The case with its arrays and functions in place and its `expect` spelt out, beside what it may call.

    Raises `UsageError` for what no case file could say.
    """
    if not isinstance(case, Case):
        raise UsageError(f"`check` takes a Case, as `load` gives them, not {kind_of(case)}; functions go to `gradcheck`")
    for part in NAMING:
        _test_names(part, getattr(case, part))
    plain, functions = _in_text(_with_one_tolerance(case))
    _test_rules(plain)
    _test_settings(plain)
    plain = replace(plain, expect=_spelt_out(plain.expect))
    if functions.by_name:
        lent = {**(lent or {}), "": functions.by_name}
    return Declared(plain, lent or {})


def _with_one_tolerance(case: Case) -> Case:
    """The case with a tolerance that was given as a mapping, as in a case file, taken apart."""
    given: Any = case.tolerance
    if not isinstance(given, Mapping):
        return case
    unknown = given.keys() - tolerances.PARTS.keys()
    if unknown:
        raise UsageError(f"`tolerance` has no key `{min(unknown)}`")
    return replace(case, tolerance=given.get("relative", tolerances.RELATIVE), absolute=given.get("absolute", 0.0))


def _spelt_out(expect: Any) -> Expectation:
    """What a case expects, be it written as a word or as a mapping."""
    parts = (
        {"verdict": expect} if isinstance(expect, str) else dict(expect) if isinstance(expect, Mapping) else _expectation(expect)
    )
    for key, value in parts.items():
        if key not in expectations.PARTS:
            raise UsageError(f"`expect` has no key `{key}`")
        if value is not None:
            _test("expect" if key == "verdict" else f"expect.{key}", value, expectations.PARTS[key])
    kinds: dict[str, Any] = {"cause": Cause, "doubt": DoubtKind, "index": tuple}
    return Expectation(**{key: kinds.get(key, _as_it_is)(value) for key, value in parts.items()})


def _as_it_is(value: Any) -> Any:
    return value


def _test_names(part: str, named: Any) -> None:
    if not isinstance(named, Mapping):
        raise UsageError(f"`{part}` is a mapping from names, not {_kind(named)}")
    for key in named:
        names = key.split(",") if part == "let" and isinstance(key, str) else [key]
        for name in names:
            refusal = naming.refused_identifier(name.strip()) if isinstance(name, str) else "is no text"
            if refusal is not None:
                raise UsageError(f"`{name}` cannot be a name in `{part}`: it {refusal}")


def _in_text(case: Case) -> tuple[Case, Functions]:
    """The case with a call where a function stands, and the functions."""
    let = {", ".join(name.strip() for name in key.split(",")): line for key, line in case.let.items()}
    lines = [name for key in let for name in key.split(", ")]
    arrays = [*case.shapes, *case.values]
    functions = Functions([*case.sizes, *arrays, *lines])
    inputs = [name.strip() for names in case.inputs for name in names.split(",")]
    seen = [*case.sizes, *arrays]
    upstream = [*([] if case.output is None else ["dout"]), *case.directions]

    def text(value: Any, role: str, part: str, known: list[str]) -> Any:
        return functions.call(value, role, part, known, inputs) if callable(value) else value

    for key, line in let.items():
        let[key] = text(line, "line", f"let.{key}", [*seen, *upstream])
        if not isinstance(let[key], str):
            raise UsageError(f"`let.{key}` is an expression or a function, not {_kind(line)}")
        seen += key.split(", ")
    cost = {part: text(getattr(case, part), "f", part, seen) for part in ("cost", "output")}
    for part, value in cost.items():
        if value is not None and not isinstance(value, str):
            raise UsageError(f"`{part}` is an expression or a function, not {_kind(value)}")

    at_once: list[str] = []

    def claimed(key: str) -> Any:
        """The claim or the claims under a key, as text or numbers."""
        claims, known = getattr(case, key), [*seen, *upstream]
        if claims is None:
            return None
        if not isinstance(claims, Mapping):
            return _claim(text(claims, "df", key, known), key)
        found: Any = {}
        for several, value in claims.items():
            part = f"{key}.{several}"
            claim = _claim(text(value, "df", part, known), part)
            names = [name.strip() for name in several.split(",")]
            if len(names) > 1 and not isinstance(claim, str):
                raise UsageError(f"`{part}` is an expression or a function that gives a tuple, not {_kind(value)}")
            at_once.extend([f"{key}.{', '.join(names)}"] if len(names) > 1 else [])
            found |= {names[0]: claim} if len(names) == 1 else {name: part_of(claim, i) for i, name in enumerate(names)}
        return found

    claims = {key: claimed(key) for key in CLAIMS}
    values = {name: _value(name, value, name in inputs) for name, value in case.values.items()}
    shapes = {name: _shape(name, shape) for name, shape in case.shapes.items()}
    plain = replace(case, **cost, **claims, let=let, values=values, shapes=shapes, at_once=(*case.at_once, *at_once))
    return plain, functions


def _shape(name: str, shape: Any) -> tuple[int | str, ...]:
    if not isinstance(shape, tuple | list):
        raise UsageError(f"the shape of `{name}` is a tuple, such as ({shape},), not {shape!r}")
    for entry in shape:
        if not isinstance(entry, str) and (not isinstance(entry, Integral) or isinstance(entry, bool) or entry < 0):
            raise UsageError(f"the shape of `{name}` is made of integers from 0 on and expressions in `sizes`, not of {entry!r}")
    return tuple([entry if isinstance(entry, str) else int(entry) for entry in shape])


def _value(name: str, value: Any, is_input: bool) -> Any:
    """A value as a case holds it; what is no number and no array passes as it is, to functions only."""
    if isinstance(value, str):
        return value
    array = as_array(value)
    if array is not None:
        if array.dtype.kind in "fc" and not np.isfinite(array).all():
            raise UsageError(f"`{name}` holds numbers that are not finite: there is no difference to take")
        return array.item() if array.ndim == 0 else array
    if is_input:
        raise UsageError(f"`values.{name}` is an array of numbers, since its gradient is claimed, not {_kind(value)}")
    if callable(value) and not isinstance(value, type):
        raise UsageError(f"`values.{name}` is an array or an expression; a function stands under `let`, or call it here")
    return value


def _claim(claim: Any, part: str) -> Any:
    """A claim as text, a number, or nested tuples."""
    if isinstance(claim, str) or (isinstance(claim, tuple) and not claim):
        return claim
    array = as_array(claim)
    if array is None:
        several = "; claims of several inputs are a mapping from their names" if isinstance(claim, tuple | list) else ""
        raise UsageError(f"`{part}` is an expression, numbers or a function, not {_kind(claim)}{several}")
    return _nested(array.tolist())


def _nested(value: Any) -> Any:
    return tuple(map(_nested, value)) if isinstance(value, list) else value


def _test_rules(case: Case) -> None:
    """Hold the case against what the keys of a case file demand of one another."""

    def say(key: str | None, message: str, hint: str | None = None, also: str | None = None, *, name: str = "") -> NoReturn:
        raise UsageError(f"{message}: {hint}" if hint else message)

    given: dict[str, Any] = {each.name: getattr(case, each.name) for each in fields(case)}
    empty = {key for key, value in given.items() if value is None or (isinstance(value, Mapping | tuple) and not value)}
    said = {key: value for key, value in given.items() if key not in empty or (key in CLAIMS and isinstance(value, tuple))}
    said |= {key: dict(claims) for key in CLAIMS if isinstance(claims := getattr(case, key), Mapping) and claims}
    said["expect"] = _expectation(case.expect)
    rules.hold(said, say)


def _expectation(expect: Any) -> Any:
    if not isinstance(expect, Expectation):
        return dict(expect) if isinstance(expect, Mapping) else expect
    return {each.name: value for each in fields(expect) if (value := getattr(expect, each.name)) is not None}


def _test_settings(case: Case) -> None:
    """Hold the settings against what a case file may say; what is as it would be without a word is not looked at."""
    for key, kind in SETTINGS.items():
        value = getattr(case, key)
        if value is not _WITHOUT_A_WORD[key]:
            _test(key, value, kind)


_WITHOUT_A_WORD = {each.name: each.default for each in fields(Case)}


def _test(key: str, value: Any, kind: Kind) -> None:
    if fits(value, kind.schema):
        return
    if isinstance(value, Mapping) and "additionalProperties" in kind.schema:
        for name, item in value.items():
            if not fits(item, kind.schema["additionalProperties"]):
                raise UsageError(f"`{key}` must be a {kind.words}; `{key}.{name}` is {item!r}")
    raise UsageError(f"`{key}` must be {kind.words}, not {value!r}")


def _kind(value: Any) -> str:
    return f"{type(value).__name__} ({value!r:.40})" if isinstance(value, str | int | float) else type(value).__name__
