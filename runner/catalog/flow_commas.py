"""A comma within `{…}` or `[…]` that stands in an expression: YAML ends the value there, and reads the rest as more parts.

`{x: np.outer(a, b), y: 1}` holds the values `np.outer(a` and nothing (of `b)`). The round bracket that is open where the
value ends gives it away; what follows up to its end belongs to the same expression, and is told as one fault.
"""

from __future__ import annotations

import re

from .naming import short
from .nodes import Scalar
from .reading import Reading

TUPLE = re.compile(r"\(\s*[\w.+-]+(?:\s*,\s*[\w.+-]+)*\s*,?\s*\)")


def open_brackets_in(text: str) -> int:
    """How many round brackets of a text are open at its end."""
    return text.count("(") - text.count(")")


def ends_at_a_comma(value: Scalar, reading: Reading) -> bool:
    """Whether a comma follows a value on its line."""
    return reading.line(value.line)[value.column - 1 + len(value.text) :].lstrip().startswith(",")


def tell(key: Scalar | None, value: Scalar, reading: Reading) -> None:
    """Tell that a comma ends a value within an expression; `key` is the name before it, where there is one."""
    rest = reading.line(value.line)[value.column - 1 :]
    whole = _to_the_end(rest)
    name = f"{key.text}: " if key is not None else ""
    hint = f'quote it: `{name}"{short(whole)}"`' + (
        f", or write a block, with `{name.strip()}` on a line of its own" if name else ""
    )
    if TUPLE.fullmatch(whole):
        hint = f"write a list: `{name}[{whole.strip('()').rstrip(', ')}]`; else {hint}"
    message = f"the comma in `{short(whole)}` ends the value within {{…}} or […]"
    reading.fault(value, message, hint, length=len(whole))


def _to_the_end(text: str) -> str:
    """The expression with which a text begins: up to a comma or a closing bracket outside of its own brackets."""
    depth = 0
    for place, character in enumerate(text):
        if character in "([{":
            depth += 1
        elif character in ")]}":
            depth -= 1
            if depth < 0:
                return text[:place].rstrip()
        elif character == "," and depth == 0:
            return text[:place].rstrip()
    return text.rstrip()
