"""What a doubt means, as full as a cause: what it is, why it comes up, a case that has it, and what to do."""

from __future__ import annotations

from collections.abc import Mapping

DOUBTS: Mapping[str, str] = {
    "truncation": """\
The step is too long for how strongly the cost bends, so the central difference itself is off.

The difference over 2h misses the slope by about h² times a sixth of the third derivative. Where that is more than the tolerance,
a right claim fails, and a wrong one may pass.

Why: the cost oscillates fast or rises steeply (a high power, an exponential, a division by something small), or the input is
itself not much larger than h.

Doubtful:
    values: {x: [1e-3]}
    cost: np.sum(np.sin(2000 * x))
    gradient: 2000 * np.cos(2000 * x)
What to do:
    h: auto          # or the better step that the report names

Source: truncation of the central difference, of order h² (B. Fornberg, Math. Comp. 51 (1988), table 1).""",
    "rounding": """\
The step is so short, or the cost so large, that rounding hides the difference.

Two costs are known to about 1e-16 of their size; their difference divided by 2h is off by that size divided by h. Where that is
more than the tolerance the check cannot tell.

Why: a large constant stands in the cost, the cost is a sum of large terms that cancel, it is computed in single precision, or
h was chosen very small.

Doubtful:
    cost: 1e9 + np.sum(x**2)
    gradient: 2 * x
What to do:
    cost: np.sum(x**2)   # without what does not depend on the input; or a longer h

Source: N. J. Higham, Accuracy and Stability of Numerical Algorithms (2002), section 1.14.""",
    "kink": """\
The cost bends within a step of the point, so its slopes from the left and from the right differ.

At a corner there is no gradient; the central difference gives the mean of the two slopes. A step away from one, it mixes them.

Why: `abs`, `relu`, `max`, `clip` or a hinge at or near its corner: an input that is zero, two entries that are equal.

Doubtful:
    values: {x: [0.0, 1.0]}
    cost: np.sum(np.abs(x))
    gradient: np.sign(x)
What to do: move the point, or draw it at random; shorten h where the corner is near; where a subgradient is meant, say
`at_kinks: subgradient`; where the doubt belongs to the case, document it in `expect`.

Source: F. H. Clarke, Optimization and Nonsmooth Analysis (1983), section 1.2.""",
    "jump": """\
The cost jumps at the point or within a step of it, so that a difference across the jump is no slope.

The difference grows as h shrinks, without bound.

Why: rounding, `sign`, `floor`, a comparison or a count stands in the cost, and the point lies at its edge.

Doubtful:
    values: {x: [1.0, 2.5]}
    cost: np.sum(np.floor(x) * x)
    gradient: np.floor(x)
What to do: move the point off the jump, or shorten h where the jump is only near. Where the cost is a
step function its gradient is zero almost everywhere, and a smooth stand-in (a sigmoid for a step) is what can be checked.

Source: L. Hörmander, The Analysis of Linear Partial Differential Operators I (1983), section 3.1: a jump has no derivative
that is a function.""",
    "domain": """\
A step leaves the set of points at which the cost is defined.

At x there is a cost, at x + h or x − h there is none (it is NaN or infinite), so no central difference.

Why: a logarithm, a root, a division or an inverse near the edge of where it is defined.

Doubtful:
    values: {x: [0.00001, 1.0]}
    cost: np.sum(np.log(x))
    gradient: 1 / x
What to do: draw `values` away from the edge, shorten h, or take a difference to one side only
(`one_sided: right`), which is of second order too.

Source: the one-sided difference of second order, (-3 f(x) + 4 f(x + h) - f(x + 2h)) / 2h (B. Fornberg, Math. Comp. 51
(1988), table 2).""",
    "insensitive": """\
The gradient is so small beside the tolerance that a wrong claim would pass as well.

The relative difference divides by at least 1, so the tolerance is an absolute one for entries below 1: the PASS of a claim of
1e-8 proves nothing.

Why: a mean over many entries, a small weight, a saturated sigmoid, a cost that hardly depends on the input.

Doubtful:
    shapes: {x: [3]}
    cost: 1e-9 * np.sum(x**2)
    gradient: 1e-9 * x
What to do:
    tolerance: {relative: 1e-5, absolute: 0}   # or a cost of the size of 1

Source: the formula of closeness, |n - c| / max(1, |n|, |c|), as in the Stanford course notes CS224n.""",
}
"""The whole text of each doubt, by its word."""
