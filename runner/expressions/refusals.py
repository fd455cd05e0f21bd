"""What to say of a construct or a name that the language does not have: what it is, and what to write instead."""

from __future__ import annotations

import ast
from collections.abc import Collection, Iterable
from types import EllipsisType, NoneType
from typing import NoReturn

from ..errors import ExpressionError
from .faults import shortened
from .functions import CONSTANTS, FUNCTIONS, PROPERTIES, TYPES
from .nearest import did_you_mean, nearest
from .parsing import Source
from .table import Function

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
    "np.linalg.invert": "did you mean `np.linalg.inv`?",
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
    ".partition": "np.sort(x) gives a sorted copy",
    ".sort": "np.sort(x) gives a sorted copy",
    ".exp": "write np.exp(x)",
    ".log": "write np.log(x)",
    ".sqrt": "write np.sqrt(x)",
    ".abs": "write np.abs(x)",
    ".matmul": "write a @ b",
    ".mm": "write a @ b",
    ".bmm": "write a @ b",
    ".mv": "write a @ b",
    ".pow": "write x**2",
    ".view": "write .reshape(…)",
    ".permute": "write .transpose(…)",
    ".unsqueeze": "write x[:, None], or np.expand_dims(x, axis)",
    ".size()": "write .shape",
    ".detach": "leave it out: nothing is recorded here",
    ".numpy": "leave it out: it is an array already",
    ".backward": "a case claims the gradient itself",
    ".relu": "write relu(x)",
    ".sigmoid": "write sigmoid(x)",
    ".softmax": "write softmax(x, axis=-1)",
    "np.T": "`.T` stands behind the array, as in W.T",
    "np.pow": "write x**2, or np.power(x, 2)",
    "np.mm": "write a @ b",
    ".norm": "write np.linalg.norm(x)",
}
"""Things often tried that have no near name in the table."""


def _hint_for_function(dotted: str) -> str | None:
    """What to write instead of `np.…` that is not there."""
    if dotted in _INSTEAD:
        return _INSTEAD[dotted]
    for known, hint in _INSTEAD.items():
        if dotted.startswith(f"{known}."):
            return hint
    helper = dotted.removeprefix("np.").removeprefix("special.")
    if helper in FUNCTIONS:
        return did_you_mean(helper)
    names = {name.removeprefix("np."): name for name in (*FUNCTIONS, *CONSTANTS, *TYPES) if name.startswith("np.")}
    last = dotted.rpartition(".")[2]
    elsewhere = next((name for short, name in names.items() if short.rpartition(".")[2] == last), None)
    return did_you_mean(elsewhere or names.get(nearest(dotted.removeprefix("np."), names) or ""))


def _hint_for_attribute(name: str) -> str | None:
    """What to write instead of `x.name` that is not there."""
    if f".{name}" in _INSTEAD:
        return _INSTEAD[f".{name}"]
    near = nearest(name, [row[1:] for row in FUNCTIONS if row.startswith(".")])
    if near is None and f"np.{name}" in FUNCTIONS:
        return f"write np.{name}(…)"
    return did_you_mean(near and f".{near}")


def hint_for_name(name: str, names: Iterable[str]) -> str | None:
    """What to write instead of an unknown name."""
    if name in _INSTEAD:
        return _INSTEAD[name]
    if f"np.{name}" in FUNCTIONS:
        return did_you_mean(f"np.{name}")
    if name == "dout":
        return "`dout` belongs to an `output`: it is drawn where a case has one, not beside a `cost`"
    if name == "lambda_":
        return "name it `lam`"
    return did_you_mean(nearest(name, [*names, *(row for row in FUNCTIONS if row.isidentifier())]))


MOST_LISTED = 12


def _listed(names: Iterable[str]) -> str | None:
    """The names that are defined where another one was written."""
    known = sorted(names)
    shown = ", ".join(f"`{name}`" for name in known[:MOST_LISTED]) + (" …" if len(known) > MOST_LISTED else "")
    return f"defined here: {shown}" if known else None


def refuse(source: Source, node: ast.expr | ast.keyword, message: str, hint: str | None = None) -> NoReturn:
    """Refuse what the node was written as."""
    raise ExpressionError(shortened(message), *source.span(node), hint)


def refuse_end(source: Source, node: ast.Attribute, message: str, hint: str | None = None) -> NoReturn:
    """Refuse an attribute, marking its name alone."""
    start, length = source.span(node)
    raise ExpressionError(shortened(message), start + length - len(node.attr), len(node.attr), hint)


def refuse_construct(source: Source, construct: ast.AST, place: ast.expr) -> NoReturn:
    """Refuse a kind of node, or of operator, at the place of a node."""
    kind = type(construct).__name__
    name, hint = CONSTRUCTS.get(kind, (f"this ({kind})", None))
    refuse(source, place, f"{name} cannot be used here", hint)


