"""Whether verdicts can be trusted, on functions that are hard but ordinary: `python -m tests.benchmarks.trust`.

Every function of `tests/differences/hard_set.py` is drawn at N points, each with a right claim and with claims wrong by 1 %, by
0.1 % and in sign. Counted is how often each rule rejects the right one and accepts the wrong ones; for gradcase only what it
says without a doubt. Peers are asked where they are installed, with their defaults. Then special points: entries of very
different size in one array, optima, jumps and what only looks like one, with complex steps and by values alone. Prints Markdown.
"""

from __future__ import annotations

import argparse
import sys
import warnings
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from importlib import import_module
from importlib.metadata import version
from typing import Any

import numpy as np

from runner.differences import FunctionCost, Line, central, measure
from runner.doubt import examine
from runner.measuring.compare import compare
from runner.model import Comparison, DoubtKind, Floats, Gradient
from tests.differences import special_set
from tests.differences.hard_set import MATRICES, SCALARS, WRONG, Hard

CLAIMS: dict[str, Callable[[Floats], Floats]] = {"right": lambda c: c, **WRONG}
ROUNDING = 4e-7
"""What a claim in single precision may be off by, in units of its largest entry."""
H, TOLERANCE = 1e-4, 1e-5


@dataclass(frozen=True, slots=True)
class Trial:
    """A cost at a point, with one claim."""

    hard: Hard
    x: Floats
    claim: Floats
    kind: str

    def cost(self, x: Any) -> float:
        with np.errstate(all="ignore"):
            return float(self.hard.cost(np.asarray(x, dtype=np.float64)))


Rule = Callable[[Trial], str]
"""A trial → "pass", "fail" or "undecided"."""


def trials(points: int, seed: int) -> Iterator[Trial]:
    for hard in (*SCALARS, *MATRICES):
        rng = np.random.default_rng(seed)
        for _ in range(points):
            x = hard.point(rng)
            right = hard.claim(x)
            for kind, make in CLAIMS.items():
                yield Trial(hard, x, make(right), kind)


def _compared(trial: Trial) -> tuple[FunctionCost, Gradient, Comparison]:
    cost = FunctionCost(trial.hard.cost, analytic=trial.hard.analytic)
    with np.errstate(all="ignore"):
        gradient = central(cost, trial.x, H, center=trial.cost(trial.x))
        return cost, gradient, compare("x", trial.claim, gradient.value, TOLERANCE)


def gradcheck_naive(trial: Trial) -> str:
    """The rule of CS224n, which is that of the verdicts here."""
    return _word(_compared(trial)[2].passes)


def _examined(trial: Trial) -> tuple[str, str | None, bool]:
    """The rule's verdict, the witness's, and whether there is a doubt."""
    cost, gradient, comparison = _compared(trial)
    rounding = ROUNDING * float(np.max(np.abs(trial.claim))) if trial.hard.single else 0.0
    witness, doubt, *_ = examine(cost, trial.x, gradient, comparison, center=trial.cost(trial.x), claim_rounding=rounding)
    return _word(comparison.passes), None if witness is None else witness.verdict, doubt is not None


def gradcase(trial: Trial) -> str:
    """The verdict, where it stands without a doubt."""
    verdict, _, doubt = _examined(trial)
    return "undecided" if doubt else verdict


def gradcase_witness(trial: Trial) -> str:
    """The witness's word where it was called, else the rule's."""
    verdict, witness, _ = _examined(trial)
    return verdict if witness is None else {"right": "pass", "wrong": "fail"}.get(witness, "undecided")


def _word(passes: bool) -> str:
    return "pass" if passes else "fail"


def torch_rule(fast: bool) -> Rule | None:
    """`torch.autograd.gradcheck` on a function whose backward pass is the claim."""
    with suppress(ImportError):
        torch: Any = import_module("torch")
        torch.set_num_threads(1)

        def rule(trial: Trial) -> str:
            class Claimed(torch.autograd.Function):  # type: ignore[misc]
                @staticmethod
                def forward(ctx: Any, x: Any) -> Any:
                    return torch.tensor(trial.cost(x.detach().numpy()), dtype=torch.float64)

                @staticmethod
                def backward(ctx: Any, upstream: Any) -> Any:
                    return upstream * torch.tensor(trial.claim, dtype=torch.float64)

            x = torch.tensor(trial.x, dtype=torch.float64, requires_grad=True)
            return _word(torch.autograd.gradcheck(Claimed.apply, (x,), fast_mode=fast, raise_exception=False))

        return rule
    return None


def jax_rule() -> Rule | None:
    """`jax.test_util.check_vjp`, what `check_grads` calls in reverse mode."""
    with suppress(ImportError):
        jax: Any = import_module("jax")
        jax.config.update("jax_enable_x64", True)
        util: Any = import_module("jax.test_util")

        def rule(trial: Trial) -> str:
            def f(x: Any) -> Any:
                return np.float64(trial.cost(x))

            def vjp(x: Any) -> Any:
                return f(x), lambda upstream: (np.asarray(upstream) * trial.claim,)

            try:
                util.check_vjp(f, vjp, (trial.x,))
            except AssertionError:
                return "fail"
            return "pass"

        return rule
    return None


def autograd_rule() -> Rule | None:
    """`autograd.test_util.check_vjp` on a primitive whose vector-Jacobian product is the claim."""
    with suppress(ImportError):
        extend: Any = import_module("autograd.extend")
        util: Any = import_module("autograd.test_util")

        def rule(trial: Trial) -> str:
            f = extend.primitive(trial.cost)
            extend.defvjp(f, lambda value, x: lambda upstream: upstream * trial.claim)
            try:
                util.check_vjp(f, trial.x)
            except AssertionError:
                return "fail"
            return "pass"

        return rule
    return None


