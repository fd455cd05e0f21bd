"""How the point of a map moves: by each entry of an input, along what keeps its structure, or all inputs along a direction."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

import numpy as np

from ..model import ALONG, Array, Floats, MapClaim
from .draw import Draw

LAST_DIGITS = 2.0**-46
WELL_BELOW = 1e-5
"""Where the smallest entry that moves is so far below what steps along the largest must be, no step is small for both."""


@dataclass(frozen=True, slots=True, eq=False)
class Place:
    """Where the point of a map lies: `x`, and the inputs of the case at each of several points of the shape of x.

    `scale` is what the numbers of the map are multiplied with: along a direction x goes by its unit vector.
    """

    x: Floats
    inputs: Callable[[Array], Mapping[str, Array]]
    names: tuple[str, ...]
    scale: float = 1.0
    mixed: bool = False


def place_of(draw: Draw, claim: MapClaim) -> Place:
    """Where the point moves for a claim: each entry of the input, or all inputs along the direction that was drawn."""
    if claim.key not in ALONG:
        chart = draw.chart(claim.input)

        def moved(points: Array) -> Mapping[str, Array]:
            return {claim.input: points if chart is None else chart.embed(points)}

        return Place(draw.input(claim.input), moved, (claim.input,))
    moving = {name: draw.values[drawn] for drawn, (key, name) in draw.problem.directions.items() if key == claim.key}
    norm = float(np.sqrt(sum(float(np.sum(np.abs(way) ** 2)) for way in moving.values()))) or 1.0
    units = {name: way / norm for name, way in moving.items()}
    entries = np.concatenate([np.abs(draw.values[name][way != 0]).reshape(-1) for name, way in units.items()])
    fastest = max(float(np.abs(way).max(initial=0.0)) for way in units.values()) or 1.0
    largest = float(np.max(entries, initial=0.0, where=np.isfinite(entries)))
    start = max(largest, 0.0) / fastest or 1.0
    sizes = entries[entries != 0.0]
    mixed = bool(sizes.size and largest * LAST_DIGITS > WELL_BELOW * sizes.min())

    def inputs(points: Array) -> Mapping[str, Array]:
        gone = points - start
        return {name: draw.values[name] + gone.reshape(-1, *[1] * way.ndim) * way for name, way in units.items()}

    return Place(np.array(start), inputs, tuple(units), norm, mixed)
