"""Styles and scripts that stand in the pages, and the policy that lets nothing else run or load."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Sequence
from functools import cache
from importlib import resources


@cache
def asset(name: str) -> str:
    """The text of a file beside the templates."""
    return (resources.files(str(__package__)) / "templates" / name).read_text(encoding="utf-8")


def policy(styles: Sequence[str], scripts: Sequence[str], *, beside: bool = False) -> str:
    """The Content-Security-Policy of a page with these styles and scripts in it, and no other.

    With `beside` it may show pictures that stand beside it.
    """
    pictures = "data: 'self' file:" if beside else "data:"
    return (
        f"default-src 'none'; style-src {' '.join(map(_hash, styles))}; script-src {' '.join(map(_hash, scripts))}; "
        f"img-src {pictures}; base-uri 'none'; form-action 'none'"
    )


def _hash(text: str) -> str:
    """The source expression by which a policy allows an inline style or script."""
    return f"'sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}'"
