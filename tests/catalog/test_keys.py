"""Every key of a case: what it takes, what it means where it is left out, and what is refused with a place."""

from __future__ import annotations

import math
import re

import pytest

from runner.model import POINTS, Cause, DoubtKind, Expectation
from tests.catalog.loading import SQUARE, case, cases, fault, faults, hints, marked


class TestTheSmallestCase:
    def test_it_is_read_as_it_stands(self) -> None:
        found = case("""\
            name: sum of a matrix product
            shapes: {W: [5, 10], x: [10, 3]}
            cost: np.sum(W.dot(x))
            wrt: x
            gradient: W.T @ np.ones((5, 3))
        """)
        assert found.name == "sum of a matrix product"
        assert list(found.shapes.items()) == [("W", (5, 10)), ("x", (10, 3))]
        assert found.cost == "np.sum(W.dot(x))"
        assert found.wrt == "x"
        assert found.gradient == "W.T @ np.ones((5, 3))"

    def test_what_is_left_out_has_its_default(self) -> None:
        found = case(SQUARE)
        assert (found.description, found.source, found.tags, found.output, found.wrt, found.timeout) == (
            None,
            None,
            (),
            None,
            None,
            None,
        )
        assert (found.sizes, found.values, found.let) == ({}, {}, {})
        assert (found.seed, found.h, found.tolerance, found.dtype, found.method) == (0, 1e-4, 1e-5, "float64", "auto")
        assert found.expect == Expectation("pass")

    @pytest.mark.parametrize(
        ("written", "meant"), [("rel", "relative"), ("abs", "absolute"), ("rtol", "relative"), ("atol", "absolute")]
    )
    def test_the_beginning_of_a_word_and_the_word_of_another_tool_are_understood(self, written: str, meant: str) -> None:
        assert fault(SQUARE + f"tolerance: {{{written}: 1e-3}}\n").hint == f"did you mean `{meant}`?"

    def test_a_dash_without_its_blank_and_cases_without_dashes_are_told(self) -> None:
        assert hints("cases:\n-name: a\n")[1] == "a blank after the dash: `- name: …`"
        assert fault("cases:\n  a: {cost: x}\n").hint == "each begins with a dash and its name: `- name: …`"
        assert fault(SQUARE.partition("\n")[2]).hint == "one short line: `name: what it shows`"

    def test_an_unknown_key_is_a_fault_under_the_very_key(self) -> None:
        found = fault(SQUARE + "tolerence: 1e-6\n")
        assert found.message == "unknown key `tolerence` in a case"
        assert found.hint == "did you mean `tolerance`?"
        assert (found.place, marked(found)) == (("f.yaml", 5, 1), "tolerence")

    @pytest.mark.parametrize(
        ("word", "name"),
        [("eps", "h"), ("step", "h"), ("rtol", "tolerance"), ("inputs", "shapes"), ("loss", "cost"), ("grad", "gradient")],
    )
    def test_what_other_tools_call_it_is_translated(self, word: str, name: str) -> None:
        text = "".join(line + "\n" for line in SQUARE.splitlines() if not line.startswith(name + ":"))
        assert [found.hint for found in [fault(text + f"{word}: 1\n")]] == [f"here it is called `{name}`"]

    def test_a_key_like_no_other_has_no_advice(self) -> None:
        assert fault(SQUARE + "zzz: 1\n").hint is None

    def test_a_misspelt_key_does_not_count_as_missing_too(self) -> None:
        assert faults(SQUARE.replace("cost", "csot")) == ["3:1: unknown key `csot` in a case"]
        assert faults(SQUARE.replace("name", "nmae")) == ["1:1: unknown key `nmae` in a case"]
        assert faults(SQUARE.replace("gradient", "gradeint")) == ["4:1: unknown key `gradeint` in a case"]

    def test_a_misspelt_catalogue_is_seen(self) -> None:
        assert faults("case: [{name: a}]\n") == ["1:1: unknown key `case` in a case file"]


