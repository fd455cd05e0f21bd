"""Numbers as text: a claim that is written down as a number or a nested list."""

from __future__ import annotations

from ...expressions import read_alone, tree
from ...model import Array


def written(array: Array) -> str:
    """The array as a number or as nested lists, each number as short as it can be: so it stands in a case file."""
    return _text(array.tolist())


def as_expression(array: Array) -> str:
    """The same as an expression to which methods can be applied."""
    return f"np.array({written(array)})" if array.ndim else written(array)


def is_array_of_numbers(text: str) -> bool:
    """Whether an expression is an array of numbers that are written down, and nothing else."""
    root = read_alone(text)
    return isinstance(root, tree.Call) and not tree.names(root) and any(isinstance(part, tree.Sequence) for part in root.args)


def _text(value: object) -> str:
    if isinstance(value, list):
        return f"[{', '.join(_text(item) for item in value)}]"
    number = float(value)  # type: ignore[arg-type]
    short = f"{number:.7g}"
    if abs(float(short) - number) > 1e-9 * max(1.0, abs(number)):
        short = repr(number)
    return str(int(float(short))) if float(short).is_integer() and abs(number) < 1e15 else short
