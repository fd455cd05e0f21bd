"""Text → function. Knows no case and no file."""

from runner.expressions.compiler import compile_expression
from runner.expressions.description import describe
from runner.expressions.evaluation import Expression
from runner.expressions.guards import limit_memory, memory_limit
from runner.expressions.naming import check_name
from runner.expressions.rewriting import exchanges, parse, unparse
from runner.expressions.stacked import Stack, block_size, stack

__all__ = [
    "Expression",
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
