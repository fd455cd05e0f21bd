"""What is no YAML is told in our words, at the place that a person has to fix."""

from __future__ import annotations

import pytest

from tests.catalog.loading import SQUARE, load, place_and_message

EXPRESSION = "put an expression that holds brackets, braces or commas in quotes"
INDENTATION = "fix the indentation, or put the whole value in quotes"
INDENT = "indent it as the keys above that it belongs to"
NO_COLON = "a key is followed by a `:` and a blank; what goes on with the line above is indented more than its key"
IN_QUOTES = "put a text that holds such a character in quotes"
TABLE = [
    # what is written, place and message, hint
    ("cost: a: b\n", "1:8: a `:` cannot stand here", "put a text that holds `: ` in quotes, or fix the indentation"),
    ("cost: a\n gradient: b\n", "2:2: `gradient` is indented otherwise than the keys above", INDENT),
    ("name: a\nshapes: {x: [3]}\n  wrt: x\ncost: x\n", "3:3: `wrt` is indented otherwise than the keys above", INDENT),
    ("let:\n  a: x\n b: x\n", "3:2: `b` is indented otherwise than the keys above", INDENT),
    ("let:\n  a: x\n   b: x\n", "3:4: `b` is indented otherwise than the keys above", INDENT),
    ("cases:\n  - name: a\n   cost: x\n", "3:4: `cost` is indented otherwise than the keys above", INDENT),
    ("cases:\n-name: a\n  seed: 1\n", "2:1: after the `-` a blank is missing", "a blank after the dash: `- name: a`"),
    ("cases:\n  -name: a\n   seed: 1\n", "2:3: after the `-` a blank is missing", "a blank after the dash: `- name: a`"),
    ("cost: [1, 1] * x\n", "1:14: `*` cannot stand behind the `]` that ends the value", "put the whole value in quotes"),
    ("cost: [1, 1] @ x\n", "1:14: `@` cannot stand behind the `]` that ends the value", "put the whole value in quotes"),
    ("tags: - a\n", "1:7: a list item `- ` cannot stand here", "begin the list on a line of its own"),
    ("{cost: x[:, 0], h: 1}\n", "1:9: `[` cannot stand here within `{…}`", EXPRESSION),
    ("shapes: {x: [n[0], 2]}\n", "1:15: `[` cannot stand here within `[…]`", EXPRESSION),
    ("{cost: x:[0]}\n", "1:9: a `:` cannot stand here within `[…]` or `{…}`", "put the expression in quotes"),
    ("cost: ]\n", "1:7: a value cannot begin with `]`", IN_QUOTES),
    ("cost: }\n", "1:7: a value cannot begin with `}`", IN_QUOTES),
    ("cost: ,x\n", "1:7: a value cannot begin with `,`", IN_QUOTES),
    ("cost: @x\n", "1:7: a value cannot begin with `@`", IN_QUOTES),
    ("cost: `x`\n", "1:7: a value cannot begin with ```", IN_QUOTES),
    ("cost: %x\n", "1:7: a value cannot begin with `%`", IN_QUOTES),
    ("cost: 'x\nseed: 1\n", "1:7: this quote is never closed", None),
    ('seed: 1\ncost: "x\n', "2:7: this quote is never closed", None),
    ("cost: 'x\n---\n", "1:7: this quote is never closed", None),
    ("cost: {a: b\nseed: 1\n", "1:7: this `{` is not closed before line 2", None),
    ("tags: [a,\n  b\nseed: 1]\n", "1:7: this `[` is not closed before line 3", None),
    ("cost: [a, b\n", "1:7: this `[` is never closed", None),
    ("cost: {a\n", "1:7: this `{` is never closed", None),
    ("cost: {\n", "2:1: a bracket before this is never closed", None),
    ("cost: [a}\n", "1:9: `}` cannot stand here within `[…]`", EXPRESSION),
    ("cost\nseed: 1\n", "2:5: a `:` cannot stand here", "put a text that holds `: ` in quotes, or fix the indentation"),
    ("seed: 1\ncost\nh: 1\n", "2:1: this line has no `:`", NO_COLON),
    ("cost: 'a'b\n", "1:10: `b` does not fit here", INDENTATION),
    ("cost: [a]b\n", "1:10: `b` does not fit here", INDENTATION),
    ("tags:\n  - a\n - b\n", "3:2: `-` does not fit here", INDENTATION),
    ("- a\nb: c\n", "2:1: `b` does not fit into this list", INDENTATION),
    ("cost:\n\tx\n", "2:1: a tab stands where only blanks can indent", "indent with blanks"),
    ("\tcost: x\n", "1:1: a tab stands where only blanks can indent", "indent with blanks"),
    ("shapes:\n\tx: [1]\n", "2:1: a tab stands where only blanks can indent", "indent with blanks"),
    ("cost: |\n \tx\n  y\n", "2:2: a tab stands where only blanks can indent", "indent with blanks"),
    ("cost: |\n   x\n \ty\n", "3:2: a tab stands where only blanks can indent", "indent with blanks"),
    ("cost: x\n\ty\n", "2:1: a tab stands where only blanks can indent", "indent with blanks"),
    (
        "cost: |x\n  y\n",
        "1:8: after `|` or `>` the text begins on the next line",
        "to begin a value with it, put the value in quotes",
    ),
    ("cost: >0\n  y\n", "1:8: the indentation of a block is a digit from 1 to 9", None),
    ("cost: *\n", "1:7: `*` begins an alias of a shared part", "put an expression that begins with `*` in quotes"),
    ("cost: *x.T\n", "1:7: `*` begins an alias of a shared part", "put an expression that begins with `*` in quotes"),
    ("cost: &\n", "1:7: `&` begins an anchor, the name of a shared part", "put an expression that begins with `&` in quotes"),
    ("cost: !a!b\n", "1:7: `!` begins a tag; a case file has no tags", "put a text that begins with `!` in quotes"),
    ("cost: !<a b\n", "1:7: `!` begins a tag; a case file has no tags", "put a text that begins with `!` in quotes"),
    ('cost: "\\q"\n', "1:8: `\\q` stands for no character", "write a backslash as `\\\\`, or use single quotes"),
    ('cost: "a \\x4"\n', "1:10: `\\x4` stands for no character", "write a backslash as `\\\\`, or use single quotes"),
    ('cost: "a\n  \\uD800"\n', "2:3: `\\uD800` stands for no character", "write a backslash as `\\\\`, or use single quotes"),
    ('cost: "\\U00110000"\n', "1:8: `\\U00110000` stands for no character", "write a backslash as `\\\\`, or use single quotes"),
    ('cost: "\\\\\\q"\n', "1:10: `\\q` stands for no character", "write a backslash as `\\\\`, or use single quotes"),
    ("%FOO bar\n---\nx\n", "1:1: a line that begins with `%` is a directive, and this one is unknown", "leave it out"),
    ("%YAML 2.0\n---\nx\n", "1:1: this version of YAML is not read", "leave the line out; a case file is YAML 1.2"),
]


@pytest.mark.parametrize(("text", "told", "hint"), TABLE)
def test_what_cannot_be_parsed(text: str, told: str, hint: str | None) -> None:
    found = load(text)
    assert [place_and_message(fault) for fault in found.faults] == [told]
    assert found.faults[0].hint == hint


@pytest.mark.parametrize(
    "line",
    [
        "description: a:b",
        "description: a#b",
        "description: 'a: b'",
        "description:\ta\tb",
        "tags: [a\t,\tb]  # a comment",
        "tags: [a?, b?c]",
        "shapes: {'x': [3], \"y\":[2]}",
        'description: "\\x41\\u00e9\\U0001F600\\e\\\n  b"'.replace("\\e", ""),
        "description: >2+\n   a\n  b\n\n",
        "? description\n: a",
        "description: -1 is not a list",
        'description: it\'s "fine"',
    ],
)
def test_what_looks_odd_and_is_yaml(line: str) -> None:
    text = SQUARE if "shapes" not in line else SQUARE.replace("shapes: {x: [3]}\n", "wrt: x\n")
    assert load(text + line + "\n").faults == []
