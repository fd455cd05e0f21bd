"""`np.einsum` over batches of points."""

from __future__ import annotations

from functools import lru_cache
from string import ascii_letters
from typing import Any

from .batch import AtOnePoint, Misfit, Points, Rule, holds_batch, points_of, rank
from .products import contracted


def einsum(call: AtOnePoint) -> Rule:
    """`np.einsum`: a product of two arrays as one of matrices; else the points are one more label."""

    def rule(subscripts: str, *operands: Any) -> Points:
        terms, kept = _labels(subscripts)
        if len(terms) == len(operands) == 2:
            product = _as_product(*terms, kept)
            if product is not None and (len(terms[0]), len(terms[1])) == tuple(map(rank, operands)):
                axes, order = product
                return contracted(*operands, **axes).transpose(0, *order)
        point = next((letter for letter in ascii_letters if letter not in subscripts), None)
        if point is None:
            raise Misfit
        labels = [point + term if holds_batch(operand) else term for term, operand in zip(terms, operands, strict=True)]
        arrays = [points_of(operand) if holds_batch(operand) else operand for operand in operands]
        return call(f"{','.join(labels)}->{point}{kept}", *arrays)

    return rule


@lru_cache(256)
def _labels(subscripts: str) -> tuple[list[str], str]:
    """The labels of each operand and of the result, which by default are those that stand once, in alphabetical order."""
    terms, arrow, kept = subscripts.replace(" ", "").partition("->")
    if not arrow:
        letters = terms.replace(",", "").replace(".", "")
        kept = ("..." if "..." in terms else "") + "".join(sorted(one for one in set(letters) if letters.count(one) == 1))
    return terms.split(","), kept


@lru_cache(256)
def _as_product(first: str, second: str, kept: str) -> tuple[dict[str, list[int]], list[int]] | None:
    """The axes summed and those shared by operands and result, and the order of the result; None if this is no plain product."""
    both = [label for label in first if label in second]
    summed = [label for label in both if label not in kept]
    shared = [label for label in both if label in kept]
    order = shared + [label for label in first + second if label not in both]
    repeated = any(len(set(term)) < len(term) for term in (first, second, kept))
    if repeated or not summed or "." in first + second or sorted(kept) != sorted(order):
        return None
    axes = {
        "axes_a": [first.index(label) for label in summed],
        "axes_b": [second.index(label) for label in summed],
        "shared_a": [first.index(label) for label in shared],
        "shared_b": [second.index(label) for label in shared],
    }
    return axes, [order.index(label) + 1 for label in kept]
