"""Many cases → many results on the machines of a dask cluster, for catalogues that outgrow one machine.

On each machine stands a station of ours for the time of the run (see `station`), whose workers stay warm and have the same limits
as everywhere, so a case that hangs or crashes costs its own result there too. The cases are streamed to the machines in batches
that take a quarter of a second each, as far as their times are known. The machines of the cluster are trusted as this one is;
the processes in which expressions run are not.
"""

from __future__ import annotations

import os
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from itertools import islice
from pickle import UnpicklingError
from queue import Empty, SimpleQueue
from time import monotonic
from typing import Any, Self

from ..checking.expectation import ended
from ..errors import GradcaseError, UsageError
from ..model import Case, Result, Verdict
from . import connecting, machine
from .batches import Machine, Pace
from .foreman import DONE
from .likeness import differences, question, refusals
from .limits import Limits
from .wire import pack_cases, told

PULSE = 0.2
"""The client waits for this many seconds at most before it looks up."""
LOOK = 0.5
"""How many seconds pass between two looks at which machines there are."""
PATIENCE = 10.0
"""How many seconds the cluster may have no machine, as where one is started anew."""
LARGEST = 8 * 2**20
"""About this many bytes of cases are one batch at most."""
TRIES = 2
"""A case is named once this many machines were lost with it."""