class TestName:
    @pytest.mark.parametrize(
        "name", ["Größe 梯度 🧮", "عربي", "<b>", "--help", "a | b", "x" * 200, "%s {0}", "été", "a\u00a0b", "no", "C++ & C#"]
    )
    def test_any_visible_text_is_a_name(self, name: str) -> None:
        assert case(SQUARE.replace("square", f"'{name}'")).name == name

    @pytest.mark.parametrize(
        ("escape", "told"),
        [
            ("\\n", "a line break (U+000A)"),
            ("\\r", "a line break (U+000D)"),
            ("\\N", "a line break (U+0085)"),
            ("\\L", "a line break (U+2028)"),
            ("\\P", "a line break (U+2029)"),
            ("\\t", "the control character U+0009"),
            ("\\0", "the control character U+0000"),
            ("\\e", "the control character U+001B"),
            ("\\x7f", "the control character U+007F"),
            ("\\x9b", "the control character U+009B"),
            ("\\u202E", "the bidirectional control character U+202E"),
            ("\\u200F", "the bidirectional control character U+200F"),
            ("\\u2067", "the bidirectional control character U+2067"),
            ("\\u200B", "the zero-width character U+200B"),
            ("\\u200D", "the zero-width character U+200D"),
            ("\\u2060", "the zero-width character U+2060"),
            ("\\u00AD", "the zero-width character U+00AD"),
            ("\\u3164", "the zero-width character U+3164"),
            ("\\uFEFF", "a mark of the byte order (U+FEFF)"),
            ("\\U000E0041", "the zero-width character U+E0041"),
        ],
    )
    def test_what_cannot_be_seen_is_refused(self, escape: str, told: str) -> None:
        found = fault(SQUARE.replace("square", f'"a{escape}b"'))
        assert found.message == f"`name` holds {told}"
        assert marked(found) == f'"a{escape}b"'

    @pytest.mark.parametrize("name", ["''", "'   '", '"\\u00a0"'])
    def test_a_blank_name_is_refused(self, name: str) -> None:
        assert fault(SQUARE.replace("square", name)).message == "`name` must be a text that can be seen, not an empty text"

    @pytest.mark.parametrize("name", ["1", "1.0", ".nan", "true", "null", "0x10", "-1e5"])
    def test_a_number_or_word_of_yaml_is_to_be_quoted(self, name: str) -> None:
        found = fault(SQUARE.replace("square", name))
        assert found.message.startswith("`name` must be a text, not ")
        assert found.hint == f'put it in quotes: "{name}"'

    @pytest.mark.parametrize("name", ["[a]", "{a: b}", ""])
    def test_a_list_a_mapping_and_nothing_are_no_names(self, name: str) -> None:
        assert "`name` must be a text, not " in fault(SQUARE.replace("square", name)).message

    def test_a_long_name_is_refused(self) -> None:
        assert fault(SQUARE.replace("square", "x" * 201)).message == "`name` has 201 characters; a name has at most 200"

    def test_a_case_needs_a_name(self) -> None:
        assert faults(SQUARE.replace("name: square\n", "")) == ["1:1: the case has no `name`"]


class TestTexts:
    @pytest.mark.parametrize("key", ["description", "source"])
    def test_they_are_kept_with_their_line_breaks(self, key: str) -> None:
        assert getattr(case(SQUARE + f"{key}: |\n  a\n    b\n"), key) == "a\n  b\n"

    @pytest.mark.parametrize("key", ["description", "source"])
    @pytest.mark.parametrize("value", ["1", "true", "[a]", "{a: b}", "null", ""])
    def test_anything_else_is_refused(self, key: str, value: str) -> None:
        assert fault(SQUARE + f"{key}: {value}\n").message.startswith(f"`{key}` must be a text, not ")

    def test_terminal_escapes_are_refused(self) -> None:
        assert "the control character U+001B" in fault(SQUARE + 'description: "a\\e[31m"\n').message

    def test_text_from_right_to_left_is_not(self) -> None:
        assert case(SQUARE + 'description: "\\u202Bعربي\\u202C"\n').description == "\u202bعربي\u202c"


class TestTags:
    def test_a_list_of_words(self) -> None:
        assert case(SQUARE + "tags: [matmul, seed, no, ü]\n").tags == ("matmul", "seed", "no", "ü")
        assert case(SQUARE + "tags: []\n").tags == ()

    def test_one_word_is_no_list(self) -> None:
        found = fault(SQUARE + "tags: matmul\n")
        assert (found.message, found.hint) == ("`tags` must be a list of words, not the text `matmul`", "write [matmul]")

    @pytest.mark.parametrize(
        ("tag", "hint"),
        [("two words", "write two-words"), ("1", 'put it in quotes: "1"'), ("''", None), ("[a]", None), ("{a: b}", None)],
    )
    def test_what_is_no_word_is_refused(self, tag: str, hint: str | None) -> None:
        found = fault(SQUARE + f"tags: [good, {tag}]\n")
        assert found.message.startswith("an entry of `tags` must be a word, not ")
        assert found.hint == hint
        assert marked(found) == tag

    def test_what_cannot_be_seen_is_refused(self) -> None:
        assert "zero-width" in fault(SQUARE + 'tags: ["a\\u200Bb"]\n').message


class TestSizes:
    def test_named_integers(self) -> None:
        assert case(SQUARE + "sizes: {n: 5, d: 0x10, m: -1}\n").sizes == {"n": 5, "d": 16, "m": -1}

    @pytest.mark.parametrize("value", ["5.5", "true", "'5'", "n", "[1]", "null", ".inf", "2020-01-01"])
    def test_nothing_but_integers(self, value: str) -> None:
        found = fault(SQUARE + f"sizes: {{n: {value}}}\n")
        assert found.message.startswith("`sizes.n` must be an integer, not ")
        assert marked(found) == value

    @pytest.mark.parametrize(("value", "hint"), [("5.0", "write 5"), ("'5'", "drop the quotes: 5"), ("1e3", "write 1000")])
    def test_the_hint_says_how_to_write_it(self, value: str, hint: str) -> None:
        assert fault(SQUARE + f"sizes: {{n: {value}}}\n").hint == hint

    def test_integers_fit_64_bits(self) -> None:
        assert case(SQUARE + f"sizes: {{n: {2**63 - 1}}}\n").sizes["n"] == 2**63 - 1
        assert fault(SQUARE + f"sizes: {{n: {2**63}}}\n").message == "`sizes.n` does not fit 64 bits"

    @pytest.mark.parametrize("value", ["[n]", "n", "5", "null"])
    def test_nothing_but_a_mapping(self, value: str) -> None:
        assert "`sizes` must be a mapping from names to integers" in fault(SQUARE + f"sizes: {value}\n").message


