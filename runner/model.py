"""The data that flows through the house: plain, frozen, and free of behaviour that belongs to one room.

`catalog` makes `Case`s, `differences` makes `Gradient`s, `compare` makes `Comparison`s, `diagnoses` makes
`Finding`s, `checker` joins them to a `Result`, and `outputs` turns a `Run` of those into text. numpy is
named here for types only, so that listing a catalogue does not load it.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING, Any, Literal, NamedTuple, TypeAlias

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt

    Array: TypeAlias = npt.NDArray[Any]
    Floats: TypeAlias = npt.NDArray[np.float64]
else:
    Array = Floats = Any

Number: TypeAlias = int | float
Nested: TypeAlias = "Number | tuple[Nested, ...]"
Claim: TypeAlias = "str | Nested"
"""What a case may claim: an expression (text), a number, or a nested list (tuples here)."""
Value: TypeAlias = "Claim | Array"
"""What a case may write for an array: the same, and from Python also an array."""

Frame: TypeAlias = tuple[str, int, str, str]
"""One call on the way to an error in lent code: file, line, function, and the line of the source."""

POINTS = {
    "zeros": "where all entries are 0",
    "ones": "where all entries are 1",
    "ties": "where two entries tie",
    "bounds": "at the bounds that the cost names",
    "large": "where entries are a thousand times as large",
    "tiny": "where entries are almost 0",
    "repeated-row": "where a row is repeated",
    "singular": "where the matrix is singular",
}
"""The special points of a sweep, and how each is told of."""

PACKAGE = __name__.partition(".")[0]
"""The name this package goes by: `runner` from its checkout, `gradcase` where it is installed."""

COMMAND = ("python", "-m", PACKAGE)
"""How the command is called."""

DERIVE = "derive"
"""A claim that is to be derived from the formula; where no variable has that name."""

ClaimKey: TypeAlias = Literal["gradient", "jacobian", "jvp", "hessian", "hvp"]

OF_OUTPUT: tuple[ClaimKey, ...] = ("jacobian", "jvp")
"""The claims that stand beside an `output`."""
OF_COST: tuple[ClaimKey, ...] = ("hessian", "hvp")
"""Those of second order, which stand beside a `cost`."""
OF_MAPS: tuple[ClaimKey, ...] = (*OF_OUTPUT, *OF_COST)
"""The claims of the derivative of several numbers at once, beside `gradient`, in the order in which they are checked."""
ALONG: Mapping[ClaimKey, str] = {"jvp": "d_", "hvp": "v_"}
"""The claims along a direction that is drawn, and how its part for an input is called where there are several inputs."""
DIRECTION: Mapping[ClaimKey, str] = {"jvp": "dx", "hvp": "v"}
"""How the direction is called where there is one input."""

CLAIMS: tuple[ClaimKey, ...] = ("gradient", *OF_MAPS)
"""All claims that a case can make."""

SINGLE_CLAIM = (str, int, float, tuple)
"""The types of a claim for one input; claims for several are a mapping, which takes longer to tell."""

LANGUAGE_BUILTINS = ("abs", "bool", "complex", "float", "int", "len", "max", "min", "range", "round", "sum")
"""The Python builtins that an expression may call."""

HELPERS = (
    "sigmoid", "relu", "softplus", "softmax", "log_softmax", "logsumexp", "one_hot", "erf", "gammaln", "digamma", "i1", "entr",
    "scatter_add", "sliding_window_view",
)  # fmt: skip
"""The functions an expression may call by a bare name, beside the builtins."""


def part_of(text: str, index: int) -> str:
    """One part of an expression that gives a tuple, as an expression: `f(x)[0]`, `(x, y)[1]`."""
    text = text.strip()
    return f"{text}[{index}]" if _is_one_call(text) else f"({text})[{index}]"


def _is_one_call(text: str) -> bool:
    """Whether an index can follow a text as it stands: `f(x)`, not `f(x) + g(x)`."""
    depth = 0
    for place, character in enumerate(text):
        if character in "([{":
            depth += 1
        elif character in ")]}":
            depth -= 1
            if depth == 0 and place < len(text) - 1:
                return False
        elif depth == 0 and not (character.isalnum() or character in "._"):
            return False
    return text.isidentifier() or (text[:1] not in "([{" and text.endswith(")"))


WORDS = re.compile(r"(?<![\w.])[A-Za-z]\w*")


def lines_of_cost(let: Mapping[str, str], total: str | None) -> list[str]:
    """The names of the lines of `let` that an expression needs, directly or not, and of those that draw, as words tell."""
    wanted = {*WORDS.findall(total or ""), *(name for name, text in let.items() if "rng" in WORDS.findall(text))}
    needed: list[str] = []
    for names, text in reversed(list(let.items())):
        if wanted & {names, *names.split(", ")}:
            needed.append(names)
            wanted |= set(WORDS.findall(text))
    return needed[::-1]


class Place(NamedTuple):
    """Where something stands in a file; lines and columns count from 1."""

    file: str
    line: int
    column: int

    def __str__(self) -> str:
        return f"{self.file}:{self.line}:{self.column}"


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing wrong with an input file, with all that is needed to show it."""

    message: str
    place: Place | None = None
    source: str | None = None
    """The line of the file at `place`, without its line end."""
    length: int = 1
    """How many characters the caret underlines."""
    hint: str | None = None
    """What to do about it, such as "did you mean `tolerance`?"."""
    also: Place | None = None
    """A second place that belongs to the fault: the other of two equal names, the alias of an anchored part."""


