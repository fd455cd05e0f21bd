"""The same entries in another arrangement."""

from __future__ import annotations

import numpy as np

from .. import shaping as shape
from ..batching import entries as batch_entries
from ..batching import shapes as batch_shapes
from ..batching.batch import as_it_is
from ..notation import along_axis, form, raised, upright
from ..table import row
from ..vjps import shaping as vjps_shaping

SHAPING = [
    row(
        "np.shape(x)",
        shape.shape,
        "lengths of the axes",
        also=".shape",
        varies=False,
        batch=batch_entries.constant,
        typeset=upright(axes="1"),
    ),
    row(
        "np.size(x)",
        shape.size,
        "number of entries",
        also=".size",
        varies=False,
        batch=batch_entries.constant,
        typeset=upright(axes="0"),
    ),
    row(
        "np.ndim(x)",
        shape.ndim,
        "number of axes",
        also=".ndim",
        varies=False,
        batch=batch_entries.constant,
        typeset=upright(axes="0"),
    ),
    row(
        "np.reshape(x, shape)",
        shape.reshape,
        "the same entries in another shape",
        batch=as_it_is(batch_shapes.reshape),
        vjp=vjps_shaping.reshaped,
        typeset=upright(axes="shape"),
    ),
    row(".reshape(x, *shape)", shape.reshape, "the same entries in another shape", rule="np.reshape", gathers=True),
    row(
        "np.ravel(x)",
        shape.ravel,
        "as one vector",
        also=".ravel .flatten",
        batch=as_it_is(batch_shapes.raveled),
        vjp=vjps_shaping.reshaped,
        typeset=upright(axes="1"),
    ),
    row(
        ".T(x)",
        shape.transposed,
        "the axes reversed",
        batch=as_it_is(batch_shapes.transposed),
        vjp=vjps_shaping.transposed,
        typeset=raised("⊤"),
    ),
    row(
        "np.matrix_transpose(x)",
        shape.matrix_transposed,
        "the last two axes exchanged",
        also="np.linalg.matrix_transpose .mT",
        batch=as_it_is(batch_shapes.matrix_transposed),
        vjp=vjps_shaping.matrix_transposed,
        typeset=form("matrix transpose"),
    ),
    row(
        "np.transpose(x, axes=None)",
        shape.transpose,
        "the axes reversed, or in the order given",
        also="np.permute_dims",
        batch=as_it_is(batch_shapes.transpose),
        vjp=vjps_shaping.transpose,
        typeset=raised("⊤"),
    ),
    row(
        ".transpose(x, *axes)",
        shape.transpose,
        "the axes reversed, or in the order given",
        rule="np.transpose",
        gathers=True,
        least=1,
    ),
    row(
        "np.swapaxes(x, axis1=, axis2=)",
        shape.swapaxes,
        "two axes exchanged",
        also=".swapaxes",
        batch=as_it_is(batch_shapes.swapaxes),
        vjp=vjps_shaping.swapaxes,
        typeset=along_axis(),
    ),
    row(
        "np.moveaxis(x, source=, destination=)",
        np.moveaxis,
        "axes moved to new places",
        batch=as_it_is(batch_shapes.moveaxis),
        vjp=vjps_shaping.moveaxis,
        typeset=along_axis(),
    ),
    row(
        "np.rollaxis(x, axis, start)",
        shape.rollaxis,
        "an axis moved to before another",
        batch=as_it_is(batch_shapes.rollaxis),
        vjp=vjps_shaping.rollaxis,
        typeset=along_axis(),
    ),
    row(
        "np.expand_dims(x, axis=)",
        shape.expand_dims,
        "a new axis of length 1",
        batch=as_it_is(batch_shapes.expand_dims),
        vjp=vjps_shaping.reshaped,
        typeset=upright(),
    ),
    row(
        "np.squeeze(x, axis=None)",
        shape.squeeze,
        "axes of length 1 removed",
        also=".squeeze",
        batch=as_it_is(batch_shapes.squeeze),
        vjp=vjps_shaping.reshaped,
        typeset=upright(),
    ),
    row(
        "np.broadcast_to(x, shape=)",
        shape.broadcast_to,
        "repeated along new axes",
        batch=as_it_is(batch_shapes.broadcast_to),
        vjp=vjps_shaping.spread,
        typeset=upright(axes="shape"),
    ),
    row(
        "np.atleast_1d(x)",
        np.atleast_1d,
        "at least one axis",
        batch=as_it_is(batch_shapes.at_least(1)),
        vjp=vjps_shaping.reshaped,
        typeset=upright(),
    ),
    row(
        "np.atleast_2d(x)",
        np.atleast_2d,
        "at least two axes",
        batch=as_it_is(batch_shapes.at_least(2)),
        vjp=vjps_shaping.reshaped,
        typeset=upright(),
    ),
    row(
        "np.atleast_3d(x)",
        np.atleast_3d,
        "at least three axes",
        batch=as_it_is(batch_shapes.at_least(3)),
        vjp=vjps_shaping.reshaped,
        typeset=upright(),
    ),
]
