"""f, x → the gradient by differences, and how well it is known. Nothing here knows what was claimed."""

from .central import central
from .cost import Cost, FunctionCost
from .ladder import Line
from .one_sided import one_sided_difference
from .probes import Probed, probe
from .steps import BestStep, best_step, error_curve
from .witness import Measurement, measure

__all__ = [
    "BestStep",
    "Cost",
    "FunctionCost",
    "Line",
    "Measurement",
    "Probed",
    "best_step",
    "central",
    "error_curve",
    "measure",
    "one_sided_difference",
    "probe",
]
