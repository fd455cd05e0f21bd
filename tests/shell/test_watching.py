"""`--watch`, in real processes."""

from __future__ import annotations

import os
import re
import shutil
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.command import BROKEN, DOCUMENTED, RIGHT, WRONG, document_in, environment, gradcase, write


class Watch:
    """A running `--watch`, and what it has said so far."""

    def __init__(self, folder: Path, *arguments: str) -> None:
        self.folder = folder
        self.text = ""
        self.process = subprocess.Popen(
            [sys.executable, "-u", "-m", "gradcase", "cases", "--watch", *arguments],
            cwd=folder, env=environment(PYTHONUNBUFFERED="1"), stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
        )  # fmt: skip
        self._reader = threading.Thread(target=self._read, daemon=True)
        self._reader.start()

    def _read(self) -> None:
        assert self.process.stdout is not None
        for line in self.process.stdout:
            self.text += line

    def until(self, pattern: str, runs: int = 1) -> None:
        """Wait until the pattern has been said so many times."""
        deadline = time.monotonic() + 60
        while len(re.findall(pattern, self.text)) < runs:
            assert time.monotonic() < deadline, self.text
            assert self.process.poll() is None, self.text
            time.sleep(0.02)

    def close(self) -> None:
        """End it, if it has not ended yet."""
        self.process.kill()
        self._reader.join(30)
        with self.process:
            pass

    def stop(self) -> int:
        """Ctrl-C, once the run that has told of itself has returned, too."""
        time.sleep(0.3)
        self.process.send_signal(signal.SIGINT)
        code = self.process.wait(30)
        self._reader.join(30)
        assert "Traceback" not in self.text
        return code


@pytest.fixture
def watching(tmp_path: Path) -> Iterator[Callable[..., Watch]]:
    started: list[Watch] = []

    def start(*arguments: str) -> Watch:
        started.append(Watch(tmp_path, *arguments))
        return started[-1]

    yield start
    for watch in started:
        watch.close()


def verdicts(folder: Path) -> dict[str, str]:
    document = document_in(folder / "reports")
    return {result["id"]: result["verdict"] for result in document["results"]}


def test_what_changed_runs_again_and_the_report_stays_whole(watching: Callable[..., Watch], tmp_path: Path) -> None:
    write(tmp_path, a=RIGHT, b=WRONG)
    watch = watching()
    watch.until("report reports/index.html")
    write(tmp_path, b=WRONG.replace("gradient: x", "gradient: 2 * x"))
    watch.until("report reports/index.html", 2)
    assert f"changed: {os.path.join('cases', 'b.yaml')}" in watch.text
    assert "1 of 2 cases failed; 1 as expected: 1 pass" in watch.text
    assert re.search(r"changed.*\n(?:.*\n)*1 as expected: 1 pass; \d", watch.text)
    assert verdicts(tmp_path) == {"a::sum of squares": "PASS", "b::half the gradient": "PASS"}
    assert watch.stop() == 0


def test_a_file_that_comes_or_goes_is_seen(watching: Callable[..., Watch], tmp_path: Path) -> None:
    write(tmp_path, a=RIGHT)
    watch = watching()
    watch.until("report ")
    write(tmp_path, b=DOCUMENTED)
    watch.until("report ", 2)
    assert verdicts(tmp_path) == {"a::sum of squares": "PASS", "b::half the gradient": "FAIL"}
    (tmp_path / "cases" / "a.yaml").unlink()
    watch.until("report ", 3)
    assert verdicts(tmp_path) == {"b::half the gradient": "FAIL"}
    assert watch.stop() == 0


