"""Random expressions over random shapes: a batch gives what its points give, faults included."""

from __future__ import annotations

from typing import Any

import numpy as np
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from runner.errors import ExpressionError
from runner.expressions import Batch, batch_of, compile_expression

POINTS = 3


def _patterns(text: str) -> tuple[str, ...]:
    return tuple(" ".join(pattern.split()) for pattern in text.split(";"))


EXACT_OF_ONE = _patterns(
    """
    -{0}; {0} * {0}; ({0}).T; np.sum({0}); np.sum({0}, axis=0); ({0}).sum(axis=-1, keepdims=True); ({0})[0];
    ({0})[..., None]; ({0})[None]; ({0})[::-1]; ({0})[..., 0]; np.sort({0}); np.sort({0}, axis=0); np.max({0}, axis=0);
    np.min({0}); np.cumsum({0}); np.cumsum({0}, axis=0); np.reshape({0}, -1); np.where({0} > 0, {0}, 1); np.abs({0});
    ({0}).shape[0] * ({0}); np.diag({0}); np.flip({0}); np.roll({0}, 1); np.argmax({0}); np.argsort({0}, axis=0);
    np.squeeze({0}); np.transpose({0}); np.swapaxes({0}, 0, 1); np.repeat({0}, 2); np.tile({0}, 2); np.pad({0}, 1);
    np.tril({0}); np.trace({0}); np.expand_dims({0}, 1); np.broadcast_to({0}, (2, 3)); np.atleast_2d({0}); relu({0});
    np.clip({0}, -1, 1); np.sign({0}); np.diff({0}); np.median({0}) * 2; np.all({0} > 0); np.count_nonzero({0});
    ({0})[[0, -1]]; ({0})[({0}) > 0]; ({0})[np.argmax({0})]; np.einsum('...i->...', {0}); np.einsum('ii', {0});
    sliding_window_view({0}, 2); ({0}) if np.sum({0}) > 0 else 2 * ({0}); np.prod({0}, axis=-1);
    np.linalg.matrix_power({0}, 2)
    """
)
"""What is exact for integers, whatever the order of summation."""

EXACT_OF_TWO = _patterns(
    """
    ({0} + {1}); ({0} - {1}); ({0} * {1}); ({0}) @ ({1}); np.dot({0}, {1}); np.outer({0}, {1}); np.maximum({0}, {1});
    np.where({0} > {1}, {0}, {1}); np.concatenate([{0}, {1}]); np.stack([{0}, {1}], axis=-1); np.kron({0}, {1});
    np.inner({0}, {1}); np.tensordot({0}, {1}, 1); np.einsum('...i,...i->...', {0}, {1});
    np.einsum('ij,jk->ik', {0}, {1}); ({0} == {1}); np.vstack([{0}, {1}]); np.hstack([{0}, {1}]);
    np.array([np.sum({0}), np.max({1})]); np.vdot({0}, {1}); np.convolve({0}, {1});
    scatter_add((4,), np.argmax({0}), {1}); np.take_along_axis({0}, np.argsort({1}, axis=0), axis=0);
    np.cross({0}, {1}); ({0})[np.argmin({1})]; np.interp({0}, np.arange(4), np.arange(4) * 2);
    np.full((2,), np.sum({0}) + {1})
    """
)

SMOOTH_OF_ONE = _patterns(
    """
    np.tanh({0}); np.sin({0}); sigmoid({0}); softplus({0}); np.exp(-({0}) ** 2); np.log1p(({0}) ** 2); softmax({0});
    log_softmax({0}, axis=0); logsumexp({0}); np.mean({0}); np.mean({0}, axis=0); np.var({0}, axis=-1); np.std({0});
    np.linalg.norm({0}); np.linalg.norm({0}, axis=0); ({0}).T; ({0})[..., None]; ({0})[0]; np.sqrt(1 + ({0}) ** 2);
    erf({0}); np.average({0}, axis=0); np.cumsum(np.tanh({0})); np.linalg.inv(np.diag(2 + np.tanh({0})))
    """
)
SMOOTH_OF_TWO = _patterns(
    """
    ({0} + {1}); ({0} - {1}); ({0} * {1}); np.tanh(({0}) @ ({1})); np.sin(np.dot({0}, {1})); ({0}) / (1 + ({1}) ** 2);
    np.hypot({0}, {1}); np.arctan2({0}, 1 + ({1}) ** 2); np.logaddexp({0}, {1});
    np.tanh(np.einsum('...i,...i', {0}, {1})); (1.5 + np.tanh({0})) ** np.tanh({1}); np.stack([{0}, {1}])
    """
)
NAMES = ("s", "u", "v", "X", "Y", "T")


