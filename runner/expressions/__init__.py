"""Text → function. Knows no case and no file."""

from typing import Any

from runner.expressions.compiler import compile_expression
from runner.expressions.evaluation import Expression
from runner.expressions.guards import limit_memory, memory_limit
from runner.expressions.naming import check_name
from runner.expressions.stack import Stack, stack

__all__ = ["Expression", "Stack", "check_name", "compile_expression", "limit_memory", "memory_limit", "stack"]


def __getattr__(name: str) -> Any:
    if name == "block_size":
        from runner.expressions.stacked import block_size

        return block_size
    raise AttributeError(name)
