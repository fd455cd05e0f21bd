"""A signal while a module is being loaded waits for the module, if that is soon there."""

from __future__ import annotations

import signal
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

from tests.command import environment

ASKS = """
import os, signal, sys
sys.path.insert(0, "")
from gradcase.shell import interrupting
interrupting.PATIENCE = {patience}
interruption = interrupting.Interruption()
interruption.listen()
try:
    {statement}
    for _ in range(10**9):
        pass
except KeyboardInterrupt:
    print(interruption.asked == {asked}, "done" in vars(sys.modules.get("slow", sys)))
"""
SLOW = "import os, signal, time\nos.kill(os.getpid(), signal.{name})\ntime.sleep({seconds})\ndone = True\n"


def told(folder: Path, *, name: str, statement: str, seconds: float, patience: float) -> str:
    (folder / "slow.py").write_text(SLOW.format(name=name, seconds=seconds))
    asked = "[]" if name == "SIGINT" else f"[signal.{name}]"
    script = ASKS.format(patience=patience, statement=statement, asked=asked)
    found = subprocess.run(
        [sys.executable, "-c", script], cwd=folder, env=environment(), capture_output=True, text=True, check=False, timeout=30
    )
    assert found.stderr == ""
    return found.stdout.strip()


@pytest.mark.parametrize("name", ["SIGINT", "SIGTERM", "SIGHUP", "SIGQUIT"])
def test_the_module_is_whole_when_the_run_is_interrupted(name: str, tmp_path: Path) -> None:
    assert told(tmp_path, name=name, statement="import slow", seconds=0.1, patience=20) == "True True"


def test_one_that_hangs_is_not_waited_for(tmp_path: Path) -> None:
    assert told(tmp_path, name="SIGTERM", statement="import slow", seconds=20, patience=0.1) == "True False"


def test_elsewhere_it_interrupts_at_once(tmp_path: Path) -> None:
    statement = "os.kill(os.getpid(), signal.SIGTERM); import slow"
    assert told(tmp_path, name="SIGTERM", statement=statement, seconds=0, patience=20) == "True False"


def test_after_the_command_signals_do_what_they_did_before(tmp_path: Path) -> None:
    names = ("SIGINT", "SIGTERM", "SIGHUP", "SIGQUIT")
    script = (
        "import signal\nfrom gradcase.cli import main\n"
        f"numbers = [getattr(signal, name) for name in {names}]\n"
        "before = [signal.getsignal(number) for number in numbers]\n"
        "main(['--version'])\nprint(before == [signal.getsignal(number) for number in numbers])\n"
    )
    found = subprocess.run(
        [sys.executable, "-c", script], cwd=tmp_path, env=environment(), capture_output=True, text=True, check=True
    )
    assert found.stdout.endswith("True\n")


@pytest.mark.parametrize(
    "command", ["from gradcase.script import main", "import runpy; runpy.run_module('gradcase', run_name='__main__')"]
)
def test_ctrl_c_while_the_command_is_loaded_ends_it_without_a_word(command: str, tmp_path: Path) -> None:
    script = f"""
import os, signal, sys

class CtrlC:
    def find_spec(self, name, *_):
        if name == "gradcase.cli":
            os.kill(os.getpid(), signal.SIGINT)

sys.meta_path.insert(0, CtrlC())
{command}
"""
    found = subprocess.run(
        [sys.executable, "-c", script], cwd=tmp_path, env=environment(), capture_output=True, text=True, check=False
    )
    assert (found.returncode, found.stdout, found.stderr) == (-signal.SIGINT, "", "")


def test_the_installed_command_is_the_one_that_hears_ctrl_c_from_the_start() -> None:
    project = tomllib.loads((Path(__file__).parents[2] / "pyproject.toml").read_text(encoding="utf-8"))
    assert project["project"]["scripts"] == {"gradcase": "gradcase.script:main"}
