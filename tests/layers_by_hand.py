"""Layers as a course asks for them: pairs of a forward pass, which returns a cache, and a backward pass."""

from __future__ import annotations

from typing import Any

import numpy as np


def affine_forward(x: Any, w: Any, b: Any) -> Any:
    """x of shape (N, …), flattened to rows."""
    return x.reshape(len(x), -1) @ w + b, (x, w)


def affine_backward(dout: Any, cache: Any) -> Any:
    x, w = cache
    return (dout @ w.T).reshape(x.shape), x.reshape(len(x), -1).T @ dout, dout.sum(axis=0)


def batchnorm_forward(x: Any, gamma: Any, beta: Any, options: Any) -> Any:
    """Rows normalised over the batch; `options` holds `eps`, and keeps the running mean as such layers do."""
    mean, spread = x.mean(axis=0), np.sqrt(x.var(axis=0) + options["eps"])
    options["running_mean"] = 0.9 * options.get("running_mean", 0.0) + 0.1 * mean
    normal = (x - mean) / spread
    return gamma * normal + beta, {"normal": normal, "spread": spread, "gamma": gamma}


def batchnorm_backward(dout: Any, cache: Any) -> Any:
    normal, dnormal = cache["normal"], dout * cache["gamma"]
    dx = (dnormal - dnormal.mean(axis=0) - normal * (dnormal * normal).mean(axis=0)) / cache["spread"]
    return dx, (dout * normal).sum(axis=0), dout.sum(axis=0)


def conv_forward(x: Any, w: Any, b: Any, options: Any) -> Any:
    """x (N, C, H, W), w (F, C, R, S), in loops over the places of the window."""
    pad, stride = options["pad"], options["stride"]
    padded = np.pad(x, ((0, 0), (0, 0), (pad, pad), (pad, pad)))
    rows = 1 + (padded.shape[2] - w.shape[2]) // stride
    columns = 1 + (padded.shape[3] - w.shape[3]) // stride
    out = np.zeros((len(x), len(w), rows, columns))
    for i in range(rows):
        for j in range(columns):
            window = padded[:, :, i * stride : i * stride + w.shape[2], j * stride : j * stride + w.shape[3]]
            out[:, :, i, j] = np.tensordot(window, w, axes=([1, 2, 3], [1, 2, 3])) + b
    return out, (padded, w, pad, stride)


def conv_backward(dout: Any, cache: Any) -> Any:
    padded, w, pad, stride = cache
    dpadded, dw = np.zeros_like(padded), np.zeros_like(w)
    for i in range(dout.shape[2]):
        for j in range(dout.shape[3]):
            place = np.s_[:, :, i * stride : i * stride + w.shape[2], j * stride : j * stride + w.shape[3]]
            dpadded[place] += np.tensordot(dout[:, :, i, j], w, axes=(1, 0))
            dw += np.tensordot(dout[:, :, i, j], padded[place], axes=(0, 0))
    inner = slice(pad, -pad or None)
    return dpadded[:, :, inner, inner], dw, dout.sum(axis=(0, 2, 3))


def max_pool_forward(x: Any, size: int) -> Any:
    blocks = x.reshape(*x.shape[:2], x.shape[2] // size, size, x.shape[3] // size, size)
    out = blocks.max(axis=(3, 5))
    return out, (blocks == out[:, :, :, None, :, None], x.shape)


def max_pool_backward(dout: Any, cache: Any) -> Any:
    mask, shape = cache
    return (mask * dout[:, :, :, None, :, None]).reshape(shape)


def lstm_forward(x: Any, h: Any, w: Any, u: Any, b: Any) -> Any:
    """x (N, T, D), h (N, H): the hidden states (N, T, H) of gates in the order input, forget, output, candidate."""
    cell, out, steps = np.zeros_like(h), [], []
    for t in range(x.shape[1]):
        i, f, o, g = np.split(x[:, t] @ w + h @ u + b, 4, axis=1)
        i, f, o, g = *(1 / (1 + np.exp(-gate)) for gate in (i, f, o)), np.tanh(g)
        after = f * cell + i * g
        steps.append((x[:, t], h, cell, i, f, o, g, np.tanh(after)))
        cell, h = after, o * np.tanh(after)
        out.append(h)
    return np.stack(out, axis=1), (steps, w, u)


def lstm_backward(dout: Any, cache: Any) -> Any:
    steps, w, u = cache
    dx, dh, dcell = [], 0.0, 0.0
    dw, du, db = np.zeros_like(w), np.zeros_like(u), np.zeros(w.shape[1])
    for t, (x, h, cell, i, f, o, g, tanh) in reversed(list(enumerate(steps))):
        dh = dh + dout[:, t]
        dcell = dcell + dh * o * (1 - tanh**2)
        gates = (dcell * g * i * (1 - i), dcell * cell * f * (1 - f), dh * tanh * o * (1 - o), dcell * i * (1 - g**2))
        dz = np.concatenate(gates, axis=1)
        dx.append(dz @ w.T)
        dw, du, db = dw + x.T @ dz, du + h.T @ dz, db + dz.sum(axis=0)
        dh, dcell = dz @ u.T, dcell * f
    return np.stack(dx[::-1], axis=1), dh, dw, du, db
