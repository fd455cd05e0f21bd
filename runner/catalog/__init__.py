"""Case files → cases. Opens no expression, computes nothing.

`read` gives every case of the files and folders named, and every fault of those that cannot be read; `index` does the same
without reading again what a `Memory` knows; `lay_claims` lays the claims of others over cases; `pinpoint` and `stretch` find a
character or a part of a text in the file that holds it; `excerpt` shows lines of a file; `rewritten` is a file with another value
at a place, and `cases_in` reads what it would hold; `json_schema` and `markdown_table` print the table of keys.
"""

from .catalogue import Catalogue, Index, cases_in, index, read
from .claims import Laid, exercises_among, lay_claims
from .entries import Block, Entry, Known, Memory, built, written
from .files import find
from .pinpointing import pinpoint, stretch
from .rewriting import rewritten
from .schema_told import json_schema, markdown_table
from .sources import excerpt, text_of

__all__ = [
    "Block",
    "Catalogue",
    "Entry",
    "Index",
    "Known",
    "Laid",
    "Memory",
    "built",
    "cases_in",
    "excerpt",
    "exercises_among",
    "find",
    "index",
    "json_schema",
    "lay_claims",
    "markdown_table",
    "pinpoint",
    "read",
    "rewritten",
    "stretch",
    "text_of",
    "written",
]
