"""More of what is said at special points: powers between 1 and 2 at 0, slopes without bound, ties, saturation. By hand."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from runner.checking.checker import check
from runner.model import Case, Result, Verdict
from tests.doubt.holding import hold_without_gradient, hold_wrong

POWERS = (1.2, 1.5, 1.8, 1.9, 2.5)
"""Of |x|: smooth once at 0, where every difference has an error of an order that is no whole number."""

RIGHT: list[tuple[str, Any, str]] = [
    ("np.sum(x*np.abs(x))", (0.0, 1.0), "2*np.abs(x)"),
    ("np.sum(x**2*np.sign(x))", (0.0, -1.0), "2*np.abs(x)"),
    ("np.linalg.norm(x)**1.5", (0.0, 0.0), "np.zeros(2)"),
    ("np.linalg.norm(x)**2", (0.0, 0.0), "np.zeros(2)"),
    ("np.linalg.norm(x)**3", (0.0, 0.0), "np.zeros(2)"),
    ("np.sum(np.where(x>0, x*np.log(np.where(x>0,x,1.0)), 0.0))", (0.5, 1.0), "np.log(x)+1"),
    ("np.sum(np.where(x>0, x**2*np.log(np.where(x>0,x,1.0)), 0.0))", (0.0, 1.0), "np.array([0.0,1.0])"),
    ("np.sum(x**2*np.log(np.abs(x)+(x==0)))", (0.0, 1.0), "np.array([0.0,1.0])"),
    ("np.logaddexp(x[0],x[1])", (3.0, 3.0), "np.full(2,0.5)"),
    ("np.logaddexp(x[0],x[1])", (800.0, -800.0), "np.array([1.0,0.0])"),
    ("np.logaddexp(x[0],x[1])", (100000.0, 100000.0), "np.full(2,0.5)"),
    ("logsumexp(x)", (1000.0, 1000.0, -1000.0), "np.array([0.5,0.5,0])"),
    ("np.linalg.det(x)", ((1.0, 1.0), (1.0, 1.0)), "np.array([[1.0,-1.0],[-1.0,1.0]])"),
    (
        "np.linalg.det(x)",
        ((1.0, 2.0, 3.0), (4.0, 5.0, 6.0), (7.0, 8.0, 9.0)),
        "np.array([[-3.0,6.0,-3.0],[6.0,-12.0,6.0],[-3.0,6.0,-3.0]])",
    ),
    ("np.linalg.det(x)", ((1.0, 1.0, 1.0), (1.0, 1.0, 1.0), (1.0, 1.0, 1.0)), "np.zeros((3,3))"),
    ("np.sum(np.clip(x,0,1))", (-0.001, 1.001, 0.5), "np.array([0.0,0.0,1.0])"),
    ("np.sum(np.clip(x,0,1)**2)", (0.0, 0.5), "np.array([0.0,1.0])"),
    ("np.sum(x**2.0)", (0.0, 1.0), "2*x"),
    ("np.sum(x**0)", (0.0, 1.0), "np.zeros(2)"),
    ("np.sum(x**0.0)", (0.0, 1.0), "np.zeros(2)"),
    ("np.sum(x**1)", (0.0, 1.0), "np.ones(2)"),
    ("np.sum(2.0**x)", (0.0, -1.0), "np.log(2)*2.0**x"),
    ("np.power(x[0],x[1])", (1.0, 0.0), "np.array([0.0,0.0])"),
    ("np.sum(np.sort(x)*np.array([1.0,1.0,2.0]))", (1.0, 1.0, 2.0), "np.array([1.0,1.0,2.0])"),
    ("np.max(x)+np.min(x)", (1.0, 1.0), "np.array([1.0,1.0])"),
    ("np.max(x)", (0.0, 0.0, 1.0), "np.array([0.0,0.0,1.0])"),
    ("np.maximum(x[0],x[1])+np.minimum(x[0],x[1])", (2.0, 2.0), "np.ones(2)"),
    ("np.ptp(x)", (0.0, 1.0, 3.0), "np.array([-1.0,0.0,1.0])"),
    ("np.arctan2(x[0],x[1])", (0.0, 2.0), "np.array([0.5,0.0])"),
    ("np.arctan2(x[0],x[1])", (2.0, 0.0), "np.array([0.0,-0.5])"),
    ("np.hypot(x[0],x[1])", (3.0, 4.0), "np.array([0.6,0.8])"),
    ("np.hypot(x[0],x[1])", (1e200, 1e200), "np.full(2,0.5**0.5)"),
    ("np.hypot(x[0],x[1])", (0.0, 1.0), "np.array([0.0,1.0])"),
    ("np.sum(np.sinc(x))", (0.0, 0.5), "np.array([0.0,-4/np.pi])"),
    ("np.sum(np.sinc(x))", (1e-08, 0.001), "np.where(np.abs(x)<1e-2,-np.pi**2*x/3+np.pi**4*x**3/30,0)"),
    ("np.sum(np.cbrt(x)**4)", (0.0, 1.0), "4/3*np.cbrt(x)"),
    ("np.sum(np.cbrt(x**4))", (0.0, 1.0), "4/3*np.cbrt(x)"),
    ("np.sum(np.linalg.svd(x,compute_uv=False))", ((2.0, 0.0), (0.0, 2.0)), "np.eye(2)"),
    ("np.sum(np.linalg.svd(x,compute_uv=False)**2)", ((2.0, 0.0), (0.0, 2.0)), "2*x"),
    ("np.trace(np.linalg.inv(x))", ((2.0, 0.0), (0.0, 2.0)), "-np.eye(2)/4"),
    ("np.sum(np.linalg.eigvalsh(x)**2)", ((3.0, 0.0), (0.0, 3.0)), "2*x"),
    ("np.sum(x**2)", (100000000.0, 1e-08), "2*x"),
    ("np.sum(np.exp(x))", (100.0, -100.0), "np.exp(x)"),
    ("np.sum(1/x)", (1e-05, 100000.0), "-1/x**2"),
    ("np.sum(np.log(x))", (1e-10, 10000000000.0), "1/x"),
    ("1e-30*np.sum(np.sin(x))", (1.0, 2.0), "1e-30*np.cos(x)"),
    ("1e30*np.sum(np.sin(x))", (1.0, 2.0), "1e30*np.cos(x)"),
    ("np.sum(np.tanh(x))", (10.0, -15.0), "1/np.cosh(x)**2"),
    ("np.sum(sigmoid(x))", (40.0, -40.0), "np.exp(-np.abs(x))"),
    ("np.sum(sigmoid(x))", (800.0, -800.0), "np.zeros(2)"),
    ("np.sum(softplus(x))", (800.0, -800.0), "np.array([1.0,0.0])"),
    ("np.sum(erf(x))", (6.0, 0.0), "2/np.sqrt(np.pi)*np.exp(-x**2)"),
    ("np.sum(relu(x))", (-1.0, 1000000000.0), "np.array([0.0,1.0])"),
    ("np.sum(np.round(x))", (0.4, 0.2), "np.zeros(2)"),
    ("np.sum(np.sign(x))", (0.001, 1.0), "np.zeros(2)"),
    ("np.sum(np.floor(x)*0.0+x)", (2.0, 0.5), "np.ones(2)"),
    ("np.sum((x-np.floor(x))*(1-x+np.floor(x)))", (0.25, 0.5), "1-2*x"),
    ("np.var(x)", (0.0, 0.0), "np.zeros(2)"),
    ("np.std(x)", (0.0, 2.0), "np.array([-0.5,0.5])"),
    ("np.std(x)**2", (5.0, 5.0), "np.zeros(2)"),
    ("np.sum(np.where(x == 1, 1.0, x**2))", (1.0, 2.0), "2*x"),
    ("np.sum((x-1)**2)", (1.0, 1.0), "2*(x-1)"),
    ("np.sum((x-1)**4)", (1.0, 1.0), "np.zeros(2)"),
    ("np.sum((x-0.1)**2)", (0.1, 0.3), "2*(x-0.1)"),
    ("np.sum(np.cos(x))", (0.0, 3.141592653589793), "-np.sin(x)"),
    ("np.sum(np.cos(x))", (0.0, 3.141592653589793), "np.zeros(2)"),
    ("np.mean((x-np.mean(x))**2)", (2.0, 2.0, 2.0), "np.zeros(3)"),
    ("np.sum(softmax(x))", (1.0, 2.0, 3.0), "np.zeros(3)"),
    ("np.sum(x)", 3.0, "1.0"),
    ("x**2", 0.0, "0.0"),
    ("np.abs(x)**1.5", 0.0, "0.0"),
    ("logsumexp(x)", "np.array([-np.inf, 0.0, 0.0])", "np.array([0.0,0.5,0.5])"),
    ("np.sum(np.exp(x))", "np.array([-np.inf, 0.0])", "np.array([0.0,1.0])"),
    ("np.sum(np.sqrt(x**2+1e-12))", (0.0, 1.0), "x/np.sqrt(x**2+1e-12)"),
    ("np.sum(np.sqrt(x**2+1e-6))", (0.0, 1.0), "x/np.sqrt(x**2+1e-6)"),
    ("np.sum(np.where(np.abs(x)<1,0.5*x**2,np.abs(x)-0.5))", (1.0, -1.0), "np.clip(x,-1,1)"),
    ("np.sum(np.where(x>0,x,np.exp(np.minimum(x,0))-1))", (0.0, 1.0), "np.ones(2)"),
    ("np.sum(np.where(x>0,np.exp(-1/np.where(x>0,x,1.0)**2),0.0))", (0.0, 1.0), "np.array([0.0,2*np.exp(-1.0)])"),
    ("np.sum(x/np.linalg.norm(x))", (1.0, 0.0), "np.array([0.0,1.0])"),
    ("np.sum(np.arcsin(x))", (0.0, 0.5), "1/np.sqrt(1-x**2)"),
    ("np.sum(np.arctanh(x))", (0.999999, 0.0), "1/(1-x**2)"),
    ("np.sum(gammaln(x))", (1.0, 2.0), "digamma(x)"),
    ("np.cumsum(x)[-1]", (0.0, 0.0), "np.ones(2)"),
    ("np.sum(np.cumprod(x))", (0.0, 2.0, 3.0), "np.array([1+2.0+6.0,0.0,0.0])"),
    ("np.prod(x)", (0.0, 3.0, 2.0), "np.array([6.0,0.0,0.0])"),
    ("np.sum(np.log1p(x))", (0.0, 1e-12), "1/(1+x)"),
    ("np.sum(np.expm1(x))", (0.0, 1e-12), "np.exp(x)"),
    ("np.sum(np.log(1+x))", (0.0, 1e-12), "1/(1+x)"),
    ("np.sum((np.exp(x)-1)/x)", (1e-05, 1.0), "np.array([0.5+1e-5/3,1.0])"),
    ("np.interp(x[0],np.array([0.0,1.0]),np.array([0.0,2.0]))", (0.5,), "np.array([2.0])"),
]
WRONG: list[tuple[str, Any, str]] = [
    ("np.sum(x*np.abs(x))", (0.0, 1.0), "2*x+np.array([0.1,0])"),
    ("np.sum(np.where(x>0, x**2*np.log(np.where(x>0,x,1.0)), 0.0))", (0.0, 1.0), "np.array([1.0,1.0])"),
    ("np.logaddexp(x[0],x[1])", (3.0, 3.0), "np.array([1.0,0.0])"),
    ("np.logaddexp(x[0],x[1])", (3.0, 3.0), "np.array([np.nan,np.nan])"),
    ("logsumexp(x)", (1000.0, 1000.0, -1000.0), "np.array([0.5,0.5,1e-3])"),
    ("np.linalg.det(x)", ((1.0, 2.0, 3.0), (4.0, 5.0, 6.0), (7.0, 8.0, 9.0)), "np.zeros((3,3))"),
    ("np.linalg.det(x)", ((0.0, 0.0), (0.0, 0.0)), "np.eye(2)"),
    ("np.sum(np.clip(x,0,1))", (0.0, 1.0, 0.5), "np.array([1.0,1.0,2.0])"),
    ("np.sum(x**1)", (0.0, 1.0), "np.array([0.0,1.0])"),
    ("np.maximum(x[0],x[1])+np.minimum(x[0],x[1])", (2.0, 2.0), "np.array([2.0,0.0])"),
    ("np.sum(np.sinc(x))", (0.0, 0.5), "np.array([np.nan,-4/np.pi])"),
    ("np.sum(np.linalg.svd(x,compute_uv=False))", ((2.0, 0.0), (0.0, 2.0)), "np.ones((2,2))"),
    ("np.sum(x**2)", (100000000.0, 1e-08), "np.array([2e8,3e-8])"),
    ("np.sum((x-1)**2)", (1.00000000001,), "np.zeros(1)"),
    ("np.sum(np.exp(x))", (100.0, -100.0), "np.exp(x)*np.array([1.01,1.0])"),
    ("np.sum(np.exp(x))", (10.0, -20.0), "np.exp(x)*np.array([1.0,1.01])"),
    ("np.sum(1/x)", (1e-05, 100000.0), "-1/x**2*np.array([1.0,2.0])"),
    ("np.sum(np.log(x))", (1e-10, 10000000000.0), "1/x*np.array([1.0,0.9])"),
    ("1e-30*np.sum(np.sin(x))", (1.0, 2.0), "-1e-30*np.cos(x)"),
    ("np.sum(np.tanh(x))", (3.0, 0.0), "np.array([0.01,1.0])"),
    ("np.sum(np.tanh(x))", (8.0, 0.0), "np.array([1e-6,1.0])"),
    ("np.sum(sigmoid(x))", (-30.0, -40.0), "np.zeros(2)"),
    ("np.sum(np.where(x == 1, 1.0, x**2))", (1.0, 2.0), "np.where(x==1,0.0,2*x)"),
    ("np.sum(np.cos(x))", (0.0, 1.0), "np.array([1e-4,-np.sin(1.0)])"),
    ("np.sum(softmax(x))", (1.0, 2.0, 3.0), "np.full(3,1e-9)"),
    ("x**2", 0.0, "1.0"),
    ("np.sum(np.exp(x))", "np.array([-np.inf, 0.0])", "np.array([0.0,2.0])"),
    ("np.sum(np.sqrt(x**2+1e-12))", (0.0, 1.0), "np.array([0.5,1.0])"),
    ("np.sum(np.where(np.abs(x)<1,0.5*x**2,np.abs(x)-0.5))", (1.0, -1.0), "np.zeros(2)"),
    ("np.sum(np.where(x>0,x,np.exp(np.minimum(x,0))-1))", (0.0, 1.0), "np.array([0.0,1.0])"),
    ("np.prod(x)", (0.0, 3.0, 2.0), "np.zeros(3)"),
]
NO_GRADIENT: list[tuple[str, Any, str, str]] = [
    ("np.linalg.norm(x)", (0.0, 0.0), "np.zeros(2)", "kink"),
    ("np.linalg.norm(x)", (0.0, 0.0), "np.full(2,np.nan)", "kink"),
    ("np.linalg.norm(x,1)", (0.0, 2.0), "np.array([0.0,1.0])", "kink"),
    ("np.linalg.norm(x,np.inf)", (2.0, 2.0), "np.array([0.5,0.5])", "kink"),
    ("np.sum(np.where(x>0, x*np.log(np.where(x>0,x,1.0)), 0.0))", (0.0, 1.0), "np.array([0.0,1.0])", "kink"),
    ("np.sum(np.clip(x,0,1))", (0.0, 1.0, 0.5), "np.ones(3)", "kink"),
    ("np.sum(np.clip(x,0,1))", (0.0, 1.0, 0.5), "np.array([0.0,0.0,1.0])", "kink"),
    ("np.sum(x**0.5)", (0.0, 1.0), "np.array([np.inf,0.5])", "domain"),
    ("np.sum(x**0.5)", (0.0, 1.0), "np.array([0.0,0.5])", "domain"),
    ("np.sum(0.0**x)", (0.0, 1.0), "np.zeros(2)", "domain"),
    ("np.power(x[0],x[1])", (0.0, 2.5), "np.array([0.0,0.0])", "domain"),
    ("np.sum(np.sort(x)*np.array([1.0,2.0,3.0]))", (1.0, 1.0, 2.0), "np.array([1.0,2.0,3.0])", "kink"),
    ("np.max(x)", (0.0, 0.0, 0.0), "np.full(3,1/3)", "kink"),
    ("np.max(x)", (0.0, 0.0, 0.0), "np.ones(3)", "kink"),
    ("np.sum(np.maximum(x,0))", (0.0, 1.0), "np.array([0.5,1.0])", "kink"),
    ("np.sum(np.maximum(x[0],x[1]))", (1.0, 1.0), "np.array([0.5,0.5])", "kink"),
    ("np.sum(np.minimum(x,x.T))", ((1.0, 2.0), (2.0, 3.0)), "np.ones((2,2))", "kink"),
    ("np.ptp(x)", (1.0, 1.0), "np.zeros(2)", "kink"),
    ("np.arctan2(x[0],x[1])", (0.0, 0.0), "np.zeros(2)", "jump"),
    ("np.hypot(x[0],x[1])", (0.0, 0.0), "np.ones(2)", "kink"),
    ("np.sum(np.cbrt(x))", (0.0, 1.0), "np.array([np.inf,1/3])", "kink"),
    ("np.sum(np.cbrt(x))", (0.0, 1.0), "np.array([0.0,1/3])", "kink"),
    ("np.sum(np.sqrt(np.abs(x)))", (0.0, 1.0), "np.array([0.0,0.5])", "kink"),
    ("np.linalg.svd(x,compute_uv=False)[0]", ((2.0, 0.0), (0.0, 2.0)), "np.array([[1.0,0.0],[0.0,0.0]])", "kink"),
    ("np.linalg.eigvalsh(x)[-1]", ((3.0, 0.0), (0.0, 3.0)), "np.eye(2)/2", "kink"),
    ("np.sum(np.floor(x))", (2.0, 0.5), "np.zeros(2)", "jump"),
    ("np.sum(np.ceil(x))", (2.0, 0.5), "np.zeros(2)", "jump"),
    ("np.sum(np.round(x))", (0.5, 0.2), "np.zeros(2)", "jump"),
    ("np.sum(np.sign(x))", (0.0, 1.0), "np.zeros(2)", "jump"),
    ("np.sum(x//1.0)", (3.0, 0.5), "np.zeros(2)", "jump"),
    ("np.sum(x%1.0)", (3.0, 0.5), "np.ones(2)", "jump"),
    ("np.sum(np.heaviside(x,0.5))", (0.0, 0.5), "np.zeros(2)", "jump"),
    ("np.sum(x>0)*1.0", (0.0, 0.5), "np.zeros(2)", "jump"),
    ("np.sum(np.abs(x-np.round(x)))", (0.5, 0.25), "np.array([0.0,1.0])", "kink"),
    ("np.linalg.pinv(x)[0,0]", ((1.0, 2.0), (2.0, 4.0)), "np.zeros((2,2))", "jump"),
    ("np.std(x)", (0.0, 0.0), "np.zeros(2)", "kink"),
    ("np.sum(np.where(x == 1, 2.0, x**2))", (1.0, 2.0), "2*x", "jump"),
    ("np.sum(np.where(x <= 1, x, x**2))", (1.0, 2.0), "np.array([1.0,4.0])", "kink"),
    ("np.abs(x)", 0.0, "0.0", "kink"),
    ("np.sum(np.arccos(x))", (1.0, 0.5), "-1/np.sqrt(1-x**2)", "domain"),
    ("np.interp(x[0],np.array([0.0,1.0,2.0]),np.array([0.0,2.0,0.0]))", (1.0,), "np.array([0.0])", "kink"),
]
"""With the doubt that is due."""


OPTIMA: dict[str, tuple[Callable[[Any], Any], float]] = {
    "x - log x": (lambda x: x - np.log(x), 1.0),
    "log x / x": (lambda x: np.log(x) / x, np.e),
    "x + 1 / x": (lambda x: x + 1 / x, 1.0),
    "entropy": (lambda x: -x * np.log(x) - (1 - x) * np.log(1 - x), 0.5),
    "x exp -x": (lambda x: x * np.exp(-x), 1.0),
    "gamma": (lambda x: x**3 * np.exp(-x), 3.0),
    "of a sharp wave": (lambda x: 7.3 + np.cos(1000 * x), 0.0),
    "of a sharp bell": (lambda x: 7.3 + np.exp(-((1000 * x) ** 2)), 0.0),
    "of a root": (lambda x: 7.3 + np.sqrt(1 + (1000 * x) ** 2), 0.0),
}


@pytest.mark.parametrize("name", OPTIMA)
def test_zero_at_an_optimum_is_not_doubted_where_values_alone_are_known(name: str) -> None:
    f, x = OPTIMA[name]
    result = check(
        Case(values={"x": (x,)}, wrt="x", cost="own.f(x)", gradient="np.zeros(1)"), {"own": {"f": lambda x: float(f(x[0]))}}
    )
    assert (result.verdict, result.doubt) == (Verdict.PASS, None)


def checked(cost: str, x: Any, claim: str) -> Result:
    return check(Case(cost=cost, values={"x": x}, wrt="x", gradient=claim))


def is_right(result: Result) -> bool:
    """Whether it passes without a doubt, or fails with the doubt that it is right."""
    if result.verdict is Verdict.PASS:
        return result.doubt is None
    return result.doubt is not None and result.witness is not None and result.witness.verdict == "right" and not result.findings


@pytest.mark.parametrize(("cost", "x", "claim"), RIGHT)
def test_a_right_claim_is_never_called_wrong_nor_doubted_where_it_passes(cost: str, x: Any, claim: str) -> None:
    assert is_right(checked(cost, x, claim))


@pytest.mark.parametrize("power", POWERS)
@pytest.mark.parametrize(
    ("cost", "x", "claim"),
    [
        ("np.sum(np.abs(x)**{p})", (0.0, 1.0), "{p}*np.abs(x)**({p}-1)*np.sign(x)"),
        ("np.sum(np.abs(x)**{p})", (0.0,), "np.zeros(1)"),
        ("3*x[1]+np.sum(np.abs(x)**{p})", (0.0, 1.0), "{p}*np.abs(x)**({p}-1)*np.sign(x)+np.array([0.0,3.0])"),
        ("np.sum((x-1)*np.abs(x-1)**({p}-1))+np.sum(x)", (1.0, 2.0), "1+{p}*np.abs(x-1)**({p}-1)"),
        ("np.linalg.norm(x)**{p}", (0.0, 0.0), "np.zeros(2)"),
    ],
)
def test_nor_where_the_cost_is_smooth_once_only(cost: str, x: Any, claim: str, power: float) -> None:
    assert is_right(checked(cost.format(p=power), x, claim.format(p=power)))


@pytest.mark.parametrize("power", POWERS)
@pytest.mark.parametrize("cost", ["np.sum(np.abs(x)**{p})", "np.sum(relu(x)**{p})", "np.linalg.norm(x)**{p}"])
def test_there_too_a_claim_that_is_off_by_a_thousandth_is_wrong(cost: str, power: float) -> None:
    result = checked(cost.format(p=power), (0.0, 0.0), "np.array([0.0, 1e-3])")
    assert (result.verdict, result.doubt) == (Verdict.FAIL, None) or (result.doubt and result.witness)
    assert result.witness is not None
    assert result.witness.verdict == "wrong"


@pytest.mark.parametrize(("cost", "x", "claim"), WRONG)
def test_a_wrong_one_fails_or_is_doubted(cost: str, x: Any, claim: str) -> None:
    hold_wrong(checked(cost, x, claim))


@pytest.mark.parametrize(("cost", "x", "claim", "kind"), NO_GRADIENT)
def test_where_there_is_no_gradient_that_is_said_and_no_cause_is_named(cost: str, x: Any, claim: str, kind: str) -> None:
    hold_without_gradient(checked(cost, x, claim), kind)


@pytest.mark.parametrize(
    ("cost", "slopes"),
    [
        ("np.sum(np.cbrt(x))", "slope ∞ left, ∞ right"),
        ("np.sum(np.sqrt(np.abs(x)))", "slope -∞ left, ∞ right"),
        ("np.sum(np.where(x>0, x*np.log(np.where(x>0, x, 1.0)), 0.0))", "slope 0 left, -∞ right"),
    ],
)
@pytest.mark.parametrize("claim", ["np.inf", "0.0", "12.0"])
def test_a_slope_that_grows_without_bound_is_told_as_that(cost: str, slopes: str, claim: str) -> None:
    result = checked(cost, (0.0,), f"np.full(1, {claim})")
    assert result.doubt is not None
    assert f"The slope grows without bound at `x[0]` ({slopes}): no gradient exists there" in result.doubt.message


@pytest.mark.parametrize("cost", ["np.sum(np.tanh(1e6*x))", "np.sum(np.arctan(1e8*x))", "np.sum(np.cbrt(x+1e-6))"])
def test_one_that_is_only_steep_is_not(cost: str) -> None:
    result = checked(cost, (0.0,), "np.full(1, 12.0)")
    assert result.doubt is None or "without bound" not in result.doubt.message


@pytest.mark.parametrize("x", [1e-40, 1e-80])
@pytest.mark.parametrize(
    ("cost", "claim"), [("np.hypot(x[0], x[1])", "x / np.hypot(x[0], x[1])"), ("np.sum(np.log(x))", "1 / x")]
)
def test_entries_of_any_size_are_measured_at_it(cost: str, claim: str, x: float) -> None:
    assert is_right(checked(cost, (x, 2 * x), claim))
    hold_wrong(checked(cost, (x, 2 * x), f"1.01 * ({claim})"))


def test_where_no_step_is_small_beside_an_entry_that_is_said_and_nothing_is_called_wrong() -> None:
    case = Case(values={"x": (1e-200, 1e-200)}, wrt="x", cost="np.hypot(x[0],x[1])", gradient="np.full(2,0.5**0.5)")
    result = check(case)
    assert result.doubt is not None
    assert result.witness is None or result.witness.verdict != "wrong"
    assert "no step is small beside it" in result.doubt.message


@pytest.mark.parametrize("cost", ["np.linalg.norm(x)", "np.hypot(x[0], x[1])", "np.sum(1 / x)", "np.sum(x) / np.linalg.norm(x)"])
@pytest.mark.parametrize("claim", ["np.ones(2)", "2 * x", "-1 / x", "x / np.hypot(x[0], x[1])"])
def test_of_those_that_no_step_is_small_beside_nothing_is_said(cost: str, claim: str) -> None:
    result = checked(cost, (1e-160, 1e-160), claim)
    assert result.witness is None or result.witness.verdict == "undecided"
    assert result.doubt is None or result.doubt.kind in ("rounding", "insensitive", "domain"), result.doubt