class TestShapes:
    @pytest.mark.parametrize(
        ("written", "shape"),
        [("[3, 4]", (3, 4)), ("[]", ()), ("[0]", (0,)), ("[n, 2*n]", ("n", "2*n")), ("['n + 1', 3]", ("n + 1", 3))],
    )
    def test_integers_and_expressions(self, written: str, shape: tuple[int | str, ...]) -> None:
        assert case(SQUARE.replace("[3]", written) + "sizes: {n: 2}\n").shapes["x"] == shape

    @pytest.mark.parametrize("entry", ["-1", "true", "2.0", "null", "[2]", "{a: 1}", "''", str(2**63)])
    def test_anything_else_is_refused_at_its_place(self, entry: str) -> None:
        found = fault(SQUARE.replace("[3]", f"[3, {entry}]"))
        assert found.message.startswith("`shapes.x.1` must be an integer ≥ 0 or an expression in `sizes`, not ")
        assert marked(found) == entry

    @pytest.mark.parametrize("value", ["3", "n", "'(3, 4)'"])
    def test_a_shape_is_a_list(self, value: str) -> None:
        found = fault(SQUARE.replace("[3]", value))
        assert found.message.startswith("`shapes.x` must be a list such as [3, 4], not ")
        assert found.hint == f"write [{value.strip(chr(39))}]"

    def test_a_single_name_is_one_of_sizes(self) -> None:
        found = fault(SQUARE.replace("[3]", "[heigth, 2]") + "sizes: {height: 3}\n")
        assert found.message == "the shape of `x` holds `heigth`, which is not in `sizes`"
        assert (found.hint, marked(found)) == ("did you mean `height`?", "heigth")

    def test_a_word_of_yaml_1_1_is_no_bool_and_no_size(self) -> None:
        assert fault(SQUARE.replace("[3]", "[yes, 2]")).message == "the shape of `x` holds `yes`, which is not in `sizes`"

    def test_a_number_that_is_refused_is_told_in_its_own_words(self) -> None:
        assert "has a leading zero" in fault(SQUARE.replace("[3]", "[3, 017]")).message

    def test_there_are_at_most_32_dimensions(self) -> None:
        assert len(case(SQUARE.replace("[3]", "[" + "1," * 32 + "]")).shapes["x"]) == 32
        assert "33 dimensions" in fault(SQUARE.replace("[3]", "[" + "1," * 33 + "]")).message

    def test_the_order_written_is_kept(self) -> None:
        assert list(case(SQUARE.replace("{x: [3]}", "{z: [], x: [3], a: []}") + "wrt: x\n").shapes) == ["z", "x", "a"]


class TestValues:
    @pytest.mark.parametrize(
        ("written", "value"),
        [
            ("1", 1),
            ("-2.5", -2.5),
            ("1e3", 1000.0),
            ("[1, 2]", (1, 2)),
            ("[[1, 7], [5, -1]]", ((1, 7), (5, -1))),
            ("[1, 2.5]", (1, 2.5)),
            ("[]", ()),
            ("[[], []]", ((), ())),
            ("rng.standard_normal(3)", "rng.standard_normal(3)"),
            ("'[1, 2]'", "[1, 2]"),
            ("x.T", "x.T"),
        ],
    )
    def test_numbers_lists_and_expressions(self, written: str, value: object) -> None:
        assert case(SQUARE + f"values: {{y: {written}}}\n").values["y"] == value

    def test_integers_stay_integers(self) -> None:
        found = case(SQUARE + "values: {y: [[1, 7], [5, -1]], z: [1.0, 2]}\n").values
        assert [type(entry) for row in found["y"] for entry in row] == [int] * 4  # type: ignore[union-attr]
        assert [type(entry) for entry in found["z"]] == [float, int]  # type: ignore[union-attr]

    @pytest.mark.parametrize("entry", ["'a'", "x", "null", "true", "{b: c}"])
    def test_other_entries_of_lists_are_refused_at_their_place(self, entry: str) -> None:
        found = fault(SQUARE + f"values: {{y: [[1, {entry}]]}}\n")
        assert found.message.startswith("an entry of `values.y` must be a number, not ")
        assert marked(found) == entry

    @pytest.mark.parametrize("entry", [".nan", ".inf", "-.inf"])
    def test_values_are_finite(self, entry: str) -> None:
        for written in (entry, f"[1, {entry}]"):
            found = fault(SQUARE + f"values: {{y: {written}}}\n")
            assert found.message == f"`values.y` must be finite, not the number {entry}"
            assert marked(found) == entry

    @pytest.mark.parametrize(
        ("written", "told"),
        [
            ("[[1, 2], [3]]", "a list of shape [1] here, a list of shape [2] before"),
            ("[1, [2]]", "a list of shape [1] here, a number before"),
            ("[[1], 2]", "a number here, a list of shape [1] before"),
            ("[[[1]], [[1, 2]]]", "a list of shape [1, 2] here, a list of shape [1, 1] before"),
        ],
    )
    def test_ragged_lists_are_refused(self, written: str, told: str) -> None:
        assert fault(SQUARE + f"values: {{y: {written}}}\n").message == f"the list `values.y` is ragged: {told}"

    def test_an_integer_beyond_64_bits_is_refused(self) -> None:
        assert "does not fit 64 bits" in fault(SQUARE + f"values: {{y: [1, {2**63}]}}\n").message
        assert "does not fit 64 bits" in fault(SQUARE + f"values: {{y: {-(2**63) - 1}}}\n").message

    def test_more_than_32_dimensions_are_refused(self) -> None:
        assert case(SQUARE + "values: {y: " + "[" * 32 + "1" + "]" * 32 + "}\n").values
        assert "more than 32 dimensions" in fault(SQUARE + "values: {y: " + "[" * 33 + "1" + "]" * 33 + "}\n").message

    @pytest.mark.parametrize("written", ["true", "null", "{a: 1}", "''", ""])
    def test_anything_else_is_refused(self, written: str) -> None:
        told = "`values.y` must be a number, a nested list of numbers or an expression, not "
        assert fault(SQUARE + f"values: {{y: {written}}}\n").message.startswith(told)

    def test_the_order_written_is_kept(self) -> None:
        assert list(case(SQUARE + "values: {z: 1, a: 2, m: a + z}\n").values) == ["z", "a", "m"]