def refuse_literal(source: Source, node: ast.Constant) -> NoReturn:
    """Refuse None, `...` and text where a value must stand."""
    kind = type(node.value)
    if kind is NoneType:
        refuse(source, node, "`None` cannot be used here", "it stands for an axis: `axis=None`, `x[None]`")
    if kind is EllipsisType:
        refuse(source, node, "`...` stands only in an index, as in `x[..., 0]`")
    refuse(source, node, "text cannot be used here", "only where a function takes a stated word, such as ord='fro'")


def refuse_name(source: Source, node: ast.Name, names: Collection[str], lent: Collection[str], called: bool = False) -> NoReturn:
    """Refuse a name that is no variable, or, where it is called, no function."""
    name = node.id
    if name == "np":
        refuse(source, node, "`np` alone is no value", "call one of its functions, as in np.sum(x)")
    if name in FUNCTIONS and not called:
        refuse(source, node, f"`{name}` is a function: call it, as in {FUNCTIONS[name].signature}")
    if name == "rng":
        refuse(source, node, "`rng` cannot be used here", "random numbers are drawn in `values`, `let`, `cost` and `output`")
    if name in lent:
        refuse(source, node, f"`{name}` is a module: call one of its functions")
    if name.startswith("_"):
        refuse(source, node, f"`{name}` cannot be used: names do not begin with an underscore")
    hint = hint_for_name(name, () if called else names) or (None if called else _listed(names))
    refuse(source, node, f"`{name}` is not available in expressions" if called else f"`{name}` is not defined here", hint)


def refuse_function(source: Source, node: ast.Attribute, dotted: str) -> NoReturn:
    """Refuse `np.…` that is not in the table, or is there as something else."""
    if dotted == "np.newaxis":
        refuse(source, node, "`np.newaxis` stands only in an index, as in `x[:, np.newaxis]`")
    if dotted in TYPES:
        refuse(source, node, f"`{dotted}` is a type: it stands only as a dtype", "as in x.astype(np.float32)")
    if dotted in FUNCTIONS:
        refuse(source, node, f"`{dotted}` is a function: call it, as in {FUNCTIONS[dotted].signature}")
    if not dotted.startswith("np."):
        refuse(source, node, f"`{dotted}` is a function of a lent module: call it")
    refuse(source, node, f"`{dotted}` is not available in expressions", _hint_for_function(dotted))


def refuse_attribute(
    source: Source, node: ast.Attribute, names: Collection[str], lent: Collection[str], called: bool
) -> NoReturn:
    """Refuse a method or property of a value."""
    name, root = node.attr, node.value
    if type(root) is ast.Name and root.id not in names:
        if root.id in FUNCTIONS or root.id == "rng" or root.id in lent:
            refuse_name(source, root, names, lent)
        hint = hint_for_name(root.id, names) or "the functions of a module are lent with --module"
        refuse(source, root, f"`{root.id}` is not defined here", hint)
    if called and name in PROPERTIES:
        refuse_end(source, node, f"`.{name}` is not called", f"write `.{name}` without the brackets")
    if "." + name in FUNCTIONS:
        refuse_end(source, node, f"`.{name}` is a method: call it", f"as in .{name}()")
    refuse_end(source, node, f"`.{name}` is not available in expressions", _hint_for_attribute(name))


def refuse_draw(source: Source, node: ast.Attribute) -> NoReturn:
    """Refuse a method of `rng`."""
    name = f"rng.{node.attr}"
    near = nearest(node.attr, [row.removeprefix("rng.") for row in FUNCTIONS if row.startswith("rng.")])
    hint = did_you_mean(near and f"rng.{near}")
    if node.attr == "shuffle":
        hint = "rng.permutation(x) gives a shuffled copy"
    refuse(source, node, f"`{name}` is not available in expressions", hint or "--functions lists the draws there are")


def refuse_count(source: Source, row: Function, before: int, node: ast.Call) -> NoReturn:
    """Refuse a call with too many or too few arguments; `before` counts the array of a method."""
    least, most, count = row.least - before, row.most - before, len(node.args)
    if count > most:
        surplus = node.args[max(most, 0)]
        message = (
            f"`{row.name}` takes {_arguments(most)} here" if least == most else f"`{row.name}` takes at most {_arguments(most)}"
        )
        refuse(source, surplus, message if least == most else f"{message} without a name here", f"write {row.signature}")
    refuse(source, node.func, f"`{row.name}` needs {_arguments(least)}, not {count}", f"write {row.signature}")


def _arguments(count: int) -> str:
    return "1 argument" if count == 1 else f"{count or 'no'} arguments"
