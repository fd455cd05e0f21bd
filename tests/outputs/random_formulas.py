"""Random expressions of the table, set and evaluated: two with different values must not look the same.

The suite looks at a few thousand. `python -m tests.outputs.random_formulas 100000` looks at as many as it is told, and prints
what it found.
"""

from __future__ import annotations

import random
import re
import sys
import warnings
import xml.etree.ElementTree as ET
from collections.abc import Iterator
from typing import Any

import numpy as np

from runner.errors import ExpressionError
from runner.expressions import compile_expression
from runner.expressions.functions import FUNCTIONS
from runner.expressions.table import Function
from runner.outputs.mathml import formula
from tests.expressions.batched_examples import EXAMPLES as OF_EACH
from tests.expressions.batched_examples import variables

EXAMPLES = tuple(text for of_one in OF_EACH.values() for text in of_one)

VARIABLES = variables(0) | {
    "n": 3,
    "e": np.asarray(1.7),
    "eps": np.asarray(0.3),
    "epsilon": np.asarray(0.4),
    "x0": np.asarray(0.9),
}
RANKS = {name: int(np.ndim(value)) for name, value in VARIABLES.items()}
NAMES = tuple(RANKS)
NUMBERS = ("2", "3", "1", "0", "-1", "0.5", "-2.5", "1e-3", "np.pi", "np.e", "2j")
WHOLE = ("0", "1", "-1", "2")
KEPT = ("True", "False")
SHAPES = ("3", "(3,)", "(2, 3)", "(4, 3)", "X.shape", "-1", "(3, -1)", "n", "(n, 2)")
POOLS = {
    "axis": (*WHOLE, "None", "(0, 1)"), "keepdims": KEPT, "dtype": ("float", "int", "bool", "np.float32", "complex"),
    "shape": SHAPES, "size": SHAPES, "window_shape": ("2", "(2, 2)"), "ord": (*WHOLE, "None", "np.inf"), "p": (*WHOLE, "None"),
    "axes": ("0", "1", "2", "(1, 0)", "None", "(0, 2, 1)"), "rowvar": KEPT, "full_matrices": KEPT, "compute_uv": KEPT,
    "increasing": KEPT, "deg": KEPT, "pad_width": ("1", "(1, 2)", "((1, 0), (0, 2))"), "indices": ("0", "i", "[0, 1]"),
    "reps": ("2", "(2, 1)"), "repeats": ("2", "1"), "arrays": ("[X, Y]", "[u, v]", "(A, B)", "[A, B, A]", "[A, u]"),
    "conditions": ("[x > 0, x > 1]", "[X > 0]"), "choices": ("[x, 2 * x]", "[X]", "[Y]"), "labels": ("i", "j"), "n": WHOLE,
    "m": WHOLE,
    "k": WHOLE, "offset": WHOLE, "decimals": WHOLE, "ndigits": WHOLE, "ddof": WHOLE, "num": ("3", "4"), "N": ("2", "3"),
    "shift": WHOLE,
    "axis1": WHOLE, "axis2": WHOLE, "source": WHOLE, "destination": WHOLE, "start": WHOLE, "sections": ("2", "[1, 3]"),
    "subscripts": (
        "'ij,jk->ik'", "'ij,jk->ki'", "'ij->ji'", "'ij->ij'", "'ij'", "'ji'", "'ab->ba'", "'ij->'", "'ii'", "'i,i'", "'i,j->ji'",
        "'i,j->ij'", "'ij,ij->ij'", "'ij,ji->ij'", "'ij,ij'", "'ij->j'", "'ij->i'", "',ij->ij'", "'...i->...'", "'i,i->i'",
    ),
}  # fmt: skip
OPERATORS = ("+", "-", "*", "/", "@", "**", "//", "%", "*", "@", "*", "@", "<", ">=", "==", "!=", "&", "|", "^")
INDICES = (
    "0", "-1", "1:", "None", "...", ":, 0", ":, None", "0, 1", "i", "[0, 2]", "k", "::2", "(0, 1)", "()", "x > 0", "0, None", "n",
)  # fmt: skip
PATTERNS = (
    *["({0}) {o} ({1})"] * 30, *["{sign}({0})"] * 7, *["({0})[{at}]"] * 6,
    "({0}) if ({1}) else ({2})", "np.where({1}, {0}, {2})", "({0}) and ({1})", "({0}) or ({1})", "not ({0})", "[{0}, {1}]",
)  # fmt: skip
"""Operators, indices, choices, lists: what is no call of a row."""
ROWS = [row for name, row in FUNCTIONS.items() if not name.startswith("rng.") and (name.isidentifier() or name[0] in ".n")]


def written(chance: random.Random, depth: int) -> str:
    """A random expression, of so many layers at most."""
    kind = 0.0 if depth == 0 else chance.random()
    if kind < 0.12:
        return chance.choice(NAMES) if chance.random() < 0.85 else chance.choice(NUMBERS)
    if kind < 0.60:
        return chance.choice(PATTERNS).format(
            *[written(chance, depth - 1) for _ in range(3)],
            o=chance.choice(OPERATORS),
            sign=chance.choice("-+~"),
            at=chance.choice(INDICES),
        )
    if kind < 0.75:
        return replaced(chance, chance.choice(EXAMPLES), depth - 1)
    return called(chance, chance.choice(ROWS), depth - 1)


