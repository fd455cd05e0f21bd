"""What one row of the table of functions says, and how the row is written down.

`functions.py` holds the rows, `compiler.py` turns the calls of an expression into calls of `Function.plain`, and
`stacked.py` evaluates the same rows over stacks of points.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any, TypeAlias

Analytic: TypeAlias = bool | Callable[..., Any]


class PointByPoint(Exception):
    """A stack of points has no single answer here (its truth value, its use as a length).

    Raised inside an evaluation over a stack and never seen outside `Expression.evaluate`, which then evaluates
    the whole expression anew over stacks of one point each, and joins the values.
    """


@dataclass(frozen=True, slots=True, eq=False)
class Function:
    """One thing an expression may call, apply or ask for.

    `name`: as the author writes it: "np.sum", "softmax", ".dot" (method), ".T" (property), "+", "unary -", "[]", "rng.normal".
    `rule`: the name of the function it is the same as, arguments included: ".dot" → "np.dot", "+" → "np.add", "np.amax" → "np.max",
        "abs" → "np.abs". Methods and properties take the array as their first argument. What has no equal is its own rule.
    `plain`: its value at plain arguments. The size of the result is bounded, no argument is written to.
    `least`, `most`: how many positional arguments there may be, the array of a method counted.
    `keywords`: the arguments that may be given by name.
    `analytic`: True where `plain` is its own analytic continuation to complex arguments near the real axis; a callable
        with the arguments of `plain` that is this continuation; False where there is none.
    `words`: for each argument that takes a stated word, the position or the keyword → the words. Words are never values.
    `types`: the positions and keywords of arguments that take a type (`float`, `np.float32` …).
    `optional`: the positions and keywords of arguments that may be None.
    """

    name: str
    rule: str
    group: str
    plain: Callable[..., Any]
    arguments: str
    meaning: str
    least: int
    most: int
    keywords: frozenset[str] = frozenset()
    analytic: Analytic = True
    words: tuple[tuple[int | str, frozenset[str]], ...] = ()
    types: frozenset[int | str] = frozenset()
    optional: frozenset[int | str] = frozenset()

    @property
    def signature(self) -> str:
        """As a reader would write it: `np.sum(x, axis=None, *, keepdims=False)`."""
        return f"{self.name}({self.arguments})"

    def called(self, name: str, **changes: Any) -> Function:
        """The same function under another name."""
        return replace(self, name=name, **changes)