class Verdict(StrEnum):
    """How a case ended: every entry agrees, some do not, there was nothing to compare, or it was stopped."""

    PASS = "PASS"
    FAIL = "FAIL"
    ERROR = "ERROR"
    TIMEOUT = "TIMEOUT"


class Cause(StrEnum):
    """What a failing claim is found to be, in the order of precedence."""

    NON_FINITE = "non-finite"
    TRANSPOSED = "transposed"
    SIGN = "sign"
    SCALE = "scale"
    BROADCAST = "broadcast"
    PRODUCT = "product"
    MISSING_TERM = "missing-term"
    ENTRIES = "entries"
    MISSING_PATH = "missing-path"
    MISSING_FACTOR = "missing-factor"
    EXTRA_FACTOR = "extra-factor"
    WRONG_DERIVATIVE = "wrong-derivative"
    WRONG_POINT = "wrong-point"
    DIAGONAL = "diagonal"
    NAME = "name"
    INDEX = "index"
    SYMMETRIC = "symmetric"
    CONJUGATE = "conjugate"
    SLIP = "slip"
    SHAPE = "shape"
    UNKNOWN = "unknown"


class DoubtKind(StrEnum):
    """Why a verdict may not be believed."""

    TRUNCATION = "truncation"
    ROUNDING = "rounding"
    KINK = "kink"
    JUMP = "jump"
    DOMAIN = "domain"
    INSENSITIVE = "insensitive"


@dataclass(frozen=True, slots=True)
class Expectation:
    """How a case should end; `None` means "any"."""

    verdict: Literal["pass", "fail", "error"] = "pass"
    input: str | None = None
    cause: Cause | None = None
    index: tuple[int, ...] | None = None
    doubt: DoubtKind | None = None
    """The doubt that the verdict carries: documented, it is none to be told of."""


class MapClaim(NamedTuple):
    """A claim of the derivative of several numbers at once: of an output, or of the gradient of a cost.

    `name` is that of the claim, and the part of the case where it stands: "jacobian", "hessian.W". `input` is the input by which
    it is taken; a jvp is along all inputs at once, and names the first.
    """

    key: ClaimKey
    name: str
    input: str
    claim: Claim


