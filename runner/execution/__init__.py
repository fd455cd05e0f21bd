"""Many cases → many results. numpy is loaded only in the processes that compute, or where they are forked from."""

from .lending import load_modules
from .workers import Limits, Pool, Worker, missing_limits, start_early

__all__ = ["Limits", "Pool", "Worker", "load_modules", "missing_limits", "start_early"]
