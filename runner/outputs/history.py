"""The last runs of a report's folder: their counts, kept in results.json from run to run, and drawn as a line."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple

from .document import Document

KEPT = 20
WIDTH, HEIGHT, MARGIN = 240.0, 44.0, 5.0


def continued(earlier: Sequence[Document], document: Document) -> list[dict[str, Any]]:
    """The counts of the last `KEPT` runs, those of `document` last."""
    counts = document["summary"]
    now = {"generated": document["generated"], **{key: counts[key] for key in ("cases", "unexpected", "doubtful", "seconds")}}
    return [*map(dict, earlier), now][-KEPT:]


class Drawing(NamedTuple):
    """The unexpected cases of the last runs as a line: its points for SVG, the place of the last, and what it shows in words."""

    points: str
    last: tuple[float, float]
    words: str


def drawn(history: Sequence[Document]) -> Drawing | None:
    """None where there is but one run, so that there is nothing to compare."""
    if len(history) < 2:
        return None
    counts = [run["unexpected"] for run in history]
    most = max(*counts, 1)
    across = (WIDTH - 2 * MARGIN) / (len(counts) - 1)
    places = [
        (round(MARGIN + across * nth, 1), round(HEIGHT - MARGIN - (HEIGHT - 2 * MARGIN) * count / most, 1))
        for nth, count in enumerate(counts)
    ]
    told = ", ".join(f"{count:,}" for count in counts)
    return Drawing(
        " ".join(f"{x},{y}" for x, y in places), places[-1], f"Unexpected cases of the last {len(counts)} runs: {told}"
    )