@dataclass(frozen=True, slots=True)
class Case:
    """One gradient check, as declared.

    Expressions are text. `gradient` is one claim, for `wrt` (or for the only name in `shapes`), or a mapping
    from names to claims. `places` tells where each part stands: its keys are `"cost"`, `"gradient"`,
    `"gradient.x"`, `"let.h"`, `"shapes.W"` and so on; a case made in Python has none.
    """

    cost: str | None = None
    gradient: Claim | Mapping[str, Claim] | None = None
    wrt: str | None = None
    output: str | None = None
    jacobian: Claim | Mapping[str, Claim] | None = None
    jvp: Claim | None = None
    hessian: Claim | Mapping[str, Claim] | None = None
    hvp: Claim | Mapping[str, Claim] | None = None
    sizes: Mapping[str, int] = field(default_factory=dict)
    shapes: Mapping[str, tuple[int | str, ...]] = field(default_factory=dict)
    values: Mapping[str, Value] = field(default_factory=dict)
    let: Mapping[str, str] = field(default_factory=dict)
    seed: int = 0
    h: float | Literal["auto"] = 1e-4
    tolerance: float = 1e-5
    absolute: float | None = None
    """With it, an entry is wrong where |n − c| > absolute + tolerance · max(|n|, |c|), at its own scale."""
    noise: float | None = None
    """How far two evaluations of the cost or of a claim at one point may differ; without it, not at all."""
    dtype: Literal["float64", "float32"] = "float64"
    method: Literal["full", "probe", "auto"] = "auto"
    at_kinks: Literal["subgradient"] | None = None
    one_sided: Literal["right", "left"] | None = None
    complex: tuple[str, ...] = ()
    """Names of `shapes` that are complex: a + ib."""
    convention: Literal["conjugate", "plain"] = "conjugate"
    structure: Mapping[str, str] = field(default_factory=dict)
    """Names of inputs and the structure that their draws and steps keep."""
    point: str | None = None
    """The special point at which the claim is checked, one of `POINTS`; without it, what is drawn."""
    timeout: float | None = None
    expect: Expectation = Expectation()
    name: str = "case"
    description: str | None = None
    source: str | None = None
    tags: tuple[str, ...] = ()
    id: str = "case"
    place: Place | None = None
    last_line: int | None = None
    """The last line of the part of the file that declares the case; `place.line` is the first."""
    places: Mapping[str, Place] = field(default_factory=dict)
    exercise: str | None = None
    """`file.yaml::name` of the case whose gradient somebody else claims here; `place` is where they do."""

    @property
    def side(self) -> int:
        """The side to which differences are taken: −1 or 1, or 0 for both."""
        return {"right": 1, "left": -1}.get(self.one_sided or "", 0)

    @property
    def claims(self) -> Mapping[str, Claim]:
        """The claimed gradients: name of the input → claim, in the order written."""
        if self.gradient is None:
            return {}
        if not isinstance(self.gradient, SINGLE_CLAIM):
            return self.gradient
        name = self.wrt if self.wrt is not None else next(iter(self.shapes), None)
        return {} if name is None else {name: self.gradient}

    @property
    def claims_gradients_alone(self) -> bool:
        """Whether there is no claim of another kind, as in most cases."""
        return self.jacobian is None and self.jvp is None and self.hessian is None and self.hvp is None

    @property
    def map_claims(self) -> tuple[MapClaim, ...]:
        """The other claims, in the order of their keys."""
        if self.claims_gradients_alone:
            return ()
        found: list[MapClaim] = []
        for key in OF_MAPS:
            claim: Any = getattr(self, key)
            if isinstance(claim, Mapping):
                found += [MapClaim(key, f"{key}.{name}", name, each) for name, each in claim.items()]
            elif claim is not None and (inputs := self.inputs):
                found.append(MapClaim(key, key, inputs[0], claim))
        return tuple(found)

    @property
    def inputs(self) -> tuple[str, ...]:
        """The inputs: those for which there is a claim, in the order written; for a jvp by itself all of `shapes`."""
        if self.claims_gradients_alone and isinstance(self.gradient, (*SINGLE_CLAIM, Mapping)):
            return tuple(self.claims)
        several = [claim for key in CLAIMS if isinstance(claim := getattr(self, key), Mapping)]
        if several:
            return tuple(dict.fromkeys(name.strip() for claim in several for names in claim for name in names.split(",")))
        if self.wrt is not None:
            return (self.wrt,)
        alone = self.jvp is not None and all(getattr(self, key) is None for key in CLAIMS if key != "jvp")
        return tuple(self.shapes) if alone else tuple(self.shapes)[:1]

    @property
    def directions(self) -> Mapping[str, tuple[str, str]]:
        """What is drawn to be a direction, in the order drawn: its name → the claim it serves, the input that moves along it."""
        if self.claims_gradients_alone:
            return {}
        found: dict[str, tuple[str, str]] = {}
        for key, prefix in ALONG.items():
            if getattr(self, key) is not None:
                inputs = self.inputs
                if len(inputs) == 1:
                    found[DIRECTION[key]] = (key, inputs[0])
                else:
                    found |= {f"{prefix}{name}": (key, name) for name in inputs}
        return found


@dataclass(frozen=True, slots=True)
class Corner:
    """An entry at which the cost has a corner: the claim there, the slopes to either side, and whether it is a subgradient."""

    index: tuple[int, ...]
    claimed: float
    left: float
    right: float
    holds: bool = True


class Gradient(NamedTuple):
    """A numerical gradient with what is known of its quality.

    `value` has the shape of the input. `error` bounds |value − truth| of every entry; NaN where unknown.
    `evaluations` counts the points at which the cost was evaluated.
    """

    value: Floats
    error: float
    evaluations: int
    method: str
    h: float
    bend: Floats | None = None
    """How much the slopes to the two sides of x differ over the step, for each entry in units of the slope, if known."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One entry of a claim beside its numerical value."""

    index: tuple[int, ...]
    claimed: float
    numerical: float
    absolute: float
    relative: float


