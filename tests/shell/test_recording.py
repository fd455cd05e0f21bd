"""What becomes of results as they come."""

from __future__ import annotations

import subprocess
import sys

from runner.model import Case, Result, Verdict
from runner.shell.recording import Recorder


def test_a_result_is_put_down_and_its_page_made() -> None:
    cases = [Case(cost="np.sum(x)", shapes={"x": (2,)}, gradient="np.ones(2)", id=f"a::{name}", name=name) for name in "bc"]
    recorder = Recorder(cases, ["--seed", "3"])
    recorder.note(1, Result(cases[1], Verdict.PASS, True, "fine"))
    (noted,) = recorder.results()
    assert noted["id"] == "a::c"
    assert "a::c" in recorder.pages.of(1, noted)


def test_what_makes_pages_is_loaded_with_the_first_result() -> None:
    code = "import sys; from gradcase.shell.recording import Recorder; Recorder([], []); print('jinja2' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout == "False\n"
