"""Names, types and constants that all rooms share."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Literal, TypeAlias

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt

    Array: TypeAlias = npt.NDArray[Any]
    Floats: TypeAlias = npt.NDArray[np.float64]
else:
    Array = Floats = Any

Number: TypeAlias = int | float
Nested: TypeAlias = "Number | tuple[Nested, ...]"
Claim: TypeAlias = "str | Nested"
"""What a case may claim: an expression (text), a number, or a nested list (tuples here)."""
Value: TypeAlias = "Claim | Array"
"""What a case may write for an array: the same, and from Python also an array."""

Frame: TypeAlias = tuple[str, int, str, str]
"""One call on the way to an error in lent code: file, line, function, and the line of the source."""

POINTS = {
    "zeros": "where all entries are 0",
    "ones": "where all entries are 1",
    "ties": "where two entries tie",
    "bounds": "at the bounds that the cost names",
    "large": "where entries are a thousand times as large",
    "tiny": "where entries are almost 0",
    "repeated-row": "where a row is repeated",
    "singular": "where the matrix is singular",
}
"""The special points of a sweep, and how each is told of."""

PACKAGE = __name__.partition(".")[0]
"""The name this package goes by: `runner` from its checkout, `gradcase` where it is installed."""

COMMAND = ("python", "-m", PACKAGE)
"""How the command is called."""

ONE_THREAD: Mapping[str, str] = dict.fromkeys(
    ("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "MKL_NUM_THREADS", "VECLIB_MAXIMUM_THREADS"), "1"
)
"""A worker uses one core; BLAS reads these from the environment when numpy is loaded."""

DERIVE = "derive"
"""A claim that is to be derived from the formula; where no variable has that name."""

ClaimKey: TypeAlias = Literal["gradient", "jacobian", "jvp", "hessian", "hvp"]

OF_OUTPUT: tuple[ClaimKey, ...] = ("jacobian", "jvp")
"""The claims that stand beside an `output`."""
OF_COST: tuple[ClaimKey, ...] = ("hessian", "hvp")
"""Those of second order, which stand beside a `cost`."""
OF_MAPS: tuple[ClaimKey, ...] = (*OF_OUTPUT, *OF_COST)
"""The claims of the derivative of several numbers at once, beside `gradient`, in the order in which they are checked."""
ALONG: Mapping[ClaimKey, str] = {"jvp": "d_", "hvp": "v_"}
"""The claims along a direction that is drawn, and how its part for an input is called where there are several inputs."""
DIRECTION: Mapping[ClaimKey, str] = {"jvp": "dx", "hvp": "v"}
"""How the direction is called where there is one input."""

CLAIMS: tuple[ClaimKey, ...] = ("gradient", *OF_MAPS)
"""All claims that a case can make."""

SINGLE_CLAIM = (str, int, float, complex, tuple)
"""The types of a claim for one input; claims for several are a mapping, which takes longer to tell."""


def part_of(text: str, index: int) -> str:
    """One part of an expression that gives a tuple, as an expression: `f(x)[0]`, `(x, y)[1]`."""
    text = text.strip()
    return f"{text}[{index}]" if _is_one_call(text) else f"({text})[{index}]"


def _is_one_call(text: str) -> bool:
    """Whether an index can follow a text as it stands: `f(x)`, not `f(x) + g(x)`."""
    depth = 0
    for place, character in enumerate(text):
        if character in "([{":
            depth += 1
        elif character in ")]}":
            depth -= 1
            if depth == 0 and place < len(text) - 1:
                return False
        elif depth == 0 and not (character.isalnum() or character in "._"):
            return False
    return text.isidentifier() or (text[:1] not in "([{" and text.endswith(")"))


WORDS = re.compile(r"(?<![\w.])[A-Za-z]\w*")


def lines_of_cost(let: Mapping[str, str], total: str | None) -> list[str]:
    """The names of the lines of `let` that an expression needs, directly or not, and of those that draw, as words tell."""
    wanted = {*WORDS.findall(total or ""), *(name for name, text in let.items() if "rng" in WORDS.findall(text))}
    needed: list[str] = []
    for names, text in reversed(list(let.items())):
        if wanted & {names, *names.split(", ")}:
            needed.append(names)
            wanted |= set(WORDS.findall(text))
    return needed[::-1]
