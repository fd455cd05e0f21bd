"""What is kept of results that nobody need look at: those of a large catalogue would fill the memory with their arrays."""

from __future__ import annotations

from dataclasses import replace

from . import Result

NUMBERS = 200_000
"""About this many numbers of claimed and numerical gradients are kept of such cases."""


def lightened(result: Result, before: int) -> Result:
    """The result without its arrays, where nobody need look at them and there are too many.

    There are where it and the cases before it, were they all as large, would hold more than `NUMBERS`: so it does not
    depend on the order in which results come.
    """
    if not result.quiet or all(check.claimed is None and check.numerical is None for check in result.inputs):
        return result
    if sum(2 * check.entries for check in result.inputs) * (before + 1) <= NUMBERS:
        return result
    return replace(result, inputs=tuple(check._replace(claimed=None, numerical=None) for check in result.inputs))
