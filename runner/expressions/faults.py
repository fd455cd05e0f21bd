"""What went wrong while an expression ran, in words for its author."""

from __future__ import annotations

import operator
import re
from typing import Any

import numpy as np

from ..errors import EvaluationError, NoResult, ShapesDoNotFit
from ..model.numerals import counted

LONGEST_MESSAGE = 300


def explained(error: Exception, arguments: list[Any], compute: object, offset: int, length: int) -> EvaluationError:
    """The error as an `EvaluationError` at this place.

    `arguments` are those of the function that failed, `compute` the operator or ufunc it stands for, where known.
    """
    words = " ".join(str(error).split())
    shapes = [np.shape(argument) for argument in arguments if isinstance(argument, np.ndarray)]
    misfit = _misfit(words, shapes, compute)
    message, hint = misfit or _outside(words, shapes) or _misused(words) or (words[:1].lower() + words[1:], None)
    kind = ShapesDoNotFit if misfit else NoResult if isinstance(error, np.linalg.LinAlgError) else EvaluationError
    return kind(shortened(message) or type(error).__name__, offset, length, hint)


def shortened(message: str) -> str:
    """A message on one line, its middle left out where it is very long."""
    line = " ".join(message.split())
    return line if len(line) <= LONGEST_MESSAGE else f"{line[: LONGEST_MESSAGE - 50]} … {line[-40:]}"


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
    (
        "arrays used as indices must be of integer",
        "an index is made of whole numbers, and this array holds others",
        "write labels without a point, [0, 2] for [0.0, 2.0], or convert them with .astype(int)",
    ),
    ("only integers, slices", "an index is a whole number, a slice or a mask", "convert it with int(…) or .astype(int)"),
)
"""Words of numpy or Python → what they mean, and what to write instead."""


def _misfit(words: str, shapes: list[tuple[int, ...]], compute: object) -> tuple[str, str | None] | None:
    """What to say where shapes do not fit."""
    joined = " and ".join(map(str, shapes))
    if "mismatch in its core dimension" in words or "not aligned" in words:
        return f"shapes {joined} do not fit a matrix product", _hint_for_product(shapes)
    if "remapped shapes" in words and "->" in words and "[original->remapped]" in words and "requested shape" in words:
        return f"an array of shape {shapes[0] if shapes else '()'} cannot be spread to that shape", "lengths must be equal, or 1"
    if "remapped shapes" in words:
        return f"shapes {_shapes(re.findall(r'[(][^()]*[)](?=->)', words))} do not fit the subscripts", None
    if "must be square" in words and shapes:
        return f"this needs a square matrix, not one of shape {shapes[0]}", None
    if "broadcast" in words and "shape" in words:
        found = _shapes(re.findall(r"[(][0-9, ]*[)]", words)) or joined
        return f"shapes {found} do not fit together", _hint_for_entries(shapes, compute)
    return None


_AXIS = re.compile(r"axis (-?\d+) is out of bounds for array of dimension (\d+)")
_INDEX = re.compile(r"index (-?\d+) is out of bounds for axis (\d+) with size (\d+)")
_RESHAPE = re.compile(r"cannot reshape array of size (\d+) into shape (\(.*?\))")


def _outside(words: str, shapes: list[tuple[int, ...]]) -> tuple[str, str | None] | None:
    """What to say where an axis, an index or a number of entries is not there."""
    if found := _AXIS.search(words):
        axis, rank = int(found[1]), int(found[2])
        several = f"an array of {counted(rank, 'axis', 'axes')}"
        of = f"the array of shape {shapes[0]}" if len(set(shapes)) == 1 else several
        there = "it is a scalar" if rank == 0 else "its only axis is 0" if rank == 1 else f"its axes are 0 to {rank - 1}"
        return f"there is no axis {axis} in {of}", there
    if found := _INDEX.search(words):
        length = int(found[3])
        last = f"its entries are 0 to {length - 1}" if length else "it has no entries"
        return f"there is no entry {found[1]} along axis {found[2]}, which has length {length}", last
    if found := _RESHAPE.search(words):
        return (
            f"{found[1]} entries cannot take the shape {_shapes([found[2]])}",
            "the lengths multiplied give the number of entries",
        )
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
    if (n, k) == (p, q):
        return "transpose one of them with .T, or write `*` for the product entry by entry"
    if k == q:
        return "transpose the second with .T"
    return "transpose the first with .T" if n == p else None


def _hint_for_entries(shapes: list[tuple[int, ...]], compute: object) -> str | None:
    """For operands that do not broadcast: one may lack an axis that was reduced, or they are meant for a matrix product."""
    if len(shapes) == 2 and len(shapes[0]) != len(shapes[1]):
        larger, smaller = sorted(shapes, key=len, reverse=True)
        if len(smaller) == len(larger) - 1 and larger[:-1] == smaller:
            return "keep the axis that was reduced: `keepdims=True`, or `[..., None]` behind the smaller"
    if len(shapes) != 2 or len(shapes[0]) != 2 or len(shapes[1]) != 2:
        return None
    if compute in (operator.mul, np.multiply) and shapes[0][1] == shapes[1][0]:
        return "did you mean the matrix product `@`?"
    return "transpose one of them with .T" if shapes[0] == shapes[1][::-1] else None
