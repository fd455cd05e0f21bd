"""Code of one's own, lent to case files: pairs of functions, caches, several gradients at once."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from tests.command import document_in, gradcase, write

LAYERS = """\
import random
import numpy as np

def affine_forward(x, w, b):
    print("forward is called")
    return x @ w + b, (x, w, b)

def affine_backward(dout, cache):
    x, w, b = cache
    return dout @ w.T, x.T @ dout, dout.sum(axis=0)

def wrong_backward(dout, cache):
    dx, dw, db = affine_backward(dout, cache)
    return dx, dw, -db

def dropout_forward(x, options):
    np_mask = np.random.rand(*x.shape) < options["p"]
    mask = np_mask * (random.random() < 2) / options["p"]
    return x * mask, mask

def dropout_backward(dout, mask):
    return dout * mask

calls = 0

def forgetful(x):
    global calls
    calls += 1
    return calls * x.sum()

def network(params, x):
    hidden = np.tanh(x @ params["W1"])
    out = hidden @ params["W2"]
    return float((out**2).sum()), {"W1": x.T @ ((2 * out @ params["W2"].T) * (1 - hidden**2)), "W2": hidden.T @ (2 * out)}

def fails(x):
    return deeper(x)

def deeper(x):
    return x.reshape(7)

def in_single(x):
    return np.tanh(x.astype(np.float32))
"""

PAIR = """\
name: affine
shapes: {x: [6, 4], W: [4, 3], b: [3]}
let: {"out, cache": "layers.affine_forward(x, W, b)"}
output: out
gradient: {"x, W, b": "layers.affine_backward(dout, cache)"}
"""


def results(folder: Path, *more: str, code: int = 0, **files: str) -> list[dict[str, Any]]:
    write(folder, **files)
    (folder / "layers.py").write_text(LAYERS)
    done = gradcase("cases", "--module", "layers", *more, cwd=folder)
    assert done.returncode == code, done.stdout + done.stderr
    (folder / "stdout").write_text(done.stdout)
    (folder / "stderr").write_text(done.stderr)
    found: list[dict[str, Any]] = document_in(folder / "reports")["results"]
    return found


def test_two_lines_check_a_pair_of_functions(tmp_path: Path) -> None:
    (result,) = results(tmp_path, a=PAIR)
    assert result["verdict"] == "PASS"
    assert [check["name"] for check in result["inputs"]] == ["x", "W", "b"]
    assert result["declared"]["gradient"]["W"] == "layers.affine_backward(dout, cache)[1]"


def test_a_wrong_one_of_several_is_named_with_its_fix(tmp_path: Path) -> None:
    (result,) = results(tmp_path, a=PAIR.replace("affine_backward", "wrong_backward"), code=1)
    (finding,) = result["findings"]
    assert (finding["input"], finding["cause"]) == ("b", "sign")
    assert finding["suggestion"] == "-layers.wrong_backward(dout, cache)[2]"


def test_masks_drawn_in_lent_code_are_the_same_on_both_sides(tmp_path: Path) -> None:
    text = """\
name: dropout
shapes: {x: [5, 4]}
let: {"out, mask": "layers.dropout_forward(x, {'p': 0.7})"}
output: out
gradient: layers.dropout_backward(dout, mask)
"""
    (result,) = results(tmp_path, a=text)
    assert result["verdict"] == "PASS"


def test_what_still_differs_is_an_error_that_says_what_to_do(tmp_path: Path) -> None:
    text = "name: forgetful\nshapes: {x: [3]}\ncost: layers.forgetful(x)\ngradient: np.ones(3)\n"
    (result,) = results(tmp_path, a=text, code=1)
    assert result["message"].startswith("cost: nondeterministic: two evaluations of the cost at the same point gave")
    assert "seeded before each lent call" in result["hint"]


def test_a_network_takes_and_gives_dictionaries(tmp_path: Path) -> None:
    text = """\
