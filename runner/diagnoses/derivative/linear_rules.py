"""Vector-Jacobian products of matrix products and of linear algebra."""

from __future__ import annotations

import ast

from .. import mends
from .calls import LOG_DETERMINANT
from .shaping import full, total
from .sweep import Node, Pulls, Rule, Sweep, Unsupported
from .terms import Shape, Term, atom, linear, negative, split, times


def matmul(left: Term, right: Term) -> Term:
    """The matrix product of two terms, with their scalar factors in front."""
    if left.is_zero or right.is_zero:
        return times(left, right)
    a, left = split(left)
    b, right = split(right)
    shape = product_shape(left.shape, right.shape)
    text = mends.written(ast.BinOp(mends.tree(left.text), ast.MatMult(), mends.tree(right.text)))
    return times(times(a, b), atom(text, shape))


def product_shape(a: Shape, b: Shape) -> Shape:
    rows = a[:-1] if len(a) > 1 else ()
    columns = b[-1:] if len(b) > 1 else ()
    if len(a) > 2 or len(b) > 2:
        stack = a[:-2] if len(a) >= len(b) else b[:-2]
        return (*stack, *a[-2:-1], *b[-1:])
    return (*rows, *columns)


def transpose(term: Term) -> Term:
    """The last two axes exchanged."""
    shape = (*term.shape[:-2], term.shape[-1], term.shape[-2])
    if len(shape) == 2:
        return linear(term, mends.transposed, shape)
    return linear(term, lambda text: f"np.swapaxes({text}, -1, -2)", shape)


def outer(left: Term, right: Term) -> Term:
    a, left = split(left)
    b, right = split(right)
    return times(times(a, b), atom(f"np.outer({left.text}, {right.text})", (*left.shape, *right.shape)))


def product(node: Node, g: Term, sweep: Sweep) -> Pulls:
    """Y = A·B: by A it is G·Bᵀ, by B it is Aᵀ·G (M. B. Giles, 2008, section 2.2.2), and the like for vectors."""
    node.only(2)
    left, right = node.argument(0), node.argument(1)
    a, b = whole(left), whole(right)
    if not left.shape or not right.shape:
        raise Unsupported(f"there is no rule for `{node.text}`")
    g = full(g, node.shape, sweep)
    dimensions = (min(len(left.shape), 3), min(len(right.shape), 3))
    if left.varies:
        yield left, _by_left(dimensions, g, b, left.shape)
    if right.varies:
        yield right, _by_right(dimensions, g, a, right.shape)


def _by_left(dimensions: tuple[int, int], g: Term, b: Term, shape: Shape) -> Term:
    match dimensions:
        case 1, 1:
            return times(g, b)
        case 1, 2:
            return matmul(b, g)
        case 2, 1:
            return outer(g, b)
        case (2, 2) | (3, 2) | (3, 3) | (2, 3):
            return unstacked(matmul(g, transpose(b)), shape)
    raise Unsupported("a product of a stack with a vector")


def _by_right(dimensions: tuple[int, int], g: Term, a: Term, shape: Shape) -> Term:
    match dimensions:
        case 1, 1:
            return times(g, a)
        case 1, 2:
            return outer(a, g)
        case 2, 1:
            return matmul(transpose(a), g)
        case (2, 2) | (3, 2) | (3, 3) | (2, 3):
            return unstacked(matmul(transpose(a), g), shape)
    raise Unsupported("a product of a stack with a vector")


def unstacked(term: Term, shape: Shape) -> Term:
    """Summed over the stack, where the operand is one matrix for all."""
    extra = len(term.shape) - len(shape)
    return total(term, tuple(range(extra)), False, shape) if extra > 0 else term


def whole(node: Node) -> Term:
    """The value of a node as one thing with its whole shape."""
    term = node.term
    return term if term.shape == node.shape else atom(node.text, node.shape)


def dot(node: Node, g: Term, sweep: Sweep) -> Pulls:
    if max(len(node.argument(0).shape), len(node.argument(1).shape)) > 2:
        raise Unsupported("np.dot of stacks")
    if not node.argument(0).shape or not node.argument(1).shape:
        yield from sweep.rules["np.multiply"](node, g, sweep)
    else:
        yield from product(node, g, sweep)


def inner(node: Node, g: Term, sweep: Sweep) -> Pulls:
    """Σ a·b over all entries: of two vectors, or by `np.vdot` of two arrays of one shape."""
    node.only(2)
    left, right = node.argument(0), node.argument(1)
    if left.shape != right.shape or (len(left.shape) > 1 and node.call.name != "np.vdot"):
        raise Unsupported(f"there is no rule for `{node.text}`")
    yield left, times(g, right.term)
    yield right, times(g, left.term)


