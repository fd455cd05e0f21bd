"""The table of keys: one source for the validation, the JSON Schema and the table for people."""

from __future__ import annotations

import json
import math
from dataclasses import fields
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from runner import catalog
from runner.catalog.core_schema import meaning
from runner.catalog.naming import refused_in_name
from runner.catalog.nodes import Mapping, Node, Scalar, Sequence
from runner.catalog.reading import Reading
from runner.catalog.schema import CASE_KEYS, ROWS
from runner.catalog.yaml_reader import read_document
from runner.model import Case, Fault
from tests.catalog.loading import SQUARE, load

ROOT = Path(__file__).parents[2]
CASE_FILES = sorted((ROOT / "cases").rglob("*.yaml"))
SCHEMA = catalog.json_schema()
VALIDATOR = jsonschema.Draft202012Validator(SCHEMA)


def plain(node: Node | None) -> Any:
    """A document as JSON would hold it."""
    if isinstance(node, Scalar):
        return meaning(node.text) if node.plain else node.text
    if isinstance(node, Sequence):
        return [plain(item) for item in node.items]
    assert isinstance(node, Mapping)
    return {key: plain(value) for key, (_, value) in node.entries.items()}


def document(text: str) -> Any:
    return plain(read_document(Reading("f.yaml", text)))


class TestTheTable:
    def test_it_has_every_key_once_in_the_order_of_the_format(self) -> None:
        assert [row.name for row in CASE_KEYS] == [
            "name", "description", "source", "tags", "sizes", "shapes", "values", "let", "cost", "output", "wrt", "gradient",
            "jacobian", "jvp", "hessian", "hvp", "seed", "h", "tolerance", "dtype", "method",
            "at_kinks", "one_sided", "complex", "convention", "structure", "points", "noise", "timeout",
            "expect", "variants", "matrix",
        ]  # fmt: skip

    def test_every_key_but_the_expanded_ones_is_a_field_of_a_case(self) -> None:
        assert set(ROWS) - {"variants", "matrix", "points"} <= {field.name for field in fields(Case)}

    def test_a_default_told_is_that_of_a_case(self) -> None:
        (case,) = load(SQUARE).cases
        for row in CASE_KEYS:
            if row.default.startswith("`") and row.name not in ("sizes", "shapes", "values", "let"):
                told = row.default.strip("`")
                value = getattr(case, row.name)
                value = value.verdict if row.name == "expect" else list(value) if row.name == "tags" else value
                assert meaning(told) == value or told == str(value)

    def test_no_word_of_other_tools_is_a_key_or_said_twice(self) -> None:
        words = [word for row in CASE_KEYS for word in row.elsewhere]
        assert len(words) == len(set(words))
        assert not set(words) & set(ROWS)

    def test_the_table_for_people_has_a_line_for_each(self) -> None:
        lines = catalog.markdown_table().splitlines()
        assert lines[0] == "| key | value | default | meaning |"
        assert [line.split("|")[1].strip(" `") for line in lines[2:]] == list(ROWS)
        assert {line.count("|") for line in lines} == {5}


class TestJsonSchema:
    def test_it_is_a_schema_of_draft_2020_12(self) -> None:
        assert SCHEMA["$schema"] == "https://json-schema.org/draft/2020-12/schema"
        jsonschema.Draft202012Validator.check_schema(SCHEMA)

    def test_it_is_json(self) -> None:
        assert json.loads(json.dumps(SCHEMA, allow_nan=False)) == SCHEMA

    def test_every_key_is_described(self) -> None:
        properties = SCHEMA["$defs"]["case"]["properties"]
        assert list(properties) == list(ROWS)
        assert all(properties[name]["description"] == row.meaning for name, row in ROWS.items())

    @pytest.mark.parametrize("path", CASE_FILES, ids=lambda path: str(path.relative_to(ROOT / "cases")))
    def test_every_case_file_of_the_catalogue_is_valid_by_it(self, path: Path) -> None:
        errors = [
            f"{error.json_path}: {error.message}" for error in VALIDATOR.iter_errors(document(path.read_text(encoding="utf-8")))
        ]
        assert errors == []

    @pytest.mark.parametrize(
        "text",
        [
            SQUARE,
            "{name: a, variants: [{name: b, variants: [{name: c, gradient: [[1, 2]]}]}]}",
            "{description: d, defaults: {tags: [t], h: auto}, cases: [{name: a, expect: {verdict: fail, cause: sign}}]}",
            "{name: a, cost: 1, matrix: {n: [1, 2], h: [auto], dtype: [float32]}, values: {v: [[1.5], [2]], w: rng.normal(3)}}",
        ],
    )
    def test_it_takes_what_the_reader_takes(self, text: str) -> None:
        assert list(VALIDATOR.iter_errors(document(text))) == []

    @pytest.mark.parametrize(
        "text",
        [
            "{}", "[]", "{cost: x}", "{name: 1}", "{name: ''}", "{name: ' '}", "{name: \"a\\nb\"}",
            "{name: a, tolerence: 1}", "{name: a, seed: -1}", "{name: a, seed: 1.5}", "{name: a, tolerance: 0}",
            "{name: a, h: small}", "{name: a, dtype: float16}", "{name: a, tags: a}", "{name: a, tags: [a b]}",
            "{name: a, shapes: {x: 3}}", "{name: a, shapes: {x: [-1]}}", "{name: a, shapes: {x: [1.5]}}",
            "{name: a, shapes: {x.T: [1]}}", "{name: a, sizes: {n: a}}", "{name: a, values: {v: [a]}}",
            "{name: a, values: {v: true}}", "{name: a, cost: [x]}", "{name: a, cost: null}",
            "{name: a, gradient: {}}", "{name: a, gradient: true}", "{name: a, wrt: [x]}",
            "{name: a, expect: passes}", "{name: a, expect: {cause: signs}}", "{name: a, expect: {index: [-1]}}",
            "{name: a, matrix: {n: []}}", "{name: a, variants: [{seed: 1}]}", "{cases: []}", "{cases: [{seed: 1}]}",
            "{defaults: {}}", "{defaults: {name: a}, cases: [{name: b}]}", "{cases: [{name: a}], cost: x}",
        ],
    )  # fmt: skip
    def test_it_refuses_what_the_reader_refuses(self, text: str) -> None:
        assert list(VALIDATOR.iter_errors(document(text)))
        assert load(text).faults


