"""`np.einsum` as a sum over indexed factors: `np.einsum('ij,jk->ik', A, B)` is (∑ⱼ A_ij B_jk)_ik.

What stands at the foot of the brackets names the axes of the value in their order: a transpose can be told from the array.
"""

from __future__ import annotations

from string import ascii_letters

from ..expressions import tree
from .mathml_calls import Arguments
from .mathml_elements import THIN_SPACE, Binding, Piece, enclosed, fenced, listed, mi, mo, row, sub

FREE = "ijklmnpqrstabcdfghuvwxyz" + ascii_letters[26:]
"""The letters that an index is given where its own is a name of the case, in this order."""


def einsum(it: Arguments) -> Piece | None:
    """The sum; None where it has dots, or an index that no letter is left for."""
    word = it.node("subscripts")
    operands = [it.operand(position) for position in range(1, len(it.positional))]
    if type(word) is not tree.Word or "." in word.text:
        return None
    inputs, arrow, output = word.text.replace(" ", "").partition("->")
    groups = inputs.split(",")
    if len(groups) != len(operands):
        return None
    letters = "".join(groups)
    kept = output if arrow else "".join(sorted(letter for letter in letters if letters.count(letter) == 1))
    shown = _shown(dict.fromkeys(letters), it.letters)
    if shown is None:
        return None
    factors = THIN_SPACE.join(
        sub(enclosed(piece, Binding.ATOM), _indices(group, shown)) if group else enclosed(piece, Binding.CALL)
        for group, piece in zip(groups, operands, strict=True)
    )
    summed = [letter for letter in shown if letter not in kept]
    if summed:
        sign = f"<munder>{mo('∑')}{row(listed(mi(shown[letter]) for letter in summed))}</munder>"
        whole = Piece(row(sign, factors), Binding.BIG, 0, open=True)
    else:
        whole = Piece(row(factors), Binding.PRODUCT, 0)
    if not kept:
        return whole
    return Piece(sub(fenced("(", whole.markup, ")"), _indices(kept, shown)), Binding.INDEXED, len(kept))


def _indices(letters: str, shown: dict[str, str]) -> str:
    return row(*[mi(shown[letter]) for letter in letters])


def _shown(letters: dict[str, None], names: frozenset[str]) -> dict[str, str] | None:
    """Each index letter → the one that is shown: its own, or another where that is a name of the case."""
    free = (letter for letter in FREE if letter not in names and letter not in letters)
    shown = {letter: letter if letter not in names else next(free, "") for letter in letters}
    return shown if all(shown.values()) else None
