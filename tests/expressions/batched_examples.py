"""Expressions for every function of the table, over the arrays of `variables`: what its row implies, and more of some."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

import numpy as np

from runner.expressions.batching import entries
from runner.expressions.functions import FUNCTIONS
from runner.expressions.table import ABOVE_ONE, ANYWHERE, POSITIVE, WITHIN_ONE, Function, Interval


def variables(seed: int) -> dict[str, Any]:
    """Arrays of many shapes; `p`, `P` positive, `q` within 0 … 1, `i`, `j` integers, `k` a mask, `z` complex."""
    rng = np.random.default_rng(seed)
    return {
        "s": np.asarray(rng.standard_normal()),
        "u": rng.standard_normal(3),
        "v": rng.standard_normal(3),
        "x": rng.standard_normal(4),
        "X": rng.standard_normal((4, 3)),
        "Y": rng.standard_normal((4, 3)),
        "M": rng.standard_normal((3, 5)),
        "A": rng.standard_normal((3, 3)),
        "B": rng.standard_normal((3, 3)),
        "T": rng.standard_normal((2, 4, 3)),
        "U": rng.standard_normal((2, 3, 2)),
        "E": rng.standard_normal((0, 3)),
        "q": rng.uniform(0.1, 0.9, 4),
        "p": rng.uniform(0.5, 2.0, 4),
        "P": rng.uniform(0.5, 2.0, (4, 3)),
        "i": np.array([0, 2, 1, 1]),
        "j": np.array([[0, 1, 2], [2, 2, 0]]),
        "k": np.array([[True, False, True], [False, False, True], [True, True, False], [False, True, True]]),
        "z": rng.standard_normal(4) + 1j * rng.standard_normal(4),
    }


_TEXT = """
+ - *:
    X o Y; X o s; s o X; u o X; X o 2; 2.0 o X; T o X; s o s; x o [1.0, 2.0, 3.0, 4.0]; z o x
/ // %:
    X o P; X o 2; s o p; T o P; 2.0 o P; s o s
**:
    X ** 2; P ** 0.5; P ** X; 2.0 ** x; X ** 3; p ** s; P ** -1; x[0] ** 2; p[0] ** 0.5; X ** 2.0
@:
    X @ A; A @ X.T; X @ u; x @ X; u @ v; T @ A; T @ u; X @ U; T @ U; x @ T; u @ M @ M.T; E @ A; A @ E.T
& | ^:
    (X > 0) o (Y > 0); (X > 0) o k; (u > 0) o (X > 0); np.argmax(x) o 3
== != < <= > >=:
    X o Y; X o u; s o 0.0; 0.5 o x; T o s; np.sum(X o 0) * x
unary -:
    -x; -X; -s; -X.T
unary +:
    +x; +X; +s
unary ~:
    ~(X > 0); ~(s > 0)
