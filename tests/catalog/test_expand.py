"""Defaults, variants and matrix: one mapping of a file stands for many cases."""

from __future__ import annotations

import time

import pytest

from runner.model import Case, Cause, Expectation
from tests.catalog.loading import case, cases, fault, faults, load, marked


def names(text: str) -> list[str]:
    return [case.name for case in cases(text)]


class TestCatalogue:
    TWO = (
        "description: what they have in common\n"
        "cases:\n"
        "  - {name: a, shapes: {x: [3]}, cost: np.sum(x), gradient: np.ones(3)}\n"
        "  - {name: b, shapes: {x: [3]}, cost: np.sum(2*x), gradient: 2*np.ones(3)}\n"
    )

    def test_a_file_may_hold_several_cases_in_order(self) -> None:
        assert names(self.TWO) == ["a", "b"]

    def test_the_description_of_a_file_is_none_of_a_case(self) -> None:
        assert [case.description for case in cases(self.TWO)] == [None, None]

    @pytest.mark.parametrize("value", ["1", "[a]", "null"])
    def test_the_description_of_a_file_is_a_text(self, value: str) -> None:
        assert "`description` must be a text" in fault(self.TWO.replace("what they have in common", value)).message

    def test_a_case_beside_the_catalogue_is_refused(self) -> None:
        found = fault(self.TWO + "cost: x\n")
        assert found.message == "`cost` stands beside `cases`"
        assert marked(found) == "cost"

    def test_an_unknown_key_is_told_with_the_nearest(self) -> None:
        assert fault(self.TWO.replace("description", "descripton")).hint == "did you mean `description`?"
        assert faults("defaults: {seed: 1}\ncase: []\n") == ["2:1: unknown key `case` in a catalogue"]

    @pytest.mark.parametrize("value", ["", "1", "{a: b}", "text"])
    def test_cases_are_a_list(self, value: str) -> None:
        assert fault(f"cases: {value}\n").message.startswith("`cases` must be a list of cases, not ")

    def test_there_is_one_case_at_least(self) -> None:
        assert fault("cases: []\n").message == "`cases` is an empty list"
        assert fault("defaults: {seed: 1}\n").message == "there are `defaults` and no `cases`"

    def test_an_entry_that_is_no_mapping_is_refused(self) -> None:
        assert faults("cases:\n  - a\n  - [b]\n  -\n") == [
            "2:5: a case must be a mapping, not the text `a`",
            "3:5: a case must be a mapping, not a list",
            "4:4: a case must be a mapping, not nothing",
        ]

    def test_a_fault_in_one_case_keeps_all_of_the_file_back(self) -> None:
        found = load(self.TWO.replace("2*np.ones(3)", "null"))
        assert (len(found.faults), found.cases) == (1, [])

    def test_one_case_in_a_file_by_itself_may_have_variants(self) -> None:
        assert names("{name: a, shapes: {x: []}, cost: x, variants: [{name: b, gradient: 1}]}") == ["a / b"]


