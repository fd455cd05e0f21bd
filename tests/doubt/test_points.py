"""What is said at special points: zeros, ties, huge and tiny numbers, ends of domains, singular matrices. Derived by hand."""

from __future__ import annotations

from typing import Any

import pytest

from runner.checking.checker import check
from runner.model import Case, Result, Verdict
from tests.doubt.holding import hold_without_gradient, hold_wrong

RIGHT: list[tuple[str, Any, str]] = [
    ("np.sum(x**3)", (0.0, 0.0), "3*x**2"),
    ("np.sum(np.sinc(x))", (0.0, 1.0), "np.array([0.0,-1.0])"),
    ("np.sum(np.tanh(x))", (0.0, 0.0), "np.ones(2)"),
    ("np.sum(np.where(x==0,1.0,np.sin(x)/np.where(x==0,1,x)))", (0.0, 2.0), "np.array([0.0,(np.cos(2.0)*2-np.sin(2.0))/4])"),
    ("np.prod(x)", (0.0, 0.0, 2.0), "np.array([0.0,0.0,0.0])"),
    ("np.sum(softplus(x))", (0.0, 0.0), "np.full(2,0.5)"),
    ("np.sum(np.exp(-1/np.where(x>0,x,1.0))*(x>0))", (0.0, 1.0), "np.array([0.0,np.exp(-1.0)])"),
    ("np.linalg.norm(x)", (3.0, 0.0), "np.array([1.0,0.0])"),
    ("np.arctan2(x[0],x[1])", (0.0, 1.0), "np.array([1.0,0.0])"),
    ("np.max(x)", (2.0, 1.0, 0.0), "np.array([1.0,0.0,0.0])"),
    ("np.sum(np.sort(x))", (1.0, 1.0), "np.ones(2)"),
    ("logsumexp(x)", (1.0, 1.0), "np.full(2,0.5)"),
    ("np.var(x)", (1.0, 1.0, 1.0), "np.zeros(3)"),
    ("np.sum(np.log(x))", (1000000000000.0, 1.0), "1/x"),
    ("np.sum(np.exp(x))", (-700.0, 0.0), "np.exp(x)"),
    ("1e-20*np.sum(x**2)", (1.0, 2.0), "2e-20*x"),
    ("1e20*np.sum(x**2)", (1.0, 2.0), "2e20*x"),
    ("1e-300*np.sum(x)", (1.0, 2.0), "np.full(2,1e-300)"),
    ("np.linalg.det(x)", ((1.0, 2.0), (2.0, 4.0)), "np.array([[4.0,-2.0],[-2.0,1.0]])"),
    ("np.linalg.det(x)", ((0.0, 0.0), (0.0, 0.0)), "np.zeros((2,2))"),
    ("np.sum(np.linalg.eigvalsh(x))", ((1.0, 0.0), (0.0, 1.0)), "np.eye(2)"),
    ("np.sum(np.linalg.svd(x,compute_uv=False)**2)", ((1.0, 0.0), (0.0, 0.0)), "2*x"),
    ("np.sum(np.abs(x))", (0.00010001, 1.0), "np.sign(x)"),
    ("np.sum(np.floor(x)*x)", (1.5, 2.5), "np.floor(x)"),
    ("np.sum(np.mod(x,0.5))", (0.7, 1.2), "np.ones(2)"),
    ("np.sum(np.trunc(x))", (0.0, 1.2), "np.zeros(2)"),
    ("3.0+0*np.sum(x)", (1.0, 2.0), "np.zeros(2)"),
    ("np.sum(x**2)", (1e-09, 0.0), "2*x"),
]

WRONG: list[tuple[str, Any, str]] = [
    ("np.sum(np.abs(x)**1.5)", (0.0, 1.0), "np.array([0.5,1.5])"),
    ("np.sum(np.sinc(x))", (0.0, 1.0), "np.array([0.0,1.0])"),
    ("np.sum(np.where(x==0,1.0,np.sin(x)/np.where(x==0,1,x)))", (0.0, 2.0), "np.array([0.5,(np.cos(2.0)*2-np.sin(2.0))/4])"),
    ("np.prod(x)", (0.0, 0.0, 2.0), "np.array([2.0,0.0,0.0])"),
    ("np.sum(relu(x)**2)", (0.0, 1.0), "np.array([1.0,2.0])"),
    ("np.linalg.norm(x)", (3.0, 0.0), "np.array([1.0,1.0])"),
    ("np.sum(np.sort(x))", (1.0, 1.0), "np.array([1.0,0.0])"),
    ("logsumexp(x)", (1.0, 1.0), "np.array([1.0,0.0])"),
    ("np.sum(x**2)", (100000000.0, 1.0), "np.array([2e8,2.1])"),
    ("np.sum(np.log(x))", (1000000000000.0, 1.0), "np.array([2e-12,1.0])"),
    ("np.sum(np.exp(x))", (-50.0, 0.0), "np.array([0.0,1.0])"),
    ("np.sum(np.exp(x))", (-20.0, -20.0), "1.01*np.exp(x)"),
    ("np.sum(sigmoid(x))", (-40.0, 0.0), "np.array([0.0,0.25])"),
    ("np.sum(np.sin(1e6*x))", (1e-06, 2e-06), "1e6*np.sin(1e6*x)"),
    ("1e-20*np.sum(x**2)", (1.0, 2.0), "1e-20*x"),
    ("1e20*np.sum(x**2)", (1.0, 2.0), "2.001e20*x"),
    ("1e-300*np.sum(x)", (1.0, 2.0), "np.full(2,2e-300)"),
    ("np.sum(x**2)+1e12", (1.0, 2.0), "2.1*x"),
    ("np.linalg.det(x)", ((1.0, 2.0), (2.0, 4.0)), "np.zeros((2,2))"),
    ("np.sum(np.round(x))", (0.4, 1.2), "np.ones(2)"),
    ("3.0+0*np.sum(x)", (1.0, 2.0), "np.full(2,1e-9)"),
    ("np.sum(x)", (1.0, 2.0), "np.full(2,np.nan)"),
    ("np.sum(x**2)", (1e-09, 0.0), "x"),
]

