"""The page as text: what stands in it, in which order, and that no text of a case can be anything but text."""

from __future__ import annotations

import base64
import gzip
import hashlib
import json
import re
from pathlib import Path

import pytest
from jinja2 import DictLoader, Environment

from runner.model import Cause, DoubtKind
from runner.outputs import html_report, meanings, page_templates, pages
from runner.outputs.assets import asset
from runner.outputs.comparison_of_runs import CHANGES, compare
from runner.outputs.html_report import render
from runner.outputs.plain import plain
from tests.outputs import documents
from tests.outputs.pages import HOSTILE, Page, poisoned, with_names_poisoned

EVERYTHING = documents.everything()


@pytest.fixture(scope="module")
def page() -> Page:
    return Page(render(EVERYTHING))


# The verdict.


@pytest.mark.parametrize(
    ("document", "verdict"),
    [
        (
            EVERYTHING,
            "4 of 8 cases did not end as expected: 2 failed, 1 ended in an error, 1 ran out of time or memory; "
            "2 faults in 2 case files, not run",
        ),
        (documents.document([documents.error()]), "1 of 1 case ended in an error"),
        (documents.document([documents.passing(), documents.failing_as_documented()]), "All 2 cases ended as expected"),
        (documents.document([documents.passing()]), "The one case ended as expected"),
        (documents.document([]), "No case was run"),
        (documents.document([documents.passing()], documents.faults()), "2 faults in 2 case files, not run"),
        (documents.document([], documents.faults()[:1]), "1 fault in 1 case file, not run"),
    ],
)
def test_the_verdict_comes_first_and_in_words(document: documents.Document, verdict: str) -> None:
    assert Page(render(document)).by_tag("h1") == [verdict]


def test_an_interrupted_run_says_so() -> None:
    said = "The run was interrupted"
    assert said in render(documents.document([documents.passing()], interrupted=True))
    assert said not in render(documents.document([documents.passing()]))


def test_the_counts_stand_beside_their_words(page: Page) -> None:
    assert page.by_class("count") == ["4unexpected", "2pass", "4fail", "1error", "1timeout", "2doubtful", "2faults in files"]


def test_a_pass_that_was_not_looked_at_to_the_end_stands_out_as_a_doubt_does() -> None:
    cut_short = documents.passing() | {"unexplained": ["whether the verdict may be believed was not looked at: out of time"]}
    page = render(documents.document([cut_short]))
    assert '<span class="doubt">unexamined?</span>' in page
    assert '<article class="case pass doubtful"' in page
    assert "Whether the verdict may be believed was not looked at: out of time" in page
    assert "unexamined" not in render(documents.document([documents.passing()]))


def test_the_title_tells_how_it_ended(page: Page) -> None:
    assert page.by_tag("title") == ["6 unexpected – gradient checks"]


# The cases.


def test_what_to_look_at_comes_before_all_else_by_cause_and_the_first_three_in_full(page: Page) -> None:
    (section,) = [text for text in page.by_tag("section") if text.startswith("What to look at")]
    names = ["least squares has AT r", "a fast oscillation", "an error in the cost", "a power that takes for ever"]
    assert all(name in section for name in names)
    words = [text.split()[0] for text in page.by_tag("h3") if " 1 case" in text]
    assert words == ["scale", "truncation", "error", "timeout"], "where the claim is right the doubt is the reason"
    html = render(EVERYTHING)
    order = ['id="unexpected"', 'id="in-full"', 'id="plot"', 'id="all"', 'id="tallies"', 'id="details"']
    assert sorted(order, key=html.index) == order
    assert html.split('id="in-full"')[1].split('id="brief"')[0].count("<article") == html_report.IN_FULL == 3


def test_one_unexpected_case_needs_no_list() -> None:
    page = Page(render(documents.document([documents.unexpected_failure(), documents.passing()])))
    assert not page.by_class("lines")
    assert page.by_tag("h1") == ["1 of 2 cases failed"]


