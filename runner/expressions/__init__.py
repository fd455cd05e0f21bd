"""Text → function. Knows no case and no file."""

from .batching.evaluating import Batch, batch_of, block_size
from .batching.shaking import shaken
from .calls import Lent
from .compiler import compile_expression
from .description import describe
from .evaluation import Expression
from .guards import limit_memory, memory_limit
from .kept import Kept, known
from .reading import read, read_alone
from .tree import item_of

__all__ = [
    "Batch",
    "Expression",
    "Kept",
    "Lent",
    "batch_of",
    "block_size",
    "compile_expression",
    "describe",
    "item_of",
    "known",
    "limit_memory",
    "memory_limit",
    "read",
    "read_alone",
    "shaken",
]
