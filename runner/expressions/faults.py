"""What went wrong while an expression ran, in words for its author."""

from __future__ import annotations

import re
from typing import Any

import numpy as np

from runner.errors import EvaluationError


def explained(error: Exception, arguments: list[Any], offset: int, length: int) -> EvaluationError:
    """The error as an `EvaluationError` at this place; `arguments` are those of the helper that failed, where known."""
    words = " ".join(str(error).split())
    shapes = [np.shape(argument) for argument in arguments if isinstance(argument, np.ndarray)]
    message, hint = _explanation(words, shapes)
    return EvaluationError(message or type(error).__name__, offset, length, hint)


_EXPLANATIONS = (
    ("boolean negative", "a mask cannot be negated with `-`", "write `~mask` for its opposite, or `-1.0 * mask` for numbers"),
    ("boolean subtract", "masks cannot be subtracted", "write `1.0 * mask`, or `a ^ b` where they differ"),
    (
        "truth value of an",
        "an array with several entries is neither true nor false",
        "use np.where, `&`, `|`, `~`, or np.all(...)",
    ),
    ("bitwise_xor", "`^` is not a power", "powers are written `**`"),
    ("Integers to negative", "integers have no negative integer powers here", "write the base as a float, such as `2.0`"),
    ("not supported between instances", "numbers like these have no order", "compare np.real or np.abs of complex numbers"),
    ("does not have enough dimensions", "one of the arguments has too few axes", None),
    ("inhomogeneous shape", "the parts of this array have different lengths", None),
    ("division by zero", "division by zero", None),
)
"""Words of numpy or Python → what they mean, and what to write instead."""


def _explanation(words: str, shapes: list[tuple[int, ...]]) -> tuple[str, str | None]:
    return _misfit(words, shapes) or _misused(words) or (words[:1].lower() + words[1:], None)


def _misfit(words: str, shapes: list[tuple[int, ...]]) -> tuple[str, str | None] | None:
    """What to say where shapes do not fit."""
    joined = " and ".join(map(str, shapes))
    if "mismatch in its core dimension" in words or "not aligned" in words:
        return f"shapes {joined} do not fit a matrix product", _hint_for_product(shapes)
    if "remapped shapes" in words:
        return f"shapes {_shapes(re.findall(r'[(][^()]*[)](?=->)', words))} do not fit the subscripts", None
    if "must be square" in words and shapes:
        return f"this needs a square matrix, not one of shape {shapes[0]}", None
    if "broadcast" in words and "shape" in words:
        return f"shapes {_shapes(re.findall(r'[(][0-9, ]*[)]', words)) or joined} do not fit together", None
    return None


def _misused(words: str) -> tuple[str, str | None] | None:
    """What to say where values are of the wrong kind."""
    for known, message, hint in _EXPLANATIONS:
        if known in words:
            return message, hint
    ufunc = re.match(r"ufunc '(\w+)' (not supported|did not contain)", words)
    if ufunc is None:
        return None
    masks = ufunc.group(1) in ("bitwise_and", "bitwise_or", "invert")
    return (
        f"np.{ufunc.group(1)} does not take numbers of this kind",
        "it takes masks and integers" if masks else "it takes real numbers",
    )


def _shapes(written: list[str]) -> str:
    """Shapes as numpy writes them, with a blank behind each comma."""
    return re.sub(",(?=[0-9])", ", ", " and ".join(written))


def _hint_for_product(shapes: list[tuple[int, ...]]) -> str | None:
    if len(shapes) != 2 or len(shapes[0]) != 2 or len(shapes[1]) != 2:
        return None
    (n, k), (p, q) = shapes
    if k == q and n == p:
        return "transpose one of them with .T"
    if k == q:
        return "transpose the second with .T"
    if n == p:
        return "transpose the first with .T"
    return None
