"""The reference as a page: for reading, searching and printing; one file without outside assets, useful without its script.

Every text of a case is hostile here as in the report: Jinja2 escapes it, and the Content-Security-Policy lets nothing run or load
but the style and the scripts that stand in the page.
"""

from __future__ import annotations

from collections.abc import Iterator

from markupsafe import Markup

from .assets import asset, policy
from .document import Document
from .page_templates import template
from .reference_model import Reference

TITLE = "Gradients to look up – gradient checks"
PIECES = 1000
"""How many of the smallest pieces, each a few words, are joined to one."""


def parts(document: Document, found: Reference) -> Iterator[str]:
    """The page, piece by piece: what was found in the results of a document that tells when and by whom it was made."""
    style = asset("report.css") + asset("reference.css")
    early, script = asset("early.js"), asset("reference.js")
    page = template("reference.html").stream(
        document=document,
        reference=found,
        title=TITLE,
        style=Markup(style),
        early=Markup(early),
        script=Markup(script),
        policy=policy([style], [early, script]),
    )
    page.enable_buffering(PIECES)
    return iter(page)
