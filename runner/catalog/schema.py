"""THE TABLE OF KEYS: what a case file may say. The only file that knows them.

One row a key: its name, the kind of its value, its default as people read it, one line of meaning. From it come the
validation of files (`parts` reads by it), the JSON Schema for editors and the table of the README. What one key
demands of another stands in `rules`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from ..model import POINTS
from . import alike
from .arrays import CLAIM, GRADIENT, SHAPE, VALUE
from .expectations import EXPECTATION
from .kinds import Kind, list_of, mapping_of, wrong
from .matrix import MATRIX
from .nodes import Node, Sequence
from .points import POINTS_KIND
from .reading import Reading
from .scalars import EXPRESSION, NAME, REFERENCE, TEXT, WORD, choice, integer, positive
from .tolerances import TOLERANCE


@dataclass(frozen=True, slots=True)
class Key:
    """One row of the table."""

    name: str
    kind: Kind
    default: str
    meaning: str
    elsewhere: tuple[str, ...] = ()
    """What other tools call it; a person who writes that is told our name."""


def _read_list(node: Node, key: str, reading: Reading) -> Any:
    """A list of parts, as its node: `parts` reads them, since each is read by this table again."""
    return node if isinstance(node, Sequence) else wrong(node, key, "a list of partial cases", reading)


STRUCTURES = ("symmetric", "skew", "positive-definite", "lower", "orthogonal", "simplex", "positive", "unit")
STRUCTURE = mapping_of(
    choice(*STRUCTURES, alike=alike.STRUCTURES), "a mapping from names to structures", "mapping name → structure"
)
SIZE = integer(None, "an integer")
SIZES = mapping_of(SIZE, "a mapping from names to integers", "mapping name → integer")
SHAPES = mapping_of(SHAPE, "a mapping from names to shapes", "mapping name → list")
VALUES = mapping_of(VALUE, "a mapping from names to values", "mapping name → number, nested list or expression")
LET = mapping_of(EXPRESSION, "a mapping from names to expressions", "mapping name → expression", several=True)
TAGS = list_of(WORD, "a list of words")
PARTIAL_CASES = Kind(_read_list, {"type": "array", "items": {"$ref": "#/$defs/case"}}, "list of partial cases")

CASE_KEYS: tuple[Key, ...] = (
    Key(
        "name", NAME, "required",
        "One short line of any Unicode text, without control, bidirectional or zero-width characters; unique in its file.",
        ("title", "id"),
    ),
    Key("description", TEXT, "none", "Plain text, line breaks kept.", ("doc", "comment")),
    Key("source", TEXT, "none", "Where the formula comes from: a text or an address.", ("reference", "url")),
    Key("tags", TAGS, "`[]`", "Words to select cases by.", ("tag", "labels", "markers")),
    Key(
        "sizes", SIZES, "`{}`",
        "Named integers, as in `{n: 5, d: 10}`, usable in `shapes` and in every expression.",
        ("dims", "constants"),
    ),
    Key(
        "shapes", SHAPES, "`{}`",
        "Arrays of standard normal numbers by their shape: integers or expressions in `sizes`; `[]` is a scalar.",
        ("inputs", "arrays", "variables"),
    ),
    Key(
        "values", VALUES, "`{}`",
        "Arrays by value: a number, a nested list (all integers: an integer array), or an expression evaluated once, "
        "over `np`, the helpers, `rng`, `sizes` and every earlier name.",
        ("data",),
    ),
    Key(
        "let", LET, "`{}`",
        "Intermediate results over the names above, in order, recomputed at every evaluation; visible to `cost`, `output` "
        "and `gradient`. A line that uses `dout`, directly or not, serves `gradient` only. "
        "`\"out, cache\": call` takes a tuple apart.",
        ("where", "with", "intermediates"),
    ),
    Key("cost", EXPRESSION, "this or `output`", "An expression with a scalar value.", ("loss", "function", "f", "objective")),
    Key(
        "output", EXPRESSION, "this or `cost`",
        "An array-valued expression, as of a layer. The cost checked is `np.sum(output * dout)`, with `dout` standard "
        "normal, of the output's shape, drawn last and visible to `gradient`.",
        ("forward", "outputs"),
    ),
    Key(
        "wrt", REFERENCE, "the only name in `shapes`",
        "The name whose gradient is claimed; not beside a mapping of claims.",
        ("with_respect_to", "input", "variable"),
    ),
    Key(
        "gradient", GRADIENT, "at least one claim",
        "The claim: an expression, a number or a nested list; or a mapping, for several inputs at once, where `\"x, W\": call` "
        "claims several by a tuple. `derive` leaves a claim to be derived from the formula, which proves nothing.",
        ("grad", "gradients", "claim", "derivative", "backward"),
    ),
    Key(
        "jacobian", GRADIENT, "none",
        "Beside `output`: the claimed Jacobian, of shape output.shape + input.shape; or a mapping, for several inputs.",
        ("jac",),
    ),
    Key(
        "jvp", CLAIM, "none",
        "Beside `output`: the claimed Jacobian-vector product, of the output's shape. It sees `dx`, standard normal, drawn after "
        "`dout` in the input's shape; for several inputs, which move together, `d_<name>`.",
        ("tangent", "forward_mode", "pushforward"),
    ),
    Key(
        "hessian", GRADIENT, "none",
        "Beside `cost`: the claimed Hessian, of shape input.shape + input.shape; or a mapping, for several inputs.",
        ("hess", "second_derivative"),
    ),
    Key(
        "hvp", GRADIENT, "none",
        "Beside `cost`: the claimed Hessian-vector product, of the input's shape. It sees `v`, standard normal, drawn last in "
        "the input's shape; or a mapping, for several inputs, which see `v_<name>`.",
        ("hessian_vector_product",),
    ),
    Key("seed", integer(0, "an integer ≥ 0"), "`0`", "The seed of the random arrays.", ("random_seed", "random_state")),
    Key(
        "h", positive("a finite number > 0 or `auto`", "auto"), "`1e-4`",
        "The step of the central difference, or `auto`.",
        ("eps", "epsilon", "step", "delta"),
    ),
    Key(
        "tolerance", TOLERANCE, "`1e-5`",
        "The largest relative difference that passes; or `{relative: 1e-5, absolute: 0}`, for entries of mixed scale: "
        "wrong is what differs by more than absolute + relative · the larger of the two.",
        ("tol", "rtol", "atol", "threshold"),
    ),
    Key("dtype", choice("float64", "float32"), "`float64`", "The type of the arrays.", ("type", "precision")),
    Key(
        "method", choice("full", "probe", "auto"), "`auto`",
        "`full` checks every entry, `probe` random directions and then searches, `auto` chooses by size.",
        ("mode",),
    ),
    Key(
        "at_kinks", choice("subgradient", alike=alike.CORNERS), "none",
        "`subgradient`: at a corner of the cost a claim passes that is a subgradient there, along joint directions too.",
        ("kinks", "nonsmooth"),
    ),
    Key(
        "one_sided", choice("right", "left", alike=alike.SIDES), "none",
        "At the edge of a domain or at a corner: the side to which the difference is taken, of second order.",
        ("side", "direction"),
    ),
    Key(
        "complex", list_of(REFERENCE, "a list of names"), "none",
        "Names of `shapes` that are complex: a + ib, a drawn first. The cost is real; both parts are stepped.",
        ("complex_inputs",),
    ),
    Key(
        "convention", choice("conjugate", "plain", alike=alike.CONVENTIONS), "`conjugate`",
        "What the gradient by a complex input is: `conjugate` ∂f/∂a + i ∂f/∂b (PyTorch), or `plain` ∂f/∂a − i ∂f/∂b (JAX).",
    ),
    Key(
        "structure", STRUCTURE, "none",
        "Inputs with a structure, which draws and steps keep and along which the claim is compared: "
        + ", ".join(f"`{word}`" for word in STRUCTURES) + ".",
        ("manifold", "constraint"),
    ),
    Key(
        "points", POINTS_KIND, "none",
        "`special`, or some of " + ", ".join(f"`{word}`" for word in POINTS) + ": the same claim also there, each a case of its "
        "own, `name @ ties`; a mapping says what is expected there. What has no such point is skipped.",
        ("at", "sweep"),
    ),
    Key(
        "noise", positive("a finite number > 0"), "none",
        "How far two evaluations of the cost or of the claim at one point may differ, for code that is not deterministic.",
        ("nondet_tol", "jitter"),
    ),
    Key(
        "timeout", positive("a finite number of seconds > 0"), "the command's",
        "Seconds for this case, where that is less than the command's.",
        ("time_limit",),
    ),
    Key(
        "expect", EXPECTATION, "`pass`",
        "`pass`, `fail` or `error`; or `{verdict: fail, input: W, cause: transposed, index: [0, 1]}` with any of the last "
        "three: the input and its first wrong entry. `doubt: kink`, beside `pass` too, documents a doubt.",
        ("expected", "outcome", "verdict"),
    ),
    Key(
        "variants", PARTIAL_CASES, "none",
        "Partial cases laid over this one, each with its own `name`, joined as `name / variant`. A mapping is merged one "
        "level deep, all else is replaced. A base without a claim is a template and no case of its own.",
        ("cases", "examples"),
    ),
    Key(
        "matrix", MATRIX, "none",
        "Every combination is a case of its own, named `name [n=1, seed=0]`. The keys are names in `sizes`, or `seed`, `h`, "
        "`tolerance`, `dtype`.",
        ("parametrize", "params", "parameters"),
    ),
)  # fmt: skip

ROWS: Mapping[str, Key] = {row.name: row for row in CASE_KEYS}
MATRIX_KINDS: Mapping[str, Kind] = {name: ROWS[name].kind for name in ("seed", "h", "tolerance", "dtype")}
"""The keys, beside the names in `sizes`, over which a matrix may run."""
ELSEWHERE: Mapping[str, str] = {name: row.name for row in CASE_KEYS for name in row.elsewhere}

FILE_KEYS: Mapping[str, str] = {
    "description": "What these cases have in common.",
    "defaults": "Any key of a case but `name`, laid under each case as a variant is laid over one.",
    "cases": "The cases.",
}
"""The keys of a catalogue, a file of several cases, with their meanings."""
