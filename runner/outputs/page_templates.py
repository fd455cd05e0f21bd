"""The Jinja2 environment of the page: its templates, and the filters and words they share."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from contextlib import suppress
from functools import cache
from itertools import groupby
from pathlib import Path

from jinja2 import Environment, FileSystemBytecodeCache, PackageLoader, StrictUndefined, Template
from jinja2.bccache import Bucket

from ..model import UNEXAMINED
from ..model.numerals import counted, extent
from . import meanings, words
from .case_view import anchor, parted, student_query, tag_query
from .comparison_of_runs import worst_difference
from .document import Document
from .plain import sentence_case
from .unexpected import sentence_of
from .verdict import doubtful


class _CompiledTemplates(FileSystemBytecodeCache):
    """Compiled templates, kept beside the sources as Python keeps its compiled modules: where that is allowed and possible."""

    def dump_bytecode(self, bucket: Bucket) -> None:
        if not sys.dont_write_bytecode:
            with suppress(OSError):
                Path(self.directory).mkdir(exist_ok=True)
                super().dump_bytecode(bucket)


@cache
def _environment() -> Environment:
    environment = Environment(
        loader=PackageLoader(str(__package__)),
        bytecode_cache=_CompiledTemplates(str(Path(__file__).parent / "templates" / "__pycache__")),
        autoescape=True,
        finalize=words.visible,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters.update(
        prose=words.prose,
        explained=words.explained,
        significant=words.significant,
        rounded=words.rounded,
        setting=words.setting,
        factor=words.factor,
        extent=extent,
        counted=counted,
        linked=words.linked,
        duration=words.duration,
        parted=parted,
        sentence=sentence_of,
        sentence_case=sentence_case,
        moment=words.moment,
        anchor=anchor,
        tag_query=tag_query,
        student_query=student_query,
        worst=worst_difference,
        doubtful=doubtful,
        groupby_file=groupby_file,
        groupby_change=groupby_change,
        changed_cause=changed_cause,
    )
    environment.globals.update(
        CAUSES=meanings.CAUSES,
        DOUBTS=meanings.DOUBTS,
        UNEXAMINED=UNEXAMINED,
        WITNESS=meanings.WITNESS,
        CHANGES=meanings.CHANGES,
        OF_CLAIM=meanings.OF_CLAIM,
        meaning=meanings.meaning,
    )
    return environment


def template(name: str) -> Template:
    """A template of the page, with the filters that all of them may use."""
    return _environment().get_template(name)


def groupby_file(results: Sequence[Document]) -> list[list[Document]]:
    """The results in runs of one file, in their order."""
    return [list(group) for _, group in groupby(results, key=lambda result: result["file"])]


def groupby_change(cases: Sequence[Document]) -> list[tuple[str, list[Document]]]:
    """The changes of a comparison in runs of one kind, in their order."""
    return [(change, list(group)) for change, group in groupby(cases, key=lambda item: item["change"])]


def changed_cause(cases: Sequence[Document]) -> list[Document]:
    """The changes of cases whose claim is wrong in another way than before."""
    return [item for item in cases if item["cause_before"] and item["cause_now"] and item["cause_before"] != item["cause_now"]]