class TestDefaults:
    def test_they_are_laid_under_each_case(self) -> None:
        found = cases("""\
            defaults: {tags: [matmul], tolerance: 1e-6, shapes: {x: [3]}, cost: np.sum(x)}
            cases:
              - {name: a, gradient: 1}
              - {name: b, gradient: 1, tolerance: 1e-3, tags: [other]}
        """)
        assert [case.tolerance for case in found] == [1e-6, 1e-3]
        assert [case.tags for case in found] == [("matmul",), ("other",)]
        assert [case.cost for case in found] == ["np.sum(x)"] * 2

    def test_a_mapping_is_merged_as_by_a_variant(self) -> None:
        found = case("""\
            defaults: {sizes: {n: 1, m: 2}, shapes: {x: [n]}}
            cases:
              - {name: a, sizes: {n: 3}, cost: x, gradient: 1}
        """)
        assert found.sizes == {"n": 3, "m": 2}

    def test_they_may_hold_any_key_but_a_name(self) -> None:
        found = case("""\
            defaults:
              description: d
              source: s
              tags: [t]
              sizes: {n: 2}
              shapes: {x: [n], y: [n]}
              values: {v: 1}
              let: {l: x + v}
              cost: np.sum(l)
              wrt: x
              gradient: np.ones(n)
              seed: 1
              h: auto
              tolerance: 0.1
              dtype: float32
              method: full
              timeout: 2
              expect: fail
            cases:
              - name: a
        """)
        assert (found.description, found.source, found.seed, found.h, found.dtype, found.method) == (
            "d",
            "s",
            1,
            "auto",
            "float32",
            "full",
        )
        assert (found.timeout, found.expect.verdict, found.wrt, found.let) == (2.0, "fail", "x", {"l": "x + v"})

    def test_they_may_hold_variants_and_a_matrix(self) -> None:
        assert names("""\
            defaults: {variants: [{name: v}, {name: w}], matrix: {seed: [1, 2]}, shapes: {x: []}, cost: x}
            cases:
              - {name: a, variants: [{name: own, gradient: 1}]}
              - {name: b, gradient: 1}
        """) == [
            "a / own [seed=1]", "a / own [seed=2]",
            "b [seed=1]", "b [seed=2]", "b / v [seed=1]", "b / v [seed=2]", "b / w [seed=1]", "b / w [seed=2]",
        ]  # fmt: skip

    def test_a_name_in_them_is_refused(self) -> None:
        found = fault("defaults: {name: a}\ncases:\n  - {name: b, shapes: {x: []}, cost: x, gradient: 1}\n")
        assert found.message == "the defaults cannot hold a `name`: each case has its own"
        assert marked(found) == "name"

    def test_an_unknown_key_in_them_is_refused_once(self) -> None:
        text = "defaults: {sede: 1}\ncases:\n" + "".join(
            f"  - {{name: {n}, shapes: {{x: []}}, cost: x, gradient: 1}}\n" for n in "ab"
        )
        assert faults(text) == ["1:12: unknown key `sede` in the defaults"]

    @pytest.mark.parametrize("value", ["", "1", "[a]"])
    def test_they_are_a_mapping(self, value: str) -> None:
        text = f"defaults: {value}\ncases:\n  - {{name: b, shapes: {{x: []}}, cost: x, gradient: 1}}\n"
        assert fault(text).message.startswith("`defaults` must be a mapping of keys of a case, not ")

    def test_a_default_that_breaks_a_rule_is_told_at_its_place_with_the_case(self) -> None:
        found = fault("defaults: {wrt: x}\ncases:\n  - {name: b, shapes: {x: []}, cost: x, gradient: {x: 1}}\n")
        assert found.message == "`wrt` does not stand beside a mapping of claims"
        assert (found.place and found.place.line, found.also and found.also.line) == (1, 3)


