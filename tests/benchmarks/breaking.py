"""Right claims broken by one edit of what is written: an operator, a name, a number, a bracket, at every place."""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterator, Mapping, Sequence
from copy import copy
from dataclasses import dataclass

NEIGHBOURS = {
    "sin": "cos", "cos": "sin", "tan": "sin", "exp": "expm1", "log": "log1p", "log1p": "log", "sqrt": "cbrt", "tanh": "arctan",
    "cosh": "sinh", "sinh": "cosh", "sign": "abs", "abs": "sign", "maximum": "minimum", "minimum": "maximum",
    "sigmoid": "softplus", "softmax": "log_softmax", "digamma": "gammaln", "inv": "pinv", "erf": "sigmoid", "tril": "triu",
}  # fmt: skip
"""A function → one that is taken for it."""

OF_OUR_OWN = ("sigmoid", "softplus", "softmax", "log_softmax", "digamma", "gammaln", "erf")
"""Functions that are called by a bare name."""

Shapes = Mapping[str, tuple[int, ...]]
Edit = Callable[[ast.AST, Shapes], Iterator[ast.AST]]
"""A node, and the shapes of all names → the node broken in each way that applies to it."""


@dataclass(frozen=True, slots=True)
class Way:
    """One way to break a claim: by a text around the whole of it, or by an edit of a node; and what it may truly be called."""

    name: str
    causes: frozenset[str]
    around: str = ""
    edit: Edit | None = None

    def broken(self, claim: str, shapes: Shapes) -> Iterator[str]:
        """The claim broken at one place, for each place, outer ones first."""
        if self.edit is None:
            yield self.around.format(claim)
            return
        for tree in _edited(ast.parse(claim.strip(), mode="eval").body, self.edit, shapes):
            yield ast.unparse(tree)


def _edited(node: ast.AST, edit: Edit, shapes: Shapes) -> Iterator[ast.AST]:
    """The tree with one node of it edited, for each."""
    yield from edit(node, shapes)
    for name, value in ast.iter_fields(node):
        parts = value if isinstance(value, list) else [value]
        for place, part in enumerate(parts):
            for other in _edited(part, edit, shapes) if isinstance(part, ast.AST) else ():
                anew = copy(node)
                setattr(anew, name, [*parts[:place], other, *parts[place + 1 :]] if isinstance(value, list) else other)
                yield anew


def _sum(node: ast.AST) -> ast.BinOp | None:
    return node if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Add | ast.Sub) else None


def _product(node: ast.AST) -> ast.BinOp | None:
    return node if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Mult | ast.Div) else None


def _term_dropped(node: ast.AST, _: Shapes) -> Iterator[ast.AST]:
    if found := _sum(node):
        yield found.left
        yield found.right if isinstance(found.op, ast.Add) else ast.UnaryOp(ast.USub(), found.right)


def _term_negated(node: ast.AST, _: Shapes) -> Iterator[ast.AST]:
    if found := _sum(node):
        yield ast.BinOp(found.left, ast.Sub() if isinstance(found.op, ast.Add) else ast.Add(), found.right)


def _factor_dropped(node: ast.AST, _: Shapes) -> Iterator[ast.AST]:
    if found := _product(node):
        yield found.left
        yield found.right if isinstance(found.op, ast.Mult) else ast.BinOp(ast.Constant(1), ast.Div(), found.right)


def _factor_twice(node: ast.AST, _: Shapes) -> Iterator[ast.AST]:
    if found := _product(node):
        yield ast.BinOp(found, found.op, found.right)


def _divided(node: ast.AST, _: Shapes) -> Iterator[ast.AST]:
    if found := _product(node):
        yield ast.BinOp(found.left, ast.Div() if isinstance(found.op, ast.Mult) else ast.Mult(), found.right)


def _products_exchanged(node: ast.AST, _: Shapes) -> Iterator[ast.AST]:
    if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Mult | ast.MatMult):
        yield ast.BinOp(node.left, ast.MatMult() if isinstance(node.op, ast.Mult) else ast.Mult(), node.right)


def _operands_exchanged(node: ast.AST, _: Shapes) -> Iterator[ast.AST]:
    if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Sub | ast.Div | ast.MatMult | ast.Pow):
        yield ast.BinOp(node.right, node.op, node.left)


def _bracket_lost(node: ast.AST, _: Shapes) -> Iterator[ast.AST]:
    """a * (b + c) → a * b + c, (a + b) * c → a + b * c."""
    found = _product(node)
    if found and (right := _sum(found.right)):
        yield ast.BinOp(ast.BinOp(found.left, found.op, right.left), right.op, right.right)
    if found and (left := _sum(found.left)):
        yield ast.BinOp(left.left, left.op, ast.BinOp(left.right, found.op, found.right))


def _transpose_dropped(node: ast.AST, _: Shapes) -> Iterator[ast.AST]:
    if isinstance(node, ast.Attribute) and node.attr == "T":
        yield node.value


def _transpose_put_in(node: ast.AST, shapes: Shapes) -> Iterator[ast.AST]:
    if isinstance(node, ast.Name) and len(shapes.get(node.id, ())) == 2:
        yield ast.Attribute(node, "T", ast.Load())


def _name_exchanged(node: ast.AST, shapes: Shapes) -> Iterator[ast.AST]:
    if isinstance(node, ast.Name) and shapes.get(node.id):
        others = [name for name, shape in shapes.items() if name != node.id and shape == shapes[node.id]]
        yield from (ast.Name(other, ast.Load()) for other in others)


