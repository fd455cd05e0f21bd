"""How the functions of an expression are set, one row or one rule each; any other is its name before its arguments."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from .mathml_elements import (
    THIN_SPACE,
    Binding,
    Piece,
    applied,
    bold,
    enclosed,
    fenced,
    fraction,
    listed,
    mi,
    mo,
    row,
    sub,
    sup,
    table,
)
from .mathml_products import highest, juxtaposed, matrix_product, power, product, raised


@dataclass(frozen=True, slots=True)
class Call:
    """A call with its parts already set. `name` has no `np.`; a method's object is its first argument."""

    name: str
    arguments: tuple[Piece, ...]
    keywords: Mapping[str, Piece]

    @property
    def first(self) -> Piece:
        return self.arguments[0]

    def get(self, position: int, keyword: str) -> Piece | None:
        """An argument that may be given by position or by name."""
        return self.arguments[position] if len(self.arguments) > position else self.keywords.get(keyword)


CONSTANTS: Mapping[str, Piece] = {
    "np.pi": Piece(mi("π"), rank=0),
    "np.e": Piece(mi("e"), rank=0),
    "np.inf": Piece(mi("∞"), rank=0),
    "np.nan": Piece(mi("NaN"), rank=0),
    "np.euler_gamma": Piece(mi("γ"), rank=0),
    "np.newaxis": Piece(mi("new")),
}

UPRIGHT = {
    "sin": "sin", "cos": "cos", "tan": "tan", "sinh": "sinh", "cosh": "cosh", "tanh": "tanh", "log": "log", "sign": "sign",
    "round": "round", "real": "Re", "imag": "Im", "sigmoid": "sigmoid", "relu": "relu", "softplus": "softplus", "erf": "erf",
    "digamma": "digamma", "softmax": "softmax", "log_softmax": "log softmax",
    "arcsin": "arcsin", "arccos": "arccos", "arctan": "arctan", "asin": "arcsin", "acos": "arccos", "atan": "arctan",
    "arcsinh": "arsinh", "arccosh": "arcosh", "arctanh": "artanh", "gammaln": "log Γ",
}  # fmt: skip
"""Functions applied entry by entry, under the name that they have in print."""

REDUCTIONS = {
    "sum": "∑", "nansum": "∑", "prod": "∏", "mean": "mean", "average": "mean", "max": "max", "min": "min", "amax": "max",
    "amin": "min", "std": "std", "var": "var", "median": "median", "ptp": "ptp", "all": "all", "any": "any",
    "argmax": "argmax", "argmin": "argmin", "count_nonzero": "count", "logsumexp": "logsumexp",
}  # fmt: skip


def call(it: Call) -> Piece:
    """A call, set by its rule, or as a name before its arguments."""
    if it.arguments:
        if it.name in RULES:
            return RULES[it.name](it)
        if it.name in REDUCTIONS:
            return _reduction(it)
        if it.name in UPRIGHT:
            function = _with_axis(mi(UPRIGHT[it.name]), it.get(1, "axis"))
            return Piece(applied(function, it.first), Binding.CALL, it.first.rank)
    return _named(it)


def _named(it: Call) -> Piece:
    keywords = [
        Piece(row(mi(keyword), mo("="), value.markup))
        for keyword, value in it.keywords.items()
        if keyword not in ("axis", "keepdims")
    ]
    function = _with_axis(mi(it.name.rpartition(".")[2]), it.keywords.get("axis"))
    return Piece(applied(function, *it.arguments, *keywords), Binding.CALL)


def _with_axis(function: str, axis: Piece | None) -> str:
    return function if axis is None else sub(function, row("<mtext>axis</mtext>", THIN_SPACE, axis.markup))


def _reduction(it: Call) -> Piece:
    axis, keeps = it.get(1, "axis"), "keepdims" in it.keywords
    sign = REDUCTIONS[it.name]
    rank = 0 if axis is None else None if it.first.rank is None else it.first.rank if keeps else max(it.first.rank - 1, 0)
    below = "" if axis is None else row("<mtext>axis</mtext>", THIN_SPACE, axis.markup)
    if sign in "∑∏":
        operator = mo(sign) if axis is None else f"<munder>{mo(sign)}{below}</munder>"
        return Piece(row(operator, enclosed(it.first, Binding.BIG)), Binding.BIG, rank)
    function = mi(sign) if axis is None else sub(mi(sign), below)
    return Piece(applied(function, it.first), Binding.CALL, rank)


def _operator(sign: str) -> Callable[[Call], Piece]:
    def rule(it: Call) -> Piece:
        markup = row(enclosed(it.first, Binding.SUM), mo(sign), enclosed(it.arguments[1], Binding.BIG))
        return Piece(markup, Binding.SUM, highest(*it.arguments[:2]))

    return rule


