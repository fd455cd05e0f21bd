"""How a notebook shows results and runs."""

from __future__ import annotations

from html.parser import HTMLParser

import pytest

from runner import Case, Cause, Expectation, Result, Run, Verdict, check
from runner.model import Doubt, DoubtKind, Entry, Finding, InputResult
from runner.outputs import notebook, notebook_pictures

ENTRY = Entry((0, 1), 2.0, 1.0, 1.0, 0.5)
CHECK = InputResult("x", (2, 2), 4, 1, ENTRY, ENTRY, 0.5, "one entry is wrong", 1e-4, "full")


def failing(name: str = "a case") -> Result:
    case = Case(cost="np.sum(x**2)", shapes={"x": (2, 2)}, gradient="x", name=name, id=f"file::{name}")
    finding = Finding(Cause.SCALE, "x", "the claim is half of the right gradient", suggestion="2 * x")
    return Result(case, Verdict.FAIL, False, "one entry is wrong", (CHECK,), (finding,))


class Tags(HTMLParser):
    """Collects the names of elements and the text."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.names: list[str] = []
        self.text = ""
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.names.append(tag)

    def handle_data(self, data: str) -> None:
        self.text += f"{data}\n"


def test_a_result_shows_verdict_claim_entries_cause_and_fix() -> None:
    text = Tags(notebook.result_html(failing())).text
    for part in ("FAIL", "np.sum(x**2)", "x[0, 1]: claimed 2, numerical 1", "scale: the claim is half", "2 * x"):
        assert part in text


def test_a_doubt_is_shown_with_its_message() -> None:
    result = Result(Case(), Verdict.PASS, True, "fine", doubt=Doubt(DoubtKind.KINK, "the cost bends here"))
    assert "kink: the cost bends here" in Tags(notebook.result_html(result)).text


def test_a_run_sums_up_and_shows_the_unexpected_first() -> None:
    good = Result(Case(id="a::good", expect=Expectation()), Verdict.PASS, True, "fine")
    text = Tags(notebook.run_html(Run((good, failing("bad"))))).text
    assert "1 of 2 cases failed; 1 as expected: 1 pass" in text
    assert text.index("file::bad") < text.index("a::good")


def test_a_long_run_is_cut() -> None:
    assert "and 150 more" in notebook.run_html(Run((failing(),) * 200))


def test_no_text_becomes_markup() -> None:
    html = notebook.result_html(failing("<script>alert(1)</script> & <img src=x>"))
    assert set(Tags(html).names) == {"table", "tr", "th", "td", "span"}


def test_it_can_be_read_on_a_light_and_on_a_dark_ground() -> None:
    """The only text with a colour of its own has a ground of its own (WCAG 2.2, 1.4.3: a contrast of 4.5 at least)."""
    for ground in notebook.GROUNDS.values():
        assert contrast(ground, "#ffffff") >= 4.5
    html = notebook.result_html(failing())
    assert html.count("color:") == html.count("color: #fff;") == html.count("background: ")
    assert "`" not in html


def test_what_is_wrong_is_shown_in_pictures() -> None:
    def html(claim: str, x: str = "2 + rng.random((3, 4))") -> str:
        return check(Case(values={"x": x}, wrt="x", cost="np.sum(x**3)", gradient=claim))._repr_html_()

    wrong = html("2 * x**2")
    assert Tags(wrong).names.count("svg") == 3, "of what is no doubt there is no curve"
    for title in ("claimed", "numerical", "difference"):
        assert f'role="img" aria-label="{title}, 3×4"' in wrong
    assert html("3 * x**2").count("<svg") == 0, "of what is right there is none"
    assert Tags(html("2 * x[:2]**2")).names.count("svg") == 2, "no differences between arrays of two shapes"


def test_a_large_picture_stays_small() -> None:
    wrong = check(Case(shapes={"x": (300, 400)}, cost="np.sum(x**2)", gradient="2 * x * (x < 1.5)"))
    html = wrong._repr_html_()
    assert "<svg" in html
    assert len(html) < 120_000


def test_the_error_is_drawn_against_the_step_where_the_verdict_is_in_doubt() -> None:
    html = check(Case(shapes={"x": (3,)}, cost="np.sum(np.sin(200 * x))", gradient="200 * np.cos(200 * x)"))._repr_html_()
    assert "<polyline" in html
    assert "against step 1e-" in html


@pytest.mark.parametrize("hue", [notebook_pictures.BELOW, notebook_pictures.ABOVE, notebook_pictures.FAR])
@pytest.mark.parametrize("ground", ["#ffffff", "#111111"])
def test_the_hues_of_pictures_stand_out_on_any_ground(hue: str, ground: str) -> None:
    """WCAG 2.2, 1.4.11: a contrast of 3 at least for what is no text."""
    assert contrast(hue, ground) >= 3


def contrast(a: str, b: str) -> float:
    light, dark = sorted((luminance(a), luminance(b)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def luminance(color: str) -> float:
    parts = [int(color[place : place + 2], 16) / 255 for place in (1, 3, 5)]
    red, green, blue = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue
