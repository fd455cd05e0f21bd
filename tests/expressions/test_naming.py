"""What sizes, arrays and intermediates may be called."""

from __future__ import annotations

import pytest

from runner.expressions import check_name
from runner.expressions.functions import FUNCTIONS


@pytest.mark.parametrize("name", ["x", "W1", "theta_hat", "lam", "X" * 60, "f_np__sum", "v_x", "output", "match", "T"])
def test_an_ordinary_name_may_be_used(name: str) -> None:
    assert check_name(name) is None


@pytest.mark.parametrize(
    ("name", "why"),
    [
        ("lambda", "`lambda` is a keyword of Python; write `lam`"),
        ("None", "`None` is a keyword of Python"),
        ("np", "`np` is numpy"),
        ("rng", "`rng` is the generator of random numbers"),
        ("dout", "`dout` is the upstream gradient"),
        ("softmax", "`softmax` is a helper function"),
        ("sum", "`sum` is a builtin of Python"),
        ("input", "`input` is a builtin of Python"),
        ("X" * 61, "a name may have 60 characters"),
        *((name, "a name is made of ASCII letters, digits and underscores, and begins with a letter") for name in (
            "", "_x", "__class__", "1x", "x y", "x-y", "λ", "ｘ", "x\n", "x.y", "np.sum",
        )),
    ],
)  # fmt: skip
def test_a_name_that_cannot_be_used_is_told_why(name: str, why: str) -> None:
    assert check_name(name) == why


def test_no_function_that_is_called_by_a_bare_name_can_be_shadowed() -> None:
    assert all(check_name(name) for name in FUNCTIONS if name.isidentifier())
