"""JUnit XML, read back with a parser that others use."""

from __future__ import annotations

from collections.abc import Callable
from xml.etree import ElementTree

import junitparser
import pytest

from runner.outputs import junit_report
from tests.outputs import documents


def read_back(document: documents.Document) -> junitparser.JUnitXml:
    return junitparser.JUnitXml.fromstring(junit_report.render(document).encode())


def cases(document: documents.Document) -> dict[str, junitparser.TestCase]:
    return {case.name: case for suite in read_back(document) for case in suite}


def test_the_whole_file(golden: Callable[[str, str], None]) -> None:
    golden("junit/everything.xml", junit_report.render(documents.everything()))


def test_it_is_counted_as_a_ci_server_counts() -> None:
    found = read_back(documents.everything())
    assert (found.tests, found.failures, found.errors) == (10, 2, 4)
    for suite in found:
        assert suite.tests == len(list(suite))


def test_an_expected_failure_is_a_pass() -> None:
    (case,) = cases(documents.document([documents.failing_as_documented()])).values()
    assert case.is_passed


def test_an_unexpected_verdict_is_a_failure_that_reads_as_on_the_terminal() -> None:
    (case,) = cases(documents.document([documents.unexpected_failure()])).values()
    (failure,) = case.result
    assert isinstance(failure, junitparser.Failure)
    assert failure.type == "FAIL"
    assert "cases/optimisation/least_squares.yaml:13:11: FAIL, expected PASS" in failure.text
    assert "fix     2 * (A.T @ (A @ x - b))" in failure.text


@pytest.mark.parametrize("result", [documents.error(), documents.timeout()], ids=["error", "timeout"])
def test_where_nothing_could_be_compared_it_is_an_error(result: documents.Document) -> None:
    (case,) = cases(documents.document([result])).values()
    assert [type(outcome) for outcome in case.result] == [junitparser.Error]


def test_a_case_file_that_cannot_be_read_is_an_error() -> None:
    found = cases(documents.document([], documents.faults()))
    assert set(found) == {"cases/drafts/broken.yaml", "cases/drafts/twice.yaml"}
    assert all(isinstance(case.result[0], junitparser.Error) for case in found.values())


def test_file_line_and_properties_say_where_and_what() -> None:
    root = ElementTree.fromstring(junit_report.render(documents.everything()))
    case = next(case for case in root.iter("testcase") if case.get("classname") == "seed.matrix_product")
    assert (case.get("file"), case.get("line")) == ("cases/seed/matrix_product.yaml", "12")
    properties = [(item.get("name"), item.get("value")) for item in case.iter("property")]
    assert ("verdict", "PASS") in properties
    assert [value for name, value in properties if name == "tag"] == ["seed", "matmul"]


def test_what_xml_cannot_hold_is_replaced_and_what_it_can_is_kept() -> None:
    name = "null \x00 escape \x1b surrogate \ud800 noncharacter \uffff ]]> <b>&amp;\"'</b> ∂ \U0001f600"
    (case,) = cases(documents.document([documents.unexpected_failure() | {"name": name, "id": f"a::{name}"}])).values()
    assert case.name == "null � escape � surrogate � noncharacter � ]]> <b>&amp;\"'</b> ∂ \U0001f600"


def test_no_case_at_all_is_an_empty_report() -> None:
    found = read_back(documents.document([]))
    assert (found.tests, found.failures, found.errors) == (0, 0, 0)