NO_GRADIENT: list[tuple[str, Any, str, str]] = [
    ("np.sum(relu(x))", (0.0, 1.0), "np.array([0.5,1.0])", "kink"),
    ("np.sum(np.hypot(x[0],x[1]))", (0.0, 0.0), "np.zeros(2)", "kink"),
    ("np.arctan2(x[0],x[1])", (0.0, -1.0), "np.array([-1.0,0.0])", "jump"),
    ("np.max(x)", (2.0, 2.0, 0.0), "np.array([0.5,0.5,0.0])", "kink"),
    ("np.min(x)", (1.0, 1.0), "np.array([1.0,0.0])", "kink"),
    ("np.sort(x)[1]", (1.0, 1.0, 3.0), "np.array([0.0,1.0,0.0])", "kink"),
    ("np.median(x)", (1.0, 1.0, 3.0), "np.array([0.5,0.5,0.0])", "kink"),
    ("np.std(x)", (1.0, 1.0, 1.0), "np.zeros(3)", "kink"),
    ("np.sum(np.clip(x,-1,1))", (1.0, 0.5), "np.array([0.5,1.0])", "kink"),
    ("np.sum(np.clip(x,-1,1))", (1.0, 0.5), "np.array([1.0,1.0])", "kink"),
    ("np.argmax(x)*1.0+np.sum(x)", (1.0, 1.0), "np.ones(2)", "jump"),
    ("np.sum(x*(x>=1))", (1.0, 2.0), "np.ones(2)", "jump"),
    ("np.sum(np.sqrt(x))", (0.0, 4.0), "np.array([np.inf,0.25])", "domain"),
    ("np.sum(np.sqrt(x))", (0.0, 4.0), "np.array([1e300,0.25])", "domain"),
    ("np.sum(x**1.5)", (0.0, 1.0), "1.5*np.sqrt(x)", "domain"),
    ("np.sum(x**1.5)", (0.0, 1.0), "np.array([3.0,1.5])", "domain"),
    ("np.sum(np.arcsin(x))", (1.0, 0.0), "np.array([np.inf,1.0])", "domain"),
    ("np.sum(np.arccosh(x))", (1.0, 2.0), "1/np.sqrt(x**2-1)", "domain"),
    ("np.linalg.matrix_rank(x)*1.0", ((1.0, 2.0), (2.0, 4.0)), "np.zeros((2,2))", "jump"),
    ("np.linalg.norm(x)", ((0.0, 0.0), (0.0, 0.0)), "np.ones((2,2))", "kink"),
    ("np.linalg.norm(x,'nuc')", ((1.0, 0.0), (0.0, 0.0)), "np.array([[1.0,0.0],[0.0,0.0]])", "kink"),
    ("np.linalg.norm(x,2)", ((1.0, 0.0), (0.0, 1.0)), "np.array([[0.5,0.0],[0.0,0.5]])", "kink"),
    ("np.linalg.eigvalsh(x)[0]", ((1.0, 0.0), (0.0, 1.0)), "np.array([[1.0,0.0],[0.0,0.0]])", "kink"),
    ("np.sum(np.abs(x))", (5e-05, 1.0), "np.array([0.5,1.0])", "kink"),
    ("np.sum(np.floor(x)*x)", (2.0, 2.5), "np.floor(x)", "jump"),
    ("np.sum(np.mod(x,0.5))", (0.5, 1.2), "np.ones(2)", "jump"),
    ("np.sum(np.trunc(x))", (1.0, 1.2), "np.zeros(2)", "jump"),
    ("np.sum(np.heaviside(x,0.0)*x)", (0.0, 1.0), "np.array([0.0,1.0])", "kink"),
    ("np.sum(np.where(x<1,x,2-x))", (1.0, 0.0), "np.array([0.0,1.0])", "kink"),
    ("np.sum(np.where(x<1,x,x**2))", (1.0, 0.0), "np.array([1.5,1.0])", "kink"),
    ("np.sum(np.where(x==2,7.0,x))", (2.0, 0.0), "np.ones(2)", "jump"),
    ("np.sum(np.abs(x))", (0.0, 2.0), "np.array([np.nan,1.0])", "kink"),
]
"""With the doubt that is due."""


def checked(cost: str, x: Any, claim: str) -> Result:
    return check(Case(cost=cost, values={"x": x}, wrt="x", gradient=claim))


@pytest.mark.parametrize(("cost", "x", "claim"), RIGHT)
def test_a_right_claim_passes_without_a_doubt(cost: str, x: Any, claim: str) -> None:
    result = checked(cost, x, claim)
    assert (result.verdict, result.doubt) == (Verdict.PASS, None)


@pytest.mark.parametrize(("cost", "x", "claim"), WRONG)
def test_a_wrong_one_fails_or_is_doubted(cost: str, x: Any, claim: str) -> None:
    hold_wrong(checked(cost, x, claim))


@pytest.mark.parametrize(("cost", "x", "claim", "kind"), NO_GRADIENT)
def test_where_there_is_no_gradient_that_is_said_and_no_cause_is_named(cost: str, x: Any, claim: str, kind: str) -> None:
    hold_without_gradient(checked(cost, x, claim), kind)
