"""What one row of the table of functions says, and how it is written down.

`functions/` holds the rows, `code.py` turns the calls of an expression into calls of `Function.value`, `batching/` evaluates
the same rows at many points, and `reverse.py` takes cotangents back through them.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from itertools import chain
from math import inf
from typing import Any, TypeAlias

import numpy as np

from .notation import Notation
from .signatures import parsed, shown
from .vjps.common import Each, Vjp, Vjps

Analytic: TypeAlias = bool | Callable[..., Any]

BatchRule: TypeAlias = Callable[[Callable[..., Any]], Callable[..., Any]]
"""Makes, of the function itself or of its continuation, the rule that evaluates it at many points at once."""

Interval: TypeAlias = tuple[float, float]

ANYWHERE: Interval = (-inf, inf)
POSITIVE: Interval = (0.0, inf)
WITHIN_ONE: Interval = (-1.0, 1.0)
ABOVE_ONE: Interval = (1.0, inf)


class PointByPoint(Exception):
    """A batch of points has no single answer here (its truth value, its use as a length).

    Raised inside an evaluation over a batch and never seen outside `Expression.evaluate`, which then evaluates
    the whole expression anew over batches of one point each, and joins the values.
    """


@dataclass(slots=True, eq=False)
class Function:
    """One thing an expression may call, apply or ask for. Not changed once the table is made.

    `name`: as the author writes it: "np.sum", "softmax", ".dot" (method), ".T" (property), "+", "unary -", "[]", "rng.normal".
    `rule`: the name of the function it is the same as, arguments included: ".dot" → "np.dot", "+" → "np.add",
        "np.amax" → "np.max", "abs" → "np.abs". Methods and properties take the array as their first argument.
        What has no equal is its own rule.
    `plain`: its value at plain arguments. The size of the result is bounded; no argument is written to.
    `arguments`: its arguments as a reader would write them.
    `names`: the names of the positional arguments, the array of a method included.
    `least`, `most`: how many positional arguments there may be, the array of a method counted.
    `keywords`: the arguments that may be given by name.
    `analytic`: True where `plain` is its own analytic continuation to complex arguments near the real axis; a callable
        with the arguments of `plain` that is this continuation; False where there is none.
    `varies`: False where nothing varies through it: it is constant but for its jumps, or does not look at the values.
    `batch`: how it is evaluated at many points at once; None: one point after the other, with the same values.
    `vjp`: its vector-Jacobian products, by the names of the arguments they are of; empty where there is none.
    `typeset`: how it is set in print; None: its name before its arguments.
    `domain`: for each argument an interval within which the function is smooth: examples and tests are drawn from it.
    `examples`: expressions that use it, in which `f` is its name, for what does not go entry by entry: see `--functions`.
    `script`: its definition in plain numpy, for scripts that do without this package; empty where it is numpy's own.
    `without`: what is not known of it ("batch", "vjp", "text" of its derivative), and why.
    `words`: for an argument that takes a stated word, its position or keyword → pattern. Words are never values.
    `words_only`: the positions and keywords of those that take nothing else.
    `types`: the positions and keywords of arguments that take a type (`float`, `np.float32` …).
    `optional`: the positions and keywords of arguments that may be None.
    `is_property`: asked for, not called: `x.T`.
    `gathers`: several positional arguments after the first are one tuple: `x.reshape(2, 3)` is `x.reshape((2, 3))`.
    """

    name: str
    rule: str
    group: str
    value: Callable[..., Any]
    arguments: str
    meaning: str
    least: int
    most: int
    names: tuple[str, ...]
    keywords: frozenset[str] = frozenset()
    analytic: Analytic = True
    varies: bool = True
    batch: BatchRule | None = None
    vjp: Mapping[str, Vjp] | Each = field(default_factory=dict)
    typeset: Notation | None = None
    domain: tuple[Interval, ...] = ()
    examples: str = ""
    script: str = ""
    without: Mapping[str, str] = field(default_factory=dict)
    words: Mapping[int | str, re.Pattern[str]] | None = None
    words_only: frozenset[int | str] = frozenset()
    types: frozenset[int | str] = frozenset()
    optional: frozenset[int | str] = frozenset()
    gathers: bool = False
    is_property: bool = False

    @property
    def signature(self) -> str:
        """As a reader would write it: `np.sum(x, axis=None, *, keepdims=False)`, `.T`, `a + b`."""
        first, _, second = self.arguments.partition(", ")
        if self.name == "[]":
            return f"{first}[{second}]"
        if self.name.startswith("unary "):
            return self.name.removeprefix("unary ") + first
        if not self.name.isidentifier() and "." not in self.name:
            return f"{first} {self.name} {second}"
        return self.name if self.is_property else f"{self.name}({self.arguments})"


def row(
    signature: str,
    value: Callable[..., Any],
    meaning: str,
    *,
    analytic: Analytic = True,
    varies: bool = True,
    batch: BatchRule | None = None,
    vjp: Vjps | Each | None = None,
    typeset: Notation | None = None,
    domain: tuple[Interval, ...] = (),
    examples: str = "",
    script: str = "",
    without: Mapping[str, str] | None = None,
    rule: str = "",
    also: str = "",
    least: int | None = None,
    gathers: bool = False,
) -> list[Function]:
    """A function, and the same under other names: `also=".sum np.add"`.

    The signature says what the compiler lets pass. Arguments with a default may be given by name, those behind
    `*` must be; `axis=` has no default but may be given by name; the others are positional. A default None allows
    None, a default in quotes allows the quoted words, `dtype` takes a type.
    """
    name, _, rest = signature.partition("(")
    arguments = rest.removesuffix(")")
    taken = parsed(arguments) if least is None else {**parsed(arguments), "least": least}
    meanings: dict[str, Any] = {
        "analytic": by_real_part(value) if analytic is True and not varies else analytic,
        "varies": varies,
        "batch": batch,
        "vjp": _by_name(vjp, arguments),
        "typeset": typeset,
        "domain": domain,
        "examples": examples,
        "script": script,
        "without": without or {},
        "gathers": gathers,
    }
    return [
        Function(each, rule or name, "", value, shown(each, arguments), meaning, **meanings, **taken)
        for each in (name, *also.split())
    ]


def _by_name(vjp: Vjps | Each | None, arguments: str) -> Mapping[str, Vjp] | Each:
    """The rules by the names of the arguments; a single one is of the first, a tuple of the first few."""
    if vjp is None:
        return {}
    if isinstance(vjp, Each | Mapping):
        return vjp
    names = [argument.partition("=")[0] for argument in arguments.split(", ") if argument != "*"]
    rules = vjp if isinstance(vjp, tuple) else (vjp,)
    return {name: rule for name, rule in zip(names, rules, strict=False) if rule is not None}


def by_real_part(function: Callable[..., Any]) -> Callable[..., Any]:
    """The continuation to complex arguments of a function through which nothing varies: its value at the real parts."""

    def continued(*args: Any, **kwargs: Any) -> Any:
        return function(*map(_real_of, args), **{key: _real_of(value) for key, value in kwargs.items()})

    return continued


def _real_of(value: Any) -> Any:
    if isinstance(value, tuple | list):
        return type(value)([_real_of(part) for part in value])
    return value.real if isinstance(value, np.ndarray | np.generic | complex) else value


def grouped(groups: Mapping[str, Iterable[list[Function]]], properties: frozenset[str]) -> dict[str, Function]:
    """The rows of all groups by name, each told its group and whether it is a property."""
    table: dict[str, Function] = {}
    for group, rows in groups.items():
        for function in chain.from_iterable(rows):
            if function.name in table:
                raise ValueError(f"{function.name} stands twice in the table")
            function.group = group
            function.is_property = function.name[0] == "." and function.name[1:] in properties
            table[function.name] = function
    for function in table.values():
        first = table.get(function.rule, function)
        function.batch = function.batch or first.batch
        function.vjp = function.vjp or _renamed(first, function.names)
        function.varies = function.varies and first.varies
        function.typeset = function.typeset or first.typeset
    return table


def _renamed(first: Function, names: tuple[str, ...]) -> Mapping[str, Vjp] | Each:
    """The rules of the function that it is the same as, by the names of its own arguments."""
    if isinstance(first.vjp, Each):
        return first.vjp
    own = dict(zip(first.names, names, strict=False))
    return {own.get(name, name): rule for name, rule in first.vjp.items()}
