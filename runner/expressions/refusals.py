"""What to say of a construct or a name that the language does not have: what it is, and what to write instead."""

from __future__ import annotations

from collections.abc import Iterable
from difflib import get_close_matches

from runner.expressions.functions import CONSTANTS, FUNCTIONS, PROPERTIES, TYPES

CONSTRUCTS: dict[str, tuple[str, str | None]] = {
    "Lambda": ("`lambda`", "write the formula itself, or lend the function with --module"),
    "NamedExpr": ("`:=`", "name intermediate results under `let`"),
    "ListComp": ("a comprehension", "write it with whole arrays, as in `x**2`"),
    "SetComp": ("a comprehension", "write it with whole arrays, as in `x**2`"),
    "DictComp": ("a comprehension", "write it with whole arrays, as in `x**2`"),
    "GeneratorExp": ("a comprehension", "write it with whole arrays, as in `np.sum(x**2)`"),
    "Await": ("`await`", None),
    "Yield": ("`yield`", None),
    "YieldFrom": ("`yield from`", None),
    "JoinedStr": ("an f-string", None),
    "FormattedValue": ("an f-string", None),
    "TemplateStr": ("a template string", None),
    "Interpolation": ("a template string", None),
    "Starred": ("`*` in front of a value", "write the arguments one by one"),
    "Dict": ("a dictionary", None),
    "Set": ("a set", "write a list in square brackets"),
    "LShift": ("`<<`", "multiply by a power of 2"),
    "RShift": ("`>>`", "divide by a power of 2"),
    "Is": ("`is`", "compare with `==`"),
    "IsNot": ("`is not`", "compare with `!=`"),
    "In": ("`in`", "compare with `==` and take np.any"),
    "NotIn": ("`not in`", "compare with `!=` and take np.all"),
    "Slice": ("`:`", "slices stand in square brackets"),
}
"""Class of a syntax node → how an author calls it, and a hint."""

_INSTEAD = {
    "np.random": "draw with `rng`, as in rng.standard_normal((3, 2))",
    "np.empty": "np.zeros((3, 2)) holds known values",
    "np.matrix": "use arrays and `@`",
    "np.vectorize": "write the formula with whole arrays",
    "np.r_": "use np.concatenate",
    "np.c_": "use np.column_stack",
    "np.linalg.linalg": "use np.linalg",
    "math": "use np, as in np.exp(x)",
    "numpy": "write `np`",
    "torch": "write it with np",
    "print": "a formula has no output but its value",
    ".fill": "use np.full",
    ".item": "use float(x)",
    ".tolist": "use the array itself",
    ".at": "use scatter_add(shape, index, values)",
    ".dtype": "convert with .astype(float)",
    ".t": "did you mean `.T`?",
    ".sort": "np.sort(x) gives a sorted copy",
    ".exp": "write np.exp(x)",
    ".log": "write np.log(x)",
    ".sqrt": "write np.sqrt(x)",
    ".abs": "write np.abs(x)",
    ".matmul": "write a @ b",
    ".norm": "write np.linalg.norm(x)",
}
"""Things often tried that have no near name in the table."""


def nearest(name: str, names: Iterable[str]) -> str | None:
    """ "did you mean `…`?" for the nearest of `names`, if one is near."""
    near = get_close_matches(name, list(names), 1, 0.6)
    return f"did you mean `{near[0]}`?" if near else None


def hint_for_function(dotted: str) -> str | None:
    """What to write instead of `np.…` that is not there."""
    if dotted in _INSTEAD:
        return _INSTEAD[dotted]
    for known, hint in _INSTEAD.items():
        if dotted.startswith(f"{known}."):
            return hint
    helper = dotted.removeprefix("np.").removeprefix("special.")
    if helper in FUNCTIONS:
        return f"did you mean `{helper}`?"
    names = {name.removeprefix("np."): name for name in (*FUNCTIONS, *CONSTANTS, *TYPES) if name.startswith("np.")}
    near = get_close_matches(dotted.removeprefix("np."), names, 1, 0.6)
    return f"did you mean `{names[near[0]]}`?" if near else None


def hint_for_attribute(name: str) -> str | None:
    """What to write instead of `x.name` that is not there."""
    if f".{name}" in _INSTEAD:
        return _INSTEAD[f".{name}"]
    near = nearest(name, [*(row[1:] for row in FUNCTIONS if row.startswith(".")), *PROPERTIES])
    if near is None and f"np.{name}" in FUNCTIONS:
        return f"write np.{name}(…)"
    return near


def hint_for_name(name: str, names: Iterable[str]) -> str | None:
    """What to write instead of an unknown name."""
    if name in _INSTEAD:
        return _INSTEAD[name]
    if f"np.{name}" in FUNCTIONS:
        return f"did you mean `np.{name}`?"
    if name == "lambda_":
        return "name it `lam`"
    return nearest(name, [*names, *(row for row in FUNCTIONS if row.isidentifier())])
