"""The program as a process: exit codes, closed pipes, full disks, what it imports."""

import os
import resource
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).parents[1]
SMALL = ROOT / "tests" / "files" / "small.yaml"


def process(*words: str, **options: Any) -> subprocess.CompletedProcess[str]:
    environment = {**os.environ, **options.pop("variables", {})}
    options = {"capture_output": True, "text": True, "encoding": "utf-8", **options}
    command = [sys.executable, "-m", "monitoring", *words]
    return subprocess.run(command, cwd=ROOT, env=environment, check=False, **options)


def test_the_process_ends_with_the_exit_code_and_all_its_output() -> None:
    done = process("check", str(SMALL), "--strict")
    assert done.returncode == 1
    assert done.stdout.endswith("monitoring explain blind-at-night\n")


def test_a_reader_that_stops_reading_gets_no_traceback() -> None:
    reading, writing = os.pipe()
    os.close(reading)
    done = process("schema", capture_output=False, stdout=writing, stderr=subprocess.PIPE)
    os.close(writing)
    assert (done.returncode, done.stderr) == (141, "")


@pytest.mark.parametrize("unbuffered", ["", "1"])
def test_an_output_that_takes_no_more_is_said_in_one_line(tmp_path: Path, unbuffered: str) -> None:
    def limit_files() -> None:
        resource.setrlimit(resource.RLIMIT_FSIZE, (100, 100))

    with (tmp_path / "full").open("w") as full:
        done = process(
            "schema",
            capture_output=False,
            stdout=full,
            stderr=subprocess.PIPE,
            preexec_fn=limit_files,
            variables={"PYTHONUNBUFFERED": unbuffered},
        )
    assert done.returncode == 2
    assert done.stderr == "monitoring: the output cannot be written: File too large\n"


def test_a_place_that_cannot_show_japanese_gets_escapes() -> None:
    done = process("plan", str(SMALL), "--environment", "production", variables={"PYTHONIOENCODING": "ascii"})
    assert done.returncode == 0
    assert r"\u30a2" in done.stdout


def test_a_closed_output_does_no_harm() -> None:
    command = f"{sys.executable} -m monitoring check {SMALL} >&- 2>&-; echo $?"
    done = subprocess.run(["bash", "-c", command], cwd=ROOT, check=False, capture_output=True, text=True)
    assert done.stdout == "0\n"


def test_typing_extensions_can_be_imported_after_the_start() -> None:
    code = "import monitoring.__main__ as start; start._import_msgspec(); import typing_extensions"
    assert subprocess.run([sys.executable, "-c", code], cwd=ROOT, check=False).returncode == 0


HEAVY = {"rich", "boto3", "aws_cdk", "pydantic", "dataclasses", "json", "typing_extensions"}


def test_a_clean_check_imports_nothing_heavy() -> None:
    code = (
        "import sys, monitoring.__main__ as start; start._import_msgspec()\n"
        "from monitoring.cli import main\n"
        f"main(['check', {str(SMALL.parents[2] / 'monitoring.yaml')!r}])\n"
        f"print(sorted({HEAVY!r} & set(sys.modules)))"
    )
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, check=True, capture_output=True, text=True)
    assert done.stdout.splitlines()[-1] == "[]"
