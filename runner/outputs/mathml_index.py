"""Entries of an array: what is asked for stands at its foot."""

from __future__ import annotations

from ..expressions import tree
from .mathml_calls import Arguments
from .mathml_elements import THIN_SPACE, Binding, Piece, applied, enclosed, fenced, listed, mi, mo, mtext, row, sub

PARTS = {"np.linalg.eigh": (-1, 0), "np.linalg.eig": (-1, 0), "np.linalg.svd": (0, -1, 0), "np.linalg.qr": (0, 0)}
"""Functions that give several arrays → how many axes more each has than the matrix."""


def index(it: Arguments) -> Piece:
    """`a[…]`; the parts of a determinant by their own names."""
    array, key = it.given["a"], it.given["index"]
    it.left.clear()
    if type(array) is tree.Call and array.rule == "np.linalg.slogdet" and type(key) is tree.Number and key.value in (0, 1):
        return _part_of_determinant(it.set(array.args[0]), int(key.value.real))
    base = it.set(array)
    parts = key.parts if type(key) is tree.Sequence and key.is_tuple else (key,)
    shown = listed(_shown(it, part) for part in parts) if parts else fenced("(", "", ")")
    is_shape = type(array) is tree.Call and array.rule == "np.shape"
    markup = sub(base.markup if is_shape else enclosed(base, Binding.ATOM), row(shown))
    return Piece(markup, Binding.INDEXED, _rank(it, array, base.rank, parts))


def _part_of_determinant(matrix: Piece, part: int) -> Piece:
    determinant = applied(mi("det"), matrix.markup)
    rank = None if matrix.rank is None else max(matrix.rank - 2, 0)
    if part == 0:
        return Piece(applied(mi("sign"), determinant), Binding.CALL, rank)
    return Piece(row(mi("log"), THIN_SPACE, fenced("|", determinant, "|")), Binding.CALL, rank)


def _shown(it: Arguments, part: tree.Node) -> str:
    match part:
        case tree.Nothing():
            return mtext("new\N{NO-BREAK SPACE}axis")
        case tree.Slice(low=low, high=high, step=step):
            ends = ["" if type(end) is tree.Nothing else it.set(end).markup for end in (low, high, step)]
            return row(ends[0], mo(":"), ends[1], *([mo(":"), ends[2]] if ends[2] else []))
        case tree.Word():
            return mtext(f"“{part.text}”")
    return it.set(part).markup


def _rank(it: Arguments, array: tree.Node, rank: int | None, parts: tuple[tree.Node, ...]) -> int | None:
    """The number of axes that are left: each whole number takes one away, a vector of them one in all, `None` adds one."""
    if type(array) is tree.Call and array.rule in PARTS and len(parts) == 1 and type(parts[0]) is tree.Number:
        matrix, place = it.set(array.args[0]).rank, parts[0].value
        known = PARTS[array.rule]
        if matrix is None or len(array.args) > 1 or array.options or type(place) is not int or not 0 <= place < len(known):
            return None
        return matrix + known[place]
    if rank is None:
        return None
    taken, most = 0, 0
    for part in parts:
        if type(part) is tree.Nothing:
            rank += 1
        elif type(part) not in (tree.Slice, tree.Dots):
            piece = it.set(part)
            if piece.rank is None or piece.rank > 1 or (piece.rank == 0 and piece.binding <= Binding.COMPARISON):
                return None
            if type(part) is tree.Number and type(part.value) is bool:
                return None
            taken, most = taken + 1, max(most, piece.rank)
    return max(rank - taken + most, 0)