class TestVariants:
    def test_each_is_laid_over_the_case_and_named_after_both(self) -> None:
        found = cases("""\
            name: base
            shapes: {x: [3]}
            cost: np.sum(x)
            gradient: np.ones(3)
            variants:
              - {name: other seed, seed: 1}
              - {name: other claim, gradient: x, expect: fail}
        """)
        assert [case.name for case in found] == ["base", "base / other seed", "base / other claim"]
        assert [case.seed for case in found] == [0, 1, 0]
        assert [case.gradient for case in found] == ["np.ones(3)", "np.ones(3)", "x"]
        assert [case.expect.verdict for case in found] == ["pass", "pass", "fail"]

    def test_a_base_without_a_claim_is_a_template(self) -> None:
        assert names("{name: a, shapes: {x: []}, cost: x, variants: [{name: b, gradient: 1}, {name: c, gradient: 2}]}") == [
            "a / b",
            "a / c",
        ]

    def test_a_base_with_a_claim_must_be_complete(self) -> None:
        text = "{name: a, shapes: {x: []}, gradient: 1, variants: [{name: b, cost: x}]}"
        assert faults(text) == ["1:8: the case has no `cost` and no `output`"]

    def test_a_variant_without_a_claim_of_its_own_or_above_is_refused(self) -> None:
        assert faults("{name: a, shapes: {x: []}, cost: x, variants: [{name: b}]}") == ["1:55: the case has no `gradient`"]

    @pytest.mark.parametrize(
        ("key", "under", "over", "laid"),
        [
            ("sizes", "{n: 1, m: 2}", "{m: 3, k: 4}", {"n": 1, "m": 3, "k": 4}),
            ("shapes", "{x: [1], y: [2]}", "{y: [3]}", {"x": (1,), "y": (3,)}),
            ("values", "{v: 1, w: [2]}", "{w: 3}", {"v": 1, "w": 3}),
            ("let", "{a: x, b: a}", "{a: 2*x}", {"a": "2*x", "b": "a"}),
        ],
    )
    def test_a_mapping_is_merged_one_level_deep_in_place(self, key: str, under: str, over: str, laid: dict[str, object]) -> None:
        shapes = "" if key == "shapes" else "shapes: {x: [1]}, "
        text = f"{{name: a, {shapes}cost: x, wrt: x, gradient: 1, {key}: {under}, variants: [{{name: b, {key}: {over}}}]}}"
        found = cases(text)[1]
        assert getattr(found, key) == laid
        assert list(getattr(found, key)) == list(laid)

    def test_claims_are_merged_where_both_are_mappings(self) -> None:
        text = "{name: a, shapes: {x: [], y: []}, cost: x + y, gradient: {x: 1, y: 1}, variants: [{name: b, gradient: {y: 2}}]}"
        assert cases(text)[1].claims == {"x": 1, "y": 2}

    def test_one_claim_replaces_a_mapping_and_takes_its_places_along(self) -> None:
        text = (
            "{name: a, shapes: {x: [], y: []}, cost: x + y, gradient: {x: 1, y: 1}, variants: [{name: b, gradient: 2, wrt: y}]}"
        )
        found = cases(text)[1]
        assert found.claims == {"y": 2}
        assert "gradient.y" not in found.places

    def test_a_mapping_replaces_one_claim(self) -> None:
        text = "{name: a, shapes: {x: []}, cost: x, gradient: 1, variants: [{name: b, gradient: {x: 2}}]}"
        assert cases(text)[1].claims == {"x": 2}

    def test_expectations_are_merged_and_replaced_likewise(self) -> None:
        text = """\
            name: a
            shapes: {x: []}
            cost: x
            gradient: 2
            expect: {verdict: fail, cause: scale}
            variants:
              - {name: b, expect: {index: []}}
              - {name: c, expect: pass}
        """
        assert [case.expect for case in cases(text)] == [
            Expectation("fail", cause=Cause.SCALE),
            Expectation("fail", cause=Cause.SCALE, index=()),
            Expectation("pass"),
        ]

    def test_anything_else_is_replaced(self) -> None:
        base = "name: a, tags: [t, u], description: d, shapes: {x: [1, 2]}, cost: x, gradient: 1"
        text = f"{{{base}, variants: [{{name: b, tags: [v], shapes: {{x: [3]}}}}]}}"
        found = cases(text)[1]
        assert (found.tags, found.description, found.shapes) == (("v",), "d", {"x": (3,)})

    def test_they_may_be_nested(self) -> None:
        assert names("""\
            name: a
            shapes: {x: []}
            variants:
              - name: b
                cost: x
                variants:
                  - name: c
                    gradient: 1
                    variants: [{name: d, seed: 1}]
                  - {name: e, gradient: 1}
              - {name: f, cost: x, gradient: 1}
        """) == ["a / b / c", "a / b / c / d", "a / b / e", "a / f"]

    def test_they_may_be_nested_deeply(self) -> None:
        text = "{name: leaf, gradient: 1}"
        for level in range(40):
            text = f"{{name: '{level}', variants: [{text}]}}"
        assert case(text.replace("{name: '39'", "{name: '39', shapes: {x: []}, cost: x")).name.count(" / ") == 40

    def test_each_needs_a_name(self) -> None:
        text = "{name: a, shapes: {x: []}, cost: x, variants: [{gradient: 1}]}"
        assert faults(text) == ["1:48: the variant has no `name`"]

    @pytest.mark.parametrize("value", ["1", "text", "{a: b}", "null"])
    def test_they_are_a_list(self, value: str) -> None:
        text = f"{{name: a, shapes: {{x: []}}, cost: x, gradient: 1, variants: {value}}}"
        assert fault(text).message.startswith("`variants` must be a list of partial cases, not ")

    def test_an_empty_list_is_none(self) -> None:
        assert names("{name: a, shapes: {x: []}, cost: x, gradient: 1, variants: []}") == ["a"]

    def test_an_unknown_key_in_one_is_refused(self) -> None:
        text = "{name: a, shapes: {x: []}, cost: x, gradient: 1, variants: [{name: b, tolerence: 1}]}"
        assert faults(text) == ["1:71: unknown key `tolerence` in a variant"]

    def test_a_rule_broken_by_the_whole_is_told_where_the_part_stands(self) -> None:
        text = """\
            name: a
            shapes: {x: []}
            cost: x
            gradient: {x: 1}
            variants:
              - {name: b, wrt: x}
        """
        found = fault(text)
        assert found.message == "`wrt` does not stand beside a mapping of claims"
        assert (found.place and found.place.line, found.also and found.also.line) == (6, 4)


