"""Whole incidents, minute by minute: a case is what happens, and everything that people see of it.

A case is ``cases/<name>.yaml``: ``begins`` (local time), ``events`` at local times, ``seen``. An event turns
an alarm (``alarm: duration-critical``, ``ok: ..``), presses a button, brings the last notification again,
takes something away (``break``) or mends it.
"""

from pathlib import Path
from typing import Any

import pytest
import yaml

from tests.escalation.rig.cases import play
from tests.oncall.rig.slack import FakeSlack

FOLDER = Path(__file__).with_name("cases")
CASES = sorted(FOLDER.glob("*.yaml"))


@pytest.mark.parametrize("file", CASES, ids=lambda file: file.stem)
def test_a_night_goes_as_its_case_says(file: Path, slack: FakeSlack) -> None:
    case: dict[str, Any] = yaml.safe_load(file.read_text(encoding="utf-8"))
    assert play(case, slack) == case["seen"].rstrip("\n").split("\n")


def test_there_are_cases() -> None:
    assert len(CASES) >= 15