[]:
    x[0]; X[-1]; X[1:3, ::2]; X[:, 0]; X[..., None]; X[None, :, 1]; x[i]; X[i]; X[:, i]; X[np.arange(4), i]; X[[0, 2]];
    X[k]; T[:, i, 0]; T[0, :, i]; T[i[:2] // 2, :, 0]; T[i[0], :, [0, 1]]; T[..., i]; T[None, :, i, None]; X[j];
    T[0][j, 1]; T[j % 2, :, j]; X[::-1]; X[()]; X[...]; x[np.argmax(X, axis=0)]; X[np.argmax(u)]; x[x > -9];
    np.linalg.slogdet(A)[1]; np.linalg.eigh(A + A.T)[0]; X.shape[0] * x; X[x > 9]; M[:, j]; X[True]; X[k[:, 0]];
    (X, x)[1]; T[:, k]; X[:, k[0]]; E[:, 1]; X[1, 2]; i[np.argmax(x)]
abs np.cbrt np.tan:
    f(x); f(X); f(s); f(T[0]); f([s, u[0]])
gammaln digamma:
    f(p); f(P); f(p[0]); f(3 * P); f(P - 3)
np.imag np.angle:
    f(x); f(z); f(z * s)
np.logical_not:
    f(X > 0); f(x)
np.invert:
    f(X > 0)
np.isclose:
    f(X, Y); f(x, s); f(s, x); f(X, u); f(u, X); f(s, T); f(T, X); f(2.0, x); f(x, 0.5); f(X[:, None], u)
np.logical_and np.logical_or np.logical_xor:
    f(X > 0, k); f(x, x > 0); f(X > 0, u > 0)
np.bitwise_and np.bitwise_or np.bitwise_xor:
    f(X > 0, Y > 0); f(X > 0, k); f(np.argmax(x), 3); f(i, np.argmax(X, axis=1))
np.clip:
    np.clip(X, -0.5, 0.5); np.clip(X, None, s); np.clip(X, u, 1); np.clip(s, x, 2); np.clip(X, a_min=-0.5, a_max=None);
    np.clip(X, min=0); np.clip(X, max=Y); np.clip(X, Y, 1.0)
.clip:
    X.clip(-0.5, 0.5); X.clip(min=0); x.clip(max=s)
np.round np.around:
    f(X); f(X, 1); f(s, decimals=1)
.round:
    X.round(); X.round(1); x.round(decimals=1)
np.nan_to_num:
    np.nan_to_num(X); np.nan_to_num(np.log(X), nan=1.0); np.nan_to_num(1 / (X > 0), posinf=9.0)
.real:
    X.real; z.real; s.real
.imag:
    X.imag; z.imag
.conj:
    X.conj(); z.conj()
.conjugate:
    X.conjugate(); z.conjugate()
np.interp:
    np.interp(X, np.arange(5), np.arange(5) ** 2); np.interp(s, x.cumsum() ** 2, x); np.interp(u, np.arange(4), x)
np.sum np.prod np.mean np.std np.var np.max np.min np.amax np.amin np.any np.all np.ptp np.nansum
np.nanprod np.nanmean np.nanstd np.nanvar np.nanmax np.nanmin np.count_nonzero np.median:
    f(x); f(X); f(X, axis=0); f(X, 1); f(X, axis=-1, keepdims=True); f(T, axis=(0, 2)); f(T, axis=(0, 1), keepdims=True);
    f(T, keepdims=True); f(X.T); f([s, u[1], 0.3]); f(s)
np.argmax np.argmin:
    f(x); f(X); f(X, axis=0); f(X, 1); f(T, axis=-2); f(X, axis=1, keepdims=True); f(T, keepdims=True)
np.cumsum np.cumprod:
    f(x); f(X); f(X, axis=0); f(X, 1); f(T, axis=-2)
.sum:
    X.sum(); X.sum(0); X.sum(axis=1, keepdims=True); T.sum((0, 1)); (X > 0).sum(); X.sum(dtype=float); E.sum(0)
.prod .mean .max .min .std .var .any .all:
    x.f(); X.f(0); X.f(axis=-1, keepdims=True); T.f(axis=(1, 2)); s.f()
.argmax .argmin .cumsum .cumprod:
    x.f(); X.f(0); X.f(axis=-1)
np.polyval:
    np.polyval(x, 0.5); np.polyval(x, X); np.polyval([1.0, 2.0], X); np.polyval(u, s)
np.average:
    np.average(X); np.average(X, axis=0); np.average(X, weights=P); np.average(X, axis=0, weights=p);
    np.average(x, weights=p); np.average(X, axis=1, weights=P); np.average(T, axis=1, weights=p, keepdims=True)
np.diff:
    np.diff(x); np.diff(X); np.diff(X, axis=0); np.diff(x, 2); np.diff(X, n=2, axis=0)
np.trapezoid:
    np.trapezoid(x); np.trapezoid(X, axis=0); np.trapezoid(X, dx=0.5); np.trapezoid(x, np.cumsum(p));
    np.trapezoid(X, p, axis=0); np.trapezoid(x, i)
np.cov:
    np.cov(X); np.cov(X, rowvar=False); np.cov(x)
np.corrcoef:
    np.corrcoef(X); np.corrcoef(X, rowvar=False)
np.array_equal:
    np.array_equal(X, Y); np.array_equal(X, X + 0); np.array_equal(x, u)
np.allclose:
    np.allclose(X, Y); np.allclose(X, X + s * 0)
np.dot:
    np.dot(X, A); np.dot(A, X.T); np.dot(X, u); np.dot(x, X); np.dot(u, v); np.dot(s, X); np.dot(X, 2.0); np.dot(T, A);
    np.dot(A, U); np.dot(T, U); np.dot(x, T); np.dot(u, M); np.dot(E, A); np.dot(A, E.T); np.dot(T, u)
.dot:
    X.dot(A); A.dot(X.T); X.dot(u); u.dot(M); u.dot(v); X.T.dot(Y); s.dot(X); T.dot(M)
np.matmul:
    np.matmul(X, A); np.matmul(A, A); np.matmul(X, u); np.matmul(x, X); np.matmul(T, U); np.matmul(T, A)
np.inner:
    np.inner(u, v); np.inner(X, Y); np.inner(X, u); np.inner(T, X); np.inner(s, X)
np.outer:
    np.outer(u, x); np.outer(X, u); np.outer(s, x); np.outer(u, u)
np.vdot:
    np.vdot(u, v); np.vdot(X, Y); np.vdot(z, x); np.vdot(x, z); np.vdot(z, z)
np.vecdot:
    np.vecdot(X, Y); np.vecdot(u, v); np.vecdot(X, u)
np.matvec:
    np.matvec(X, u); np.matvec(T, u); np.matvec(A, X)
np.vecmat:
    np.vecmat(x, X); np.vecmat(X, A)
np.kron:
    np.kron(A, B); np.kron(u, v); np.kron(u, A); np.kron(X, u); np.kron(s, A); np.kron(T, A)
np.cross:
    np.cross(u, v); np.cross(X, Y); np.cross(X, u); np.cross(A, B, axis=0); np.cross(T, X)
np.tensordot:
    np.tensordot(A, B); np.tensordot(X, A, 1); np.tensordot(u, v, axes=0); np.tensordot(T, X, axes=([1, 2], [0, 1]));
    np.tensordot(X, Y, axes=(0, 0)); np.tensordot(T, U, axes=([0, 2], [0, 1])); np.tensordot(T, A, axes=(-1, 0))
np.einsum:
    np.einsum('ij,jk->ik', X, A); np.einsum('ij,jk', X, A); np.einsum('ii', A); np.einsum('ii->i', A);
    np.einsum('ij->ji', X); np.einsum('bij,bjk->bik', T, U); np.einsum('i,j->ij', u, x); np.einsum('...j,j->...', T, u);
    np.einsum('...ij->...', T); np.einsum('ij,ij->', X, Y); np.einsum('bi, bj -> ij', X, Y);
    np.einsum('i,ij,j->', x, X, u); np.einsum('...i', X); np.einsum('ij,kj->ki', X, Y); np.einsum('ij,ij->i', X, Y);
    np.einsum('bij,jk->bik', T, A); np.einsum('ij,k->i', X, u)
np.linalg.multi_dot:
    np.linalg.multi_dot([X, A, B, u]); np.linalg.multi_dot([A, M])
np.convolve:
    f(x, u); f(x, u, 'same'); f(u, x, 'valid'); f(x, p, mode='same'); f(x, u[:2], 'same'); f(u, v)
np.correlate:
    f(x, u); f(x, u, 'same'); f(x, u, 'full'); f(u, x, 'full'); f(x, p, mode='same'); f(z, x)
np.trace:
    np.trace(A); np.trace(X); np.trace(X, 1); np.trace(T, offset=0, axis1=1, axis2=2)
.trace:
    A.trace(); X.trace(1); T.trace(0, 1, 2)
np.linalg.inv np.linalg.det np.linalg.eigvals:
    f(A); f(T[:, :3]); f(A @ B)
np.linalg.pinv:
    np.linalg.pinv(X); np.linalg.pinv(A); np.linalg.pinv(T)
np.linalg.slogdet:
    np.linalg.slogdet(A)[0]; np.linalg.slogdet(A)[1]
np.linalg.solve:
    np.linalg.solve(A, u); np.linalg.solve(A, B); np.linalg.solve(A, M); np.linalg.solve(T[:, :3], A);
    np.linalg.solve(T[:, :3], u)
np.linalg.cholesky:
    np.linalg.cholesky(A @ A.T + np.eye(3))
np.linalg.eigh:
    np.linalg.eigh(A + A.T)[0]; np.abs(np.linalg.eigh(A + A.T)[1])
np.linalg.eigvalsh:
    np.linalg.eigvalsh(A + A.T)
np.linalg.eig:
    np.linalg.eig(A + A.T)[0]
np.linalg.svd:
    np.linalg.svd(X)[1]; np.linalg.svd(X, compute_uv=False); np.linalg.svd(X, full_matrices=False)[1]
np.linalg.svdvals:
    np.linalg.svdvals(X)
np.linalg.qr:
    np.linalg.qr(X)[1]; np.linalg.qr(A)[0]; np.linalg.qr(X, mode='r')
np.linalg.norm:
    np.linalg.norm(x); np.linalg.norm(X); np.linalg.norm(X, 'fro'); np.linalg.norm(X, ord='nuc');
    np.linalg.norm(X, axis=0); np.linalg.norm(X, axis=1, keepdims=True); np.linalg.norm(x, 1); np.linalg.norm(X, 2);
    np.linalg.norm(x, np.inf); np.linalg.norm(T); np.linalg.norm(T, axis=(1, 2)); np.linalg.norm(X, keepdims=True);
    np.linalg.norm(X, 1, axis=0); np.linalg.norm(x, 3); np.linalg.norm(X, 1); np.linalg.norm(z * s); np.linalg.norm(s)
np.linalg.matrix_power:
    np.linalg.matrix_power(A, 3); np.linalg.matrix_power(A, -1); np.linalg.matrix_power(A, 0)
np.linalg.matrix_rank:
    np.linalg.matrix_rank(A); np.linalg.matrix_rank(X)
np.linalg.lstsq:
    np.linalg.lstsq(X, x)[0]
np.linalg.trace:
    np.linalg.trace(A); np.linalg.trace(T)
np.linalg.cond:
    np.linalg.cond(A); np.linalg.cond(X)
.T:
    X.T; x.T; T.T; s.T
.mT:
    X.mT; T.mT
np.shape np.size np.ndim:
    np.sum(f(X)) * x; np.sum(f(x)) * s; np.sum(f([x, p])) * x
.shape:
    X.shape[0] * x; X.reshape(X.shape[1], -1); np.zeros(X.shape) + X
.size:
    X / X.size; s / s.size
.ndim:
    X * X.ndim; s * s.ndim
len:
    X / len(X); x / len(x); len((X, x)) * x
np.reshape:
    np.reshape(X, (3, 4)); np.reshape(X, -1); np.reshape(X.T, (2, -1)); np.reshape(s, (1, 1)); np.reshape(E, (3, 0))
.reshape:
    X.reshape(3, 4); X.reshape(-1); X.T.reshape((2, -1)); x.reshape(2, 2); X.reshape(12)
np.ravel:
    f(X); f(X.T); f(s)
.ravel .flatten .copy:
    X.f(); X.T.f()
np.copy:
    f(X); f(x)
np.transpose np.permute_dims:
    f(X); f(T, (1, 0, 2)); f(T, axes=(-1, 0, 1))
np.tril_indices np.triu_indices:
    A[f(3)]; A[f(3, 1)] * u[:1]
.transpose:
    X.transpose(); T.transpose(2, 0, 1); T.transpose((1, 0, 2))
np.matrix_transpose np.linalg.matrix_transpose:
    f(X); f(T)
np.swapaxes:
    np.swapaxes(X, 0, 1); np.swapaxes(T, 0, -1); np.swapaxes(T, axis2=0, axis1=2)
.swapaxes:
    X.swapaxes(0, 1); T.swapaxes(-2, 0)
np.moveaxis:
    np.moveaxis(T, source=0, destination=-1); np.moveaxis(T, (0, 1), (2, 0))
np.rollaxis:
    np.rollaxis(T, 2, 0)
np.expand_dims:
    np.expand_dims(X, 0); np.expand_dims(X, -1); np.expand_dims(x, axis=(0, 2)); np.expand_dims(s, 0)
np.squeeze:
    np.squeeze(X[None]); np.squeeze(X[:, None], axis=1); np.squeeze(x[None, :, None], (0, -1))
.squeeze:
    X[None].squeeze(); X[:, None].squeeze(1); X.squeeze()
np.broadcast_to:
    np.broadcast_to(u, (4, 3)); np.broadcast_to(s, (2, 2)); np.broadcast_to(x[:, None], (4, 2))
np.atleast_1d np.atleast_2d np.atleast_3d:
    f(s); f(x); f(X); f(T)
np.concatenate:
    np.concatenate([X, Y]); np.concatenate((X, Y), axis=1); np.concatenate([x, u]); np.concatenate([X, A], axis=-2);
    np.concatenate(T); np.concatenate([X, Y], axis=None); np.concatenate([x, [1.0, 2.0]])
np.block:
    np.block([[A, B], [B, A]]); np.block([x, s])
np.concat:
    np.concat([X, Y])
np.stack:
    np.stack([x, p]); np.stack([X, Y], axis=-1); np.stack([X, Y], 1); np.stack([s, s, 1.0]); np.stack(X)
np.vstack np.hstack np.dstack np.column_stack:
    f([x, p]); f([X, Y]); f((x, 2 * x))
np.tile:
    np.tile(x, reps=3); np.tile(u, (4, 1)); np.tile(X, (2, 1, 2)); np.tile(T, 2); np.tile(s, 3)
np.repeat:
    np.repeat(x, 2); np.repeat(X, 2, axis=0); np.repeat(X, [1, 2, 0], axis=1); np.repeat(X, 3); np.repeat(s, 3)
.repeat:
    x.repeat(2); X.repeat(2, axis=0)
np.pad:
    np.pad(x, 1); np.pad(X, (1, 2)); np.pad(X, ((0, 0), (1, 1))); np.pad(x, 2, constant_values=1.5);
    np.pad(X, 1, 'edge'); np.pad(x, (1, 2), mode='reflect')
np.roll:
    np.roll(x, shift=1); np.roll(X, -1); np.roll(X, 1, axis=0); np.roll(X, (1, 2), axis=(0, 1))
np.flip:
    np.flip(x); np.flip(X); np.flip(X, 0); np.flip(T, axis=(0, 2)); np.flip(X, axis=-1)
np.flipud:
    np.flipud(X); np.flipud(x)
np.fliplr:
    np.fliplr(X); np.fliplr(T)
np.rot90:
    np.rot90(X); np.rot90(X, 2); np.rot90(T, k=3, axes=(1, 2))
np.diag:
    np.diag(x); np.diag(X); np.diag(u, 1); np.diag(u, k=-2); np.diag(X, -1)
np.diagflat:
    np.diagflat(x); np.diagflat(X, 1)
np.diagonal:
    np.diagonal(A); np.diagonal(X, 1); np.diagonal(T, offset=-1, axis1=1, axis2=2); np.diagonal(T)
.diagonal:
    A.diagonal(); T.diagonal(0, 1, 2)
np.tril np.triu:
    f(A); f(X, 1); f(T, k=-1); f(u)
np.array np.asarray:
    f(X); f([x[0] ** 2, x[0] * x[1]]); f([[s, 1.0], [0.0, x[1]]]); f([x, p]); f([u, [s, s, 1]])
.astype:
    X.astype(float); (X > 0).astype(float); X.astype(int); (x > 0).astype(int)
np.zeros_like np.ones_like:
    f(X) + X; f(s) * s; f(X, dtype=float) * X
np.full_like:
    np.full_like(X, 2.0) * X; np.full_like(X, s); np.full_like(X, u); np.full_like(i, s)
np.full:
    np.full((2, 3), s); np.full((2, 3), u); np.full((4,), 2.0) * x; np.full(3, fill_value=s)
np.zeros:
    np.zeros(4) + x; np.zeros((4, 3)) + X
np.ones:
    np.ones(4) * x; np.ones((2, 4)) @ X
np.eye:
    np.eye(3) @ A; np.eye(3, 4) @ X; np.eye(3, k=1) * A
np.identity:
    np.identity(3) * A
np.arange:
    np.arange(4) * x; np.arange(1, 5) * x
np.linspace:
    np.linspace(0, 1, 4) * x; np.linspace(s, 2, 5); np.linspace(0, s, num=3)
range:
    x[range(2)]
np.where:
    np.where(X > 0, X, Y); np.where(k, X, 0.0); np.where(s > 0, X, u); np.where(X > 0, 1.0, 0.1);
    np.where(X > -9)[0] * 1.0
np.select:
    np.select([x < 0, x > 1], [-1.0, x], default=s); np.select([X < 0, k], [X, Y], 0.5); np.select([k, ~k], [X, u])
np.sort:
    np.sort(x); np.sort(X); np.sort(X, axis=0); np.sort(X, axis=None)
np.argsort:
    np.argsort(x); np.argsort(X, axis=0); np.argsort(X, axis=None)
.argsort:
    x.argsort(); X.argsort(0)
np.take:
    np.take(x, i); np.take(X, [0, 2], axis=1); np.take(X, 1, axis=0); np.take(X, j); np.take(T, j, axis=-1)
.take:
    x.take(i); X.take([0, 2], axis=1)
np.take_along_axis:
    np.take_along_axis(X, i[:, None], axis=1); np.take_along_axis(X, np.argsort(X, axis=0), axis=0);
    np.take_along_axis(x, np.argsort(x), axis=0); np.take_along_axis(X, i, None);
    np.take_along_axis(X, np.argsort(Y, axis=1), axis=-1)
np.nonzero:
    x[f(x > -9)[0]]; X[f(k)]
.nonzero:
    x[(x > -9).nonzero()[0]]
np.flatnonzero:
    x[f(x > -9)]
np.argwhere:
    np.argwhere(x > -9) * x[0]
np.diag_indices:
    A[np.diag_indices(3)]
np.vander:
    np.vander(x); np.vander(x, 3); np.vander(u, N=2, increasing=True)
np.append:
    np.append(x, u); np.append(X, A, axis=0); np.append(X, s)
np.split:
    np.split(x, 2)[1]; np.split(X, 2, axis=0)[0]; np.split(X, [1, 2], axis=1)[1] * 2
np.ix_:
    X[np.ix_([0, 2], [1, 2])]
softmax log_softmax logsumexp:
    f(x); f(X, axis=None); f(X); f(X, axis=0); f(X, -1); f(T, 1)
one_hot:
    one_hot(i, 3) * X; one_hot(np.argmax(X, axis=1), 3); one_hot(np.argmax(x), 4); one_hot(j, 4)[0] * x
scatter_add:
    scatter_add((3,), i, x); scatter_add((5, 3), i, X); scatter_add((4, 3), (np.arange(4), i), x);
    scatter_add((3, 2), (j, 1), s); scatter_add((3,), j, s); scatter_add((6,), [1, 1, 4], u)
sliding_window_view:
    sliding_window_view(x, 2); sliding_window_view(X, (2, 2)); sliding_window_view(X, 2, axis=0);
    sliding_window_view(T, (2, 2), axis=(1, 2)); sliding_window_view(x, (3,)) @ u
float:
    float(s) * x; float(X[:1, :1]); float(x[1])
bool:
    bool(s > 0) * x; bool(X[:1, 1] > 0)
int:
    int(10 * s); int(x[0]) * 2
complex:
    complex(2.0, 1.0) * x
round:
    round(s); round(s, 2); round(X, 1); round(X)
max:
    max(x); max(s, 0.0); max(x[0], x[1], s); max(0, s)
min:
    min(x); min(s, 0.0); min(x[0], x[1], s); min(0, s)
sum:
    sum(x); sum(X); sum([s, x[0], 1.0]); sum(X, 1.0)
"""
"""Names of functions, then expressions in which `f` stands for each of them, or `o` for each operator."""

_FALL_BACK = """
X[x > 9]; np.correlate(u, x, 'full'); np.interp(s, x.cumsum() ** 2, x);
np.interp(u, np.arange(4), x); np.linalg.eigvals(A @ B); np.linalg.eigvals(A); np.linalg.eigvals(T[:, :3]);
np.trapezoid(X, p, axis=0); np.trapezoid(x, np.cumsum(p)); np.tril(u); np.triu(u); np.where(X > -9)[0] * 1.0;
x[(x > -9).nonzero()[0]]; x[np.flatnonzero(x > -9)]; x[x > -9]
"""


def _read(text: str) -> dict[str, tuple[str, ...]]:
    examples: dict[str, tuple[str, ...]] = {}
    for names, patterns in re.findall(r"^(\S[^:]*):\n((?:    .*\n)+)", text, re.MULTILINE):
        for name in names.replace("unary ", "unary_").split():
            examples[name.replace("_", " ") if name.startswith("unary_") else name] = tuple(
                _filled(" ".join(pattern.split()), name) for pattern in patterns.split(";")
            )
    return examples


def _filled(pattern: str, name: str) -> str:
    if name.startswith("."):
        return pattern.replace(".f(", name + "(")
    return re.sub(r"\bf\(", name + "(", pattern).replace(" o ", f" {name} ")


IN: Mapping[Interval, tuple[str, ...]] = {
    ANYWHERE: ("x", "X", "s", "T[0]", "[s, u[0]]"),
    POSITIVE: ("p", "P", "p[0]", "3 * P", "[p[0], p[1]]"),
    WITHIN_ONE: ("q", "q[1]", "-q[:, None]", "np.outer(q, q)", "[q[0], -q[1]]"),
    ABOVE_ONE: ("1 + p", "1 + P", "1 + p[0]", "1 + P[:2]", "[1.5, 2.5]"),
    (0.0, 1.0): ("q", "q[1]", "q[:, None]", "np.outer(q, q)", "[q[0], q[1]]"),
}
"""Arguments within an interval."""

PAIRED: Mapping[tuple[Interval, Interval], str] = {
    (ANYWHERE, ANYWHERE): """
        f(X, Y); f(x, s); f(s, x); f(X, u); f(u, X); f(s, T); f(T, X); f(2.0, x); f(x, 0.5); f(X[:, None], u)
    """,
    (ANYWHERE, POSITIVE): "f(X, P); f(s, p); f(x, 2.0); f(T, P)",
    (POSITIVE, ANYWHERE): "f(P, X); f(p, 2); f(2.0, x); f(p, s); f(P, 0.5)",
    (POSITIVE, POSITIVE): "f(P, 2 * P); f(p, p[0]); f(2.0, p); f(P[0], P); f(p, 0.5)",
}
"""Two arguments, which are broadcast against each other."""


def _of_row(row: Function) -> tuple[str, ...]:
    """The examples that a row brings, or that follow from it where the function goes entry by entry."""
    name = row.name
    if row.examples:
        return tuple(_filled(" ".join(text.split()), name) for text in row.examples.split(";"))
    domain = (*row.domain, ANYWHERE, ANYWHERE)
    if row.batch is entries.one and not row.name.startswith((".", "unary")):
        return tuple(f"{name}({argument})" for argument in IN[domain[0]])
    if row.batch is entries.binary and not row.name.startswith(".") and row.name[-1].isalnum():
        return tuple(_filled(" ".join(text.split()), name) for text in PAIRED[domain[0], domain[1]].split(";"))
    return ()


EXAMPLES = {**{name: texts for name, row in FUNCTIONS.items() if (texts := _of_row(row))}, **_read(_TEXT)}
"""Function of the table → expressions that use it."""

FALL_BACK = frozenset(" ".join(text.split()) for text in _FALL_BACK.split(";"))
"""Those whose arguments no rule covers."""