class Cluster:
    """What `Pool` is on one machine. Use it in a `with`.

    `address` is that of a dask scheduler, or `local` for `jobs` stations on this machine, within this process. `modules` must be
    importable on every machine. Raises `UsageError` where dask is not installed, nobody answers, there is no machine, or one
    cannot do the work of this one.
    """

    def __init__(self, address: str, cases: Sequence[Case], limits: Limits, jobs: int, modules: Sequence[str] = ()) -> None:
        self.facts: dict[str, str] = {}
        self.notes: tuple[str, ...] = ()
        self._address = address
        self._cases = cases
        self._modules = tuple(modules)
        self._here = machine.describe(__name__.partition(".")[0], self._modules)
        self._machines: dict[str, Machine] = {}
        self._pace = Pace()
        self._ended: SimpleQueue[Any] = SimpleQueue()
        self._suspects: deque[int] = deque()
        self._tries: dict[int, int] = {}
        self._name = f"gradcase-{os.getpid()}-{id(self):x}"
        self._client, self._cluster = connecting.connect(address, jobs)
        try:
            self._meet(connecting.machines(self._client, PATIENCE))
            if not self._machines:
                raise UsageError(f"no machine is there to compute: the scheduler at {address} has no workers")
            self._set_up(limits)
        except BaseException:
            self.close()
            raise

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """End what runs, wherever it does, and leave the cluster as it was."""
        connecting.leave(self._client, self._cluster, self._name)

    def results(self, order: Sequence[int] | None = None, idle: Callable[[], None] | None = None) -> Iterator[tuple[int, Result]]:
        """(index of the case, result) in the order in which they end, taken up in `order`, else as they stand.

        Raises `GradcaseError` where the scheduler or all machines are lost, or one cannot start a worker.
        """
        waiting = deque(range(len(self._cases)) if order is None else order)
        looked = monotonic()
        while waiting or self._suspects or any(each.batches for each in self._machines.values()):
            self._hand_out(waiting)
            if idle is not None:
                idle()
            with suppress(Empty):
                yield from self._take(self._ended.get(timeout=PULSE))
            if monotonic() - looked > LOOK:
                yield from self._look()
                looked = monotonic()

    def _meet(self, threads: dict[str, int]) -> None:
        """Take up machines of which it was not known. Raises `UsageError` where one of them cannot do the work of this one."""
        new = [name for name in threads if name not in self._machines]
        there = connecting.ask(self._client, question(self._modules), new) if new else {}
        if reasons := [*refusals(self._here, there)]:
            raise UsageError(f"this cluster cannot compute: {'; '.join(reasons)}")
        self.notes += tuple(differences(self._here, there))
        self._machines |= {name: Machine(name, threads[name]) for name in there}
        versions = [self.facts.get("numpy", ""), *sorted({told["numpy"] for told in there.values()})]
        self.facts["numpy"] = " | ".join(dict.fromkeys(version for version in versions if version))
        self.facts["machines"] = str(len(self._machines))
        if self.notes:
            self.facts["differences"] = "; ".join(self.notes)

    def _set_up(self, limits: Limits) -> None:
        from .station import Station

        try:
            self._client.register_plugin(Station(self._name, limits, self._modules))
        except Exception as error:
            raise UsageError(f"the cluster at {self._address} cannot be used: {type(error).__name__}: {error}") from error

    def _hand_out(self, waiting: deque[int]) -> None:
        """Give each machine as much as keeps it at work; a case that has cost a machine is given alone."""
        for each in sorted(self._machines.values(), key=lambda each: len(each.batches) / each.threads):
            if self._suspects and not each.batches:
                self._send(each, [self._suspects.popleft()])
            while waiting and not self._suspects and not each.alone and len(each.batches) < self._pace.ahead(each.threads):
                threads = sum(other.threads for other in self._machines.values())
                batch = list(islice(waiting, self._pace.size(len(waiting), threads)))
                for _ in self._send(each, batch):
                    waiting.popleft()

    def _send(self, to: Machine, indices: list[int]) -> list[int]:
        """Let a machine check the first of these cases, as many as make a message of bounded size; returns them."""
        from .station import check

        message = pack_cases([(index, self._cases[index]) for index in indices])
        while len(message) > LARGEST and len(indices) > 1:
            indices = indices[: len(indices) // 2]
            message = pack_cases([(index, self._cases[index]) for index in indices])
        to.alone = any(index in self._tries for index in indices)
        task = connecting.submit(self._client, check, self._name, message, on=to.name)
        to.batches[task.key] = indices
        task.add_done_callback(self._ended.put)
        to.tasks[task.key] = task
        return indices

    def _take(self, task: Any) -> Iterator[tuple[int, Result]]:
        """What has become of a batch."""
        at = next((each for each in self._machines.values() if task.key in each.batches), None)
        if at is None:  # it has been given up, with its machine
            return
        indices, _ = at.batches.pop(task.key), at.tasks.pop(task.key)
        answer = task.result() if task.status == "finished" else None
        task.release()
        if answer is None:
            yield from self._lost(indices)
            return
        if not answer.startswith(DONE):
            raise GradcaseError(f"{at.name}: {answer[1:].decode('utf-8', 'replace')}")
        try:
            results = told(answer[1:], [self._cases[index] for index in indices]).done
        except UnpicklingError as error:
            raise GradcaseError(f"{at.name} sent what is no result: {error}") from error
        if len(results) != len(indices):
            raise GradcaseError(f"{at.name} sent {len(results)} results for {len(indices)} cases")
        self._pace.learn([result.seconds for result in results])
        at.alone = False
        yield from zip(indices, results, strict=True)

    def _lost(self, indices: Sequence[int]) -> Iterator[tuple[int, Result]]:
        """Cases that were lost with a machine: any of them may have cost it, so each is tried once more, alone."""
        self._test_scheduler()
        for index in indices:
            self._tries[index] = self._tries.get(index, 0) + 1
            if self._tries[index] < TRIES:
                self._suspects.append(index)
            else:
                message = "lost: the machine that was at it ended, and so did the next that tried"
                yield index, ended(self._cases[index], Verdict.ERROR, message, lost=True)

    def _look(self) -> Iterator[tuple[int, Result]]:
        """See which machines have gone and which have come."""
        self._test_scheduler()
        threads = connecting.machines(self._client, PATIENCE if not self._machines else 0.0)
        self._test_scheduler()
        gone = [self._machines.pop(name) for name in [*self._machines] if name not in threads]
        for each in gone:
            for task in each.tasks.values():
                task.cancel()
            for indices in each.batches.values():
                yield from self._lost(indices)
        try:
            self._meet(threads)
        except UsageError as error:  # the others go on without it
            self.facts["left out"] = str(error)
        if not self._machines and not connecting.machines(self._client, PATIENCE):
            raise GradcaseError(f"all machines of the cluster at {self._address} have gone")

    def _test_scheduler(self) -> None:
        if self._client.status != "running":
            raise GradcaseError(f"the scheduler at {self._address} has gone")
