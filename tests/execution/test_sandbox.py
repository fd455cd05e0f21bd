"""The last net: what a worker may not do even where an expression could ask for it.

The payloads here are real code, called in a process that has set up its limits as a worker does. No expression
can ask for any of this; the net is for the day on which that has a hole.
"""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator
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

    def test_what_a_module_imports_is_not_lent(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        self.module(
            tmp_path, monkeypatch, "lent_g", "from os import getcwd, system\nfrom json import JSONDecoder\ndef f(): ...\n"
        )
        assert set(load_modules(["lent_g"])["lent_g"]) == {"f"}

    def test_a_package_lends_what_its_modules_define(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        self.module(tmp_path, monkeypatch, "pack_h.inner", "def f(): ...\n")
        self.module(tmp_path, monkeypatch, "pack_h.__init__", "from .inner import f\n")
        monkeypatch.delitem(sys.modules, "pack_h", raising=False)
        assert set(load_modules(["pack_h"])["pack_h"]) == {"f"}

    def test_a_class_lends_its_functions_and_a_function_its_vjp(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        text = (
            "class Affine:\n    @staticmethod\n    def forward(x): ...\n    def back(self): ...\n    def _own(self): ...\n"
            "def f(x): ...\nf.vjp = f\n"
        )
        self.module(tmp_path, monkeypatch, "lent_i", text)
        assert set(load_modules(["lent_i"])["lent_i"]) == {"Affine", "Affine.forward", "Affine.back", "f", "f.vjp"}


class TestLendingFiles:
    @pytest.fixture(autouse=True)
    def _as_it_was(self, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[None]:
        monkeypatch.chdir(tmp_path)
        monkeypatch.setattr(sys, "path", list(sys.path))
        before = set(sys.modules)
        yield
        for name in set(sys.modules) - before:
            del sys.modules[name]

    def write(self, **files: str) -> None:
        for name, text in files.items():
            path = Path(name.replace("__in__", "/")).with_suffix(".py")
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text)

    def test_a_file_is_called_by_its_name_and_may_import_its_neighbours(self) -> None:
        self.write(src__in__layers_j="import helper_j\ndef f(): return helper_j.answer\n", src__in__helper_j="answer = 42\n")
        assert load_modules(["src/layers_j.py"])["layers_j"]["f"]() == 42

    def test_two_of_one_name_get_names_of_their_own(self) -> None:
        self.write(one__in__layers_k="def f(): return 1\n", two__in__layers_k="def f(): return 2\n")
        lent = load_modules(["layers_k=one/layers_k.py", "other=two/layers_k.py"])
        assert (lent["layers_k"]["f"](), lent["other"]["f"]()) == (1, 2)

    def test_one_that_is_called_as_a_module_that_is_loaded_is_not_taken_for_it(self) -> None:
        self.write(mine__in__json="def f(): return 3\n")
        assert load_modules(["mine/json.py"])["json"]["f"]() == 3
        assert "mine" not in str(sys.modules["json"].__file__)

    def test_a_file_in_a_package_may_import_relatively(self) -> None:
        self.write(
            src__in__pack_l__in__layers="from .base import base\ndef f(): return base\n", src__in__pack_l__in__base="base = 5\n"
        )
        Path("src/pack_l/__init__.py").write_text("")
        assert load_modules(["src/pack_l/layers.py"])["layers"]["f"]() == 5

    def test_a_module_may_be_called_otherwise(self) -> None:
        self.write(layers_m="def f(): return 1\n")
        sys.path.append(".")
        assert set(load_modules(["mine=layers_m"])) == {"mine"}

    @pytest.mark.parametrize("name", ["not/there.py", "a-b.py", "1=json"])
    def test_what_cannot_be_had_or_called_is_one_error(self, name: str) -> None:
        with pytest.raises(UsageError):
            load_modules([name])


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
