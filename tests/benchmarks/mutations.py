"""Whether mistakes are caught and named, on every right claim broken on purpose: `python -m tests.benchmarks mutations`.

Each claim that is a formula is broken in twelve ways, at the first place where the way applies. Counted is what the verdict
says: a broken claim fails, cannot be evaluated, or is the same number as the right one (the transpose of a symmetric gradient);
anything else is missed, and listed. Of a sample, the causes are asked for too: how many are named, and how many of those are
what was done. `--cases K` asks every K-th case for causes, which takes longer than the verdict. Prints Markdown.
"""

from __future__ import annotations

import argparse
import ast
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np

from runner import catalog
from runner.checking.explaining import explain
from runner.checking.settling import Settled, settle
from runner.errors import ExpressionError
from runner.model import Array, Case, Verdict

CATALOGUE = Path(__file__).parents[2] / "cases"

NEIGHBOURS = {
    "sin": "cos", "cos": "sin", "tan": "sin", "exp": "expm1", "log": "log1p", "log1p": "log", "sqrt": "cbrt", "tanh": "arctan",
    "cosh": "sinh", "sinh": "cosh", "sign": "abs", "abs": "sign", "maximum": "minimum", "minimum": "maximum",
    "sigmoid": "softplus", "softmax": "log_softmax", "digamma": "gammaln", "inv": "pinv", "erf": "sigmoid", "tril": "triu",
}  # fmt: skip
"""A function → one that is taken for it."""

Shapes = dict[str, tuple[int, ...]]
Edit = Callable[[ast.AST, Shapes], ast.AST | None]
"""A node, and the shapes of all names → the node broken, None where the way does not apply to it."""


def _sum(node: ast.AST) -> ast.BinOp | None:
    return node if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Add | ast.Sub) else None


def _term_dropped(node: ast.AST, _: Shapes) -> ast.AST | None:
    found = _sum(node)
    return found and found.left


def _term_negated(node: ast.AST, _: Shapes) -> ast.AST | None:
    found = _sum(node)
    return found and ast.BinOp(found.left, ast.Sub() if isinstance(found.op, ast.Add) else ast.Add(), found.right)


def _factor_dropped(node: ast.AST, _: Shapes) -> ast.AST | None:
    return node.left if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Mult | ast.Div) else None


def _transpose_dropped(node: ast.AST, _: Shapes) -> ast.AST | None:
    return node.value if isinstance(node, ast.Attribute) and node.attr == "T" else None


def _name_exchanged(node: ast.AST, shapes: Shapes) -> ast.AST | None:
    if not isinstance(node, ast.Name) or not shapes.get(node.id):
        return None
    others = [name for name, shape in shapes.items() if name != node.id and shape == shapes[node.id]]
    return ast.Name(others[0], ast.Load()) if others else None


def _axis_exchanged(node: ast.AST, _: Shapes) -> ast.AST | None:
    if not isinstance(node, ast.keyword) or node.arg != "axis" or not isinstance(node.value, ast.Constant):
        return None
    return ast.keyword("axis", ast.Constant(1 if node.value.value == 0 else 0))


def _mean_for_sum(node: ast.AST, _: Shapes) -> ast.AST | None:
    return _renamed(node, {"sum": "mean", "mean": "sum"})


def _neighbouring_function(node: ast.AST, _: Shapes) -> ast.AST | None:
    return _renamed(node, NEIGHBOURS)


def _renamed(node: ast.AST, names: dict[str, str]) -> ast.AST | None:
    if isinstance(node, ast.Attribute) and node.attr in names:
        other = names[node.attr]
        return ast.Name(other, ast.Load()) if other in ("sigmoid", "softplus") else ast.Attribute(node.value, other, ast.Load())
    if isinstance(node, ast.Name) and node.id in names and node.id in ("sigmoid", "softmax", "digamma", "erf"):
        return ast.Name(names[node.id], ast.Load())
    return None


def _power_raised(node: ast.AST, _: Shapes) -> ast.AST | None:
    if not isinstance(node, ast.BinOp) or not isinstance(node.op, ast.Pow) or not isinstance(node.right, ast.Constant):
        return None
    power = node.right.value
    return ast.BinOp(node.left, ast.Pow(), ast.Constant(power + 1)) if isinstance(power, int | float) else None


@dataclass(frozen=True, slots=True)
class Way:
    """One way to break a claim: by a text around the whole of it, or by an edit of a node; and what it may truly be called."""

    name: str
    causes: frozenset[str]
    around: str = ""
    edit: Edit | None = None

    def broken(self, claim: str, shapes: Shapes) -> str | None:
        """The claim broken at the first place where the way applies."""
        if self.edit is None:
            return self.around.format(claim)
        breaking = _Breaking(self.edit, shapes)
        text = ast.unparse(breaking.visit(ast.parse(claim.strip(), mode="eval")))
        return text if breaking.done else None


class _Breaking(ast.NodeTransformer):
    def __init__(self, edit: Edit, shapes: Shapes) -> None:
        self.edit, self.shapes, self.done = edit, shapes, False

    def visit(self, node: ast.AST) -> ast.AST:
        broken = None if self.done else self.edit(node, self.shapes)
        if broken is None:
            visited: ast.AST = super().visit(node)
            return visited
        self.done = True
        return broken


