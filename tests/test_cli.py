"""The command line: commands, exit codes, and how it behaves when something goes wrong."""

import json
import tomllib
from importlib import import_module
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from monitoring import __version__
from monitoring.cli import COMMANDS, main
from monitoring.commands import check as check_command
from monitoring.commands.check import render
from monitoring.commands.inspection import inspect

ROOT = Path(__file__).parents[1]
SMALL = ROOT / "tests" / "files" / "small.yaml"
ALLOWED = "# monitoring: allow blind-at-night until 2027-01-31 because it is a test\nalarms:"

Capture = pytest.CaptureFixture[str]


@pytest.fixture(autouse=True)
def plain(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("NO_COLOR", "FORCE_COLOR", "MONITORING_DEBUG"):
        monkeypatch.delenv(name, raising=False)


@pytest.fixture
def small(tmp_path: Path) -> Path:
    """A sound file with one warning."""
    file = tmp_path / "monitoring.yaml"
    file.write_bytes(SMALL.read_bytes())
    return file


def change(file: Path, old: str, new: str) -> Path:
    source = file.read_text(encoding="utf-8")
    assert old in source
    file.write_text(source.replace(old, new, 1), encoding="utf-8")
    return file


# --- exit codes of check


def test_a_clean_file_gives_0_and_says_so(small: Path, capsys: Capture) -> None:
    change(small, "\nalarms:", "\n" + ALLOWED)
    assert main(["check", str(small), "--today", "2026-12-01"]) == 0
    assert capsys.readouterr().out == f"no problems in {small} (staging: 7 alarms, production: 7 alarms)\n"


def test_warnings_give_0_and_are_shown(small: Path, capsys: Capture) -> None:
    assert main(["check", str(small)]) == 0
    out = capsys.readouterr().out
    assert "warning blind-at-night" in out
    assert f"1 warning in {small} (--strict counts warnings as errors)\n" in out


def test_strict_counts_warnings_as_errors(small: Path) -> None:
    assert main(["check", str(small), "--strict"]) == 1


def test_errors_give_1_all_at_once_with_a_way_to_learn_more(small: Path, capsys: Capture) -> None:
    change(change(small, "above: 45 s", "above: 45s"), "memory: 1024 MB", "memorie: 1024 MB")
    assert main(["check", str(small)]) == 1
    out = capsys.readouterr().out
    assert "`45s`" in out
    assert "unknown key `memorie`" in out
    assert out.endswith("why, with examples: monitoring explain schema\n")


def test_the_day_decides_whether_a_suppression_still_holds(small: Path, capsys: Capture) -> None:
    change(small, "\nalarms:", "\n" + ALLOWED)
    assert main(["check", str(small), "--today", "2027-02-01", "--strict"]) == 1
    assert "suppression-hygiene" in capsys.readouterr().out


@pytest.mark.parametrize("name", ["missing.yaml", "."])
def test_a_file_that_cannot_be_read_is_a_finding(
    name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: Capture
) -> None:
    monkeypatch.chdir(tmp_path)
    assert main(["check", name]) == 1
    assert capsys.readouterr().out.startswith(f"{name}: error file-unreadable\n")


def test_the_file_is_monitoring_yaml_by_default(
    small: Path, monkeypatch: pytest.MonkeyPatch, capsys: Capture
) -> None:
    monkeypatch.chdir(small.parent)
    assert main(["check"]) == 0
    assert "1 warning in monitoring.yaml" in capsys.readouterr().out


@pytest.mark.parametrize("form", ["json", "sarif"])
def test_machine_formats_print_nothing_but_their_format(form: str, small: Path, capsys: Capture) -> None:
    assert main(["check", str(small), "--format", form]) == 0
    captured = capsys.readouterr()
    assert json.loads(captured.out)
    assert captured.err == ""


def test_github_prints_one_line_a_finding(small: Path, capsys: Capture) -> None:
    assert main(["check", str(small), "--format", "github"]) == 0
    (line,) = capsys.readouterr().out.splitlines()
    assert line.startswith("::warning file=")


# --- wrong use


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["chekc"], "there is no command `chekc`; did you mean `check`?"),
        (
            ["xyzzy"],
            "there is no command `xyzzy`; known here: check, plan, test, query, report, filter, explain",
        ),
        (["check", "--fromat", "json"], "unknown option `--fromat`; did you mean `--format`?"),
        (["check", "--fromat=json"], "unknown option `--fromat`; did you mean `--format`?"),
        (["check", "--format", "jsno"], "`jsno` is not known here; did you mean `json`?"),
        (["check", "--format"], "expected one argument"),
        (["check", "a.yaml", "b.yaml"], "one argument too many: `b.yaml`"),
        (["check", "--today", "tomorrow"], "`tomorrow` is no date; write it like 2027-01-31"),
        (["check", "--stric"], "unknown option `--stric`; did you mean `--strict`?"),
        (["--verison"], "unknown option `--verison`; did you mean `--version`?"),
        (["explain", "unreachable-treshold"], "did you mean `unreachable-threshold`?"),
        (["plan", str(SMALL), "--environment", "prod"], "did you mean `production`?"),
        (["plan", str(SMALL)], "which environment? add --environment staging or --environment production"),
        (["check", "\x1b[31m.yaml", "\x1b[2J"], r"one argument too many: `\x1b[2J`"),
    ],
)
def test_wrong_use_gives_2_and_the_way_out_on_standard_error(
    words: list[str], said: str, capsys: Capture
) -> None:
    assert main(words) == 2
    captured = capsys.readouterr()
    assert said in captured.err
    assert captured.out == ""
    assert "Traceback" not in captured.err