def test_a_line_of_the_list_says_why_and_what_to_write_instead(page: Page) -> None:
    (line,) = [text for text in page.by_tag("li") if text.startswith("least squares")]
    assert line == ("least squares has AT r as its gradient The claim is 1/2 of the right gradient → 2 * (A.T @ (A @ x - b))")


def test_of_many_cases_with_one_cause_the_first_are_listed_and_the_others_folded() -> None:
    results = [documents.unexpected_failure() | {"id": f"f::{number}", "name": f"n{number}"} for number in range(200)]
    html = render(documents.document(results))
    listed = html.split('id="unexpected"')[1].split("</section>\n</section>")[0]
    assert listed.split('<details class="rest">')[0].count("<li data-number") == 5
    assert "195 more cases of scale" in listed
    assert "200 cases in <span" in listed


def test_a_failing_case_tells_cause_evidence_and_fix(page: Page) -> None:
    article = page.by_tag("article")[2]
    for text in (
        "All 4 entries of x are wrong, the first x[0]",
        "The claim is 1/2 of the right gradient",
        "Claim · 2 agrees with the numerical gradient in all 4 entries",
        "2 * (A.T @ (A @ x - b))",
        "@optimisation",
        "cases/optimisation/least_squares.yaml:13:11",
        "[1]−6.380158−12.760326.40.5",
        "python -m runner 'cases/optimisation/least_squares.yaml::least squares has AT r as its gradient'",
        "rng = np.random.default_rng(3)",
    ):
        assert text in article
    assert article.count("2 * (A.T @ (A @ x - b))") == 1, "the fix stands there once"


def test_the_fix_is_shown_whole_where_hardly_anything_of_the_claim_stays() -> None:
    fix = re.search(r'<dd class="new"><code>(.*?)</code>', render(EVERYTHING))
    assert fix is not None
    assert fix[1] == "2 * (A.T @ (A @ x - b))"


def test_the_fix_is_marked_where_it_differs_from_the_claim() -> None:
    failure = documents.unexpected_failure()
    failure["findings"][0]["suggestion"] = "2 * A.T @ r"
    fix = re.search(r'<dd class="new"><code>(.*?)</code>', render(documents.document([failure])))
    assert fix is not None
    assert fix[1] == "<ins>2 * </ins>A.T @ r"


def test_the_line_that_is_wrong_is_the_one_that_is_put_right_and_marked() -> None:
    failure = documents.unexpected_failure()
    place = {"key": "let.r", "offset": 0, "length": 1, "line": 9}
    failure["findings"][0] |= {"place": place, "edit": {"old": "-", "new": "+"}, "fix": "A @ x + b"}
    failure["declared"]["let"] = {"r": "A @ x - b"}
    html = render(documents.document([failure]))
    assert '<dt>r</dt><dd class="old"><code>A @ x <del>-</del> b</code></dd>' in html
    assert re.findall(r'class="line marked" data-line="(\d+)"', html) == ["9"]


def test_a_variant_shows_what_it_takes_over() -> None:
    failure = documents.unexpected_failure()
    failure["yaml"]["base"] = [{"line": 2, "lines": ["cost: np.sum(x**2)"]}]
    (base,) = Page(render(documents.document([failure]))).by_class("base")
    assert base == "cost: np.sum(x**2)"


def test_a_source_on_the_web_can_be_followed_and_nothing_else_can() -> None:
    results = [documents.passing() | {"source": "J. Doe, https://example.org/a?b=1, and javascript:alert(1)"}]
    html = render(documents.document(results))
    assert '<a href="https://example.org/a?b=1" rel="noreferrer noopener">https://example.org/a?b=1</a>' in html
    assert 'href="javascript' not in html


def test_a_doubt_tells_its_evidence_the_witness_and_a_better_step(page: Page) -> None:
    (note,) = [text for text in page.by_class("doubt-note") if "truncation" in text]
    assert "The step h = 0.01 is too long for this cost" in note
    assert "finds the claim right. At entry [1, 2] it measures 3.935544 ± 2.1e−13 (complex step)" in note
    assert "A better step: h: 2e-5" in note


