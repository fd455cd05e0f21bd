"""Expressions as mathematics. The MathML is read back here as one line of text, in which {a/b} is a fraction,
a^{b} an exponent, a_{b} an index or what stands below, √{a} a root, and * an invisible product sign."""

from __future__ import annotations

import xml.etree.ElementTree as ET
from collections.abc import Callable, Mapping

import pytest
from hypothesis import given
from hypothesis import strategies as st

from runner.outputs.mathml import formula
from runner.outputs.mathml_names import left_side

NAMES = {
    "T": 3,
    "W": 2,
    "A": 2,
    "B": 2,
    "X": 2,
    "Z": 2,
    "x": 1,
    "y": 1,
    "u": 1,
    "v": 1,
    "b": 1,
    "n": 0,
    "t": 0,
    "lam": 0,
    "sigma": 0,
}


def read(text: str, ranks: Mapping[str, int | None] = NAMES) -> str:
    """The formula of the expression, as a line of text."""
    return line(ET.fromstring(formula(text, ranks).markup))


def line(node: ET.Element) -> str:
    parts = [line(child) for child in node]
    forms: dict[str, Callable[[], str]] = {
        "msup": lambda: f"{parts[0]}^{{{parts[1]}}}",
        "msub": lambda: f"{parts[0]}_{{{parts[1]}}}",
        "munder": lambda: f"{parts[0]}_{{{parts[1]}}}",
        "mover": lambda: parts[0] + parts[1],
        "mfrac": lambda: f"{{{parts[0]}/{parts[1]}}}",
        "msqrt": lambda: f"√{{{''.join(parts)}}}",
        "mroot": lambda: f"{parts[1]}√{{{parts[0]}}}",
        "mtable": lambda: "; ".join(parts),
        "mtr": lambda: ", ".join(parts),
        "mspace": lambda: "",
    }
    if node.tag in forms:
        return forms[node.tag]()
    own = (node.text or "").replace("\N{INVISIBLE TIMES}", "*").replace("\N{FUNCTION APPLICATION}", "").replace("\xa0", " ")
    return own + "".join(parts)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("np.sum(W.dot(X))", "∑W*X"),
        ("np.sum(W @ X)", "∑W*X"),
        ("np.sum(W * X)", "∑W⊙X"),
        ("W.T @ np.ones((5, 3))", "W^{⊤}*1_{5×3}"),
        ("np.dot(A, B).T", "(A*B)^{⊤}"),
        ("np.transpose(A)", "A^{⊤}"),
        ("x @ y", "x·y"),
        ("lam * W", "λ*W"),
        ("W * 2", "W·2"),
        ("2 * 3 * n", "2·3*n"),
        ("A @ (B * X)", "A*(B⊙X)"),
        ("A @ B * X", "A*B⊙X"),
        ("(A + B) @ X", "(A+B)*X"),
    ],
)
def test_products_are_told_apart_by_what_they_multiply(text: str, expected: str) -> None:
    assert read(text) == expected


def test_a_product_of_what_is_not_known_is_one_entry_by_entry() -> None:
    assert read("p * q", {"p": None, "q": None}) == "p⊙q"


