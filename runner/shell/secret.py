"""A key that only this user has, by which what lies beside reports is known to be written by this user's runs."""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Mapping
from contextlib import suppress
from hashlib import blake2b
from pathlib import Path
from typing import Any, TypeAlias

from ..outputs.json_report import as_line

LENGTH = 32

Marker: TypeAlias = Callable[[Mapping[str, Any]], str]
"""What only this user can write beside a result; equal results have equal marks, whatever time they took."""


def key() -> bytes | None:
    """The key, made where there is none yet, in the folder of the user for such things; None where it cannot be had."""
    base = os.environ.get("XDG_CACHE_HOME") or os.environ.get("LOCALAPPDATA")
    with suppress(OSError, RuntimeError, ValueError):
        path = (Path(base) if base else Path.home() / ".cache") / "gradcase" / "key"
        if not path.exists():
            path.parent.mkdir(parents=True, exist_ok=True)
            new = path.with_name(f"key.{os.getpid()}")
            new.touch(0o600)
            new.write_bytes(os.urandom(LENGTH))
            with suppress(FileExistsError):
                os.link(new, path)  # of two runs at once, one makes it
            new.unlink()
        found = path.read_bytes()
        return found if len(found) == LENGTH else None
    return None


def marker(conditions: Mapping[str, str]) -> Marker | None:
    """Marks what was found under these conditions; None where there is no key."""
    secret = key()
    if secret is None:
        return None
    context = json.dumps(conditions, sort_keys=True).encode() + b"\0"

    def mark(result: Mapping[str, Any]) -> str:
        line = as_line({**result, "seconds": 0, "checked": None, "mark": None}).encode("utf-8", "backslashreplace")
        return blake2b(context + line, digest_size=9, key=secret).hexdigest()

    return mark