def test_an_error_marks_the_characters_at_fault(page: Page) -> None:
    assert "xx" in page.by_tag("mark")
    assert "did you mean x?" in page.by_class("hint")


def test_faults_of_files_are_counted_beside_the_cases() -> None:
    text = render(EVERYTHING)
    assert re.search(r'<div class="count faulty"><span class="value">2</span>', text)
    assert "count faulty" not in render(documents.document([documents.passing()]))


def test_faults_of_files_stand_with_place_source_and_hint(page: Page) -> None:
    fault = page.by_tag("article")[0]
    assert fault == "cases/drafts/broken.yaml:4:1 tolerence is not a key of a case tolerence: 1e-6 did you mean tolerance?"
    assert "See also cases/drafts/twice.yaml:2:3" in page.by_tag("article")[1]


def test_the_yaml_has_line_numbers_and_its_marked_line() -> None:
    html = render(EVERYTHING)
    assert '<span class="line marked" data-line="13">gradient: A.T @ r\n</span>' in html
    assert '<span class="line" data-line="7">name: least squares has AT r as its gradient\n</span>' in html


def test_formulas_are_typeset_with_a_sign_that_says_how_the_claim_ended(page: Page) -> None:
    signs = [re.sub(r"[^=≠≟]", "", text) for text in page.by_class("left") if "∂" in text]
    assert signs == ["≠", "=", "≟", "=", "≠", "≟", "≟", "=", "=", "≠"]


def test_an_output_is_followed_by_the_cost_that_is_made_of_it(page: Page) -> None:
    (article,) = [text for text in page.by_tag("article") if "an affine layer" in text]
    assert "∑output⊙dout" in article.replace(" ", "")


def test_every_case_has_a_link_that_stays_the_same_from_run_to_run() -> None:
    html = render(EVERYTHING)
    anchors = re.findall(r'<article [^>]*id="(case=[^"]*)"', html)
    assert "case=optimisation/least_squares::least%20squares%20has%20AT%20r%20as%20its%20gradient" in anchors
    assert len(anchors) == len(set(anchors)) == 8
    assert all(f'href="#{anchor}"' in html for anchor in anchors)
    fewer = documents.document([result for result in EVERYTHING["results"] if not result["as_expected"]])
    assert set(re.findall(r'<article [^>]*id="(case=[^"]*)"', render(fewer))) < set(anchors)


def test_a_case_made_in_python_has_no_place_and_no_command() -> None:
    made = documents.passing() | {"file": None, "line": None, "column": None, "yaml": None}
    page = Page(render(documents.document([made])))
    assert "python -m runner" not in page.by_tag("article")[0]
    assert "made in Python" in page.by_class("file")


def test_longer_explanations_are_taken_from_the_document() -> None:
    longer = "A forgotten 2 is the most common of all."
    document = documents.everything() | {"explanations": {"scale": longer}}
    about = Page(render(document)).by_class("about")
    assert f"About scale{meanings.CAUSES['scale']}" in about
    assert f"scale{longer}" in Page(render(document)).by_class("word")
    assert f"truncation{meanings.DOUBTS['truncation']}" in Page(render(document)).by_class("word")


def test_every_cause_doubt_and_change_has_its_meaning() -> None:
    assert set(meanings.CAUSES) == set(Cause)
    assert set(meanings.DOUBTS) == set(DoubtKind)
    assert set(meanings.CHANGES) == set(CHANGES)


def test_the_environment_stands_at_the_foot(page: Page) -> None:
    (foot,) = page.by_tag("footer")
    for text in ("gradcase cases/", "14 March 2025, 15:09 UTC", "OpenBLAS 0.3.27", "0.1.0"):
        assert text in foot


# Comparison with an earlier run.


