"""The process that checks batches on a machine of a cluster."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import pytest

from runner.execution import Limits
from runner.execution.foreman import DONE, Foreman
from runner.execution.wire import pack_cases, told
from runner.model import ONE_THREAD, Case, Result, Verdict

LENT = """
import os
import numpy as np

def times_threads(x):
    large = np.ones((600, 600))
    large @ large
    return len(os.listdir("/proc/self/task")) * x.sum()
"""


def checked(case: Case, folder: Path) -> Result:
    (folder / "lent.py").write_text(LENT)
    foreman = Foreman(Limits(), [str(folder / "lent.py")])
    try:
        answer = foreman.check(pack_cases([(0, case)]))
    finally:
        foreman.end()
    assert answer.startswith(DONE), answer
    return told(answer[len(DONE) :], [case]).done[0]


@pytest.mark.skipif(sys.platform != "linux" or os.cpu_count() == 1, reason="threads are counted in /proc")
@pytest.mark.parametrize(("said", "verdict"), [({}, Verdict.PASS), (dict.fromkeys(ONE_THREAD, "2"), Verdict.FAIL)])
def test_its_worker_computes_in_one_thread_unless_the_machine_says_otherwise(
    said: dict[str, str], verdict: Verdict, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ONE_THREAD:
        monkeypatch.delenv(name, raising=False)
    for name, threads in said.items():
        monkeypatch.setenv(name, threads)
    case = Case(cost="lent.times_threads(x)", shapes={"x": (3,)}, gradient="np.ones(3)")
    assert checked(case, tmp_path).verdict is verdict
