"""The claim is not summed over, or not spread along, an axis that was broadcast or reduced.

Where an input is broadcast, each of its entries enters the cost once for every copy, so its gradient is the sum over the copies:
the claim lacks that sum. Where the cost reduces an axis, every entry along it has a share in the result, so
the gradient is spread along it: the claim has one number for all. The fix names the axis.

Why: `X @ w + b` adds b to every row without saying so, and the backward pass must undo what broadcasting did. The
rule: sum the gradient over each axis that was added or that had length 1.

Wrong:
    output: X @ W + b
    gradient: {b: dout}
Right:
    output: X @ W + b
    gradient: {b: dout.sum(axis=0)}

Reference: "Broadcasting", NumPy user guide; CS231n, "Backpropagation for a linear layer".
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import chain, combinations

import numpy as np

from ..expressions import tree
from ..model import Array, Cause, Comparison, Finding
from .edits.candidates import PRODUCTS, operation
from .edits.graph import tree_of
from .edits.spliced import Writer
from .evidence import Evidence, fixes
from .evidence.naming import names_in

MOST_AXES = 6


def candidates(comparison: Comparison, evidence: Evidence) -> Iterator[tuple[str, Array, str]]:
    """(fixed claim, its value, what is wrong) for every way to sum the claim, or to spread it, to the input's shape."""
    if comparison.claimed.ndim <= MOST_AXES and len(evidence.shape) <= MOST_AXES:
        yield from _sums(comparison.claimed, evidence)
        yield from _spreads(comparison.claimed, evidence)


def find(comparison: Comparison, evidence: Evidence) -> Finding | None:
    if comparison.claimed.shape != evidence.shape and (product := _matrix_product(evidence)) is not None:
        return product
    for fix, value, wrong in chain(candidates(comparison, evidence), _means(comparison.claimed, evidence)):
        if not evidence.fits(value):
            continue
        agreement = evidence.agreement(fix)
        if agreement is not None:
            message = f"the claim {evidence.quoted} {wrong}: the gradient is `{evidence.pasted(fix)}`"
            return evidence.finding(Cause.BROADCAST, message, fix, agreement)
    return None


def _matrix_product(evidence: Evidence) -> Finding | None:
    """The claim a * b of another shape, where a @ b is the gradient and the cost has a matrix product."""
    problem = evidence.draw.problem
    root = tree_of(problem.formula(evidence.text))
    lines = [line for each in (problem.cost, *problem.forward.values()) if (line := tree_of(each)) is not None]
    used = {node.row.name for line in lines for node in tree.walk(line) if isinstance(node, tree.Call)}
    if not isinstance(root, tree.Call) or root.row.name != "*" or PRODUCTS.isdisjoint(used):
        return None
    for factors in (root.args, root.args[::-1]):
        fix = Writer(evidence.text).written(operation("@", *factors))
        value = evidence.value(fix, evidence.measurements.own)
        agreement = evidence.agreement(fix) if value is not None and evidence.fits(value) else None
        if agreement is not None:
            message = f"the claim {evidence.quoted} multiplies entry by entry where the gradient has the matrix product"
            return evidence.finding(Cause.PRODUCT, f"{message} `{fix}`", fix, agreement)
    return None


def _sums(claimed: Array, evidence: Evidence) -> Iterator[tuple[str, Array, str]]:
    name, shape = evidence.name, evidence.shape
    for count in range(1, claimed.ndim + 1):
        for axes in combinations(range(claimed.ndim), count):
            if all(claimed.shape[axis] == 1 for axis in axes):
                continue  # nothing is summed: the right numbers in a wrong shape
            value = claimed.sum(axis=axes)
            suffix = f".sum({_arguments(axes, claimed.ndim)})"
            kept = claimed.sum(axis=axes, keepdims=True)
            if value.shape == shape:
                fix = fixes.followed(evidence.text, suffix)
            elif kept.shape == shape:
                value = kept
                fix = fixes.followed(evidence.text, f".sum({_arguments(axes, 0)}, keepdims=True)")
            elif _squeezed(value.shape) == _squeezed(shape) and value.size != claimed.size:
                value = value.reshape(shape)
                fix = fixes.followed(evidence.text, f"{suffix}.reshape({name}.shape)")
            else:
                continue
            yield fix, value, f"is not summed over {_axes(axes, claimed.ndim)}, along which `{name}` was broadcast"


def _means(claimed: Array, evidence: Evidence) -> Iterator[tuple[str, Array, str]]:
    """The same with means: the cost averages over what the claim leaves apart."""
    for fix, value, wrong in _sums(claimed, evidence) if claimed.ndim <= MOST_AXES else ():
        count = claimed.size // max(1, value.size)
        if count > 1 and _averages(evidence, count):
            before, _, after = fix.rpartition(".sum(")
            yield f"{before}.mean({after}", value / count, wrong.replace("summed", "averaged")


def _averages(evidence: Evidence, count: int) -> bool:
    """Whether the formula of the cost has a mean, or a size by which it may be divided."""
    sizes = {name for name, size in evidence.draw.problem.case.sizes.items() if size == count}
    return any("mean" in text or not sizes.isdisjoint(names_in(text)) for text in evidence.names.formulas)


def _spreads(claimed: Array, evidence: Evidence) -> Iterator[tuple[str, Array, str]]:
    name, shape = evidence.name, evidence.shape
    if claimed.ndim > len(shape) or claimed.size >= max(1, int(np.prod(shape))):
        return
    for kept in combinations(range(len(shape)), claimed.ndim):
        if any(claimed.shape[i] not in (1, shape[axis]) for i, axis in enumerate(kept)):
            continue
        index = tuple(slice(None) if axis in kept else None for axis in range(len(shape)))
        value = np.broadcast_to(claimed[index], shape)
        text = fixes.one_line(evidence.text)
        if kept and kept[0] != len(shape) - claimed.ndim:
            text = fixes.followed(text, f"[{', '.join('None' if part is None else ':' for part in index)}]")
        spread = tuple(
            axis for axis in range(len(shape)) if shape[axis] > 1 and (axis not in kept or claimed.shape[kept.index(axis)] == 1)
        )
        wrong = f"is not spread along {_axes(spread, len(shape))} of `{name}`, which the cost reduces"
        yield f"np.broadcast_to({text}, {name}.shape)", value, wrong


def _squeezed(shape: tuple[int, ...]) -> tuple[int, ...]:
    return tuple(length for length in shape if length != 1)


def _arguments(axes: tuple[int, ...], all_axes: int) -> str:
    if len(axes) == all_axes:
        return ""
    return f"axis={axes[0]}" if len(axes) == 1 else f"axis={axes}"


def _axes(axes: tuple[int, ...], all_axes: int) -> str:
    if len(axes) == 1:
        return f"axis {axes[0]}"
    if len(axes) == all_axes:
        return "all axes"
    return f"axes {', '.join(map(str, axes[:-1]))} and {axes[-1]}"
