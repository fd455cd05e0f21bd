"""Case → Result: its verdict is settled, then explained. Pure: it touches no file and no process."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from time import perf_counter

import numpy as np

from ..errors import ExpressionError, Skipped
from ..model import DERIVE, POINTS, Case, DoubtKind, Result, Verdict
from ..problem import Lent
from .expectation import ended
from .explaining import explain, may_take_time
from .settling import settle


def check(case: Case, lent: Lent | None = None, on_settled: Callable[[Result], None] | None = None) -> Result:
    """Check the claimed gradients of one case.

    Bad expressions, values that are not finite and the like end in a `Result` with the verdict ERROR: nothing
    but a `MemoryError` leaves this function. `lent` makes functions of other modules callable in the
    expressions: name of the module → name of the function → function. `on_settled` hears of the verdict as soon as it
    stands, where it may take time to explain it.
    """
    start = perf_counter()
    with np.errstate(all="ignore"):
        try:
            case, names = _filled(case, lent)
            settled = settle(case, lent, start)
            if names:
                settled = replace(settled, result=_marked(settled.result, names))
        except Skipped as error:
            return _skipped(ended(case, Verdict.PASS, "", seconds=perf_counter() - start), error.message)
        except ExpressionError as error:
            return _error(case, error, start)
        except RecursionError:
            return _error(case, ExpressionError("an expression is nested too deeply"), start)
        except MemoryError:
            raise
        except Exception as error:
            message = f"internal error, please report it: {type(error).__name__}: {error}"
            return ended(case, Verdict.ERROR, message, seconds=perf_counter() - start)
        if on_settled is not None and may_take_time(settled):
            on_settled(settled.result)
        result = explain(settled)
        return result if case.point is None else _where_there_is_a_gradient(result)


def _skipped(result: Result, why: str) -> Result:
    """The result of a special point at which there is nothing to check."""
    message = f"skipped {POINTS[result.case.point or 'zeros']}: {why}"
    plain = replace(result, doubt=None, witness=None, findings=(), inputs=(), part="")
    return replace(plain, verdict=Verdict.PASS, as_expected=True, surprise=None, message=message, skipped=True)


def _where_there_is_a_gradient(result: Result) -> Result:
    """The result, unless the cost has no gradient at the special point."""
    doubt = result.doubt
    if doubt is None or doubt.kind not in NO_GRADIENT or (result.witness and result.witness.verdict != "undecided"):
        return result
    return result if result.case.expect.doubt == doubt.kind else _skipped(result, doubt.message)


NO_GRADIENT = (DoubtKind.JUMP, DoubtKind.DOMAIN)
"""The doubts of a point at which there is nothing to be right about."""


def _filled(case: Case, lent: Lent | None) -> tuple[Case, tuple[str, ...]]:
    """The case with the claims that it leaves to be derived, and the inputs of those."""
    if not any(type(claim) is str and claim == DERIVE for claim in case.claims.values()):
        return case, ()
    from ..diagnoses.filled import filled

    return filled(case, lent)


def _marked(result: Result, names: tuple[str, ...]) -> Result:
    """The result of a case some of whose claims were derived: it says so."""
    claims = " and ".join(f"`{name}`" for name in names)
    message = f"{result.message}; the claim for {claims} was derived from the formula, which proves nothing"
    return replace(result, message=message, derived=names)


def _error(case: Case, error: ExpressionError, start: float) -> Result:
    key = error.key or ""
    message = f"{part_in_words(key)}: {error.message}" if key else error.message
    return ended(
        case,
        Verdict.ERROR,
        message,
        hint=error.hint,
        part=key,
        offset=error.offset,
        length=error.length,
        trace=error.trace,
        seconds=perf_counter() - start,
    )


def part_in_words(key: str) -> str:
    """How a part of a case is named in a sentence: "let.h" → "`h` in let"."""
    part, _, name = key.partition(".")
    return f"`{name.partition('.')[0]}` in {part}" if name else part
