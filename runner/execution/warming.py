"""Everything that a check may need, loaded before it is needed.

Python and numpy load parts of themselves when they are first used. A worker may open no file once its limits are set,
so all of it is used once before, on cases that go every way a case can go. A forked worker inherits what is loaded.
"""

from __future__ import annotations

from functools import cache
from importlib import import_module
from pkgutil import walk_packages

from runner.checker import check
from runner.model import Case

ROOMS = ("runner.expressions", "runner.differences", "runner.doubt", "runner.diagnoses")
"""The rooms that load some of their modules only where a case needs them."""

CASES = (
    Case(output="x @ W + rng.random(3)", shapes={"x": (2, 2), "W": (2, 3)}, gradient={"x": "dout @ W.T", "W": "x.T @ dout"}),
    Case(cost="np.sum(W.dot(x))", shapes={"W": (2, 2), "x": (2, 2)}, wrt="x", gradient="W"),
    Case(cost="np.linalg.slogdet(A)[1] + np.einsum('ii', A)", values={"A": "2 * np.eye(2)"}, wrt="A", gradient="A", h="auto"),
    Case(cost="np.sum(abs(x))", values={"x": (0.0, 1.0)}, wrt="x", gradient="np.sign(x)", dtype="float32"),
    Case(cost="np.sum(x**2)", shapes={"x": (2,)}, gradient="3 * x", method="probe"),
    Case(cost="np.sum(x.reshape(3))", shapes={"x": (2,)}, gradient="x"),
    Case(cost="np.sum(y)", shapes={"x": (2,)}, gradient="x"),
)


@cache
def warm_up() -> None:
    """Load every module of the rooms, then check cases that pass, fail and end in an error; once in a process."""
    import_module("numpy.ma")  # np.median loads it
    for room in ROOMS:
        for module in walk_packages(import_module(room).__path__, f"{room}."):
            import_module(module.name)
    for case in CASES:
        check(case)