class Comparison(NamedTuple):
    """A claim held against a numerical gradient, by the rule of the contract.

    `claimed`, `numerical` and `relative` have the shape of the input. Where the claim has another shape there
    is nothing to compare entry by entry: `relative` is None, every entry counts as wrong, and `message` says both shapes.
    """

    name: str
    claimed: Array
    numerical: Floats
    tolerance: float
    relative: Floats | None
    wrong: int
    first_wrong: Entry | None
    worst: Entry | None
    message: str
    measured: Array | None = None
    """The flat positions of the entries of which something is known, in order, where that is not all; `numerical` holds the claim
    at the others."""
    largest: float = 0.0
    """The size of the largest entry of the two gradients; NaN where one is."""
    differenced: Array | None = None
    """The flat positions of the entries with a difference of their own, in order, where that is not all: random directions vouch
    for the others, or nothing does. Nothing else may be shown as numerical."""
    floor: float | None = None
    """What stands beside max(|n|, |c|) in the relative difference: absolute / tolerance, where a case says what is absolute."""
    slack: float = 0.0
    """By how much stated noise may have moved the difference: so much off is forgiven."""
    unfit: str = ""
    """Why the claim cannot be evaluated, where its shapes do not fit together."""

    @property
    def passes(self) -> bool:
        return self.wrong == 0

    @property
    def absolute(self) -> float:
        """What an entry may be off whatever its size, where the case says so."""
        return 0.0 if self.floor is None else self.floor * self.tolerance


@dataclass(frozen=True, slots=True)
class Witness:
    """What an independent measurement, which knows its own error, says of a claim."""

    verdict: Literal["right", "wrong", "undecided"]
    index: tuple[int, ...]
    """The entry that decided."""
    value: float
    error: float
    method: str


@dataclass(frozen=True, slots=True)
class Doubt:
    """Why the verdict of the rule may not be believed, with the evidence in a sentence or two."""

    kind: DoubtKind
    message: str
    better_h: float | None = None


class Spot(NamedTuple):
    """Where in a case a mistake stands: the key of an expression, such as "let.dx" or "gradient.W", and the part of its text."""

    key: str
    offset: int
    length: int


class Edit(NamedTuple):
    """What stands at a spot, and what should stand there."""

    old: str
    new: str


@dataclass(frozen=True, slots=True)
class Finding:
    """Why a claim is wrong: the cause, the sentence for people, and the right claim as an expression."""

    cause: Cause
    input: str
    message: str
    evidence: str = ""
    suggestion: str | None = None
    also: Cause | None = None
    """The second of two causes that hold together."""
    place: Spot | None = None
    """Where the mistake stands; the whole claim where it is no part of it."""
    edit: Edit | None = None
    fix: str | None = None
    """The whole expression at `place` as it should be."""
    exact: Place | None = None
    """Where the part at `place` begins in its file, once that has been looked up."""
    width: int = 0
    """So many characters of that line belong to the part."""


@dataclass(frozen=True, slots=True)
class Curve:
    """The error of the central difference against the step, for one entry: the data of a plot."""

    index: tuple[int, ...]
    steps: tuple[float, ...]
    errors: tuple[float, ...]
    best_step: float | None
    rounding: float | None
    """The size of the rounding error at step 1; it grows as 1/h."""


@dataclass(frozen=True, slots=True)
class Picture:
    """Large arrays as a table of `columns` across: each cell is one entry of a block of them, the one of most interest."""

    columns: int
    at: tuple[int, ...]
    """The flat positions of the entries, row by row."""
    claimed: tuple[float, ...]
    numerical: tuple[float | None, ...]
    """None where the entry was not measured."""


class Test(NamedTuple):
    """Something that claims must hold among themselves, whatever is measured: `left` and `right` must be equal."""

    name: Literal["adjoint", "symmetry"]
    claim: str
    """The name of the claim that is held to it."""
    passes: bool
    left: float
    right: float
    message: str


class InputResult(NamedTuple):
    """What the check of one input found; arrays are nested lists, or None where they are too large to show.

    `numerical` holds None for an entry that was not measured.
    """

    name: str
    shape: tuple[int, ...]
    entries: int
    wrong: int
    first_wrong: Entry | None
    worst: Entry | None
    max_relative: float | None
    message: str
    h: float
    method: str
    limit: float | None = None
    """Where the input was tested along random directions: the error of an entry that they could not have seen."""
    claimed_shape: tuple[int, ...] = ()
    claimed: Any = None
    numerical: Any = None
    table: tuple[Entry, ...] = ()
    """The worst entries, worst first."""
    curve: Curve | None = None
    measured: int | None = None
    """How many entries were measured, where nothing is known of the others."""
    picture: Picture | None = None
    """The arrays made small enough to be drawn, where they are too large to stand in `claimed` and `numerical`."""
    values: Any = None
    """The input itself at the drawn point, where somebody will look at it."""
    corners: tuple[Corner, ...] = ()
    """Entries at corners of the cost, held against subgradients: those first at which the claim is none."""
    note: str = ""
    """What else there is to say of how the claim was compared."""
    claim: ClaimKey = "gradient"
    """Which claim it is; the names of others than gradients are those of the parts of the case, "hessian" or "hessian.x"."""
    input: str = ""
    """The input by which it is taken, where that is not the name."""


