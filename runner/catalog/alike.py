"""Words that other tools have for values of ours: whoever writes one is told the word here."""

from __future__ import annotations

CORNERS = dict.fromkeys(("true", "yes", "on", "subdifferential"), "subgradient")
SIDES = {"up": "right", "+": "right", "above": "right", "forward": "right"} | {
    "down": "left", "-": "left", "below": "left", "backward": "left",
}  # fmt: skip
CONVENTIONS = {"jax": "plain", "pytorch": "conjugate", "torch": "conjugate", "conj": "conjugate"}
STRUCTURES = {
    **dict.fromkeys(("spd", "psd", "pd", "hpd", "positive_definite", "positive definite"), "positive-definite"),
    **dict.fromkeys(("sphere", "normalised", "normalized", "unit-norm"), "unit"),
    **dict.fromkeys(("stiefel", "orthonormal", "rotation"), "orthogonal"),
    **dict.fromkeys(("antisymmetric", "skew-symmetric", "skew_symmetric"), "skew"),
    **dict.fromkeys(("triangular", "lower-triangular", "lower_triangular", "tril"), "lower"),
    **dict.fromkeys(("probability", "probabilities", "stochastic"), "simplex"),
}
