"""A result of the document, made ready for the page: formulas typeset, the fix as a diff, pictures as numbers."""

from __future__ import annotations

import difflib
import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple, TypeAlias
from urllib.parse import quote

from markupsafe import Markup

from . import heat_map, reproduction
from .case_text import rerun
from .document import Document
from .long_formulas import broken
from .mathml import formula
from .mathml_elements import mi, mo, row, sup
from .mathml_names import left_side
from .plain import plain
from .unexpected import is_in_let
from .words import duration, setting, significant

Parts: TypeAlias = Sequence[tuple[int, int]]
"""Stretches of a line: first and last character of each, from 0."""

MOST_VALUES = 24
"""Inputs of up to so many entries are written out."""
MOSTLY_NEW = 0.5
"""Where less than this part of a claim stays in its fix, the fix is shown whole."""

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

TOKENS = re.compile(r"\w+|\*\*|//|[^\w\s]|\s+")


class Equation(NamedTuple):
    """One line of the formulas: what it is, its left side with its sign, its right side, and the source."""

    label: str
    left: Markup
    right: Markup
    source: str


class Change(NamedTuple):
    """A stretch of what was written or of its fix; `kind` is "same" or "changed"."""

    kind: str
    text: str


class Diff(NamedTuple):
    claim: Sequence[Change]
    fix: Sequence[Change]
    text: str
    """The fix as it can be pasted."""
    where: str
    """The line of `let` that is wrong; empty where it is the claim itself."""


@dataclass(frozen=True, slots=True)
class CaseView:
    """What the page shows of a case beside the fields of its result."""

    number: int
    """The place of the case in the document, from 0."""
    anchor: str
    equations: Sequence[Equation]
    diffs: Sequence[Diff | None]
    """For each finding, what was written and its fix."""
    legend: Sequence[tuple[str, str]]
    arrays: Mapping[str, str | None]
    curves: Mapping[str, str | None]
    values: Sequence[tuple[str, str]]
    """The inputs at the drawn point, where they are small."""
    facts: Sequence[tuple[str, str]]
    wrong_parts: Mapping[int, Parts]
    """The lines of the file that hold the mistakes, and which stretches of them those are."""
    command: str | None
    script: str | None


def view(number: int, result: Document, options: Sequence[str] = (), *, lean: bool = False) -> CaseView:
    """The view of the result at that place of the document; `options` of the run matter to run it again.

    One that is `lean` holds neither arrays nor a script, which take most of the space.
    """
    lines = equations(result)
    return CaseView(
        number=number,
        anchor=anchor(result["id"]),
        equations=lines,
        diffs=_diffs(result),
        legend=legend(lines),
        arrays={check["name"]: None if lean else heat_map.arrays(check) for check in result["inputs"]},
        curves={check["name"]: _curve(check) for check in result["inputs"]},
        values=list(_values(result)),
        facts=facts(result),
        wrong_parts=wrong_parts(result),
        command=None if result["file"] is None else rerun(result, options),
        script=None if lean else reproduction.script(result),
    )


def equations(result: Document) -> list[Equation]:
    """The lines of the formulas, typeset."""
    return list(_equations(result, _ranks(result)))


def legend(lines: Sequence[Equation]) -> list[tuple[str, str]]:
    """What the signs mean that these lines use and that not everybody reads at sight."""
    text = "".join(f"{line.left}{line.right}" for line in lines)
    return [(sign, meaning) for sign, meaning in SIGNS.items() if sign in text]


SETTINGS = ("absolute", "noise", "at_kinks", "one_sided", "point")
"""Keys of a case that most leave out: told where they are written."""


def facts(result: Document) -> list[tuple[str, str]]:
    """What the case was run with and what it took, each with its name."""
    shapes = ", ".join(f"{name}\u00a0{'×'.join(map(str, shape)) or 'scalar'}" for name, shape in result["shapes"].items())
    methods = list(dict.fromkeys(check["method"] for check in result["inputs"]))
    value = result.get("value")
    return [
        *([("cost", significant(value))] if value is not None else []),
        ("shapes", shapes or "–"),
        ("seed", str(result["seed"])),
        ("h", setting(result["h"])),
        ("tolerance", setting(result["tolerance"])),
        ("dtype", result["dtype"]),
        ("method", ", ".join(methods) or result["method"]),
        *[("complex", f"{name}, {result['convention']} gradient") for name in result.get("complex", ())],
        *[("structure", f"{name} {word}") for name, word in result.get("structure", {}).items()],
        *[(key.replace("_", " "), str(result[key])) for key in SETTINGS if result.get(key) is not None],
        ("evaluations", f"{result['evaluations']:,}"),
        ("time", duration(result["seconds"])),
        *([("checked", checked)] if (checked := result.get("checked")) else []),
    ]


