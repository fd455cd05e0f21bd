"""The derivatives of functions of one argument as people write them, in terms of the argument u or of the value y."""

from __future__ import annotations

from collections.abc import Mapping

DERIVATIVES: Mapping[str, str] = {
    "np.exp": "{y}", "np.log": "1 / {u}", "np.sqrt": "1 / (2 * {y})", "np.square": "2 * {u}", "np.abs": "np.sign({u})",
    "np.sin": "np.cos({u})", "np.cos": "-np.sin({u})", "np.tan": "1 / np.cos({u})**2", "np.arctan": "1 / (1 + {u}**2)",
    "np.sinh": "np.cosh({u})", "np.cosh": "np.sinh({u})", "np.tanh": "1 - {y}**2", "sigmoid": "{y} * (1 - {y})",
    "relu": "({u} > 0)", "softplus": "sigmoid({u})", "np.log1p": "1 / (1 + {u})", "np.expm1": "np.exp({u})",
    "np.reciprocal": "-1 / {u}**2", "erf": "2 / np.sqrt(np.pi) * np.exp(-{u}**2)", "gammaln": "digamma({u})",
}  # fmt: skip
"""F. W. J. Olver et al., NIST Handbook of Mathematical Functions (2010), chapters 4, 5 and 7."""
