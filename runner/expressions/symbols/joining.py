"""Sums of products made simpler: equal ones joined, brackets opened, fractions added, where something cancels."""

from __future__ import annotations

from collections.abc import Iterable
from fractions import Fraction

from .factors import UNIT, Atom, Number, Powers, Product

LARGEST = 48
"""A sum is not multiplied out to more products than these."""

Products = tuple[Product, ...]


def size(products: Products) -> int:
    """How much there is to write."""
    return len(products) + sum(1 + size(each.opened or ()) for product in products for each, _ in product.powers)


def joined(products: Iterable[Product]) -> Products:
    """Multiples of equal products as one."""
    numbers: dict[frozenset[tuple[Atom, Number]], tuple[Number, Powers]] = {}
    for product in products:
        key = frozenset(product.powers)
        before, powers = numbers.get(key, (Fraction(0), product.powers))
        numbers[key] = before + product.number, powers
    return tuple(Product(value, powers) for value, powers in numbers.values() if value)


def simplest(products: Products) -> Products:
    """The sum as it stands, with its brackets opened, or over a common denominator: what is the shortest, in this order."""
    if len(products) <= 1 or not any(each.opened for product in products for each, _ in product.powers):
        return products
    found = [products, opened(products), *added(products)]
    return min((each for each in found if each is not None), key=size)


def opened(products: Products) -> Products | None:
    """The sum with its brackets multiplied out; None where there are none, or too many."""
    found: list[Product] = []
    any_opened = False
    for product in products:
        parts = [Product(product.number)]
        for each, power in product.powers:
            if each.opened is not None and power in (1, 2) and len(parts) * len(each.opened) ** int(power) <= LARGEST:
                any_opened = True
                for _ in range(int(power)):
                    parts = [part.times(inner) for part in parts for inner in each.opened]
            else:
                parts = [part.times(Product(UNIT, ((each, power),))) for part in parts]
        found += parts
    return joined(found) if any_opened and len(found) <= LARGEST else None


def added(products: Products) -> Iterable[Products]:
    """The sum over each denominator that some of its products have and others have not, where one product is left of it:
    1 − u / (1 + u) is 1 / (1 + u)."""
    for denominator in dict.fromkeys(each for product in products for each, power in product.powers if each.opened and power < 0):
        exponents = [dict(product.powers).get(denominator, Fraction(0)) for product in products]
        least = min(exponents, key=float)
        rises = [exponent - least for exponent in exponents]
        if any(rise not in (0, 1, 2) for rise in rises):
            continue
        raised = tuple(product.times(Product(UNIT, ((denominator, -least),))) for product in products)
        numerator = opened(raised) if any(rises) else _cancelled(raised, denominator)
        if numerator is not None and len(numerator) <= 1:
            yield tuple(product.times(Product(UNIT, ((denominator, least),))) for product in numerator)


def _cancelled(products: Products, denominator: Atom) -> Products | None:
    """A sum that is the denominator itself, as that."""
    return (Product(UNIT, ((denominator, UNIT),)),) if frozenset(products) == frozenset(denominator.opened or ()) else None