def test_a_product_with_a_scalar_that_is_computed_is_juxtaposed() -> None:
    assert read("np.linalg.norm(x) * W") == "‖x‖*W"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("np.sum(X * W) + n", "(∑X⊙W)+n"),
        ("n + np.sum(x)", "n+∑x"),
        ("n + np.sum(x) - t", "n+(∑x)−t"),
        ("np.sum(x) + np.sum(y) + np.sum(u)", "(∑x)+(∑y)+∑u"),
        ("-np.sum(x) > 0", "(−∑x)>0"),
        ("np.sum(x + y)", "∑(x+y)"),
        ("np.sum(x) * n", "(∑x)*n"),
        ("n * np.sum(x)", "n*∑x"),
        ("n * np.sum(x) * t", "(n*∑x)*t"),
        ("np.sum(x)**2", "(∑x)^{2}"),
        ("X.sum(axis=0)", "∑_{axis0}X"),
        ("np.mean(X, axis=1, keepdims=True)", "mean_{axis1,kept}(X)"),
        ("np.sum(X, axis=None, keepdims=False)", "∑X"),
        ("np.var(x, ddof=1)", "var(x,ddof=1)"),
        ("np.average(x, weights=y)", "average(x,weights=y)"),
        ("np.sum(X, axis=(0, 1))", "∑_{axis(0,1)}X"),
        ("np.max(x)", "max(x)"),
        ("np.prod(x)", "∏x"),
        ("np.sum(np.sum(X, axis=0))", "∑∑_{axis0}X"),
    ],
)
def test_a_sum_reaches_as_far_as_its_sign_says(text: str, expected: str) -> None:
    assert read(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("(x - y) / (2 * n)", "{x−y/2*n}"),
        ("x // 2", "⌊{x/2}⌋"),
        ("np.sqrt(x + 1)", "√{x+1}"),
        ("x**0.5", "√{x}"),
        ("np.cbrt(x)", "3√{x}"),
        ("t**2", "t^{2}"),
        ("x**2", "x^{2}"),
        ("W**2", "W^{⊙2}"),
        ("np.square(t)", "t^{2}"),
        ("(-t)**2", "(−t)^{2}"),
        ("-t**2", "−t^{2}"),
        ("np.tanh(x)**2", "tanh^{2}(x)"),
        ("np.log(x)**2", "(log(x))^{2}"),
        ("np.sin(x)**-1", "(sin(x))^{−1}"),
        ("3 * (1/2)", "3·{1/2}"),
        ("n * (1/2)", "n*{1/2}"),
        ("x - -2", "x−(−2)"),
        ("(-2)**2", "(−2)^{2}"),
        ("np.exp(-t**2 / 2)", "e^{{−t^{2}/2}}"),
        ("np.exp(x)", "exp(x)"),
        ("np.log1p(x)", "log(1+x)"),
        ("np.log2(x)", "log_{2}(x)"),
        ("np.abs(x)", "|x|"),
        ("abs(t)**3", "|t|^{3}"),
        ("1e-5 * x", "10^{−5}*x"),
        ("2.5e-3", "0.0025"),
        ("2.5e-7", "2.5×10^{−7}"),
        ("np.pi * sigma**2", "π*σ^{2}"),
    ],
)
def test_fractions_roots_and_powers(text: str, expected: str) -> None:
    assert read(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("np.linalg.norm(x)", "‖x‖"),
        ("np.linalg.norm(x - y)**2", "‖x−y‖^{2}"),
        ("np.linalg.norm(A, 'fro')", "‖A‖_{F}"),
        ("np.linalg.norm(x, 1)", "‖x‖_{1}"),
        ("np.linalg.inv(A)", "A^{−1}"),
        ("np.linalg.inv(A).T", "(A^{−1})^{⊤}"),
        ("np.linalg.inv(A + B)", "(A+B)^{−1}"),
        ("np.linalg.solve(A, b)", "A^{−1}*b"),
        ("np.linalg.det(A) * A", "det(A)*A"),
        ("np.linalg.slogdet(A)[1]", "log|det(A)|"),
        ("np.linalg.slogdet(A)[0]", "sign(det(A))"),
        ("np.trace(A @ B)", "tr(A*B)"),
        ("np.outer(u, v)", "u*v^{⊤}"),
        ("np.kron(A, B)", "A⊗B"),
        ("np.eye(n)", "I_{n}"),
        ("np.zeros((n, 2))", "0_{n×2}"),
        ("np.ones(n)", "1_{n}"),
        ("np.full((3, 2), t)", "full((3,2),t)"),
        ("np.einsum('ij,jk->ik', A, B)", "(∑_{j}A_{ij}B_{jk})_{ik}"),
        ("np.einsum('ij,jk->ki', A, B)", "(∑_{j}A_{ij}B_{jk})_{ki}"),
        ("np.einsum('bv->vb', A)", "(A_{ij})_{ji}"),
        ("np.einsum('i,i', x, y)", "∑_{i}x_{i}y_{i}"),
        ("np.einsum('ij->ji', A)", "(A_{ij})_{ji}"),
        ("np.einsum('...i->...', A)", "einsum(“...i->...”,A)"),
        ("A * (u @ v)", "A*(u·v)"),
        ("(A @ u) @ v", "A*u·v"),
        ("A @ u * (u @ v)", "A*u*(u·v)"),
        ("u * np.cross(v, x)", "u⊙(v×x)"),
        ("np.inner(u, v)", "u·v"),
        ("np.inner(A, B)", "inner(A,B)"),
        ("np.vdot(A, B)", "⟨A,B⟩"),
        ("np.linalg.norm(X, 2, axis=1)", "‖X‖_{2,axis1}"),
        ("np.linalg.norm(X, axis=1, keepdims=True)", "‖X‖_{axis1,kept}"),
        ("np.diag(x, k=1)", "diag(x,k=1)"),
        ("np.trace(A, offset=1)", "trace(A,offset=1)"),
        ("np.tril(A, k=-1)", "tril(A,k=−1)"),
        ("np.eye(n, k=1)", "eye(n,k=1)"),
        ("np.eye(n, 3)", "I_{n×3}"),
        ("np.zeros_like(x)", "0_{like x}"),
        ("A.dot(T)", "dot(A,T)"),
        ("A @ T", "A*T"),
    ],
)
def test_linear_algebra(text: str, expected: str) -> None:
    assert read(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("x[0]", "x_{0}"),
        ("X[:, 1:]", "X_{:,1:}"),
        ("X[::2, -1]", "X_{::2,−1}"),
        ("x[:, None]", "x_{:,new axis}"),
        ("x[[0, 2]]", "x_{[0,2]}"),
        ("np.linalg.eigh(A)[0]", "(eigh(A))_{0}"),
        ("(x + y)[0]", "(x+y)_{0}"),
        ("x[y]", "x_{y}"),
        ("x.shape[0]", "shape(x)_{0}"),
    ],
)
def test_indices(text: str, expected: str) -> None:
    assert read(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("np.where(x > 0, x, 0)", "{x, where x>0; 0, otherwise"),
        ("x if n > 0 else y", "{x, if n>0; y, otherwise"),
        ("x * (x > 0)", "x⊙[x>0]"),
        ("(x > 0) & (x <= 1)", "x>0∧x≤1"),
        ("np.maximum(x, 0)", "max(x,0)"),
        ("~(x == y)", "¬[x=y]"),
        ("max(n, t)", "max(n,t)"),
        ("x and y", "x and y"),
        ("not n > 0", "not n>0"),
        ("np.array([n > 0]) * x", "[(n>0)]⊙x"),
        ("(n > 0) * x", "[n>0]*x"),
        ("np.clip(x, None, n)", "clip(x,None,n)"),
        ("np.select([x > 0], [x], y)", "{x, where x>0; y, otherwise"),
    ],
)
def test_choices(text: str, expected: str) -> None:
    assert read(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("softmax(Z, axis=1)", "softmax_{axis1}(Z)"),
        ("relu(x)", "relu(x)"),
        ("one_hot(y, 10)", "one_hot(y,10)"),
        ("np.clip(x, 0, 1)", "clip(x,0,1)"),
        ("np.roll(x, shift=2)", "roll(x,shift=2)"),
        ("mylayers.affine_backward(x, W)", "mylayers.affine_backward(x,W)"),
        ("X.reshape(n, -1)", "reshape(X,(n,−1))"),
        ("x.astype(int)", "astype(x,int)"),
        ("round(t, 2)", "round(t,2)"),
        ("x % 2 + 1", "(xmod2)+1"),
        ("mylayers.f({'W': W}, mode='fast')", "mylayers.f({“W”:W},mode=“fast”)"),
        ("np.concatenate([x, y], 0)", "concatenate_{axis0}([x,y])"),
        ("rng.standard_normal((3, 2))", "standard_normal((3,2))"),
    ],
)
def test_other_functions_stand_upright_before_their_arguments(text: str, expected: str) -> None:
    assert read(text) == expected


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("alpha", "α"),
        ("lam", "λ"),
        ("Sigma", "Σ"),
        ("W1", "W_{1}"),
        ("b_2", "b_{2}"),
        ("W_ih", "W_{ih}"),
        ("sigma2", "σ_{2}"),
        ("x_hat", "x^"),
        ("xhat", "x^"),
        ("dout", "dout"),
        ("dW", "dW"),
        ("relu1", "relu1"),
    ],
)
def test_names_are_set_as_letters_with_subscripts(name: str, expected: str) -> None:
    assert read(name, {name: 2}) == expected


