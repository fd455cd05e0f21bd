"""What claims must hold among themselves, whatever is measured: a vjp and a jvp are of one Jacobian, a Hessian is symmetric."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

import numpy as np

from ..measuring.compare import relative_difference
from ..measuring.gradients import Measured
from ..measuring.maps import MeasuredMap
from ..model import OF_COST, Array, Result, Test
from ..model.numerals import number
from ..problem import Draw

CALLED = {"hessian": "Hessian", "hvp": "Hessian-vector product"}


def held_among_themselves(result: Result, draw: Draw, claims: Sequence[Measured], maps: Sequence[MeasuredMap]) -> Result:
    """The result with the tests of claims against one another; its message tells of those that fail, and which claim is wrong."""
    tests = (*_adjoint(draw, claims, maps), *_symmetric(maps))
    told = [test.message for test in tests if not test.passes]
    if (
        not told
        and sum(not each.passes for each in [found.comparison for found in claims] + [found.comparison for found in maps]) > 1
    ):
        told = [f"{test.message}, and wrong together" for test in tests if test.name == "adjoint"]
    beside = _beside_a_right_gradient(claims, maps)
    return replace(result, tests=tests, message="; ".join([beside + result.message, *told]))


def _beside_a_right_gradient(claims: Sequence[Measured], maps: Sequence[MeasuredMap]) -> str:
    """How a message begins that tells of a wrong second derivative of what has a right first one."""
    right = {claim.name for claim in claims if claim.comparison.passes}
    if len(right) < len(claims):
        return ""
    wrong = [each.claim for each in maps if not each.comparison.passes and each.claim.key in OF_COST]
    return f"a wrong {CALLED[wrong[0].key]} beside a right gradient: " if wrong and wrong[0].input in right else ""


def _adjoint(draw: Draw, claims: Sequence[Measured], maps: Sequence[MeasuredMap]) -> Iterator[Test]:
    """⟨dout, J dx⟩ = ⟨Jᵀ dout, dx⟩, of the claims alone, where the vjp is claimed by all inputs that the jvp moves.

    A. Griewank, A. Walther, Evaluating Derivatives (2008), section 3.3: forward and reverse mode give one number.
    """
    jvp = next((each for each in maps if each.claim.key == "jvp"), None)
    gradients = {claim.name: claim.comparison for claim in claims}
    moving = {name: drawn for drawn, (key, name) in draw.problem.directions.items() if key == "jvp"}
    if jvp is None or jvp.comparison.relative is None or not moving.keys() <= gradients.keys():
        return
    if any(gradients[name].relative is None for name in moving):
        return
    forward = draw.values["dout"] * jvp.comparison.claimed
    backward = [gradients[name].claimed * _in_parts(draw.values[drawn]) for name, drawn in moving.items()]
    left, right = float(np.sum(forward)), float(sum(np.sum(part) for part in backward))
    size = float(np.abs(forward).sum() + sum(np.abs(part).sum() for part in backward)) / 2
    passes = bool(abs(left - right) <= jvp.comparison.tolerance * max(1.0, size))
    if passes:
        message = f"`gradient` and `jvp` are adjoint: ⟨dout, jvp⟩ = ⟨gradient, dx⟩ = {number(left, 8)}"
    else:
        values = f"⟨dout, jvp⟩ = {number(left, 8)}, ⟨gradient, dx⟩ = {number(right, 8)}"
        message = f"`gradient` and `jvp` are not of one Jacobian: {values}"
    yield Test("adjoint", jvp.name, passes, left, right, message)


def _in_parts(way: Array) -> Array:
    """A direction as gradients are compared: a complex one by its parts."""
    return np.stack([way.real, way.imag], axis=-1) if np.iscomplexobj(way) else way


def _symmetric(maps: Sequence[MeasuredMap]) -> Iterator[Test]:
    """A Hessian is symmetric where the second derivatives are continuous (H. A. Schwarz, 1873)."""
    for each in maps:
        claimed: Array = each.comparison.claimed
        if each.claim.key != "hessian" or each.comparison.relative is None or not claimed.size:
            continue
        side = int(np.sqrt(claimed.size))
        matrix = claimed.reshape(side, side)
        relative = relative_difference(matrix, matrix.T, each.comparison.floor)
        relative[np.isnan(matrix) & np.isnan(matrix.T)] = 0.0  # of which nothing can be said
        position = int(relative.argmax())
        here, there = divmod(position, side)
        left, right = float(matrix[here, there]), float(matrix[there, here])
        passes = bool(relative[here, there] <= 2 * each.comparison.tolerance)
        message = f"`{each.name}` is symmetric"
        if not passes:
            by = each.at.shape
            first, second = (_entry(each.name, by, position) for position in ((here, there), (there, here)))
            message = f"`{each.name}` is not symmetric: {first} is {number(left)}, {second} is {number(right)}"
        yield Test("symmetry", each.name, passes, left, right, message)


def _entry(name: str, by: tuple[int, ...], position: tuple[int, int]) -> str:
    index = [int(i) for flat in position for i in np.unravel_index(flat, by)]
    return f"`{name}[{', '.join(map(str, index))}]`"