def test_a_comparison_is_shown_where_the_document_holds_one() -> None:
    old = documents.document([documents.unexpected_failure() | {"as_expected": True}])
    document = documents.everything()
    page = Page(render(document | {"comparison": compare(old, document)}))
    (section,) = page.by_class("comparison")
    assert "Since the run of 14 March 2025" in section
    assert "1 regressed" in section
    assert "7 new" in section
    row = next(text for text in page.by_tag("tr") if text.startswith("regressed"))
    name = "optimisation/least_squares::least squares has AT r as its gradient"
    assert row == f"regressed{name}FAIL, scaleFAIL, scale0.50.5about the same"
    assert not Page(render(document)).by_class("comparison")


# Large catalogues.


def test_pages_of_passing_cases_are_left_out_first(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pages, "MOST_DETAIL_WITH_PASSING", 200_000)
    page = Page(render(documents.many(400, 10)))
    shown = [attributes["class"] for tag, attributes, _ in page.elements if tag == "article"]
    assert shown.count("case fail") == 10
    assert 10 < len(shown) < 60
    assert sum(page.island["detailed"]) == len(shown)


def test_pages_of_failing_cases_have_a_limit_of_their_own(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pages, "MOST_DETAIL", 60_000)
    monkeypatch.setattr(pages, "MOST_LEAN", 0)
    page = Page(render(documents.many(40, 40)))
    assert 2 < sum(page.island["detailed"]) < 20


def test_every_case_without_a_page_has_its_formulas_and_its_yaml_in_the_archive() -> None:
    many = documents.many(1000, 10)
    page = Page(render(many))
    (text,) = [text for _, attributes, text in page.elements if attributes.get("id") == "archive"]
    chunks = json.loads("".join(text))
    entries = [entry for chunk in chunks for entry in json.loads(gzip.decompress(base64.b64decode(chunk)))]
    left = [result for result, has in zip(many["results"], page.island["detailed"], strict=True) if not has]
    assert len(entries) == len(left) > 500
    for entry, result in zip(entries, left, strict=True):
        assert f"cost: {result['declared']['cost']}" in entry["written"]
        assert [label for label, _, _ in entry["equations"]] == ["cost", "claim"]
        assert entry["yaml"]["lines"] == result["yaml"]["lines"]


def test_the_last_runs_are_drawn_where_there_are_several() -> None:
    runs = [
        {"generated": "2025-01-01T00:00:00+00:00", "cases": 8, "unexpected": n, "doubtful": 0, "seconds": 1.0} for n in (5, 0, 4)
    ]
    assert "Unexpected cases of the last 3 runs: 5, 0, 4" in render(EVERYTHING | {"history": runs})
    assert "of the last" not in render(EVERYTHING | {"history": runs[:1]})


def test_the_first_rows_stand_in_the_page_and_all_cases_in_the_island() -> None:
    page = Page(render(documents.many(500, 5)))
    assert [tag for tag in page.find(lambda tag, attributes: attributes.get("scope") == "row" and tag == "th") if "number" in tag]
    assert len(page.island["name"]) == 500
    assert "The other 300 cases are listed" in " ".join(page.by_tag("noscript"))


def test_the_island_shares_what_many_cases_have_in_common() -> None:
    island = Page(render(documents.many(500, 5))).island
    assert len(island["tables"]["file"]) == 50
    assert len(island["tables"]["tags"]) == 7
    number = 123
    assert (
        island["tables"]["prefix"][island["prefix"][number]] + island["name"][number]
        == documents.many(500, 5)["results"][number]["id"]
    )


# Safety.


def test_the_policy_allows_just_the_style_and_the_scripts_of_the_page() -> None:
    html = render(EVERYTHING)
    (policy,) = re.findall(r'<meta http-equiv="Content-Security-Policy" content="([^"]*)">', html)
    policy = policy.replace("&#39;", "'")
    hashes = {
        kind: [_hash(text) for text in re.findall(rf"<{kind}>(.*?)</{kind}>", html, re.DOTALL)] for kind in ("style", "script")
    }
    assert policy == (
        f"default-src 'none'; style-src '{hashes['style'][0]}'; script-src '{hashes['script'][0]}' '{hashes['script'][1]}'; "
        "img-src data:; base-uri 'none'; form-action 'none'"
    )
    assert (len(hashes["style"]), len(hashes["script"])) == (1, 2)


