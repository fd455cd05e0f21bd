"""The worker that checks the cases of a session of pytest, one at a time."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from .. import catalog
from ..execution import Limits, Pool
from ..model import Case
from ..outputs.result_document import result_document
from . import configuration
from .running import finished, lend

LIMITS = {"seconds": "timeout", "memory": "memory"}
"""What one case may use: how the limits are called, and how in the configuration."""


class Unexpected(Exception):
    """A case did not end as expected."""

    def __init__(self, result: Mapping[str, Any]) -> None:
        super().__init__(result["surprise"])
        self.result = result


class Workshop:
    """A worker for some cases, by the settings of the project; it is started with the first of them."""

    def __init__(self, cases: Sequence[Case]) -> None:
        self._cases = cases
        self._indices = {id(case): index for index, case in enumerate(cases)}
        self._settings: Mapping[str, Any] = configuration.read().settings
        self._pool: Pool | None = None

    def check(self, case: Case) -> Mapping[str, Any]:
        """The result of a case, as it stands in results.json."""
        pool = self._pool = self._pool or self._open()
        ((_, raw),) = pool.results([self._indices[id(case)]])
        strict, hints = bool(self._settings.get("strict")), self._settings.get("hints", 2)
        return result_document(finished(raw, strict=strict, hints=hints), catalog.excerpt)

    def _open(self) -> Pool:
        modules = tuple(self._settings.get("modules", ()))
        lend(modules)
        limits = Limits(**{name: self._settings[key] for name, key in LIMITS.items() if key in self._settings})
        seed = self._settings.get("seed")
        cases = [case if seed is None else replace(case, seed=seed) for case in self._cases]
        return Pool(cases, limits, 1, modules)

    def close(self) -> None:
        """End the worker."""
        if self._pool is not None:
            self._pool.close()
