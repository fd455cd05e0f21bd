"""What a person reads: every message of the language in one golden file."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest

from runner.errors import ExpressionError
from runner.expressions import compile_expression

VALUES = {
    "x": np.arange(12.0).reshape(4, 3),
    "W": np.eye(3),
    "labels": np.array([0, 2, 1, 3]),
    "n": 4,
    "lam": 0.5,
    "rng": np.random.default_rng(0),
}

TEXTS = """
np.load('x')
np.summ(x)
np.linalg.invert(W)
np.inv(W)
np.norm(x)
np.tahn(x)
np.random.rand(3)
np.empty((3, 2))
np.softmax(x)
np.sum
np.newaxis
np.float32(1)
np
x.summ()
x.sum
x.T()
x.shape()
x.exp()
x.norm()
x.fill(0)
x.t
x.dtype
x.foo
x.x
w + 1
dout * x
np.linalg.exp(x)
xx + 1
lamda * x
lam(x + 1)
exp(x)
open('f')
print(x)
torch.relu(x)
mylayers.affine(x, W)
rng
rng.shuffle(x)
rng.norml()
lambda: x
return np.sum(x)
for i in x
[y for y in x]
sum(y for y in x)
(y := x)
f'{x}'
x if x
x in W
x.pow(2)
W.mm(x)
np.T
x.view(3, 1)
x.sum(dim=0)
x.unsqueeze(0)
np.ones(4, 3)
np.zeros(n, 3)
x[np.array([0.0, 1.0])]
x[9]
np.sum(W, axis=2)
np.sum(W[0], axis=1)
np.concatenate([W[0], W[1]], axis=1)
x / x.sum(axis=1)
x.reshape(5, 2)
np.broadcast_to(x, (2, 2))
quite_another
x is None
n << 2
{'a': x}
{n}
np.sum(*x)
np.sum(**x)
np.exp(x, W)
np.sum(x, 0, True)
np.sum(x, out=W)
np.sum(x, axes=0)
np.sum(x, 0, axis=0)
np.dot(x)
np.reshape(x)
x.dot()
np.linalg.norm(x, 'FRO')
np.convolve(lam, lam, 3)
np.einsum(x, W)
np.zeros(3, dtype='float')
x.astype(object)
'text'
None
...
x + None
x = 1
x == 1 and
x W
3x
(x + 1
x + 1)
(x]
01 + x
x # the input
x \\ 2
x · W
x − 1
x²
λ * x
1e999
99999999999999999999 * x
0 < x < 1
()
x @ x
x.dot(x)
np.matmul(x.T, W)
x @ 3
x + W
x * x.T
x + x.T
x * W[:, :2]
x + np.ones((2, 2))
-(x > 0)
(x > 0) - (x > 1)
x if x > 0 else -x
x > 0 and x < 3
not x
x ^ 2
x & W
np.ceil(x * 1j)
1j < 2
(x * 1j).astype(float)
np.linalg.solve(W, 3)
np.split(x, 10**6)
x[7]
x[0, 0, 0]
x[0.5]
x[:, labels]
x.reshape(5, 5)
np.sum(x, axis=2)
np.linalg.inv(W - W)
np.linalg.inv(x)
np.linalg.cholesky(-W)
np.concatenate([x, W], axis=1)
np.stack([x, W])
np.array([[1, 2], [3]])
np.einsum('ij,jk->ik', x, x)
one_hot(labels, 3)
one_hot(x, 3)
scatter_add((3,), labels, labels)
np.arange(x)
range(2.5)
np.zeros((2, -1))
np.zeros(2.5)
n / 0
n ** 99
2 ** 64
int(np.inf)
float(x)
labels ** -1
np.ones((10**6, 10**6))
np.linalg.inv(np.ones((5000, 5000)))
np.einsum('ij,kl->', np.ones((999, 999)), np.ones((999, 999)))
np.linalg.matrix_power(W, 10**6)
np.interp(x, [0, 1], [0])
np.cross(x, lam)
x.shape
x.shape * 2
[x, W]
np.linalg.svd(x)
max(x, 0)
max(x)
len(n)
x.shape[5]
(x > 0) + 'a'
"""


@pytest.mark.parametrize("name", ["expressions/messages.txt"])
def test_every_message(name: str, golden: Callable[[str, str], None]) -> None:
    golden(name, "\n".join(told(text) for text in TEXTS.strip().splitlines()))


def told(text: str) -> str:
    """The text, its part at fault underlined, the message and the hint."""
    try:
        value = compile_expression(text, VALUES).evaluate(VALUES)
    except ExpressionError as error:
        caret = "" if error.offset is None else " " * error.offset + "^" * error.length
        hint = f"  hint: {error.hint}\n" if error.hint else ""
        return f"{text}\n{caret}\n  {error.message}\n{hint}"
    raise AssertionError(f"{text} was accepted: {value}")
