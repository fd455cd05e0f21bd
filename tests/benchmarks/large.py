"""What a large catalogue takes: to list it, to run one case of it, all of it, and to merge and compare what came out.

`python -m tests.benchmarks.large [CASES]` prints seconds of the wall and of the processor, and the memory of the largest process.
A catalogue of 100,000 small cases takes some minutes.
"""

from __future__ import annotations

import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

from tests.benchmarks import catalogues

TAKEN = """
import os, subprocess, sys, time
start = time.perf_counter()
running = subprocess.Popen(sys.argv[1:], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
_, status, usage = os.wait4(running.pid, 0)
running.returncode = os.waitstatus_to_exitcode(status)
wall, processor = time.perf_counter() - start, usage.ru_utime + usage.ru_stime
print(f"{wall:.1f} s, {processor:.1f} of the processor, {usage.ru_maxrss / 1024:.0f} MB")
sys.exit(running.returncode)
"""


def rows(cases: int, folder: Path) -> Iterator[tuple[str, list[str]]]:
    """What is measured, one after the other: a name, and the arguments of the command."""
    path, reports, merged = str(catalogues.written(folder, cases)), str(folder / "reports"), str(folder / "merged")
    (folder / "reports").mkdir()
    yield "--list, read for the first time", [path, "--list", "-o", reports]
    yield "--list, read before", [path, "--list", "-o", reports]
    yield "one case, -k", [path, "-k", f"case {cases - 1}", "-q", "-o", str(folder / "reports")]
    yield "a quarter, --list --shard 1/4", [path, "--list", "--shard", "1/4", "-o", reports]
    yield "all, two workers", [path, "-j", "2", "-q", "-o", reports]
    yield "one case again, beside the report of all", [path, "-k", f"case {cases - 1}", "-q", "-o", reports]
    yield "--merge", ["--merge", reports, "-q", "-o", merged]
    yield "--merge --compare", ["--merge", reports, "--compare", merged, "-q", "-o", merged]


def main() -> None:
    cases = int(sys.argv[1]) if len(sys.argv) > 1 else 100_000
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        for what, arguments in rows(cases, folder):
            command = [sys.executable, "-c", TAKEN, *catalogues.COMMAND, *arguments]
            found = subprocess.run(
                command, cwd=catalogues.ROOT, env=catalogues.environment(), capture_output=True, text=True, check=False
            )
            print(f"{what}: {found.stdout.strip()}{f', exit code {found.returncode}' if found.returncode else ''}", flush=True)
        for file in ("results.json", "index.html", "cache/cases.jsonl"):
            if (path := folder / "reports" / file).exists():
                print(f"{file}: {path.stat().st_size / 1e6:.1f} MB")


if __name__ == "__main__":
    main()