class TestLet:
    def test_expressions_in_order(self) -> None:
        assert list(case(SQUARE + "let: {z: x + 1, a: z * 2}\n").let.items()) == [("z", "x + 1"), ("a", "z * 2")]

    def test_a_number_is_an_expression(self) -> None:
        assert case(SQUARE + "let: {z: 2}\n").let == {"z": "2"}

    @pytest.mark.parametrize("written", ["[1, 2]", "{a: 1}", "true", "null", "''", ".inf"])
    def test_anything_else_is_refused(self, written: str) -> None:
        assert fault(SQUARE + f"let: {{z: {written}}}\n").message.startswith("`let.z` must be an expression, not ")


class TestNamesOfArrays:
    @pytest.mark.parametrize("name", ["x1", "W_hidden", "N", "dW", "lambda_", "e", "nan"])
    @pytest.mark.parametrize("key", ["sizes", "values", "let"])
    def test_ascii_identifiers(self, key: str, name: str) -> None:
        assert name in getattr(case(SQUARE + f"{key}: {{{name}: 1}}\n"), key)

    @pytest.mark.parametrize(
        ("name", "why"),
        [
            ("_x", "begins with an underscore"),
            ("__builtins__", "begins with an underscore"),
            ("lambda", "is a keyword of Python"),
            ("None", "is a keyword of Python"),
            ("np", "has a fixed meaning in expressions"),
            ("rng", "has a fixed meaning in expressions"),
            ("dout", "has a fixed meaning in expressions"),
            ("sum", "is a builtin of Python"),
            ("open", "is a builtin of Python"),
            ("id", "is a builtin of Python"),
            ("softmax", "is a helper of the language"),
            ("erf", "is a helper of the language"),
            ("x.T", "is no ASCII identifier"),
            ("ｘ", "is no ASCII identifier"),
            ("ß", "is no ASCII identifier"),
            ("a b", "is no ASCII identifier"),
            ("1x", "is no ASCII identifier"),
            ("'1'", "is no ASCII identifier"),
            ("''", "is no ASCII identifier"),
            ("x-y", "is no ASCII identifier"),
            ('"x\\n"', "is no ASCII identifier"),
        ],
    )
    @pytest.mark.parametrize("key", ["sizes", "shapes", "values", "let"])
    def test_other_names_are_refused_at_their_place(self, key: str, name: str, why: str) -> None:
        value = "[1]" if key == "shapes" else "1"
        text = "name: a\ncost: 1\ngradient: {y: 1}\n" + ("values: {y: 1}\n" if key != "values" else "shapes: {y: []}\n")
        found = fault(text + f"{key}:\n  {name}: {value}\n")
        assert re.search(rf"cannot be a name in `{key}`: it {why}", found.message)
        assert (found.place and found.place[1:]) == (6, 3)


class TestCostAndOutput:
    @pytest.mark.parametrize("written", ["np.sum(x**2)", "'x[0]'", "x.T @ x", "3", "1e-4", "0x10", ".5"])
    def test_the_text_is_kept_as_it_is(self, written: str) -> None:
        assert case(SQUARE.replace("np.sum(x**2)", written)).cost == written.strip("'")

    def test_blanks_within_quotes_are_kept_too(self) -> None:
        assert case(SQUARE.replace("np.sum(x**2)", "' x[0] '")).cost == " x[0] "

    def test_an_output_instead_of_a_cost(self) -> None:
        found = case(SQUARE.replace("cost: np.sum(x**2)", "output: W @ x") + "values: {W: [[1, 2, 3]]}\n")
        assert (found.cost, found.output) == (None, "W @ x")

    def test_both_are_refused_and_both_named(self) -> None:
        found = fault(SQUARE + "output: x\n")
        assert found.message == "a case has a `cost` or an `output`, not both"
        assert (found.place, found.also) == (("f.yaml", 5, 9), ("f.yaml", 3, 7))

    def test_neither_is_refused(self) -> None:
        assert faults(SQUARE.replace("cost: np.sum(x**2)\n", "")) == ["1:7: the case has no `cost` and no `output`"]

    @pytest.mark.parametrize("written", ["true", "null", "", "''", "'  '", "{a: b}", ".nan", "-.inf"])
    def test_anything_else_is_refused(self, written: str) -> None:
        assert fault(SQUARE.replace("np.sum(x**2)", written)).message.startswith("`cost` must be an expression, not ")

    def test_infinity_is_written_as_in_numpy(self) -> None:
        assert fault(SQUARE.replace("np.sum(x**2)", ".inf")).hint == "write np.inf or np.nan"

    def test_an_expression_in_brackets_is_to_be_quoted(self) -> None:
        assert fault(SQUARE.replace("np.sum(x**2)", "[1, 2]")).hint == "an expression that begins with a bracket stands in quotes"


