"""The formulas of a case and its claims, typeset line by line."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

from markupsafe import Markup

from .document import Document
from .long_formulas import broken
from .mathml import formula
from .mathml_elements import mi, mo, row, sup
from .mathml_names import MOST_NAMES, left_side

SIGNS: Mapping[str, str] = {
    "⊙": "product entry by entry",
    "∑": "sum of all entries, or along the axis below it",
    "∏": "product of all entries, or along the axis below it",
    "⊤": "transpose",
    "⊗": "Kronecker product",
    "⟨": "sum of the products of all entries",
    "kept": "the axis stays, with length 1",
    "‖": "norm",
    "≟": "not settled",
    "≠": "is not",
    "𝓛": "the cost",
}


class Equation(NamedTuple):
    """One line of the formulas: what it is, its left side with its sign, its right side, and the source."""

    label: str
    left: Markup
    right: Markup
    source: str


def equations(result: Document) -> list[Equation]:
    """The lines of the formulas, typeset."""
    return list(_equations(result, _ranks(result)))


def legend(lines: Sequence[Equation]) -> list[tuple[str, str]]:
    """What the signs mean that these lines use and that not everybody reads at sight."""
    text = "".join(f"{line.left}{line.right}" for line in lines)
    return [(sign, meaning) for sign, meaning in SIGNS.items() if sign in text]


def _ranks(result: Document) -> dict[str, int | None]:
    """The numbers of dimensions of all names of the case, as far as they are known."""
    declared = result["declared"]
    ranks: dict[str, int | None] = dict.fromkeys([*declared["shapes"], *declared["values"], *declared["let"], "dout"])
    ranks |= dict.fromkeys(declared["sizes"], 0)
    ranks |= {name: len(shape) for name, shape in result["shapes"].items()}
    ranks |= _ranks_of_let(declared, ranks)
    if declared["output"] is not None:
        ranks["dout"] = ranks["output"] = formula(declared["output"], ranks).rank
        ranks |= _ranks_of_let(declared, ranks)
    return ranks


def _ranks_of_let(declared: Document, ranks: Mapping[str, int | None]) -> dict[str, int | None]:
    found = dict(ranks)
    for name, text in declared["let"].items() if len(found) <= MOST_NAMES else ():
        found[name] = formula(text, found).rank
    return found


def _equations(result: Document, ranks: Mapping[str, int | None]) -> Iterator[Equation]:
    """The lines of the formulas. The cost is f, or 𝓛 where the case has an f of its own."""
    declared = result["declared"]
    cost = _cost(result)

    def line(label: str, left: Markup, text: str, source: str) -> Equation:
        return Equation(label, left, broken(formula(text, ranks).markup), source)

    for name, text in declared["let"].items():
        yield line("let", _left(left_side(name, ranks)), text, f"{name}: {text}")
    if declared["cost"] is not None:
        yield line("cost", _left(cost), declared["cost"], f"cost: {declared['cost']}")
    if declared["output"] is not None:
        yield line("output", _left(mi("output")), declared["output"], f"output: {declared['output']}")
        yield line("cost", _left(cost), "np.sum(output * dout)", "")
    checks = {check["name"]: check for check in result["inputs"]}
    for name, text in declared["gradient"].items():
        left = _left(_slope(left_side(name, ranks), cost), _sign(result, checks.get(name)))
        yield line("claim", left, text, f"gradient of {name}: {text}")
    for name, text in declared.get("claims", {}).items():
        check = checks.get(name)
        left = _left(_derivative(result, name, ranks, cost), _sign(result, check))
        yield line("claim", left, text, f"{name}: {text}")


def _left(markup: str, sign: str = "=") -> Markup:
    return Markup(f'<math displaystyle="true">{markup}{mo(sign)}</math>')


def _cost(result: Document) -> str:
    declared = result["declared"]
    return mi("𝓛" if any("f" in declared[key] for key in ("let", "sizes", "shapes", "values")) else "f")


def _sign(result: Document, check: Document | None) -> str:
    """Whether the claim is the gradient: as the witness says where it was asked, else as the rule does, else it is open."""
    if check is None:
        return "≟"
    witness = result["witness"]
    if result["doubt"] and (check["wrong"] or result["verdict"] == "PASS"):
        return {"right": "=", "wrong": "≠"}.get(witness["verdict"], "≟") if witness else "≟"
    return "≠" if check["wrong"] else "="


def _slope(variable: str, cost: str) -> str:
    return f"<mfrac><mrow>{mo('∂')}{cost}</mrow><mrow>{mo('∂')}{variable}</mrow></mfrac>"


def _derivative(result: Document, name: str, ranks: Mapping[str, int | None], cost: str) -> str:
    """∂output/∂x, ∂²f/∂x², or the sum of such by all inputs that move, each with its direction."""
    key, _, own = name.partition(".")
    inputs = _inputs(result) if key == "jvp" else [own or _inputs(result)[0]]
    direction = "d" if key == "jvp" else "v" if key == "hvp" else ""
    parts = []
    for each in inputs:
        variable = left_side(each, ranks)
        if key in ("jacobian", "jvp"):
            slope = _slope(variable, mi("output"))
        else:
            two = "<mn>2</mn>"
            slope = f"<mfrac><mrow>{sup(mo('∂'), two)}{cost}</mrow><mrow>{mo('∂')}{sup(variable, two)}</mrow></mfrac>"
        parts.append(row(slope, _along(direction, variable)) if direction else slope)
    return mo("+").join(parts)


def _inputs(result: Document) -> list[str]:
    """The inputs by which something is claimed; of a jvp by itself all that have a direction."""
    declared = result["declared"]
    return list(declared.get("inputs") or declared["gradient"]) or [next(iter(declared["shapes"]), "x")]


def _along(direction: str, variable: str) -> str:
    """The direction behind a derivative: dx, or v."""
    return row(mi("d"), variable) if direction == "d" else mi("v")