def expressions(of_one: tuple[str, ...], of_two: tuple[str, ...]) -> st.SearchStrategy[str]:
    def larger(inner: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
        one = st.builds(lambda pattern, a: pattern.replace("{0}", a), st.sampled_from(of_one), inner)
        two = st.builds(lambda pattern, a, b: pattern.replace("{0}", a).replace("{1}", b), st.sampled_from(of_two), inner, inner)
        return one | two

    return st.recursive(st.sampled_from((*NAMES, "(2 * s)", "np.ones(3)")), larger, max_leaves=4)


shapes = st.fixed_dictionaries(
    {
        "s": st.just(()),
        "u": st.sampled_from([(3,), (2,), (1,)]),
        "v": st.sampled_from([(3,), (2,)]),
        "X": st.sampled_from([(3, 3), (2, 3), (3, 2), (1, 3)]),
        "Y": st.sampled_from([(3, 3), (2, 3)]),
        "T": st.sampled_from([(2, 3, 3), (2, 2, 3)]),
    }
)


def outcome(expression: Any, variables: dict[str, Any]) -> Any:
    try:
        return expression.evaluate(variables)
    except ExpressionError as error:
        return type(error)


def agree(text: str, points: list[dict[str, Any]], names: list[str], exact: bool) -> None:
    if len(text) > 2000:
        return
    expression = compile_expression(text, NAMES)
    names = [name for name in names if name in expression.names]
    each = [outcome(expression, {**points[0], **{name: point[name] for name in names}}) for point in points]
    joined = {name: batch_of(np.stack([point[name] for point in points])) for name in names}
    batched = outcome(expression, {**points[0], **joined})
    if any(isinstance(value, type) for value in each) or len({np.shape(value) for value in each}) > 1:
        assert isinstance(batched, type), f"{text}: {each} but {batched}"
        return
    assert not isinstance(batched, type), f"{text}: {each} but {batched}"
    for place, value in enumerate(each):
        found = np.asarray(batched.points[place] if isinstance(batched, Batch) else batched)
        assert found.shape == np.shape(value), text
        if exact:
            np.testing.assert_array_equal(found, value, err_msg=text)
        else:
            np.testing.assert_allclose(found, value, rtol=1e-9, atol=1e-9, err_msg=text)


names_stacked = st.lists(st.sampled_from(NAMES), min_size=1, max_size=6, unique=True)


@settings(max_examples=400, deadline=None, suppress_health_check=list(HealthCheck))
@given(expressions(EXACT_OF_ONE, EXACT_OF_TWO), shapes, names_stacked, st.integers(0, 10**6))
def test_random_expressions_of_small_integers_agree_exactly(
    text: str, lengths: dict[str, tuple[int, ...]], names: list[str], seed: int
) -> None:
    rng = np.random.default_rng(seed)
    points = [{name: rng.integers(-2, 3, shape).astype(float) for name, shape in lengths.items()} for _ in range(POINTS)]
    agree(text, points, names, exact=True)


@settings(max_examples=300, deadline=None, suppress_health_check=list(HealthCheck))
@given(expressions(SMOOTH_OF_ONE, SMOOTH_OF_TWO), shapes, names_stacked, st.integers(0, 10**6))
def test_random_smooth_expressions_agree_to_rounding(
    text: str, lengths: dict[str, tuple[int, ...]], names: list[str], seed: int
) -> None:
    rng = np.random.default_rng(seed)
    points = [{name: np.asarray(rng.standard_normal(shape)) for name, shape in lengths.items()} for _ in range(POINTS)]
    agree(text, points, names, exact=False)