class TestMatrix:
    def test_every_combination_is_a_case_the_last_key_fastest(self) -> None:
        found = cases("{name: a, sizes: {n: 0}, shapes: {x: [n]}, cost: x, gradient: 1, matrix: {n: [1, 2], seed: [0, 7]}}")
        assert [case.name for case in found] == ["a [n=1, seed=0]", "a [n=1, seed=7]", "a [n=2, seed=0]", "a [n=2, seed=7]"]
        assert [(case.sizes["n"], case.seed) for case in found] == [(1, 0), (1, 7), (2, 0), (2, 7)]

    def test_the_name_has_the_values_as_written(self) -> None:
        axes = "h: [1e-4, 0.0010, auto], tolerance: [.5], dtype: ['float32']"
        found = cases(f"{{name: a, shapes: {{x: []}}, cost: x, gradient: 1, matrix: {{{axes}}}}}")
        assert [case.name for case in found] == [
            "a [h=1e-4, tolerance=.5, dtype=float32]",
            "a [h=0.0010, tolerance=.5, dtype=float32]",
            "a [h=auto, tolerance=.5, dtype=float32]",
        ]
        assert [case.h for case in found] == [1e-4, 1e-3, "auto"]
        assert {(case.tolerance, case.dtype) for case in found} == {(0.5, "float32")}

    def test_other_sizes_stay(self) -> None:
        assert cases("{name: a, sizes: {n: 0, m: 5}, shapes: {x: []}, cost: x, gradient: 1, matrix: {n: [1]}}")[0].sizes == {
            "n": 1,
            "m": 5,
        }

    def test_a_size_goes_before_a_key_of_the_same_name(self) -> None:
        found = cases("{name: a, sizes: {h: 1}, shapes: {x: []}, cost: x, gradient: 1, matrix: {h: [2, 3]}}")
        assert [(case.sizes["h"], case.h) for case in found] == [(2, 1e-4), (3, 1e-4)]

    def test_it_applies_to_variants_too(self) -> None:
        text = "{name: a, shapes: {x: []}, cost: x, gradient: 1, matrix: {seed: [1, 2]}, variants: [{name: b, h: 1}]}"
        assert names(text) == ["a [seed=1]", "a [seed=2]", "a / b [seed=1]", "a / b [seed=2]"]

    def test_a_variant_may_have_its_own_merged_into_that_above(self) -> None:
        variant = "{name: b, gradient: 1, matrix: {seed: [3], h: [1]}}"
        text = f"{{name: a, shapes: {{x: []}}, cost: x, matrix: {{seed: [1, 2]}}, variants: [{variant}]}}"
        assert names(text) == ["a / b [seed=3, h=1]"]

    def test_the_place_of_a_value_is_that_in_the_matrix(self) -> None:
        found = cases("{name: a, sizes: {n: 0}, shapes: {x: [n]}, cost: x, gradient: 1, matrix: {n: [1, 2], seed: [0]}}")[1]
        assert (found.places["sizes.n"].column, found.places["seed"].column) == (82, 93)

    def test_an_unknown_key_is_refused_under_the_very_key(self) -> None:
        found = fault("{name: a, sizes: {width: 1}, shapes: {x: []}, cost: x, gradient: 1, matrix: {widht: [1]}}")
        assert (
            found.message
            == "`matrix` runs over `widht`, which is neither in `sizes` nor one of `seed`, `h`, `tolerance`, `dtype`"
        )
        assert (found.hint, marked(found)) == ("did you mean `width`?", "widht")

    @pytest.mark.parametrize("key", ["cost", "method", "n", "name"])
    def test_it_runs_over_nothing_else(self, key: str) -> None:
        assert "runs over" in fault(f"{{name: a, shapes: {{x: []}}, cost: x, gradient: 1, matrix: {{{key}: [1]}}}}").message

    @pytest.mark.parametrize(
        ("axis", "told"),
        [
            ("seed: [1, -1]", "an entry of `matrix.seed` must be an integer ≥ 0, not the number -1"),
            ("h: [0]", "an entry of `matrix.h` must be a finite number > 0 or `auto`, not the number 0"),
            ("dtype: [float16]", "an entry of `matrix.dtype` must be `float64` or `float32`, not the text `float16`"),
            ("n: [1.5]", "an entry of `matrix.n` must be an integer, not the number 1.5"),
            ("n: [[1]]", "an entry of `matrix.n` must be a single value, not a list"),
            ("n: 1", "`matrix.n` must be a list, not the number 1"),
            ("n: {a: 1}", "`matrix.n` must be a list, not a mapping"),
            ("n: []", "`matrix.n` is an empty list, which leaves no case"),
            ("n: [1, 2, 1]", "`1` stands in `matrix.n` a second time"),
        ],
    )
    def test_its_values_are_checked(self, axis: str, told: str) -> None:
        assert fault(f"{{name: a, sizes: {{n: 1}}, shapes: {{x: []}}, cost: x, gradient: 1, matrix: {{{axis}}}}}").message == told

    @pytest.mark.parametrize("value", ["[seed]", "1", "null"])
    def test_it_is_a_mapping(self, value: str) -> None:
        text = f"{{name: a, shapes: {{x: []}}, cost: x, gradient: 1, matrix: {value}}}"
        assert fault(text).message.startswith("`matrix` must be a mapping from keys to lists, not ")

    def test_an_empty_one_is_none(self) -> None:
        assert names("{name: a, shapes: {x: []}, cost: x, gradient: 1, matrix: {}}") == ["a"]

    def test_a_fault_in_an_aliased_one_names_both_places(self) -> None:
        found = load("m: &m {seed: [-1]}\ncases:\n  - {name: a, shapes: {x: []}, cost: x, gradient: 1, matrix: *m}\n").faults[0]
        assert (found.place, found.also) == (("f.yaml", 1, 15), ("f.yaml", 3, 62))


