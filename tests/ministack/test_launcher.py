"""What is changed in ministack are inner parts of one version; what is taken for granted is compared."""

import json
import subprocess
from typing import Any

import pytest

from tests.ministack.rig.environment import LOCK, ready_python
from tests.ministack.rig.process import LAUNCHER
from tests.stack.conftest import assembly, shipped
from tests.support.templates import Assembly

VERSION = "1.5.33"
RECORDED = {"AWS::CloudWatch::LogAlarm", "AWS::Logs::QueryDefinition"}
SIGNATURES = {
    "alarm create": ["logical_id", "props", "stack_name"],
    "alarm delete": ["physical_id", "props"],
    "eventbridge to lambda": ["arn", "payload"],
    "lambda asynchronously": ["func", "event"],
    "lambda dispatch": ["func", "config", "event", "request_id", "started"],
    "lambda puts aside": ["target_arn", "func_name", "event", "result"],
    "scheduler target": ["target", "event", "rule", "view"],
    "sns to lambda": [
        "endpoint",
        "envelope",
        "topic_arn",
        "sub_arn",
        "msg_id",
        "raw_message",
        "message_attributes",
    ],
}
__all__ = ["assembly", "shipped"]  # fixtures


@pytest.fixture(scope="session")
def contract() -> dict[str, Any]:
    """What the launcher says of ministack."""
    said = subprocess.run([ready_python(), LAUNCHER, "--contract"], capture_output=True, check=True)
    return dict(json.loads(said.stdout))


def test_it_is_the_version_that_was_looked_at(contract: dict[str, Any]) -> None:
    assert contract["version"] == VERSION
    assert f"ministack=={VERSION} " in LOCK.read_text()


def test_what_is_changed_is_called_as_it_was(contract: dict[str, Any]) -> None:
    assert contract["signatures"] == SIGNATURES


def test_every_kind_of_our_templates_is_there_or_recorded_and_none_is_recorded_needlessly(
    contract: dict[str, Any], assembly: Assembly
) -> None:
    used = {each["Type"] for each in assembly.resources.values()}
    assert used - set(contract["kinds"]) == RECORDED


def test_the_lock_names_no_place_to_get_packages_from() -> None:
    assert "http" not in LOCK.read_text()