def _axis_exchanged(node: ast.AST, _: Shapes) -> Iterator[ast.AST]:
    if isinstance(node, ast.keyword) and node.arg == "axis" and isinstance(node.value, ast.Constant):
        yield ast.keyword("axis", ast.Constant(1 if node.value.value == 0 else 0))


def _option_dropped(node: ast.AST, _: Shapes) -> Iterator[ast.AST]:
    if isinstance(node, ast.Call):
        for option in node.keywords:
            yield ast.Call(node.func, node.args, [other for other in node.keywords if other is not option])


def _mean_for_sum(node: ast.AST, _: Shapes) -> Iterator[ast.AST]:
    yield from _renamed(node, {"sum": "mean", "mean": "sum"})


def _neighbouring_function(node: ast.AST, _: Shapes) -> Iterator[ast.AST]:
    yield from _renamed(node, NEIGHBOURS)


def _function_dropped(node: ast.AST, _: Shapes) -> Iterator[ast.AST]:
    """f(x) → x."""
    if isinstance(node, ast.Call) and len(node.args) == 1 and not node.keywords:
        yield node.args[0]


def _renamed(node: ast.AST, names: Mapping[str, str]) -> Iterator[ast.AST]:
    if isinstance(node, ast.Attribute) and node.attr in names:
        other = names[node.attr]
        yield ast.Name(other, ast.Load()) if other in OF_OUR_OWN else ast.Attribute(node.value, other, ast.Load())
    if isinstance(node, ast.Name) and node.id in names and node.id in OF_OUR_OWN:
        yield ast.Name(names[node.id], ast.Load())


def _power_raised(node: ast.AST, _: Shapes) -> Iterator[ast.AST]:
    if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Pow) and isinstance(node.right, ast.Constant):
        power = node.right.value
        if isinstance(power, int | float):
            yield from (ast.BinOp(node.left, ast.Pow(), ast.Constant(power + step)) for step in (1, -1))


def _number_changed(node: ast.AST, _: Shapes) -> Iterator[ast.AST]:
    if isinstance(node, ast.BinOp) and not isinstance(node.op, ast.Pow):
        for place in ("left", "right"):
            part = getattr(node, place)
            if isinstance(part, ast.Constant) and isinstance(part.value, int | float):
                anew = copy(node)
                setattr(anew, place, ast.Constant(part.value + 1))
                yield anew


def _index_shifted(node: ast.AST, _: Shapes) -> Iterator[ast.AST]:
    """x[1] → x[0], x[1:] → x[:-1]."""
    if not isinstance(node, ast.Subscript):
        return
    index = node.slice
    if isinstance(index, ast.Constant) and isinstance(index.value, int):
        yield ast.Subscript(node.value, ast.Constant(index.value - 1), ast.Load())
    if isinstance(index, ast.Slice) and isinstance(index.lower, ast.Constant) and index.upper is None:
        yield ast.Subscript(node.value, ast.Slice(None, ast.UnaryOp(ast.USub(), index.lower), index.step), ast.Load())


def _comparison_turned(node: ast.AST, _: Shapes) -> Iterator[ast.AST]:
    turned = {ast.Lt: ast.Gt, ast.Gt: ast.Lt, ast.LtE: ast.GtE, ast.GtE: ast.LtE}
    if isinstance(node, ast.Compare) and type(node.ops[0]) in turned:
        yield ast.Compare(node.left, [turned[type(node.ops[0])]()], node.comparators)


def _way(name: str, causes: str, around: str = "", edit: Edit | None = None) -> Way:
    return Way(name, frozenset(causes.split()), around, edit)


WAYS: Sequence[Way] = (
    _way("negated", "sign", "-({})"),
    _way("doubled", "scale", "2 * ({})"),
    _way("transposed", "transposed", "np.transpose({})"),
    _way("a term dropped", "missing-term missing-path entries scale missing-factor slip diagonal", edit=_term_dropped),
    _way("the sign of a term", "sign missing-term entries slip scale", edit=_term_negated),
    _way("a factor dropped", "missing-factor scale broadcast entries slip wrong-derivative", edit=_factor_dropped),
    _way("a factor twice", "extra-factor scale slip wrong-derivative entries", edit=_factor_twice),
    _way("times for divided by", "slip scale missing-factor extra-factor wrong-derivative entries", edit=_divided),
    _way("@ for *, * for @", "product broadcast shape slip transposed", edit=_products_exchanged),
    _way("operands exchanged", "sign slip transposed product shape index scale", edit=_operands_exchanged),
    _way("a bracket lost", "slip missing-factor extra-factor scale broadcast entries missing-term", edit=_bracket_lost),
    _way("a transpose dropped", "transposed product slip shape", edit=_transpose_dropped),
    _way("a transpose put in", "transposed product slip shape symmetric", edit=_transpose_put_in),
    _way("another name", "name wrong-point index slip entries product missing-term scale", edit=_name_exchanged),
    _way("another axis", "broadcast shape slip index transposed", edit=_axis_exchanged),
    _way("an option dropped", "broadcast shape slip index scale entries", edit=_option_dropped),
    _way("mean for sum", "scale slip", edit=_mean_for_sum),
    _way("another function", "wrong-derivative wrong-point slip sign scale entries product", edit=_neighbouring_function),
    _way(
        "a function dropped",
        "wrong-derivative wrong-point slip missing-factor name broadcast shape scale",
        edit=_function_dropped,
    ),
    _way("another exponent", "extra-factor missing-factor scale slip wrong-derivative", edit=_power_raised),
    _way("another number", "scale slip entries wrong-derivative", edit=_number_changed),
    _way("another index", "index entries slip", edit=_index_shifted),
    _way("a comparison turned", "slip sign entries wrong-derivative missing-factor", edit=_comparison_turned),
)