class TestGradient:
    @pytest.mark.parametrize(
        ("written", "claim"),
        [
            ("2*x", "2*x"),
            ("1", 1),
            ("0.5", 0.5),
            ("[1, 2, 3]", (1, 2, 3)),
            ("[[1, 2], [3, 4]]", ((1, 2), (3, 4))),
            ("'[1]'", "[1]"),
        ],
    )
    def test_one_claim(self, written: str, claim: object) -> None:
        found = case(SQUARE.replace("2*x", written))
        assert found.gradient == claim
        assert found.claims == {"x": claim}

    def test_a_mapping_of_claims_in_the_order_written(self) -> None:
        found = case(SQUARE.replace("2*x", "{y: [1, 2], x: 2*x, z: 1}") + "values: {y: [1, 2], z: 1}\n")
        assert list(found.claims.items()) == [("y", (1, 2)), ("x", "2*x"), ("z", 1)]

    def test_a_claim_may_be_wrong_in_being_infinite(self) -> None:
        found = case(SQUARE.replace("2*x", "[.inf, -.inf, .nan]")).gradient
        assert found[:2] == (math.inf, -math.inf)  # type: ignore[index]
        assert math.isnan(found[2])  # type: ignore[index, arg-type]

    @pytest.mark.parametrize("written", ["true", "null", "''", ""])
    def test_anything_else_is_refused(self, written: str) -> None:
        assert (
            "`gradient` must be a number, a nested list of numbers or an expression"
            in fault(SQUARE.replace("2*x", written)).message
        )
        assert "`gradient.x` must be a number" in fault(SQUARE.replace("2*x", f"{{x: {written}}}")).message

    def test_a_ragged_claim_is_refused(self) -> None:
        assert "`gradient` is ragged" in fault(SQUARE.replace("2*x", "[[1], [1, 2]]")).message

    def test_there_is_one_claim_at_least(self) -> None:
        assert faults(SQUARE.replace("gradient: 2*x\n", "")) == ["1:7: the case has no `gradient`"]
        assert fault(SQUARE.replace("2*x", "{}")).message == "`gradient` holds no claim"

    def test_a_claim_for_an_unknown_array_is_refused_at_its_name(self) -> None:
        found = fault(SQUARE.replace("2*x", "{weights: 2}").replace("{x:", "{weigths:"))
        assert found.message == "there is a claim for `weights`, which is neither in `shapes` nor in `values`"
        assert (found.hint, marked(found)) == ("did you mean `weigths`?", "weights")

    @pytest.mark.parametrize(("line", "called"), [("sizes: {s: 1}", "a size"), ("let: {s: x + 1}", "an intermediate result")])
    def test_a_claim_for_what_cannot_be_stepped_is_refused(self, line: str, called: str) -> None:
        found = fault(SQUARE.replace("2*x", "{s: 2}") + line + "\n")
        assert found.message == f"there is a claim for `s`, which is {called}"
        assert found.also is not None


class TestWrt:
    def test_it_names_one_of_several_arrays(self) -> None:
        for key in ("shapes: {x: [3], y: [3]}", "shapes: {x: [3]}\nvalues: {y: [1, 2, 3]}"):
            assert case(SQUARE.replace("shapes: {x: [3]}", key) + "wrt: y\n").claims == {"y": "2*x"}

    @pytest.mark.parametrize(("shapes", "holds"), [("{x: [3], y: [3]}", "2 names"), ("{}", "no name")])
    def test_it_is_needed_unless_there_is_exactly_one_shape(self, shapes: str, holds: str) -> None:
        found = fault(SQUARE.replace("{x: [3]}", shapes) + "values: {z: [1]}\n")
        assert found.message == f"`wrt` is needed, for `shapes` holds {holds}"
        assert marked(found) == "2*x"

    def test_it_is_not_needed_where_there_is_one_shape_beside_values(self) -> None:
        assert case(SQUARE + "values: {z: [1]}\n").claims == {"x": "2*x"}

    def test_it_may_stand_though_it_is_not_needed(self) -> None:
        assert case(SQUARE + "wrt: x\n").wrt == "x"

    def test_it_does_not_stand_beside_a_mapping_of_claims(self) -> None:
        found = fault(SQUARE.replace("2*x", "{x: 2*x}") + "wrt: x\n")
        assert found.message == "`wrt` does not stand beside a mapping of claims"
        assert (found.place, found.also) == (("f.yaml", 5, 6), ("f.yaml", 4, 11))

    def test_an_unknown_name_is_refused(self) -> None:
        found = fault(SQUARE + "wrt: X\n")
        assert found.message == "`wrt` names `X`, which is neither in `shapes` nor in `values`"
        assert marked(found) == "X"

    def test_a_size_and_an_intermediate_are_refused(self) -> None:
        assert fault(SQUARE + "sizes: {s: 1}\nwrt: s\n").message == "`wrt` names `s`, which is a size"
        assert fault(SQUARE + "let: {s: x}\nwrt: s\n").message == "`wrt` names `s`, which is an intermediate result"

    def test_a_list_is_refused_and_the_mapping_advised(self) -> None:
        found = fault(SQUARE + "wrt: [x]\n")
        assert found.message == "`wrt` must be the name of an array, not a list"
        assert found.hint == "for several inputs make `gradient` a mapping from names to claims"

    @pytest.mark.parametrize("value", ["1", "true", "null", "''", "{x: 1}"])
    def test_anything_else_is_refused(self, value: str) -> None:
        assert "`wrt` must be the name of an array" in fault(SQUARE + f"wrt: {value}\n").message


