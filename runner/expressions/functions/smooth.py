"""The row of a function of our own of one argument, entry by entry: its derivative says how it is differentiated either way."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from ..analytic import carried
from ..batching import entries as batch_entries
from ..notation import Notation, each
from ..table import Function, Interval, row
from ..vjps.common import Vjp


def smooth(
    signature: str,
    value: Callable[..., Any],
    meaning: str,
    *,
    vjp: Vjp,
    script: str,
    typeset: Notation | None = None,
    tangent: Vjp | None = None,
    domain: tuple[Interval, ...] = (),
    without: Mapping[str, str] | None = None,
) -> list[Function]:
    """A function of our own of one argument, entry by entry."""
    return row(
        signature,
        value,
        meaning,
        analytic=carried(value, tangent or vjp),
        batch=batch_entries.one,
        vjp=vjp,
        typeset=typeset or each(),
        domain=domain,
        script=script,
        without=without,
    )
