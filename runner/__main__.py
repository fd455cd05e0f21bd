# No `from __future__` here: while the current folder is on the path, even that could be a file of a stranger.
"""`python -m runner`: the command line.

Python puts the current folder first on the path. It may hold a `numpy.py` of somebody else beside the case
files, which must not be imported, so it goes before anything is loaded that is not part of the interpreter.
"""

import os
import sys


def _is_here(entry: str) -> bool:
    """Whether an entry of the path is the current folder."""
    try:
        return os.path.realpath(entry or os.curdir) == os.path.realpath(os.curdir)
    except OSError:  # the current folder is gone
        return not entry


sys.path[:] = [entry for entry in sys.path if not _is_here(entry)]

if __name__ == "__main__":
    from .script import main

    sys.exit(main())
