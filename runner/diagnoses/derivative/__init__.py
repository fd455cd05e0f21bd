"""From the formula of a cost to the formula of its gradient, by reverse-mode differentiation over the tree.

Each function has a rule that takes the gradient by its value to the gradients by its arguments, its vector-Jacobian
product (A. Griewank, A. Walther, Evaluating Derivatives, 2008, chapter 3; M. B. Giles, Collected Matrix Derivative
Results for Forward and Reverse Mode Algorithmic Differentiation, 2008). What has no rule gives no formula. Nothing
here is shown to anybody before it has been held against the numerical gradient.
"""

from .reverse import gradient
from .sweep import Unsupported

__all__ = ["Unsupported", "gradient"]
