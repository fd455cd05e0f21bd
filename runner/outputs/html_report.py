"""The HTML report: one file that is opened by double click, made from the document of results.json alone.

Every text of a case is hostile here: Jinja2 escapes it, control and direction characters are made visible, and
the Content-Security-Policy lets nothing run or load but the style that stands in the page itself.
"""

from __future__ import annotations

import base64
import hashlib
import re
from collections.abc import Mapping
from functools import cache
from importlib import resources
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

UNPRINTABLE = re.compile(
    r"[^\S\n\t ]|[\x00-\x08\x0b-\x1f\x7f-\x9f\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u206f\ud800-\udfff\ufeff]"
)


def render(document: Mapping[str, Any]) -> str:
    """The whole page for a document of results.json, as text. Touches no disk; raises nothing for hostile texts."""
    style = _asset("report.css")
    policy = f"default-src 'none'; style-src '{_hash(style)}'; img-src data:; base-uri 'none'; form-action 'none'"
    return _environment().get_template("report.html").render(document=document, style=Markup(style), policy=policy)


def visible(value: Any) -> Any:
    """Text with control, direction and zero-width characters written out, so that it shows what it holds."""
    if not isinstance(value, str) or isinstance(value, Markup) or value.isprintable():
        return value
    return UNPRINTABLE.sub(lambda match: f"\N{LEFT CEILING}U+{ord(match[0]):04X}\N{RIGHT CEILING}", value)


def significant(value: float | str | None) -> str:
    """A number of the document to six digits, as in `-1.73205`; its absence as a dash."""
    if value is None:
        return "–"
    text = value if isinstance(value, str) else f"{value:.6g}"
    return text.replace("Infinity", "∞").replace("-", "−")


def rounded(value: float | str | None) -> str:
    """A relative difference or a step to two digits, as in `1.3e−12`."""
    if isinstance(value, float | int):
        return f"{value:.1e}".replace("-", "−") if value else "0"
    return significant(value)


@cache
def _environment() -> Environment:
    environment = Environment(
        loader=PackageLoader("runner.outputs"),
        autoescape=True,
        finalize=visible,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters.update(significant=significant, rounded=rounded)
    return environment


@cache
def _asset(name: str) -> str:
    return (resources.files("runner.outputs") / "templates" / name).read_text(encoding="utf-8")


def _hash(text: str) -> str:
    """The source expression by which a policy allows an inline style or script."""
    return "sha256-" + base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()
