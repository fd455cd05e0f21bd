"""Documents (the contents of results.json) to render in tests: small ones that show everything, and large ones.

They are built by hand, so that the tests of a report need no other part of the house; numbers come from the
contract's own formula.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, TypeAlias

import numpy as np
import numpy.typing as npt

Document: TypeAlias = dict[str, Any]
Array: TypeAlias = npt.NDArray[np.float64]

SEED_QUESTION = 'the question "numerical gradient check does not work for matrices"'


def document(results: Sequence[Document], faults: Sequence[Document] = (), **more: Any) -> Document:
    """A whole document around the results."""
    verdicts = [result["verdict"] for result in results]
    expected = sum(result["as_expected"] for result in results)
    return {
        "format": 1,
        "version": "0.1.0",
        "generated": "2025-03-14T15:09:26+00:00",
        "command": "gradcase cases/",
        "environment": {"python": "3.12.3", "numpy": "2.1.0", "BLAS": "OpenBLAS 0.3.27", "machine": "x86_64, Linux"},
        "interrupted": False,
        "summary": {
            "cases": len(results),
            "as_expected": expected,
            "unexpected": len(results) - expected,
            **{name: verdicts.count(name.upper()) for name in ("pass", "fail", "error", "timeout")},
            "doubtful": sum(result["doubt"] not in (None, result["expected_doubt"]) for result in results),
            "faults": len(faults),
            "seconds": 0.4213,
        },
        "faults": list(faults),
        "results": list(results),
        **more,
    }


def result(name: str, file: str = "cases/seed/matrix_product.yaml", **more: Any) -> Document:
    """A result with every key of the document; a passing one unless told otherwise."""
    stem = file.removeprefix("cases/").removesuffix(".yaml")
    base: Document = {
        "id": f"{stem}::{name}",
        "file": file,
        "line": 1,
        "column": 1,
        "last_line": 5,
        "name": name,
        "description": None,
        "source": None,
        "hints": 2,
        "tags": [],
        "verdict": "PASS",
        "expected": "pass",
        "expected_cause": None,
        "expected_doubt": None,
        "as_expected": True,
        "surprise": None,
        "cause": None,
        "doubt": None,
        "doubt_message": None,
        "better_h": None,
        "witness": None,
        "message": "",
        "lost": False,
        "unexplained": [],
        "derived": [],
        "hint": None,
        "suggestion": None,
        "findings": [],
        "declared": declared(),
        "shapes": {},
        "inputs": [],
        "value": None,
        "evaluations": 0,
        "seconds": 0.0012,
        "seed": 0,
        "h": 1e-4,
        "tolerance": 1e-5,
        "dtype": "float64",
        "method": "auto",
        "place": None,
        "fault": None,
        "yaml": None,
    }
    return base | more


def declared(
    cost: str | None = None, gradient: Mapping[str, str] | None = None, output: str | None = None, **more: Mapping[str, Any]
) -> Document:
    """What the case says, as text; `more` may be `let`, `sizes`, `shapes`, `values`."""
    return {
        "cost": cost,
        "output": output,
        "let": dict(more.get("let", {})),
        "gradient": dict(gradient or {}),
        "sizes": dict(more.get("sizes", {})),
        "shapes": dict(more.get("shapes", {})),
        "values": dict(more.get("values", {})),
    }


def checked(name: str, claimed: Array, numerical: Array, tolerance: float = 1e-5, curve: Document | None = None) -> Document:
    """What the check of one input found."""
    same = claimed.shape == numerical.shape
    entries = _entries(claimed, numerical) if same else []
    wrong = [entry for entry in entries if not entry["relative"] <= tolerance]
    ranked = sorted(entries, key=lambda entry: -entry["relative"])
    return {
        "name": name,
        "shape": list(numerical.shape),
        "entries": numerical.size,
        "wrong": len(wrong) if same else numerical.size,
        "first_wrong": _as_json(wrong[0]) if wrong else None,
        "worst": _as_json(ranked[0]) if ranked else None,
        "max_relative": _number(ranked[0]["relative"]) if ranked else None,
        "message": _sentence(name, claimed, numerical, wrong),
        "h": 1e-4,
        "method": "full",
        "limit": None,
        "claimed_shape": list(claimed.shape),
        "claimed": _nested(claimed.tolist()) if claimed.size <= 1024 else None,
        "numerical": _nested(numerical.tolist()) if numerical.size <= 1024 else None,
        "table": [_as_json(entry) for entry in ranked[:10]] if wrong else [],
        "curve": curve,
        "measured": None,
        "picture": None,
        "values": None,
    }


def _entries(claimed: Array, numerical: Array) -> list[Document]:
    entries = []
    for index in np.ndindex(numerical.shape):
        c, n = float(claimed[index]), float(numerical[index])
        absolute = abs(n - c)
        relative = absolute / max(1.0, abs(n), abs(c)) if np.isfinite(absolute) else np.inf
        entries.append({"index": list(index), "claimed": c, "numerical": n, "absolute": absolute, "relative": relative})
    return entries


def _sentence(name: str, claimed: Array, numerical: Array, wrong: Sequence[Document]) -> str:
    if claimed.shape != numerical.shape:
        return f"the claim for `{name}` has shape {claimed.shape}, but `{name}` has shape {numerical.shape}"
    if not wrong:
        return f"all {numerical.size} entries of `{name}` agree"
    first = wrong[0]
    extent = "all" if len(wrong) == numerical.size else f"{len(wrong)} of"
    return (
        f"{extent} {numerical.size} entries of `{name}` are wrong, the first `{name}{first['index']}`: "
        f"claimed {first['claimed']:.6g}, numerical {first['numerical']:.6g}"
    )


def _as_json(entry: Document) -> Document:
    return {key: value if key == "index" else _number(value) for key, value in entry.items()}


def _number(value: float) -> float | str:
    if np.isfinite(value):
        return value
    return "NaN" if np.isnan(value) else "Infinity" if value > 0 else "-Infinity"


def _nested(value: Any) -> Any:
    return [_nested(item) for item in value] if isinstance(value, list) else _number(value)


def curve(h_best: float, rounding: float, slope: float, index: Sequence[int] = (0, 0)) -> Document:
    """The error of a central difference against its step: truncation `slope`·h² and rounding `rounding`/h."""
    steps = [10.0**-exponent for exponent in range(1, 13)]
    wobble = [1.0, 0.7, 1.3, 0.9, 1.1, 0.6, 1.2, 0.8, 1.4, 0.9, 1.1, 0.7]
    errors = [slope * h**2 + rounding / h * factor for h, factor in zip(steps, wobble, strict=True)]
    return {"index": list(index), "steps": steps, "errors": errors, "best_step": h_best, "rounding": rounding}


def passing() -> Document:
    """A right gradient."""
    rng = np.random.default_rng(0)
    W, _ = rng.standard_normal((5, 10)), rng.standard_normal((10, 3))
    gradient = W.T @ np.ones((5, 3))
    check = checked("x", gradient, gradient + 3e-12 * rng.standard_normal((10, 3)))
    return result(
        "the sum of W.dot(x) / has the column sums of W as its gradient",
        line=12,
        last_line=19,
        source=SEED_QUESTION,
        description="Each entry x[j, k] is multiplied with the column W[:, j] and all products are summed,\n"
        "so its gradient is the sum of that column.",
        tags=["seed", "matmul"],
        message=check["message"],
        declared=declared("np.sum(W.dot(x))", {"x": "W.T @ np.ones((5, 3))"}, shapes={"W": "[5, 10]", "x": "[10, 3]"}),
        shapes={"W": [5, 10], "x": [10, 3]},
        inputs=[check],
        evaluations=61,
        yaml=_yaml(12, None, *_SEED_YAML, "gradient: W.T @ np.ones((5, 3))"),
    )


_SEED_YAML = (
    "name: the sum of W.dot(x)",
    "shapes: {W: [5, 10], x: [10, 3]}  # a W that is wider than high",
    "cost: np.sum(W.dot(x))",
)


def _yaml(first: int, marked: int | None, *lines: str) -> Document:
    return {"first_line": first, "lines": list(lines), "marked": marked}


def failing_as_documented() -> Document:
    """A wrong claim that the case expects to fail, of another shape than its input."""
    rng = np.random.default_rng(0)
    W = rng.standard_normal((5, 10))
    gradient = W.T @ np.ones((5, 3))
    check = checked("x", W, gradient)
    finding = {
        "cause": "product",
        "input": "x",
        "message": "the claim `W` is the gradient of `np.sum(W * x)`; the cost uses the matrix product",
        "evidence": "with square arrays of fresh draws the claim agrees with the gradient of `np.sum(W * x)` in all 25 entries",
        "suggestion": "W.T @ np.ones((5, 3))",
        "also": None,
    }
    return result(
        "the sum of W.dot(x) / does not have W as its gradient",
        line=20,
        last_line=25,
        source=SEED_QUESTION,
        tags=["seed", "matmul"],
        verdict="FAIL",
        expected="fail",
        expected_cause="product",
        cause="product",
        message=check["message"],
        suggestion=finding["suggestion"],
        findings=[finding],
        declared=declared("np.sum(W.dot(x))", {"x": "W"}, shapes={"W": "[5, 10]", "x": "[10, 3]"}),
        shapes={"W": [5, 10], "x": [10, 3]},
        inputs=[check],
        evaluations=61,
        place={"file": "cases/seed/matrix_product.yaml", "line": 23, "column": 11},
        yaml=_yaml(20, 23, *_SEED_YAML, "gradient: W", "expect: fail"),
    )


def unexpected_failure() -> Document:
    """A claim with the factor 2 forgotten, which the case says is right."""
    rng = np.random.default_rng(3)
    A, b, x = rng.standard_normal((6, 4)), rng.standard_normal(6), rng.standard_normal(4)
    right = 2 * A.T @ (A @ x - b)
    check = checked("x", right / 2, right + 1e-11 * rng.standard_normal(4), curve=curve(1e-2, 2e-15, 0.0, [2]))
    finding = {
        "cause": "scale",
        "input": "x",
        "message": "the claim is 1/2 of the right gradient",
        "evidence": "claim · 2 agrees with the numerical gradient in all 4 entries, here and at two other random inputs",
        "suggestion": "2 * (A.T @ (A @ x - b))",
        "also": None,
    }
    return result(
        "least squares has AT r as its gradient",
        "cases/optimisation/least_squares.yaml",
        line=7,
        last_line=14,
        description="The residual r = A x - b is squared and summed.",
        tags=["optimisation", "norm"],
        verdict="FAIL",
        as_expected=False,
        surprise="expected PASS, got FAIL",
        cause="scale",
        message=check["message"],
        suggestion=finding["suggestion"],
        findings=[finding],
        declared=declared(
            "np.sum(r**2)",
            {"x": "A.T @ r"},
            let={"r": "A @ x - b"},
            sizes={"m": 6, "n": 4},
            shapes={"A": "[m, n]", "b": "[m]", "x": "[n]"},
        ),
        shapes={"A": [6, 4], "b": [6], "x": [4]},
        inputs=[check],
        evaluations=9,
        seed=3,
        place={"file": "cases/optimisation/least_squares.yaml", "line": 13, "column": 11},
        witness={"verdict": "wrong", "index": [2], "value": float(right[2]), "error": 3e-14, "method": "complex step"},
        yaml=_yaml(
            7,
            13,
            "name: least squares has AT r as its gradient",
            "tags: [optimisation, norm]",
            "sizes: {m: 6, n: 4}",
            "shapes: {A: [m, n], b: [m], x: [n]}",
            "let: {r: A @ x - b}",
            "cost: np.sum(r**2)",
            "gradient: A.T @ r",
            "wrt: x",
        ),
    )


def doubtful() -> Document:
    """A right claim that the rule rejects, since its step is too long for so curved a cost."""
    x = np.linspace(0.1, 2.0, 12).reshape(3, 4)
    claim = 40 * np.cos(40 * x)
    check = checked("x", claim, claim * (1 - 40**2 * 1e-2**2 / 6), curve=curve(2e-5, 4e-15, 1.1e4, [1, 2]))
    check["h"] = 1e-2
    return result(
        "a fast oscillation differenced with a long step",
        "cases/hard/oscillation.yaml",
        line=1,
        last_line=6,
        tags=["hard", "trigonometric"],
        verdict="FAIL",
        as_expected=False,
        surprise="expected PASS, got FAIL",
        cause="unknown",
        doubt="truncation",
        doubt_message="The step h = 0.01 is too long for this cost: its truncation error at `x[1, 2]` is about 1.1, far above "
        "the tolerance. The claim agrees with a difference that measures its own error.",
        better_h=2e-5,
        message=check["message"],
        findings=[
            {
                "cause": "unknown",
                "input": "x",
                "message": "the claim is wrong in no way that is known here",
                "evidence": "",
                "suggestion": None,
                "also": None,
            }
        ],
        declared=declared("np.sum(np.sin(40 * x))", {"x": "40 * np.cos(40 * x)"}, values={"x": "np.linspace(0.1, 2.0, 12)"}),
        shapes={"x": [3, 4]},
        inputs=[check],
        evaluations=25,
        h=1e-2,
        witness={"verdict": "right", "index": [1, 2], "value": float(claim[1, 2]), "error": 2.1e-13, "method": "complex step"},
        yaml=_yaml(
            1,
            5,
            "name: a fast oscillation differenced with a long step",
            "values: {x: 'np.linspace(0.1, 2.0, 12).reshape(3, 4)'}",
            "cost: np.sum(np.sin(40 * x))",
            "h: 1e-2",
            "gradient: 40 * np.cos(40 * x)",
        ),
    )


def doubtful_kink() -> Document:
    """A passing claim of a cost that bends right beside the point."""
    check = checked("x", np.array([1.0, 0.0, 1.0]), np.array([1.0, 0.0, 1.0]))
    return result(
        "a rectifier beside its kink",
        "cases/hard/kink.yaml",
        tags=["hard", "activation"],
        doubt="kink",
        doubt_message="At `x[1]` the slope from the left is 0 and from the right 1: the claim 0 lies between them.",
        message=check["message"],
        declared=declared("np.sum(relu(x))", {"x": "np.where(x > 0, 1.0, 0.0)"}, values={"x": "[0.5, 0.0, 2.0]"}),
        shapes={"x": [3]},
        inputs=[check],
        evaluations=7,
        witness={"verdict": "undecided", "index": [1], "value": 0.5, "error": 0.5, "method": "ladder of steps"},
    )


def error() -> Document:
    """An expression that cannot be evaluated."""
    source = "cost: np.sum(W @ xx)"
    return result(
        "an error in the cost",
        "cases/drafts/typo.yaml",
        verdict="ERROR",
        as_expected=False,
        surprise="expected PASS, got ERROR",
        message="`cost`: `xx` is not defined",
        hint="did you mean `x`?",
        declared=declared("np.sum(W @ xx)", {"x": "W.T @ np.ones((5, 3))"}, shapes={"W": "[5, 10]", "x": "[10, 3]"}),
        place={"file": "cases/drafts/typo.yaml", "line": 3, "column": 18},
        fault={
            "file": "cases/drafts/typo.yaml",
            "line": 3,
            "column": 18,
            "message": "`cost`: `xx` is not defined",
            "hint": "did you mean `x`?",
            "source": source,
            "length": 2,
            "also": None,
        },
        yaml=_yaml(
            1, 3, "name: an error in the cost", "shapes: {W: [5, 10], x: [10, 3]}", source, "gradient: W.T @ np.ones((5, 3))"
        ),
    )


def timeout() -> Document:
    """A case that was stopped."""
    return result(
        "a power that takes for ever",
        "cases/drafts/slow.yaml",
        verdict="TIMEOUT",
        as_expected=False,
        surprise="expected PASS, got TIMEOUT",
        message="stopped after 30 s; give the case a `timeout` of its own, or make its arrays smaller",
        declared=declared("np.sum(np.linalg.matrix_power(A, 1000))", {"A": "A"}, shapes={"A": "[500, 500]"}),
        seconds=30.0,
    )


def two_inputs() -> Document:
    """A layer with an `output`, three claims, and one of them not finite."""
    rng = np.random.default_rng(5)
    x, W = rng.standard_normal((4, 3)), rng.standard_normal((3, 2))
    rng.standard_normal(2)
    dout = rng.standard_normal((4, 2))
    b = dout.sum(axis=0)
    broken = b.copy()
    broken[1] = np.nan
    checks = [checked("x", dout @ W.T, dout @ W.T), checked("W", x.T @ dout, x.T @ dout), checked("b", broken, b)]
    finding = {
        "cause": "non-finite",
        "input": "b",
        "message": "the claim for `b` is NaN in one entry, `b[1]`",
        "evidence": "",
        "suggestion": None,
        "also": None,
    }
    return result(
        "an affine layer whose bias divides zero by zero",
        "cases/layers/affine.yaml",
        tags=["layer", "matmul", "broadcast"],
        verdict="FAIL",
        expected="fail",
        cause="non-finite",
        message=checks[2]["message"],
        findings=[finding],
        declared=declared(
            None,
            {"x": "dout @ W.T", "W": "x.T @ dout", "b": "dout.sum(axis=0) * np.array([1.0, 0.0]) / np.array([1.0, 0.0])"},
            output="x @ W + b",
            shapes={"x": "[4, 3]", "W": "[3, 2]", "b": "[2]"},
        ),
        shapes={"x": [4, 3], "W": [3, 2], "b": [2]},
        inputs=checks,
        evaluations=41,
    )


def faults() -> list[Document]:
    """Case files that could not be read."""
    return [
        {
            "file": "cases/drafts/broken.yaml",
            "line": 4,
            "column": 1,
            "message": "`tolerence` is not a key of a case",
            "hint": "did you mean `tolerance`?",
            "source": "tolerence: 1e-6",
            "length": 9,
            "also": None,
        },
        {
            "file": "cases/drafts/twice.yaml",
            "line": 9,
            "column": 3,
            "message": "two cases have the name `sum`",
            "hint": None,
            "source": "- name: sum",
            "length": 1,
            "also": {"file": "cases/drafts/twice.yaml", "line": 2, "column": 3},
        },
    ]


def everything() -> Document:
    """A document that holds one result of every kind, and faults of files."""
    results = [
        passing(),
        failing_as_documented(),
        unexpected_failure(),
        doubtful(),
        doubtful_kink(),
        error(),
        timeout(),
        two_inputs(),
    ]
    return document(results, faults())


def many(cases: int, failing: int = 0, files: int = 50) -> Document:
    """A large catalogue of small cases of 10×3 matrix products, the failing ones spread evenly and as documented."""
    rng = np.random.default_rng(1)
    good, bad = passing(), _large_failure()
    every = cases // failing if failing else 0
    results = []
    for number in range(cases):
        fails = bool(every) and number % every == 0 and number // every < failing
        file = f"cases/topic_{number * files // cases:03}/products.yaml"
        worst = float(10 ** rng.uniform(-13, -7))
        base = bad if fails else good
        check = base["inputs"][0] if fails else base["inputs"][0] | {"max_relative": worst}
        factor = f"{1 + number / 1e5:.5f}"
        texts = declared(
            f"np.sum({factor} * W.dot(x))",
            {"x": f"{'-' if fails else ''}{factor} * W.T @ np.ones((5, 3))"},
            shapes={"W": "[5, 10]", "x": "[10, 3]"},
        )
        results.append(
            base
            | {
                "id": f"{file[6:-5]}::the sum of a matrix product, number {number}",
                "name": f"the sum of a matrix product, number {number}",
                "file": file,
                "line": 1 + 8 * (number % 200),
                "tags": ["matmul", f"size{number % 7}"],
                "declared": texts,
                "inputs": [check],
                "seconds": float(rng.uniform(1e-4, 3e-4)),
            }
        )
    return document(results)


def _large_failure() -> Document:
    rng = np.random.default_rng(0)
    W = rng.standard_normal((5, 10))
    gradient = W.T @ np.ones((5, 3))
    check = checked("x", -gradient, gradient, curve=curve(5e-6, 1e-15, 1e-12))
    finding = {
        "cause": "sign",
        "input": "x",
        "message": "the claim is the negative of the right gradient",
        "evidence": "−claim agrees with the numerical gradient in all 30 entries, here and at two other random inputs",
        "suggestion": "-(-W.T @ np.ones((5, 3)))",
        "also": None,
    }
    return passing() | {
        "verdict": "FAIL",
        "expected": "fail",
        "cause": "sign",
        "message": check["message"],
        "findings": [finding],
        "suggestion": finding["suggestion"],
        "inputs": [check],
        "declared": declared("np.sum(W.dot(x))", {"x": "-W.T @ np.ones((5, 3))"}, shapes={"W": "[5, 10]", "x": "[10, 3]"}),
        "yaml": _yaml(20, 23, *_SEED_YAML, "gradient: -W.T @ np.ones((5, 3))", "expect: fail"),
    }
