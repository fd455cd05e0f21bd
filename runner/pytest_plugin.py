"""`pytest cases/`: each case is a test, where a line of the configuration says so.

    [tool.pytest.ini_options]
    gradcase_paths = ["cases"]      # or: gradcase = true, for every YAML file that pytest comes across

Without it the `paths` of [tool.gradcase] count, as for the command.

The id of a test is `file.yaml::name`, which the command takes too. Tags are markers (`-m`), but for those that mean
something to pytest or to another plugin: a case must not skip itself. Cases run in a worker process, as they do from the
command. This module is loaded by every pytest on the machine, so it loads nothing of ours before there is a case file.
"""

from __future__ import annotations

import re
import shlex
import sys
from collections.abc import Generator, Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from _pytest._code.code import ExceptionInfo, TerminalRepr

    from .model import Case
    from .shell.workshop import Workshop

SUFFIXES = {".yaml", ".yml"}


def pytest_addoption(parser: pytest.Parser) -> None:
    """Two lines for the configuration; without either this plugin does nothing."""
    parser.addini("gradcase", "collect every YAML file as gradient checks", type="bool", default=False)
    parser.addini("gradcase_paths", "files and folders whose YAML files are gradient checks", type="paths", default=[])


@pytest.hookimpl(trylast=True)  # when all plugins have told their markers
def pytest_configure(config: pytest.Config) -> None:
    """A path that leads nowhere is an error of use, lest a misspelt one check nothing for ever; so is a mistyped setting."""
    source, paths = "gradcase_paths", list(config.getini("gradcase_paths"))
    if not paths and _project_says_something():
        source, paths = _paths_of_project()
    for path in paths:
        if not path.exists():
            raise pytest.UsageError(f"{source}: there is no file or folder {path}")
        if path.is_relative_to(config.rootpath) and not path.resolve().is_relative_to(config.rootpath.resolve()):
            raise pytest.UsageError(f"{source}: {path} leads by a link out of the project, to {path.resolve()}")
    config.stash[PATHS] = paths
    known = config.getini("markers")
    config.stash[TAKEN] = frozenset(re.split(r"[\s(:]", line.strip(), maxsplit=1)[0] for line in known)


def _project_says_something() -> bool:
    """Whether there may be settings of ours in the current folder; told without loading anything."""
    pyproject = Path("pyproject.toml")
    return Path("gradcase.toml").is_file() or (pyproject.is_file() and b"tool.gradcase" in pyproject.read_bytes())


def _paths_of_project() -> tuple[str, list[Path]]:
    """Where the paths of the project stand, and the paths."""
    from .errors import UsageError
    from .shell import configuration

    try:
        found = configuration.read()
    except UsageError as error:
        raise pytest.UsageError(str(error)) from None
    return f"`paths` in {found.file}", [Path.cwd() / path for path in found.settings.get("paths", ())]


def pytest_collect_file(file_path: Path, parent: pytest.Collector) -> pytest.Collector | None:
    """A case file becomes a collector of its cases."""
    folder = _folder(file_path, parent.config) if file_path.suffix.lower() in SUFFIXES else None
    if folder is None or _is_behind_a_link(file_path.parent, folder):
        return None
    collector: pytest.Collector = CaseFile.of(parent, file_path, folder)
    return collector


def _folder(path: Path, config: pytest.Config) -> Path | None:
    """The folder of the configuration for which a YAML file is meant; None where it is not ours."""
    found = next((folder for folder in config.stash[PATHS] if path.is_relative_to(folder)), None)
    return config.rootpath if found is None and config.getini("gradcase") else found


def _is_behind_a_link(path: Path, folder: Path) -> bool:
    """Whether a linked folder lies between `folder` and `path`; the command enters none either."""
    return any(part.is_symlink() for part in (path, *path.parents) if part != folder and part.is_relative_to(folder))


