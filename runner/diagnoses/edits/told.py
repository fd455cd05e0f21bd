"""What is told of an edit: its cause, once the edit has been found, and the sentence, in the person's own names."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from ...expressions.tree import Call, Name, Node, Number
from ...expressions.tree import names as names_of
from ...model import Cause
from .. import diagonal, extra_factor, index, missing_factor, name, slip, wrong_derivative, wrong_point
from . import called, powers
from .candidates import Candidate
from .graph import numbers
from .search import Search


def of(search: Search, key: str, candidate: Candidate) -> tuple[Cause, str]:
    """The cause and the sentence of an edit of the claim (`key` is empty) or of a line."""
    writer = search.at(key).writer
    if candidate.cause in _MAY_BE_A_DERIVATIVE or candidate.cause in _IN_A_SUM:
        around = search.slope_around(key, candidate)
        if around is not None and candidate.cause is Cause.SIGN and _turns_the_sign(search, candidate, around[0]):
            around = None  # what is right but for its sign is no other derivative
        if around is not None and (candidate.cause in _MAY_BE_A_DERIVATIVE or _is_a_sum(around[0])):
            part, slope = around
            return Cause.WRONG_DERIVATIVE, wrong_derivative.sentence(writer.written(part), slope.function, slope.text)
    power = powers.of_power(search, key, candidate) or powers.of_exponential(search, key, candidate)
    if power is not None:
        return power
    if candidate.said:
        words = Told(search, key, candidate)
        return candidate.cause, candidate.said.format(old=words.old, new=words.new, part=words.part, dropped=words.dropped)
    cause = called.scale_or_not(search, key, candidate, called.point(search, key, candidate))
    told = Told(search, key, candidate)
    factor = candidate.factor
    if cause is Cause.WRONG_DERIVATIVE and factor is not None and factor.text == f"({told.dropped})[:, None]":
        return Cause.BROADCAST, f"`{told.dropped}` belongs to the rows: it must be `{factor.text}`"
    if cause is Cause.WRONG_POINT and factor is not None:
        return cause, f"`{told.old}` stands in a function whose argument is `{told.new}`"
    return cause, _SENTENCES[cause](told) if cause in _SENTENCES else told.slip()


def _turns_the_sign(search: Search, candidate: Candidate, part: Node) -> bool:
    """Whether an edit makes a part its own negative."""
    before = numbers(search.graph.value(part))
    after = search.graph.tried({id(old): new for old, new in candidate.changes}, part)
    return before is not None and after is not None and before.shape == after.shape and bool(np.allclose(-before, after))


_IN_A_SUM = frozenset({Cause.MISSING_FACTOR, Cause.EXTRA_FACTOR})
"""A factor within a sum, as in 1 - a for 1 - a**2, belongs to a derivative as a whole."""


def _is_a_sum(node: Node) -> bool:
    return isinstance(node, Call) and node.row.name in ("+", "-")


_MAY_BE_A_DERIVATIVE = frozenset({Cause.SIGN, Cause.SLIP, Cause.WRONG_DERIVATIVE})


LONG = 40
"""An expression of more characters is not shown twice."""


class Told:
    """An edit in words."""

    def __init__(self, search: Search, key: str, candidate: Candidate) -> None:
        self.search, self.candidate = search, candidate
        self.editable = search.at(key)
        self.writer = self.editable.writer
        self.old, self.new = self.editable.edit(candidate)

    @property
    def part(self) -> str:
        """What the edit is told of."""
        return self.old if self.candidate.part is None else self.writer.written(self.candidate.part)

    @property
    def dropped(self) -> str:
        return "" if self.candidate.dropped is None else self.writer.written(self.candidate.dropped)

    @property
    def term(self) -> str:
        """The product in which the changed part stands."""
        node = self.candidate.part or self.editable.part(self.candidate)
        return self.writer.written(self.editable.product_around(node))

    def slip(self) -> str:
        short = self.old.isidentifier() or isinstance(self.candidate.changes[0][0], Number)
        return slip.sentence(self.old, self.new) + (f" in `{self.term}`" if short and self.term != self.old else "")

    def sign(self) -> str:
        node = self.candidate.part or self.editable.part(self.candidate)
        around = self.editable.parent(node)
        inside = isinstance(around, Call) and around.row.name in ("+", "-") and self.editable.parent(around) is not None
        return f"the sign of `{self.term}`" + (f" in `{self.writer.written(around)}`" if around and inside else "") + " is wrong"

    def scale(self) -> str:
        factor = self.candidate.factor
        if factor is not None and self.candidate.divides:
            return f"`{self.part}` is not divided by `{factor.text}`"
        if factor is not None and factor.text.startswith("1 / "):
            return f"`{self.part}` is not divided by `{factor.text.removeprefix('1 / ')}`"
        if factor is not None:
            return f"`{self.part}` lacks the factor `{factor.text}`"
        if self.dropped:
            verb = "divided by" if self._divided else "multiplied by"
            return f"`{self.old}` is {verb} `{self.dropped}` once too often"
        if len(self.candidate.changes) > 1 and len(self.old) > LONG:
            return self.at_each_place()
        return f"`{self.old}` should be `{self.new}`" + (f" in `{self.term}`" if self.term != self.old else "")

    @property
    def _divided(self) -> bool:
        """Whether what is dropped was divided by."""
        return bool(self.dropped) and self.old.endswith((f"/ {self.dropped}", f"/ ({self.dropped})"))

    def at_each_place(self) -> str:
        """Of an edit at several places of a long expression, the first."""
        (old, new), *others = self.candidate.changes
        more = "at one other place" if len(others) == 1 else f"at {len(others)} other places"
        return f"`{self.writer.written(old)}` should be `{self.writer.written(new)}`, here and {more}"

    def missing_term(self) -> str:
        if self.dropped:
            return f"the term `{self.dropped}` does not belong into `{self.old}`"
        return f"a term is missing: `{self.old}` should be `{self.new}`"

    def missing_factor(self) -> str:
        factor = self.candidate.factor
        if factor is None:
            return slip.sentence(self.old, self.new)
        if self.candidate.divides:
            return f"`{self.part}` is not divided by `{factor.text}`"
        around = self.editable.parent(self.candidate.part or self.editable.part(self.candidate))
        if isinstance(around, Call) and around.rule in (*called.CURVED, "np.sign") and not factor.why:
            whole = self.writer.spliced(self.candidate.changes, around)
            return f"a factor is missing: `{self.writer.written(around)}` should be `{whole}`"
        return missing_factor.sentence(self.part, factor.text, factor.why)

    def extra_factor(self) -> str:
        if self._divided:
            return f"`{self.old}` is divided by `{self.dropped}` once too often"
        return extra_factor.sentence(self.old, self.dropped)

    def wrong_derivative(self) -> str:
        factor = self.candidate.factor
        if factor is None:
            return f"`{self.old}` should be `{self.new}`"
        return wrong_derivative.sentence(self.dropped, factor.function, factor.text)

    def wrong_point(self) -> str:
        names = self.candidate.names
        if names is None:
            return f"`{self.old}` applies the function once too often: it should be `{self.new}`"
        upstream = "" if self.candidate.assumptions < 3 else ", and the upstream gradient `dout` is to be multiplied with it"
        whole = self.editable.part(self.candidate) if self.candidate.part is None else self.candidate.part
        if names_of(whole) - {names[0]}:
            return name.sentence(*names, self.part) + upstream
        return wrong_point.sentence(self.part, *names) + upstream

    @property
    def _exchanges(self) -> bool:
        """Whether each of two names takes the place of the other."""
        became = {(old.id, new.id) for old, new in self.candidate.changes if isinstance(old, Name) and isinstance(new, Name)}
        return len(became) > 1 and became == {(new, old) for old, new in became}

    def name(self) -> str:
        names = self.candidate.names or ("", "")
        if self._exchanges:
            return f"`{names[0]}` and `{names[1]}` are exchanged in `{self.old}`"
        return name.sentence(*names, self.part)

    def transposed(self) -> str:
        if self.new in (f"{self.old}.T", f"({self.old}).T"):
            return f"a transpose is missing: `{self.old}` should be `{self.new}`"
        if self.old in (f"{self.new}.T", f"({self.new}).T"):
            return f"there is a transpose too many: `{self.old}` should be `{self.new}`"
        return f"the factors are in the wrong order, or one lacks a transpose: `{self.old}` should be `{self.new}`"

    def index(self) -> str:
        if self._exchanges:
            return self.name()
        if len(self.candidate.changes) > 1 and len(self.old) > LONG:
            return self.at_each_place()
        whole = self.editable.subscript_around(self.candidate)
        return index.sentence(self.writer.written(whole), self.writer.spliced(self.candidate.changes, whole))

    def broadcast(self) -> str:
        return f"`{self.old}` does not sum over just the axes that were broadcast: `{self.new}` does"

    def diagonal(self) -> str:
        return diagonal.sentence(self.old, "softmax")


_SENTENCES: dict[Cause, Callable[[Told], str]] = {
    Cause.SIGN: Told.sign,
    Cause.SCALE: Told.scale,
    Cause.MISSING_TERM: Told.missing_term,
    Cause.MISSING_FACTOR: Told.missing_factor,
    Cause.EXTRA_FACTOR: Told.extra_factor,
    Cause.WRONG_DERIVATIVE: Told.wrong_derivative,
    Cause.WRONG_POINT: Told.wrong_point,
    Cause.NAME: Told.name,
    Cause.TRANSPOSED: Told.transposed,
    Cause.INDEX: Told.index,
    Cause.BROADCAST: Told.broadcast,
    Cause.DIAGONAL: Told.diagonal,
}
