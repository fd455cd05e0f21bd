"""A case made in Python: what case files are held against by their reader, it is held against here."""

from __future__ import annotations

from dataclasses import replace
from math import isfinite
from numbers import Integral, Real
from typing import Any

from ..errors import UsageError
from ..model import SINGLE_CLAIM, Case, Expectation

WORDS = {"dtype": ("float64", "float32"), "method": ("full", "probe", "auto")}


def valid(case: Case) -> Case:
    """The case, its `expect` spelt out. Raises `UsageError` for what no case file could say."""
    if (case.cost is None) == (case.output is None):
        raise UsageError("a case has a `cost` or an `output`, and not both")
    _test_claims(case)
    for name, shape in case.shapes.items():
        if not isinstance(shape, tuple | list):
            raise UsageError(f"the shape of `{name}` is a tuple, such as ({shape},), not {shape!r}")
    for key, words in WORDS.items():
        if getattr(case, key) not in words:
            raise UsageError(f"`{key}` is one of {', '.join(words)}, not {getattr(case, key)!r}")
    if case.h != "auto":
        _test_positive("h", case.h)
    _test_positive("tolerance", case.tolerance)
    if not isinstance(case.seed, Integral) or case.seed < 0:
        raise UsageError(f"`seed` is an integer from 0 on, not {case.seed!r}")
    expect: Any = case.expect
    if isinstance(expect, str):
        if expect not in ("pass", "fail", "error"):
            raise UsageError(f"`expect` is one of pass, fail, error, not {expect!r}")
        return replace(case, expect=Expectation(expect))
    return case


def _test_claims(case: Case) -> None:
    if case.gradient in ((), {}):
        raise UsageError("a case has a `gradient`: the claim")
    if isinstance(case.gradient, SINGLE_CLAIM):
        if case.wrt is None and len(case.shapes) != 1:
            raise UsageError("`wrt` names the input whose gradient is claimed, where `shapes` does not hold exactly one")
    elif case.wrt is not None:
        raise UsageError("`wrt` does not stand beside a mapping of claims")
    for name in case.claims:
        if name not in case.shapes and name not in case.values:
            known = ", ".join(f"`{other}`" for other in (*case.shapes, *case.values))
            raise UsageError(f"there is no input `{name}` to differentiate by; there are {known or 'none'}")


def _test_positive(key: str, value: object) -> None:
    if not isinstance(value, Real) or isinstance(value, bool) or not isfinite(value) or value <= 0:
        raise UsageError(f"`{key}` is a finite number > 0, not {value!r}")
