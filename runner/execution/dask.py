"""Many cases → many results on the machines of a dask cluster, for catalogues that outgrow one machine.

A batch of cases is one task. Whatever machine takes it up checks the cases in a worker process of ours, with the same
limits as everywhere, so a case that hangs or crashes costs its own result there too. The machines of the cluster are
trusted as this one is; the processes in which expressions run are not.
"""

from __future__ import annotations

import multiprocessing
from collections.abc import Callable, Iterator, Sequence
from importlib import import_module
from typing import Any, Self

from ..errors import UsageError
from ..expectation import ended
from ..model import Case, Result, Verdict
from .workers import Limits, Pool

BATCH = 32
"""So many cases are one task: enough to pay for the worker process that it starts."""

PATIENCE = 5
"""So many seconds a scheduler may take to answer."""


class Cluster:
    """What `Pool` is on one machine. Use it in a `with`.

    `address` is that of a dask scheduler, or `local` for a cluster of `jobs` processes on this machine. `modules` must
    be importable on every machine. Raises `UsageError` where dask is not installed or nobody answers.
    """

    def __init__(self, address: str, cases: Sequence[Case], limits: Limits, jobs: int, modules: Sequence[str] = ()) -> None:
        self.facts: dict[str, str] = {}
        self._cases = cases
        self._limits = limits
        self._modules = tuple(modules)
        self._client = _connect(address, jobs)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        cluster = self._client.cluster
        self._client.close(timeout=2)
        if cluster is not None:
            cluster.close(timeout=5)

    def results(self, order: Sequence[int] | None = None, idle: Callable[[], None] | None = None) -> Iterator[tuple[int, Result]]:
        """(index of the case, result) in the order in which they end, taken up in `order`, else as they stand."""
        indices = list(range(len(self._cases)) if order is None else order)
        batches = [indices[start : start + BATCH] for start in range(0, len(indices), BATCH)]
        tasks = {
            self._client.submit(check_batch, [self._cases[i] for i in batch], self._limits, self._modules, pure=False): batch
            for batch in batches
        }
        if idle is not None:
            idle()
        for task in _distributed().as_completed(tasks):
            try:
                results, self.facts = task.result()
            except Exception as error:
                results = [self._lost(self._cases[index], error) for index in tasks[task]]
            yield from zip(tasks[task], results, strict=True)
            if idle is not None:
                idle()

    def _lost(self, case: Case, error: Exception) -> Result:
        """The result of a case whose machine was lost, or could not work."""
        return ended(case, Verdict.ERROR, f"the cluster lost it: {type(error).__name__}: {error}")


def check_batch(cases: Sequence[Case], limits: Limits, modules: Sequence[str]) -> tuple[list[Result], dict[str, str]]:
    """Check cases on the machine of the cluster on which this runs; also what computed there."""
    # dask marks its processes as daemons, which may have no children; ours end with the batch.
    multiprocessing.current_process()._config["daemon"] = False  # type: ignore[attr-defined]
    with Pool(cases, limits, 1, modules) as pool:
        found = dict(pool.results())
        return [found[index] for index in range(len(cases))], pool.facts


def _distributed() -> Any:
    try:
        return import_module("distributed")
    except ImportError:
        raise UsageError("--dask needs dask: pip install 'gradcase[dask]'") from None


def _connect(address: str, jobs: int) -> Any:
    """A client of the cluster."""
    dask = _distributed()
    try:
        if address == "local":
            alone = {"host": "127.0.0.1", "dashboard_address": "127.0.0.1:0"}
            return dask.Client(dask.LocalCluster(n_workers=jobs, threads_per_worker=1, **alone))
        return dask.Client(address, timeout=PATIENCE)
    except (OSError, ValueError) as error:
        raise UsageError(f"no dask scheduler answers at {address}: {error}") from error