def _compared(sign: str) -> Callable[[Call], Piece]:
    def rule(it: Call) -> Piece:
        markup = row(enclosed(it.first, Binding.SUM), mo(sign), enclosed(it.arguments[1], Binding.SUM))
        return Piece(fenced("[", markup, "]"), rank=highest(*it.arguments[:2]))

    return rule


def _pair(sign: str) -> Callable[[Call], Piece]:
    def rule(it: Call) -> Piece:
        markup = row(enclosed(it.first, Binding.CALL), mo(sign), enclosed(it.arguments[1], Binding.CALL))
        return Piece(markup, Binding.HADAMARD, highest(*it.arguments[:2]))

    return rule


def _exponential(it: Call) -> Piece:
    if it.first.rank == 0:
        return Piece(sup(mi("e"), it.first.markup), Binding.POWER, 0)
    return Piece(applied(mi("exp"), it.first), Binding.CALL, it.first.rank)


def _cases(it: Call) -> Piece:
    if len(it.arguments) != 3:
        return _named(it)
    condition, then, other = it.arguments
    lines = (
        (then.markup, row("<mtext>if\N{NO-BREAK SPACE}</mtext>", condition.markup)),
        (other.markup, "<mtext>otherwise</mtext>"),
    )
    brace = '<mo fence="true" form="prefix">{</mo>'
    return Piece(row(brace, table(lines, ' class="cases"')), Binding.LOOSE, highest(*it.arguments))


def _constant_array(digit: str) -> Callable[[Call], Piece]:
    def rule(it: Call) -> Piece:
        inside = it.first.markup
        is_shape = inside.startswith('<mrow><mo fence="true" form="prefix">(')
        entries = inside.count(mo(",")) + 1 if is_shape else 1
        shape = inside[len(_OPEN) : -len(_CLOSE)].replace(mo(","), mo("×")) if is_shape else inside
        return Piece(sub(bold(digit), row(shape)), Binding.INDEXED, entries)

    return rule


_OPEN, _CLOSE = fenced("(", "|", ")").split("|")


def _alike(digit: str) -> Callable[[Call], Piece]:
    return lambda it: Piece(bold(digit), rank=it.first.rank)


def _identity(it: Call) -> Piece:
    return Piece(sub(bold("I"), it.first.markup), Binding.INDEXED, 2)


def _norm(it: Call) -> Piece:
    order, axis = it.get(1, "ord"), it.get(2, "axis")
    norm = fenced("‖", it.first.markup, "‖")
    if order is None:
        return Piece(_with_axis(norm, axis), rank=0 if axis is None else None)
    below = mi("F") if "fro" in order.markup else mi("∗") if "nuc" in order.markup else order.markup
    return Piece(sub(norm, below), rank=0 if axis is None else None)


def _between(left: str, right: str) -> Callable[[Call], Piece]:
    return lambda it: Piece(fenced(left, it.first.markup, right), rank=it.first.rank)


def _inner(it: Call) -> Piece:
    return Piece(fenced("⟨", listed(argument.markup for argument in it.arguments), "⟩"), rank=0)


def _outer(it: Call) -> Piece:
    left, right = it.arguments
    return juxtaposed(left, raised(right, mo("⊤")), 2)


def _solve(it: Call) -> Piece:
    return juxtaposed(raised(it.first, _MINUS_ONE), it.arguments[1], it.arguments[1].rank)


def _upright(text: str, rank: int | None = 0) -> Callable[[Call], Piece]:
    return lambda it: Piece(applied(mi(text), it.first), Binding.CALL, rank)


def _limits(text: str) -> Callable[[Call], Piece]:
    return lambda it: Piece(applied(mi(text), *it.arguments), Binding.CALL, highest(*it.arguments))


def _array(it: Call) -> Piece:
    return it.first


def _shape_of(text: str) -> Callable[[Call], Piece]:
    return lambda it: Piece(applied(mi(text), it.first), Binding.ATOM, 0)


def _reshaped(it: Call) -> Piece:
    shape = it.arguments[1:]
    rank = len(shape) if len(shape) > 1 else None
    return Piece(applied(mi("reshape"), *it.arguments), Binding.CALL, rank)


def _einsum(it: Call) -> Piece:
    """`np.einsum('ij,jk->ik', A, B)` as the sum over j of A with indices ij and B with indices jk."""
    subscripts = it.first.markup.removeprefix("<mtext>").removesuffix("</mtext>").replace(" ", "").replace("&gt;", ">")
    inputs, arrow, output = subscripts.partition("->")
    groups, operands = inputs.split(","), it.arguments[1:]
    if len(groups) != len(operands) or not all(group.isalpha() or not group for group in groups):
        return _named(it)
    letters = "".join(groups)
    kept = output if arrow else "".join(letter for letter in letters if letters.count(letter) == 1)
    summed = [letter for letter in dict.fromkeys(letters) if letter not in kept]
    factors = THIN_SPACE.join(
        sub(enclosed(piece, Binding.ATOM), row(*map(mi, group))) if group else enclosed(piece, Binding.PRODUCT)
        for group, piece in zip(groups, operands, strict=True)
    )
    if not summed:
        return Piece(row(factors), Binding.PRODUCT, len(kept))
    return Piece(row(f"<munder>{mo('∑')}{row(listed(map(mi, summed)))}</munder>", factors), Binding.BIG, len(kept))


