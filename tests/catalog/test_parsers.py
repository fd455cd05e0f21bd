"""The parser is libyaml's; where PyYAML comes without it, one sentence says what to do."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from yaml import cyaml

from runner.catalog import parsers
from tests.catalog.loading import SQUARE

WITHOUT = "import sys, yaml; yaml.__with_libyaml__ = False; from runner.cli import main; sys.exit(main(sys.argv[1:]))"


def test_it_is_that_of_libyaml() -> None:
    assert parsers.default_parser() is cyaml.CParser  # type: ignore[attr-defined]


def test_without_it_the_command_says_what_to_do(tmp_path: Path) -> None:
    (tmp_path / "a.yaml").write_text(SQUARE)
    command = [sys.executable, "-c", WITHOUT, str(tmp_path), "-o", str(tmp_path / "reports")]
    done = subprocess.run(command, capture_output=True, text=True, timeout=60, check=False)
    assert done.returncode == 2
    assert "PyYAML was built without libyaml here: pip install" in done.stderr
    assert "Traceback" not in done.stderr
