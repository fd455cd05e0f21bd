"""Which lines of a backward pass are right, and which is the first that is not."""

from __future__ import annotations

from typing import Any

from runner.diagnoses.edits.backward import Backward
from runner.diagnoses.edits.search import Search
from tests.diagnoses.examples import evidence_of, found

LAYERS: dict[str, Any] = {
    "shapes": {"x": (5, 3), "W": (3, 4), "V": (4, 2)},
    "output": "b @ V",
    "wrt": "W",
    "gradient": "x.T @ da",
}
FORWARD = {"a": "x @ W", "b": "np.tanh(a)"}


def backward(**lines: str) -> Backward:
    """What is known of the lines of a backward pass, whose claim is wrong."""
    return Search(*evidence_of(**LAYERS, let={**FORWARD, **lines})).backward


def test_a_line_is_right_that_arrives_in_the_derivation() -> None:
    known = backward(db="dout @ V.T", da="db * (1 - b)")
    assert (known.right, known.first) == (frozenset({"db"}), frozenset({"da"}))


def test_what_rests_on_a_wrong_line_is_not_the_first() -> None:
    known = backward(db="2 * dout @ V.T", da="db * (1 - b**2)")
    assert (known.right, known.first) == (frozenset(), frozenset({"db"}))


def test_a_line_is_not_right_that_arrives_elsewhere_than_its_name_says() -> None:
    """`db` is what arrives at the output of another layer here, and not at `b`."""
    case = {**LAYERS, "shapes": {"x": (5, 4), "W": (4, 4), "V": (4, 4)}}
    lines = {**FORWARD, "db": "dout + 0", "da": "db * (1 - b**2)"}
    known = Search(*evidence_of(**case, let=lines)).backward
    assert (known.right, known.first) == (frozenset(), frozenset({"db"}))


def test_the_edit_is_made_where_the_mistake_is() -> None:
    """The factor `b` too many in `db` may be taken back in every line after it."""
    finding = found(**LAYERS, let={**FORWARD, "db": "dout @ V.T * b", "da": "db * (1 - b**2)"})
    assert finding.place is not None
    assert (finding.place.key, finding.fix) == ("let.db", "dout @ V.T")
