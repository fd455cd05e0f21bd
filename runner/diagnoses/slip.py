"""The claim is one edit away from the gradient.

A bracket, an operator, an exponent or another small part of it should be another; the edit is shown.

Why: a bracket is closed too late, a square becomes a product, a division is written for a multiplication when a line is copied
from paper.

Wrong:
    cost: -np.sum(y * np.log(sigmoid(X @ w)) + (1 - y) * np.log(1 - sigmoid(X @ w)))
    gradient: {w: X.T @ sigmoid(X @ w - y)}
Right:
    cost: -np.sum(y * np.log(sigmoid(X @ w)) + (1 - y) * np.log(1 - sigmoid(X @ w)))
    gradient: {w: X.T @ (sigmoid(X @ w) - y)}

Reference: S. G. Johnson, Notes on adjoint methods (2021), on checking derivations by finite differences.
"""

from __future__ import annotations


def sentence(wrong: str, right: str) -> str:
    """What is told of any other edit."""
    return f"`{wrong}` should be `{right}`"
