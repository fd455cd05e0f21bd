"""Products of arrays."""

from __future__ import annotations

from .. import analytic_arrays, products
from ..batching import einsum as batch_einsum
from ..batching import products as batch_products
from ..batching.batch import as_it_is
from ..notation import form, infix, upright
from ..table import row
from ..vjps import products as vjps_products
from ..vjps.common import Each

PRODUCTS = [
    row(
        "np.dot(a, b)",
        products.dot,
        "product of matrices or vectors",
        also=".dot",
        batch=as_it_is(batch_products.dot),
        vjp=(vjps_products.dot_left, vjps_products.dot_right),
        typeset=form("dot product"),
    ),
    row(
        "np.matmul(a, b)",
        products.matmul,
        "a @ b",
        batch=as_it_is(batch_products.matmul),
        vjp=(vjps_products.matmul_left, vjps_products.matmul_right),
        typeset=form("matrix product"),
    ),
    row(
        "np.inner(a, b)",
        products.inner,
        "sum of products over the last axes",
        batch=as_it_is(batch_products.inner),
        vjp=Each(vjps_products.inner),
        typeset=form("inner"),
    ),
    row(
        "np.outer(a, b)",
        products.outer,
        "every entry of a times every entry of b",
        batch=as_it_is(batch_products.outer),
        vjp=(vjps_products.outer_left, vjps_products.outer_right),
        typeset=form("outer"),
    ),
    row(
        "np.vdot(a, b)",
        products.vdot,
        "product of all entries, the first conjugated",
        analytic=analytic_arrays.vdot,
        batch=as_it_is(batch_products.vdot),
        vjp=Each(vjps_products.all_entries),
        typeset=form("inner conjugated"),
    ),
    row(
        "np.tensordot(a, b, axes=2)",
        products.tensordot,
        "sum of products over given axes",
        batch=as_it_is(batch_products.tensordot),
        vjp=Each(vjps_products.tensordot),
        typeset=upright(),
    ),
    row(
        "np.einsum(subscripts='ij,jk->ik', *operands)",
        products.einsum,
        "sum of products by index letters, as 'ij,jk->ik'",
        batch=batch_einsum.einsum,
        vjp=Each(vjps_products.einsum),
        typeset=form("einsum"),
    ),
    row(
        "np.kron(a, b)",
        products.kron,
        "Kronecker product",
        batch=as_it_is(batch_products.kron),
        vjp=Each(vjps_products.kron),
        typeset=infix("⊗"),
    ),
    row(
        "np.cross(a, b, *, axis=-1)",
        products.cross,
        "cross product of vectors of 3 entries",
        batch=as_it_is(batch_products.cross),
        vjp=Each(vjps_products.cross),
        typeset=form("cross"),
    ),
    row(
        "np.vecdot(a, b)",
        products.vecdot,
        "products of vectors in the last axes",
        analytic=analytic_arrays.vecdot,
        batch=batch_products.cores(1, 1),
        vjp=Each(vjps_products.inner_rows),
        typeset=form("vecdot"),
    ),
    row(
        "np.matvec(a, b)",
        products.matvec,
        "matrices times vectors",
        batch=batch_products.cores(2, 1),
        vjp=Each(vjps_products.matvec),
        typeset=form("matvec"),
    ),
    row(
        "np.vecmat(a, b)",
        products.vecmat,
        "vectors times matrices",
        analytic=analytic_arrays.vecmat,
        batch=batch_products.cores(1, 2),
        vjp=Each(vjps_products.vecmat),
        typeset=upright(),
    ),
    row(
        "np.convolve(a, v, mode='full'|'same'|'valid')",
        products.convolve,
        "convolution of two vectors",
        batch=as_it_is(batch_products.convolve),
        vjp=Each(vjps_products.convolution),
        typeset=infix("∗"),
    ),
    row(
        "np.correlate(a, v, mode='valid'|'same'|'full')",
        products.correlate,
        "correlation of two vectors",
        analytic=analytic_arrays.correlate,
        batch=as_it_is(batch_products.correlate),
        vjp=Each(vjps_products.correlation),
        typeset=upright(axes="1"),
    ),
]
