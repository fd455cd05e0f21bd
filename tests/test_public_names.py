"""What `import runner` offers, and what it costs."""

from __future__ import annotations

import subprocess
import sys

import pytest

import runner


@pytest.mark.parametrize("name", runner.__all__)
def test_every_public_name_is_there_and_documented(name: str) -> None:
    value = getattr(runner, name)
    assert value is not None
    assert name.startswith("__") or value.__doc__


def test_other_names_are_not() -> None:
    with pytest.raises(AttributeError, match="has no attribute 'chek'"):
        _ = runner.chek


def test_dir_shows_them() -> None:
    assert set(runner.__all__) <= set(dir(runner))


@pytest.mark.parametrize(
    ("code", "loaded"),
    [
        ("import gradcase", []),
        ("from gradcase import Case, Result", ["gradcase.model"]),
        ("from gradcase import load", ["yaml"]),
    ],
)
def test_nothing_is_loaded_before_it_is_needed(code: str, loaded: list[str]) -> None:
    ask = f"import sys; {code}; print([name for name in ('numpy', 'jinja2', 'yaml', 'gradcase.model') if name in sys.modules])"
    out = subprocess.run([sys.executable, "-c", ask], capture_output=True, text=True, check=True).stdout
    assert "numpy" not in out
    assert "jinja2" not in out
    assert all(name in out for name in loaded)
    if not loaded:
        assert out == "[]\n"
