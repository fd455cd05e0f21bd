"""10,000 cases in one file, read, validated and expanded, against what PyYAML takes to compose the same text.

`python -m tests.benchmarks.catalog_reading [CASES]` prints the ratio of each of several turns, one after the other in
each turn, and their median. It may be 2.5 at most. The other side is `yaml.compose` with the C loader: nodes with marks
and 1.1 tags, no values, no validation, no expansion.
"""

from __future__ import annotations

import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import yaml

from runner import catalog

CASE = """\
  - name: the sum of a product of two matrices, number {number}
    description: the product of W and x, summed over all of its entries
    tags: [matmul, seed]
    shapes: {{W: [5, n], x: [n, 3]}}
    sizes: {{n: 10}}
    let: {{y: W.dot(x)}}
    cost: np.sum(y)
    wrt: x
    tolerance: 1e-6
    gradient: W.T @ np.ones((5, 3))
"""
TURNS = 7


def text(cases: int) -> str:
    """A catalogue of so many cases."""
    return "cases:\n" + "".join(CASE.format(number=number) for number in range(cases))


def seconds(work: Callable[[], object]) -> float:
    begin = time.perf_counter()
    work()
    return time.perf_counter() - begin


def main() -> None:
    if not yaml.__with_libyaml__:
        sys.exit("PyYAML is here without libyaml")
    cases = int(sys.argv[1]) if len(sys.argv) > 1 else 10_000
    source = text(cases)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "catalogue.yaml"
        path.write_text(source, encoding="utf-8")
        found = catalog.read([path])
        assert (len(found.cases), found.faults) == (cases, [])
        del found
        ratios = []
        for _ in range(TURNS):
            composed = seconds(lambda: yaml.compose(source, Loader=yaml.CSafeLoader))
            read = seconds(lambda: catalog.read([path]))
            ratios.append(read / composed)
            print(f"yaml.compose {composed:.2f} s   catalog.read {read:.2f} s   ratio {ratios[-1]:.2f}")
    print(f"{cases:,} cases, {len(source) / 1e6:.1f} MB: median ratio {statistics.median(ratios):.2f} (at most 2.5)")


if __name__ == "__main__":
    main()
