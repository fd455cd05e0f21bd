"""Text → function. Knows no case and no file."""

from .calls import Lent
from .compiler import compile_expression
from .description import describe
from .evaluation import Expression
from .guards import limit_memory, memory_limit
from .kept import Kept
from .reading import read
from .stacked import Stack, block_size, stack
from .tree import item_of

__all__ = [
    "Expression",
    "Kept",
    "Lent",
    "Stack",
    "block_size",
    "compile_expression",
    "describe",
    "item_of",
    "limit_memory",
    "memory_limit",
    "read",
    "stack",
]
