"""Sums of products as they are written: common factors before a bracket, no sign in front of a sum that can do without."""

from __future__ import annotations

from fractions import Fraction
from functools import reduce
from math import isfinite

from ..writing import NO_TEXT, PRODUCT, WHOLE, Text, called, negative, operation
from .factors import UNIT, Atom, Number, Product, Total, broadcast

LONG, SIMPLE = 12, 1000
"""A number that takes more characters is a fraction with no larger denominator, where it is equal to one."""

MANY_ZEROS, LARGEST_EXACT = 6, 10**15

FEW = 2
"""A sum of at most this many numbers is not called a mean where the number has no name."""


def common_factor(products: tuple[Product, ...]) -> tuple[Product, tuple[Product, ...]]:
    """What all products of a sum have in common, and the products without it."""
    numbers: set[Number] = {product.number if product.number > 0 else -product.number for product in products}
    value: Number = numbers.pop() if len(numbers) == 1 else Fraction(1)
    shared: dict[Atom, Number] = {}
    for each, exponent in products[0].powers:
        exponents: list[Number] = [dict(product.powers).get(each, Fraction(0)) for product in products]
        if all(other * exponent > 0 for other in exponents):
            shared[each] = min(exponents, key=lambda one: abs(float(one)))
    rest = tuple(
        Product(
            product.number / value,
            tuple((each, exponent - shared.get(each, 0)) for each, exponent in product.powers if exponent != shared.get(each)),
        )
        for product in products
    )
    return Product(value, tuple(shared.items())), rest


def sum_text(products: tuple[Product, ...]) -> Text:
    """A sum as it is written; of no product at all, 0."""
    if not products:
        return Text("0")
    if len(products) == 1:
        return _product(products[0])
    common, rest = common_factor(products)
    if common.number != 1 or common.powers:
        if all(product.number < 0 for product in rest):
            rest = tuple(Product(-product.number, product.powers) for product in rest)
            common = Product(-common.number, common.powers)
        inner = sum_text(rest)
        alone = Atom(inner.text, inner, broadcast(product.shape for product in rest))
        numerators = [(each, power) for each, power in common.powers if power > 0]
        rest_powers = [(each, power) for each, power in common.powers if power < 0]
        return _product(Product(common.number, (*numerators, (alone, Fraction(1)), *rest_powers)))
    chosen = _chosen(products)
    if chosen is not None:
        return chosen
    # A sum that begins with a minus sign is harder to read.
    ordered = sorted(products, key=lambda product: product.number < 0)
    result = _product(ordered[0], in_numbers=any(map(_is_mask, ordered[1:])))
    for product in ordered[1:]:
        if product.number < 0:
            result = operation("-", result, _product(Product(-product.number, product.powers)))
        else:
            result = operation("+", result, _product(product))
    return result


def _chosen(products: tuple[Product, ...]) -> Text | None:
    """`np.where(mask, a, b)` for `mask * a + otherwise * b`."""
    if len(products) != 2:
        return None
    for mask, exponent in products[0].powers:
        if mask.otherwise is not None and exponent == 1:
            for other, power in products[1].powers:
                if other.text == mask.otherwise.text and power == 1:
                    a, b = (
                        _product(Product(product.number, tuple(pair for pair in product.powers if not _holds(pair[0], each))))
                        for product, each in ((products[0], mask), (products[1], other))
                    )
                    return called("np.where", (mask.text, a.text, b.text))
    return None


def _holds(mask: Atom, chosen: Atom) -> bool:
    """Whether a mask holds wherever another does, but for where two numbers are equal: `x < 0` where `x <= 0`."""
    return mask is chosen or (mask.is_mask and mask.text == chosen.text.replace("=", ""))


def _is_mask(product: Product) -> bool:
    """Whether the value is one of truth values."""
    return abs(product.number) == 1 and bool(product.powers) and all(each.is_mask and power > 0 for each, power in product.powers)


def simple(value: Number) -> Number:
    """A number of many digits as the fraction that it is: 1 / 7."""
    if isinstance(value, Fraction) or not isfinite(value) or len(_decimal(value)) <= LONG:
        return value
    ratio = Fraction(value).limit_denominator(SIMPLE)
    return ratio if ratio and abs(float(ratio) - value) <= 2e-16 * abs(value) else value