def test_no_command_gives_2_and_the_help(capsys: Capture) -> None:
    assert main([]) == 2
    assert "commands:" in capsys.readouterr().err


def test_help_names_every_command(capsys: Capture) -> None:
    assert main(["--help"]) == 0
    out = capsys.readouterr().out
    assert all(f"  {name} " in out and module.SUMMARY in out for name, module in COMMANDS.items())


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_has_help_with_examples_and_exit_codes(name: str, capsys: Capture) -> None:
    assert main([name, "--help"]) == 0
    out = capsys.readouterr().out
    assert f"examples:\n  {COMMANDS[name].EXAMPLES[0]}" in out
    assert "0 clean, 1 errors found, 2 wrong use, 3 a bug" in out


def test_version(capsys: Capture) -> None:
    assert main(["--version"]) == 0
    assert capsys.readouterr().out == f"monitoring {__version__}\n"


def test_the_program_is_what_the_project_installs() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    module, _, function = project["scripts"]["monitoring"].partition(":")
    assert callable(getattr(import_module(module), function))
    assert project["version"] == __version__


# --- bugs and interruptions


def test_a_bug_gives_3_and_one_line_with_where_to_report_it(
    monkeypatch: pytest.MonkeyPatch, capsys: Capture
) -> None:
    monkeypatch.setattr(check_command, "run", _fail(RuntimeError("no\nsense")))
    assert main(["check"]) == 3
    (line,) = capsys.readouterr().err.splitlines()
    assert line.startswith(r"monitoring: a bug in monitoring, not in your file: RuntimeError: no\nsense")
    assert "report it in" in line


@pytest.mark.parametrize("how", ["flag", "variable"])
def test_a_bug_shows_its_traceback_on_request(
    how: str, monkeypatch: pytest.MonkeyPatch, capsys: Capture
) -> None:
    monkeypatch.setattr(check_command, "run", _fail(RuntimeError("nonsense")))
    if how == "variable":
        monkeypatch.setenv("MONITORING_DEBUG", "1")
    assert main(["check", "--debug"] if how == "flag" else ["check"]) == 3
    assert "Traceback" in capsys.readouterr().err


def test_ctrl_c_gives_130_without_a_traceback(monkeypatch: pytest.MonkeyPatch, capsys: Capture) -> None:
    monkeypatch.setattr(check_command, "run", _fail(KeyboardInterrupt()))
    assert main(["check"]) == 130
    assert capsys.readouterr().err == "monitoring: stopped\n"


def _fail(problem: BaseException) -> object:
    def run(_: object) -> int:
        raise problem

    return run


# --- any input


@settings(max_examples=100, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.one_of(st.binary(max_size=300), st.text(max_size=300).map(lambda text: text.encode(errors="replace")))
)
def test_any_file_gives_findings_in_every_format(tmp_path: Path, content: bytes) -> None:
    file = tmp_path / "any.yaml"
    file.write_bytes(content)
    inspection = inspect(str(file))
    assert inspection.findings
    for form in ("text", "json", "github", "sarif"):
        assert render(inspection, form)
