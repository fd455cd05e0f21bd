"""Random draws, as methods of `rng`."""

from __future__ import annotations

from .. import draws
from ..notation import form
from ..table import Function, row


def _draw(name: str, parameters: str, meaning: str) -> list[Function]:
    count = len(parameters.split(", ")) if parameters else 0
    arguments = ", ".join(filter(None, ["rng", parameters, "size=None"]))
    return row(f"rng.{name}({arguments})", draws.draw(name, count), meaning, varies=False, analytic=False, typeset=form("draw"))


DRAWS = [
    _draw("standard_normal", "", "normal, mean 0 and variance 1"),
    _draw("normal", "loc=0.0, scale=1.0", "normal"),
    _draw("random", "", "uniform in 0 … 1"),
    _draw("uniform", "low=0.0, high=1.0", "uniform"),
    _draw("exponential", "scale=1.0", "exponential"),
    _draw("standard_exponential", "", "exponential with mean 1"),
    _draw("laplace", "loc=0.0, scale=1.0", "Laplace"),
    _draw("logistic", "loc=0.0, scale=1.0", "logistic"),
    _draw("gumbel", "loc=0.0, scale=1.0", "Gumbel"),
    _draw("lognormal", "mean=0.0, sigma=1.0", "log-normal"),
    _draw("gamma", "shape, scale=1.0", "gamma"),
    _draw("beta", "a, b", "beta"),
    _draw("chisquare", "df", "chi-square"),
    _draw("standard_t", "df", "Student's t"),
    _draw("standard_cauchy", "", "Cauchy"),
    _draw("binomial", "n, p", "binomial"),
    _draw("poisson", "lam=1.0", "Poisson"),
    _draw("geometric", "p", "geometric"),
    row("rng.multinomial(rng, n, pvals, size=None)", draws.multinomial, "multinomial", analytic=False, typeset=form("draw")),
    row("rng.dirichlet(rng, alpha, size=None)", draws.dirichlet, "Dirichlet", analytic=False, typeset=form("draw")),
    row(
        "rng.integers(rng, low, high=None, size=None, *, endpoint=False)",
        draws.integers,
        "integers below a bound",
        analytic=False,
        typeset=form("draw"),
    ),
    row(
        "rng.choice(rng, a, size=None, replace=True, p=None)",
        draws.choice,
        "entries of a vector",
        analytic=False,
        typeset=form("draw"),
    ),
    row("rng.permutation(rng, x, axis=0)", draws.permutation, "in random order", analytic=False, typeset=form("draw")),
]
