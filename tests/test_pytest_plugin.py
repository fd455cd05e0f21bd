"""`pytest cases/`, in real pytest processes."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from xml.etree import ElementTree

import pytest

from tests.command import BROKEN, DOCUMENTED, RIGHT, TYPO, WRONG, environment, write

ON = "[pytest]\ngradcase_paths = cases\n"


def run_pytest(folder: Path, *arguments: str, ini: str = ON) -> subprocess.CompletedProcess[str]:
    (folder / "pytest.ini").write_text(ini)
    return subprocess.run(
        [sys.executable, "-m", "pytest", "-p", "no:randomly", *arguments],
        cwd=folder,
        env=environment(COLUMNS="100"),
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )


class TestSwitchingItOn:
    @pytest.mark.parametrize("ini", ["[pytest]\n", "[pytest]\ngradcase = false\n"])
    def test_without_a_line_of_configuration_no_yaml_is_touched(self, ini: str, tmp_path: Path) -> None:
        write(tmp_path, a=RIGHT)
        (tmp_path / "unrelated.yaml").write_text("just: some\nsettings: here\n")
        done = run_pytest(tmp_path, "cases", ".", ini=ini)
        assert done.returncode == pytest.ExitCode.NO_TESTS_COLLECTED

    def test_the_folders_named_are_collected_and_no_others(self, tmp_path: Path) -> None:
        write(tmp_path, a=RIGHT)
        (tmp_path / "unrelated.yaml").write_text("just: some\nsettings: here\n")
        done = run_pytest(tmp_path, "-q")
        assert done.stdout.startswith(".")
        assert "1 passed" in done.stdout

    def test_or_every_yaml_file(self, tmp_path: Path) -> None:
        (tmp_path / "a.yaml").write_text(RIGHT)
        (tmp_path / "b.yml").write_text(RIGHT)
        assert "2 passed" in run_pytest(tmp_path, ini="[pytest]\ngradcase = true\n").stdout

    def test_the_paths_of_the_project_count_where_pytest_names_none(self, tmp_path: Path) -> None:
        write(tmp_path, a=RIGHT)
        (tmp_path / "unrelated.yaml").write_text("just: some\nsettings: here\n")
        (tmp_path / "pyproject.toml").write_text('[tool.gradcase]\npaths = ["cases"]\n')
        assert "1 passed" in run_pytest(tmp_path, ini="[pytest]\n").stdout
        (tmp_path / "pyproject.toml").write_text('[tool.gradcase]\npaths = ["casess"]\n')
        assert "`paths` in pyproject.toml: there is no file or folder" in run_pytest(tmp_path, ini="[pytest]\n").stderr
        (tmp_path / "pyproject.toml").write_text('[tool.gradcase]\npath = ["cases"]\n')
        done = run_pytest(tmp_path, ini="[pytest]\n")
        assert done.returncode == pytest.ExitCode.USAGE_ERROR
        assert "pyproject.toml:2: [tool.gradcase] knows no `path`: did you mean `paths`?" in done.stderr

    def test_it_stands_beside_ordinary_tests(self, tmp_path: Path) -> None:
        write(tmp_path, a=RIGHT)
        (tmp_path / "test_a.py").write_text("def test_a():\n    pass\n")
        assert "2 passed" in run_pytest(tmp_path).stdout

    def test_a_path_that_leads_nowhere_is_an_error_of_use(self, tmp_path: Path) -> None:
        (tmp_path / "test_a.py").write_text("def test_a():\n    pass\n")
        done = run_pytest(tmp_path, ini="[pytest]\ngradcase_paths = casess\n")
        assert done.returncode == pytest.ExitCode.USAGE_ERROR
        assert "gradcase_paths: there is no file or folder" in done.stderr

    def test_where_there_is_no_case_file_nothing_of_ours_is_loaded(self, tmp_path: Path) -> None:
        (tmp_path / "cases").mkdir()
        (tmp_path / "test_a.py").write_text(
            "import sys\ndef test_a():\n    assert not {'numpy', 'yaml', 'gradcase.model'} & sys.modules.keys()\n"
        )
        assert "1 passed" in run_pytest(tmp_path).stdout


class TestTests:
    def test_the_id_is_the_one_that_the_command_takes(self, tmp_path: Path) -> None:
        write(tmp_path, a=RIGHT)
        assert "cases/a.yaml::sum of squares PASSED" in run_pytest(tmp_path, "-v").stdout
        assert "1 passed" in run_pytest(tmp_path, "cases/a.yaml::sum of squares").stdout

    def test_a_documented_failure_passes_and_an_unexpected_one_reads_as_in_the_command(self, tmp_path: Path) -> None:
        write(tmp_path, a=DOCUMENTED, b=WRONG, c=TYPO)
        done = run_pytest(tmp_path)
        assert done.returncode == pytest.ExitCode.TESTS_FAILED
        assert "1 passed" in done.stdout
        assert "2 failed" in done.stdout
        assert "\ncases/b.yaml:5:11: FAIL, expected PASS\n  case    b::half the gradient\n" in done.stdout
        assert "\n  fix     2 * x\n" in done.stdout
        assert "\ncases/c.yaml:3:7: ERROR, expected PASS\n" in done.stdout
        assert "Traceback" not in done.stdout

    def test_a_broken_file_is_an_error_of_collection_with_its_faults(self, tmp_path: Path) -> None:
        write(tmp_path, a=RIGHT, b=BROKEN)
        done = run_pytest(tmp_path, "--continue-on-collection-errors")
        assert "1 passed, 1 error" in done.stdout
        assert "cases/b.yaml:4:1: unknown key `gradiant`" in done.stdout
        assert "did you mean `gradient`?" in done.stdout

    def test_tags_are_markers_even_where_markers_are_strict(self, tmp_path: Path) -> None:
        write(tmp_path, a=RIGHT, b=DOCUMENTED.replace("wrong]", "wrong, missing-term, _own]"))
        done = run_pytest(tmp_path, "-m", "smooth and not wrong", "--strict-markers", "-W", "error")
        assert "1 passed, 1 deselected" in done.stdout
        assert "1 passed, 1 deselected" in run_pytest(tmp_path, "-m", "missing-term", "--strict-markers").stdout

    def test_a_tag_that_means_something_to_pytest_is_no_marker(self, tmp_path: Path) -> None:
        write(tmp_path, a=WRONG.replace("smooth, wrong", "skip, xfail, usefixtures"))
        assert "1 failed" in run_pytest(tmp_path, "-W", "error").stdout
        assert "1 failed" in run_pytest(tmp_path, "-k", "xfail").stdout

    @pytest.mark.parametrize("tag", ["a(b)", "n=1:2", "(", ":", "parametrise", "ends(", "é"])
    def test_no_tag_fails_a_session_however_strict(self, tag: str, tmp_path: Path) -> None:
        write(tmp_path, a=RIGHT.replace("smooth]", f'smooth, "{tag}"]'))
        assert "1 passed" in run_pytest(tmp_path, "--strict-markers", "-W", "error").stdout

    def test_names_are_selected_by_k(self, tmp_path: Path) -> None:
        write(tmp_path, a=RIGHT, b=DOCUMENTED)
        assert "1 passed, 1 deselected" in run_pytest(tmp_path, "-k", "half").stdout

    def test_only_what_failed_last_time(self, tmp_path: Path) -> None:
        write(tmp_path, a=RIGHT, b=WRONG)
        run_pytest(tmp_path)
        done = run_pytest(tmp_path, "--lf")
        assert "1 failed" in done.stdout

    def test_so_it_is_with_the_cases_of_a_matrix(self, tmp_path: Path) -> None:
        write(tmp_path, a=RIGHT, b=WRONG + "sizes: {n: 1}\nmatrix: {n: [1, 2]}\n")
        run_pytest(tmp_path)
        done = run_pytest(tmp_path, "--lf")
        assert "2 failed" in done.stdout
        assert "passed" not in done.stdout
        assert "passed" not in done.stdout

    def test_several_processes_of_xdist(self, tmp_path: Path) -> None:
        write(tmp_path, **{f"a{number}": RIGHT for number in range(4)}, b=WRONG)
        done = run_pytest(tmp_path, "-n", "2", "-W", "error")
        assert "1 failed, 4 passed" in done.stdout
        assert "cases/b.yaml:5:11: FAIL, expected PASS" in done.stdout

    def test_junit_of_pytest_gets_verdict_and_cause(self, tmp_path: Path) -> None:
        write(tmp_path, a=DOCUMENTED)
        run_pytest(tmp_path, "--junit-xml", "junit.xml")
        properties = {item.get("name"): item.get("value") for item in ElementTree.parse(tmp_path / "junit.xml").iter("property")}
        assert properties == {"verdict": "FAIL", "cause": "scale"}

    def test_a_hanging_case_costs_itself_only(self, tmp_path: Path) -> None:
        hanging = RIGHT.replace("np.sum(x**2)", "np.linalg.slogdet(np.linalg.inv(x))[1]").replace("[3]", "[2500, 2500]")
        write(tmp_path, a=hanging + "timeout: 0.5\n", b=RIGHT)
        done = run_pytest(tmp_path)
        assert "1 failed, 1 passed" in done.stdout
        assert "TIMEOUT, expected PASS" in done.stdout

    def test_modules_are_lent_by_pyproject(self, tmp_path: Path) -> None:
        write(tmp_path, a=RIGHT.replace("np.sum(x**2)", "mylayers.cost(x)"))
        (tmp_path / "mylayers.py").write_text("def cost(x):\n    return (x**2).sum()\n")
        (tmp_path / "pyproject.toml").write_text('[tool.gradcase]\nmodules = ["mylayers"]\n')
        assert "1 passed" in run_pytest(tmp_path).stdout
        (tmp_path / "pyproject.toml").write_text('[tool.gradcase]\nmodules = ["not_there"]\n')
        assert "the module `not_there` cannot be imported" in run_pytest(tmp_path).stdout

    def test_settings_of_pyproject_hold_here_too(self, tmp_path: Path) -> None:
        hanging = RIGHT.replace("np.sum(x**2)", "np.linalg.slogdet(np.linalg.inv(x))[1]").replace("[3]", "[2500, 2500]")
        write(tmp_path, a=hanging)
        (tmp_path / "pyproject.toml").write_text("[tool.gradcase]\ntimeout = 0.5\n")
        assert "stopped after 0.5 s" in run_pytest(tmp_path).stdout

    def test_the_line_to_run_it_again_works_here(self, tmp_path: Path) -> None:
        write(tmp_path, b=WRONG)
        assert "  re-run  python -m pytest 'cases/b.yaml::half the gradient'\n" in run_pytest(tmp_path).stdout

    def test_collecting_alone_computes_nothing(self, tmp_path: Path) -> None:
        write(tmp_path, a=RIGHT, b=WRONG)
        done = run_pytest(tmp_path, "--collect-only", "-q")
        assert "cases/a.yaml::sum of squares\ncases/b.yaml::half the gradient\n" in done.stdout
        assert done.returncode == 0


class TestStrangers:
    """Files and names that somebody sends in."""

    def test_a_link_out_of_the_folder_is_not_followed(self, tmp_path: Path) -> None:
        write(tmp_path, a=RIGHT)
        (tmp_path / "secret.yaml").write_text("password: hunter2\n")
        (tmp_path / "cases" / "link.yaml").symlink_to(tmp_path / "secret.yaml")
        done = run_pytest(tmp_path, "--continue-on-collection-errors")
        assert "this link leads out of the folder given" in done.stdout
        assert "hunter2" not in done.stdout
        assert "1 passed, 1 error" in done.stdout

    def test_a_linked_folder_is_not_entered(self, tmp_path: Path) -> None:
        write(tmp_path, a=RIGHT)
        (tmp_path / "cases" / "loop").symlink_to(tmp_path / "cases")
        assert "1 passed" in run_pytest(tmp_path).stdout

    def test_a_folder_that_leads_out_of_the_project_is_an_error_of_use(self, tmp_path: Path) -> None:
        write(tmp_path, a=RIGHT)
        (tmp_path / "cases").rename(tmp_path.parent / "secret")
        (tmp_path / "cases").symlink_to(tmp_path.parent / "secret")
        done = run_pytest(tmp_path)
        assert done.returncode == 4
        assert "cases leads by a link out of the project" in done.stderr

    def test_two_names_that_are_shown_alike_are_two_tests(self, tmp_path: Path) -> None:
        write(tmp_path, a="cases:\n" + "".join(
            f"- name: '{name}'\n  shapes: {{x: [3]}}\n  cost: np.sum(x**2)\n  gradient: {claim}\n"
            for name, claim in (("a ##[group]", "x"), (r"a #\x23[group]", "2 * x"))
        ))  # fmt: skip
        done = run_pytest(tmp_path, "-v")
        assert r"a #\x23[group] FAILED" in done.stdout
        assert r"a #\x23[group] (2) PASSED" in done.stdout

    def test_names_are_shown_harmless(self, tmp_path: Path) -> None:
        write(tmp_path, a=WRONG.replace("half the gradient", "'half ##[error]forged'"))
        folder = tmp_path / "cases" / "d\x1b[31m"
        folder.mkdir()
        (folder / "b.yaml").write_text(RIGHT)
        done = run_pytest(tmp_path, "-v")
        assert "##[" not in done.stdout
        assert "\x1b" not in done.stdout
        assert "a.yaml::half #\\x23[error]forged FAILED" in done.stdout
