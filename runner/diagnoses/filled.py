"""Claims that a case leaves to be derived: `gradient: derive`."""

from __future__ import annotations

from dataclasses import replace

from ..errors import EvaluationError
from ..expressions import Expression
from ..expressions.breaking import Breaker
from ..expressions.reverse import Unsupported
from ..model import DERIVE, SINGLE_CLAIM, Case, Claim
from ..problem import Lent, Problem, drawn
from .right import derived


def filled(
    case: Case, lent: Lent | None = None, *, everything: bool = False, in_lines: bool = False
) -> tuple[Case, tuple[str, ...]]:
    """The case with the claims that are `derive` derived from its formula, and the inputs of those; `everything` derives all.

    With `in_lines` a long gradient is broken into lines of `let`. Raises `ExpressionError` where one cannot be derived.
    """
    names = tuple([name for name, claim in case.claims.items() if everything or claim == DERIVE])
    if not names or DERIVE in {*case.sizes, *case.shapes, *case.values, *case.let}:
        return case, ()
    claims: dict[str, Claim] = {name: "0.0" if name in names else claim for name, claim in case.claims.items()}
    draw = drawn(Problem(replace(case, gradient=claims, wrt=None), lent))
    let = dict(case.let)
    breaker = Breaker({*let, *draw.values})
    for name in names:
        try:
            text = derived(draw, name)
            expression = draw.problem.formula(text).expression
        except Unsupported as error:
            raise _of_claim(case, name, f"the gradient by `{name}` cannot be derived: {error}") from error
        claims[name] = text
        if in_lines and isinstance(expression, Expression):
            lines, claims[name] = breaker.broken(expression.tree)
            let |= lines
    single = isinstance(case.gradient, SINGLE_CLAIM)
    return replace(case, gradient=claims[names[0]] if single else claims, let=let), names


def _of_claim(case: Case, name: str, message: str) -> EvaluationError:
    error = EvaluationError(message, hint="write it out")
    error.key = "gradient" if isinstance(case.gradient, SINGLE_CLAIM) else f"gradient.{name}"
    return error