class CaseFile(pytest.File):
    """The cases of one file."""

    folder: Path

    @classmethod
    def of(cls, parent: pytest.Collector, path: Path, folder: Path) -> CaseFile:
        """The collector of a file that is meant as one of `folder`."""
        from .outputs.plain import plain

        shown = _shown(path)
        named: dict[str, Any] = {}
        if plain(shown) != shown:  # pytest would show the name as it is
            named = {"nodeid": plain(shown), "name": plain(path.name)}
        file: CaseFile = cls.from_parent(parent, path=path, **named)
        file.folder = folder
        return file

    def collect(self) -> Iterable[pytest.Item]:
        """One test a case; the faults of a file that is not valid are the error of its collection."""
        from . import catalog
        from .outputs import faults
        from .outputs.plain import plain

        found = catalog.read([_shown(self.path)], within=str(self.folder))
        if found.faults:
            raise self.CollectError("\n\n".join(faults.render(fault) for fault in found.faults))
        names: dict[str, int] = {}
        for case in found.cases:
            name = plain(case.name)
            names[name] = names.get(name, 0) + 1  # names that differ in what is not shown as it is
            name += f" ({names[name]})" if names[name] > 1 else ""
            # As a text, so that pytest parts `[n=1]` from the name here as it does where it reads the id of a failed test.
            yield CaseItem.from_parent(self, name=name, case=case, nodeid=f"{self.nodeid}::{name}")


class CaseItem(pytest.Item):
    """One gradient check."""

    def __init__(self, case: Case, **more: Any) -> None:
        super().__init__(**more)
        self.case = case
        self.extra_keyword_matches.update(case.tags)
        for tag in case.tags:
            if tag not in self.config.stash[TAKEN] and MARKER.fullmatch(tag):
                self._mark(tag)

    def _mark(self, tag: str) -> None:
        line = f"{tag}: gradient checks tagged so"
        if line not in self.config.getini("markers"):
            self.config.addinivalue_line("markers", line)
        self.add_marker(tag)

    def runtest(self) -> None:
        """Check the case; a verdict that is not the expected one is a failure."""
        from .shell.workshop import Unexpected, Workshop

        stash = self.config.stash
        if WORKSHOP not in stash:
            stash[WORKSHOP] = Workshop([item.case for item in self.session.items if isinstance(item, CaseItem)])
        result = stash[WORKSHOP].check(self.case)
        self.user_properties += [(key, str(result[key])) for key in ("verdict", "cause", "doubt") if result[key]]
        if not result["as_expected"]:
            raise Unexpected(result)

    def repr_failure(self, excinfo: ExceptionInfo[BaseException], style: Any = None) -> str | TerminalRepr:
        """What the command prints of an unexpected case."""
        from .errors import GradcaseError
        from .outputs import case_text
        from .shell.workshop import Unexpected

        if isinstance(excinfo.value, Unexpected):
            node = f"{_shown(self.path)}::{self.name}"
            return case_text.render(excinfo.value.result, command=f"python -m pytest {shlex.quote(node)}")
        return str(excinfo.value) if isinstance(excinfo.value, GradcaseError) else super().repr_failure(excinfo, style)

    def reportinfo(self) -> tuple[Path, int | None, str]:
        """Where the case stands."""
        from .outputs.plain import plain

        return self.path, self.case.place.line - 1 if self.case.place else None, plain(self.case.id)


PATHS = pytest.StashKey[list[Path]]()
"""The files and folders whose YAML files are ours."""
WORKSHOP: pytest.StashKey[Workshop] = pytest.StashKey()
"""The worker of the session, from its first case on."""
MARKER = re.compile(r"[^_\s(:][^(:]*(?<!\s)")
"""The tags that can be a marker, whose name ends at a colon or a bracket where it is made known. Others are found by `-k`."""
TAKEN = pytest.StashKey[frozenset[str]]()
"""The markers that pytest and other plugins know: `skip` and `xfail` among them."""


@pytest.hookimpl(wrapper=True)
def pytest_sessionfinish(session: pytest.Session) -> Iterator[None]:
    """No process outlives the session."""
    try:
        return (yield)
    finally:
        if WORKSHOP in session.config.stash:
            session.config.stash[WORKSHOP].close()


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(call: pytest.CallInfo[None]) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """Where a test fails on a result of `gradcheck` or `check`, what the command prints of it stands beside the failure."""
    report = yield
    api = sys.modules.get(f"{__package__}.api")
    refused = api.Result.refused if api is not None else []
    if call.when == "call" and refused:
        if report.failed and call.excinfo is not None and call.excinfo.errisinstance(AssertionError):
            report.sections.append(("gradcase", str(refused[-1])))
        refused.clear()
    return report


def _shown(path: Path) -> str:
    """The path as people read it: from the current folder, where it lies below it."""
    return str(path.relative_to(Path.cwd())) if path.is_relative_to(Path.cwd()) else str(path)