def _way(name: str, causes: str, around: str = "", edit: Edit | None = None) -> Way:
    return Way(name, frozenset(causes.split()), around, edit)


WAYS: Sequence[Way] = (
    _way("negated", "sign", "-({})"),
    _way("doubled", "scale", "2 * ({})"),
    _way("transposed", "transposed", "np.transpose({})"),
    _way("a term dropped", "missing-term missing-path entries scale missing-factor slip", edit=_term_dropped),
    _way("the sign of a term", "sign missing-term entries slip scale", edit=_term_negated),
    _way("a factor dropped", "missing-factor scale broadcast entries slip wrong-derivative", edit=_factor_dropped),
    _way("a transpose dropped", "transposed product slip shape", edit=_transpose_dropped),
    _way("another name", "name wrong-point index slip entries product missing-term scale", edit=_name_exchanged),
    _way("another axis", "broadcast shape slip index transposed", edit=_axis_exchanged),
    _way("mean for sum", "scale slip", edit=_mean_for_sum),
    _way("another function", "wrong-derivative wrong-point slip sign scale entries product", edit=_neighbouring_function),
    _way("another exponent", "extra-factor missing-factor scale slip wrong-derivative", edit=_power_raised),
)


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one broken claim: "fails", "no value", "equal" or "missed"; and its cause, where it was asked for."""

    way: Way
    case: str
    claim: str
    verdict: str
    cause: str | None = None


def outcomes(cases: Sequence[Case], every: int) -> Iterator[Outcome]:
    """Every right claim of the cases broken in every way; the causes of every `every`-th case, of none for 0."""
    with np.errstate(all="ignore"):
        for number, case in enumerate(cases):
            right = _settled(case)
            if right is None or right.failing:
                continue
            for name, claim in case.claims.items():
                if isinstance(claim, str):
                    yield from _broken(case, right, name, claim, asked=every > 0 and number % every == 0)


def _broken(case: Case, right: Settled, name: str, claim: str, *, asked: bool) -> Iterator[Outcome]:
    shapes = {**right.draw.shapes, **{let: np.shape(value) for let, value in right.draw.intermediates.items()}}
    truth = right.draw.claim(name)
    for way in WAYS:
        text = way.broken(claim, shapes)
        if text is None:
            continue
        found = _settled(replace(case, gradient={name: text}, wrt=None))
        if found is None:
            yield Outcome(way, case.id, text, "no value")
        elif found.failing:
            cause = _cause(found) if asked else None
            yield Outcome(way, case.id, text, "fails", cause)
        else:
            yield Outcome(way, case.id, text, "equal" if _same(found.draw.claim(name), truth) else "missed")


def _settled(case: Case) -> Settled | None:
    try:
        return settle(case, None, 0.0)
    except ExpressionError:
        return None


def _cause(found: Settled) -> str:
    findings = explain(found).findings
    return findings[0].cause.value if findings else "unknown"


def _same(claim: Array, truth: Array) -> bool:
    """Whether two claims are the same numbers, to what the rule can tell apart."""
    return claim.shape == truth.shape and bool(np.allclose(claim, truth, rtol=1e-5, atol=1e-5, equal_nan=True))


def table(found: Sequence[Outcome]) -> str:
    """The counts by way, as Markdown."""
    lines = ["| the claim | broken | fails | no value | equal | missed | asked why | named | truly |", "|---" * 9 + "|"]
    for way in (*WAYS, None):
        of_way = [outcome for outcome in found if way in (None, outcome.way)]
        verdicts = Counter(outcome.verdict for outcome in of_way)
        asked = [outcome for outcome in of_way if outcome.cause is not None]
        named = [outcome for outcome in asked if outcome.cause != "unknown"]
        truly = [outcome for outcome in named if outcome.cause in outcome.way.causes]
        counts = [len(of_way), *(verdicts[word] for word in ("fails", "no value", "equal", "missed"))]
        cells = [*counts, len(asked), *(f"{len(some) / max(1, len(asked)):.0%}" for some in (named, truly))]
        lines.append(f"| {way.name if way else '**all**'} | {' | '.join(map(str, cells))} |")
    return "\n".join(lines)


def right_cases(folder: Path) -> list[Case]:
    cases = catalog.read([str(folder)]).cases
    return [case for case in cases if case.expect.verdict == Verdict.PASS.lower() and case.point is None]


def main() -> None:
    parser = argparse.ArgumentParser("python -m tests.benchmarks mutations", description=__doc__)
    parser.add_argument("--cases", type=int, default=10, metavar="K", help="ask every K-th case for causes; 0: none (10)")
    parser.add_argument("--folder", type=Path, default=CATALOGUE, help="another catalogue, or a part of this one")
    options = parser.parse_args()
    found = list(outcomes(right_cases(options.folder), options.cases))
    print(table(found))
    for outcome in found:
        if outcome.verdict == "missed":
            print(f"missed: {outcome.case}: {outcome.way.name}: {outcome.claim}")


if __name__ == "__main__":
    main()