def called(chance: random.Random, row: Function, depth: int) -> str:
    """A call of a function, with arguments for some of its names."""
    names = row.names
    count = chance.randint(row.least, min(row.most, max(len(names), row.least + 1)))
    args = [_argument(chance, row, i, names[i] if i < len(names) else "", depth) for i in range(count)]
    keywords = [key for key in sorted(row.keywords) if key not in names[:count] and chance.random() < 0.4]
    args += [f"{key}={_argument(chance, row, key, key, depth)}" for key in keywords]
    if row.is_property:
        return f"({args[0]}){row.name}"
    if row.name.startswith("."):
        return f"({args[0]}){row.name}({', '.join(args[1:])})"
    return f"{row.name}({', '.join(args)})"


def _argument(chance: random.Random, row: Function, key: int | str, name: str, depth: int) -> str:
    if row.words and key in row.words and chance.random() < 0.5 and name != "subscripts":
        return repr(chance.choice(row.words[key].pattern.split("|")))
    pool = POOLS.get(name)
    return chance.choice(pool) if pool else written(chance, depth)


def replaced(chance: random.Random, text: str, depth: int) -> str:
    """An expression with some of its names replaced by others, or by expressions."""

    def another(match: re.Match[str]) -> str:
        if match[0] not in RANKS or chance.random() < 0.5:
            return match[0]
        return chance.choice(NAMES) if chance.random() < 0.7 else f"({written(chance, depth)})"

    return re.sub(r"(?<![\w.'])[A-Za-z_]\w*(?![\w('=])", another, text)


EDITS = (
    (r", \w+=[^,()]+(?=[,)])", lambda chance, match: ""),
    (r"(?<=[ )\w]) (\*\*|[-+*/@]) ", lambda chance, match: f" {chance.choice('+-*/@')} "),
    (r"(?<![\w.])\d+(?![\w.])", lambda chance, match: chance.choice("0123")),
    (r"(?<![\w.'])[A-Za-z]\w*(?![\w.('=])", lambda chance, match: chance.choice(NAMES)),
    (r"\([^()]*\)", lambda chance, match: match[0][1:-1]),
    (r"\.T\b", lambda chance, match: chance.choice(("", ".mT"))),
    (r"(?<=\w)\)", lambda chance, match: chance.choice((", axis=0)", ", keepdims=True)", ", 1)", ", None)"))),
)
"""Patterns, and what may stand in their place: expressions that differ by little are the likeliest to look the same."""


def neighbour(chance: random.Random, text: str) -> str:
    """An expression that differs by one small thing."""
    pattern, edit = chance.choice(EDITS)
    matches = list(re.finditer(pattern, text))
    if not matches:
        return text
    match = chance.choice(matches)
    return text[: match.start()] + edit(chance, match) + text[match.end() :]


def texts(seed: int) -> Iterator[str]:
    """Random expressions without end, each followed by some that differ by little; the examples of all functions first."""
    chance = random.Random(seed)
    yield from EXAMPLES
    while True:
        text = written(chance, chance.choice((1, 1, 2, 2, 3)))
        yield text
        for _ in range(4):
            yield neighbour(chance, text)


def value(text: str) -> Any:
    """The value of an expression as an array; None where it has none."""
    try:
        found = np.asarray(compile_expression(text, NAMES).evaluate(VARIABLES))
    except ExpressionError:
        return None
    return found if found.size < 10_000 else None


def seen(markup: str) -> str:
    """A formula as one sees it: without what is invisible, and without the grouping that decides how large a bracket grows."""
    return _seen(ET.fromstring(f"<all>{markup}</all>".replace("<wbr>", "")))


def _seen(node: ET.Element) -> str:
    parts = [_seen(child) for child in node]
    if node.tag in ("msup", "msub", "munder", "mover", "mfrac", "mroot", "msqrt", "mtable", "mtr", "mtd"):
        return f"<{node.tag}{''.join(f'{{{part}}}' for part in parts)}>"
    if parts or node.tag in ("mrow", "math", "all", "mspace"):
        return "".join(parts)
    own = (node.text or "").replace("\N{INVISIBLE TIMES}", "").replace("\N{FUNCTION APPLICATION}", "")
    style = node.get("class") or node.get("mathvariant") or ""
    return f" {own}{style and f'/{style}'}"


def same(a: Any, b: Any) -> bool:
    """Whether two values are the same array to rounding."""
    return a.shape == b.shape and bool(np.allclose(a, b, rtol=1e-6, atol=1e-9, equal_nan=True))


def collisions(seed: int, wanted: int) -> tuple[int, int, list[tuple[str, str, str]]]:
    """Of so many expressions that have a value: how many were set, in how many ways, and pairs that look the same but are not."""
    known: dict[str, tuple[str, Any]] = {}
    done: set[str] = set()
    count, found = 0, []
    with warnings.catch_warnings(), np.errstate(all="ignore"):
        warnings.simplefilter("ignore")
        for text in texts(seed):
            if count >= wanted:
                break
            if text in done or len(text) > 400:
                continue
            done.add(text)
            result = value(text)
            if result is None:
                continue
            count += 1
            markup = formula(text, RANKS).markup
            if markup.startswith("<code>"):
                found.append((text, "stands as code", ""))
                continue
            look = seen(markup)
            before = known.setdefault(look, (text, result))
            if not same(before[1], result):
                found.append((before[0], text, look))
    return count, len(known), found


if __name__ == "__main__":
    wanted = int(sys.argv[1]) if len(sys.argv) > 1 else 100_000
    number, ways, pairs = collisions(int(sys.argv[2]) if len(sys.argv) > 2 else 0, wanted)
    for pair in pairs[:60]:
        print(*pair, sep="\n    ")
    print(f"{number:,} expressions look {ways:,} different ways; {len(pairs)} pairs look the same and have different values")
    raise SystemExit(bool(pairs))
