"""The pictures of one input in a notebook: claimed, numerical and difference as heat maps, the error against the step.

They are plain SVG without a script. Cells are hues that are the more opaque the larger the number, and lines have the colour of
the text, so that they are read on a light and on a dark ground.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from math import isfinite, log10
from typing import Any

from . import heat_map

BELOW, ABOVE, FAR = "#2b7bbb", "#d4690a", "#d6336c"
LEVELS = 8
"""How many shades of a hue; the cells of each are one path, so that a large picture stays small."""
WIDTH, CELL = 190, 24
"""A heat map is so wide in pixels, a cell at most so wide."""
DEEP = 6
"""A difference of this many powers of ten above the tolerance has the full hue."""


def pictures(check: Mapping[str, Any], tolerance: float) -> str:
    """All pictures of an input of the document, side by side; nothing where it holds no arrays and no curve."""
    return "".join([*_heat_maps(check, tolerance), *_curve(check)])


def _heat_maps(check: Mapping[str, Any], tolerance: float) -> list[str]:
    text = heat_map.arrays(check)
    if text is None:
        return []
    data = json.loads(text)
    claim = data["claim"] or data
    largest = max((abs(value) for value in map(_number, [*claim["claimed"], *data["numerical"]]) if isfinite(value)), default=0.0)

    def signed(value: float) -> tuple[str, float]:
        return (BELOW if value < 0 else ABOVE), abs(value) / (largest or 1.0)

    def apart(value: float) -> tuple[str, float]:
        return FAR, 0.0 if value <= tolerance else (1 + log10(value / tolerance)) / (1 + DEEP)

    maps = [_map("claimed", claim["claimed"], claim, signed), _map("numerical", data["numerical"], data, signed)]
    return [*maps, _map("difference", data["difference"], data, apart)] if data["difference"] is not None else maps


def _map(title: str, values: Sequence[Any], layout: Mapping[str, Any], shade: Callable[[float], tuple[str, float]]) -> str:
    columns = max(1, layout["columns"])
    rows = -(-len(values) // columns)
    size = min(CELL, WIDTH / columns)
    paths: dict[tuple[str, float], list[str]] = {}
    for place, value in enumerate(values):
        if value is None:
            continue
        number = _number(value)
        hue, part = shade(number) if isfinite(number) else ("currentColor", 1.0)
        level = round(min(part, 1.0) * LEVELS) / LEVELS
        if level:
            paths.setdefault((hue, level), []).append(f"M{place % columns} {place // columns}h1v1h-1z")
    cells = "".join(f'<path fill="{hue}" fill-opacity="{level:g}" d="{"".join(d)}"/>' for (hue, level), d in paths.items())
    frame = f'<rect width="{columns}" height="{rows}" fill="none" stroke="currentColor" stroke-opacity=".4" stroke-width=".04"/>'
    drawn = f'<svg width="{columns * size:.0f}" height="{rows * size:.0f}" viewBox="0 0 {columns} {rows}"'
    return _figure(title, f'{drawn} role="img" aria-label="{title}, {"×".join(map(str, layout["shape"]))}">{cells}{frame}</svg>')


def _curve(check: Mapping[str, Any]) -> list[str]:
    """The error of the difference of the worst entry against the step, both by powers of ten; a line at the step of the case."""
    curve = check.get("curve")
    points = [] if curve is None else [(h, e) for h, e in zip(curve["steps"], curve["errors"], strict=True) if _positive(h, e)]
    if len(points) < 2:
        return []
    across, up = [log10(h) for h, _ in points], [log10(error) for _, error in points]
    left, low = min(across), min(up)
    wide, high = (max(across) - left) or 1.0, (max(up) - low) or 1.0

    def at(power: float) -> float:
        return 4 + (power - left) / wide * (WIDTH - 8)

    line = " ".join(f"{at(x):.1f},{92 - (y - low) / high * 84:.1f}" for x, y in zip(across, up, strict=True))
    step = log10(check["h"]) if check.get("h") else None
    mark = ""
    if step is not None and left <= step <= left + wide:
        mark = f'<path d="M{at(step):.1f} 2V98" stroke="currentColor" stroke-opacity=".6" stroke-dasharray="3 3"/>'
    frame = f'<rect x=".5" y=".5" width="{WIDTH - 1}" height="99" fill="none" stroke="currentColor" stroke-opacity=".4"/>'
    drawn = f'<polyline points="{line}" fill="none" stroke="{ABOVE}" stroke-width="2"/>'
    ends = [f"1e{round(power)}" for power in (low, low + high, left, left + wide)]
    words = f"error {ends[0]} … {ends[1]} against step {ends[2]} … {ends[3]}"
    return [_figure(words, f'<svg width="{WIDTH}" height="100" role="img" aria-label="{words}">{frame}{mark}{drawn}</svg>')]


def _figure(title: str, drawn: str) -> str:
    return f'<div style="display: inline-block; margin: 0 1em 0.5em 0; text-align: left"><div>{title}</div>{drawn}</div>'


def _number(value: Any) -> float:
    return float("nan") if value is None else float(value)


def _positive(*values: Any) -> bool:
    return all(isinstance(value, int | float) and 0 < value < float("inf") for value in values)
