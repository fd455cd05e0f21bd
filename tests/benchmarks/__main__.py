"""`python -m tests.benchmarks`: the table of what the checker must reach, measured here and now.

Without a name it runs the table; `python -m tests.benchmarks NAME` runs one of the smaller benchmarks beside this file.
"""

from __future__ import annotations

import argparse
import importlib
import os
import sys
from pathlib import Path

for library in ("OPENBLAS", "OMP", "MKL"):
    os.environ.setdefault(f"{library}_NUM_THREADS", "1")  # one thread for all, before numpy is loaded

HERE = Path(__file__).parent
PARTS = ("single", "own_code", "catalogues", "page")
OURS = {"__init__", "__main__", "naive", "timing", "workloads", "peers", "small_cases", "table", "growth", "plot", *PARTS}


def smaller() -> list[str]:
    """The benchmarks of one room each, which have a `main` of their own."""
    return sorted(path.stem for path in HERE.glob("*.py") if path.stem not in OURS and not path.stem.startswith("test_"))


def main() -> None:
    if len(sys.argv) > 1 and sys.argv[1] in smaller():
        name = sys.argv.pop(1)
        importlib.import_module(f"tests.benchmarks.{name}").main()
        return
    options = parsed()
    if options.growth:
        from tests.benchmarks.growth import draw

        draw(options.growth, options.largest)
    else:
        measure(options)


def parsed() -> argparse.Namespace:
    parser = argparse.ArgumentParser("python -m tests.benchmarks", description=__doc__, epilog=f"NAME: {', '.join(smaller())}")
    parser.add_argument("--turns", type=int, default=25, help="how often each is measured (25)")
    parser.add_argument("--part", choices=PARTS, action="append", help="some of the rows only")
    parser.add_argument(
        "--cpu", action="store_true", help="count seconds of the processor, where the machine does other work too"
    )
    parser.add_argument("--write", type=Path, metavar="FILE", help="put the table between the markers of a Markdown file")
    parser.add_argument("--growth", type=Path, metavar="FILE", help="instead: draw how the cost grows, as an SVG")
    parser.add_argument("--largest", type=int, default=100_000, help="the largest catalogue of --growth (100,000 cases)")
    return parser.parse_args()


def measure(options: argparse.Namespace) -> None:
    """Measure the rows, each shown when it is known, and print or write the table."""
    from tests.benchmarks.peers import versions
    from tests.benchmarks.table import markdown, write_between
    from tests.benchmarks.timing import CPU

    if options.cpu:
        os.environ[CPU] = "1"
    rows = []
    for part in options.part or PARTS:
        for row in importlib.import_module(f"tests.benchmarks.{part}").rows(options.turns):
            rows.append(row)
            print(" | ".join(row.cells()), file=sys.stderr, flush=True)
    text = markdown(rows, versions(), cpu=options.cpu)
    if options.write:
        write_between(options.write, text)
    else:
        print(text)


if __name__ == "__main__":
    main()
