"""f, x → the gradient by differences, and how well it is known. Nothing here knows what was claimed."""

from runner.differences.central import central
from runner.differences.cost import Cost, FunctionCost
from runner.differences.ladder import Line
from runner.differences.probes import Probed, probe
from runner.differences.steps import BestStep, best_step, error_curve
from runner.differences.witness import Measurement, measure

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
    "probe",
]