class TestNamesAndIds:
    def test_the_id_is_the_stem_and_the_name(self) -> None:
        found = cases("{name: a, shapes: {x: []}, cost: x, gradient: 1, variants: [{name: b}], matrix: {seed: [1]}}")
        assert [case.id for case in found] == ["f::a [seed=1]", "f::a / b [seed=1]"]

    def test_a_name_is_unique_in_its_file(self) -> None:
        found = fault("cases:\n" + "  - {name: a, shapes: {x: []}, cost: x, gradient: 1}\n" * 2)
        assert found.message == "the name `a` stands here a second time"
        assert (found.place, found.also, marked(found)) == (("f.yaml", 3, 12), ("f.yaml", 2, 12), "a")

    def test_so_is_the_name_of_a_template(self) -> None:
        text = "cases:\n  - {name: a, shapes: {x: []}, cost: x, variants: [{name: b, gradient: 1}]}\n"
        text += "  - {name: a, shapes: {x: []}, cost: x, variants: [{name: c, gradient: 1}]}\n"
        assert faults(text) == ["3:12: the name `a` stands here a second time"]

    def test_so_is_that_of_a_variant_among_its_siblings(self) -> None:
        text = "{name: a, shapes: {x: []}, cost: x, variants: [{name: b, gradient: 1}, {name: b, gradient: 2}]}"
        assert faults(text) == ["1:79: the name `b` stands here a second time"]

    def test_so_is_a_joined_name(self) -> None:
        text = "cases:\n  - {name: a, shapes: {x: []}, cost: x, variants: [{name: b, gradient: 1}]}\n"
        text += "  - {name: a / b, shapes: {x: []}, cost: x, gradient: 1}\n"
        assert faults(text) == ["3:12: the name `a / b` stands here a second time"]

    def test_names_that_differ_in_case_or_form_are_two(self) -> None:
        text = "cases:\n" + "".join(
            f'  - {{name: "{n}", shapes: {{x: []}}, cost: x, gradient: 1}}\n' for n in ("a", "A", "\\u00e9", "e\\u0301")
        )
        assert len(cases(text)) == 4


