"""A result of the document, made ready for the page: formulas typeset, the mend as a diff, pictures as numbers."""

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
from .mathml import formula
from .mathml_elements import mi, mo
from .mathml_elements import name as variable
from .plain import plain
from .terminal import rerun

Document: TypeAlias = Mapping[str, Any]

TOKENS = re.compile(r"\w+|\*\*|//|[^\w\s]|\s+")


class Equation(NamedTuple):
    """One line of the formulas: what it is, its left side with its sign, its right side, and the source."""

    label: str
    left: Markup
    right: Markup
    source: str


class Change(NamedTuple):
    """A stretch of a claim or of its mend; `kind` is "same" or "changed"."""

    kind: str
    text: str


class Diff(NamedTuple):
    claim: Sequence[Change]
    mend: Sequence[Change]
    text: str
    """The mend as it can be pasted."""


@dataclass(frozen=True, slots=True)
class CaseView:
    """What the page shows of a case beside the fields of its result."""

    number: int
    """The place of the case in the document, from 0."""
    anchor: str
    equations: Sequence[Equation]
    diffs: Sequence[Diff | None]
    """For each finding, the claim and its mend."""
    mends: Sequence[Equation | None]
    arrays: Mapping[str, str | None]
    curves: Mapping[str, str | None]
    command: str | None
    script: str | None


def view(number: int, result: Document, options: Sequence[str] = ()) -> CaseView:
    """The view of the result at that place of the document; `options` of the run matter to run it again."""
    ranks = _ranks(result)
    equations = list(_equations(result, ranks))
    return CaseView(
        number=number,
        anchor=anchor(result["id"]),
        equations=equations,
        diffs=[_diff(result, finding) for finding in result["findings"]],
        mends=[_mend(finding, ranks) for finding in result["findings"]],
        arrays={check["name"]: heat_map.arrays(check) for check in result["inputs"]},
        curves={check["name"]: _curve(check) for check in result["inputs"]},
        command=None if result["file"] is None else rerun(result, options),
        script=reproduction.script(result),
    )


def anchor(case_id: str) -> str:
    """The fragment that leads to a case: it is stable from run to run, and the script of the page makes the same."""
    return "case=" + quote(plain(case_id), safe="/:!*'()")


def tag_query(tag: str) -> str:
    """The fragment that shows the cases with that tag; quoted as the search field has it."""
    text = plain(tag)
    return "q=" + quote(f'@"{text.replace(chr(34), "")}"' if re.search(r'[\s"]', text) or text.startswith("!") else f"@{text}")


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
    """The lines of the formulas."""
    declared = result["declared"]
    for name, text in declared["let"].items():
        yield Equation("let", _left(variable(name)), formula(text, ranks).markup, f"{name}: {text}")
    if declared["cost"] is not None:
        yield Equation("cost", _left(mi("f")), formula(declared["cost"], ranks).markup, f"cost: {declared['cost']}")
    if declared["output"] is not None:
        yield Equation("output", _left(mi("output")), formula(declared["output"], ranks).markup, f"output: {declared['output']}")
        yield Equation("cost", _left(mi("f")), formula("np.sum(output * dout)", ranks).markup, "")
    checks = {check["name"]: check for check in result["inputs"]}
    for name, text in declared["gradient"].items():
        check = checks.get(name)
        sign = "≟" if check is None else "≠" if check["wrong"] else "="
        yield Equation("claim", _left(_slope(name), sign), formula(text, ranks).markup, f"gradient of {name}: {text}")


def _left(markup: str, sign: str = "=") -> Markup:
    return Markup(f'<math displaystyle="true">{markup}{mo(sign)}</math>')


def _slope(name: str) -> str:
    return f"<mfrac><mrow>{mo('∂')}{mi('f')}</mrow><mrow>{mo('∂')}{variable(name)}</mrow></mfrac>"


def _mend(finding: Document, ranks: Mapping[str, int | None]) -> Equation | None:
    text = finding["suggestion"]
    return None if text is None else Equation("mend", _left(_slope(finding["input"])), formula(text, ranks).markup, text)


def _diff(result: Document, finding: Document) -> Diff | None:
    """The claim beside its mend, token by token, with what differs marked."""
    claim, mend = result["declared"]["gradient"].get(finding["input"]), finding["suggestion"]
    if mend is None or claim is None:
        return None
    before, after = TOKENS.findall(claim), TOKENS.findall(mend)
    steps = difflib.SequenceMatcher(None, before, after, autojunk=False).get_opcodes() if len(before) < 400 else []
    return Diff(
        [_change(kind, before[first:last]) for kind, first, last, _, _ in steps if last > first] or [Change("same", claim)],
        [_change(kind, after[first:last]) for kind, _, _, first, last in steps if last > first] or [Change("same", mend)],
        mend,
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
