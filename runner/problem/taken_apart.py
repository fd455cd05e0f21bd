"""`"out, cache": call`: a line of `let` that gives several names; one expression that claims the gradients of several inputs."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping

from ..expressions import Expression
from ..model import Case, part_of
from .formula import Formula, Line, Whole
from .part import Part


def names_of(key: str) -> tuple[str, ...]:
    """The names of a line of `let`: one, or several with commas between them."""
    return tuple([name.strip() for name in key.split(",")])


def lines_of(key: str, whole: Line) -> Iterator[Formula]:
    """The lines that give each of its names a part of the value of a line."""
    names = names_of(key)
    for index, name in enumerate(names):
        yield Formula(whole.key, name, Part(whole.name, whole.expression.text, index, names))


def claimed_at_once(
    case: Case, expression: Callable[[str, str], Expression], part_of_claim: Callable[[str], str]
) -> Iterator[tuple[str, tuple[Line, Formula]]]:
    """The claims that one expression makes for several inputs, by name: its line, and the part that belongs to the claim.

    A claim that reads otherwise by now, as one that has been fixed, stands for itself.
    """
    for key in case.at_once:
        part, _, names = key.partition(".")
        claims = case.claims if part == "gradient" else getattr(case, part)
        texts = [claims.get(name) for name in names_of(names)] if isinstance(claims, Mapping) else []
        if not texts or not isinstance(texts[0], str):
            continue
        call = _whole([str(text) for text in texts])
        if call is None:
            continue
        own = [name if part == "gradient" else f"{part}.{name}" for name in names_of(names)]
        whole = Whole(part_of_claim(own[0]), names, expression(part_of_claim(own[0]), call))
        for name, formula in zip(own, lines_of(names, whole), strict=True):
            yield name, (whole, formula)


def _whole(texts: list[str]) -> str | None:
    """The expression of which some are the parts, one after the other; None where they are not."""
    first = texts[0].removesuffix("[0]")
    return next((text for text in (first, first[1:-1]) if texts == [part_of(text, i) for i in range(len(texts))]), None)
