"""Where a mistake stands that was found in the claim as a whole: at that claim, whose edit is the whole right one."""

from __future__ import annotations

from dataclasses import replace

from ..model import SINGLE_CLAIM, Case, Edit, Finding, Spot


def placed(case: Case, finding: Finding) -> Finding:
    """The finding with a place, and with the edit and the fix there, as far as they are known.

    A claim that one expression makes for several inputs is a part that nobody wrote: it has a place, and no edit.
    """
    others = {each.name: each.claim for each in case.map_claims}
    if finding.place is not None or finding.input not in {**case.claims, **others}:
        return finding
    if finding.input in case.claims:
        claim = case.claims[finding.input]
        key = "gradient" if isinstance(case.gradient, SINGLE_CLAIM) else f"gradient.{finding.input}"
    else:
        claim, key = others[finding.input], finding.input
    text = claim.strip() if isinstance(claim, str) else ""
    spot = Spot(key, 0, len(claim.rstrip()) if isinstance(claim, str) else 0)
    if finding.suggestion is None or _is_one_of_several(case, key):
        return replace(finding, place=spot)
    edit = Edit(" ".join(text.split()), finding.suggestion) if text else None
    return replace(finding, place=spot, edit=edit, fix=finding.suggestion)


def _is_one_of_several(case: Case, key: str) -> bool:
    """Whether the claim is a part of what one expression gives."""
    place = case.places.get(key)
    return place is not None and any(at == place and "," in other for other, at in case.places.items())
