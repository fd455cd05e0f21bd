"""A case made ready to be computed: its expressions compiled once, its arrays drawn as often as wanted.

`Problem` is the case in compiled form, a `Point` one set of its arrays, and a `Draw` the problem at a point: it gives the
cost as a function of one input (what `differences` needs) and the claimed gradients (what `compare` needs).
Two lines of numpy reproduce a draw by hand: `rng = np.random.default_rng(seed)`, then each of `shapes`,
`values` and `dout` in the order written.
"""

from ..expressions import Lent
from .compiled import Problem
from .draw import Draw, drawn
from .formula import Formula
from .input_cost import InputCost
from .lending import generators_kept
from .origin import origin

__all__ = ["Draw", "Formula", "InputCost", "Lent", "Problem", "drawn", "generators_kept", "origin"]
