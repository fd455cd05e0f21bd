"""A function called once before it is checked, for what kind of value it gives."""

from __future__ import annotations

import contextlib
import io
from collections.abc import Callable, Sequence
from copy import deepcopy
from typing import Any, NamedTuple

import numpy as np

from .conversions import as_array, is_single
from .returned import has_a_cache


class Tried(NamedTuple):
    """What a function gave: the shape of its first array, None where it gave none; whether it is in single precision, and whether
    a cache came with it. `failed` where it gave nothing."""

    shape: tuple[int, ...] | None = None
    single: bool = False
    cached: bool = False
    failed: bool = False


def tried(f: Callable[..., Any], inputs: Sequence[Any]) -> Tried:
    """What `f` gives at copies of the inputs. What it prints or raises is told when it is checked, and not here."""
    try:
        with contextlib.redirect_stdout(io.StringIO()), np.errstate(all="ignore"):
            given = f(*deepcopy(list(inputs)))
            first = given[0] if isinstance(given, tuple) and given else given
            array = None if isinstance(given, list) else as_array(first)
            return Tried(None if array is None else array.shape, is_single(first), has_a_cache(given))
    except (Exception, SystemExit):
        return Tried(failed=True)