class TestNumbers:
    def test_seed(self) -> None:
        assert case(SQUARE + "seed: 7\n").seed == 7
        assert case(SQUARE + "seed: 0\n").seed == 0

    @pytest.mark.parametrize("value", ["-1", "1.5", "true", "'1'", "null", "1_000", "auto", "[1]", ".inf"])
    def test_a_seed_is_an_integer_from_0(self, value: str) -> None:
        found = fault(SQUARE + f"seed: {value}\n")
        assert found.message.startswith("`seed` must be an integer ≥ 0, not ")
        assert marked(found) == value

    @pytest.mark.parametrize(("written", "step"), [("1e-3", 1e-3), ("1", 1.0), ("auto", "auto"), ("'auto'", "auto"), (".5", 0.5)])
    def test_h(self, written: str, step: object) -> None:
        found = case(SQUARE + f"h: {written}\n").h
        assert found == step
        assert type(found) is type(step)

    @pytest.mark.parametrize("value", ["0", "-1e-4", ".inf", ".nan", "true", "'1e-4'", "Auto", "null", "0.0"])
    def test_h_is_positive_and_finite(self, value: str) -> None:
        assert fault(SQUARE + f"h: {value}\n").message.startswith("`h` must be a finite number > 0 or `auto`, not ")

    def test_tolerance(self) -> None:
        assert case(SQUARE + "tolerance: 1e-6\n").tolerance == 1e-6
        assert case(SQUARE + "tolerance: 1\n").tolerance == 1.0

    @pytest.mark.parametrize("value", ["0", "-1.0", ".inf", ".nan", "yes", "true", "'1e-6'", "auto", "1e-6x", "null"])
    def test_tolerance_is_positive_and_finite(self, value: str) -> None:
        assert fault(SQUARE + f"tolerance: {value}\n").message.startswith("`tolerance` must be a finite number > 0, not ")

    def test_a_number_in_quotes_is_to_lose_them(self) -> None:
        assert fault(SQUARE + 'tolerance: "1e-6"\n').hint == "drop the quotes: 1e-6"

    def test_a_number_in_quotes_that_is_none_has_no_such_advice(self) -> None:
        assert fault(SQUARE + "seed: '017'\n").hint is None
        assert fault(SQUARE + "seed: 'many'\n").hint is None

    def test_timeout(self) -> None:
        assert case(SQUARE + "timeout: 2.5\n").timeout == 2.5
        assert fault(SQUARE + "timeout: 0\n").message == "`timeout` must be a finite number of seconds > 0, not the number 0"


class TestChoices:
    @pytest.mark.parametrize("dtype", ["float64", "float32"])
    def test_dtype(self, dtype: str) -> None:
        assert case(SQUARE + f"dtype: {dtype}\n").dtype == dtype

    @pytest.mark.parametrize("method", ["full", "probe", "auto"])
    def test_method(self, method: str) -> None:
        assert case(SQUARE + f"method: {method}\n").method == method

    def test_another_word_is_refused_with_the_nearest(self) -> None:
        found = fault(SQUARE + "dtype: Float23\n")
        assert found.message == "`dtype` must be `float64` or `float32`, not the text `Float23`"
        assert found.hint in {"did you mean `float32`?", "did you mean `float64`?"}
        assert fault(SQUARE + "method: probes\n").hint == "did you mean `probe`?"
        assert fault(SQUARE + "method: 1\n").hint is None


