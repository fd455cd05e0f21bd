"""Many cases → many results."""

from runner.execution.sandbox import load_modules
from runner.execution.workers import Limits, Pool

__all__ = ["Limits", "Pool", "load_modules"]
