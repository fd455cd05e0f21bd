"""What is declared: cases with their places, what is expected of them, and faults."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any, Literal, NamedTuple

from .words import ALONG, CLAIMS, DIRECTION, OF_MAPS, SINGLE_CLAIM, Claim, ClaimKey, Value


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


_NOTHING: dict[str, Any] = {}


def _nothing() -> Mapping[str, Any]:
    """An empty mapping, one for all cases: of a large catalogue those would fill the memory."""
    return _NOTHING


def _unknown_key(key: str) -> TypeError:
    import difflib

    known = [name for name in Case.__dataclass_fields__ if name not in ("place", "places", "last_line", "exercise", "at_once")]
    near = difflib.get_close_matches(key, known, n=1)
    return TypeError(f"a Case has no key `{key}`: " + (f"did you mean `{near[0]}`?" if near else f"there are {', '.join(known)}"))


@dataclass(frozen=True, slots=True)
class Case:
    """One gradient check, as declared.

    Expressions are text. `gradient` is one claim, for `wrt` (or for the only name in `shapes`), or a mapping
    from names to claims. `places` tells where each part stands: its keys are `"cost"`, `"gradient"`,
    `"gradient.x"`, `"let.h"`, `"shapes.W"` and so on; a case made in Python has none.
    """

    def __new__(cls, *args: Any, **keys: Any) -> Case:
        if not keys.keys() <= cls.__dataclass_fields__.keys():
            raise _unknown_key(next(key for key in keys if key not in cls.__dataclass_fields__))
        return object.__new__(cls)

    cost: str | None = None
    gradient: Claim | Mapping[str, Claim] | None = None
    wrt: str | None = None
    output: str | None = None
    jacobian: Claim | Mapping[str, Claim] | None = None
    jvp: Claim | None = None
    hessian: Claim | Mapping[str, Claim] | None = None
    hvp: Claim | Mapping[str, Claim] | None = None
    sizes: Mapping[str, int] = field(default_factory=_nothing)
    shapes: Mapping[str, tuple[int | str, ...]] = field(default_factory=_nothing)
    values: Mapping[str, Value] = field(default_factory=_nothing)
    let: Mapping[str, str] = field(default_factory=_nothing)
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
    structure: Mapping[str, str] = field(default_factory=_nothing)
    """Names of inputs and the structure that their draws and steps keep."""
    point: str | None = None
    """The special point at which the claim is checked, one of `POINTS`; without it, what is drawn."""
    timeout: float | None = None
    at_once: tuple[str, ...] = ()
    """The keys of claims that one expression makes for several inputs, each with its part of it: `gradient.x, W`."""
    expect: Expectation = Expectation()
    name: str = "case"
    description: str | None = None
    source: str | None = None
    tags: tuple[str, ...] = ()
    id: str = "case"
    place: Place | None = None
    last_line: int | None = None
    """The last line of the part of the file that declares the case; `place.line` is the first."""
    places: Mapping[str, Place] = field(default_factory=_nothing)
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
