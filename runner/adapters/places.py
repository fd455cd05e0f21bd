"""Where an object keeps an array: `dW`, `weights.grad`, `grads['W']`, `params[0]`."""

from __future__ import annotations

import re
from typing import Any

_STEP = re.compile(r"\.?([A-Za-z_]\w*)|\[(-?\d+)\]|\[(?:'([^']*)'|\"([^\"]*)\")\]")


class Place:
    """A path from an object to one of its arrays. Raises `ValueError` where the text is none."""

    def __init__(self, text: str) -> None:
        self.text = text
        self._steps: list[str | int] = []
        self._attributes: list[bool] = []
        end = 0
        while end < len(text):
            found = _STEP.match(text, end)
            if found is None:
                raise ValueError(f"{text!r} is no place in an object: write it as dW, weights.grad, grads['W'] or params[0]")
            name, index, *keys = found.groups()
            self._attributes.append(name is not None)
            key = name if name is not None else next((key for key in keys if key is not None), None)
            self._steps.append(int(index) if index is not None else str(key))
            end = found.end()
        if not text:
            raise ValueError("a place in an object has a name")

    def get(self, owner: Any) -> Any:
        """What stands there."""
        for step, is_attribute in zip(self._steps, self._attributes, strict=True):
            owner = getattr(owner, str(step)) if is_attribute else owner[step]
        return owner

    def set(self, owner: Any, value: Any) -> None:
        """Put a value there."""
        for step, is_attribute in zip(self._steps[:-1], self._attributes, strict=False):
            owner = getattr(owner, str(step)) if is_attribute else owner[step]
        if self._attributes[-1]:
            setattr(owner, str(self._steps[-1]), value)
        else:
            owner[self._steps[-1]] = value