class TestPlaces:
    TEXT = """\
        name: the name
        shapes: {x: [3], y: ["n", 2]}
        sizes:
          n: 5
        values: {v: [1, 2]}
        let:
          z: |
            x + 1
        cost: 'np.sum(z)'
        gradient:
          x: np.ones(3)
          y: 0
        expect: {verdict: fail, index: [0]}
        h: auto

        # the end
    """

    def found(self) -> Case:
        return case(self.TEXT)

    def test_a_part_stands_where_its_value_begins(self) -> None:
        places = {key: place[1:] for key, place in self.found().places.items()}
        assert places["name"] == (1, 7)
        assert (places["shapes"], places["shapes.x"], places["shapes.y"], places["shapes.y.0"]) == (
            (2, 9),
            (2, 13),
            (2, 21),
            (2, 22),
        )
        assert (places["sizes"], places["sizes.n"], places["values.v"]) == ((4, 3), (4, 6), (5, 13))
        assert (places["let.z"], places["cost"]) == ((7, 6), (9, 7))
        assert (places["gradient"], places["gradient.x"], places["gradient.y"]) == ((11, 3), (11, 6), (12, 6))
        assert (places["expect"], places["expect.index"], places["h"]) == ((13, 9), (13, 32), (14, 4))

    def test_an_entry_of_a_shape_has_a_place_only_where_it_is_an_expression(self) -> None:
        assert "shapes.x.0" not in self.found().places

    def test_a_case_stands_at_its_name_and_ends_with_its_mapping(self) -> None:
        found = self.found()
        assert (found.place, found.last_line) == (("f.yaml", 1, 7), 14)

    def test_each_case_of_a_catalogue_ends_before_the_next(self) -> None:
        found = cases("""\
            cases:
              - name: a
                shapes: {x: []}
                cost: x
                gradient: |
                  1


              # about b
              - shapes: {x: []}
                name: b
                cost: x
                gradient: {
                  x: 1
                }
        """)
        assert [(case.place and case.place.line, case.last_line) for case in found] == [(2, 6), (11, 15)]

    def test_a_variant_has_its_own_lines_and_the_places_of_what_it_inherits(self) -> None:
        found = cases(
            "name: a\nshapes: {x: []}\ncost: x\nvariants:\n  - name: b\n    gradient: 1\n  - name: c\n    gradient: 2\n"
        )
        assert [(case.place and case.place.line, case.last_line) for case in found] == [(5, 6), (7, 8)]
        assert {case.places["cost"] for case in found} == {("f.yaml", 3, 7)}
        assert [case.places["gradient"].line for case in found] == [6, 8]


class TestBounds:
    def test_a_matrix_of_millions_is_refused_before_it_is_laid_out(self) -> None:
        axes = ", ".join(f"n{axis}: [{', '.join(map(str, range(100)))}]" for axis in range(5))
        sizes = ", ".join(f"n{axis}: 0" for axis in range(5))
        begin = time.process_time()
        found = fault(f"{{name: a, sizes: {{{sizes}}}, shapes: {{x: []}}, cost: x, gradient: 1, matrix: {{{axes}}}}}")
        assert found.message == "the cases expand to more than 1,000,000 parts here"
        assert time.process_time() - begin < 1

    def test_so_are_large_defaults_under_many_cases(self) -> None:
        shapes = ", ".join(f"y{number}: []" for number in range(2000))
        text = f"defaults: {{shapes: {{{shapes}}}}}\ncases:\n"
        text += "".join(f"  - {{name: a{number}, shapes: {{x: []}}, cost: x, wrt: x, gradient: 1}}\n" for number in range(1000))
        assert fault(text).message == "the cases expand to more than 1,000,000 parts here"
