"""The numbers of one input's heat maps as compact JSON: claimed, numerical, and how far they are apart.

An array of any number of dimensions is laid out as a table: the last axis runs across, all others run down. What is
larger than `MOST_ROWS` by `MOST_COLUMNS` is reduced: of each block, the entry with the largest difference stays. Of very large
arrays a reduced picture is all that the document holds. Where an entry was not measured, its numerical value and its
difference are null.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from math import inf, isnan, prod
from typing import Any

MOST_ROWS = 48
MOST_COLUMNS = 48


def arrays(check: Mapping[str, Any]) -> str | None:
    """The JSON text for an input of the document; None where its arrays are not in it or hold a single entry.

    It holds `shape` and `at` (flat positions of the entries that are shown, or null for all of them), `columns`, and the
    lists `claimed`, `numerical`, `difference`. Where claim and input differ in shape, `difference` is null and the claim
    has a layout of its own, in `claim`.
    """
    if check.get("picture"):
        return _of_picture(check)
    if check["claimed"] is None or check["numerical"] is None or check["entries"] < 2:
        return None
    claimed, numerical = _flat(check["claimed"]), _flat(check["numerical"])
    shape = check["shape"]
    if list(check["claimed_shape"]) != list(shape):
        of_claim = _layout(check["claimed_shape"], [abs(value) for value in claimed])
        layout = _layout(shape, [abs(value or 0.0) for value in numerical])
        return _json(layout, numerical=numerical, claim=_json(of_claim, claimed=claimed))
    difference = _differences(claimed, numerical)
    weights = [-1.0 if value is None else value for value in difference]
    return _json(_layout(shape, weights), claimed=claimed, numerical=numerical, difference=difference)


def _of_picture(check: Mapping[str, Any]) -> str:
    """The same for arrays of which the document holds a reduced picture only."""
    picture = check["picture"]
    claimed, numerical = _flat(picture["claimed"]), _flat(picture["numerical"])
    layout = _Layout(check["shape"], picture["columns"], picture["at"])
    return _json(layout, is_reduced=True, claimed=claimed, numerical=numerical, difference=_differences(claimed, numerical))


def _differences(claimed: Sequence[float | None], numerical: Sequence[float | None]) -> list[float | None]:
    return [None if c is None or n is None else _largest(abs(c - n)) for c, n in zip(claimed, numerical, strict=True)]


def short(value: Any, digits: int) -> Any:
    """Numbers of the document with fewer digits; texts such as "NaN" and what is absent stay."""
    if isinstance(value, list):
        return [short(item, digits) for item in value]
    return float(f"{value:.{digits}g}") if isinstance(value, float) else value


def _flat(value: Any) -> list[Any]:
    if isinstance(value, list):
        return (
            [number for item in value for number in _flat(item)]
            if value and isinstance(value[0], list)
            else [None if item is None else float(item) for item in value]
        )
    return [float(value)]


def _largest(value: float) -> float:
    return inf if isnan(value) else value


class _Layout:
    """Which entries are shown, row by row."""

    def __init__(self, shape: Sequence[int], columns: int, at: list[int] | None) -> None:
        self.shape, self.columns, self.at = shape, columns, at


def _layout(shape: Sequence[int], weights: Sequence[float]) -> _Layout:
    columns = shape[-1] if shape else 1
    rows = prod(shape[:-1])
    if rows <= MOST_ROWS and columns <= MOST_COLUMNS:
        return _Layout(shape, columns, None)
    bands = list(_blocks(columns, MOST_COLUMNS))
    chosen = [
        max((row * columns + column for row in down for column in across), key=weights.__getitem__)
        for down in _blocks(rows, MOST_ROWS)
        for across in bands
    ]
    return _Layout(shape, len(bands), chosen)


def _blocks(length: int, most: int) -> Iterator[range]:
    """The range 0 … length in at most `most` even parts."""
    parts = min(length, most)
    for part in range(parts):
        yield range(part * length // parts, (part + 1) * length // parts)


def _json(layout: _Layout, claim: str = "null", *, is_reduced: bool = False, **lists: Sequence[float | None]) -> str:
    at = "null" if layout.at is None else f"[{','.join(map(str, layout.at))}]"
    shape = ",".join(map(str, layout.shape))
    parts = [f'"shape":[{shape}],"columns":{layout.columns},"at":{at},"claim":{claim}']
    for name in ("claimed", "numerical", "difference"):
        values = lists.get(name)
        places = None if is_reduced else layout.at
        shown = "null" if values is None else f"[{','.join(_numbers(values, places, 2 if name == 'difference' else 6))}]"
        parts.append(f'"{name}":{shown}')
    return "{" + ",".join(parts) + "}"


def _numbers(values: Sequence[float | None], at: list[int] | None, digits: int) -> Iterator[str]:
    for value in values if at is None else map(values.__getitem__, at):
        if value is None:
            yield "null"
            continue
        text = f"{value:.{digits}g}"
        yield text if text[-1].isdigit() else {"nan": '"NaN"', "inf": '"Infinity"', "-inf": '"-Infinity"'}[text]