class TestExpect:
    @pytest.mark.parametrize("verdict", ["pass", "fail", "error"])
    def test_a_verdict(self, verdict: str) -> None:
        for written in (verdict, f"{{verdict: {verdict}}}"):
            assert case(SQUARE + f"expect: {written}\n").expect == Expectation(verdict)  # type: ignore[arg-type]

    def test_a_mapping_with_any_of_the_rest(self) -> None:
        text = SQUARE.replace("{x: [3]}", "{W: [2, 3], y: [3, 3]}").replace("2*x", "{W: 1, y: 2}")
        found = case(text + "expect: {verdict: fail, input: W, cause: transposed, index: [0, 1]}\n")
        assert found.expect == Expectation("fail", "W", Cause.TRANSPOSED, (0, 1))
        assert case(text + "expect: {verdict: fail, index: [0, 1]}\n").expect == Expectation("fail", index=(0, 1))
        assert case(text + "expect: {verdict: fail, cause: sign}\n").expect == Expectation("fail", cause=Cause.SIGN)

    @pytest.mark.parametrize("cause", [cause.value for cause in Cause])
    def test_every_cause_has_its_name(self, cause: str) -> None:
        assert case(SQUARE + f"expect: {{verdict: fail, cause: {cause}}}\n").expect.cause == cause

    @pytest.mark.parametrize(
        ("written", "told", "hint"),
        [
            ("FAIL", "`expect` must be `pass`, `fail` or `error`, not the text `FAIL`", "did you mean `fail`?"),
            ("timeout", "`expect` must be `pass`, `fail` or `error`, not the text `timeout`", None),
            ("[fail]", "`expect` must be `pass`, `fail` or `error`, not a list", None),
            ("{cause: sign}", "`expect` has no `verdict`", "`verdict: fail`, as a rule"),
            (
                "{verdict: fails}",
                "`expect.verdict` must be `pass`, `fail` or `error`, not the text `fails`",
                "did you mean `fail`?",
            ),
            (
                "{verdict: fail, cause: signs}",
                "`expect.cause` must be a cause such as `transposed`, not the text `signs`",
                "did you mean `sign`?",
            ),
            (
                "{verdict: pass, doubt: kinks}",
                "`expect.doubt` must be a doubt such as `kink`, not the text `kinks`",
                "did you mean `kink`?",
            ),
            (
                "{verdict: error, doubt: kink}",
                "`expect.doubt` stands beside the verdict `error`",
                "a case without a gradient carries no doubt",
            ),
            ("{verdict: fail, casue: sign}", "unknown key `casue` in `expect`", "did you mean `cause`?"),
            (
                "{verdict: fail, index: 1}",
                "`expect.index` must be a list of integers such as [0, 1], not the number 1",
                "write [1]",
            ),
            ("{verdict: fail, index: [-1]}", "an entry of `expect.index` must be an integer ≥ 0, not the number -1", None),
            ("{verdict: fail, index: [true]}", "an entry of `expect.index` must be an integer ≥ 0, not `true`", None),
            ("{verdict: fail, index: [1.0]}", "an entry of `expect.index` must be an integer ≥ 0, not the number 1.0", "write 1"),
            ("{verdict: fail, input: y}", "`expect.input` is `y`, for which there is no claim", None),
            ("{verdict: fail, input: 1}", "`expect.input` must be the name of an array, not the number 1", None),
            ("{verdict: pass, cause: sign}", "`expect.cause` stands beside the verdict `pass`", "it says how a claim fails"),
            ("{verdict: error, index: [0]}", "`expect.index` stands beside the verdict `error`", "it says how a claim fails"),
            ("{verdict: fail, index: [3]}", "`expect.index` is no entry of `x`, which has the shape [3]", None),
            ("{verdict: fail, index: [0, 0]}", "`expect.index` is no entry of `x`, which has the shape [3]", None),
        ],
    )
    def test_what_cannot_be_expected_is_refused(self, written: str, told: str, hint: str | None) -> None:
        found = fault(SQUARE + f"expect: {written}\n")
        assert (found.message, found.hint) == (told, hint)

    def test_a_doubt_may_stand_beside_either_verdict_of_a_claim(self) -> None:
        assert case(SQUARE + "expect: {verdict: pass, doubt: insensitive}\n").expect.doubt is DoubtKind.INSENSITIVE
        assert case(SQUARE + "expect: {verdict: fail, doubt: kink}\n").expect.doubt is DoubtKind.KINK

    def test_an_index_into_a_shape_with_sizes_is_checked_where_it_can_be(self) -> None:
        text = SQUARE.replace("[3]", "[n, 2]") + "sizes: {n: 2}\n"
        assert case(text + "expect: {verdict: fail, index: [7, 1]}\n").expect.index == (7, 1)
        assert "which has the shape [n, 2]" in fault(text + "expect: {verdict: fail, index: [7, 2]}\n").message

    def test_a_scalar_has_an_empty_index(self) -> None:
        assert case(SQUARE.replace("[3]", "[]") + "expect: {verdict: fail, index: []}\n").expect.index == ()


class TestComplexAndStructured:
    def test_they_are_read(self) -> None:
        found = case(SQUARE + "complex: [x]\nconvention: plain\n")
        assert (found.complex, found.convention) == (("x",), "plain")
        assert case(SQUARE + "structure: {x: unit}\n").structure == {"x": "unit"}
        assert (case(SQUARE).complex, case(SQUARE).convention, case(SQUARE).structure) == ((), "conjugate", {})

    @pytest.mark.parametrize(
        ("written", "told"),
        [
            ("complex: [y]", "`complex` names `y`, which is not in `shapes`"),
            ("complex: x", "`complex` must be a list of names, not the text `x`"),
            ("convention: plain", "`convention` stands without `complex`"),
            ("complex: [x]\nstructure: {x: unit}", "`x` is complex and has a structure"),
            ("complex: [x]\ndtype: float32", "`dtype: float32` stands beside `complex`"),
            ("complex: [x]\npoints: [zeros]", "`points` stands beside `complex`"),
            ("structure: {y: unit}", "there is a structure for `y`, which is neither in `shapes` nor in `values`"),
        ],
    )
    def test_what_they_cannot_be_is_refused(self, written: str, told: str) -> None:
        assert fault(SQUARE + written + "\n").message == told

    def test_a_misspelt_structure_has_its_neighbour_named(self) -> None:
        assert fault(SQUARE + "structure: {x: symetric}\n").hint == "did you mean `symmetric`?"


