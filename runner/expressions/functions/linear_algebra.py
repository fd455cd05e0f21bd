"""Linear algebra."""

from __future__ import annotations

from .. import algebra, analytic_algebra, products
from .. import shaping as shape
from ..batching import algebra as batch_algebra
from ..batching import products as batch_products
from ..batching import shapes as batch_shapes
from ..batching.batch import as_it_is
from ..notation import along_axis, form, raised, upright
from ..table import row
from ..vjps import linear_algebra as vjps_linear_algebra
from ..vjps import products as vjps_products

LINEAR_ALGEBRA = [
    row(
        "np.linalg.inv(A)",
        algebra.inv,
        "inverse",
        batch=batch_algebra.batched,
        vjp=vjps_linear_algebra.inverse,
        typeset=form("inverse"),
    ),
    row(
        "np.linalg.pinv(A)",
        algebra.pinv,
        "pseudo-inverse",
        analytic=analytic_algebra.pinv,
        batch=batch_algebra.batched,
        vjp=vjps_linear_algebra.pseudo_inverse,
        typeset=raised("+"),
    ),
    row(
        "np.linalg.solve(A, b)",
        algebra.solve,
        "the x with A x = b",
        batch=batch_algebra.solve,
        vjp=(vjps_linear_algebra.solve_matrix, vjps_linear_algebra.solve_right),
        typeset=form("solve"),
    ),
    row(
        "np.linalg.lstsq(A, b)",
        algebra.lstsq,
        "least squares: (solution, residuals, rank, singular values)",
        analytic=False,
        vjp=(vjps_linear_algebra.least_squares, vjps_linear_algebra.least_squares_right),
        typeset=upright(),
    ),
    row(
        "np.linalg.det(A)",
        algebra.det,
        "determinant",
        batch=batch_algebra.batched,
        vjp=vjps_linear_algebra.determinant,
        typeset=upright(axes="core"),
    ),
    row(
        "np.linalg.slogdet(A)",
        algebra.slogdet,
        "(sign, log |det|)",
        analytic=analytic_algebra.slogdet,
        batch=batch_algebra.batched,
        vjp=vjps_linear_algebra.log_determinant,
        typeset=upright(),
    ),
    row(
        "np.linalg.norm(x, ord=None|'fro'|'nuc', axis=None, keepdims=False)",
        algebra.norm,
        "norm of a vector or matrix",
        analytic=analytic_algebra.norm,
        batch=batch_algebra.norm,
        vjp=vjps_linear_algebra.norm,
        typeset=form("norm"),
    ),
    row(
        "np.linalg.cond(A, p=None|'fro'|'nuc')",
        algebra.cond,
        "condition number",
        analytic=analytic_algebra.cond,
        batch=batch_algebra.batched,
        vjp=vjps_linear_algebra.condition,
        typeset=upright(axes="core"),
    ),
    row(
        "np.linalg.matrix_rank(A)",
        algebra.matrix_rank,
        "rank",
        analytic=False,
        varies=False,
        batch=batch_algebra.batched,
        typeset=upright("rank", "core"),
    ),
    row(
        "np.linalg.matrix_power(A, n=)",
        algebra.matrix_power,
        "the power A @ A @ …",
        batch=batch_algebra.batched,
        vjp=vjps_linear_algebra.matrix_power,
        typeset=form("matrix power"),
    ),
    row(
        "np.linalg.multi_dot(arrays)",
        products.multi_dot,
        "product of several matrices",
        batch=as_it_is(batch_products.multi_dot),
        vjp=vjps_products.multi_dot,
        typeset=form("product of several"),
    ),
    row(
        "np.linalg.cholesky(A)",
        algebra.cholesky,
        "the lower L with L @ L.T = A",
        analytic=analytic_algebra.cholesky,
        batch=batch_algebra.batched,
        vjp=vjps_linear_algebra.cholesky,
        typeset=along_axis("chol"),
    ),
    row(
        "np.linalg.eigh(A)",
        algebra.eigh,
        "(eigenvalues, eigenvectors) of a symmetric matrix",
        analytic=analytic_algebra.eigh,
        batch=batch_algebra.batched,
        vjp=vjps_linear_algebra.eigh,
        typeset=upright(),
    ),
    row(
        "np.linalg.eigvalsh(A)",
        algebra.eigvalsh,
        "eigenvalues of a symmetric matrix",
        analytic=analytic_algebra.eigvalsh,
        batch=batch_algebra.batched,
        vjp=vjps_linear_algebra.eigenvalues,
        typeset=upright(),
    ),
    row(
        "np.linalg.eig(A)",
        algebra.eig,
        "(eigenvalues, eigenvectors)",
        analytic=False,
        batch=batch_algebra.eigenvalues,
        typeset=upright(),
    ),
    row(
        "np.linalg.eigvals(A)", algebra.eigvals, "eigenvalues", analytic=False, batch=batch_algebra.eigenvalues, typeset=upright()
    ),
    row(
        "np.linalg.svd(A, full_matrices=True, compute_uv=True)",
        algebra.svd,
        "(U, singular values, Vᵀ)",
        analytic=analytic_algebra.svd,
        batch=batch_algebra.batched,
        vjp=vjps_linear_algebra.svd,
        typeset=upright(),
    ),
    row(
        "np.linalg.svdvals(A)",
        algebra.svdvals,
        "singular values",
        analytic=analytic_algebra.svdvals,
        batch=batch_algebra.batched,
        vjp=vjps_linear_algebra.singular_values,
        typeset=upright(),
    ),
    row(
        "np.linalg.qr(A, mode='reduced'|'complete'|'r')",
        algebra.qr,
        "(Q, R)",
        analytic=analytic_algebra.qr,
        batch=batch_algebra.batched,
        vjp=vjps_linear_algebra.qr,
        typeset=upright(),
    ),
    row(
        "np.trace(x, offset=0, axis1=0, axis2=1)",
        shape.trace,
        "sum of the diagonal",
        also=".trace",
        batch=batch_shapes.diagonal,
        vjp=vjps_linear_algebra.trace,
        typeset=form("trace"),
    ),
    row(
        "np.linalg.trace(x, *, offset=0)",
        algebra.trace,
        "sum of the diagonal of the last two axes",
        batch=batch_algebra.batched,
        vjp=vjps_linear_algebra.trace_of_last,
        typeset=form("trace"),
    ),
]
