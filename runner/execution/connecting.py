"""What is asked of dask, so that it never waits for ever and says in one sentence why not."""

from __future__ import annotations

import logging
import threading
import time
import warnings
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from importlib import import_module
from queue import Empty, SimpleQueue
from typing import Any

from ..errors import UsageError

ANSWERS = 5.0
"""How many seconds a scheduler may take to answer."""
LEAVING = 0.6
"""How many seconds we take to say farewell; what is not said then is found out by dask."""
NOTHING_TO_SEE: Mapping[str, list[str]] = {"distributed.scheduler.http.routes": [], "distributed.worker.http.routes": []}


def within(seconds: float, call: Callable[[], Any]) -> Any:
    """What a call returns or raises. Raises `TimeoutError` where it takes longer."""
    answer: SimpleQueue[tuple[Any, BaseException | None]] = SimpleQueue()

    def run() -> None:
        try:
            answer.put((call(), None))
        except BaseException as error:  # raised where it is waited for
            answer.put((None, error))

    threading.Thread(target=run, daemon=True).start()
    try:
        value, error = answer.get(timeout=seconds)
    except Empty:
        raise TimeoutError(f"no answer within {seconds:g} s") from None
    if error is not None:
        raise error
    return value


def connect(address: str, jobs: int) -> tuple[Any, Any]:
    """A client of the cluster, and the cluster, where it is one that we have started. Raises `UsageError`."""
    dask = _distributed()
    try:
        if address == "local":
            cluster = within(30, lambda: _within_this_process(dask, jobs))
            return dask.Client(cluster), cluster
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # that versions differ is told by us, where it matters
            return within(ANSWERS + 1, lambda: dask.Client(address, timeout=ANSWERS)), None
    except Exception as error:
        why = str(error).partition("\n")[0] or type(error).__name__
        raise UsageError(f"no dask scheduler answers at {address}: {why}") from error


def _distributed() -> Any:
    try:
        dask = import_module("distributed")
    except ImportError:
        raise UsageError("--dask needs dask: pip install 'gradcase[dask]'") from None
    for name in [*logging.root.manager.loggerDict]:
        if name.partition(".")[0] in {"distributed", "tornado"}:
            logging.getLogger(name).setLevel(logging.CRITICAL + 1)  # what happens is told by us
    return dask


def _within_this_process(dask: Any, jobs: int) -> Any:
    """A scheduler and machines that are threads of this process: nobody else can reach them, as nothing is listened to."""
    nowhere = "127.0.0.1:0"
    with import_module("dask").config.set(NOTHING_TO_SEE), warnings.catch_warnings():
        warnings.simplefilter("ignore")
        cluster = dask.LocalCluster(
            n_workers=jobs, processes=False, threads_per_worker=1, protocol="inproc", dashboard_address=nowhere,
            worker_dashboard_address=nowhere, silence_logs=False,
        )  # fmt: skip

    async def close_the_doors() -> None:
        for each in (cluster.scheduler, *cluster.workers.values()):
            each.http_server.stop()

    cluster.sync(close_the_doors)
    return cluster


def machines(client: Any, patience: float) -> dict[str, int]:
    """The machines of the cluster and how many tasks each does at a time, after so long at most; none where there is none."""
    start = time.monotonic()
    while True:
        found: Mapping[str, int] = {}
        with suppress(Exception):
            found = within(ANSWERS, client.nthreads)
        if found or client.status != "running" or time.monotonic() - start >= patience:
            return dict(found)
        time.sleep(0.1)


def ask(client: Any, expression: str, names: Sequence[str]) -> dict[str, Any]:
    """What an expression of Python is on each of the machines, but for those that have gone meanwhile."""
    try:
        found = within(30, lambda: client.run(eval, expression, workers=list(names), on_error="return"))
    except Exception as error:
        raise UsageError(f"the cluster does not answer: {type(error).__name__}: {error}") from error
    return {name: told for name, told in found.items() if isinstance(told, dict)}


def submit(client: Any, task: Callable[..., Any], *arguments: Any, on: str) -> Any:
    """Let one machine do a task; it is nobody else's if that is lost."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # that a message is large
        return client.submit(task, *arguments, workers=[on], allow_other_workers=False, pure=False)


def leave(client: Any, cluster: Any, plugin: str) -> None:
    """Take our plugin away, which ends what runs, and leave; never for longer than a second."""
    if client.status == "running":
        with suppress(Exception):
            within(LEAVING, lambda: client.unregister_worker_plugin(plugin))
    with suppress(Exception):
        within(LEAVING / 2, lambda: client.close(timeout=LEAVING / 2))
    if cluster is not None:
        with suppress(Exception):
            within(LEAVING, lambda: cluster.close(timeout=LEAVING))
