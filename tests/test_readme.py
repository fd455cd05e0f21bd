"""The README's examples do what it says: every YAML block is a valid case, every Python block runs."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from runner import Result, Verdict, load, run
from tests.command import environment, gradcase

README = (Path(__file__).parents[1] / "README.md").read_text(encoding="utf-8")


def blocks(language: str) -> list[str]:
    """The code blocks of a language, those of GitHub workflows and the like aside."""
    return re.findall(rf"^```{language}\n(.*?)^```$", README, re.DOTALL | re.MULTILINE)


def is_a_case_file(text: str) -> bool:
    return bool(re.search(r"^(?:cases|cost|output):", text, re.MULTILINE))


LENT = """
import numpy as np

def affine_forward(x, W, b):
    return x @ W + b, (x, W, b)

def affine_backward(dout, cache):
    x, W, b = cache
    return dout @ W.T, x.T @ dout, dout.sum(axis=0)
"""
"""The layers that an example calls."""

CASE_FILES = [text for text in blocks("yaml") if is_a_case_file(text)]


def title(text: str) -> str:
    found = re.search(r"name: (.*)", text)
    return found[1] if found else text[:40]


@pytest.mark.parametrize("text", CASE_FILES, ids=map(title, CASE_FILES))
def test_a_case_of_the_readme_ends_as_it_says(text: str, tmp_path: Path) -> None:
    path = tmp_path / "example.yaml"
    path.write_text(text, encoding="utf-8")
    lent = tmp_path / "mylayers.py"
    lent.write_text(LENT, encoding="utf-8")
    results: tuple[Result, ...] = run(path, modules=[str(lent)] if "mylayers" in text else []).results
    assert results
    for result in results:
        wrong_on_purpose = text.startswith("# cases/mine.yaml")  # the first example shows how a mistake is found
        assert result.as_expected is not wrong_on_purpose, result.message


def test_the_first_example_fails_as_the_question_did_that_began_it(tmp_path: Path) -> None:
    path = tmp_path / "mine.yaml"
    path.write_text(CASE_FILES[0], encoding="utf-8")
    (case,) = load(path)
    (result,) = run(path).results
    assert (case.claims, result.verdict) == ({"x": "W"}, Verdict.FAIL)


@pytest.mark.parametrize("code", blocks("python"))
def test_python_of_the_readme_runs(code: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    exec(compile(code, "README.md", "exec"), {"__name__": "readme"})


def test_every_option_of_the_help_stands_in_the_readme(tmp_path: Path) -> None:
    text = gradcase("--help", cwd=tmp_path, env=environment()).stdout
    options = set(re.findall(r"--[a-z][a-z-]+", text))
    assert len(options) > 20
    assert {option for option in options if f"`{option}" not in README} == set()


def test_there_is_an_example_for_every_key_of_a_case() -> None:
    shown = "\n".join(CASE_FILES)
    for key in ("let", "values", "sizes", "output", "variants", "matrix", "defaults", "expect", "dtype", "method", "h", "seed"):
        assert re.search(rf"\b{key}:", shown), key
