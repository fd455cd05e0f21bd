"""What the keys of a case demand of one another, checked where all are known: after defaults, variants and matrix."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping

from ..model import ALONG, CLAIMS, DIRECTION, OF_COST, OF_OUTPUT, ClaimKey, Place
from .kinds import BROKEN, did_you_mean
from .naming import IDENTIFIER, short
from .parts import Part
from .reading import Reading
from .rules_of_expectations import claimed, hold_expectation
from .rules_of_settings import Say, Values, hold_settings

CLAIMABLE = "a claim is for a name in `shapes` or `values`"


def check(values: Values, places: Mapping[str, Place], part: Part, reading: Reading) -> None:
    """Tell every rule between keys that a case breaks. `part` is the mapping that declares it, without what is under it."""
    hold(values, _Teller(places, part, reading), incomplete=part.node.incomplete)


def hold(values: Values, say: Say, *, incomplete: bool = False) -> None:
    """Tell every rule between keys that a case breaks; of one that is `incomplete` nothing is missed."""
    if not incomplete:
        _one_objective(values, say)
    _names_once(values, say)
    _shapes_in_sizes(values, say)
    _claims(values, say, incomplete)
    hold_settings(values, say)
    if values.get("expect").__class__ is dict:
        hold_expectation(values, say)


class _Teller:
    """Tells a fault at the value of a key, or of a case that lacks one."""

    def __init__(self, places: Mapping[str, Place], part: Part, reading: Reading) -> None:
        self.places, self.part, self.reading = places, part, reading

    def __call__(
        self, key: str | None, message: str, hint: str | None = None, also: str | None = None, *, name: str = ""
    ) -> None:
        """Tell it at the value of `key`, or at the `name` before that value; without a key, at the name of the case."""
        node = self.part.node
        case = self.part.places.get("name") or self.reading.place(node)
        place = case if key is None else self.places.get(key, case)
        second = self.places.get(also) if also else None
        if second is None and not node.line <= place.line <= node.last_line:
            second = case
        if name:
            place = self._before(place, name)
        length = len(name) or self.reading.length_at(place.line, place.column)
        self.reading.fault_at(place.line, place.column, message, hint, also=second, length=length)

    def _before(self, place: Place, name: str) -> Place:
        """Where the name stands that a value belongs to; the value itself where they are not on one line."""
        line = self.reading.line(place.line)[: place.column - 1]
        found = re.search(rf"(?<!\w){re.escape(name)}(?=[\"']?\s*:\s*$)", line)
        return Place(place.file, place.line, found.start() + 1) if found else place


def _one_objective(values: Values, say: Say) -> None:
    if "cost" in values and "output" in values:
        say("output", "a case has a `cost` or an `output`, not both", also="cost")
    elif "cost" not in values and "output" not in values:
        say(None, "the case has no `cost` and no `output`", "a `cost` is a number; an `output` is an array, as of a layer")


def _names_once(values: Values, say: Say) -> None:
    seen: dict[str, tuple[str, str]] = {}
    for key in ("sizes", "shapes", "values", "let"):
        names = values.get(key)
        if names is None or names is BROKEN:
            continue
        for written in names:
            for name in written.split(", ") if key == "let" else (written,):
                if name in seen:
                    first = seen[name]
                    say(
                        f"{key}.{written}",
                        f"`{short(name)}` stands in `{first[0]}` and in `{key}`",
                        None,
                        ".".join(first),
                        name=written,
                    )
                else:
                    seen[name] = key, written


def _shapes_in_sizes(values: Values, say: Say) -> None:
    """An entry of a shape that is a single name is one of `sizes`."""
    shapes, sizes = values.get("shapes"), values.get("sizes", ())
    if shapes is None or shapes is BROKEN or sizes is BROKEN:
        return
    for name, shape in shapes.items():
        if shape is BROKEN:
            continue
        for position, entry in enumerate(shape):
            if entry.__class__ is str and IDENTIFIER.fullmatch(entry) and entry not in sizes:
                key = f"shapes.{name}.{position}"
                say(
                    key,
                    f"the shape of `{short(name)}` holds `{short(entry)}`, which is not in `sizes`",
                    did_you_mean(entry, sizes),
                )


def _claims(values: Values, say: Say, incomplete: bool) -> None:
    made = [key for key in CLAIMS if values.get(key) is not None]
    if not made and not incomplete:
        say(
            None,
            "the case has no `gradient`",
            "the claim: an expression, a number, a list, or a mapping from names to claims; "
            "or another claim: `jacobian`, `jvp`, `hessian`, `hvp`",
        )
    for key in made:
        _beside(values, key, say)
        if values[key].__class__ is dict:
            _mapping(values, key, say)
    single = next((key for key in made if values[key] is not BROKEN and values[key].__class__ is not dict), None)
    mapping = next((key for key in made if values[key].__class__ is dict), None)
    if "wrt" in values:
        if mapping is not None:
            say("wrt", "`wrt` does not stand beside a mapping of claims", "leave it out: the mapping names the inputs", mapping)
        elif values["wrt"] is not BROKEN:
            _input(values, values["wrt"], "wrt", "`wrt` names", say)
    elif single is not None:
        _single(values, made, mapping, say)
    if made:
        _directions(values, say)


def _beside(values: Values, key: ClaimKey, say: Say) -> None:
    """A Jacobian or a jvp is of an output, a Hessian or an hvp of a cost."""
    wanted = "output" if key in OF_OUTPUT else "cost" if key in OF_COST else None
    if wanted is not None and wanted not in values and ("cost" in values or "output" in values):
        other = "cost" if wanted == "output" else "output"
        article = "a" if other == "cost" else "an"
        hint = {"output": "declare the array as `output`", "cost": "of an `output` there are `jacobian` and `jvp`"}[wanted]
        say(key, f"`{key}` stands beside `{wanted}`, and this case has {article} `{other}`", hint, also=other)


def _mapping(values: Values, key: str, say: Say) -> None:
    if not values[key]:
        say(key, f"`{key}` holds no claim", "a claim, or a mapping from names to claims")
    for name in values[key]:
        _input(values, name, f"{key}.{name}", "there is a claim for", say)


def _single(values: Values, made: Iterable[ClaimKey], mapping: ClaimKey | None, say: Say) -> None:
    """A claim that names no input is for the only one; a jvp is along all of them."""
    names = claimed(values)
    for key in made:
        if values[key] is BROKEN or values[key].__class__ is dict:
            continue
        if mapping is not None:
            if key != "jvp" and len(names) > 1:
                hint = f"a mapping, as under `{mapping}`, names the input of each claim"
                say(key, f"`{key}` is one claim, and there are {len(names)} inputs", hint, also=mapping)
            continue
        shapes = values.get("shapes", ())
        if shapes is BROKEN or len(shapes) == 1 or (key == "jvp" and len(shapes) > 1 and len([*made]) == 1):
            continue
        holds = f"{len(shapes)} names" if shapes else "no name"
        what = "gradient" if key == "gradient" else "derivative"
        hint = f"`wrt` names the array whose {what} is claimed"
        hint += "; claims by several are a mapping from their names" if len(shapes) > 1 and key != "jvp" else ""
        say(key, f"`wrt` is needed, for `shapes` holds {holds}", hint)
        return


def _directions(values: Values, say: Say) -> None:
    """What is drawn to be a direction has a fixed name, which nothing else may have."""
    names = claimed(values)
    for key, prefix in ALONG.items():
        if values.get(key) is None:
            continue
        for name in [DIRECTION[key]] if len(names) == 1 else [f"{prefix}{name}" for name in names]:
            for part in ("sizes", "shapes", "values", "let"):
                given = values.get(part, ())
                written = None if given is BROKEN else next((each for each in given if name in each.split(", ")), None)
                if written is not None:
                    drawn = f"`{name}` is the direction that is drawn for `{key}`, so that nothing else may be called so"
                    say(f"{part}.{written}", drawn, "give it another name", also=key, name=written)


def _input(values: Values, name: str, key: str, what: str, say: Say) -> None:
    """A claim is for a name in `shapes` or `values`."""
    shapes, given = values.get("shapes", ()), values.get("values", ())
    if shapes is BROKEN or given is BROKEN or name in shapes or name in given:
        return
    own = "" if key == "wrt" else name
    for other, called in (("sizes", "a size"), ("let", "an intermediate result")):
        names = values.get(other, ())
        written = None if names is BROKEN else next((key for key in names if name in key.split(", ")), None)
        if written is not None:
            say(key, f"{what} `{short(name)}`, which is {called}", CLAIMABLE, f"{other}.{written}", name=own)
            return
    hint = did_you_mean(name, [*shapes, *given])
    say(key, f"{what} `{short(name)}`, which is neither in `shapes` nor in `values`", hint, name=own)
