"""The rows about one case: the time of a check, and how often it evaluates the cost."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import numpy as np

from runner.checking.checker import check
from runner.differences import central
from runner.measuring.compare import compare
from runner.measuring.gradients import measure
from runner.model import Case
from runner.problem import Draw, Problem, drawn
from tests.benchmarks import peers
from tests.benchmarks.naive import gradcheck_naive
from tests.benchmarks.table import Row, bounded, faster
from tests.benchmarks.timing import Way, in_turns
from tests.benchmarks.workloads import Workload, many_entries, matrix_product, network

PRODUCT = "numerical gradient and comparison, 10×3 matrix product"
NETWORK = "every entry of the 1,000 weights of a two-layer network"
MILLION = 1_000_000


def rows(turns: int) -> Iterator[Row]:
    """All of them, as they are measured."""
    yield from product_rows(turns)
    yield from network_rows(turns)
    yield from evaluation_rows()
    yield from dense_rows()
    yield blunt_row()


def product_rows(turns: int) -> Iterator[Row]:
    workload = matrix_product()
    loaded = full_check(drawn(Problem(workload.case)))
    alone: dict[str, Way] = {
        "ours": loaded,
        "all": lambda: check(workload.case),
        "floor": workload.floor,
        "naive": naive(workload),
    }
    times = in_turns(alone, turns)  # before the peers are loaded: their threads slow every allocation down
    yield faster(PRODUCT, "`gradcheck_naive`", times["ours"], times["naive"], 20)
    yield faster("`check(case)`, all included", "`gradcheck_naive`", times["all"], times["naive"], 5)
    yield faster(PRODUCT, "the floor: the same in one call of bare numpy", times["ours"], times["floor"], None)
    ways = {
        "ours": loaded,
        "torch": peers.torch_gradcheck(workload),
        "autograd": peers.autograd_check_grads(workload),
        "jax": peers.jax_check_grads(workload),
        "scipy": peers.scipy_check_grad(workload),
        "numdifftools": peers.numdifftools_gradient(workload),
    }
    times = in_turns({name: way for name, way in ways.items() if way is not None}, turns)
    ours = times["ours"]
    yield faster(PRODUCT, "`torch.autograd.gradcheck`", ours, times.get("torch"), 50)
    yield faster(PRODUCT, "`autograd`'s `check_grads` (one direction)", ours, times.get("autograd"), 4)
    yield faster(PRODUCT, "`jax.test_util.check_grads` (one direction)", ours, times.get("jax"), None)
    yield faster(PRODUCT, "`scipy.optimize.check_grad`", ours, times.get("scipy"), None)
    yield faster(PRODUCT, "`numdifftools.Gradient`", ours, times.get("numdifftools"), None)


def network_rows(turns: int) -> Iterator[Row]:
    workload = network()
    draw = drawn(Problem(workload.case))
    ways = {
        "ours": full_check(draw),
        "floor": workload.floor,
        "naive": naive(workload),
        "torch": peers.torch_gradcheck(workload),
        "autograd": peers.autograd_check_grads(workload),
    }
    times = in_turns({name: way for name, way in ways.items() if way is not None}, turns)
    yield faster(NETWORK, "`gradcheck_naive`", times["ours"], times["naive"], 4)
    yield faster(NETWORK, "torch's slow mode", times["ours"], times.get("torch"), 3)
    yield faster(NETWORK, "the floor: the same in blocks of bare numpy", times["ours"], times["floor"], None)
    yield from direction_rows(workload, turns)


def direction_rows(workload: Workload, turns: int) -> Iterator[Row]:
    for work, method in (("the same network, `auto`", "auto"), ("the same network, `probe`: 20 directions each", "probe")):
        ways = {
            "ours": measured(replace(workload.case, method=method)),  # type: ignore[arg-type]
            "torch": peers.torch_gradcheck(workload, fast=True),
        }
        times = in_turns({name: way for name, way in ways.items() if way is not None}, turns)
        yield faster(
            work, "torch's fast mode (one direction)", times["ours"], times.get("torch"), 1 if method == "auto" else None
        )


def evaluation_rows() -> Iterator[Row]:
    """Counted exactly: `evaluations` is the number of points at which the cost was evaluated."""
    right = check(many_entries(MILLION))
    if right.verdict != "PASS":
        raise AssertionError(right.message)
    yield bounded("1,000,000 entries, right", "cost evaluations", right.evaluations, 64)
    wrong = check(many_entries(MILLION, wrong=True))
    first = wrong.inputs[0].first_wrong
    found = wrong.verdict == "FAIL" and first is not None and first.index == (500, 333)
    named = "the entry named" if found else "the entry not named"
    row = bounded("1,000,000 entries, one wrong", f"cost evaluations of the whole check, {named}", wrong.evaluations, 150)
    yield replace(row, met=row.met and found)
    search = measured_evaluations(many_entries(MILLION, wrong=True))
    yield bounded("the same", "cost evaluations of the search, before its verdict is doubted and explained", search, 150)


def dense_rows() -> Iterator[Row]:
    """A claim that is wrong everywhere, beside the right one: what is counted is the whole check."""
    for size, what in ((1000, "1,000"), (MILLION, "1,000,000")):
        right, wrong = (check(replace(many_entries(size), gradient=claim)) for claim in (many_entries(size).gradient, "-x"))
        if (right.verdict, wrong.verdict) != ("PASS", "FAIL"):
            raise AssertionError(wrong.message)
        counted = f"cost evaluations of the whole check, {right.evaluations} where it is right"
        yield bounded(f"{what} entries, all wrong", counted, wrong.evaluations, 3 * right.evaluations)
        yield bounded("the same", f"seconds, {right.seconds:.2g} where it is right", wrong.seconds, max(0.1, 3 * right.seconds))


def blunt_row() -> Row:
    """A claim that is wrong everywhere, by less than is tolerated: the rule passes it, and the doubt must find it out."""
    case = many_entries(MILLION)
    small = replace(case, cost=f"1e-6 * ({case.cost})", gradient=f"1.01e-6 * ({case.claims['x']})")
    result = check(small)
    if result.witness is None or result.witness.verdict != "wrong":
        raise AssertionError(result.message)
    return bounded(
        "1,000,000 entries, all 1 % off and below the tolerance", "cost evaluations of the whole check", result.evaluations, 250
    )


def full_check(draw: Draw) -> Way:
    """The numerical gradient of a loaded case and its comparison with the claims, by the contract's central difference.

    As for `gradcheck_naive`, the cost is there as a function beforehand, and the claims are computed in the check. numpy would
    warn of numbers that are not finite, and there are none.
    """
    case = draw.problem.case
    costs = {name: draw.cost(name) for name in case.claims}

    def run() -> None:
        for name, cost in costs.items():
            gradient = central(cost, draw.input(name), 1e-4)
            if not compare(name, draw.claim(name), gradient.value, case.tolerance).passes:
                raise AssertionError(f"the claim for {name} is right")

    return run


def measured(case: Case) -> Way:
    """The same by the method of the case."""
    draw = drawn(Problem(case))

    def run() -> None:
        with np.errstate(all="ignore"):
            for name in case.claims:
                cost = draw.cost(name)
                if not measure(draw, cost, cost(draw.input(name))).comparison.passes:
                    raise AssertionError(f"the claim for {name} is right")

    return run


def measured_evaluations(case: Case) -> int:
    """How often the measurement alone evaluates the cost."""
    draw = drawn(Problem(case))
    with np.errstate(all="ignore"):
        cost = draw.cost("x")
        measure(draw, cost, cost(draw.input("x")))
    return cost.evaluations


def naive(workload: Workload) -> Way:
    """`gradcheck_naive` on the same cost, the gradient written by hand."""
    f, x = workload.naive()

    def run() -> None:
        if gradcheck_naive(f, x) is not None:
            raise AssertionError("gradcheck_naive found a right gradient wrong")

    return run
