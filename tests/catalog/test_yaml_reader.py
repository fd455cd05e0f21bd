"""A text becomes one document of plain parts, or one clear fault for each thing that is wrong with it."""

from __future__ import annotations

import time

import pytest

from runner.catalog import composing
from tests.catalog.loading import SQUARE, case, cases, fault, faults, hints, load, marked


class TestScalars:
    def test_a_text_is_not_a_bool_a_date_or_a_number_in_base_sixty(self) -> None:
        for name in ("no", "on", "12:30", "2020-01-01"):
            assert case(SQUARE.replace("square", name)).name == name

    def test_a_key_is_not_a_bool_either(self) -> None:
        assert list(case("{name: a, shapes: {y: [1], n: [2], on: [3], off: []}, cost: y, wrt: y, gradient: 1}").shapes) == [
            "y", "n", "on", "off",
        ]  # fmt: skip

    def test_a_number_in_the_notation_of_powers_of_ten_is_a_number(self) -> None:
        assert case(SQUARE + "tolerance: 1e-6\n").tolerance == 1e-6

    def test_a_leading_zero_is_refused_wherever_a_plain_scalar_stands(self) -> None:
        for line in (
            "seed: 017",
            "tolerance: 017",
            "tags: [017]",
            "sizes: {n: 017}",
            "values: {y: [1, 017]}",
            "description: 017",
        ):
            assert "017` has a leading zero" in fault(SQUARE + line).message
        assert "017` has a leading zero" in faults(SQUARE.replace("square", "017"))[0]

    def test_a_leading_zero_in_quotes_is_a_text(self) -> None:
        assert case(SQUARE.replace("square", "'017'")).name == "017"

    def test_a_text_keeps_its_line_breaks(self) -> None:
        assert case(SQUARE + "description: |\n  one\n\n  two\n").description == "one\n\ntwo\n"

    def test_a_folded_text_is_folded(self) -> None:
        assert case(SQUARE + "description: >-\n  one\n  two\n").description == "one two"

    def test_an_expression_may_span_lines(self) -> None:
        assert case(SQUARE.replace("np.sum(x**2)", "|\n  np.sum(x**2)\n  + np.sum(x)")).cost == "np.sum(x**2)\n+ np.sum(x)\n"

    def test_windows_line_ends_are_line_ends(self) -> None:
        found = load(SQUARE.replace("\n", "\r\n") + "tolerance: no\r\n")
        assert [found.place and found.place.line for found in found.faults] == [5]

    def test_a_text_of_five_megabytes_is_one_fault(self) -> None:
        found = fault(SQUARE + "description: " + "x" * 5_000_000)
        assert found.message == "a text of 5,000,000 characters is too long"
        assert found.source is None

    @pytest.mark.parametrize("quote", ["'", '"'])
    def test_so_is_one_in_quotes(self, quote: str) -> None:
        assert "too long" in fault(SQUARE + f"description: {quote}{'x' * 5_000_000}{quote}").message

    def test_a_text_at_the_limit_is_read(self) -> None:
        text = "x" * composing.LONGEST_TEXT
        assert case(SQUARE + f"description: {text}").description == text


class TestDocuments:
    @pytest.mark.parametrize("text", ["", "\n\n", "# nothing here\n", "---\n", "---\n...\n", "--- # only this\n"])
    def test_an_empty_file_is_a_fault(self, text: str) -> None:
        assert faults(text) == ["1:1: the file is empty"]

    def test_a_list_at_the_top_is_a_fault(self) -> None:
        assert fault("- name: a\n").message == "a case file holds a mapping, not a list"

    def test_a_text_at_the_top_is_a_fault(self) -> None:
        assert fault("np.sum(x)\n").message == "a case file holds a mapping, not a text"

    def test_a_second_document_is_a_fault(self) -> None:
        assert faults(SQUARE + "---\n" + SQUARE) == ["5:1: a second document begins here; a file holds one"]

    def test_so_is_it_behind_the_end_of_the_first(self) -> None:
        assert len(faults(SQUARE + "...\n---\n" + SQUARE)) == 1
        assert len(faults(SQUARE + "...\nname: b\n")) == 1

    def test_thousands_of_documents_are_one_fault_and_fast(self) -> None:
        begin = time.process_time()
        assert faults((SQUARE + "---\n") * 5000) == ["5:1: a second document begins here; a file holds one"]
        assert time.process_time() - begin < 1

    def test_a_document_may_be_begun_and_ended(self) -> None:
        assert case("%YAML 1.2\n---\n" + SQUARE + "...\n").name == "square"


