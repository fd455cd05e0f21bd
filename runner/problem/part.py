"""One of several values of a line of `let`: `"out, cache": call` gives two names."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ..errors import EvaluationError
from ..expressions import Kept, item_of, known
from ..model import part_of


class Part:
    """One part of the value of a line of `let`; it stands where an `Expression` stands.

    `text` is the part as an expression, `tree` what it means, `names` holds the name of the whole line alone.
    """

    lends = False

    def __init__(self, name: str, text: str, index: int, names: tuple[str, ...]) -> None:
        self.text = part_of(text, index)
        self.names = frozenset((name,))
        self.tree = item_of(name, index)
        self.lent: Mapping[str, Any] = {}
        self._index = index
        self._all = names

    def evaluate(self, variables: Mapping[str, Any]) -> Any:
        """The part of the line's value; raises `EvaluationError` where it has not as many parts as there are names."""
        (name,) = self.names
        value = variables[name]
        kept = isinstance(value, Kept)
        parts = value.original if kept else value
        if not isinstance(parts, tuple | list) or len(parts) != len(self._all):
            many = f"{len(parts)} values" if isinstance(parts, tuple | list) and len(parts) != 1 else "one value"
            message = f"this gives {many}, but there are {len(self._all)} names: {', '.join(self._all)}"
            raise EvaluationError(message, 0, hint=self._hint(parts))
        return known(parts[self._index], value.name) if kept else parts[self._index]

    def _hint(self, parts: Any) -> str | None:
        """What to write for a value that has other parts than there are names."""
        call, name = self.text.removesuffix(f"[{self._index}]"), self._all[self._index]
        if isinstance(parts, Mapping) and parts:
            key = name if name in parts else next(iter(parts))
            return f"take the parts of the dictionary one by one, as in `{name}: {call}[{key!r}]`"
        if isinstance(parts, tuple | list) and len(parts) > len(self._all):
            return f"name every value, or take them one by one, as in `{name}: {self.text}`"
        return None
