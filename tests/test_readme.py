"""The documents do what they say: every YAML block is a valid case, every Python block runs; each is short enough to be read."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from runner import Cause, Result, Verdict, load, run
from tests.command import environment, gradcase

ROOT = Path(__file__).parents[1]
DOCUMENTS = [ROOT / "README.md", *(ROOT / room / "README.md" for room in ("cases", "reports", "runner", "tests"))]
TEXTS = {path.relative_to(ROOT).as_posix(): path.read_text(encoding="utf-8") for path in DOCUMENTS}
README = TEXTS["README.md"]


def blocks(language: str) -> list[str]:
    """The code blocks of a language."""
    return [
        block for text in TEXTS.values() for block in re.findall(rf"^```{language}\n(.*?)^```$", text, re.DOTALL | re.MULTILINE)
    ]


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

LAYERS = Path(__file__).parent / "layers_by_hand.py"

CASE_FILES = [text for text in blocks("yaml") if is_a_case_file(text)]


def title(text: str) -> str:
    found = re.search(r"name: (.*)", text)
    return found[1] if found else text[:40]


@pytest.mark.parametrize("text", CASE_FILES, ids=map(title, CASE_FILES))
def test_a_case_of_the_documents_ends_as_it_says(text: str, tmp_path: Path) -> None:
    path = tmp_path / "example.yaml"
    path.write_text(text, encoding="utf-8")
    lent = tmp_path / "mylayers.py"
    lent.write_text(LENT, encoding="utf-8")
    modules = [str(lent)] if "mylayers." in text else [f"layers={LAYERS}"] if "layers." in text else []
    results: tuple[Result, ...] = run(path, modules=modules).results
    assert results
    for result in results:
        wrong_on_purpose = text.startswith("# cases/mine.yaml")  # the first example shows how a mistake is found
        assert result.as_expected is not wrong_on_purpose, result.message


def test_the_first_example_is_answered_as_it_says(tmp_path: Path) -> None:
    (tmp_path / "cases").mkdir()
    path = tmp_path / "cases" / "mine.yaml"
    path.write_text(CASE_FILES[0].partition("\n")[2], encoding="utf-8")
    (result,) = run(path).results
    assert (result.verdict, result.cause) == (Verdict.FAIL, Cause.MISSING_PATH)
    answer = gradcase("cases/mine.yaml", cwd=tmp_path, env=environment()).stdout
    shown = re.search(r"^```text\n(.*?)^```$", README, re.DOTALL | re.MULTILINE)
    assert shown is not None
    lines = [line for line in shown[1].replace("python -m runner", "python -m gradcase").splitlines() if line.strip()]
    assert len(lines) > 5
    assert [line for line in lines if line not in answer.splitlines()] == []


def test_the_first_page_is_short() -> None:
    assert len(README.encode()) <= 8000


def test_every_link_between_the_documents_leads_somewhere() -> None:
    for name, text in TEXTS.items():
        for target in re.findall(r"\]\(([^)#:]+)\)", text):
            assert ((ROOT / name).parent / target).exists(), f"{name}: {target}"


@pytest.mark.parametrize("code", blocks("python"))
def test_python_of_the_documents_runs(code: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    exec(compile(code, "README.md", "exec"), {"__name__": "readme"})


def test_every_option_of_the_help_stands_in_the_documents(tmp_path: Path) -> None:
    text = gradcase("--help", cwd=tmp_path, env=environment()).stdout
    options = set(re.findall(r"--[a-z][a-z-]+", text))
    assert len(options) > 20
    assert {option for option in options if f"`{option}" not in TEXTS["cases/README.md"]} == set()


def test_there_is_an_example_for_every_key_of_a_case() -> None:
    shown = "\n".join(CASE_FILES)
    for key in ("let", "values", "sizes", "output", "variants", "matrix", "defaults", "expect", "dtype", "method", "h", "seed"):
        assert re.search(rf"\b{key}:", shown), key


def test_load_reads_what_the_first_page_shows(tmp_path: Path) -> None:
    path = tmp_path / "mine.yaml"
    path.write_text(CASE_FILES[0], encoding="utf-8")
    (case,) = load(path)
    assert set(case.claims) == {"x"}