@dataclass(frozen=True, slots=True)
class Result:
    """How one case ended. Plain data: it crosses processes and goes into reports as it is."""

    case: Case
    verdict: Verdict
    as_expected: bool
    message: str
    """What happened, in one or two sentences."""
    inputs: tuple[InputResult, ...] = ()
    findings: tuple[Finding, ...] = ()
    """One for each failing input, in the order of the claims; none where the claim is right, or there is no gradient."""
    witness: Witness | None = None
    doubt: Doubt | None = None
    part: str = ""
    """The part of the case to look at, a key of its `places`: the failing claim, the expression at fault; else the case."""
    offset: int | None = None
    """For a fault inside an expression: the offset of the character in its text."""
    exact: Place | None = None
    """Where that character stands in the file, once that has been looked up."""
    length: int = 1
    hint: str | None = None
    """For an error: what to write instead."""
    surprise: str | None = None
    """Why the case did not end as expected, in a sentence; None where it did."""
    shapes: Mapping[str, tuple[int, ...]] = field(default_factory=dict)
    """The shapes of the arrays as drawn."""
    trace: tuple[Frame, ...] = ()
    """For an error in lent code: the calls that led to it, the outermost first."""
    lost: bool = False
    """Whether the case was lost with the process that was at it: no verdict of the case, and never as expected."""
    unexplained: tuple[str, ...] = ()
    """What could not be looked for beyond the verdict, and why, a sentence each: a cause, a doubt, a curve."""
    skipped: bool = False
    """Whether nothing was checked: a special point that the input does not have, or at which there is no gradient."""
    tests: tuple[Test, ...] = ()
    """What the claims were held to among themselves."""
    derived: tuple[str, ...] = ()
    """The inputs whose claims were derived from the formula: that they are right proves nothing."""
    evaluations: int = 0
    seconds: float = 0.0
    cost: float | None = None
    """The cost at the drawn point."""
    hints: int = 2
    """How much is told: 0 the verdict alone, 1 also the cause, 2 also the fix and the right gradient."""

    def __bool__(self) -> bool:
        """Whether the case ended as expected, so that `assert check(case)` says what it seems to."""
        return self.as_expected

    @property
    def place(self) -> Place | None:
        """Where to look in the file; None for a case made in Python."""
        found = self.findings[0].exact if self.findings else None
        return self.exact or found or self.case.places.get(self.part) or self.case.place

    @property
    def cause(self) -> Cause | None:
        """Why the first failing claim is wrong."""
        return self.findings[0].cause if self.findings else None

    @property
    def suggestion(self) -> str | None:
        """The first failing claim fixed, as an expression."""
        return self.findings[0].suggestion if self.findings else None

    @property
    def doubtful(self) -> bool:
        """Whether the verdict carries a doubt that the case does not document."""
        return self.doubt is not None and self.doubt.kind != self.case.expect.doubt

    @property
    def quiet(self) -> bool:
        """Whether nobody need look at it: a PASS, as expected, without a doubt."""
        return self.verdict is Verdict.PASS and self.as_expected and self.doubt is None


@dataclass(frozen=True, slots=True)
class Run:
    """All results of one run, in the order of the catalogue, and the faults of files that could not be read."""

    results: tuple[Result, ...]
    faults: tuple[Fault, ...] = ()
    seconds: float = 0.0
    interrupted: bool = False
    environment: Mapping[str, str] = field(default_factory=dict)
    declared: int | None = None
    """How many cases the files declare; None where nobody counted."""
    selected: int | None = None
    """How many of them were to be run; there are fewer results where the run was stopped."""
    shard: tuple[int, int] | None = None
    """(number, count), where they are one of several parts of a catalogue."""
    whole: bool = False
    """Whether these are all cases of whole folders: the report of a catalogue, in whose place none of a part may come."""
    outstanding: tuple[str, ...] = ()
    """What did not end as expected in an earlier run and was not run in this one: file and name."""
