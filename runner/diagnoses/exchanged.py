"""Two claims that stand under one another's names: no cause of its own, but a sentence that `shape` and `unknown` say."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from ..model import Cause, Finding
from ..problem import Formula
from .evidence import Evidence
from .evidence.agreement import Agreement
from .evidence.literals import as_expression


@dataclass(frozen=True, slots=True)
class OtherClaim:
    """The claim of another input that is right for this one."""

    name: str
    text: str
    mutual: bool
    """Whether the claim of this input is right for the other as well."""
    agreement: Agreement

    def finding(self, cause: Cause, evidence: Evidence) -> Finding:
        message = (
            f"the claims for `{evidence.name}` and `{self.name}` are exchanged with one another"
            if self.mutual
            else f"the claim for `{self.name}` is the gradient by `{evidence.name}`"
        )
        return evidence.finding(cause, message, self.text, self.agreement)


def other_claim(evidence: Evidence) -> OtherClaim | None:
    """The claim of another input of the case that is the right one for this input."""
    own = evidence.measurements.comparison
    claims = evidence.draw.problem.claims
    for other in evidence.others:
        if other.name == own.name or not evidence.fits(other.claimed):
            continue
        claim = claims[other.name]
        text = claim.expression.text if isinstance(claim, Formula) else as_expression(other.claimed)
        agreement = evidence.agreement(text)
        if agreement is not None:
            mutual = own.claimed.shape == other.numerical.shape and bool(
                np.allclose(own.claimed, other.numerical, rtol=own.tolerance, atol=own.tolerance)
            )
            return OtherClaim(other.name, text, mutual and not other.passes, agreement)
    return None
