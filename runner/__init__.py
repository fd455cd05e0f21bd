"""gradcase: a declarative catalogue of gradient checks.

    from gradcase import Case, check, gradcheck

    assert gradcheck(f, x)  # f(x) → (cost, gradient)
    check(Case(cost="np.sum(x**2)", shapes={"x": (3,)}, gradient="2 * x"))

The names below are loaded when they are first used, so that `import gradcase` costs nothing. Nothing at all is
imported here: under `python -m runner` the folder of the case files is still on the path at this moment.
"""

TYPE_CHECKING = False
if TYPE_CHECKING:
    from .api import Result, Run, check, gradcheck, load, run
    from .errors import CaseFileError, GradcaseError, UsageError
    from .model import Case, Cause, DoubtKind, Expectation, Fault, Verdict

__version__ = "0.2.0"

__all__ = [
    "Case", "CaseFileError", "Cause", "DoubtKind", "Expectation", "Fault", "GradcaseError", "Result", "Run", "UsageError",
    "Verdict", "__version__", "check", "gradcheck", "load", "run",
]  # fmt: skip

_ROOMS = {
    ".api": ("Result", "Run", "check", "gradcheck", "load", "run"),
    ".errors": ("CaseFileError", "GradcaseError", "UsageError"),
    ".model": ("Case", "Cause", "DoubtKind", "Expectation", "Fault", "Verdict"),
}


def __getattr__(name: str) -> object:
    for room, names in _ROOMS.items():
        if name in names:
            from importlib import import_module

            value: object = getattr(import_module(room, __name__), name)
            globals()[name] = value
            return value
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")


def __dir__() -> list[str]:
    return __all__
