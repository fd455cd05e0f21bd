"""`[tool.gradcase]` of the pyproject.toml in the folder in which a run is started."""

from __future__ import annotations

from ..errors import UsageError

FILE = "pyproject.toml"
KEYS = ("modules",)


def lent_modules() -> tuple[str, ...]:
    """The modules whose functions are lent to expressions. A case file can never name one.

    Raises `UsageError` where the table is not valid.
    """
    try:
        with open(FILE, encoding="utf-8") as file:
            text = file.read()
    except (OSError, UnicodeDecodeError):
        return ()
    if "gradcase" not in text:
        return ()
    import tomllib

    try:
        table = tomllib.loads(text).get("tool", {}).get("gradcase", {})
    except tomllib.TOMLDecodeError as error:
        raise UsageError(f"{FILE} is not valid: {error}") from error
    for key in table:
        if key not in KEYS:
            from difflib import get_close_matches

            near = get_close_matches(key, KEYS, 1)
            raise UsageError(f"{FILE}: [tool.gradcase] knows no `{key}`" + (f": did you mean `{near[0]}`?" if near else ""))
    modules = table.get("modules", [])
    if not isinstance(modules, list) or not all(isinstance(name, str) for name in modules):
        raise UsageError(f"{FILE}: `modules` of [tool.gradcase] is a list of names")
    return tuple(modules)
