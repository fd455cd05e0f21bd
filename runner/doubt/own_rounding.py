"""A claim that passes and was not found right, once what the rounding of its own steps may have done is held in its favour.

1 − tanh² x has no digits left where tanh x is near 1: what such a formula gives is not to be called wrong for that.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from ..model import Array, Floats
from .blunt import Unseen
from .survey import Judgement

FORGIVEN = 4
"""So many entries that were called wrong for their own rounding are left out, one by one, to find another that is wrong."""


def with_its_rounding(
    own: Floats, blunt: Unseen, among: Array, search: Callable[..., Unseen], held: Callable[..., Judgement]
) -> Judgement:
    """What the witness says of the claim, of which each entry may be off by `own`.

    `blunt` is what the rule was too blunt to see, `among` which entries are to be judged at all; `search(left_out=…)` looks once
    more without some entries, `held(unseen=…, own=…)` judges those at some positions.
    """
    left_out = [tuple(index) for index in np.argwhere(~among).tolist()]
    for _ in range(FORGIVEN):
        judgement = held(unseen=blunt.positions, own=own)
        if blunt.wrong is None or judgement.verdict != "right":
            return judgement
        left_out.append(tuple(int(i) for i in np.unravel_index(blunt.wrong[0], own.shape)))
        blunt = search(left_out=left_out)
        if not blunt.positions.size:
            return judgement
    return held(unseen=np.flatnonzero(among), own=own)
