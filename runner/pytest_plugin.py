"""`pytest cases/`: each case is a test, where a line of the configuration says so.

    [tool.pytest.ini_options]
    gradcase_paths = ["cases"]      # or: gradcase = true, for every YAML file that pytest comes across

The id of a test is `file.yaml::name`, which the command takes too. Tags are markers (`-m`). Cases run in a worker
process, as they do from the command. This module is loaded by every pytest on the machine, so it loads nothing
of ours before there is a case file.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from _pytest._code.code import ExceptionInfo, TerminalRepr

    from runner.execution import Pool
    from runner.model import Case

SUFFIXES = {".yaml", ".yml"}


def pytest_addoption(parser: pytest.Parser) -> None:
    """Two lines for the configuration; without either this plugin does nothing."""
    parser.addini("gradcase", "collect every YAML file as gradient checks", type="bool", default=False)
    parser.addini("gradcase_paths", "files and folders whose YAML files are gradient checks", type="paths", default=[])


def pytest_collect_file(file_path: Path, parent: pytest.Collector) -> pytest.Collector | None:
    """A case file becomes a collector of its cases."""
    if file_path.suffix.lower() in SUFFIXES and _is_meant(file_path, parent.config):
        collector: pytest.Collector = CaseFile.from_parent(parent, path=file_path)
        return collector
    return None


def _is_meant(path: Path, config: pytest.Config) -> bool:
    folders: list[Path] = config.getini("gradcase_paths")
    return bool(config.getini("gradcase")) or any(path.is_relative_to(folder) for folder in folders)


class CaseFile(pytest.File):
    """The cases of one file."""

    def collect(self) -> Iterable[pytest.Item]:
        """One test a case; the faults of a file that is not valid are the error of its collection."""
        from runner import catalog
        from runner.outputs import faults

        found = catalog.read([_shown(self.path)])
        if found.faults:
            raise self.CollectError("\n\n".join(faults.render(fault) for fault in found.faults))
        for case in found.cases:
            yield CaseItem.from_parent(self, name=case.name, case=case)


class CaseItem(pytest.Item):
    """One gradient check."""

    def __init__(self, case: Case, **more: Any) -> None:
        super().__init__(**more)
        self.case = case
        for tag in case.tags:
            self._mark(tag)

    def _mark(self, tag: str) -> None:
        self.config.addinivalue_line("markers", f"{tag}: gradient checks tagged so")
        if not tag.startswith("_"):  # pytest keeps those for itself
            self.add_marker(tag)

    def runtest(self) -> None:
        """Check the case; a verdict that is not the expected one is a failure."""
        result = self.config.stash[WORKSHOP].check(self)
        self.user_properties += [(key, str(result[key])) for key in ("verdict", "cause", "doubt") if result[key]]
        if not result["as_expected"]:
            raise Unexpected(result)

    def repr_failure(self, excinfo: ExceptionInfo[BaseException], style: Any = None) -> str | TerminalRepr:
        """What the command prints of an unexpected case."""
        from runner.errors import GradcaseError
        from runner.outputs import case_text

        if isinstance(excinfo.value, Unexpected):
            return case_text.render(excinfo.value.result)
        return str(excinfo.value) if isinstance(excinfo.value, GradcaseError) else super().repr_failure(excinfo, style)

    def reportinfo(self) -> tuple[Path, int | None, str]:
        """Where the case stands."""
        return self.path, self.case.place.line - 1 if self.case.place else None, self.case.id


class Unexpected(Exception):
    """A case did not end as expected."""

    def __init__(self, result: Mapping[str, Any]) -> None:
        super().__init__(result["surprise"])
        self.result = result


class Workshop:
    """The worker that checks the cases of a session, started with the first of them."""

    def __init__(self, session: pytest.Session) -> None:
        self._session = session
        self._pool: Pool | None = None
        self._indices: dict[str, int] = {}

    def check(self, item: CaseItem) -> Mapping[str, Any]:
        """The result of a case, as it stands in results.json."""
        from runner import catalog
        from runner.outputs.result_document import ResultDocument
        from runner.shell.running import finished

        pool = self._pool = self._pool or self._open()
        ((_, raw),) = pool.results([self._indices[item.nodeid]])
        return ResultDocument(finished(raw, strict=False), catalog.excerpt)

    def _open(self) -> Pool:
        from runner.execution import Limits, Pool
        from runner.shell.configuration import lent_modules
        from runner.shell.running import lend

        items = [item for item in self._session.items if isinstance(item, CaseItem)]
        self._indices = {item.nodeid: index for index, item in enumerate(items)}
        modules = lent_modules()
        lend(modules)
        return Pool([item.case for item in items], Limits(), 1, modules)

    def close(self) -> None:
        """End the worker."""
        if self._pool is not None:
            self._pool.close()


WORKSHOP = pytest.StashKey[Workshop]()


def pytest_sessionstart(session: pytest.Session) -> None:
    """Nothing is started yet."""
    session.config.stash[WORKSHOP] = Workshop(session)


@pytest.hookimpl(wrapper=True)
def pytest_sessionfinish(session: pytest.Session) -> Iterator[None]:
    """No process outlives the session."""
    try:
        return (yield)
    finally:
        session.config.stash[WORKSHOP].close()


def _shown(path: Path) -> str:
    """The path as people read it: from the current folder, where it lies below it."""
    return str(path.relative_to(Path.cwd())) if path.is_relative_to(Path.cwd()) else str(path)
