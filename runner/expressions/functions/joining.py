"""Arrays joined, repeated, padded, turned over, and taken apart along diagonals."""

from __future__ import annotations

import numpy as np

from .. import shaping as shape
from ..batching import parts as batch_parts
from ..batching import shapes as batch_shapes
from ..batching.batch import as_it_is
from ..notation import along_axis, form, upright
from ..table import row
from ..vjps import selecting as vjps_selecting
from ..vjps import shaping as vjps_shaping
from ..vjps.common import as_column, parts_back

JOINING = [
    row(
        "np.concatenate(arrays, axis=0|None)",
        shape.joined(np.concatenate),
        "joined along an axis",
        also="np.concat",
        batch=as_it_is(batch_parts.concatenate),
        vjp=vjps_shaping.concatenate,
        typeset=upright(),
    ),
    row(
        "np.append(x, values, axis=None)",
        shape.append,
        "x with more entries behind it",
        batch=as_it_is(batch_parts.append),
        vjp=(vjps_shaping.append_first, vjps_shaping.append_second),
        typeset=upright(),
    ),
    row(
        "np.split(x, sections, axis=0)",
        shape.split,
        "in equal parts, or parted at the places given",
        vjp=vjps_shaping.split,
        typeset=upright(),
        without={"batch": "its value is several arrays"},
    ),
    row(
        "np.stack(arrays, axis=0)",
        shape.joined(np.stack),
        "joined along a new axis",
        batch=as_it_is(batch_parts.stack_arrays),
        vjp=vjps_shaping.stack,
        typeset=upright(),
    ),
    row(
        "np.vstack(arrays)",
        shape.stacked_in(np.vstack),
        "joined as rows",
        batch=as_it_is(batch_parts.side_by_side(2, 0)),
        vjp=parts_back(np.atleast_2d, 0),
        typeset=upright(),
    ),
    row(
        "np.hstack(arrays)",
        shape.stacked_in(np.hstack),
        "joined side by side",
        batch=as_it_is(batch_parts.side_by_side(1, 1)),
        vjp=parts_back(np.atleast_1d, 1),
        typeset=upright(),
    ),
    row(
        "np.dstack(arrays)",
        shape.stacked_in(np.dstack),
        "joined along the third axis",
        batch=as_it_is(batch_parts.side_by_side(3, 2)),
        vjp=parts_back(np.atleast_3d, 2),
        typeset=upright(),
    ),
    row(
        "np.column_stack(arrays)",
        shape.stacked_in(np.column_stack),
        "joined as columns",
        batch=as_it_is(batch_parts.column_stack),
        vjp=parts_back(as_column, 1),
        typeset=upright(),
    ),
    row(
        "np.block(arrays)",
        shape.block,
        "a matrix of matrices, as [[A, B], [C, D]]",
        vjp=vjps_shaping.block,
        typeset=upright(),
        without={"batch": "its argument is a list of lists"},
    ),
    row(
        "np.tile(x, reps=)",
        shape.tile,
        "repeated as a whole",
        batch=as_it_is(batch_shapes.tile),
        vjp=vjps_shaping.tile,
        typeset=upright(),
    ),
    row(
        "np.repeat(x, repeats=, axis=None)",
        shape.repeat,
        "every entry repeated",
        also=".repeat",
        batch=batch_shapes.repeat,
        vjp=vjps_shaping.repeat,
        typeset=upright(),
    ),
    row(
        "np.pad(x, pad_width=, mode='constant'|'edge'|'reflect'|'symmetric'|'wrap', *, constant_values=0)",
        shape.pad,
        "with a margin around it",
        batch=batch_shapes.pad,
        vjp=vjps_shaping.pad,
        typeset=along_axis(),
    ),
    row(
        "np.roll(x, shift=, axis=None)",
        np.roll,
        "shifted round",
        batch=as_it_is(batch_shapes.roll),
        vjp=vjps_shaping.roll,
        typeset=along_axis(),
    ),
    row(
        "np.flip(x, axis=None)",
        np.flip,
        "in reverse order",
        batch=as_it_is(batch_shapes.flip),
        vjp=lambda g, y, x, axis=None: np.flip(g, axis),
        typeset=along_axis(),
    ),
    row(
        "np.flipud(x)",
        np.flipud,
        "rows in reverse order",
        batch=as_it_is(batch_shapes.flipped(0)),
        vjp=lambda g, y, x: np.flipud(g),
        typeset=along_axis(),
    ),
    row(
        "np.fliplr(x)",
        np.fliplr,
        "columns in reverse order",
        batch=as_it_is(batch_shapes.flipped(1)),
        vjp=lambda g, y, x: np.fliplr(g),
        typeset=along_axis(),
    ),
    row(
        "np.rot90(x, k=1, axes=(0,1))",
        shape.rot90,
        "turned by right angles",
        batch=as_it_is(batch_shapes.rot90),
        vjp=lambda g, y, x, k=1, axes=(0, 1): np.rot90(g, -k, axes),
        typeset=along_axis(),
    ),
    row(
        "np.diag(x, k=0)",
        shape.diag,
        "a vector as a diagonal, or the diagonal of a matrix",
        batch=as_it_is(batch_shapes.diag),
        vjp=vjps_shaping.diag,
        typeset=form("diagonal"),
    ),
    row(
        "np.diagflat(x, k=0)",
        shape.diagflat,
        "all entries as a diagonal",
        batch=as_it_is(batch_shapes.diagflat),
        vjp=lambda g, y, x, k=0: np.reshape(np.diag(g, k), np.shape(x)),
        typeset=upright(axes="2"),
    ),
    row(
        "np.diagonal(x, offset=0, axis1=0, axis2=1)",
        shape.diagonal,
        "the diagonal",
        also=".diagonal",
        batch=batch_shapes.diagonal,
        vjp=vjps_selecting.diagonal,
        typeset=upright(),
    ),
    row(
        "np.tril(x, k=0)",
        shape.triangle(np.tril),
        "lower triangle",
        batch=batch_shapes.triangle,
        vjp=lambda g, y, x, k=0: np.tril(g, k),
        typeset=upright(axes="matrix"),
    ),
    row(
        "np.triu(x, k=0)",
        shape.triangle(np.triu),
        "upper triangle",
        batch=batch_shapes.triangle,
        vjp=lambda g, y, x, k=0: np.triu(g, k),
        typeset=upright(axes="matrix"),
    ),
]
