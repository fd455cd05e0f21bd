"""Texts and numbers as the page shows them: the filters of its templates."""

from __future__ import annotations

import re
from datetime import datetime
from itertools import groupby
from textwrap import dedent
from typing import Any

from markupsafe import Markup, escape

from ..model.numerals import number
from .plain import UNSEEN


def visible(value: Any) -> Any:
    """Text with control, direction and zero-width characters written out, so that it shows what it holds."""
    if not isinstance(value, str) or isinstance(value, Markup) or value.isprintable():
        return value
    return UNSEEN.sub(_escape, value)


def _escape(match: re.Match[str]) -> str:
    code = ord(match[0])
    return f"\\x{code:02x}" if code < 0x100 else f"\\u{code:04x}"


def prose(text: str) -> Markup:
    """A sentence of ours, in which `code` stands between backticks."""
    parts = visible(text).split("`")
    if len(parts) % 2 == 0:
        return escape(visible(text))
    return Markup("").join(Markup("<code>{}</code>").format(part) if place % 2 else part for place, part in enumerate(parts))


ADDRESS = re.compile(r"https?://[\w./~%#?=&+:@!$,;()*-]*[\w/]")


def linked(text: str) -> Markup:
    """A text in which web addresses can be followed, and show where they lead."""
    parts, end = Markup(), 0
    for match in ADDRESS.finditer(text):
        parts += escape(visible(text[end : match.start()]))
        parts += Markup('<a href="{0}" rel="noreferrer noopener">{0}</a>').format(match[0])
        end = match.end()
    return parts + escape(visible(text[end:]))


def explained(text: str) -> Markup:
    """A longer text of ours: paragraphs between blank lines, examples indented, a leading word such as `Why:` made bold."""
    parts = []
    for is_example, lines in groupby(text.strip().splitlines(), key=lambda line: line.startswith("    ")):
        if is_example:
            parts.append(Markup("<pre><code>{}</code></pre>").format(visible(dedent("\n".join(lines)))))
            continue
        for paragraph in "\n".join(lines).split("\n\n"):
            head, colon, rest = paragraph.partition(":")
            labelled = bool(colon) and head.strip().isalpha()
            label = Markup("<b>{}:</b>").format(head.strip()) if labelled else ""
            if paragraph.strip():
                parts.append(Markup("<p>{}{}</p>").format(label, prose((rest if labelled else paragraph).replace("\n", " "))))
    return Markup("").join(parts)


def significant(value: float | str | None) -> str:
    """A number of the document to seven digits, as in `−1.732051`; its absence as a dash."""
    return number(value, 7).replace("-", "−")


def rounded(value: float | str | None) -> str:
    """A relative difference or a step to two digits, as in `0.5` and `1.3e−12`."""
    return number(value, 2).replace("-", "−")


def factor(before: float | str | None, now: float | str | None) -> str:
    """How a worst difference has changed, in words."""
    if not isinstance(before, float | int) or not isinstance(now, float | int) or not before or not now:
        return ""
    larger = max(now / before, before / now)
    if larger < 1.05:
        return "about the same"
    return f"{number(larger, 3 if larger < 1e4 else 2)} times as {'large' if now > before else 'small'}"


def setting(value: float | str) -> str:
    """A step or a tolerance as one writes it in a case, to two digits: `1e-4`."""
    return value if isinstance(value, str) else number(value, 2)


def duration(seconds: float) -> str:
    """A time in the unit that suits it."""
    if seconds < 1:
        return f"{seconds * 1e3:.{1 if seconds < 0.01 else 0}f} ms"
    return f"{seconds:.1f} s" if seconds < 60 else f"{int(seconds) // 60} min {int(seconds) % 60} s"


def moment(text: str) -> str:
    """An ISO time as people write it; any other text as it is."""
    try:
        time = datetime.fromisoformat(text)
    except ValueError:
        return text
    return f"{time.day} {time:%B %Y, %H:%M} {time.tzname() or ''}".strip()
