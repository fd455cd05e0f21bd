"""What a machine is that shall compute, told by itself.

This file is sent to it as text, so it needs nothing of ours there, and imports nothing but what every Python has.
"""

from __future__ import annotations

import hashlib
import importlib.util
import os
import platform
import re
from collections.abc import Sequence


def describe(package: str, modules: Sequence[str]) -> dict[str, str]:
    """The versions of Python, numpy and `package`, and short names for the contents of it and of `modules`; empty for what is
    not there."""
    told = {
        "Python": platform.python_version(),
        "numpy": _version("numpy", "version.py", r'^version = "([^"]+)"'),
        "gradcase": _version(package, "__init__.py", r'^__version__ = "([^"]+)"'),
        "content": _content(package),
    }
    return {**told, **{"module " + name: _content(name.partition("=")[2] or name) for name in modules}}


def _origin(name: str) -> str | None:
    """The file of a module, which is not loaded, but for the packages that hold it."""
    if name.endswith(".py") or "/" in name or os.sep in name:
        return os.path.abspath(name)
    try:
        found = importlib.util.find_spec(name)
    except (ImportError, AttributeError, ValueError):
        return None
    return found.origin if found is not None else None


def _version(name: str, file: str, pattern: str) -> str:
    try:
        with open(os.path.join(os.path.dirname(_origin(name) or "/"), file), encoding="utf-8") as text:
            found = re.search(pattern, text.read(), re.MULTILINE)
    except OSError:
        return ""
    return found[1] if found else ""


def _content(name: str) -> str:
    """A short name for the text of a module, or of all modules of a package."""
    origin = _origin(name)
    if not origin or not os.path.isfile(origin):
        return ""
    found, files, folder = hashlib.blake2b(digest_size=9), [origin], os.path.dirname(origin)
    if os.path.basename(origin) == "__init__.py":
        files = [os.path.join(path, file) for path, _, names in os.walk(folder) for file in names if file.endswith(".py")]
    for path in sorted(files):
        found.update(os.path.relpath(path, folder).replace(os.sep, "/").encode("utf-8", "backslashreplace"))
        with open(path, "rb") as text:
            found.update(text.read())
    return found.hexdigest()
