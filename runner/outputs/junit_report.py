"""Document → JUnit XML, as CI servers read it.

A case that ended as expected is a pass, a documented failure too. An unexpected verdict is a `failure`; where nothing
could be compared (ERROR, TIMEOUT), or a case file could not be read, it is an `error`. The attributes are those that
Jenkins, GitLab and GitHub's readers share: https://github.com/testmoapp/junitxml.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from xml.etree.ElementTree import Element, SubElement, indent, tostring

from . import case_text, faults
from .document import Document
from .plain import plain

ILLEGAL = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
"""What XML 1.0 cannot hold, not even escaped (its production 2, Char)."""


def render(document: Document) -> str:
    """The document as JUnit XML: a suite for each case file."""
    root = Element("testsuites", {"name": "gradcase", "time": _time(document["summary"]["seconds"])})
    files: dict[str, list[Document]] = {}
    for result in document["results"]:
        files.setdefault(result["file"] or "", []).append(result)
    for file, results in files.items():
        _suite(root, file, results, document)
    if document["faults"]:
        _broken(root, document["faults"])
    for key in ("tests", "failures", "errors"):
        root.set(key, str(sum(int(suite.get(key, "0")) for suite in root)))
    indent(root)
    return f'<?xml version="1.0" encoding="utf-8"?>\n{tostring(root, encoding="unicode")}\n'


def _suite(root: Element, file: str, results: Sequence[Document], document: Document) -> None:
    unexpected = [result["verdict"] for result in results if not result["as_expected"]]
    errors = sum(verdict in {"ERROR", "TIMEOUT"} for verdict in unexpected)
    suite = SubElement(
        root,
        "testsuite",
        {
            "name": legal(file or "cases"),
            "tests": str(len(results)),
            "failures": str(len(unexpected) - errors),
            "errors": str(errors),
            "skipped": "0",
            "time": _time(sum(result["seconds"] for result in results)),
            "timestamp": document["generated"],
        },
    )
    for result in results:
        _case(suite, result, document.get("options", ()))


def _case(suite: Element, result: Document, options: Sequence[str]) -> None:
    folder, _, _ = result["id"].partition("::")
    element = SubElement(suite, "testcase", {"classname": legal(folder.replace("/", ".")), "name": legal(result["name"])})
    if result["file"] is not None:
        element.set("file", legal(result["file"]))
        element.set("line", str(result["line"]))
    element.set("time", _time(result["seconds"]))
    properties = SubElement(element, "properties")
    for key in ("id", "verdict", "expected", "cause", "doubt", "seed"):
        if result[key] is not None:
            SubElement(properties, "property", {"name": key, "value": legal(str(result[key]))})
    for tag in result["tags"]:
        SubElement(properties, "property", {"name": "tag", "value": legal(tag)})
    if not result["as_expected"]:
        kind = "error" if result["verdict"] in {"ERROR", "TIMEOUT"} else "failure"
        failure = SubElement(element, kind, {"type": result["verdict"], "message": legal(plain(result["surprise"] or ""))})
        failure.text = legal("\n" + case_text.render(result, options=options) + "\n")


def _broken(root: Element, items: Sequence[Document]) -> None:
    count = str(len(items))
    suite = SubElement(
        root, "testsuite", {"name": "case files", "tests": count, "failures": "0", "errors": count, "skipped": "0"}
    )
    for fault in items:
        name = fault["file"] or "paths"
        element = SubElement(suite, "testcase", {"classname": "case files", "name": legal(name), "time": "0"})
        if fault["file"]:
            element.set("file", legal(fault["file"]))
            element.set("line", str(fault["line"]))
        error = SubElement(element, "error", {"type": "case file", "message": legal(fault["message"])})
        error.text = legal("\n" + faults.render(faults.from_document(fault)) + "\n")


def legal(text: str) -> str:
    """The text with characters that XML 1.0 cannot hold replaced by U+FFFD."""
    return ILLEGAL.sub("\ufffd", text)


def _time(seconds: float) -> str:
    return f"{seconds:.6f}"