def _hash(text: str) -> str:
    return "sha256-" + base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()


def test_nothing_is_loaded_from_outside(page: Page) -> None:
    for tag, attributes, _ in page.elements:
        for name, value in attributes.items():
            assert name not in ("src", "srcset", "action", "style"), (tag, name)
            assert not name.startswith("on"), (tag, name)
            if name == "href":
                assert value.startswith(("#", "data:image/svg+xml,")), (tag, value)
    assert not re.search(r"url\(|@import", "".join(page.raw("style")))


def test_the_script_never_reads_text_as_html() -> None:
    script = "".join(asset(name) for name in (*html_report.SCRIPTS, "early.js"))
    for word in (
        "innerHTML",
        "outerHTML",
        "insertAdjacentHTML",
        "document.write",
        "eval(",
        "new Function",
        "DOMParser",
        "srcdoc",
        "setHTML",
    ):
        assert word not in script


@pytest.mark.parametrize("text", HOSTILE)
def test_a_hostile_text_in_every_field_changes_no_element(text: str) -> None:
    harmless = Page(render(poisoned(EVERYTHING, "harmless")))
    page = Page(render(poisoned(EVERYTHING, text)))
    expected, found = [_outline(each) for each in (harmless, page)]
    assert found == expected if text.strip() else set(found) <= set(expected), "an empty text leaves its place out"
    allowed = {name for _, attributes, _ in harmless.elements for name in attributes} | {"fence", "form", "accent", "rel"}
    assert {name for _, attributes, _ in page.elements for name in attributes} <= allowed


def _outline(page: Page) -> list[str]:
    """The elements that no text may change. An address in a `source` becomes a link, which says where it leads."""
    return [tag for tag, attributes, _ in page.elements if tag not in _TYPESET and "rel" not in attributes]


_TYPESET = {
    "math", "mi", "mo", "mn", "mrow", "msup", "msub", "mfrac", "mtext", "mover", "munder", "msqrt", "mtable", "mtr", "mtd",
    "mspace", "code", "del", "ins", "p", "span", "details", "summary", "pre", "button", "div", "mroot",
}  # fmt: skip
"""What a text may well change: how a formula is set, which words are code, whether there is a script."""


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_names_of_arrays_change_nothing_either(text: str) -> None:
    page = Page(render(with_names_poisoned(EVERYTHING, text)))
    assert page.outline.count("script") == 4
    assert page.outline.count("img") == 0


@pytest.mark.parametrize("text", HOSTILE)
def test_the_island_gives_back_the_text_as_it_is_shown(text: str) -> None:
    document = documents.document([documents.passing() | {"name": text, "id": f"a::{text}"}])
    assert Page(render(document)).island["name"] == [plain(text)]


def test_what_is_not_seen_is_written_out() -> None:
    html = render(documents.document([documents.passing() | {"name": "safe\u202egnp.exe", "description": "a\u200bb\x1b[31m"}]))
    assert "safe\\u202egnp.exe" in html
    assert "a\\u200bb\\x1b[31m" in html
    assert not re.search("[\u202e\u200b\x1b]", html)


def test_the_page_can_be_written_as_utf8() -> None:
    for text in HOSTILE:
        render(with_names_poisoned(EVERYTHING, text)).encode()


@pytest.mark.parametrize("folder", ["templates", "read/only"])
def test_compiled_templates_are_kept_where_that_is_possible(folder: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.dont_write_bytecode", False)
    cache = page_templates._CompiledTemplates(str(tmp_path / folder))
    environment = Environment(loader=DictLoader({"page": "{{ 1 + 1 }}"}), bytecode_cache=cache)
    assert environment.get_template("page").render() == "2"
    assert len(list(tmp_path.rglob("*.cache"))) == (1 if folder == "templates" else 0)


def test_rendering_twice_gives_the_same_page() -> None:
    assert render(EVERYTHING) == render(EVERYTHING)
