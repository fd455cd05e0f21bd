"""Each bad file of this folder yields exactly the text beside it. `pytest --refresh-golden` writes the texts anew."""

from __future__ import annotations

from pathlib import Path

import pytest

from runner import catalog
from runner.outputs import faults

FOLDER = Path(__file__).parent
BAD = sorted(
    path.name for path in FOLDER.iterdir() if path.suffix == ".yaml" or (path.is_dir() and not path.name.startswith("_"))
)


@pytest.mark.parametrize("name", BAD)
def test_the_text_of_its_faults(name: str, request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(FOLDER)
    found = catalog.read([name])
    text = "\n".join(faults.render(fault) for fault in found.faults) + "\n"
    golden = FOLDER / f"{Path(name).stem}.txt"
    if request.config.getoption("--refresh-golden"):
        golden.write_text(text, encoding="utf-8", newline="")
    assert text == golden.read_bytes().decode("utf-8")
    assert found.faults
    assert {case.id.partition("::")[0] for case in found.cases} <= {"valid", "square"}


def test_no_text_has_lost_its_file() -> None:
    assert sorted(path.stem for path in FOLDER.glob("*.txt")) == sorted(Path(name).stem for name in BAD)
