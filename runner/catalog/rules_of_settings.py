"""What the settings of a check demand of one another: corners and edges, tolerances and noise, complex and structured inputs."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Protocol

from ..model import OF_MAPS
from .kinds import BROKEN, did_you_mean
from .naming import short

Values = Mapping[str, Any]


class Say(Protocol):
    """Tells a fault at the value of a key; where a `name` is given, at that name before the value."""

    def __call__(
        self, key: str | None, message: str, hint: str | None = None, also: str | None = None, *, name: str = ""
    ) -> None: ...


def hold_settings(values: Values, say: Say) -> None:
    """Tell every rule between settings that a case breaks."""
    _complex_and_structured(values, say)
    if values.get("method") == "probe" and (values.get("tolerance").__class__ is dict or "noise" in values):
        key = "tolerance" if values.get("tolerance").__class__ is dict else "noise"
        say("method", f"`method: probe` stands beside a `{key}` that every entry needs by itself", "`method: full`", key)
    if "at_kinks" in values and "one_sided" in values:
        say("at_kinks", "`at_kinks` stands beside `one_sided`", "to one side of a corner there is one slope", "one_sided")
    for key in ("at_kinks", "one_sided"):
        other = next((other for other in OF_MAPS if values.get(other) is not None), None)
        if key in values and other is not None:
            say(key, f"`{key}` stands beside `{other}`", "it is of a `gradient` alone: give that a case of its own", other)


def _complex_and_structured(values: Values, say: Say) -> None:
    named, structure, shapes = values.get("complex", ()), values.get("structure", {}), values.get("shapes", ())
    if named is BROKEN or structure is BROKEN or shapes is BROKEN:
        return
    for name in named:
        if name not in shapes:
            say("complex", f"`complex` names `{short(name)}`, which is not in `shapes`", did_you_mean(name, shapes))
        elif name in structure:
            say(f"structure.{name}", f"`{short(name)}` is complex and has a structure", "one of the two", "complex", name=name)
    if named and values.get("dtype") == "float32":
        say("dtype", "`dtype: float32` stands beside `complex`", "complex inputs are of double precision", "complex")
    if named and values.get("points"):
        say("points", "`points` stands beside `complex`", "special points are for real inputs", "complex")
    claimed = values.get("hessian")
    moved = claimed if claimed.__class__ is dict else (values["wrt"],) if "wrt" in values else shapes
    if claimed is not None and any(name in named for name in moved):
        hint = (
            "by a complex input there are two, ∂²f/∂z∂z̄ and ∂²f/∂z∂z; `hvp` has one meaning, the change of the gradient along `v`"
        )
        say("hessian", "`hessian` stands beside `complex`", hint, "complex")
    if values.get("convention") == "plain" and not named:
        say("convention", "`convention` stands without `complex`", "it says what a gradient by a complex input is")
    for name in structure:
        if name not in shapes and name not in values.get("values", ()):
            near = did_you_mean(name, shapes)
            message = f"there is a structure for `{short(name)}`, which is neither in `shapes` nor in `values`"
            say(f"structure.{name}", message, near, name=name)