def _values(result: Document) -> Iterator[tuple[str, str]]:
    """The inputs, written out as far as they are small."""
    values = {check.get("input", check["name"]): check.get("values") for check in result["inputs"]}
    for name, value in values.items():
        if value is not None and _size(value) <= MOST_VALUES:
            yield name, _nested(value)


def _size(value: Any) -> int:
    return sum(map(_size, value)) if isinstance(value, list) else 1


def _nested(value: Any) -> str:
    return f"[{', '.join(map(_nested, value))}]" if isinstance(value, list) else significant(value)


def anchor(case_id: str) -> str:
    """The fragment that leads to a case: it is stable from run to run, and the script of the page makes the same."""
    return "case=" + quote(plain(case_id), safe="/:!*'()")


def tag_query(tag: str) -> str:
    """The fragment that shows the cases with that tag; quoted as the search field has it."""
    text = plain(tag)
    return "q=" + quote(f'@"{text.replace(chr(34), "")}"' if re.search(r'[\s"]', text) or text.startswith("!") else f"@{text}")


def wrong_parts(result: Document) -> dict[int, Parts]:
    """The lines of the file that hold the mistakes, and the stretches of them."""
    found: dict[int, set[tuple[int, int]]] = {}
    for finding in result["findings"]:
        place = finding.get("place")
        if place and place["line"] is not None:
            first = (place.get("column") or 1) - 1
            found.setdefault(place["line"], set()).add((first, first + place.get("width", 0)))
    return {line: sorted(parts) for line, parts in found.items()}


def parted(line: str, parts: Parts) -> list[str]:
    """A line in pieces: every second one is a stretch that is wrong."""
    pieces, done = [], 0
    for first, last in parts:
        if first >= done:
            pieces += [line[done:first], line[first:last]]
            done = last
    return [*pieces, line[done:]]


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
    for name, text in declared["let"].items():
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


def _diffs(result: Document) -> list[Diff | None]:
    """For each finding, what was written and its fix; nothing where that line was told of before."""
    diffs, told = [], set()
    for finding in result["findings"]:
        line = finding["place"]["key"] if is_in_let(finding) else None
        diffs.append(None if line in told else _diff(result, finding))
        told |= {line} - {None}
    return diffs


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


def _diff(result: Document, finding: Document) -> Diff | None:
    """What was written beside its fix, token by token, with what differs marked.

    That is the claim, or the line of it that is wrong.
    """
    declared, place = result["declared"], finding.get("place")
    claims = {**declared["gradient"], **declared.get("claims", {})}
    written, fix, where = claims.get(finding["input"]), finding["suggestion"], ""
    if place and finding.get("fix"):
        part, _, name = place["key"].partition(".")
        lines = declared.get(part)
        fix = finding["fix"]
        if isinstance(lines, Mapping) and name in lines:
            written, where = lines[name], name if part == "let" else ""
    if fix is None or written is None:
        return None
    written, fix = " ".join(written.split()), " ".join(fix.split())
    before, after = TOKENS.findall(written), TOKENS.findall(fix)
    matcher = difflib.SequenceMatcher(None, before, after, autojunk=False)
    if len(before) >= 400 or matcher.ratio() < MOSTLY_NEW:
        return Diff([Change("same", written)], [Change("same", fix)], fix, where)
    steps = matcher.get_opcodes()
    return Diff(
        [_change(kind, before[first:last]) for kind, first, last, _, _ in steps if last > first] or [Change("same", written)],
        [_change(kind, after[first:last]) for kind, _, _, first, last in steps if last > first] or [Change("same", fix)],
        fix,
        where,
    )


def _change(kind: str, tokens: Sequence[str]) -> Change:
    return Change("same" if kind == "equal" else "changed", "".join(tokens))


def _curve(check: Document) -> str | None:
    """The data of the plot of error against step."""
    if check["curve"] is None:
        return None
    curve = check["curve"]
    numbers = {name: heat_map.short(curve[name], 3) for name in ("steps", "errors", "best_step", "rounding")}
    return json.dumps(numbers | {"index": curve["index"], "h": check["h"]}, separators=(",", ":"))
