"""What the keys of a case demand of one another, checked where all of them are known: after defaults, variants and matrix."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from runner.catalog.kinds import BROKEN, did_you_mean
from runner.catalog.nodes import Scalar
from runner.catalog.reading import Reading
from runner.model import Expectation, Place

Values = Mapping[str, Any]
Places = Mapping[str, Place]

PLAIN_EXPECTATIONS = {word: Expectation(word) for word in ("pass", "fail", "error")}  # type: ignore[arg-type]
PASSES = PLAIN_EXPECTATIONS["pass"]


def check(values: Values, places: Places, place: Place, reading: Reading) -> None:
    """Tell every rule between keys that a complete case breaks. `place` is where the case stands."""
    say = _Teller(places, place, reading)
    _one_objective(values, say)
    _names_once(values, say)
    _claims(values, say)
    if values.get("expect").__class__ is dict:
        _expectation(values, say)


class _Teller:
    def __init__(self, places: Places, place: Place, reading: Reading) -> None:
        self.places, self.place, self.reading = places, place, reading

    def __call__(self, key: str, message: str, hint: str | None = None, also: str | None = None) -> None:
        at = self.places.get(key, self.place)
        node = Scalar("", at.line, at.column, True)
        self.reading.fault(node, message, hint, also=self.places.get(also) if also else None)


def _one_objective(values: Values, say: _Teller) -> None:
    if ("cost" in values) == ("output" in values):
        if "cost" in values:
            say("output", "a case has a `cost` or an `output`, not both", also="cost")
        else:
            say(
                "",
                "the case has no `cost` and no `output`",
                "`cost` is an expression with a scalar value, `output` one with an array",
            )


def _names_once(values: Values, say: _Teller) -> None:
    seen: dict[str, str] = {}
    for key in ("sizes", "shapes", "values", "let"):
        names = values.get(key)
        if names is None or names is BROKEN:
            continue
        for name in names:
            if name in seen:
                say(
                    f"{key}.{name}",
                    f"`{name}` stands in `{seen[name]}` and in `{key}`",
                    "a name has one meaning",
                    f"{seen[name]}.{name}",
                )
            else:
                seen[name] = key


def _claims(values: Values, say: _Teller) -> None:
    gradient = values.get("gradient")
    if gradient is BROKEN:
        return
    if gradient is None:
        say(
            "",
            "the case has no `gradient`",
            "`gradient` is the claim: an expression, a number, a list, or a mapping from names to claims",
        )
    elif gradient.__class__ is dict:
        if "wrt" in values:
            say(
                "wrt",
                "`wrt` does not stand beside a mapping of claims",
                "leave it out: the mapping says which inputs are meant",
                "gradient",
            )
        if not gradient:
            say("gradient", "`gradient` holds no claim", "write a claim, or a mapping from names to claims")
        for name in gradient:
            _known_input(values, name, f"gradient.{name}", say)
    elif "wrt" in values:
        if values["wrt"] is not BROKEN:
            _known_input(values, values["wrt"], "wrt", say)
    else:
        shapes = values.get("shapes", ())
        if shapes is not BROKEN and len(shapes) != 1:
            count = f"`shapes` holds {len(shapes)} names" if shapes else "`shapes` holds no name"
            say("gradient", f"`wrt` is needed: {count}", "say by `wrt` whose gradient is claimed")


def _known_input(values: Values, name: str, key: str, say: _Teller) -> None:
    """A claim is for a name in `shapes` or `values`."""
    shapes, given = values.get("shapes", ()), values.get("values", ())
    if shapes is BROKEN or given is BROKEN or name in shapes or name in given:
        return
    what = "`wrt` names" if key == "wrt" else "there is a claim for"
    shown = name if len(name) <= 40 else name[:37] + "…"
    for other, called in (("sizes", "a size"), ("let", "an intermediate result")):
        names = values.get(other, ())
        if names is not BROKEN and name in names:
            say(key, f"{what} `{shown}`, which is {called}", "a claim is for a name in `shapes` or `values`", f"{other}.{name}")
            return
    say(key, f"{what} `{shown}`, which is neither in `shapes` nor in `values`", did_you_mean(name, [*shapes, *given]))


def _expectation(values: Values, say: _Teller) -> None:
    expect = values["expect"]
    verdict = expect.get("verdict")
    if verdict is None:
        say("expect", "`expect` has no `verdict`", "one of `pass`, `fail`, `error`")
    elif verdict in ("pass", "error"):
        for name in ("input", "cause", "index"):
            if name in expect:
                say(
                    f"expect.{name}",
                    f"`expect` says `{verdict}` and gives {'an' if name[0] == 'i' else 'a'} {name}",
                    "only a failing claim has one",
                )
    named = expect.get("input")
    claims = claimed_names(values)
    if named is not None and named is not BROKEN and claims and named not in claims:
        say("expect.input", f"`expect` names the input `{named[:40]}`, for which there is no claim", did_you_mean(named, claims))


def claimed_names(values: Values) -> tuple[str, ...]:
    """The inputs for which there is a claim, as far as they are known."""
    gradient = values.get("gradient")
    if gradient.__class__ is dict:
        return tuple(gradient)
    wrt = values.get("wrt")
    if wrt is not None:
        return () if wrt is BROKEN else (wrt,)
    shapes = values.get("shapes", ())
    return () if shapes is BROKEN else tuple(shapes)[:1]


def expectation(value: Any) -> Expectation:
    """The `Expectation` of a checked `expect`."""
    from runner.model import Cause

    if value.__class__ is not dict:
        return PLAIN_EXPECTATIONS[value]
    cause = value.get("cause")
    return Expectation(value["verdict"], value.get("input"), None if cause is None else Cause(cause), value.get("index"))