@pytest.mark.parametrize(
    ("names", "expected"),
    [
        (("eps", "epsilon"), ["eps", "epsilon"]),
        (("lam", "lambda_"), ["lam", "lambda_"]),
        (("x_hat", "xhat", "x"), ["x_hat", "xhat", "x"]),
        (("W1", "W_1"), ["W1", "W_1"]),
        (("x", "x0"), ["x", "x0"]),
        (("W", "W_ih"), ["W", "W_{ih}"]),
        (("W", "W_i", "i"), ["W", "W_i", "i"]),
        (("pi",), ["pi"]),
    ],
)
def test_no_two_names_of_a_case_are_set_alike(names: tuple[str, ...], expected: list[str]) -> None:
    assert [read(name, dict.fromkeys(names, 1)) for name in names] == expected


def test_constants_are_upright_and_e_is_written_as_a_function_beside_a_name_e() -> None:
    assert 'mathvariant="normal">e<' in formula("np.e").markup
    assert read("e * np.e", {"e": 0}) == "e*exp(1)"
    assert read("e * np.exp(e)", {"e": 0}) == "e*exp(e)"


def test_the_names_of_a_line_that_takes_a_tuple_apart_are_known() -> None:
    assert read("y + cache['z']", {"y, cache": None}) == "y+cache_{“z”}"


