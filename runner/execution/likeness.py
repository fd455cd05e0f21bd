"""Whether the machines of a cluster are like this one: a difference that matters is refused, one that may matter is told."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from ..model import PACKAGE
from . import machine

Description = Mapping[str, str]


def question(modules: Sequence[str]) -> str:
    """An expression of Python that describes the machine on which it is evaluated, see `machine.describe`."""
    text, room = Path(machine.__file__).read_text(encoding="utf-8"), {"__name__": "machine"}
    return f"[(exec({text!r}, room), room['describe']({PACKAGE!r}, {list(modules)!r}))[1] for room in [{room!r}]][0]"


def refusals(here: Description, there: Mapping[str, Description]) -> Iterator[str]:
    """Why machines cannot do the work of this one, a sentence each; `there` holds what each tells of itself, by its name."""
    for name, told in there.items():
        if not told["gradcase"]:
            yield f"{PACKAGE} is not installed on {name}"
        elif told["gradcase"] != here["gradcase"]:
            yield f"{name} has gradcase {told['gradcase']}, and here it is {here['gradcase']}"
        elif told["content"] != here["content"]:
            yield f"{name} has another gradcase {told['gradcase']} than this one"
        if not told["numpy"]:
            yield f"numpy is not installed on {name}"
        for key in here:
            module = key.partition("module ")[2]
            if module and not told.get(key):
                yield f"the module `{module}` is not on {name}"
            elif module and here[key] and told[key] != here[key]:
                yield f"the module `{module}` on {name} is not the one that is here"


def differences(here: Description, there: Mapping[str, Description]) -> Iterator[str]:
    """What may make a difference to results, a sentence each."""
    for key in ("numpy", "Python"):
        others = {name: told[key] for name, told in there.items() if told[key] != here[key]}
        for version in sorted(set(others.values())):
            names = [name for name, its in others.items() if its == version]
            yield f"{', '.join(names)} {'have' if len(names) > 1 else 'has'} {key} {version}, and here it is {here[key]}"
