"""The fields of a result in results.json, each described once: its key, its kind, what it means, and how it is had.

The writer (`Record.of`), the checker of what is read back (`Record.kind`) and the tables of `reports/README.md` come from here.
"""

from .cases import OF_CASE
from .findings import FAULT
from .results import RESULT, Source

__all__ = ["FAULT", "OF_CASE", "RESULT", "Source"]