def rules() -> dict[str, Rule]:
    """Every rule that can be asked here, by the name it has in the table."""
    found: dict[str, Rule | None] = {
        "gradcase, without a doubt": gradcase,
        "gradcase's witness": gradcase_witness,
        "`gradcheck_naive` (CS224n)": gradcheck_naive,
        "torch `gradcheck`": torch_rule(fast=False),
        "torch `gradcheck`, fast mode": torch_rule(fast=True),
        "JAX `check_grads`": jax_rule(),
        "autograd `check_grads`": autograd_rule(),
    }
    return {name: rule for name, rule in found.items() if rule is not None}


def verdicts(asked: dict[str, Rule], points: int, seed: int) -> dict[str, Counter[tuple[str, str]]]:
    """Rule → how often it gave which word for which kind of claim."""
    counts: dict[str, Counter[tuple[str, str]]] = {name: Counter() for name in asked}
    for trial in trials(points, seed):
        for name, rule in asked.items():
            counts[name][trial.kind, rule(trial)] += 1
    return counts


def coverage(points: int, seed: int) -> tuple[int, int, int]:
    """Of so many measured slopes, how many are undecided, and how many lie farther from the truth than their error bar.

    The exact formulas are themselves good to a few last places, which are added to the bar.
    """
    total = undecided = outside = 0
    for hard in (*SCALARS, *MATRICES):
        rng = np.random.default_rng(seed)
        for _ in range(points):
            x = hard.point(rng)
            truth = float(np.asarray(hard.gradient(x)).reshape(-1)[0])
            scale = float(np.max(np.abs(hard.gradient(x))))
            found = measure(Line(FunctionCost(hard.cost, analytic=hard.analytic), x, [0]))
            total += 1
            undecided += not found.decided
            outside += found.decided and abs(found.value - truth) > found.error + 64 * float(np.spacing(scale))
    return total, undecided, outside


SPECIAL = (
    "claims",
    "wrong verdict, no doubt",
    "wrong witness",
    "false kink",
    "jump not told",
    "right and doubtful",
    "zero and doubtful",
)


def special(group: str, points: int, seed: int, *, opaque: bool) -> Counter[str]:
    """What is false of verdicts, witnesses and doubts on the claims of a group, and how often right passing ones are doubtful."""
    counts: Counter[str] = Counter()
    for claim in special_set.drawn(group, points, seed):
        point = claim.special
        if claim.hidden and opaque:
            continue
        cost = FunctionCost(point.cost, analytic=point.analytic and not opaque)
        with np.errstate(all="ignore"):
            center = cost(point.x)
            gradient = central(cost, point.x, H, center=center)
            comparison = compare("x", claim.value, gradient.value, TOLERANCE)
        witness, doubt, *_ = examine(cost, point.x, gradient, comparison, center=center)
        counts["claims"] += 1
        if claim.right is None:
            counts["jump not told"] += doubt is None or doubt.kind is not DoubtKind.JUMP
            continue
        counts["wrong verdict, no doubt"] += comparison.passes != claim.right and doubt is None
        counts["wrong witness"] += witness is not None and witness.verdict == ("wrong" if claim.right else "right")
        counts["false kink"] += doubt is not None and doubt.kind is DoubtKind.KINK and "|x" not in point.name
        doubtful = claim.right and comparison.passes and doubt is not None
        counts["right and doubtful"] += doubtful
        counts["zero and doubtful"] += doubtful and group == "optima"
    return counts


def special_points(points: int, seed: int) -> str:
    lines = ["| special points | " + " | ".join(SPECIAL) + " |", "|" + " --- |" * (len(SPECIAL) + 1)]
    for group in special_set.GROUPS:
        for opaque in (False, True):
            counts = special(group, points, seed, opaque=opaque)
            how = "by values" if opaque else "complex"
            lines.append(f"| {group}, {how} | " + " | ".join(str(counts[column]) for column in SPECIAL) + " |")
    return "\n".join(lines)


def markdown(counts: dict[str, Counter[tuple[str, str]]]) -> str:
    lines = [
        "| rule | right rejected | 1 % off accepted | 0.1 % off accepted | sign accepted | undecided or in doubt |",
        "|" + " --- |" * 6,
    ]
    for name, found in counts.items():
        each = sum(found.values()) / len(CLAIMS)
        wrong = [("right", "fail"), ("1 % off", "pass"), ("0.1 % off", "pass"), ("sign", "pass")]
        undecided = sum(found[kind, "undecided"] for kind in CLAIMS) / len(CLAIMS)
        cells = [found[pair] / each for pair in wrong] + [undecided / each]
        lines.append(f"| {name} | " + " | ".join(_percent(cell) for cell in cells) + " |")
    return "\n".join(lines)


def _percent(share: float) -> str:
    return "0" if share == 0 else f"{100 * share:.2g} %"


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks.trust", description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--points", type=int, default=20, help="points for each function (20)")
    parser.add_argument("--seed", type=int, default=0)
    options = parser.parse_args()
    warnings.simplefilter("ignore")
    asked = rules()
    functions = len(SCALARS) + len(MATRICES)
    print(markdown(verdicts(asked, options.points, options.seed)))
    total, undecided, outside = coverage(options.points, options.seed)
    packages = ", ".join(f"{name} {version(name)}" for name in ("numpy", "torch", "jax", "autograd") if name in sys.modules)
    print(f"\n{functions} functions at {options.points} points each, four claims at each point; {packages}.")
    print(f"\n{special_points(options.points, options.seed)}\n")
    print(f"Error bars: of {total} slopes measured, {undecided} were undecided and {outside} outside their bar.")


if __name__ == "__main__":
    main()
