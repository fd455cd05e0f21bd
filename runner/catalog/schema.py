"""THE TABLE OF KEYS: what a case file may say. The only place that knows them.

One row a key: its name, the kind of its value, its default as shown to people, one line of meaning. From it come the
validation of files (`read_part`), the JSON Schema (`json_schema`) and the table of the README (`markdown_table`).
What one key demands of another stands in `rules`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from runner.catalog.kinds import BROKEN, EXPRESSION, NAME, REFERENCE, TEXT, Kind, choice, did_you_mean, integer, positive, wrong
from runner.catalog.nodes import Mapping as MappingNode
from runner.catalog.nodes import Node, Refused, Scalar, Sequence
from runner.catalog.reading import Reading
from runner.catalog.structures import EXPECTATION, GRADIENT, LINE, MATRIX, NESTED_SCHEMA, SHAPE, TAGS, VALUE, mapping_of
from runner.model import Place


@dataclass(frozen=True, slots=True)
class Key:
    """One row of the table."""

    name: str
    kind: Kind
    default: str
    meaning: str
    elsewhere: tuple[str, ...] = ()
    """What other tools call it: a person who writes that is told our name."""


class Part:
    """What one mapping of a file says: a case, a variant, or the defaults. Broken values are `BROKEN`."""

    __slots__ = ("last_line", "node", "places", "values")

    def __init__(self, node: MappingNode, values: dict[str, Any], places: dict[str, Place]) -> None:
        self.node = node
        self.values = values
        self.places = places
        self.last_line = node.last_line


def _read_variants(node: Node, key: str, reading: Reading) -> Any:
    """A list of partial cases, as parts."""
    if not isinstance(node, Sequence):
        return wrong(node, key, "a list of partial cases", reading)
    return read_parts(node, "variant", reading)


INTEGER = integer(None, "an integer")

CASE_KEYS: tuple[Key, ...] = (
    Key("name", NAME, "required", "One short line of any Unicode text, without control, bidirectional or zero-width characters; unique in its file.", ("title", "id")),
    Key("description", TEXT, "none", "Plain text, line breaks kept.", ("doc", "comment")),
    Key("source", TEXT, "none", "Where the formula comes from: a text or an address.", ("reference", "url")),
    Key("tags", TAGS, "`[]`", "Words by which cases are selected.", ("tag", "labels", "markers")),
    Key("sizes", mapping_of(INTEGER, "a mapping from names to integers"), "`{}`", "Named integers, such as `{n: 5, d: 10}`; usable in `shapes` and in every expression.", ("dims", "constants")),
    Key("shapes", mapping_of(SHAPE, "a mapping from names to shapes"), "`{}`", "Name → shape: a standard normal array of that shape; `[]` is a scalar; entries are integers or expressions in `sizes`.", ("inputs", "arrays", "variables")),
    Key("values", mapping_of(VALUE, "a mapping from names to values"), "`{}`", "Name → number, nested list (all integers: an integer array), or an expression evaluated once, over `np`, the helpers, `rng`, `sizes` and every earlier name.", ("data",)),
    Key("let", mapping_of(LINE, "a mapping from names to expressions"), "`{}`", "Name → expression over the names above: intermediate results, in order, recomputed at every evaluation. A line that uses `dout` serves `gradient` only.", ("where", "with", "intermediates")),
    Key("cost", EXPRESSION, "one of the two", "An expression with a scalar value.", ("loss", "function", "f", "objective")),
    Key("output", EXPRESSION, "one of the two", "Instead of `cost`, an array-valued expression, as of a layer. The cost checked is `np.sum(output * dout)`, with `dout` a standard normal array of its shape, visible to `gradient`.", ("forward", "outputs")),
    Key("wrt", REFERENCE, "the only name in `shapes`", "The name whose gradient is claimed; not beside a mapping of claims.", ("with_respect_to", "input", "variable")),
    Key("gradient", GRADIENT, "at least one claim", "The claim: an expression, a number or a nested list; or a mapping name → claim, for several inputs at once.", ("grad", "gradients", "claim", "derivative", "backward")),
    Key("seed", integer(0, "an integer ≥ 0"), "`0`", "The seed of the random arrays.", ("random_seed", "random_state")),
    Key("h", positive("a finite number > 0 or `auto`", "auto"), "`1e-4`", "The step of the central difference, or `auto`.", ("eps", "epsilon", "step", "delta")),
    Key("tolerance", positive("a finite number > 0"), "`1e-5`", "The largest relative difference that passes.", ("tol", "rtol", "atol", "threshold")),
    Key("dtype", choice("float64", "float32"), "`float64`", "The type of the arrays.", ("type", "precision")),
    Key("method", choice("full", "probe", "auto"), "`auto`", "`full` checks every entry, `probe` random directions and then searches, `auto` chooses by size.", ("mode",)),
    Key("timeout", positive("a finite number of seconds > 0"), "the command's", "Seconds for this case.", ("time_limit",)),
    Key("expect", EXPECTATION, "`pass`", "How the case should end: a verdict, or a mapping such as `{verdict: fail, input: W, cause: transposed, index: [0, 1]}` with any of the last three.", ("expected", "outcome", "verdict")),
    Key("variants", Kind(_read_variants, {"type": "array", "items": {"$ref": "#/$defs/variant"}}, "list of partial cases"), "none", "Partial cases laid over this one, each with its own `name`, joined as `name / variant`. Mappings are merged one level deep, all else is replaced. A base without a claim is a template.", ("cases", "examples")),
    Key("matrix", MATRIX, "none", "Key → list: every combination is a case of its own, named `name [n=1, seed=0]`. The keys are names in `sizes`, or `seed`, `h`, `tolerance`, `dtype`.", ("parametrize", "params", "parameters")),
)  # fmt: skip

ROWS: Mapping[str, Key] = {row.name: row for row in CASE_KEYS}
MATRIX_KEYS = ("seed", "h", "tolerance", "dtype")
"""The keys, beside the names in `sizes`, over which a matrix may run."""
ELSEWHERE = {name: row.name for row in CASE_KEYS for name in row.elsewhere}

FILE_KEYS: Mapping[str, str] = {
    "description": "What these cases have in common.",
    "defaults": "Any key of a case but `name`, laid under each case as a variant is laid over one.",
    "cases": "The cases.",
}
"""The keys of a catalogue, a file with several cases."""


def read_parts(node: Sequence, what: str, reading: Reading) -> list[Part]:
    """The mappings of a list of cases or variants."""
    parts: list[Part] = []
    for item in node.items:
        if not isinstance(item, MappingNode):
            wrong(item, f"a {what}", "a mapping", reading) if not isinstance(item, Refused) else None
        elif item.alias is None:
            parts.append(read_part(item, what, reading))
        else:
            parts.append(reading.through(item.alias, read_part, item, what))
    return parts


def read_part(node: MappingNode, what: str, reading: Reading) -> Part:
    """Read each key of a case, a variant or the defaults (`what`); cases and variants need a name."""
    values: dict[str, Any] = {}
    outer, reading.places = reading.places, {}
    places = reading.places
    file = reading.file
    for key, (key_node, value) in node.entries.items():
        row = ROWS.get(key)
        if row is None:
            tell_unknown(key_node, what, reading)
            continue
        places[key] = Place(file, value.line, value.column)
        if value.alias is None:
            values[key] = row.kind.read(value, key, reading)
        else:
            values[key] = reading.through(value.alias, row.kind.read, value, key)
    if what == "defaults":
        if "name" in values:
            reading.fault(node.entries["name"][0], "`defaults` cannot hold a `name`; each case has its own")
            del values["name"]
    elif "name" not in values:
        reading.fault(node, f"the {what} has no `name`", length=1)
        values["name"] = BROKEN
    reading.places = outer
    return Part(node, values, places)


def tell_unknown(key: Scalar, what: str, reading: Reading) -> None:
    """Tell an unknown key, with the nearest known one."""
    shown = key.text if len(key.text) <= 40 else key.text[:37] + "…"
    hint = did_you_mean(key.text, ROWS)
    if key.text in ELSEWHERE:
        hint = f"here it is called `{ELSEWHERE[key.text]}`"
    reading.fault(key, f"unknown key `{shown}` in {'the defaults' if what == 'defaults' else 'a ' + what}", hint)


def json_schema() -> dict[str, Any]:
    """The JSON Schema (draft 2020-12) of a case file, for editors."""
    properties = {row.name: {"description": row.meaning, **row.kind.schema} for row in CASE_KEYS}
    partial = {"type": "object", "properties": properties, "additionalProperties": False}
    nameless = {name: schema for name, schema in properties.items() if name != "name"}
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "gradcase: a case file",
        "type": "object",
        "if": {"anyOf": [{"required": ["cases"]}, {"required": ["defaults"]}]},
        "then": {"$ref": "#/$defs/catalogue"},
        "else": {"$ref": "#/$defs/case"},
        "$defs": {
            "nested": NESTED_SCHEMA,
            "case": {**partial, "required": ["name"]},
            "variant": {**partial, "required": ["name"]},
            "catalogue": {
                "type": "object",
                "properties": {
                    "description": {"description": FILE_KEYS["description"], **TEXT.schema},
                    "defaults": {
                        "description": FILE_KEYS["defaults"],
                        "type": "object",
                        "properties": nameless,
                        "additionalProperties": False,
                    },
                    "cases": {"description": FILE_KEYS["cases"], "type": "array", "items": {"$ref": "#/$defs/case"}},
                },
                "required": ["cases"],
                "additionalProperties": False,
            },
        },
    }


def markdown_table() -> str:
    """The table of keys for the README."""
    rows = ["| key | value | default | meaning |", "| --- | --- | --- | --- |"]
    rows += [f"| `{row.name}` | {row.kind.words} | {row.default} | {row.meaning} |" for row in CASE_KEYS]
    return "\n".join(rows) + "\n"
