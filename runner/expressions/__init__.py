"""Text → function. Knows no case and no file."""

from .calls import Lent
from .compiler import compile_expression
from .description import describe
from .evaluation import Expression
from .guards import limit_memory, memory_limit
from .kept import Kept
from .naming import check_name
from .rewriting import exchanges, parse, unparse
from .stacked import Stack, block_size, stack

__all__ = [
    "Expression",
    "Kept",
    "Lent",
    "Stack",
    "block_size",
    "check_name",
    "compile_expression",
    "describe",
    "exchanges",
    "limit_memory",
    "memory_limit",
    "parse",
    "stack",
    "unparse",
]
