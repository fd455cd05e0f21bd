"""The table of keys for others: as a JSON Schema for editors, and as the table of the README."""

from __future__ import annotations

from typing import Any

from .arrays import NESTED_SCHEMA
from .scalars import TEXT
from .schema import CASE_KEYS, FILE_KEYS


def json_schema() -> dict[str, Any]:
    """The JSON Schema (draft 2020-12) of a case file, for editors."""
    properties = {row.name: {"description": row.meaning, **row.kind.schema} for row in CASE_KEYS}
    nameless = {name: schema for name, schema in properties.items() if name != "name"}
    case = {"type": "object", "properties": properties, "additionalProperties": False, "required": ["name"]}
    catalogue = {
        "type": "object",
        "properties": {
            "description": {"description": FILE_KEYS["description"], **TEXT.schema},
            "defaults": {
                "description": FILE_KEYS["defaults"],
                "type": "object",
                "properties": nameless,
                "additionalProperties": False,
            },
            "cases": {"description": FILE_KEYS["cases"], "type": "array", "minItems": 1, "items": {"$ref": "#/$defs/case"}},
        },
        "additionalProperties": False,
        "required": ["cases"],
    }
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "gradcase: a case file",
        "type": "object",
        "if": {"anyOf": [{"required": ["cases"]}, {"required": ["defaults"]}]},
        "then": {"$ref": "#/$defs/catalogue"},
        "else": {"$ref": "#/$defs/case"},
        "$defs": {"nested": NESTED_SCHEMA, "case": case, "catalogue": catalogue},
    }


def markdown_table() -> str:
    """The table of keys for the README."""
    rows = ["| key | value | default | meaning |", "| --- | --- | --- | --- |"]
    rows += [f"| `{row.name}` | {row.kind.words} | {row.default} | {row.meaning} |" for row in CASE_KEYS]
    return "\n".join(rows) + "\n"