def test_a_folder_that_is_moved_in_renamed_deleted_or_made_again_is_seen(watching: Callable[..., Watch], tmp_path: Path) -> None:
    write(tmp_path, a=RIGHT)
    cases, elsewhere = tmp_path / "cases", tmp_path / "elsewhere"
    elsewhere.mkdir()
    (elsewhere / "b.yaml").write_text(RIGHT)
    watch = watching()
    watch.until("report ")
    elsewhere.rename(cases / "in")
    watch.until("report ", 2)
    assert verdicts(tmp_path).keys() == {"a::sum of squares", "in/b::sum of squares"}
    (cases / "in").rename(cases / "other")
    watch.until("report ", 3)
    assert verdicts(tmp_path).keys() == {"a::sum of squares", "other/b::sum of squares"}
    shutil.rmtree(cases / "other")
    watch.until("report ", 4)
    assert verdicts(tmp_path).keys() == {"a::sum of squares"}
    cases.rename(tmp_path / "away")
    watch.until("there is no file or folder `cases`")
    write(tmp_path, c=WRONG)
    watch.until("report ", 5)
    assert verdicts(tmp_path).keys() == {"c::half the gradient"}
    write(tmp_path, c=RIGHT)
    watch.until("report ", 6)
    assert watch.stop() == 0
    assert sorted(os.listdir(tmp_path / "reports")) == ["index.html", "results.json"]


def test_a_file_that_is_broken_for_a_moment_does_not_end_the_watch(watching: Callable[..., Watch], tmp_path: Path) -> None:
    write(tmp_path, a=RIGHT)
    watch = watching()
    watch.until("report ")
    write(tmp_path, a=BROKEN)
    watch.until("1 fault in 1 case file, not run")
    write(tmp_path, a=RIGHT)
    watch.until("report ", 3)
    assert verdicts(tmp_path) == {"a::sum of squares": "PASS"}
    assert watch.stop() == 0


def test_an_error_of_use_does_not_either(watching: Callable[..., Watch], tmp_path: Path) -> None:
    write(tmp_path, a=RIGHT)
    watch = watching("-k", "later")
    watch.until("none of 1 cases is selected")
    write(tmp_path, b=RIGHT.replace("sum of squares", "later"))
    watch.until("1 as expected: 1 pass")
    assert watch.stop() == 0


def test_the_code_of_a_lent_module_is_watched_too(watching: Callable[..., Watch], tmp_path: Path) -> None:
    write(tmp_path, a=RIGHT.replace("np.sum(x**2)", "mylayers.cost(x)"))
    module = tmp_path / "mylayers.py"
    module.write_text("def cost(x):\n    return (x**3).sum()\n")
    watch = watching("--module", "mylayers")
    watch.until("1 of 1 case failed")
    module.write_text("def cost(x):\n    return (x**2).sum()\n")
    watch.until("1 as expected: 1 pass")
    assert watch.stop() == 0


def test_so_is_what_it_imports(watching: Callable[..., Watch], tmp_path: Path) -> None:
    write(tmp_path, a=RIGHT.replace("np.sum(x**2)", "layers.cost(x)"))
    (tmp_path / "src").mkdir()
    (tmp_path / "src" / "layers.py").write_text("from helper import power\n\ndef cost(x):\n    return (x**power).sum()\n")
    helper = tmp_path / "src" / "helper.py"
    helper.write_text("power = 3\n")
    watch = watching("--module", "src/layers.py")
    watch.until("1 of 1 case failed")
    helper.write_text("power = 1 + 1\n")  # of another length: Python tells versions apart by seconds and bytes
    watch.until("1 as expected: 1 pass")
    assert watch.stop() == 0


def test_ctrl_c_tells_how_the_last_run_ended(watching: Callable[..., Watch], tmp_path: Path) -> None:
    write(tmp_path, a=WRONG)
    watch = watching()
    watch.until("report ")
    assert watch.stop() == 1


def test_ctrl_c_in_the_middle_of_a_run_ends_the_watch_too(watching: Callable[..., Watch], tmp_path: Path) -> None:
    write(tmp_path, a=RIGHT.replace("np.sum(x**2)", "hanging.cost(x)"))
    (tmp_path / "hanging.py").write_text("def cost(x):\n    open('at it', 'w').close()\n    while True: pass\n")
    watch = watching("--module", "hanging")
    while not (tmp_path / "at it").exists():
        time.sleep(0.02)
    assert watch.stop() == 130


def test_a_path_that_is_missing_is_one_error(tmp_path: Path) -> None:
    done = gradcase("nothing", "--watch", cwd=tmp_path)
    assert (done.returncode, done.stderr) == (2, "gradcase: there is no nothing to watch\n")
