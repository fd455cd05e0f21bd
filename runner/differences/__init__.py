"""f, x → the gradient by differences, and how well it is known. Nothing here knows what was claimed."""

from runner.differences.central import central
from runner.differences.cost import Cost, FunctionCost

__all__ = ["Cost", "FunctionCost", "central"]
