"""The questions that the command answers without a run: --schema, --functions, --explain, --new, --version."""

from __future__ import annotations

import json
import os
import shlex
from typing import Any

from ..errors import UsageError
from ..model import COMMAND
from .options import Options

STARTER = """\
# A case claims a gradient; the runner measures it and says whether the claim is right, and if not, why.
#   python -m runner {file}
# All keys: python -m runner --schema    All functions: python -m runner --functions

name: {name}
description: |
  What the case shows, in plain words.
source: where the formula comes from
tags: [draft]

# Named integers, usable in shapes and expressions.
sizes: {{n: 6, d: 4}}

# Arrays drawn from the standard normal distribution; [] would be a scalar.
shapes:
  A: [n, d]
  b: [n]
  x: [d]

# Intermediate results, recomputed at every evaluation; the claim may use them too.
let:
  r: A @ x - b

# A single number. For a layer, write `output` (an array) instead, and use `dout` in the claim.
cost: 0.5 * np.sum(r**2)

# The input, and the gradient that you derived for it.
wrt: x
gradient: A.T @ r

# To document a mistake instead, say how it should end:
# expect: {{verdict: fail, cause: transposed}}
"""


def to(options: Options) -> str:
    """The text that answers what the options ask, with a line end.

    Raises `UsageError` where `--new` names a file that is there or cannot be written.
    """
    if options.version:
        return version()
    if options.schema:
        return schema()
    if options.functions:
        return functions()
    if options.derive is not None:
        return with_gradient(options.derive)
    if options.explain is not None:
        return explanation(options.explain) if options.explain else words()
    return started(options.new or "")


def version() -> str:
    """The name and the version of the program."""
    from .. import __version__

    return f"gradcase {__version__}\n"


def schema() -> str:
    """The JSON Schema of case files."""
    from ..catalog import json_schema

    return json.dumps(json_schema(), indent=2) + "\n"


def functions() -> str:
    """Everything that an expression may call, by group: how it is written, and what it is."""
    from ..expressions import describe

    return "\n".join(_group(name, rows) for name, rows in describe())


def _group(name: str, rows: list[tuple[str, str]]) -> str:
    width = min(40, max(len(signature) for signature, _ in rows))
    return f"{name}\n" + "".join(f"  {signature:<{width}}  {meaning}\n" for signature, meaning in rows)


def words() -> str:
    """The causes and the doubts that `--explain` tells about, each with what it means in short."""
    from ..outputs.meanings import CAUSES, DOUBTS

    width = max(map(len, (*CAUSES, *DOUBTS)))
    lines = []
    for title, table in (("causes", CAUSES), ("doubts", DOUBTS)):
        lines += [title, *(f"  {word:<{width}}  {meaning.partition('. ')[0].rstrip('.')}" for word, meaning in table.items())]
    return "\n".join([*lines, ""])


def explanation(word: str) -> str:
    """What a cause means, why people make the mistake, a wrong and a right example; or what a doubt means."""
    from ..diagnoses import explain
    from ..outputs.doubts import DOUBTS

    return f"{word}\n\n{DOUBTS.get(word) or explain(word)}\n"


def with_gradient(path: str) -> str:
    """The cases of a file, or one of them, each with the gradients of its inputs derived and written in, as YAML.

    Raises `UsageError` where there is no such case, or its gradient cannot be derived.
    """
    from .. import catalog
    from ..diagnoses.filled import filled
    from ..errors import ExpressionError
    from ..outputs.result_document import as_written

    found = catalog.read([path])
    if found.faults or not found.cases:
        raise UsageError(found.faults[0].message if found.faults else f"there is no case in {path}")
    texts = []
    for case in found.cases:
        try:
            whole, names = filled(case, everything=True, in_lines=True)
        except ExpressionError as error:
            raise UsageError(f"{case.name}: {error.message}") from error
        parts = {
            "name": case.name,
            "sizes": dict(case.sizes),
            "shapes": {name: list(shape) for name, shape in case.shapes.items()},
            "values": {name: as_written(value) for name, value in case.values.items()},
            "let": dict(whole.let),
            "cost": case.cost,
            "output": case.output,
            "gradient": {name: whole.claims[name] for name in names},
            "seed": case.seed or None,
        }
        texts.append("".join(_part(key, value) for key, value in parts.items() if value))
    return "\n---\n".join(texts)


def _part(key: str, value: Any) -> str:
    """One part of a case as YAML: arrays and sizes on one line, expressions on one each."""
    import yaml

    flow = None if key in ("sizes", "shapes") else False
    return str(yaml.safe_dump({key: value}, sort_keys=False, allow_unicode=True, width=10_000, default_flow_style=flow))


def started(path: str) -> str:
    """Write a case file to start from, and say how to run it."""
    from .writing import write_files

    if not path.endswith((".yaml", ".yml")):
        raise UsageError(f"the name of a case file ends in .yaml, so {path} would not be found")
    if not path.isprintable():
        raise UsageError(f"{path} holds characters that nobody can see")
    if os.path.lexists(path):
        raise UsageError(f"{path} is there already")
    name = os.path.basename(path).rpartition(".")[0].replace("_", " ")
    write_files({path: STARTER.format(file=shlex.quote(path), name=json.dumps(name, ensure_ascii=False))})
    return f"{path} is written; run it with: {shlex.join([*COMMAND, path])}\n"
