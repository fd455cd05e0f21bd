"""A formula and its gradient as numpy that can be copied: the lines of a case in the order in which they need each other."""

from __future__ import annotations

from collections.abc import Sequence

from ..model import WORDS, lines_of_cost
from .document import Document
from .plain import plain
from .reproduction_parts import NUMBERS, names_of


def forward(declared: Document) -> Sequence[str]:
    """The lines of `let` that the cost needs, directly or not."""
    let = declared["let"]
    return [f"{name}: {let[name]}" for name in lines_of_cost(let, declared["cost"] or declared["output"])]


def backward(declared: Document) -> Sequence[str]:
    """The lines of `let` that a claim needs, directly or not, and the cost does not."""
    let = declared["let"]
    claims = " ".join([*declared["gradient"].values(), *declared.get("claims", {}).values()])
    of_cost = set(forward(declared))
    return [line for name in lines_of_cost(let, claims) if (line := f"{name}: {let[name]}") not in of_cost]


def code(result: Document) -> str:
    """The formula and its gradient as numpy."""
    declared = result["declared"]
    texts = [*declared["let"].items()]
    of_cost, of_claims = set(forward(declared)), set(backward(declared))
    names = names_of(declared)
    arrays = [f"{name} {_extent(shape)}" for name, shape in result["shapes"].items()]
    sizes = [f"{name} = {size}" for name, size in declared["sizes"].items()]
    lines = [f"# {', '.join([*arrays, *sizes])}"]
    if "rng" in {word for _, text in texts for word in WORDS.findall(text)}:
        lines.append("rng = np.random.default_rng()")
    lines += [_assigned(name, text) for name, text in texts if f"{name}: {text}" in of_cost]
    word = "cost" if declared["output"] is None else "output"
    lines.append(_assigned(_free(word, names), declared[word]))
    others = declared.get("claims", {})
    if word == "output" and declared["gradient"]:
        lines.append("# dout, of its shape, is the gradient that arrives there")
    if any(name.startswith(("jvp", "hvp")) for name in others):
        lines.append("# v, or d with the name of an input, is the direction, of the shape of the input")
    lines += [_assigned(name, text) for name, text in texts if f"{name}: {text}" in of_claims]
    lines += [_assigned(_free(f"grad_{name}", names), text) for name, text in declared["gradient"].items()]
    lines += [_assigned(_free(name.replace(".", "_"), names), text) for name, text in others.items()]
    return "\n".join(map(plain, lines))


def _extent(shape: Sequence[int]) -> str:
    return f"({', '.join(map(str, shape))})" if shape else "a scalar"


def _assigned(name: str, text: str) -> str:
    text = " ".join(text.split())
    return f"{name} = np.array({text})" if NUMBERS.fullmatch(text) else f"{name} = {text}"


def _free(name: str, taken: frozenset[str]) -> str:
    return name if name not in taken else _free(f"{name}_", taken)
