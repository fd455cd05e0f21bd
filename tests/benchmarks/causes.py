"""Whether the causes of wrong claims are named: of those that people made, and of gradients of formulas that were misread.

    python -m tests.benchmarks causes [--every K] [--seed S] [-v]

First the tables of mistakes in `tests/diagnoses`, each with the causes that a teacher might name. Then claims that are made
here: one thing in the formula of a cost is read otherwise (a term is dropped, a sign is turned, a function is taken for its
neighbour, a variable is held as if it were constant), and the gradient of what results is derived, as a person would who
misread it. No rule of the diagnoses makes these claims, so none is asked for what it made itself. Of every K-th case of the
catalogue, one claim a case; what comes out right all the same is left out.
"""

from __future__ import annotations

import argparse
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np

from runner import Case, Verdict, check
from runner.diagnoses.right import derived
from runner.errors import GradcaseError
from runner.expressions import read_alone, tree
from runner.expressions.reverse import Unsupported
from runner.model import Expectation, Finding, InputResult
from runner.problem import Problem, drawn
from tests.benchmarks.breaking import WAYS, Way
from tests.benchmarks.mutations import right_cases
from tests.diagnoses.tables import NAMES, case_of, table

CATALOGUE = Path(__file__).parents[2] / "cases"

MISREAD = {
    "a term dropped": "missing-term missing-path entries scale missing-factor slip wrong-point wrong-derivative",
    "the sign of a term": "sign missing-term missing-path entries slip wrong-derivative wrong-point scale",
    "a factor dropped": "missing-factor missing-path scale entries slip wrong-derivative wrong-point missing-term broadcast",
    "mean for sum": "scale slip missing-term wrong-point missing-factor",
    "another function": "wrong-derivative wrong-point missing-factor extra-factor slip sign scale entries missing-term",
    "another exponent": "scale missing-factor extra-factor slip wrong-derivative wrong-point missing-term",
    "another name": "name wrong-point index slip entries product missing-term missing-path missing-factor scale",
}
"""What a mistake may truly be called that was made by misreading the formula of the cost so."""

HELD = Way("held constant", frozenset({"missing-path", "missing-term", "missing-factor", "entries", "diagonal", "scale", "slip"}))


@dataclass(frozen=True, slots=True)
class Made:
    """A wrong claim that was made: for which case and input, by which way, and what was found."""

    way: str
    causes: frozenset[str]
    case: Case
    claim: str
    finding: Finding | None = None

    @property
    def cause(self) -> str:
        return "unknown" if self.finding is None else self.finding.cause.value

    @property
    def word(self) -> str:
        """ "named", "unknown", or "otherwise": a cause that the way is not known for."""
        if self.cause in ("unknown", "shape"):
            return "unknown"
        return "named" if self.cause in self.causes else "otherwise"


def made(cases: Sequence[Case], seed: int = 0) -> Iterator[Made]:
    """One wrong claim for each case, where one can be made."""
    for number, case in enumerate(cases):
        rng = np.random.default_rng([seed, number])
        ways = [_misreading(way) for way in WAYS if way.name in MISREAD] + [HELD]
        for way in rng.permutation(len(ways)):
            found = _misread(case, ways[way], rng)
            if found is not None:
                yield found
                break


def _misreading(way: Way) -> Way:
    return replace(way, causes=frozenset(MISREAD[way.name].split()))


def _misread(case: Case, way: Way, rng: np.random.Generator) -> Made | None:
    """The gradient of a case whose cost was misread in one way, as a claim of the case; None where that is no wrong claim."""
    claims = [name for name, claim in case.claims.items() if isinstance(claim, str)]
    if not claims or case.complex or case.structure or case.point:
        return None
    name = str(rng.choice(claims))
    try:
        with np.errstate(all="ignore"):
            draw = drawn(Problem(case))
            shapes = {**draw.shapes, **{line: np.shape(value) for line, value in draw.intermediates.items()}}
            other = _held(case, name, shapes, rng) if way is HELD else _broken(case, way, shapes, rng)
            if other is None:
                return None
            text = derived(drawn(Problem(other)), name)
    except (GradcaseError, Unsupported, np.linalg.LinAlgError, SyntaxError, ValueError):
        return None
    claim = re.sub(r"\bheld_(\w+)", r"\1", text)
    wrong = replace(case, gradient={name: claim}, wrt=None, expect=Expectation())
    result = check(wrong)
    if result.verdict is not Verdict.FAIL or result.doubt is not None or all(map(_is_zero, result.inputs)):
        return None
    return Made(way.name, way.causes, wrong, claim, result.findings[0] if result.findings else None)


