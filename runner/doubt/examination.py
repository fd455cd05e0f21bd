"""Whether the verdict of the rule may be believed: where the witness is called, and what follows where the two disagree."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from typing import NamedTuple

import numpy as np

from ..differences.cost import Cost
from ..differences.glance import ROUNDED, confirmed, glance, tangent, twice
from ..differences.ladder import Line
from ..differences.noise import last_place
from ..differences.witness import Measurement, measure
from ..measuring.compare import relative_difference
from ..model import Comparison, Decided, Doubt, Floats, Gradient, Witness
from .blunt import BENT, inside, unseen
from .evidence import Evidence
from .judgement import BLIND, Bar, Known, judge, largest
from .messages import NO_GRADIENT, decided, doubt_of_failure, doubt_of_pass, elsewhere, entry_name
from .own_rounding import with_its_rounding
from .subgradients import at_a_glance, contradiction, in_full
from .survey import Judgement, judge_claim

TRIED = 16
"""How many of the entries that fail are tried with another step before it is advised."""

GLANCED_AT = 6
"""How many entries that the rule was too blunt to see are glanced at before one is measured in full: that takes as long."""


class Testimony(NamedTuple):
    """What the witness says of a claim, the doubt that follows, and the measurement it rests on; nothing where it is silent."""

    witness: Witness | None = None
    doubt: Doubt | None = None
    measured: Measurement | None = None
    name: str = ""
    """The entry that decided, as people write it."""
    elsewhere: str = ""
    """What is to be said where it is another than those that fail, of which there is nothing to explain."""

    def of_entry(self, index: tuple[int, ...]) -> Measurement | None:
        """The measurement of that entry, if it was the one that decided."""
        return self.measured if self.witness is not None and self.witness.index == index else None

    @property
    def excused(self) -> bool:
        """Whether no cause of a mistake can be named: the claim is right or may well be, or there is no gradient at the point."""
        if self.elsewhere:
            return True
        if self.witness is None or self.doubt is None or self.witness.verdict == "wrong":
            return False
        if self.witness.verdict == "right" or self.measured is None:
            return self.witness.verdict == "right"
        return self.measured.trouble in NO_GRADIENT or self.measured.decided

    @property
    def open(self) -> bool:
        """Whether nobody knows if the claim is wrong: that no mistake is found in it says nothing then."""
        return self.doubt is not None and self.witness is not None and self.witness.verdict == "undecided"

    @property
    def settled(self) -> Decided | None:
        """Where the witness has decided that the claim is wrong: which entry is, and its slope."""
        if self.witness is None or self.witness.verdict != "wrong" or not self.name:
            return None
        return Decided(decided(self.name, self.witness), self.witness.value)


SILENT = Testimony()
"""The witness was not called."""


def examine(
    cost: Cost,
    x: Floats,
    gradient: Gradient,
    comparison: Comparison,
    *,
    center: float | None = None,
    claim_rounding: float = 0.0,
    noise: float = 0.0,
    left_out: Sequence[tuple[int, ...]] = (),
    costly: bool = False,
    subgradients: bool = False,
    rounding_of_claim: Callable[[], Floats | None] = lambda: None,
) -> Testimony:
    """What the witness says of a claim that the rule has held against `gradient` in `comparison`, and the doubt that follows.

    `center` is f(x), where it is known; `claim_rounding` the size of the claim's own rounding error (for one evaluated in single
    precision about 1e-7 of its largest entry, or the difference from the same claim in double precision); `noise` is what the
    case says of that of its cost. Of a claim that fails a glance is enough, where that decides; of a `costly` cost, of one
    that passes too. A claim that passes in the rule's sight costs nothing and leaves the witness out; so does one of another
    shape. Entries at the indices `left_out` have been judged elsewhere; `subgradients`: at corners the case asks for no
    more. `rounding_of_claim` is asked before a claim that passes is doubted: how far each entry may be off by the rounding of its
    own steps.
    """
    if comparison.relative is None or comparison.claimed.size == 0:
        return SILENT
    with np.errstate(all="ignore"):
        if not np.isfinite(comparison.claimed).all():
            return _of_no_number(cost, x, gradient, comparison)
        if not comparison.passes:
            if not left_out:
                noise = max(noise, 0.0 if center is None else ROUNDED * _last_place(abs(center)))
                seen = _at_a_glance(cost, x, gradient, comparison, center, noise=noise, claim_rounding=claim_rounding)
                if seen is not None:
                    return seen
            among = None if not left_out else np.flatnonzero(inside(x, left_out))
            judgement = judge_claim(cost, x, comparison, claim_rounding=claim_rounding, effort=gradient.evaluations, unseen=among)
            return _testimony(judgement, cost, x, gradient, comparison, subgradients=subgradients)
        known = max(noise, 0.0 if center is None else float(np.spacing(abs(center))))
        blunt = unseen(cost, x, gradient, comparison, noise=known, claim_rounding=claim_rounding, left_out=left_out)
        if not blunt.positions.size:
            return SILENT
        seen = None
        if costly and blunt.wrong is None and blunt.positions.size <= GLANCED_AT:
            noise = max(known, 0.0 if center is None else ROUNDED * _last_place(abs(center)))
            lines = [Line(cost, x, [position]) for position in blunt.positions.tolist()]
            seen = _right_at_a_glance(lines, comparison, (gradient.h, noise), claim_rounding)
        if seen is None:
            held = partial(judge_claim, cost, x, comparison, claim_rounding=claim_rounding, effort=gradient.evaluations)
            search = partial(unseen, cost, x, gradient, comparison, noise=known, claim_rounding=claim_rounding)
            judgement = held(unseen=blunt.positions, wrong=blunt.wrong)
            if judgement.verdict != "right" and (own := rounding_of_claim()) is not None:
                judgement = with_its_rounding(own, blunt, inside(x, left_out).reshape(x.shape), search, held)
            seen = _testimony(judgement, cost, x, gradient, comparison, subgradients=subgradients)
        return seen


def _last_place(value: float) -> float:
    """The last place of a number, of single precision where it may have been computed in that."""
    return float(last_place(value, single=float(np.float32(value)) == value))


def _at_a_glance(
    cost: Cost,
    x: Floats,
    gradient: Gradient,
    comparison: Comparison,
    center: float | None,
    *,
    noise: float,
    claim_rounding: float,
) -> Testimony | None:
    """What a glance at the worst of the entries that were measured shows: that it is wrong, or nothing."""
    relative = np.asarray(comparison.relative).reshape(-1)
    measured = range(x.size) if comparison.measured is None else np.asarray(comparison.measured).tolist()
    worst = max(measured, key=lambda position: float(relative[position]))
    line, claimed = Line(cost, x, [worst]), float(comparison.claimed.reshape(-1)[worst])
    seen = tangent(line)
    borne_out = seen is not None and confirmed(seen, float(comparison.numerical.reshape(-1)[worst]))
    bent = gradient.bend is not None and not gradient.bend.reshape(-1)[worst] <= BENT
    value, error = seen if seen is not None and borne_out and not bent else twice(line, gradient.h, noise, center)
    bar = Bar(comparison.tolerance, claim_rounding, granted=comparison.absolute)
    if judge(Known(value, error), claimed, bar) != "wrong":
        return None
    index = tuple(int(i) for i in np.unravel_index(worst, x.shape))
    return Testimony(Witness("wrong", index, value, error, "a few points"), None, None, entry_name(comparison.name, index))


def _right_at_a_glance(
    lines: Sequence[Line], comparison: Comparison, step_and_noise: tuple[float, float], claim_rounding: float
) -> Testimony | None:
    """What a glance at some entries of a claim that passes shows: that all of them are right, or nothing."""
    bar = Bar(comparison.tolerance, claim_rounding, coarse=BLIND, granted=comparison.absolute)
    values, errors = (found.tolist() for found in glance(lines, *step_and_noise))
    claimed = [float(comparison.claimed.reshape(-1)[line.positions[0]]) for line in lines]
    if any(judge(Known(*each), claim, bar) != "right" for *each, claim in zip(values, errors, claimed, strict=True)):
        return None
    index = tuple(int(i) for i in np.unravel_index(lines[0].positions[0], comparison.claimed.shape))
    witness = Witness("right", index, values[0], errors[0], "a few points")
    return Testimony(witness, None, None, entry_name(comparison.name, index))


def _of_no_number(cost: Cost, x: Floats, gradient: Gradient, comparison: Comparison) -> Testimony:
    """A claim that is NaN or infinite is wrong; what is to be told is the gradient there, or that there is none."""
    positions = np.flatnonzero(~np.isfinite(comparison.claimed.reshape(-1)))
    finite = positions[np.isfinite(x.reshape(-1)[positions])]
    if not finite.size:
        return SILENT
    measured = measure(Line(cost, x, [int(finite[0])]))
    verdict = "undecided" if measured.trouble in NO_GRADIENT else "wrong"
    judgement = Judgement(verdict, int(finite[0]), measured)  # type: ignore[arg-type]
    return _testimony(judgement, cost, x, gradient, comparison)


def _testimony(
    judgement: Judgement, cost: Cost, x: Floats, gradient: Gradient, comparison: Comparison, *, subgradients: bool = False
) -> Testimony:
    index = tuple(int(i) for i in np.unravel_index(judgement.position, x.shape))
    measured, name = judgement.measured, entry_name(comparison.name, index)
    witness = Witness(judgement.verdict, index, measured.value, measured.error, measured.method)
    if judgement.beside is not None:
        doubt = _testimony(judgement.beside, cost, x, gradient, comparison, subgradients=subgradients).doubt
        return Testimony(witness, None, measured, name, elsewhere(decided(name, witness), doubt) if doubt else "")
    if judgement.verdict == ("right" if comparison.passes else "wrong"):
        return Testimony(witness, None, measured, name)
    joint = measured.trouble == "kink" and np.isfinite(comparison.claimed).all()
    looks = (at_a_glance, in_full) if gradient.method == "probe" else (in_full,)
    relative = np.delete(np.asarray(comparison.relative).reshape(-1), judgement.position)
    evidence = Evidence(
        name=name,
        claimed=float(comparison.claimed[index]),
        numerical=float(comparison.numerical[index]),
        h=gradient.h,
        tolerance=comparison.tolerance,
        largest=largest(comparison.claimed),
        others=float(relative.max(initial=0.0)),
        measured=measured,
        verdict=judgement.verdict,
        passes_at=lambda step, tolerance: _passes_at(step, tolerance, cost, x, comparison),
        contradiction=contradiction(cost, x, np.asarray(comparison.claimed, dtype=np.float64), looks=looks) if joint else None,
        floor=comparison.floor,
        subgradients=subgradients,
    )
    doubt = doubt_of_pass(evidence) if comparison.passes else doubt_of_failure(evidence)
    return Testimony(witness, doubt, measured, name)


def _passes_at(step: float, tolerance: float, cost: Cost, x: Floats, comparison: Comparison) -> bool:
    """Whether the entries that fail, the worst of them, pass with another step and tolerance: two evaluations for each."""
    relative = np.asarray(comparison.relative).reshape(-1)
    worst = np.argsort(-relative, kind="stable")[:TRIED]
    for position in worst[relative[worst] > comparison.tolerance].tolist():
        line = Line(cost, x, [position])
        up, down = line.taken(np.array([step])), line.taken(np.array([-step]))
        above, below = line.values(np.concatenate([up, down]))
        slope = (above - below) / (up - down)
        claimed = comparison.claimed.reshape(-1)[position : position + 1]
        if not relative_difference(slope, claimed, comparison.floor)[0] <= tolerance:
            return False
    return True
