"""The public names in Python: what a notebook, a test or a script calls, and results that show themselves there."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import fields, replace
from typing import Any, ClassVar

from . import model
from .model import Case
from .shell import running
from .shell.running import Paths

Lent = Mapping[str, Mapping[str, Callable[..., Any]]]
"""Functions lent to expressions: name of the module → name of the function → function."""


class Result(model.Result):
    """How one case ended. It is true where the case ended as expected: `assert gradcheck(f, x)`.

    Printed, it is what the command prints; in a notebook, a table with pictures.
    """

    __slots__ = ()
    refused: ClassVar[list[Result]] = []
    """The last results that were asked whether they are as expected and were not: a failing test shows them."""

    def __bool__(self) -> bool:
        if not self.as_expected:
            Result.refused[:] = [*Result.refused[-9:], self]
        return self.as_expected

    def __repr__(self) -> str:
        cause = f", cause: {self.cause}" if self.cause else ""
        fix = f", fix: {self.suggestion}" if self.suggestion else ""
        doubt = f", doubt: {self.doubt.kind}" if self.doubt else ""
        return f"<{self.verdict} {self.case.name!r}{cause}{fix}{doubt}>"

    def __str__(self) -> str:
        from .outputs import case_text
        from .outputs.result_document import result_document

        return case_text.render(result_document(self))

    def _repr_html_(self) -> str:
        from .outputs import notebook

        return notebook.result_html(self)


class Run(model.Run):
    """All results of one run, in the order of the catalogue. It is short when printed, and a table in a notebook."""

    __slots__ = ()
    results: tuple[Result, ...]

    def __repr__(self) -> str:
        expected = sum(result.as_expected for result in self.results)
        told = [f"{len(self.results)} results", f"{expected} as expected"]
        told += [f"{len(self.results) - expected} unexpected"] if expected < len(self.results) else []
        told += [f"{len(self.faults)} faults"] if self.faults else []
        return f"<Run: {', '.join(told)}{', interrupted' if self.interrupted else ''}>"

    def _repr_html_(self) -> str:
        from .outputs import notebook

        return notebook.run_html(self)


def gradcheck(
    f: Callable[..., Any],
    *inputs: Any,
    grad: Any = None,
    vjp: Callable[..., Any] | None = None,
    fixed: Collection[str | int] = (),
    hints: int = 2,
    **settings: Any,
) -> Result:
    """Check the gradient of a function at the given inputs, in this process.

        assert gradcheck(f, x)                      # f(x) → (cost, gradient)
        assert gradcheck(f, x, W)                   # f(x, W) → (cost, (gradient by x, gradient by W))
        assert gradcheck(cost, x, grad=slope)       # cost(x) → number, slope(x) → its gradient; or an array
        assert gradcheck(np.tanh, x, grad=dtanh)    # a function of each entry, and its derivative there
        assert gradcheck(layer, x, W, vjp=back)     # layer(x, W) → array, back(dout, x, W) → gradients of sum(layer · dout)
        assert gradcheck(forward, x, W, vjp=back)   # forward(x, W) → (array, cache), back(dout, cache) → the same
        assert gradcheck(net.forward, x, vjp=net.backward)  # of an object that remembers its inputs

    Inputs are arrays of numpy, lists, numbers, tensors of torch, arrays of JAX, columns of pandas, anything with `__array__`;
    the functions are given what the inputs were. All are differentiated but those named in `fixed` (by name or place), what
    is no array of numbers, and arrays of whole numbers beside floats. Gradients of several inputs are a tuple in their order, or
    a mapping from the names of the parameters, `x` or `dx`. A function with an attribute `vjp` brings its own.

    `hints` is how much the result tells: 0 the verdict, 1 also the cause, 2 also the fix.

    `settings` are keys of a case: `h`, `tolerance`, `seed`, `dtype`, `method`, `expect`, `name`. Where an input or what `f`
    gives is in single precision, the step is measured and the tolerance 1e-3; where rounding hides the answer, the step is
    measured too. What the functions raise ends in a `Result` with the verdict ERROR.
    Raises `UsageError` where there is nothing to check.
    """
    from .catalog.declaring import of_functions
    from .checking.checker import part_in_words
    from .problem import generators_kept

    with generators_kept():
        found = of_functions(f, inputs, grad=grad, vjp=vjp, fixed=fixed, settings=settings)
    result = _checked(found.case, found.lent, hints)
    drowns = result.verdict is model.Verdict.FAIL and result.doubt is not None and result.doubt.kind is model.DoubtKind.ROUNDING
    if drowns and "h" not in settings:
        result = _checked(replace(found.case, h="auto"), found.lent, hints)
    if result.verdict is not model.Verdict.ERROR:
        return result
    return replace(result, message=result.message.removeprefix(f"{part_in_words(result.part)}: "))  # the parts are ours


def check(case: Case, lent: Lent | None = None, *, hints: int = 2) -> Result:
    """Check the claimed gradients of one case, in this process and without limits of time and memory.

    Where a case file has text, a case made in Python may hold an array or a function, which is called with what its parameters
    are named after. A bad expression, a value that is not finite and the like end in a `Result` with the verdict ERROR. `lent`
    makes functions callable in the expressions: name of a module → name of the function → function. Raises `UsageError` for a
    case that no case file could declare. `hints` is how much the result tells: 0 the verdict, 1 also the cause, 2 also the fix.
    """
    from .catalog.declaring import declared

    found = declared(case, lent)
    return _checked(found.case, found.lent, hints)


def load(paths: Paths) -> list[Case]:
    """The cases in files and folders, in a stable order; `file.yaml::name` picks one.

    Raises `CaseFileError` with every fault where a file cannot be read or is not valid.
    """
    return running.load(paths)


def run(paths: Paths, **options: Any) -> Run:
    """Check all cases in files and folders, in worker processes.

    The options are those of the command line: `keyword` and `tags` select (-k, --tag), `shard` is (number, count), `seed` is for
    all cases, `timeout` is in seconds and `memory` in megabytes, for each case, `budget` in seconds for the whole run; `jobs` is
    the number of workers, `modules` are lent to the expressions, `dask` is the address of a cluster; `fail_fast` and `strict` are
    True or False; `hints` is 0, 1 or 2 (all). Faults of case files are in the `Run`, beside the results of the valid ones. Raises
    `UsageError` where nothing is selected, or where an option cannot be used. On Ctrl-C the `Run` holds what was done, and says
    `interrupted`.
    """
    found = running.run(paths, **options)
    values = {each.name: getattr(found, each.name) for each in fields(model.Run)}
    return Run(**{**values, "results": tuple(map(_showing, found.results))})


def _checked(case: Case, lent: Lent, hints: int) -> Result:
    from .checking import checker
    from .problem import generators_kept

    if not lent:
        return _showing(running.finished(checker.check(case), strict=False, hints=hints))
    with generators_kept():
        return _showing(running.finished(checker.check(case, lent), strict=False, hints=hints))


def _showing(result: model.Result) -> Result:
    """The result as one that shows itself."""
    return Result(*[getattr(result, each.name) for each in fields(model.Result)])


__all__: Sequence[str] = ["Result", "Run", "check", "gradcheck", "load", "run"]