name: a network
shapes: {x: [5, 4], W1: [4, 3], W2: [3, 2]}
let: {"loss, grads": "layers.network({'W1': W1, 'W2': W2}, x)"}
cost: loss
gradient: {W1: "grads['W1']", W2: "grads['W2']"}
"""
    (result,) = results(tmp_path, a=text)
    assert result["verdict"] == "PASS"


def test_an_output_in_single_precision_is_judged_as_one(tmp_path: Path) -> None:
    text = """\
shapes: {x: [5, 4]}
output: layers.in_single(x)
gradient: dout * (1 - np.tanh(x)**2)
"""
    measured, fixed = results(tmp_path, a=f"name: a\n{text}h: auto\n", b=f"name: b\n{text}", code=1)
    assert measured["verdict"] == "PASS"
    assert "computed in single precision" in measured["message"]
    assert (fixed["verdict"], fixed["doubt"], fixed["witness"]["verdict"]) == ("FAIL", "rounding", "undecided")


def test_a_print_is_shown_once(tmp_path: Path) -> None:
    results(tmp_path, a=PAIR)
    assert (tmp_path / "stderr").read_text().count("forward is called") == 1
    assert "forward is called" not in (tmp_path / "stdout").read_text()


def test_a_tuple_of_other_length_is_an_error_with_its_place(tmp_path: Path) -> None:
    (result,) = results(tmp_path, a=PAIR.replace("out, cache", "out, cache, more"), code=1)
    assert result["verdict"] == "ERROR"
    assert "this gives 2 values, but there are 3 names: out, cache, more" in result["message"]
    assert result["fault"]["line"] == 3


def test_numpy_functions_that_give_several_arrays_are_taken_apart_too(tmp_path: Path) -> None:
    text = """\
name: eigenvalues
values: {A: "np.diag([1.0, 2.0, 4.0])"}
let: {"values, vectors": np.linalg.eigh(A)}
cost: np.sum(values**2)
wrt: A
gradient: 2 * A
method: full
"""
    (result,) = results(tmp_path, a=text.replace("2 * A", "2 * vectors @ np.diag(values) @ vectors.T"), code=0)
    assert result["verdict"] == "PASS"


def test_an_error_in_lent_code_is_told_with_its_calls(tmp_path: Path) -> None:
    text = "name: fails\nshapes: {x: [3]}\ncost: layers.fails(x)\ngradient: np.ones(3)\n"
    (result,) = results(tmp_path, a=text, code=1)
    assert [(call["function"], call["source"]) for call in result["trace"]] == [
        ("fails", "return deeper(x)"),
        ("deeper", "return x.reshape(7)"),
    ]
    out = (tmp_path / "stdout").read_text()
    assert "at      layers.py:37 in fails: return deeper(x)\n          layers.py:40 in deeper: return x.reshape(7)\n" in out


@pytest.mark.parametrize(
    ("change", "told"),
    [
        (("out, cache", "out, out"), "`out, out` cannot be a name in `let`: it holds a name twice"),
        (("out, cache", "out, np"), "`out, np` cannot be a name in `let`: it holds `np`, which has a fixed meaning"),
        (("out, cache", "out, x"), "`x` stands in `shapes` and in `let`"),
        (('"x, W, b"', '"x, W, y"'), "there is a claim for `y`, which is neither in `shapes` nor in `values`"),
        (('"layers.affine_backward(dout, cache)"}', "3}"), "`x, W, b` are claimed by an expression that gives a tuple"),
        (('cache)"}', 'cache)", W: "dout"}'), "`W` is claimed twice in `gradient`"),
    ],
)
def test_names_of_several_are_held_against_what_names_are(change: tuple[str, str], told: str, tmp_path: Path) -> None:
    write(tmp_path, a=PAIR.replace(*change))
    done = gradcase("cases", cwd=tmp_path)
    assert done.returncode == 2
    assert told in " ".join(done.stdout.split())