def outer_product(node: Node, g: Term, sweep: Sweep) -> Pulls:
    node.only(2)
    left, right = node.argument(0), node.argument(1)
    if len(left.shape) != 1 or len(right.shape) != 1:
        raise Unsupported(f"there is no rule for `{node.text}`")
    g = full(g, node.shape, sweep)
    if left.varies:
        yield left, matmul(g, whole(right))
    if right.varies:
        yield right, matmul(transpose(g), whole(left))


def inverse(node: Node, g: Term, sweep: Sweep) -> Pulls:
    """Y = X⁻¹: −Yᵀ·G·Yᵀ (M. B. Giles, 2008, section 2.2.3)."""
    node.only(1)
    x = matrix(node)
    y = transpose(atom(node.text, node.shape))
    yield x, negative(matmul(matmul(y, full(g, node.shape, sweep)), y))


def determinant(node: Node, g: Term, sweep: Sweep) -> Pulls:
    """d det X = det X · tr(X⁻¹·dX), Jacobi's formula."""
    node.only(1)
    x = matrix(node)
    yield x, times(times(g, atom(node.text, ())), atom(f"np.linalg.inv({x.text}).T", x.shape))


def log_determinant(node: Node, g: Term, sweep: Sweep) -> Pulls:
    x = matrix(node)
    yield x, times(g, atom(f"np.linalg.inv({x.text}).T", x.shape))


def solve(node: Node, g: Term, sweep: Sweep) -> Pulls:
    """Y = A⁻¹·B: by B it is S = A⁻ᵀ·G, by A it is −S·Yᵀ (M. B. Giles, 2008, section 2.3.1)."""
    node.only(2)
    a, b = matrix(node), node.argument(1)
    if len(b.shape) > 2:
        raise Unsupported("np.linalg.solve of stacks")
    text = f"np.linalg.solve({mends.transposed(a.text)}, {{}})"
    by_b = linear(full(g, node.shape, sweep), text.format, b.shape)
    if b.varies:
        yield b, by_b
    if a.varies:
        y = atom(node.text, node.shape)
        yield a, negative(outer(by_b, y) if len(b.shape) == 1 else matmul(by_b, transpose(y)))


def matrix(node: Node) -> Node:
    x = node.argument(0)
    if len(x.shape) != 2:
        raise Unsupported(f"there is no rule for `{node.text}` of a stack")
    return x


def einsum(node: Node, g: Term, sweep: Sweep) -> Pulls:
    """Σ over the letters that an operand lacks: the output takes the operand's place (explicit subscripts, no repeats)."""
    subscripts = node.option(0, "subscripts")
    if not isinstance(subscripts, str) or "->" not in subscripts or "." in subscripts or node.call.keywords:
        raise Unsupported(f"there is no rule for `{node.text}`")
    inputs, output = subscripts.replace(" ", "").split("->")
    letters = inputs.split(",")
    operands = [node.argument(1 + number) for number in range(len(letters))]
    g = full(g, node.shape, sweep) if output else g
    for number, (operand, own) in enumerate(zip(operands, letters, strict=True)):
        if not operand.varies:
            continue
        others = [(other, each.text) for k, (other, each) in enumerate(zip(letters, operands, strict=True)) if k != number]
        if len(set(own)) < len(own) or not set(own) <= set("".join(other for other, _ in others) + output):
            raise Unsupported(f"there is no rule for `{node.text}`")
        yield operand, _einsum_by(own, others, output, g, operand.shape)


def _einsum_by(own: str, others: list[tuple[str, str]], output: str, g: Term, shape: Shape) -> Term:
    scalar, rest = split(g)
    terms = [*others, (output, rest.text)] if output else others
    if len(terms) == 1 and terms[0][0] == own:
        return times(scalar, atom(terms[0][1], shape))
    text = f"np.einsum('{','.join(letters for letters, _ in terms)}->{own}', {', '.join(text for _, text in terms)})"
    return times(scalar if output else g, atom(text, shape))


RULES: dict[str, Rule] = {
    "np.matmul": product,
    "np.dot": dot,
    "np.inner": inner,
    "np.vdot": inner,
    "np.outer": outer_product,
    "np.linalg.inv": inverse,
    "np.linalg.det": determinant,
    LOG_DETERMINANT: log_determinant,
    "np.linalg.solve": solve,
    "np.einsum": einsum,
}
