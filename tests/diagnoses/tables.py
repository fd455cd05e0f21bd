"""Tables of wrong gradients as people write them, each with the causes that a good teacher might name.

`mistakes.yaml` holds questions about courses and libraries, and layers, losses and formulas with the slips that are made in them;
`more_mistakes.yaml` lots that were written down whole before any of them was checked; `styles.yaml` the same in many styles of
writing. `say` is the teacher's sentence.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import yaml

from runner import Case

NAMES = ("mistakes.yaml", "more_mistakes.yaml", "styles.yaml")


def table(name: str) -> list[dict[str, Any]]:
    """The entries of a table: a case, with its `right` and its `wrong` claims."""
    found: list[dict[str, Any]] = yaml.safe_load(Path(__file__).with_name(name).read_text(encoding="utf-8"))
    return found


def case_of(entry: Mapping[str, Any], claims: Mapping[str, Any]) -> Case:
    """A case of a table with some claims, and with their own lines of `let`."""
    fields = {key: frozen(entry[key]) for key in ("sizes", "shapes", "values", "cost", "output") if key in entry}
    return Case(**fields, let={**entry.get("let", {}), **claims.get("let", {})}, gradient=frozen(claims["gradient"]))


def frozen(value: Any) -> Any:
    """Lists as tuples, all the way down."""
    if isinstance(value, dict):
        return {key: frozen(each) for key, each in value.items()}
    return tuple(map(frozen, value)) if isinstance(value, list) else value
