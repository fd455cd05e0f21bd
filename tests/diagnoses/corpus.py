"""A corpus of wrong claims with known causes, and how often the diagnosis finds them.

    python -m tests.diagnoses.corpus [-v] [SEED]

Each formula's right gradients are made wrong in every way that a cause describes, with numbers drawn from a fixed
seed, and beside these stand the mistakes written down in `formulas`. A mutation that happens to be right, or that
an earlier cause explains as well (a gradient 2·W that lacks W is half of itself), is left out or counted under
that cause, by the contract's order of precedence.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

import numpy as np

from runner import diagnoses, differences
from runner.checking.checker import check
from runner.diagnoses.evidence import Evidence
from runner.measuring.compare import compare
from runner.model import Array, Case, Cause, Comparison, Finding, Verdict
from runner.problem import Draw, Problem, drawn
from tests.diagnoses.formulas import FORMULAS, Formula


@dataclass(frozen=True)
class Mutation:
    """A wrong claim for one input of a formula, and what it is; `also` where it is wrong in two ways."""

    formula: Formula
    name: str
    claim: str
    cause: Cause
    also: Cause | None = None

    @property
    def written_down(self) -> bool:
        """Whether somebody wrote it down, and no rule made it."""
        return self.claim in self.formula.mistakes.get(self.name, {}).get(self.cause, ())

    @property
    def case(self) -> Case:
        return self.formula.case(self.name, self.claim)


STEPS = (
    Cause.MISSING_PATH, Cause.MISSING_FACTOR, Cause.EXTRA_FACTOR, Cause.WRONG_DERIVATIVE, Cause.WRONG_POINT, Cause.DIAGONAL,
    Cause.NAME, Cause.INDEX, Cause.SYMMETRIC, Cause.SLIP,
)  # fmt: skip
"""Slips in a derivation, and edits of what was written."""


VAGUE = (Cause.UNKNOWN, Cause.SHAPE, Cause.MISSING_TERM)
"""What a mistake was said to be of which an edit may say more: that a sign is wrong, or an axis."""


@dataclass(frozen=True)
class Outcome:
    """What became of a mutation: what was found, whether its fix holds when pasted, what it cost."""

    mutation: Mutation
    finding: Finding
    fix_holds: bool | None
    evaluations: int
    full_check: int

    @property
    def right(self) -> bool:
        return self.explained or (self.finding.cause, self.finding.also) == (self.mutation.cause, self.mutation.also)

    @property
    def wrong(self) -> bool:
        """A cause is named, and it is another. What was made up as wrong in no other way may be a step of the derivation."""
        return not self.right and self.finding.cause is not Cause.UNKNOWN and not self.explained

    @property
    def explained(self) -> bool:
        """Whether a step of the derivation, or an edit of the claim, explains what has none of the plain causes."""
        told = self.finding.cause in STEPS or self.finding.edit is not None
        return self.mutation.cause in VAGUE and told and self.fix_holds is not False


def mutations(formulas: Sequence[Formula] = FORMULAS, seed: int = 0) -> Iterator[Mutation]:
    """All wrong claims made of some formulas, the same in every run with a seed."""
    for formula in formulas:
        rng = np.random.default_rng([seed, len(formula.name)])
        for name, right in formula.right.items():
            draw = drawn(Problem(formula.case(name, right)))
            gradient = draw.claim(name)
            fitting = replace(
                formula, terms=tuple(term for term in formula.terms if np.shape(draw.value(term)) == gradient.shape)
            )
            single = [
                (cause, None, claim)
                for cause, claim in (*_mutated(fitting, name, right, gradient, rng), *_written_down(formula, name))
            ]
            for cause, also, claim in (*single, *_twice(fitting, right, gradient, rng)):
                mutation = _settled(Mutation(formula, name, claim, cause, also), gradient)
                if mutation is not None:
                    yield mutation


def _written_down(formula: Formula, name: str) -> Iterator[tuple[Cause, str]]:
    for cause, claims in formula.mistakes.get(name, {}).items():
        yield from ((cause, claim) for claim in claims)


def _mutated(formula: Formula, name: str, right: str, gradient: Array, rng: np.random.Generator) -> Iterator[tuple[Cause, str]]:
    """Every general way to be wrong that the shape of a gradient allows."""
    yield Cause.SIGN, f"-({right})"
    yield from ((Cause.SCALE, factor.format(right)) for factor in _factors(formula, rng))
    if gradient.ndim >= 2:
        i, j = sorted(rng.choice(gradient.ndim, 2, replace=False).tolist())
        yield Cause.TRANSPOSED, f"np.swapaxes({right}, {i}, {j})" if gradient.ndim > 2 else f"({right}).T"
    if gradient.ndim:
        yield Cause.SHAPE, str(rng.choice([f"({right})[None]", f"({right})[..., None]"]))
        yield Cause.INDEX, f"({right})[:-1]"
        yield from ((Cause.ENTRIES, claim) for claim in _with_wrong_entries(name, right, gradient, rng))
        yield Cause.NON_FINITE, f"np.where({name} < np.max({name}), {right}, np.nan)"
        yield Cause.BROADCAST, f"({right}) * np.array([0.2, 0.3, 0.5]).reshape(3{', 1' * gradient.ndim})"
    yield Cause.NON_FINITE, f"({right}) / (1 - 1)"
    for term in formula.terms:
        weight = rng.choice(["", "2 * ", "0.3 * ", "-"])
        yield Cause.MISSING_TERM, f"({right}) - {weight}{term}"
    yield Cause.UNKNOWN, str(rng.choice([f"np.sin(2 * ({right})) * np.cosh({right})", f"np.tanh(({right})**2 - 0.3) - 0.2"]))


def _twice(formula: Formula, right: str, gradient: Array, rng: np.random.Generator) -> Iterator[tuple[Cause, Cause, str]]:
    """Two mistakes together."""
    factor = str(rng.choice(["2", "0.5", "3"]))
    if gradient.ndim == 2 and not _symmetric(gradient):
        yield Cause.TRANSPOSED, Cause.SIGN, f"-({right}).T"
        yield Cause.TRANSPOSED, Cause.SCALE, f"{factor} * ({right}).T"
    if gradient.ndim:
        unsummed = f"({right}) * np.array([0.2, 0.3, 0.5]).reshape(3{', 1' * gradient.ndim})"
        yield Cause.SIGN, Cause.BROADCAST, f"-({unsummed})"
        yield Cause.SCALE, Cause.BROADCAST, f"{factor} * ({unsummed})"
    for term in formula.terms if gradient.size > 2 else ():
        yield Cause.SIGN, Cause.MISSING_TERM, f"-({right}) + {term}"
        yield Cause.SCALE, Cause.MISSING_TERM, f"{factor} * (({right}) - 2 * {term})"
    if gradient.ndim and gradient.size > 4:
        mask = f"np.arange({gradient.size}).reshape({gradient.shape}) == {rng.integers(gradient.size)}"
        yield Cause.SIGN, Cause.ENTRIES, f"-np.where({mask}, ({right}) + 1, {right})"
        yield Cause.SCALE, Cause.ENTRIES, f"{factor} * np.where({mask}, ({right}) - 1, {right})"


def _factors(formula: Formula, rng: np.random.Generator) -> list[str]:
    """A plain factor, an odd one, and a size or named number where there is one."""
    named = [
        *formula.declared.get("sizes", {}),
        *(k for k, v in formula.declared.get("values", {}).items() if isinstance(v, float)),
    ]
    chosen = [str(rng.choice(["2 * ({})", "({}) / 2", "3 * ({})"])), f"{rng.uniform(0.2, 5):.3f} * ({{}})"]
    return chosen + ([f"({{}}) / {rng.choice(named)}", f"-2 * ({{}}) * {rng.choice(named)}"] if named else [])


def _with_wrong_entries(name: str, right: str, gradient: Array, rng: np.random.Generator) -> Iterator[str]:
    """An index, a slice along an axis, the diagonal, a triangle, where the input is negative or largest."""
    masks = [f"np.arange({gradient.size}).reshape({gradient.shape}) == {rng.integers(gradient.size)}", f"{name} < 0"]
    axis = int(rng.integers(gradient.ndim))
    if gradient.ndim == 2:
        index = int(rng.integers(gradient.shape[axis]))
        line = f"np.arange({gradient.shape[axis]}) == {index}"
        masks.append(f"({line}){'[:, None]' if axis == 0 else ''} & (np.ones({gradient.shape}) > 0)")
        masks.append(f"{name} == np.max({name}, axis=1, keepdims=True)")
        if gradient.shape[0] == gradient.shape[1]:
            masks.append(f"np.eye({gradient.shape[0]}) > 0")
            masks.append(f"np.tril(np.ones({gradient.shape}), -1) > 0")
    for mask in masks:
        change = str(rng.choice(["{0} + 1", "{0} - 0.5", "2 * ({0}) + 0.7"])).format(right)
        yield f"np.where({mask}, {change}, {right})"


def _settled(mutation: Mutation, gradient: Array) -> Mutation | None:
    """The mutation; None where it is right, or where another cause describes it as well."""
    case = mutation.case
    verdict = check(case).verdict
    assert verdict in (Verdict.PASS, Verdict.FAIL), (
        f"{mutation.formula.name}: {mutation.claim!r} cannot be checked: {check(case).message}"
    )
    if verdict is Verdict.PASS:
        return None
    return mutation if _is_plain(mutation, gradient) else None


def _is_plain(mutation: Mutation, gradient: Array) -> bool:
    """Whether no other cause describes the claim as well."""
    draw = drawn(Problem(mutation.case))
    claimed = draw.claim(mutation.name)
    if not np.isfinite(claimed).all():
        return mutation.cause is Cause.NON_FINITE
    if claimed.shape != gradient.shape:
        return True
    causes = {mutation.cause, mutation.also}
    if causes & {Cause.MISSING_TERM, Cause.ENTRIES, Cause.UNKNOWN} and _parallel(claimed, gradient):
        return False
    if mutation.also is not None and any(_parallel(gradient - claimed, draw.value(term)) for term in mutation.formula.terms):
        return False
    right = np.abs(claimed - gradient) < 1e-9
    return mutation.cause is not Cause.ENTRIES or (not right.all() and bool(gradient[right].any()))


def _symmetric(gradient: Array) -> bool:
    return gradient.shape == gradient.T.shape and np.allclose(gradient, gradient.T)


def _parallel(first: Array, second: Array) -> bool:
    """Whether one is a multiple of the other, which is `sign` or `scale` (or, of a single number, says nothing)."""
    norms = float(np.linalg.norm(first) * np.linalg.norm(second))
    return (
        first.shape == second.shape and first.size > 1 and norms > 0 and abs(float(np.vdot(first, second))) > (1 - 1e-9) * norms
    )


def comparison_of(draw: Draw, name: str) -> Comparison:
    """The comparison of the contract, on one draw."""
    case = draw.problem.case
    gradient = differences.central(draw.cost(name), draw.input(name), 1e-4)
    return compare(name, draw.claim(name), gradient.value, case.tolerance)


def diagnosed(mutation: Mutation) -> Outcome:
    """The mutation, diagnosed, and its fix tried as a claim by the check itself, with another seed too."""
    draw = drawn(Problem(mutation.case))
    comparison = comparison_of(draw, mutation.name)
    evidence = Evidence(draw, comparison)
    finding = diagnoses.diagnose(comparison, evidence)
    holds = None
    if finding.suggestion is not None:
        fixed = [mutation.formula.case(mutation.name, finding.suggestion, seed) for seed in (0, 77)]
        holds = all(check(case).verdict is Verdict.PASS for case in fixed)
    return Outcome(mutation, finding, holds, evidence.measurements.evaluations, 2 * comparison.numerical.size + 2)


def report(outcomes: list[Outcome], verbose: bool = False) -> str:
    """The figures, by cause."""
    lines = [f"{'cause':<14}{'claims':>8}{'right':>8}{'wrong':>8}{'none':>8}{'fixed':>8}"]
    for cause in (*Cause, None):
        chosen = [outcome for outcome in outcomes if cause in (None, outcome.mutation.cause)]
        right, wrong = sum(outcome.right for outcome in chosen), sum(outcome.wrong for outcome in chosen)
        fixed = sum(outcome.fix_holds is True for outcome in chosen)
        title = "all" if cause is None else cause.value
        lines.append(f"{title:<14}{len(chosen):>8}{right:>8}{wrong:>8}{len(chosen) - right - wrong:>8}{fixed:>8}")
    unknown = [outcome for outcome in outcomes if outcome.mutation.cause is Cause.UNKNOWN and outcome.mutation.written_down]
    lines.append(f"{sum(outcome.explained for outcome in unknown)} of {len(unknown)} that were unknown are explained by an edit")
    bad = sum(outcome.fix_holds is False for outcome in outcomes)
    cost = max(outcome.evaluations / outcome.full_check for outcome in outcomes)
    lines.append(f"{len(FORMULAS)} formulas; {bad} fixes that do not hold; at most {cost:.2f} times the full check")
    for outcome in outcomes if verbose else ():
        if not outcome.right or outcome.fix_holds is False:
            where, finding = outcome.mutation, outcome.finding
            lines.append(
                f"{where.formula.name} [{where.name}] {where.claim!r}: {where.cause}, found {finding.cause} {finding.also or ''}"
            )
            lines.append(f"    {finding.message} | {finding.suggestion} {outcome.fix_holds}")
    return "\n".join(lines)


def main() -> None:
    seed = next((int(argument) for argument in sys.argv[1:] if argument.isdigit()), 0)
    with np.errstate(all="ignore"):
        outcomes = [diagnosed(mutation) for mutation in mutations(seed=seed)]
    print(report(outcomes, "-v" in sys.argv))


if __name__ == "__main__":
    main()
