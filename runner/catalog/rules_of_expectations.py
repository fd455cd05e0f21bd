"""What `expect` demands of the claims of a case, and which claims there are."""

from __future__ import annotations

from typing import Any

from ..model import CLAIMS, OF_MAPS
from .kinds import BROKEN, did_you_mean
from .naming import short
from .rules_of_settings import Say, Values


def hold_expectation(values: Values, say: Say) -> None:
    """Tell what an expectation asks for that cannot be: more than its verdict has, a claim or an entry that is not there."""
    expect = values["expect"]
    verdict = expect.get("verdict")
    if verdict is None:
        say("expect", "`expect` has no `verdict`", "`verdict: fail`, as a rule")
    elif verdict in ("pass", "error"):
        for name in ("input", "cause", "index"):
            if name in expect:
                say(f"expect.{name}", f"`expect.{name}` stands beside the verdict `{verdict}`", "it says how a claim fails")
        if verdict == "error" and "doubt" in expect:
            say("expect.doubt", "`expect.doubt` stands beside the verdict `error`", "a case without a gradient carries no doubt")
    claims, name = names_of_claims(values), expect.get("input")
    if name is None:
        name = claims[0] if len(claims) == 1 else BROKEN
    elif name is not BROKEN and claims and name not in claims:
        say("expect.input", f"`expect.input` is `{short(name)}`, for which there is no claim", did_you_mean(name, claims))
    _index(values, name, expect.get("index"), say)


def _index(values: Values, name: Any, index: Any, say: Say) -> None:
    """The index of an entry fits the shape of its input, as far as that is written down."""
    shapes = values.get("shapes", {}) if values.get("gradient") is not None else BROKEN
    if index is None or index is BROKEN or name is BROKEN or shapes is BROKEN or shapes.get(name, BROKEN) is BROKEN:
        return
    shape = shapes[name]
    outside = any(extent.__class__ is int and position >= extent for position, extent in zip(index, shape, strict=False))
    if outside or len(index) != len(shape):
        written = ", ".join(str(extent) for extent in shape)
        say("expect.index", f"`expect.index` is no entry of `{name}`, which has the shape [{written}]", also=f"shapes.{name}")


def claimed(values: Values) -> tuple[str, ...]:
    """The inputs for which there is a claim, as far as they are known."""
    mappings = [claims for key in CLAIMS if (claims := values.get(key)).__class__ is dict]
    if mappings:
        return tuple(dict.fromkeys(name for claims in mappings for name in claims))
    wrt, shapes = values.get("wrt"), values.get("shapes", ())
    if wrt is not None:
        return () if wrt is BROKEN else (wrt,)
    return () if shapes is BROKEN else tuple(shapes)


def names_of_claims(values: Values) -> tuple[str, ...]:
    """What `expect.input` may name: the inputs, and the claims that are no gradients."""
    found = list(claimed(values))
    for key in OF_MAPS:
        claims = values.get(key)
        if claims is not None and claims is not BROKEN:
            found += [f"{key}.{name}" for name in claims] if claims.__class__ is dict else [key]
    return tuple(found)
