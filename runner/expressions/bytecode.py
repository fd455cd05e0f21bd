"""The second gate: what the compiled code of an expression may consist of, whatever the first gate let through."""

from __future__ import annotations

from collections.abc import Container
from opcode import opmap
from types import CodeType, EllipsisType, NoneType
from typing import Any

_ALLOWED_NAMES = (
    "CACHE", "RESUME", "NOP", "EXTENDED_ARG", "PUSH_NULL", "PRECALL", "CALL", "KW_NAMES", "CALL_KW",
    "RETURN_VALUE", "RETURN_CONST",
    "LOAD_CONST", "LOAD_SMALL_INT", "LOAD_GLOBAL", "LOAD_FAST", "LOAD_FAST_LOAD_FAST", "LOAD_FAST_BORROW",
    "LOAD_FAST_BORROW_LOAD_FAST_BORROW", "LOAD_FAST_CHECK", "BUILD_TUPLE", "BUILD_LIST", "LIST_EXTEND", "LIST_APPEND",
    "UNARY_NOT", "TO_BOOL", "COPY", "SWAP", "POP_TOP", "NOT_TAKEN", "JUMP_FORWARD",
    "POP_JUMP_FORWARD_IF_FALSE", "POP_JUMP_FORWARD_IF_TRUE", "POP_JUMP_IF_FALSE", "POP_JUMP_IF_TRUE",
    "JUMP_IF_FALSE_OR_POP", "JUMP_IF_TRUE_OR_POP",
)  # fmt: skip
"""Loading values and named functions, calling, building sequences, and choosing: under the names of CPython 3.11 to 3.14."""

_ALLOWED = frozenset(opmap[name] for name in _ALLOWED_NAMES if name in opmap)
_CONSTANTS = frozenset({int, float, complex, bool, NoneType, EllipsisType, str})


class ForbiddenCode(Exception):
    """The code holds what no expression may hold: a fault in the compiler, never of the author."""


def check_code(code: CodeType, vocabulary: Container[str]) -> None:
    """Raise `ForbiddenCode` unless the code only calls functions of the vocabulary on arguments and constants."""
    if not _ALLOWED.issuperset(code.co_code[::2]):
        raise ForbiddenCode("an instruction that is not allowed")
    for name in code.co_names:
        if name not in vocabulary or not name.startswith(("f_", "t_")):
            raise ForbiddenCode(f"the name {name!r}")
    for name in code.co_varnames:
        if not name.startswith("v_"):
            raise ForbiddenCode(f"the variable {name!r}")
    if code.co_freevars or code.co_cellvars or len(code.co_varnames) != code.co_argcount:
        raise ForbiddenCode("a variable that is no argument")
    for constant in code.co_consts:
        _check_constant(constant)


def _check_constant(constant: Any) -> None:
    if type(constant) is tuple:
        for part in constant:
            _check_constant(part)
    elif type(constant) not in _CONSTANTS:
        raise ForbiddenCode(f"a constant of type {type(constant).__name__}")