def values(schema: dict[str, Any], depth: int = 0) -> st.SearchStrategy[Any]:  # noqa: PLR0911 - one line a word of the schema
    """Anything that a part of the schema accepts, as far as the words used in ours say."""
    if "$ref" in schema:
        return st.deferred(lambda: values(SCHEMA["$defs"][schema["$ref"].rsplit("/", 1)[1]], depth + 1))
    if "anyOf" in schema:
        return st.one_of([values(option, depth) for option in schema["anyOf"]])
    if "const" in schema:
        return st.just(schema["const"])
    if "enum" in schema:
        return st.sampled_from(schema["enum"])
    if isinstance(schema["type"], list):
        return st.one_of([values({**schema, "type": word}, depth) for word in schema["type"]])
    match schema["type"]:
        case "integer":
            return st.integers(schema.get("minimum", -5), 9) | st.just(2**70)
        case "number":
            return (
                st.floats(0, exclude_min=True, allow_nan=False, allow_infinity=False) if "exclusiveMinimum" in schema else NUMBERS
            )
        case "string":
            return NAMES if "pattern" in schema or "minLength" in schema else NAMES | st.text(max_size=5)
        case "array":
            most = 3 if depth < 3 else 0
            least = min(schema.get("minItems", 0), most)
            return st.lists(values(schema["items"], depth + 1), min_size=least, max_size=most)
    if "properties" in schema:
        required = set(schema.get("required", ()))
        inner = {name: values(part, depth + 1) for name, part in schema["properties"].items()}
        return st.fixed_dictionaries(
            {name: part for name, part in inner.items() if name in required},
            optional={name: part for name, part in inner.items() if name not in required},
        )
    keys = IDENTIFIERS if "propertyNames" in schema else st.sampled_from(["n", "seed", "h", "dtype", "cost"])
    return st.dictionaries(
        keys, values(schema["additionalProperties"], depth + 1), min_size=schema.get("minProperties", 0), max_size=3
    )


NUMBERS = st.integers(-3, 3) | st.floats(allow_nan=False, allow_infinity=False) | st.just(2**70)
IDENTIFIERS = st.sampled_from(["x", "y", "W", "n", "lambda", "np", "sum"])
NAMES = st.sampled_from(
    ["a", "b", "x", "y", "n", "np.sum(x**2)", "2*x", "no", "1", "é", "x.T @ W", "x\u200b", "\x7fa", "é" * 201, " x"]
)


def as_yaml(value: Any) -> str:
    """JSON is YAML 1.2, but for its infinities, of which there are none here."""
    return json.dumps(value, ensure_ascii=False, allow_nan=False)


def is_whole(fault: Fault) -> bool:
    return fault.place is not None and fault.source is not None and refused_in_name(fault.message) is None and fault.length > 0


COMPLETE = {"shapes": {"x": [3]}, "cost": "x", "gradient": {"x": "2*x"}}
CASES = values(SCHEMA["$defs"]["case"])
NEARLY_VALID = CASES.map(
    lambda case: {key: value for key, value in {**case, **COMPLETE}.items() if key not in ("output", "wrt", "expect")}
)


@settings(max_examples=150, deadline=None)
@given(st.one_of(NEARLY_VALID, CASES, values(SCHEMA["$defs"]["catalogue"])))
def test_what_the_schema_accepts_is_loaded_or_refused_with_a_place(mapping: dict[str, Any]) -> None:
    found = load(as_yaml(mapping))
    assert all(is_whole(fault) for fault in found.faults)
    assert bool(found.cases) != bool(found.faults)
    for case in found.cases:
        assert case.claims
        assert math.isfinite(case.tolerance)
        assert case.place is not None
        assert case.last_line == 1


SCALARS = st.one_of(st.none(), st.booleans(), NUMBERS, NAMES, st.text(max_size=3))
ANYTHING = st.recursive(
    SCALARS, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(NAMES, inner, max_size=3), max_leaves=8
)
KEYS = st.sampled_from([*ROWS, "cases", "defaults", "nmae", "verdict", "x"])
MAPPINGS = st.dictionaries(KEYS, ANYTHING | st.dictionaries(KEYS | IDENTIFIERS, ANYTHING, max_size=3), max_size=5)


@settings(max_examples=150, deadline=None)
@given(st.one_of(MAPPINGS, st.fixed_dictionaries({"cases": st.lists(MAPPINGS, max_size=3)}, optional={"defaults": MAPPINGS})))
def test_any_mapping_is_loaded_or_refused_with_a_place(mapping: dict[str, Any]) -> None:
    found = load(as_yaml(mapping))
    assert all(is_whole(fault) for fault in found.faults)
    assert bool(found.cases) != bool(found.faults)
