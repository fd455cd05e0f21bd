"""What may cross from a worker to its parent: results, and nothing that runs."""

from __future__ import annotations

import os
import pickle
from contextlib import suppress
from dataclasses import fields, replace
from enum import Enum
from multiprocessing import Pipe
from pickletools import genops
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from runner import model
from runner.execution.records import pickled, unpickled, values_of
from runner.execution.wire import LARGEST, pack, pack_cases, receive, unpack_cases
from runner.model import (
    Case,
    Cause,
    Curve,
    Doubt,
    DoubtKind,
    Entry,
    Expectation,
    Finding,
    InputResult,
    Picture,
    Place,
    Result,
    Verdict,
    Witness,
)

CASE = Case(cost="np.sum(x)", shapes={"x": (2,)}, gradient="np.ones(2)", id="a::b", place=Place("a.yaml", 1, 1))
ENTRY = Entry((0, 1), 2.0, float("nan"), float("inf"), 0.5)
FULL = Result(
    CASE,
    Verdict.FAIL,
    False,
    "wrong",
    inputs=(
        InputResult(
            "x", (2,), 2, 1, ENTRY, ENTRY, 0.5, "one", h=1e-4, method="full", claimed_shape=(2,),
            claimed=[1.0, 2.0], numerical=[1.0, 3.0], table=(ENTRY,),
            curve=Curve((0,), (1e-2, 1e-3), (1e-4, 1e-6), 1e-5, 1e-16),
            measured=2, picture=Picture(1, (3, 5), (1.0, 2.0), (None, 3.0)), values=[0.5, 0.25],
        ),
    ),
    findings=(Finding(Cause.SCALE, "x", "twice", "evidence", "2 * x", Cause.SIGN),),
    witness=Witness("wrong", (0,), 1.0, 1e-9, "complex step"),
    doubt=Doubt(DoubtKind.KINK, "it bends", 1e-6),
    part="gradient",
    offset=2,
    exact=Place("a.yaml", 2, 3),
    shapes={"x": (2,)},
    evaluations=7,
    seconds=0.1,
)  # fmt: skip

RESULT = {name: value for name, value in values_of(FULL).items() if name != "case"}
SENT = pack([FULL])


def test_results_arrive_as_they_were_sent_with_the_cases_of_the_parent() -> None:
    other = replace(CASE, id="a::c")
    here, there = Pipe()
    there.send_bytes(pack([FULL, replace(FULL, message="right")]))
    (first, second), settled = receive(here, [CASE, other, CASE])
    assert settled is None
    assert first.case is CASE
    assert second.case is other
    assert repr(first) == repr(FULL)  # NaN is not equal to itself, but reads the same
    assert second.message == "right"


def test_a_verdict_arrives_before_its_result_does() -> None:
    here, there = Pipe()
    there.send_bytes(pack([FULL], replace(FULL, message="settled")))
    (first,), settled = receive(here, [CASE, replace(CASE, id="a::c")])
    assert (first.message, first.case.id) == ("wrong", "a::b")
    assert settled is not None
    assert (settled.message, settled.case.id) == ("settled", "a::c")


def test_a_case_arrives_as_it_was_declared_without_what_it_is_called() -> None:
    values: dict[str, Any] = {
        "shapes": {"x": (2, "n")}, "values": {"y": ((1, 2.5), (3, "n"))}, "gradient": {"x": "x", "y": 1}, "h": "auto",
        "expect": Expectation("fail", "x", Cause.SIGN, (0, 1)),
    }  # fmt: skip
    ((index, case),) = unpack_cases(pack_cases([(7, Case(cost="np.sum(x)", **values, name="a", id="b", place=Place("c", 1, 1)))]))
    assert (index, case) == (7, Case(cost="np.sum(x)", **values))


CLASSES = [kind for kind in vars(model).values() if isinstance(kind, type) and kind.__module__.startswith(f"{model.__name__}.")]


