"""Broken files with exactly what `monitoring check` says about them.

A case is two files: ``cases/NN-what-is-wrong.yaml``, and ``.out`` with the exit code and then all output.
After a change of a message, ``python -m tests.broken.test_broken`` writes the .out files anew, to be read in
the diff.
"""

import json
import re
import subprocess
import sys
from pathlib import Path
from unicodedata import east_asian_width

import pytest

from tests.support.running import Ran, check, run

ROOT = Path(__file__).parents[2]
FOLDER = Path(__file__).with_name("cases")
CASES = sorted(FOLDER.glob("*.yaml"))
TODAY = ("--today", "2026-12-01")
HEADING = re.compile(
    r"""^(?P<file>\S+):(?P<line>\d+):(?P<column>\d+):[ ](?:error|warning)[ ][a-z-]+(?:[ ]at[ ].*)?\n
    [ ]{2}\d+[ ]\|[ ](?P<source>.*)\n
    [ ]+\|[ ](?P<carets>[ ]*\^+)$""",
    re.MULTILINE | re.VERBOSE,
)


def written(ran: Ran) -> str:
    """What a .out file says of a run."""
    return f"exit code {ran.code}\n{ran.out}"


def run_case(file: Path, *flags: str) -> Ran:
    return check(file.name, *TODAY, *flags, folder=FOLDER)


@pytest.mark.parametrize("file", CASES, ids=lambda file: file.stem)
def test_a_broken_file_gives_exactly_this_output(file: Path) -> None:
    ran = run_case(file)
    assert written(ran) == file.with_suffix(".out").read_text(encoding="utf-8")
    assert ran.err == ""
    assert ran.code == 1


def test_there_are_many_cases_each_with_its_output() -> None:
    assert len(CASES) >= 70
    assert {file.stem for file in CASES} == {file.stem for file in FOLDER.glob("*.out")}


@pytest.mark.parametrize("file", CASES, ids=lambda file: file.stem)
def test_carets_stand_below_what_the_heading_names(file: Path) -> None:
    lines = file.read_bytes().decode("utf-8").replace("\r\n", "\n").split("\n")
    output = file.with_suffix(".out").read_text(encoding="utf-8")
    for shown in HEADING.finditer(output):
        named = lines[int(shown["line"]) - 1][int(shown["column"]) - 1 :]
        if named.isprintable():
            assert named.startswith(marked(shown["source"], shown["carets"])), shown[0]


def marked(source: str, carets: str) -> str:
    """The characters above the carets, on a terminal where full-width characters fill two columns."""
    start, end = len(carets) - carets.count("^"), len(carets)
    column, found = 0, ""
    for character in source:
        if start <= column < end:
            found += character
        column += 2 if east_asian_width(character) in "WF" else 1
    return found.removesuffix("…")


@pytest.mark.parametrize("file", CASES, ids=lambda file: file.stem)
def test_nothing_reaches_the_terminal_that_it_would_obey(file: Path) -> None:
    for form in ("text", "json", "github", "sarif"):
        out = run_case(file, "--format", form).out
        assert not re.search(r"[\x00-\x09\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]", out), form


@pytest.mark.parametrize("file", CASES, ids=lambda file: file.stem)
def test_all_formats_say_the_same(file: Path) -> None:
    found = json.loads(run_case(file, "--format", "json").out)["findings"]
    github = run_case(file, "--format", "github").out.splitlines()
    sarif = json.loads(run_case(file, "--format", "sarif").out)["runs"][0]["results"]
    text = run_case(file).out
    assert len(found) == len(github) == len(sarif)
    for finding in found:
        assert finding["message"]
        assert finding["fix"]
        assert f": {finding['severity']} {finding['check']}" in text
        assert f"{file.name}:{finding['line']}:{finding['column']}: " in text or not file.read_bytes()


@pytest.mark.parametrize("number", ["06", "22", "82"])
def test_the_program_itself_prints_the_same(number: str) -> None:
    (file,) = FOLDER.glob(f"{number}-*.yaml")
    words = [sys.executable, "-m", "monitoring", "check", file.name, *TODAY]
    environment = {"PYTHONPATH": str(ROOT), "PYTHONIOENCODING": "utf-8", "NO_COLOR": "1"}
    done = subprocess.run(words, cwd=FOLDER, env=environment, capture_output=True, check=False)
    assert done.stderr == b""
    printed = f"exit code {done.returncode}\n{done.stdout.decode()}"
    assert printed == file.with_suffix(".out").read_text(encoding="utf-8")


@pytest.mark.parametrize("command", ["plan", "preflight"])
def test_no_other_command_works_with_a_broken_file(command: str) -> None:
    ran = run(command, "82-everything-wrong-at-once.yaml", "--environment", "production", folder=FOLDER)
    assert ran.code == 1
    assert ran.out == ""
    assert "nothing is planned: 44 errors in 82-everything-wrong-at-once.yaml" in ran.err


def write_all() -> None:
    """Write every .out file anew."""
    for file in CASES:
        file.with_suffix(".out").write_text(written(run_case(file)), encoding="utf-8")


if __name__ == "__main__":
    write_all()
