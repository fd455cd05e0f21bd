"""Numbers and counts as sentences have them, one way everywhere: `0.5`, `1e-5`, `NaN`, `∞`, `1 entry`, `1,000 entries`."""

from __future__ import annotations

from math import isinf, isnan

PLAIN_FROM, PLAIN_UP_TO = 1e-3, 1e6
"""Between these a number is written without a power of ten."""


def counted(count: int, one: str, many: str | None = None) -> str:
    """`1 entry`, `1,000 entries`; `many` is the plural, where an `s` does not make it."""
    return f"{count:,} {one if count == 1 else many or f'{one}s'}"


def extent(wrong: int, entries: int, measured: int | None = None) -> str:
    """How many entries are wrong: `all 4 entries`, `3 of 1,000 entries`, `all 182 measured entries (of 1,000,000)`.

    `measured` is how many were measured, where nothing is known of the others; None where all were held against something.
    """
    if measured is not None and wrong > measured:
        measured = None  # what is NaN or infinite is wrong unmeasured
    looked_at, what = (entries, "entries") if measured is None else (measured, f"measured entries (of {entries:,})")
    if entries == 1:
        return "the entry"
    return f"all {looked_at:,} {what}" if wrong == looked_at else f"{wrong:,} of {looked_at:,} {what}"


def number(value: float | str | None, digits: int = 6) -> str:
    """A number to that many significant digits, as JSON or Python holds it; its absence as a dash."""
    if value is None:
        return "–"
    if isinstance(value, str):
        value = float(value)
    if isnan(value):
        return "NaN"
    if isinf(value):
        return "∞" if value > 0 else "-∞"
    if value and not PLAIN_FROM <= abs(value) < PLAIN_UP_TO:
        mantissa, _, power = f"{value:.{digits - 1}e}".partition("e")
        return f"{mantissa.rstrip('0').rstrip('.') if '.' in mantissa else mantissa}e{int(power)}"
    text = f"{value:.{digits}g}"
    return f"{value:.0f}" if "e" in text else text
