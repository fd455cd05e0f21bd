"""What the word document stands for: plain data as results.json holds it, the whole of it or a result."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeAlias

Document: TypeAlias = Mapping[str, Any]
"""To read. Whoever makes one has a `dict[str, Any]`."""
