"""gradcase: a declarative catalogue of gradient checks.

    from gradcase import Case, check

    check(Case(cost="np.sum(x**2)", shapes={"x": (3,)}, gradient="2 * x"))

The names below are loaded when they are first used, so that `import gradcase` costs nothing. Nothing at all is
imported here: under `python -m runner` the folder of the case files is still on the path at this moment.
"""

TYPE_CHECKING = False
if TYPE_CHECKING:
    from .errors import CaseFileError, GradcaseError, UsageError
    from .model import Case, Cause, DoubtKind, Expectation, Fault, Result, Run, Verdict
    from .shell.running import check, load, run

__version__ = "0.1.0"

__all__ = [
    "Case", "CaseFileError", "Cause", "DoubtKind", "Expectation", "Fault", "GradcaseError", "Result", "Run", "UsageError",
    "Verdict", "__version__", "check", "load", "run",
]  # fmt: skip

_ROOMS = {
    ".shell.running": ("check", "load", "run"),
    ".errors": ("CaseFileError", "GradcaseError", "UsageError"),
    ".model": ("Case", "Cause", "DoubtKind", "Expectation", "Fault", "Result", "Run", "Verdict"),
}


def __getattr__(name: str) -> object:
    for room, names in _ROOMS.items():
        if name in names:
            from importlib import import_module

            value: object = getattr(import_module(room, __name__), name)
            globals()[name] = value
            _teach_notebooks()
            return value
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")


def _teach_notebooks() -> None:
    """Let results and runs show themselves, printed or in a notebook. `model` may not know the outputs: they learn it here."""
    from . import model

    model.Result.__str__ = _result_text  # type: ignore[method-assign, assignment]
    model.Result._repr_html_ = _result_html  # type: ignore[attr-defined]
    model.Run._repr_html_ = _run_html  # type: ignore[attr-defined]


def _result_text(result: "Result") -> str:
    from .outputs import case_text
    from .outputs.result_document import result_document

    return case_text.render(result_document(result))


def _result_html(result: "Result") -> str:
    from .outputs import notebook

    return notebook.result_html(result)


def _run_html(run: "Run") -> str:
    from .outputs import notebook

    return notebook.run_html(run)


def __dir__() -> list[str]:
    return __all__