@pytest.mark.parametrize("kind", CLASSES, ids=lambda kind: kind.__name__)
def test_every_record_of_the_model_crosses_with_all_its_fields(kind: type) -> None:
    """One that is added to the model tomorrow does too, and so does a new field."""
    if issubclass(kind, Enum):
        assert [unpickled(pickled(member)) for member in kind] == list(kind)
        return
    names = kind._fields if issubclass(kind, tuple) else [field.name for field in fields(kind)]  # type: ignore[arg-type, attr-defined]
    record = kind(**{name: f"the {name}" for name in names})
    there = unpickled(pickled(record))
    assert type(there) is kind
    assert {name: getattr(there, name) for name in names} == {name: f"the {name}" for name in names}


def test_a_message_names_no_module_of_ours() -> None:
    """So it can be read by whoever has the package under another name, and no Python pickles a member in a way of its own."""
    called = {(argument or "") for opcode, argument, _ in genops(SENT) if opcode.name == "GLOBAL"}
    named = [argument for _, argument, _ in genops(SENT) if isinstance(argument, str)]
    assert not called
    assert not [text for text in named if "runner" in text or "gradcase" in text]
    assert {"builtins", "dict"} <= set(named)


def test_there_are_no_more_results_than_cases() -> None:
    here, there = Pipe()
    there.send_bytes(pack([FULL, FULL]))
    with pytest.raises(pickle.UnpicklingError):
        receive(here, [CASE])


class Payload:
    """What a worker that was taken over might send."""

    def __reduce__(self) -> tuple[object, tuple[str]]:
        return os.system, ("touch pwned",)


@pytest.mark.parametrize(
    "message",
    [
        pickle.dumps(Payload()),
        pickle.dumps(os.system),
        pickle.dumps(eval),
        pickle.dumps(Case()),
        pickle.dumps({"verdict": "PASS"}),
        pickle.dumps([("PASS", True, "agrees")]),
        pickle.dumps([]),
        pickle.dumps(([], None)),
        pickle.dumps(([{"verdict": "PASS"}], None)),
        pickle.dumps(Verdict.PASS),
        pickled(([{**RESULT, "case": CASE}], None)),
        pickled(([{**RESULT, "news": 1}], None)),
        pack([replace(FULL, message=Payload())]),  # type: ignore[arg-type]
    ],
    ids=[
        "call",
        "function",
        "builtin",
        "another class",
        "a mapping",
        "no verdict",
        "no result",
        "nothing at all",
        "a verdict that is a text",
        "a class of ours",
        "a case of its own",
        "a field that nobody knows",
        "inside a result",
    ],
)
def test_anything_else_is_refused_and_not_built(
    message: bytes, tmp_path: os.PathLike[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    here, there = Pipe()
    there.send_bytes(message)
    with pytest.raises(pickle.UnpicklingError):
        receive(here, [CASE])
    assert os.listdir(tmp_path) == []


@pytest.mark.parametrize("message", [b"", b"\x80", b"not a pickle", SENT[:-5]])
def test_rubbish_is_an_error_of_the_worker(message: bytes) -> None:
    here, there = Pipe()
    there.send_bytes(message)
    with pytest.raises(pickle.UnpicklingError):
        receive(here, [CASE])


@given(st.integers(0, len(SENT) - 1), st.binary(max_size=8))
def test_a_damaged_message_is_a_result_or_an_error_of_the_worker(position: int, damage: bytes) -> None:
    here, there = Pipe()
    there.send_bytes(SENT[:position] + damage + SENT[position + len(damage) :])
    with suppress(pickle.UnpicklingError), here, there:
        done, settled = receive(here, [CASE])
        assert all(result is not None and result.case is CASE for result in [*done, settled][:1])


def test_a_message_that_announces_too_much_is_not_read() -> None:
    here, there = Pipe()
    os.write(there.fileno(), (LARGEST + 1).to_bytes(4, "big"))
    with pytest.raises(OSError, match="bad message"):
        receive(here, [CASE])
