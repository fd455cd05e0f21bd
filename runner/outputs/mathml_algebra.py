"""Matrices in print: norms, products by name, inverses, and arrays made of one number."""

from __future__ import annotations

from ..expressions import tree
from .mathml_calls import Arguments, at_foot, named, shape_rank
from .mathml_elements import Binding, Piece, applied, bold, enclosed, fenced, listed, mi, mo, mtext, row, sub
from .mathml_elements import constant as constant_letter
from .mathml_products import juxtaposed, matrix_product, product, raised

ONE = Piece("<mn>1</mn>", rank=0)
MINUS_ONE = row(mo("−"), "<mn>1</mn>")


def inverse(it: Arguments) -> Piece:
    return raised(it.first, MINUS_ONE)


def constant(it: Arguments, digit: str) -> Piece | None:
    shape, kind = it.node("shape"), it.node("dtype")
    if shape is None or not (kind is None or (type(kind) is tree.Kind and kind.name in ("float", "np.float64"))):
        return None
    return Piece(sub(bold(digit), _sizes(it, shape)), Binding.INDEXED, shape_rank(shape, it.set))


def _sizes(it: Arguments, shape: tree.Node) -> str:
    """A shape as m × n."""
    if type(shape) is tree.Sequence and shape.parts:
        return row(mo("×").join(enclosed(it.set(part), Binding.PRODUCT) for part in shape.parts))
    return row(it.set(shape).markup)


def constant_like(it: Arguments, digit: str) -> Piece:
    return Piece(sub(bold(digit), row(mtext("like\N{NO-BREAK SPACE}"), it.first.markup)), Binding.INDEXED, it.first.rank)


def identity(it: Arguments) -> Piece | None:
    size, other, kind = it.first, it.piece("m"), it.node("dtype")
    if kind is not None and not (type(kind) is tree.Kind and kind.name in ("float", "np.float64")):
        return None
    sizes = [size.markup] if other is None else [enclosed(size, Binding.PRODUCT), enclosed(other, Binding.PRODUCT)]
    return Piece(sub(bold("I"), row(mo("×").join(sizes))), Binding.INDEXED, 2)


def norm(it: Arguments) -> Piece | None:
    order, axis, kept = it.node("ord"), it.node("axis"), it.kept()
    if kept is None or type(order) is tree.Nothing:
        return None
    parts = [] if order is None else [_order(it, order)]
    foot = at_foot(it, axis, kept)
    parts += [foot] if foot else []
    whole = axis is None or type(axis) is tree.Nothing
    known = it.first.rank if kept else 0 if whole else None
    if not whole and not kept and it.first.rank is not None:
        known = it.first.rank - (len(axis.parts) if type(axis) is tree.Sequence else 1)
    norm = fenced("‖", it.first.markup, "‖")
    return Piece(sub(norm, row(listed(parts))), Binding.INDEXED, known) if parts else Piece(norm, rank=known)


def _order(it: Arguments, order: tree.Node) -> str:
    if type(order) is tree.Word:
        return constant_letter("F") if order.text == "fro" else mo("∗")
    return it.set(order).markup


def inner(it: Arguments) -> Piece | None:
    left, right = it.operand(0), it.operand(1)
    return matrix_product(left, right) if left.rank == right.rank == 1 else None


def inner_conjugated(it: Arguments, vectors: bool = False) -> Piece | None:
    left, right = it.operand(0), it.operand(1)
    if vectors and not left.rank == right.rank == 1:
        return None
    return Piece(fenced("⟨", listed((left.markup, right.markup)), "⟩"), rank=0)


def outer(it: Arguments) -> Piece | None:
    left, right = it.operand(0), it.operand(1)
    return juxtaposed(left, raised(right, mo("⊤")), 2) if left.rank == right.rank == 1 else None


def dot_product(it: Arguments) -> Piece | None:
    """As `@`, but of a number as `*`, and with other axes where an array of three or more stands on the right."""
    left, right = it.operand(0), it.operand(1)
    if left.rank == 0 or right.rank == 0:
        return product(left, right)
    known = left.rank == 1 or right.rank in (1, 2)
    return matrix_product(left, right) if known else None


def matvec(it: Arguments) -> Piece | None:
    left, right = it.operand(0), it.operand(1)
    return matrix_product(left, right) if left.rank == 2 and right.rank == 1 else None


def product_of_several(it: Arguments) -> Piece | None:
    arrays = it.node("arrays")
    if type(arrays) is not tree.Sequence or not arrays.parts:
        return None
    whole, *others = map(it.set, arrays.parts)
    if any(piece.rank not in (1, 2) for piece in (whole, *others)):
        return None
    for other in others:
        whole = matrix_product(whole, other)
    return whole


def solve(it: Arguments) -> Piece | None:
    left, right = it.operand(0), it.operand(1)
    return juxtaposed(raised(left, MINUS_ONE), right, right.rank) if left.rank == 2 and right.rank in (1, 2) else None


def trace(it: Arguments) -> Piece | None:
    return Piece(applied(mi("tr"), it.first.markup), Binding.CALL, 0) if it.first.rank == 2 else None


def matrix_power(it: Arguments) -> Piece:
    return raised(it.operand(0), (it.piece("n") or ONE).markup)


def matrix_transpose(it: Arguments) -> Piece | None:
    return raised(it.first, mo("⊤")) if it.first.rank == 2 else None


def diagonal(it: Arguments) -> Piece:
    rank = {1: 2, 2: 1}.get(it.first.rank or 0)
    return named(it, "diag")._replace(rank=rank)
