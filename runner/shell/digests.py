"""What a result depends on, in short: equal digests and equal conditions promise the same result, so it need not be had again."""

from __future__ import annotations

import os
import re
import sys
import sysconfig
from collections.abc import Iterable, Iterator, Sequence
from functools import cache
from hashlib import blake2b
from importlib.util import find_spec
from operator import attrgetter

from ..model import Case
from ..outputs.fields.lines import Lines, lines_of
from .running import Settings, lend

PARTS = attrgetter(*(name for name in Case.__dataclass_fields__ if name not in {"expect", "place", "places"}))


def digest(case: Case, lines: Lines | None = None) -> str:
    """All that is declared of a case, where it stands, and the text there, as a few characters."""
    expect, place = case.expect, case.place
    text = () if lines is None else lines_of(case, lines)
    declared = (
        PARTS(case),
        (expect.verdict, expect.input, expect.cause and expect.cause.value, expect.index, expect.doubt and expect.doubt.value),
        place and tuple(place),
        [(key, *found[1:]) for key, found in case.places.items()],
        text,
    )
    return blake2b(repr(declared).encode("utf-8", "backslashreplace"), digest_size=9).hexdigest()


def conditions(settings: Settings) -> dict[str, str]:
    """What every result of a run depends on beside its case: versions, limits, and the code that is lent, by its content.

    Raises `UsageError` where a module cannot be lent.
    """
    from .. import __version__

    return {
        "gradcase": __version__,
        "numpy": _numpy(),
        "strict": str(settings.strict).lower(),
        "timeout": f"{settings.timeout:g}",
        "memory": str(settings.memory),
        "hints": str(settings.hints),
        "modules": _of_files(code_behind(settings.modules), settings.modules) if settings.modules else "",
    }


def _numpy() -> str:
    """The version of numpy, which is not loaded here; empty where it does not tell."""
    found = find_spec("numpy")
    try:
        with open(os.path.join(os.path.dirname(found.origin or ""), "version.py"), encoding="utf-8") as file:  # type: ignore[union-attr]
            told = re.search(r'^version = "([^"]+)"', file.read(), re.MULTILINE)
    except (OSError, AttributeError):
        return ""
    return told[1] if told else ""


def _of_files(files: Iterable[str], names: Sequence[str]) -> str:
    found = blake2b(repr(names).encode("utf-8", "backslashreplace"), digest_size=9)
    for path in sorted(files):
        found.update(os.path.basename(path).encode("utf-8", "backslashreplace"))
        try:
            with open(path, "rb") as file:
                found.update(file.read())
        except OSError:  # it has gone meanwhile: nothing depends on it any more
            continue
    return found.hexdigest()


@cache
def code_behind(modules: tuple[str, ...]) -> frozenset[str]:
    """The files of the lent modules and of what they import, but for what is installed. Raises `UsageError` as `lend` does.

    They are found as what is loaded by this call, so nobody may have lent them before.
    """
    return frozenset(_loaded_with(modules))


def _loaded_with(modules: tuple[str, ...]) -> Iterator[str]:
    before = set(sys.modules)
    lend(modules)
    for name in set(sys.modules) - before:
        file = getattr(sys.modules.get(name), "__file__", None)
        if file and file.endswith(".py") and not _is_installed(os.path.abspath(file)):
            yield os.path.abspath(file)


def _is_installed(file: str) -> bool:
    """Whether a file belongs to Python, or to what is installed beside it."""
    paths = sysconfig.get_paths()
    own = file.startswith((paths["stdlib"] + os.sep, paths["platstdlib"] + os.sep))
    return own or not {"site-packages", "dist-packages"}.isdisjoint(file.split(os.sep))
