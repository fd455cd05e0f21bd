"""Many cases → many results. numpy is loaded only in the processes that compute, or where they are forked from."""

from .lending import load_modules
from .limits import Limits, missing_limits
from .pool import Pool
from .worker import Worker, start_early

__all__ = ["Limits", "Pool", "Worker", "load_modules", "missing_limits", "start_early"]
