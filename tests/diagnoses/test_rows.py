"""Singular vectors and eigenvectors by their place: columns of U and V, rows of Vt, the first or the last of them."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from runner.diagnoses.edits import candidates, rows
from runner.diagnoses.edits.graph import Graph
from runner.diagnoses.edits.spliced import Writer
from runner.expressions import read_alone
from runner.model import Cause
from tests.diagnoses.examples import found, holds

SPECTRAL: dict[str, Any] = {
    "shapes": {"A": (4, 3)},
    "let": {"U, s, Vt": "np.linalg.svd(A, full_matrices=False)"},
    "cost": "s[1]",
}
LARGEST: dict[str, Any] = {
    "shapes": {"B": (3, 3)},
    "let": {"w, V": "np.linalg.eigh(B + B.T)"},
    "cost": "w[-1]",
}


@pytest.mark.parametrize(
    ("case", "claim", "fix"),
    [
        (SPECTRAL, "np.outer(U[:, 1], Vt[:, 1])", "np.outer(U[:, 1], Vt[1])"),
        (SPECTRAL, "np.outer(U[:, 0], Vt[0])", "np.outer(U[:, 1], Vt[1])"),
        (LARGEST, "2 * np.outer(V[-1], V[-1])", "2 * np.outer(V[:, -1], V[:, -1])"),
        (LARGEST, "2 * np.outer(V[:, 0], V[:, 0])", "2 * np.outer(V[:, -1], V[:, -1])"),
    ],
)
def test_a_row_for_a_column_and_another_vector_are_indices(case: dict[str, Any], claim: str, fix: str) -> None:
    finding = found(**case, gradient=claim)
    assert finding.cause is Cause.INDEX
    assert finding.suggestion == fix
    assert holds(finding, **case)


def test_where_the_vectors_are_right_no_index_is_told() -> None:
    assert found(**LARGEST, gradient="-2 * np.outer(V[:, -1], V[:, -1])").cause is Cause.SIGN
    assert found(**SPECTRAL, gradient="s[1] * np.outer(U[:, 1], Vt[1])").cause is Cause.EXTRA_FACTOR


@pytest.mark.parametrize("claim", ["a[1] * a[1]", "X[1:] @ X[1:].T", "X[0, 1] * X[1, 0]", "np.sum(X)"])
def test_vectors_slices_and_entries_are_no_rows(claim: str) -> None:
    assert not texts(claim)


def test_numbers_that_differ_are_not_moved_together() -> None:
    assert texts("X[0] * X[1]") == {"X[:, 0] * X[:, 1]"}


def texts(claim: str) -> set[str]:
    graph = Graph({"": read_alone(claim)}, {}, {"a": np.arange(3.0), "X": np.ones((3, 3))})
    root = graph.roots[""]
    return {Writer(claim).spliced(each.changes) for each in rows.rows_and_columns(root, candidates.shape_of(graph.value))}