def _is_zero(found: InputResult) -> bool:
    """Whether the claim says that nothing changes: that is no gradient that anybody derives."""
    return found.claimed is not None and not np.any(np.asarray(found.claimed, dtype=np.float64))


def _broken(case: Case, way: Way, shapes: dict[str, tuple[int, ...]], rng: np.random.Generator) -> Case | None:
    """The case with its cost, or a line that it is made of, read otherwise."""
    formulas = _formulas(case)
    for place in rng.permutation(len(formulas)):
        key, text = formulas[place]
        broken = next(way.broken(text, shapes), None)
        if broken is not None:
            return _with(case, key, broken)
    return None


def _held(case: Case, name: str, shapes: dict[str, tuple[int, ...]], rng: np.random.Generator) -> Case | None:
    """The case with one use of a variable that depends on the input held constant."""
    uses = [
        (key, text, node)
        for key, text in _formulas(case)
        for node in tree.walk(read_alone(text))
        if isinstance(node, tree.Name) and (node.id == name or node.id in case.let)
    ]
    if len(uses) < 2:
        return None
    key, text, node = uses[int(rng.integers(len(uses)))]
    start, length = node.span
    held = f"held_{node.id}"
    constant = {held: f"rng.standard_normal({shapes[node.id]})"}
    other = _with(case, key, f"{text[:start]}{held}{text[start + length :]}")
    return replace(other, values={**other.values, **constant})


def _formulas(case: Case) -> list[tuple[str, str]]:
    """The formulas that lead to the cost, by their keys: what uses `dout` does not."""
    lines = [(key, text) for key, text in case.let.items() if "dout" not in text and key.isidentifier()]
    return [*lines, ("cost" if case.cost is not None else "output", str(case.cost or case.output))]


def _with(case: Case, key: str, text: str) -> Case:
    if key == "cost":
        return replace(case, cost=text)
    return replace(case, output=text) if key == "output" else replace(case, let={**case.let, key: text})


def of_table(name: str) -> Counter[str]:
    """How many findings of a table of mistakes have a cause that a teacher would name."""
    counts: Counter[str] = Counter()
    for entry in table(name):
        for mistake in entry["wrong"]:
            for finding in check(case_of(entry, mistake)).findings:
                cause = finding.cause.value
                counts[
                    "named" if cause in mistake["causes"] else "unknown" if cause in ("unknown", "shape") else "otherwise"
                ] += 1
    return counts


def main() -> None:
    parser = argparse.ArgumentParser("python -m tests.benchmarks causes", description=__doc__)
    parser.add_argument("--every", type=int, default=4, metavar="K", help="every K-th right case of the catalogue (4)")
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("-v", action="store_true", help="list what is unknown, and what is called otherwise")
    options = parser.parse_args()
    print("| claims | asked why | named | otherwise | unknown |\n" + "|---" * 5 + "|")
    for name in NAMES:
        print(_row(name, of_table(name)))
    found = list(made(right_cases(CATALOGUE)[:: options.every], options.seed))
    for way in (*MISREAD, HELD.name):
        print(_row(f"misread: {way}", Counter(each.word for each in found if each.way == way)))
    print(_row("**misread, all**", Counter(each.word for each in found)))
    for each in found if options.v else ():
        if each.word != "named":
            print(f"{each.word}: {each.case.name}: {each.way}: {each.claim}\n    {each.finding.message if each.finding else ''}")


def _row(name: str, counts: Counter[str]) -> str:
    return f"| {name} | {counts.total()} | {counts['named']} | {counts['otherwise']} | {counts['unknown']} |"


if __name__ == "__main__":
    main()