class TestPoints:
    def test_each_is_a_case_of_its_own_beside_the_random_one(self) -> None:
        found = cases(SQUARE + "points: [ties, zeros]\n")
        assert [each.point for each in found] == [None, "ties", "zeros"]
        assert found[1].id == f"{found[0].id} @ ties"
        assert (found[1].at_kinks, found[1].h, found[0].at_kinks, found[0].h) == ("subgradient", "auto", None, 1e-4)

    def test_special_means_all(self) -> None:
        assert [each.point for each in cases(SQUARE + "points: special\n")] == [None, *POINTS]

    def test_a_mapping_says_what_is_expected_there(self) -> None:
        base, ties = cases(SQUARE + "points: {ties: {verdict: fail, cause: entries}}\n")
        assert (base.expect.verdict, ties.expect.verdict, ties.expect.cause) == ("pass", "fail", Cause.ENTRIES)

    def test_what_a_case_says_itself_stands(self) -> None:
        ties = cases(SQUARE + "points: [ties]\none_sided: right\nh: 1e-3\n")[1]
        assert (ties.at_kinks, ties.h) == (None, 1e-3)

    @pytest.mark.parametrize(
        ("written", "told"),
        [
            ("points: [tie]", "`points` knows no point `tie`"),
            ("points: {zero: fail}", "`points` knows no point `zero`"),
            ("points: [[ties]]", "an entry of `points` must be a word, not a list"),
        ],
    )
    def test_what_they_cannot_be_is_refused(self, written: str, told: str) -> None:
        assert fault(SQUARE + written + "\n").message == told


class TestToleranceAndNoise:
    def test_a_number_is_relative_to_max_1_and_a_mapping_to_the_entry(self) -> None:
        plain, both = case(SQUARE + "tolerance: 1e-6\n"), case(SQUARE + "tolerance: {relative: 1e-4, absolute: 1e-9}\n")
        assert (plain.tolerance, plain.absolute) == (1e-6, None)
        assert (both.tolerance, both.absolute) == (1e-4, 1e-9)

    def test_either_part_has_a_default(self) -> None:
        some, other = case(SQUARE + "tolerance: {absolute: 1}\n"), case(SQUARE + "tolerance: {relative: 0.5}\n")
        assert (some.tolerance, some.absolute, other.tolerance, other.absolute) == (1e-5, 1.0, 0.5, 0.0)

    def test_a_variant_changes_one_part(self) -> None:
        text = SQUARE + "tolerance: {relative: 1e-4, absolute: 1}\nvariants:\n  - {name: b, tolerance: {absolute: 2}}\n"
        assert [(each.tolerance, each.absolute) for each in cases(text)] == [(1e-4, 1.0), (1e-4, 2.0)]

    @pytest.mark.parametrize(
        ("written", "told"),
        [
            ("tolerance: {relative: 0}", "`tolerance.relative` must be a finite number > 0, not the number 0"),
            ("tolerance: {absolute: -1}", "`tolerance.absolute` must be a finite number ≥ 0, not the number -1"),
            ("tolerance: {rel: 1}", "unknown key `rel` in `tolerance`"),
            ("noise: 0", "`noise` must be a finite number > 0, not the number 0"),
            (
                "noise: 1e-7\nmethod: probe",
                "`method: probe` stands beside a `noise` that every entry needs by itself",
            ),
            (
                "tolerance: {absolute: 0}\nmethod: probe",
                "`method: probe` stands beside a `tolerance` that every entry needs by itself",
            ),
        ],
    )
    def test_what_they_cannot_be_is_refused(self, written: str, told: str) -> None:
        assert fault(SQUARE + written + "\n").message == told


class TestCornersAndEdges:
    def test_both_keys_are_read(self) -> None:
        assert case(SQUARE + "at_kinks: subgradient\n").at_kinks == "subgradient"
        assert [case(SQUARE + f"one_sided: {side}\n").side for side in ("right", "left")] == [1, -1]
        assert (case(SQUARE).at_kinks, case(SQUARE).side) == (None, 0)

    @pytest.mark.parametrize(
        ("written", "told"),
        [
            ("at_kinks: subgradients", "`at_kinks` must be `subgradient`, not the text `subgradients`"),
            ("one_sided: up", "`one_sided` must be `right` or `left`, not the text `up`"),
            ("at_kinks: subgradient\none_sided: left", "`at_kinks` stands beside `one_sided`"),
        ],
    )
    def test_what_they_cannot_be_is_refused(self, written: str, told: str) -> None:
        assert fault(SQUARE + written + "\n").message == told


class TestOneNameOneMeaning:
    @pytest.mark.parametrize(
        ("first", "second"),
        [("sizes", "shapes"), ("sizes", "values"), ("sizes", "let"), ("shapes", "values"), ("shapes", "let"), ("values", "let")],
    )
    def test_a_name_in_two_places_is_refused_and_both_named(self, first: str, second: str) -> None:
        def value(key: str) -> str:
            return "[1]" if key == "shapes" else "1"

        text = f"name: a\n{second}:\n  y: {value(second)}\n{first}:\n  y: {value(first)}\ncost: 1\ngradient: {{y: 1}}\n"
        found = faults(text)[0]
        assert found == f"3:3: `y` stands in `{first}` and in `{second}`"


@pytest.mark.parametrize(
    ("line", "hint"),
    [
        ("complex: [x]\nconvention: jax", "that is `plain` here"),
        ("structure: {x: spd}", "that is `positive-definite` here"),
        ("structure: {x: symetric}", "did you mean `symmetric`?"),
        ("one_sided: up", "that is `right` here"),
        ("at_kinks: true", "that is `subgradient` here"),
    ],
)
def test_words_of_other_tools_for_values_are_told_ours(line: str, hint: str) -> None:
    text = f"name: n\nshapes: {{x: [3, 3]}}\ncost: np.sum(x)\ngradient: np.ones((3, 3))\n{line}\n"
    assert hints(text) == [hint]
