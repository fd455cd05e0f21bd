"""What sizes, arrays and intermediates may be called."""

from __future__ import annotations

import builtins
import keyword
import re

from ..model import HELPERS

_NAME = re.compile(r"[A-Za-z][A-Za-z0-9_]*")
_LONGEST = 60
_RESERVED = {
    "np": "`np` is numpy",
    "rng": "`rng` is the generator of random numbers",
    "dout": "`dout` is the upstream gradient",
}


def check_name(name: str) -> str | None:
    """Why a size, array or intermediate cannot have this name; None where it can."""
    if not isinstance(name, str) or not _NAME.fullmatch(name):
        return "a name is made of ASCII letters, digits and underscores, and begins with a letter"
    if len(name) > _LONGEST:
        return f"a name may have {_LONGEST} characters"
    if keyword.iskeyword(name):
        return f"`{name}` is a keyword of Python" + ("; write `lam`" if name == "lambda" else "")
    if name in HELPERS:
        return f"`{name}` is a helper function"
    return _RESERVED.get(name) or (f"`{name}` is a builtin of Python" if hasattr(builtins, name) else None)