class TestKeys:
    def test_a_duplicate_key_names_both_places(self) -> None:
        found = fault(SQUARE + "cost: x\n")
        assert found.message == "the key `cost` stands here a second time"
        assert found.place == ("f.yaml", 5, 1)
        assert found.also == ("f.yaml", 3, 1)

    def test_so_does_one_further_in(self) -> None:
        assert faults("{name: a, shapes: {x: [1]}, cost: x, gradient: {x: 1, 'x': 2}}") == [
            "1:55: the key `x` stands here a second time",
        ]  # fmt: skip

    def test_keys_that_are_no_text_are_told_each(self) -> None:
        assert faults("1: a\n2.5: b\nnull: c\ntrue: d\n[1, 2]: e\n{a: b}: f\n~: g\n") == [
            "1:1: a key must be a text, not `1`",
            "2:1: a key must be a text, not `2.5`",
            "3:1: a key must be a text, not `null`",
            "4:1: a key must be a text, not `true`",
            "5:1: a key must be a text, not a list or mapping",
            "6:1: a key must be a text, not a list or mapping",
            "7:1: a key must be a text, not `~`",
        ]

    def test_in_quotes_they_are_texts(self) -> None:
        assert fault(SQUARE + '"1": a\n').message == "unknown key `1` in a case"

    def test_what_stands_behind_a_refused_key_says_nothing_of_missing_ones(self) -> None:
        assert faults("1: a\n") == ["1:1: a key must be a text, not `1`"]

    def test_no_break_spaces_as_indentation_are_seen(self) -> None:
        found = fault("name: a\nshapes:\n\u00a0\u00a0x: [3]\ncost: x\n")
        assert found.message == "the line is indented with U+00A0, which only looks like a blank"
        assert marked(found) == "\u00a0\u00a0"

    def test_twelve_thousand_keys_are_read_fast(self) -> None:
        shapes = "".join(f"  x{number}: [1]\n" for number in range(12_000))
        begin = time.process_time()
        assert len(case("name: many\nshapes:\n" + shapes + "cost: x0\nwrt: x0\ngradient: 1\n").shapes) == 12_000
        assert time.process_time() - begin < 5


class TestTags:
    @pytest.mark.parametrize(
        "tagged",
        ["!!python/object/apply:os.system ['true']", "!!str 123", "!include /etc/hostname", "!!int ''", "!!set {a, b}", "! x"],
    )
    def test_a_tag_is_a_fault_and_the_only_one(self, tagged: str) -> None:
        found = fault(SQUARE.replace("square", tagged))
        assert found.message == f"the tag `{tagged.split(maxsplit=1)[0]}` is not allowed: a case file has no tags"
        assert marked(found) == tagged.split(maxsplit=1)[0]

    def test_tags_within_a_tagged_part_are_told_too(self) -> None:
        assert len(faults(SQUARE.replace("[3]", "!!omap [x: !!str 3]"))) == 2

    def test_an_alias_of_a_tagged_part_is_told_no_more(self) -> None:
        assert len(faults("{name: &a !!str b, description: *a, shapes: {x: []}, cost: x, gradient: 1}")) == 1

    def test_an_exclamation_mark_in_a_text_is_no_tag(self) -> None:
        assert case(SQUARE.replace("square", "really!")).name == "really!"

    def test_a_tag_behind_an_anchor_is_found(self) -> None:
        assert marked(fault(SQUARE.replace("square", "&a !!str square"))) == "!!str"


