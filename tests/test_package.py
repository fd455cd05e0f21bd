"""What is installed: the package `gradcase` from a wheel, in an environment that knows nothing of the checkout.

Beside it lies a project that has a `runner.py` of its own, as any project may.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import sysconfig
import tomllib
import venv
from pathlib import Path
from shutil import copytree
from zipfile import ZipFile

import pytest
import yaml

from tests.command import DOCUMENTED, RIGHT, WRONG, environment, write

ROOT = Path(__file__).parents[1]
OURS = 'raise SystemExit("the runner.py of the project was run")\n'


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The wheel, built from a copy of the sources, so that nothing is left behind in them."""
    source = tmp_path_factory.mktemp("source")
    copytree(ROOT / "runner", source / "runner")
    copytree(ROOT / ".github", source / ".github")
    for name in ("pyproject.toml", "README.md"):
        (source / name).write_bytes((ROOT / name).read_bytes())
    build = [sys.executable, "-m", "pip", "wheel", "--quiet", "--no-deps", "--no-build-isolation", "--wheel-dir", "dist", "."]
    subprocess.run(build, cwd=source, env=environment(PIP_DISABLE_PIP_VERSION_CHECK="1"), check=True)
    (built,) = (source / "dist").glob("gradcase-*.whl")
    return built


@pytest.fixture(scope="module")
def binaries(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of programs of an environment that holds the wheel; what it depends on is borrowed from ours."""
    home = tmp_path_factory.mktemp("bare")
    venv.create(home, with_pip=False, symlinks=True)
    packages = Path(sysconfig.get_path("purelib", "venv", {"base": str(home), "platbase": str(home)}))
    install = [sys.executable, "-m", "pip", "--python", str(home), "install", "--quiet", "--no-deps", str(wheel)]
    subprocess.run(install, env=environment(PIP_DISABLE_PIP_VERSION_CHECK="1"), check=True)
    # The lines of .pth files in there are not followed, so an editable install of ours stays out of sight.
    borrowed = [entry for entry in sys.path if Path(entry).name in {"site-packages", "dist-packages"}]
    (packages / "borrowed.pth").write_text("\n".join(borrowed) + "\n")
    return Path(sysconfig.get_path("scripts", "venv", {"base": str(home), "platbase": str(home)}))


@pytest.fixture
def project(tmp_path: Path) -> Path:
    write(tmp_path, a=RIGHT, b=DOCUMENTED, c=RIGHT.replace("np.sum(x**2)", "layers.cost(x)"))
    (tmp_path / "runner.py").write_text(OURS)
    (tmp_path / "layers.py").write_text("def cost(x):\n    return (x**2).sum()\n")
    return tmp_path


def run(project: Path, *command: str | Path) -> str:
    done = subprocess.run(
        [*map(str, command)], cwd=project, env=environment(), capture_output=True, text=True, timeout=120, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def folders_of_python(top: Path) -> set[str]:
    """The packages below a folder, as its own name and dots."""
    found = {path.parent.relative_to(top).parts for path in top.rglob("__init__.py")}
    return {".".join(("gradcase", *parts)) for parts in found}


def test_the_packages_of_pyproject_are_the_folders_there_are() -> None:
    listed = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["tool"]["setuptools"]["packages"]
    assert set(listed) == folders_of_python(ROOT / "runner")
    assert listed == sorted(listed)
    strays = {path for path in (ROOT / "runner").rglob("*.py") if not (path.parent / "__init__.py").exists()}
    assert not strays, "modules in a folder that is no package"


def test_the_wheel_holds_the_package_its_data_and_the_licence_and_nothing_else(wheel: Path) -> None:
    names = ZipFile(wheel).namelist()
    assert {name.partition("/")[0].partition("-")[0] for name in names} == {"gradcase"}
    shipped = {name.removeprefix("gradcase/") for name in names if name.startswith("gradcase/")}
    sources = [
        path
        for path in (ROOT / "runner").rglob("*")
        if path.is_file() and "__pycache__" not in path.parts and path.suffix != ".md"
    ]
    assert shipped == {str(path.relative_to(ROOT / "runner")) for path in sources}
    assert any(name.endswith("LICENSE") for name in names)


def test_nothing_named_runner_is_installed(binaries: Path, tmp_path: Path) -> None:
    ask = "import importlib.util as u, gradcase; print(u.find_spec('runner'), gradcase.__file__)"
    spec, place = run(tmp_path, binaries / "python", "-c", ask).split()
    assert spec == "None"
    assert not place.startswith(str(ROOT))


@pytest.mark.parametrize(
    "command",
    [("gradcase",), ("python", "-m", "gradcase")],
    ids=["the script", "the module"],
)
@pytest.mark.parametrize("more", [(), ("-j", "2")], ids=["a worker", "two workers"])
def test_the_command(command: tuple[str, ...], more: tuple[str, ...], binaries: Path, project: Path) -> None:
    out = run(project, binaries / command[0], *command[1:], "cases", "--module", "layers", *more)
    assert "2 pass, 1 fail as documented" in out
    results = json.loads((project / "reports" / "results.json").read_text())["results"]
    assert [result["verdict"] for result in results] == ["PASS", "FAIL", "PASS"]


def test_what_it_prints_is_a_command_that_works_there(binaries: Path, project: Path) -> None:
    write(project, b=WRONG)
    command = [str(binaries / "gradcase"), "cases/b.yaml"]
    done = subprocess.run(command, cwd=project, env=environment(), capture_output=True, text=True, check=False)
    (line,) = (line for line in done.stdout.splitlines() if line.lstrip().startswith("re-run"))
    assert line.split()[1:4] == ["python", "-m", "gradcase"]


def test_a_cluster_of_dask(binaries: Path, project: Path) -> None:
    pytest.importorskip("distributed")
    out = run(project, binaries / "gradcase", "cases", "--module", "layers", "--dask", "local", "-j", "1")
    assert "2 pass, 1 fail as documented" in out


@pytest.mark.parametrize("more", [(), ("-n", "2")], ids=["one process", "xdist"])
def test_the_plugin(more: tuple[str, ...], binaries: Path, project: Path) -> None:
    (project / "pyproject.toml").write_text(
        '[tool.gradcase]\nmodules = ["layers"]\n[tool.pytest.ini_options]\ngradcase_paths = ["cases"]\n'
    )
    assert "3 passed" in run(project, binaries / "python", "-m", "pytest", *more)


def test_the_hook(binaries: Path, project: Path) -> None:
    (hook,) = yaml.safe_load((ROOT / ".pre-commit-hooks.yaml").read_text())
    arguments = [*hook["args"], os.path.join("cases", "a.yaml"), os.path.join("cases", "b.yaml")]
    run(project, binaries / hook["entry"], *arguments)


def test_in_python(binaries: Path, project: Path) -> None:
    code = "from gradcase import run; print(*[result.verdict for result in run('cases', modules=['layers'], jobs=2).results])"
    assert run(project, binaries / "python", "-c", code) == "PASS FAIL PASS\n"
