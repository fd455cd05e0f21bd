"""Case files → cases. Opens no expression, computes nothing.

`read` gives every case of the files and folders named, and every fault of those that cannot be read; `pinpoint` finds
a character of a text in the file that holds it; `excerpt` shows lines of a file; `json_schema` and `markdown_table`
print the table of keys.
"""

from .catalogue import Catalogue, read
from .pinpointing import pinpoint
from .schema import json_schema, markdown_table
from .sources import excerpt

__all__ = ["Catalogue", "excerpt", "json_schema", "markdown_table", "pinpoint", "read"]