def test_lists_are_matrices_and_vectors() -> None:
    assert read("[[1, 2], [3, -4]]") == "[1, 2; 3, −4]"
    assert read("np.array([1.5, 2])") == "[1.5,2]"
    assert read("[[[1, 2]], [[3, 4]]]") == "[[1, 2],[3, 4]]"


def test_an_expression_may_go_over_several_lines() -> None:
    assert read("x +\n  y") == "x+y"


@pytest.mark.parametrize(
    ("text", "rank"),
    [
        ("A @ x", 1),
        ("x @ A", 1),
        ("A @ B", 2),
        ("x @ y", 0),
        ("np.sum(A)", 0),
        ("A.sum(axis=0)", 1),
        ("A.T * n", 2),
        ("A[0]", 1),
        ("A[:, None]", 3),
        ("np.ones((2, 3, 4))", 3),
        ("np.exp(A) / x", 2),
        ("np.linalg.norm(x) * n", 0),
        ("unknown(A)", None),
    ],
)
def test_the_number_of_dimensions_is_worked_out_where_it_can_be(text: str, rank: int | None) -> None:
    assert formula(text, NAMES).rank == rank


@pytest.mark.parametrize(
    "text",
    [
        "lambda: 0", "[a for a in x]", "f'{x}'", "x := 1", "x is y", "(x", "np.sum(x) # the rest", "np.sum(*x)", "{1: 2}", "",
        "x" * 3000, "-" * 1500 + "x", "(" * 500,
    ],
)  # fmt: skip
def test_what_cannot_be_set_is_shown_as_the_code_it_is(text: str) -> None:
    markup = formula(text, NAMES).markup
    assert markup.startswith("<code>")
    assert markup.unescape() == f"<code>{text}</code>"


@pytest.mark.parametrize(("text", "shown"), [("x\0", "x\\x00"), ("\ud800", "\\ud800"), ("f('\u202e')", "f('\\u202e')")])
def test_what_is_not_seen_is_written_out(text: str, shown: str) -> None:
    assert line(ET.fromstring(formula(text).markup)) == shown


def test_code_and_names_are_escaped() -> None:
    assert "<script>" not in formula("</code><script>alert(1)</script>").markup
    assert "<b>" not in formula("f('<b>')").markup


def test_a_left_side_makes_an_equation() -> None:
    assert line(ET.fromstring(formula("x + 1", NAMES, left="<mi>f</mi><mo>=</mo>").markup)) == "f=x+1"


leaves = st.sampled_from(["a", "b", "c", "2", "3", "0.5"])


def _joined(inner: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    operators = st.sampled_from(["+", "-", "*", "/", "@"])
    binary = st.tuples(inner, operators, inner).map(lambda parts: f"({parts[0]}) {parts[1]} ({parts[2]})")
    return (
        binary
        | inner.map(lambda text: f"-({text})")
        | inner.map(lambda text: f"({text})**2")
        | inner.map(lambda text: f"abs({text})")
    )


@given(st.recursive(leaves, _joined, max_leaves=12))
def test_parentheses_are_set_where_the_meaning_needs_them(text: str) -> None:
    shown = as_python(ET.fromstring(formula(text, {"a": 0, "b": 0, "c": 0}).markup))
    assert _value(shown) == pytest.approx(_value(text.replace("@", "*")), rel=1e-9, nan_ok=True)


def as_python(node: ET.Element) -> str:
    """The formula as Python, with no more parentheses than a reader sees; a fraction's bar holds its parts together."""
    parts = [as_python(child) for child in node]
    if node.tag == "mfrac":
        return f"(({parts[0]})/({parts[1]}))"
    if node.tag == "msup":
        return f"{parts[0]}**({parts[1]})"
    if node.text == "|":
        return "abs(" if node.get("form") == "prefix" else ")"
    signs = {"−": "-", "·": "*", "\N{INVISIBLE TIMES}": "*"}
    return signs.get(node.text or "", node.text or "") + "".join(parts)


def _value(text: str) -> float:
    try:
        return float(eval(text, {"a": 1.7, "b": -0.6, "c": 2.3, "__builtins__": {"abs": abs}}))
    except (ZeroDivisionError, OverflowError):
        return float("nan")


@given(st.text(max_size=60))
def test_no_text_makes_it_fail(text: str) -> None:
    assert formula(text, NAMES).markup


def test_the_left_side_of_a_line_has_the_letters_of_its_formulas() -> None:
    ranks: dict[str, int | None] = {"x": 1, "x0": 0, "y, cache": None}
    assert line(ET.fromstring(left_side("x0", ranks))) == "x0"
    assert line(ET.fromstring(left_side("y, cache", ranks))) == "(y,cache)"
