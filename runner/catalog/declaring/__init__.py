"""Cases declared in Python: by a `Case` with arrays and functions in it, or by functions and arrays alone.

What comes out is what a case file would have declared, and the functions that it calls: from there on both are one path.
"""

from .functions import of_functions
from .validation import declared

__all__ = ["declared", "of_functions"]
