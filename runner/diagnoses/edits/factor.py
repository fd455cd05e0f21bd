"""An expression by which a term of a claim may have to be multiplied."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Factor:
    """A factor of a term.

    `function` is what it is the derivative of, where it is one; `constant` says that it does not depend on anything drawn.
    """

    text: str
    constant: bool = False
    function: str = ""
    argument: str = ""
    upstream: bool = False
    unnamed: bool = False
    """A number without a name."""
    axis: int = -1
    whole: bool = False
    """Whether the function is a whole line, and no function of the table."""

    @property
    def why(self) -> str:
        if self.upstream:
            return "the upstream gradient"
        return f"the derivative of `{self.function}`" if self.function else ""
