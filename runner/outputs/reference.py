"""Results → a reference: what was found right, by topic, each formula beside its gradient and the mistakes to avoid.

A claim is taken up where the check found it right and did not doubt it; what was expected to pass and did not is named. A wrong
claim, as documented, stands with the right one of the same formula.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence

from . import case_view
from .document import Document
from .equations import Equation, equations, legend
from .numpy_text import backward, code, forward
from .plain import plain
from .reference_model import Entry, Form, Kind, Mistake, Reference, Section, Topic
from .reproduction_helpers import definitions

FIX = "; the gradient is `"
"""What a sentence goes on with that says the gradient itself, which stands beside it here."""
SETTING = re.compile(r" \[| @ ")
"""What divides the name of a case from the settings of a matrix, and from the special point."""
UNKNOWN = "unknown"
"""The cause of a mistake that has no name: beside the right formula, it speaks for itself."""
CLASS = "class:"
"""Tags that begin so say which kind of mistake a person made in public."""


def reference(results: Iterable[Document]) -> Reference:
    """What the results hold of a reference."""
    entries: dict[tuple[str, ...], Entry] = {}
    wrong: list[Document] = []
    left_out: list[tuple[Document, str]] = []
    for result in results:
        reason = _why_not(result)
        if reason is None:
            _add(entries, result)
        elif reason:
            left_out.append((result, reason))
        elif result["verdict"] == "FAIL" and result["doubt"] is None and result["as_expected"]:
            wrong.append(result)
    for result in wrong:
        if (entry := _twin(entries, result)) is not None:
            entry.mistakes.append(_mistake(result, entry))
    shown = list(entries.values())
    texts = "\n".join(form.code for entry in shown for form in entry.forms)
    lines = [line for entry in shown for line in (*entry.formula, *(line for form in entry.forms for line in form.lines))]
    return Reference(
        topics=_topics(entries),
        kinds=_kinds(shown),
        left_out=left_out,
        gradients=sum(line.label != "let" for entry in shown for form in entry.forms for line in form.lines),
        helpers=[*definitions([texts])],
        legend=legend(lines),
    )


def _why_not(result: Document) -> str | None:
    """Why the claims of a case are not shown as right: None where they are, and nothing where they were never meant to be."""
    if result["expected"] != "pass":
        return ""
    if result["verdict"] != "PASS":
        return str(result["message"])
    if result["doubt"] is not None and (result["witness"] or {}).get("verdict") != "right":
        return str(result["doubt_message"])
    if result.get("derived"):
        return "It is derived from the formula, so that the check proves nothing."
    return None


def _add(entries: dict[tuple[str, ...], Entry], result: Document) -> None:
    """Take up a right claim: as an entry of its own, or as another form of the gradient of a formula that is there."""
    file, base, variant = _names(result)
    declared = result["declared"]
    key = (file, base, declared["cost"] or "", declared["output"] or "", *forward(declared))
    formula, claim = _parted(result)
    form = Form(variant, claim, code(result))
    entry = entries.get(key)
    if entry is None:
        name = base if not any(known[:2] == key[:2] for known in entries) else f"{base}: {variant}" if variant else base
        entries[key] = Entry(case_view.anchor(result["id"]), name, result, formula, [form._replace(name="")])
    elif _claims(result) not in [_claims_of(other) for other in entry.forms]:
        entry.forms.append(form)


def _claims(result: Document) -> str:
    return code(result).partition("\n")[2]


def _claims_of(form: Form) -> str:
    return form.code.partition("\n")[2]


def _names(result: Document) -> tuple[str, str, str]:
    """The file of a case as in its id, and its name taken apart: the base and its variant, without settings."""
    file = result["id"].removesuffix(result["name"]).removesuffix("::")
    base, _, variant = SETTING.split(result["name"])[0].partition(" / ")
    return file, base, variant


def _parted(result: Document) -> tuple[Sequence[Equation], Sequence[Equation]]:
    """The formulas of a case: the cost and what it needs, the claims and what only they need."""
    of_cost, of_claims = set(forward(result["declared"])), set(backward(result["declared"]))
    lines = equations(result)
    heads = [line for line in lines if line.label in ("cost", "output")]
    tails = [line for line in lines if line.label not in ("cost", "output", "let")]
    let = [line for line in lines if line.label == "let"]
    return (
        [*heads, *(line for line in let if line.source in of_cost)],
        [*tails, *(line for line in let if line.source in of_claims)],
    )


def _twin(entries: Mapping[tuple[str, ...], Entry], result: Document) -> Entry | None:
    """The right claim beside which a wrong one stands: of the same formula where there is one, of the same name at least."""
    file, base, _ = _names(result)
    declared = result["declared"]
    formula = (declared["cost"] or "", declared["output"] or "")
    lines = (*formula, *forward(declared))
    same_file = [(key, entry) for key, entry in entries.items() if key[0] == file]
    named = [(key, entry) for key, entry in same_file if key[1] == base]
    near = [entry for key, entry in named if key[2:4] == formula] or [entry for _, entry in named]
    return next(iter(near or [entry for key, entry in same_file if key[2:] == lines]), None)


def _mistake(result: Document, entry: Entry) -> Mistake:
    """A wrong claim beside its right twin: what differs of it."""
    _, base, variant = _names(result)
    right = {line.source for line in (*entry.formula, *entry.forms[0].lines) if line.label == "let"}
    wrong = [check["name"] for check in result["inputs"] if check["wrong"]]
    failing = {*wrong, *(f"gradient of {name}" for name in wrong)}
    formula, claim = _parted(result)
    lines = [
        line
        for line in (*claim, *formula)
        if (line.source not in right if line.label == "let" else line.source.partition(":")[0] in failing)
    ]
    own = result["description"] if result["description"] != entry.result["description"] else None
    finding = next((finding for finding in result["findings"][:1] if finding["cause"] != UNKNOWN), None)
    public = next((tag.removeprefix(CLASS) for tag in result["tags"] if tag.startswith(CLASS)), "")
    return Mistake(
        anchor=case_view.anchor(result["id"]),
        name=variant or (base if base != entry.name else ""),
        lines=lines,
        sentence=" ".join((own or (finding["message"] if finding else "")).partition(FIX)[0].split()),
        kind=public or result["cause"] or UNKNOWN,
        public=bool(public),
    )


def _topics(entries: Mapping[tuple[str, ...], Entry]) -> Sequence[Topic]:
    """The entries by the folder and the file in which they stand."""
    topics: dict[str, Topic] = {}
    sections: dict[str, Section] = {}
    for (file, *_), entry in entries.items():
        folder, _, rest = file.partition("/")
        topic = topics.setdefault(folder, Topic(f"topic={plain(folder)}", _readable(folder), []))
        if file not in sections:
            sections[file] = Section(_readable(rest), [])
            topic.sections.append(sections[file])
        sections[file].entries.append(entry)
    return list(topics.values())


def _readable(name: str) -> str:
    """The name of a file or a folder as a heading."""
    text = name.replace("/", ": ").replace("_", " ")
    return text[:1].upper() + text[1:]


def _kinds(entries: Iterable[Entry]) -> Sequence[Kind]:
    """What goes wrong most: first what people were found doing, then how often it is on the page."""
    mistakes = [mistake for entry in entries for mistake in entry.mistakes]
    counts = Counter(mistake.kind for mistake in mistakes)
    public = Counter(mistake.kind for mistake in mistakes if mistake.public)
    order = sorted(counts, key=lambda kind: (-public[kind], -counts[kind], kind))
    return [Kind(kind, counts[kind], public[kind], list(_made(mistakes, kind))) for kind in order]


def _made(mistakes: Iterable[Mistake], kind: str) -> Iterator[Mistake]:
    yield from (mistake for mistake in mistakes if mistake.kind == kind and mistake.public)
