"""Each target takes a bounded number of inputs, the same ones each time; `make fuzz` runs one for longer."""

import subprocess
import sys
from pathlib import Path

import pytest

from tests.fuzz.__main__ import DOORS
from tests.fuzz.targets import TARGETS

ROOT = Path(__file__).parents[2]
RUNS = 2000


def fuzz(*words: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "tests.fuzz", *words]
    return subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)


def test_every_target_has_a_name_to_ask_for() -> None:
    assert list(TARGETS) == list(DOORS)


@pytest.mark.parametrize("name", DOORS)
def test_a_target_takes_any_bytes(name: str, tmp_path: Path) -> None:
    done = fuzz(name, "--runs", str(RUNS), "--folder", str(tmp_path))
    assert done.returncode == 0, done.stderr
    assert f"Done {RUNS} runs" in done.stdout + done.stderr


@pytest.mark.parametrize("name", DOORS)
def test_a_sound_input_is_taken(name: str) -> None:
    for seed in TARGETS[name].seeds:
        TARGETS[name].check(seed)


def test_hypothesis_runs_a_target_where_atheris_does_not_exist() -> None:
    done = fuzz("rule", "--runs", "200", "--engine", "hypothesis")
    assert done.returncode == 0, done.stderr
    assert "Done 200 runs" in done.stdout