_MINUS_ONE = row(mo("−"), "<mn>1</mn>")

RULES: Mapping[str, Callable[[Call], Piece]] = {
    "dot": lambda it: matrix_product(it.first, it.arguments[1]),
    "matmul": lambda it: matrix_product(it.first, it.arguments[1]),
    "multiply": lambda it: product(it.first, it.arguments[1]),
    "add": _operator("+"),
    "subtract": _operator("−"),
    "divide": lambda it: Piece(fraction(it.first, it.arguments[1]), Binding.CALL, highest(*it.arguments)),
    "power": lambda it: power(it.first, it.arguments[1]),
    "square": lambda it: power(it.first, Piece("<mn>2</mn>", rank=0)),
    "sqrt": lambda it: Piece(f"<msqrt>{it.first.markup}</msqrt>", rank=it.first.rank),
    "cbrt": lambda it: Piece(f"<mroot>{row(it.first.markup)}<mn>3</mn></mroot>", rank=it.first.rank),
    "reciprocal": lambda it: Piece(f"<mfrac><mn>1</mn>{row(it.first.markup)}</mfrac>", Binding.CALL, it.first.rank),
    "negative": lambda it: Piece(row(mo("−"), enclosed(it.first, Binding.BIG)), Binding.SIGN, it.first.rank),
    "exp": _exponential,
    "expm1": lambda it: Piece(row(_exponential(it).markup, mo("−"), "<mn>1</mn>"), Binding.SUM, it.first.rank),
    "log1p": lambda it: Piece(
        applied(mi("log"), Piece(row("<mn>1</mn>", mo("+"), enclosed(it.first, Binding.BIG)))), Binding.CALL, it.first.rank
    ),
    "log2": lambda it: Piece(applied(sub(mi("log"), "<mn>2</mn>"), it.first), Binding.CALL, it.first.rank),
    "log10": lambda it: Piece(applied(sub(mi("log"), "<mn>10</mn>"), it.first), Binding.CALL, it.first.rank),
    "abs": _between("|", "|"),
    "absolute": _between("|", "|"),
    "fabs": _between("|", "|"),
    "floor": _between("⌊", "⌋"),
    "ceil": _between("⌈", "⌉"),
    "where": _cases,
    "maximum": _limits("max"),
    "minimum": _limits("min"),
    "greater": _compared(">"),
    "greater_equal": _compared("≥"),
    "less": _compared("<"),
    "less_equal": _compared("≤"),
    "equal": _compared("="),
    "transpose": lambda it: raised(it.first, mo("⊤")) if len(it.arguments) == 1 and not it.keywords else _named(it),
    "conj": lambda it: Piece(f'<mover accent="true">{it.first.markup}{mo("‾")}</mover>', rank=it.first.rank),
    "outer": _outer,
    "inner": _inner,
    "vdot": _inner,
    "kron": _pair("⊗"),
    "cross": _pair("×"),
    "trace": _upright("tr"),
    "linalg.trace": _upright("tr"),
    "linalg.det": _upright("det"),
    "linalg.inv": lambda it: raised(it.first, _MINUS_ONE),
    "linalg.pinv": lambda it: raised(it.first, mo("+")),
    "linalg.solve": _solve,
    "linalg.norm": _norm,
    "linalg.matrix_power": lambda it: raised(it.first, it.arguments[1].markup),
    "linalg.cholesky": _upright("chol", 2),
    "diag": lambda it: Piece(applied(mi("diag"), it.first), Binding.CALL, {1: 2, 2: 1}.get(it.first.rank or 0)),
    "tril": lambda it: Piece(applied(mi("tril"), *it.arguments), Binding.CALL, it.first.rank),
    "triu": lambda it: Piece(applied(mi("triu"), *it.arguments), Binding.CALL, it.first.rank),
    "ones": _constant_array("1"),
    "zeros": _constant_array("0"),
    "ones_like": _alike("1"),
    "zeros_like": _alike("0"),
    "full": lambda it: juxtaposed(it.arguments[1], _constant_array("1")(it), None),
    "eye": _identity,
    "identity": _identity,
    "array": _array,
    "asarray": _array,
    "copy": _array,
    "astype": _array,
    "float": _array,
    "shape": _shape_of("shape"),
    "size": _shape_of("size"),
    "len": _shape_of("len"),
    "ndim": _shape_of("ndim"),
    "reshape": _reshaped,
    "ravel": lambda it: Piece(applied(mi("vec"), it.first), Binding.CALL, 1),
    "flatten": lambda it: Piece(applied(mi("vec"), it.first), Binding.CALL, 1),
    "einsum": _einsum,
}
