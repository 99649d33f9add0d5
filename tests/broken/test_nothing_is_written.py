"""With a broken file nothing is planned and nothing is written, whoever asks."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
CASES = Path(__file__).with_name("cases")


@pytest.mark.parametrize("name", ["01-empty", "60-overrides-that-match-nothing", "81-what-aws-does-not-take"])
def test_the_app_refuses_a_broken_file(tmp_path: Path, name: str) -> None:
    own = {"MONITORING_FILE": str(CASES / f"{name}.yaml"), "CDK_OUTDIR": str(tmp_path / "cdk.out")}
    environment = {**os.environ, **own, "PYTHONPATH": str(ROOT), "PYTHONDONTWRITEBYTECODE": "1"}
    words = [sys.executable, str(ROOT / "app.py")]
    done = subprocess.run(words, cwd=tmp_path, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 1
    assert done.stdout == ""
    assert "Traceback" not in done.stderr
    assert f"in {CASES / name}.yaml\n" in done.stderr
    assert "nothing is planned: " in done.stderr
    assert list(tmp_path.iterdir()) == []
