"""The last net: what a worker may not do even where an expression could ask for it.

The payloads here are real code, called in a process that has set up its limits as a worker does. No expression
can ask for any of this; the net is for the day on which that has a hole.
"""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from runner.errors import UsageError
from runner.execution import Limits, Pool
from runner.execution.lending import load_modules
from runner.execution.wire import REACHED_OUT
from runner.model import Case, Result, Verdict

PREPARED = """
import ctypes, io, mmap, os, socket, subprocess, sys, tempfile
import numpy as np
from gradcase.execution.sandbox import Watch, limit_resources
from gradcase.execution.warming import warm_up
warm_up()
limit_resources({memory}, trusted={trusted})
with Watch(trusted={trusted}):
    {payload}
sys.stdout.write("survived")
"""


def run(payload: str, folder: Path, *, trusted: bool = False, memory: int = 512) -> subprocess.CompletedProcess[str]:
    code = PREPARED.format(payload=payload, trusted=trusted, memory=memory)
    return subprocess.run([sys.executable, "-c", code], cwd=folder, capture_output=True, text=True, timeout=60, check=False)


REACHING = {
    "read a file": "open('/etc/hostname').read()",
    "write a file": "open('pwned', 'w').write('x')",
    "write a file with numpy": "np.save('pwned.npy', np.zeros(3))",
    "write a file from C": "np.zeros(3).tofile('pwned')",
    "map a file": "np.memmap('pwned', mode='w+', shape=(3,))",
    "start a program": "subprocess.run(['touch', 'pwned'])",
    "start a shell": "os.system('touch pwned')",
    "replace the program": "os.execv('/bin/touch', ['touch', 'pwned'])",
    "fork": "os.fork()",
    "open a connection": "socket.create_connection(('127.0.0.1', 9), 1)",
    "load a library": "ctypes.CDLL(None)",
    "list a folder": "os.listdir('/')",
    "remove a file": "os.remove('kept')",
    "evaluate code with imports": "exec('import urllib.request')",
    "kill another process": "os.kill(os.getppid(), 0)",
    "look at frames of others": "sys._current_frames()",
    "set another hook": "sys.addaudithook(print)",
    "change the environment of children": "os.putenv('A', 'B')",
}


@pytest.mark.parametrize("payload", REACHING.values(), ids=REACHING)
def test_whatever_reaches_out_ends_the_process_at_once(payload: str, tmp_path: Path) -> None:
    (tmp_path / "kept").write_text("")
    done = run(payload, tmp_path)
    assert (done.returncode, done.stdout) == (REACHED_OUT, "")
    assert [path.name for path in tmp_path.iterdir()] == ["kept"]


def test_what_is_opened_behind_the_hook_s_back_meets_the_limits(tmp_path: Path) -> None:
    """A C library that opens files without Python's help raises no audit event; the system refuses it."""
    payload = "assert c_open(b'/etc/hostname', 0) == -1 and c_open(b'pwned', 65, 0o600) == -1"
    prepared = PREPARED.replace("warm_up()\n", "warm_up()\nc_open = ctypes.CDLL(None).open\n", 1)
    code = prepared.format(payload=payload, trusted=False, memory=512)
    done = subprocess.run([sys.executable, "-c", code], cwd=tmp_path, capture_output=True, text=True, timeout=60, check=False)
    assert done.stdout == "survived", done.stderr
    assert list(tmp_path.iterdir()) == []


def test_memory_beyond_the_limit_is_an_error_and_no_swapping(tmp_path: Path) -> None:
    payload = "\n    ".join(["try:", "    np.ones((2**30,))", "except MemoryError:", "    sys.stdout.write('refused, ')"])
    assert run(payload, tmp_path).stdout == "refused, survived"


def test_computing_is_left_alone(tmp_path: Path) -> None:
    payload = "np.linalg.inv(np.eye(9)), np.median(np.arange(9.0)), np.einsum('ij,jk', np.eye(3), np.eye(3)), eval('1')"
    done = run(payload, tmp_path)
    assert done.stdout == "survived", done.stderr


def test_lent_code_may_do_what_it_likes(tmp_path: Path) -> None:
    assert run("open('made', 'w').close()", tmp_path, trusted=True).stdout == "survived"
    assert (tmp_path / "made").exists()


class TestLending:
    def module(self, folder: Path, monkeypatch: pytest.MonkeyPatch, name: str, text: str) -> None:
        path = folder.joinpath(*name.split(".")).with_suffix(".py")
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
        monkeypatch.syspath_prepend(str(folder))
        monkeypatch.delitem(sys.modules, name, raising=False)

    def test_what_begins_with_an_underscore_is_not_lent(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        self.module(tmp_path, monkeypatch, "lent_a", "import os\ndef f(): ...\ndef _g(): ...\nconstant = 3\n")
        assert set(load_modules(["lent_a"])["lent_a"]) == {"f"}

    def test_all_says_what_is_lent(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        self.module(tmp_path, monkeypatch, "lent_b", "__all__ = ['f']\ndef f(): ...\ndef g(): ...\n")
        assert set(load_modules(["lent_b"])["lent_b"]) == {"f"}

    def test_a_module_of_a_package_is_called_by_its_last_name(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        self.module(tmp_path, monkeypatch, "pack_c.layers", "def f(): ...\n")
        assert set(load_modules(["pack_c.layers"])) == {"layers"}

    def test_two_modules_of_one_name_are_refused(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        for package in ("pack_d", "pack_e"):
            self.module(tmp_path, monkeypatch, f"{package}.layers", "def f(): ...\n")
        with pytest.raises(UsageError, match="two modules are called `layers`"):
            load_modules(["pack_d.layers", "pack_e.layers"])

    @pytest.mark.parametrize("text", ["1 / 0", "import not_there_at_all", "raise SystemExit(0)", "def f(:"])
    def test_one_that_cannot_be_imported_is_one_error(self, text: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        self.module(tmp_path, monkeypatch, "lent_f", text)
        with pytest.raises(UsageError, match="the module `lent_f` cannot be imported"):
            load_modules(["lent_f"])


CORPUS = Path(__file__).parent.parent / "expressions" / "legit_expressions.jsonl"


def test_no_expression_that_is_allowed_ends_its_worker() -> None:
    """Whatever numpy loads or does behind a function of the table is harmless, or was loaded before."""
    rows = [json.loads(line) for line in CORPUS.read_text(encoding="utf-8").splitlines()]
    cases = [
        Case(
            cost=row["expression"],
            shapes={name: tuple(shape) for name, shape in row["inputs"].items()},
            wrt=next(iter(row["inputs"])),
            gradient=0.0,
            id=row["expression"],
        )
        for row in rows
        if row["inputs"]
    ]
    with Pool(cases, Limits(), 1) as pool:
        results: list[Result] = [result for _, result in pool.results()]
    ended = [result.case.id for result in results if result.message.startswith(("stopped", "crashed", "ended", "internal"))]
    assert ended == []
    assert {Verdict.PASS, Verdict.FAIL, Verdict.ERROR} >= {result.verdict for result in results}