def with_mean(product: Product) -> Product:
    """A sum over axes that is divided by the number of its summands as a mean."""
    for place, (each, exponent) in enumerate(product.powers):
        total = each.written
        if exponent == 1 and isinstance(total, Total) and total.mean is not NO_TEXT and isinstance(product.number, Fraction):
            others = Product(product.number, (*product.powers[:place], *product.powers[place + 1 :]))
            shared = dict(others.powers)
            count = total.count
            divided = all(shared.get(length, 0) <= -power for length, power in count.powers)
            if count.number != 1:
                divided = divided and count.number > FEW and product.number.denominator % count.number == 0
            if divided:
                found = others.times(count)
                return Product(found.number, (*found.powers, (Atom(total.mean.text, total.mean, each.shape), UNIT)))
    return product


def _product(product: Product, in_numbers: bool = False) -> Text:
    product = with_mean(product)
    value = simple(product.number)
    sign, value = (-1, -value) if value < 0 else (1, value)
    top: list[Text] = []
    bottom: list[Text] = []
    powers = tuple(sorted(product.powers, key=lambda pair: not pair[0].is_number))
    if isinstance(value, Fraction):
        top += [Text(_whole_number(value.numerator))] if value.numerator != 1 else []
        bottom += [Text(str(value.denominator))] if value.denominator != 1 else []
    elif value != 1:
        top.append(Text(_decimal(value)))
    masks = [each.is_mask for each, power in powers if power > 0]
    if not top and masks and masks[0] and (sign < 0 or (in_numbers and not bottom)):  # numpy has no negative of a mask
        powers = tuple(sorted(powers, key=lambda pair: pair[0].is_mask))
        top += [Text("1.0")] if all(masks) else []
    numerator = [base for base, exponent in powers if exponent > 0]
    scalars = all(base.shape == () and base.written.symbol != "@" for base in numerator[:-1])
    for base, exponent in powers:
        factor = _power(base, exponent if exponent > 0 else -exponent)
        if (
            exponent > 0
            and factor.symbol == "@"
            and base.shape == ()
            and len(numerator) > 1
            and not (scalars and base is numerator[-1])
        ):
            factor = Text(factor.within(WHOLE))
        (top if exponent > 0 else bottom).append(factor)
    result = _multiplied(top, scalars) if top else Text("1")
    if sign < 0:
        result = _negated(result)
    return operation("/", result, reduce(_times, bottom)) if bottom else result


def _whole_number(value: int) -> str:
    """A whole number; with many zeros, as 2e12."""
    digits = str(value).rstrip("0")
    zeros = len(str(value)) - len(digits)
    return f"{digits}e{zeros}" if zeros >= MANY_ZEROS and value < LARGEST_EXACT else str(value)


def _decimal(value: float) -> str:
    """A number without the last digits, where those are rounding."""
    short = f"{value:.13g}"
    text = short if abs(float(short) - value) <= 4e-16 * abs(value) else repr(value)
    return text.replace("e-0", "e-")


def _times(left: Text, right: Text) -> Text:
    return operation("*", left, right)


def _multiplied(factors: list[Text], scalars: bool) -> Text:
    """The factors in a row; a matrix product behind scalars needs no brackets."""
    last = factors[-1]
    if len(factors) > 1 and scalars and last.symbol == "@":
        return Text(f"{reduce(_times, factors[:-1]).within(PRODUCT)} * {last.text}", PRODUCT, "@")
    return reduce(_times, factors)


def _negated(text: Text) -> Text:
    """The minus sign at the very front: `-2 * x`, not `-(2 * x)`."""
    if text.level == PRODUCT and text.symbol in ("*", "@", "/"):
        return Text(f"-{text.text}", PRODUCT, text.symbol)
    return negative(text)


def _power(base: Atom, exponent: Number) -> Text:
    if exponent == 1:
        return base.written
    if exponent == Fraction(1, 2):
        return called("np.sqrt", (base.text,))
    whole = Fraction(exponent).denominator == 1
    return operation("**", base.written, Text(str(int(exponent)) if whole else repr(float(exponent))))