class TestDepth:
    def test_deep_lists_are_one_fault_and_fast(self) -> None:
        begin = time.process_time()
        assert faults("shapes: " + "[" * 100_000) == ["1:108: more than 100 lists and mappings stand within one another"]
        assert time.process_time() - begin < 1

    def test_deep_mappings_too(self) -> None:
        text = "".join(" " * depth + "a:\n" for depth in range(400))
        assert faults(text) == ["101:101: more than 100 lists and mappings stand within one another"]

    def test_what_is_as_deep_as_allowed_is_read(self) -> None:
        found = faults("shapes: " + "[" * 99 + "]" * 99)
        assert not any("within one another" in message for message in found)


class TestAliases:
    def test_an_alias_stands_for_the_part_with_its_anchor(self) -> None:
        both = cases(
            "{cases: [{name: a, shapes: &s {x: [3]}, cost: x, gradient: &g 2*x}, {name: b, shapes: *s, cost: x, gradient: *g}]}"
        )
        assert both[0].shapes == both[1].shapes == {"x": (3,)}
        assert both[0].gradient == both[1].gradient == "2*x"

    def test_an_anchor_is_no_part_of_the_text_or_its_place(self) -> None:
        square = case(SQUARE.replace("np.sum", "&c np.sum"))
        assert square.cost == "np.sum(x**2)"
        assert square.places["cost"] == ("f.yaml", 3, 10)

    def test_an_anchor_used_again_means_the_last_one(self) -> None:
        assert case("{name: &n a, description: &n b, shapes: {x: []}, cost: x, gradient: 1, source: *n}").source == "b"

    def test_an_unknown_alias_is_a_fault_that_advises_quotes(self) -> None:
        found = fault(SQUARE.replace("2*x", "*x"))
        assert found.message == "`*x` stands for a part marked `&x`, and there is none before it"
        assert found.hint == "put an expression that begins with `*` in quotes"
        assert marked(found) == "*x"

    def test_an_error_in_an_aliased_part_names_both_places(self) -> None:
        found = load("""\
            parts: &p {seed: -1}
            cases:
              - {name: a, shapes: {x: [3]}, cost: x, gradient: 1, <<: *p}
        """).faults[0]
        assert (found.place, found.also) == (("f.yaml", 1, 18), ("f.yaml", 3, 59))

    def test_so_does_an_error_in_an_aliased_value(self) -> None:
        found = fault("{seeds: &s [-1], name: a, shapes: {x: [3]}, cost: x, gradient: 1, values: {y: 1, z: 2}, let: *s}")
        assert found.message == "`let` must be a mapping from names to expressions, not a list"
        assert (found.place, found.also) == (("f.yaml", 1, 9), ("f.yaml", 1, 94))

    def test_so_does_an_error_deep_in_an_aliased_part(self) -> None:
        found = load("""\
            shared: &s
              x: [3, -1]
            cases:
              - {name: a, shapes: *s, cost: x, gradient: 1}
        """).faults[0]
        assert (found.place, found.also) == (("f.yaml", 2, 10), ("f.yaml", 4, 23))

    def test_so_does_an_error_in_an_aliased_list_of_cases_and_of_variants(self) -> None:
        found = load(
            "v: &v [{name: b, seed: x}]\ncases:\n  - {name: a, shapes: {x: []}, cost: x, gradient: 1, variants: *v}\n"
        ).faults[0]
        assert (found.place, found.also) == (("f.yaml", 1, 24), ("f.yaml", 3, 64))

    def test_a_rule_broken_by_a_merged_part_names_the_case(self) -> None:
        found = fault("""\
            base: &b {cost: x, wrt: y}
            cases:
              - <<: *b
                name: a
                shapes: {x: [3]}
                gradient: 1
        """)
        assert found.message == "`wrt` names `y`, which is neither in `shapes` nor in `values`"
        assert (found.place, found.also) == (("f.yaml", 1, 25), ("f.yaml", 4, 11))

    def test_a_document_that_contains_itself_is_refused(self) -> None:
        for text in ("a: &a [*a]", "&a {b: *a}", "a: &a {b: [1, {c: *a}]}", "<<: &a {<<: *a}"):
            found = fault(text)
            assert "would contain itself" in found.message
            assert found.also is not None

    def test_an_alias_bomb_is_one_fault_and_fast(self) -> None:
        levels = "".join(
            f"{name}: &{name} [{', '.join([f'*{below}'] * 9)}]\n" for below, name in zip("abcdefgh", "bcdefghi", strict=True)
        )
        begin = time.process_time()
        assert "the document expands to more than 1,000,000 parts here" in fault("a: &a [lol, lol]\n" + levels + SQUARE).message
        assert time.process_time() - begin < 1

    def test_so_is_a_merge_key_bomb(self) -> None:
        levels = "".join(
            f"{name}: &{name}\n  <<: [{', '.join([f'*{below}'] * 9)}]\n"
            for below, name in zip("abcdefgh", "bcdefghi", strict=True)
        )
        assert "expands to more than" in fault("a: &a {k: 1}\n" + levels + SQUARE).message

    def test_a_flat_list_of_as_many_parts_is_refused_too(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(composing, "MOST_PARTS", 1000)
        assert case(SQUARE + "values: {y: [" + "1," * 900 + "]}")
        assert "expands to more than 1,000 parts" in fault(SQUARE + "values: {y: [" + "1," * 1000 + "]}").message


class TestMergeKeys:
    def test_a_merged_mapping_gives_its_keys(self) -> None:
        merged = case("base: &b {cost: np.sum(x**2)}\nname: m\nshapes: {x: [3]}\n<<: *b\ngradient: {x: 2*x}\n")
        assert merged.cost == "np.sum(x**2)"

    def test_a_key_of_the_mapping_itself_goes_before(self) -> None:
        for text in ("{<<: *b, seed: 2}", "{seed: 2, <<: *b}"):
            assert (
                case(
                    f"b: &b {{seed: 1}}\nname: m\nshapes: {{x: []}}\ncost: x\ngradient: 1\n<<: {text.replace('*b', '*b')}\n"
                ).seed
                == 2
            )

    def test_of_two_merged_mappings_the_first_goes_before(self) -> None:
        assert case("a: &a {seed: 1}\nb: &b {seed: 2, h: 0.5}\n<<: [*a, *b]\n" + SQUARE).seed == 1
        assert case("a: &a {seed: 1}\nb: &b {seed: 2, h: 0.5}\n<<: [*a, *b]\n" + SQUARE).h == 0.5

    def test_merged_names_stand_where_the_merge_key_stands(self) -> None:
        merged = case("s: &s {b: [1], c: [1]}\nname: m\nshapes: {a: [1], <<: *s, d: [1], c: [2]}\ncost: a\nwrt: a\ngradient: 1\n")
        assert list(merged.shapes) == ["a", "b", "d", "c"]
        assert merged.shapes["c"] == (2,)

    def test_a_merged_mapping_may_itself_be_merged(self) -> None:
        assert case("a: &a {seed: 3}\nb: &b {<<: *a, h: 0.5}\n<<: *b\n" + SQUARE).seed == 3

    def test_a_mapping_may_be_merged_without_an_anchor(self) -> None:
        assert case("<<: {seed: 4}\n" + SQUARE).seed == 4

    @pytest.mark.parametrize("value", ["1", "[1]", "text", "[[]]"])
    def test_only_mappings_can_be_merged(self, value: str) -> None:
        assert fault(f"<<: {value}\n" + SQUARE).message == "`<<` takes a mapping or a list of mappings"

    def test_two_merge_keys_are_a_duplicate(self) -> None:
        assert "`<<` stands here a second time" in fault("<<: {seed: 1}\n<<: {h: 1}\n" + SQUARE).message

    def test_in_quotes_it_is_an_ordinary_key(self) -> None:
        assert fault("'<<': {seed: 1}\n" + SQUARE).message == "unknown key `<<` in a case"

    def test_a_merge_of_something_refused_says_nothing_of_missing_keys(self) -> None:
        assert len(faults("<<: *nowhere\nname: a\n")) == 1


class TestHolders:
    """A list or mapping at the top that is there to be shared is no key of the file."""

    def test_one_whose_anchor_is_used_is_left_out(self) -> None:
        assert case("common: &c {seed: 1}\n<<: *c\n" + SQUARE).seed == 1
        assert case("entries: &e [3]\n" + SQUARE.replace("[3]", "*e")).shapes == {"x": (3,)}

    def test_so_is_one_of_a_catalogue(self) -> None:
        assert cases("c: &c {seed: 1}\ncases:\n  - {<<: *c, name: a, shapes: {x: []}, cost: x, gradient: 1}\n")[0].seed == 1

    @pytest.mark.parametrize("line", ["common: {seed: 1}", "common: &c {seed: 1}", "common: &c 1", "common: [1]"])
    def test_one_that_nothing_uses_is_an_unknown_key(self, line: str) -> None:
        assert fault(line + "\n" + SQUARE).message == "unknown key `common` in a case"

    def test_a_single_value_is_no_holder(self) -> None:
        assert "unknown key `t`" in fault("t: &t 1e-3\n" + SQUARE + "tolerance: *t\n").message

    def test_further_in_there_are_no_holders(self) -> None:
        text = "cases:\n  - {common: &c {seed: 1}, <<: *c, name: a, shapes: {x: []}, cost: x, gradient: 1}\n"
        assert "unknown key `common`" in fault(text).message


class TestFaults:
    def test_all_faults_are_told_at_once_in_the_order_of_the_file(self) -> None:
        found = faults("{name: '', sizes: {n: x}, shapes: {x: [-1]}, cost: [], gradient: null, seed: -1, h: 0, what: 1}")
        assert len(found) == 8
        columns = [int(message.split(":")[1]) for message in found]
        assert columns == sorted(columns)

    def test_a_file_of_a_hundred_faults_is_not_read_on(self) -> None:
        found = faults(SQUARE + "".join(f"unknown{number}: 1\n" for number in range(1000)))
        assert len(found) == 101
        assert found[-1].endswith("more than 100 faults: the file is not read on")

    def test_the_hundredth_may_be_one_that_ends_the_reading_anyway(self) -> None:
        assert len(faults("1: a\n" * 99 + "a: [")) == 101

    def test_thousands_of_unknown_keys_are_told_fast(self) -> None:
        begin = time.process_time()
        assert len(faults("name: a\n" + "".join(f"case{number}: 1\n" for number in range(30_000)))) == 101
        assert time.process_time() - begin < 5

    def test_many_wrong_names_among_many_names_do_not_cost_minutes(self) -> None:
        shapes = ", ".join(f"abcdefgh{number}: [1]" for number in range(5000))
        claims = ", ".join(f"abcdefg{number}h: 1" for number in range(5000))
        begin = time.process_time()
        assert len(faults(f"{{name: a, shapes: {{{shapes}}}, cost: 1, gradient: {{{claims}}}}}")) == 101
        assert time.process_time() - begin < 5

    def test_the_same_fault_at_the_same_place_is_told_once(self) -> None:
        assert (
            len(
                faults(
                    "defaults: {wrt: y}\ncases:\n"
                    + "".join(f"  - {{name: a{n}, shapes: {{x: []}}, cost: x, gradient: 1}}\n" for n in "bcd")
                )
            )
            == 1
        )

    def test_a_hint_says_what_to_write(self) -> None:
        assert hints(SQUARE + "tolerance: '1e-6'\nseed: 1.0\ntag: [a]\n") == [
            "drop the quotes: 1e-6",
            "write 1",
            "here it is called `tags`",
        ]
