"""Curves on logarithmic axes as one SVG, without a plotting library."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from html import escape
from itertools import pairwise
from math import ceil, floor, log10

WIDTH, HEIGHT = 460, 320
"""One panel, in pixels; the curves leave room for the labels of the axes and of the curves."""
LEFT, RIGHT, TOP, BOTTOM = 62, 120, 34, 46
STYLES = (("#0072b2", ""), ("#d55e00", "6 3"), ("#009e73", "2 3"), ("#cc79a7", "8 3 2 3"))
"""Colours that colour-blind people tell apart (Okabe and Ito), each with a dash pattern of its own."""


@dataclass(frozen=True, slots=True)
class Curve:
    """A named line through points (x, y), all positive."""

    name: str
    points: tuple[tuple[float, float], ...]


@dataclass(frozen=True, slots=True)
class Panel:
    """One diagram."""

    title: str
    x: str
    y: str
    curves: tuple[Curve, ...]


@dataclass(frozen=True, slots=True)
class _Axis:
    """A logarithmic axis over whole decades, drawn from `start` to `end`."""

    low: int
    high: int
    start: float
    end: float

    @classmethod
    def over(cls, values: Sequence[float], start: float, end: float) -> _Axis:
        low, high = floor(log10(min(values)) + 1e-9), ceil(log10(max(values)) - 1e-9)
        return cls(low, max(high, low + 1), start, end)

    def at(self, value: float) -> float:
        return self.start + (self.end - self.start) * (log10(value) - self.low) / (self.high - self.low)

    @property
    def decades(self) -> range:
        return range(self.low, self.high + 1)


def svg(panels: Sequence[Panel], columns: int = 2) -> str:
    """The panels side by side, so many in a row."""
    rows = -(-len(panels) // columns)
    width, height = WIDTH * min(columns, len(panels)), HEIGHT * rows
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" width="{width}" height="{height}" '
        'font-family="sans-serif" font-size="11" role="img">',
        f"<title>{escape('; '.join(panel.title for panel in panels))}</title>",
        f'<rect width="{width}" height="{height}" fill="#ffffff"/>',
    ]
    for number, panel in enumerate(panels):
        row, column = divmod(number, columns)
        parts += [f'<g transform="translate({WIDTH * column} {HEIGHT * row})">', *_panel(panel), "</g>"]
    return "\n".join([*parts, "</svg>"]) + "\n"


def _panel(panel: Panel) -> Iterator[str]:
    points = [point for curve in panel.curves for point in curve.points]
    x = _Axis.over([point[0] for point in points], LEFT, WIDTH - RIGHT)
    y = _Axis.over([point[1] for point in points], HEIGHT - BOTTOM, TOP)
    yield _text(LEFT, TOP - 14, panel.title, size=13, weight="bold")
    for decade in x.decades:
        at = x.at(10.0**decade)
        yield f'<path d="M{at:.1f} {y.start} V{y.end}" stroke="#dddddd"/>'
        yield _text(at, y.start + 16, _power(decade), anchor="middle")
    for decade in y.decades:
        at = y.at(10.0**decade)
        yield f'<path d="M{x.start} {at:.1f} H{x.end}" stroke="#dddddd"/>'
        yield _text(x.start - 6, at + 4, _power(decade), anchor="end")
    yield _text((x.start + x.end) / 2, HEIGHT - 10, panel.x, anchor="middle")
    yield f'<g transform="translate(14 {(y.start + y.end) / 2:.1f}) rotate(-90)">{_text(0, 0, panel.y, anchor="middle")}</g>'
    heights = _apart([y.at(curve.points[-1][1]) for curve in panel.curves])
    for curve, (color, dashes), height in zip(panel.curves, STYLES, heights, strict=False):
        line = " ".join(f"{x.at(a):.1f},{y.at(b):.1f}" for a, b in curve.points)
        yield f'<polyline points="{line}" fill="none" stroke="{color}" stroke-width="2" stroke-dasharray="{dashes}"/>'
        yield from (f'<circle cx="{x.at(a):.1f}" cy="{y.at(b):.1f}" r="3" fill="{color}"/>' for a, b in curve.points)
        yield _text(x.end + 8, height + 4, curve.name, color=color)


def _apart(heights: Sequence[float], gap: float = 14) -> list[float]:
    """The heights of labels, moved down where they would overlap."""
    placed = list(heights)
    order = sorted(range(len(placed)), key=placed.__getitem__)
    for above, below in pairwise(order):
        placed[below] = max(placed[below], placed[above] + gap)
    return placed


def _power(decade: int) -> str:
    return f"{10**decade:,}" if 0 <= decade <= 3 else "10" + str(decade).translate(str.maketrans("-0123456789", "⁻⁰¹²³⁴⁵⁶⁷⁸⁹"))


def _text(
    x: float, y: float, text: str, *, anchor: str = "start", size: int = 11, weight: str = "normal", color: str = "#222222"
) -> str:
    style = f'text-anchor="{anchor}" font-size="{size}" font-weight="{weight}" fill="{color}"'
    return f'<text x="{x:.1f}" y="{y:.1f}" {style}>{escape(text)}</text>'
