"""Document (the contents of results.json) → text. What is written where is for the shells to say.

Another format is a module with `render(document) -> str` and a row in `OUTPUTS`. One whose text may grow very large also has
`parts(document) -> Iterator[str]`, the same piece by piece.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from importlib import import_module
from typing import Any, NamedTuple


class Output(NamedTuple):
    """A format: the module that renders it, and the file it goes into.

    `meaning` is the line of `--help` for the option `--NAME FILE` of a format that is written on demand. `always` is
    the file in the output folder into which every run writes; None for a format that is written on demand.
    """

    module: str
    meaning: str
    always: str | None = None


OUTPUTS: Mapping[str, Output] = {
    "html": Output(".html_report", "the report people read", always="index.html"),
    "json": Output(".json_report", "everything, for scripts and for other reports", always="results.json"),
    "junit": Output(".junit_report", "write JUnit XML for a CI server"),
    "csv": Output(".tallies", "write counts of causes by file and by tag"),
}


def parts(name: str, document: Mapping[str, Any], *prepared: Any) -> Iterable[str]:
    """The document in the format `name` of `OUTPUTS`, in pieces that make up its text; `prepared` is what it made ahead."""
    module = import_module(OUTPUTS[name].module, __name__)
    pieces: Iterable[str] = module.parts(document, *prepared) if hasattr(module, "parts") else (module.render(document),)
    return pieces
