"""The vocabulary as it is shown."""

from __future__ import annotations

from collections.abc import Callable

from runner.expressions import describe
from runner.expressions.functions import FUNCTIONS


def test_the_whole_vocabulary(golden: Callable[[str, str], None]) -> None:
    lines = []
    for group, functions in describe():
        lines += [f"# {group}", *(f"{signature:60} {meaning}" for signature, meaning in functions), ""]
    golden("expressions/functions.txt", "\n".join(lines))


def test_every_function_is_shown_once() -> None:
    shown = "\n".join(f"{signature} {meaning}" for _, functions in describe() for signature, meaning in functions)
    for name, function in FUNCTIONS.items():
        other = function.signature if not name.isidentifier() and "." not in name else name
        assert other in shown


def test_a_function_is_shown_with_its_other_names() -> None:
    reductions = dict(dict(describe())["reductions"])
    assert reductions["np.max(x, axis=None, *, keepdims=False)"] == "largest; also np.amax, .max"
