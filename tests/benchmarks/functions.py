"""What is known of each function through which something varies: value, many points, derivative, derivative as text, typesetting.

`python -m tests.benchmarks functions` prints a line for each function of the table of which something is missing, with the
reason, and how many have what. Each is tried on the examples of the tests: `vjp` and `text` are held against each other.
"""

from __future__ import annotations

import argparse
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from runner.errors import ExpressionError
from runner.expressions import compile_expression
from runner.expressions.formulas import gradient_text
from runner.expressions.functions import FUNCTIONS
from runner.expressions.reverse import Trace, Unsupported, depends, gradient
from runner.expressions.table import Function
from runner.outputs.mathml import formula as typeset
from tests.expressions.batched_examples import EXAMPLES, variables

PARTS = ("value", "batch", "vjp", "text", "typesetting")
VARIABLES = variables(0)
RANKS = {name: np.ndim(value) for name, value in VARIABLES.items()}


@dataclass(frozen=True, slots=True)
class Known:
    """What is known of a function; of what is missing, why."""

    name: str
    missing: dict[str, str]


def table() -> Iterator[Known]:
    """Every function of the table through which something may vary, but the draws, which are no functions of their arguments."""
    with np.errstate(all="ignore"):
        for name, row in FUNCTIONS.items():
            if row.varies and not name.startswith("rng."):
                yield Known(name, dict(_missing(name, row)))


def _missing(name: str, row: Function) -> Iterator[tuple[str, str]]:
    examples: list[str] = list(EXAMPLES.get(name, []))
    if not examples:
        yield "value", "no example"
    if row.batch is None:
        yield "batch", row.without["batch"]
    if not row.vjp:
        yield "vjp", row.without["vjp"]
        yield "text", row.without["vjp"]
    else:
        reasons = [_text(example) for example in examples]
        if reasons and None not in reasons:
            yield "text", row.without.get("text") or next(reason for reason in reasons if reason is not None)
    if examples and not any(str(typeset(example, RANKS).markup).startswith("<math") for example in examples):
        yield "typesetting", "shown as code"


def _text(example: str) -> str | None:
    """Why no text can be derived for an example; None where one can, and has the value of the derivative."""
    expression = compile_expression(example, VARIABLES)
    tree = expression.tree
    names = [name for name in sorted(expression.names) if np.asarray(VARIABLES[name]).dtype.kind == "f" and depends(tree, {name})]
    reason: str | None = "nothing varies"
    for name in names:
        try:
            value = Trace(tree, {}, VARIABLES).value(tree)
            if isinstance(value, tuple | list):
                reason = "several values"
                continue
            dout = np.random.default_rng(1).standard_normal(np.shape(value))
            known = {**VARIABLES, "dout": dout}
            text = gradient_text(Trace(tree, {}, known), name, upstream=dout)
            found = np.asarray(compile_expression(text, known).evaluate(known), dtype=float)
            expected = gradient(Trace(tree, {}, known), name, dout)
        except (Unsupported, ExpressionError) as error:
            reason = str(error)
            continue
        if found.shape == np.shape(expected) and np.allclose(found, expected, rtol=1e-6, atol=1e-9, equal_nan=True):
            return None
        reason = f"another value: {text}"
    return reason


def main() -> None:
    argparse.ArgumentParser("python -m tests.benchmarks functions", description=__doc__).parse_args()
    rows = list(table())
    for row in rows:
        if row.missing:
            print(f"{row.name:28s} " + "; ".join(f"{part}: {reason}" for part, reason in row.missing.items()))
    print(f"\n{len(rows)} functions through which something varies")
    for part in PARTS:
        have = sum(part not in row.missing for row in rows)
        print(f"{part:12s} {have:4d}  {100 * have / len(rows):5.1f} %")
