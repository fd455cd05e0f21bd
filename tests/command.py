"""The command as people run it: a process of its own, in a folder of its own."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

from runner.outputs.json_report import completed

NOT_OURS = {"NO_COLOR", "FORCE_COLOR", "CI", "COLUMNS", "TERM", "PYTHONPATH", "PYTHONSAFEPATH"}

RIGHT = """\
name: sum of squares
tags: [smooth]
shapes: {x: [3]}
cost: np.sum(x**2)
gradient: 2 * x
"""

WRONG = """\
name: half the gradient
tags: [smooth, wrong]
shapes: {x: [3]}
cost: np.sum(x**2)
gradient: x
"""

DOCUMENTED = WRONG + "expect: fail\n"

TYPO = """\
name: a typo
shapes: {x: [3]}
cost: np.summ(x**2)
gradient: 2 * x
"""

BROKEN = """\
name: a key that is none
shapes: {x: [3]}
cost: np.sum(x)
gradiant: np.ones(3)
"""


def environment(**more: str) -> dict[str, str]:
    """The environment without what would change the output, and without the settings of a CI server."""
    kept = {key: value for key, value in os.environ.items() if key not in NOT_OURS and not key.startswith("GITHUB_")}
    return kept | more


def gradcase(
    *arguments: str,
    cwd: Path,
    env: Mapping[str, str] | None = None,
    python: Sequence[str] = (),
    preexec: Callable[[], None] | None = None,
) -> subprocess.CompletedProcess[str]:
    """Run `python -m runner` and wait for it."""
    return subprocess.run(
        [sys.executable, *python, "-m", "gradcase", *arguments],
        cwd=cwd,
        env=environment(**(env or {})),
        capture_output=True,
        text=True,
        encoding="utf-8",
        timeout=120,
        check=False,
        preexec_fn=preexec,
    )


def but_for_times(reports: Path) -> list[Any]:
    """The results in a folder of reports, without when they were had and how long that took."""
    return [{**result, "seconds": None, "checked": None} for result in document_in(reports)["results"]]


def document_in(reports: Path) -> dict[str, Any]:
    """The document in a folder of reports."""
    return completed(json.loads((reports / "results.json").read_text(encoding="utf-8")))


def write(folder: Path, **files: str) -> None:
    """Write case files into the folder `cases`: `write(folder, a=RIGHT)` makes cases/a.yaml."""
    cases = folder / "cases"
    cases.mkdir(exist_ok=True)
    for name, text in files.items():
        (cases / f"{name}.yaml").write_text(text, encoding="utf-8")
