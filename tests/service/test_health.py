"""The health function: one path touches nothing, the other tells what is away."""

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from service.subgoals.health import handler
from tests.service.rig.bedrock import Bedrock
from tests.service.rig.database import Database
from tests.service.rig.service import settings

ROOT = Path(__file__).parents[2]


@pytest.fixture
def env(database: Database, bedrock: Bedrock, monkeypatch: pytest.MonkeyPatch) -> pytest.MonkeyPatch:
    """The environment variables of the function."""
    for name, value in settings(database.server.port, bedrock.url).items():
        monkeypatch.setenv(name, value)
    return monkeypatch


def get(path: str) -> tuple[int, dict[str, Any]]:
    said = handler({"httpMethod": "GET", "path": path, "resource": path, "headers": None}, None)
    return said["statusCode"], json.loads(said["body"])


def test_all_is_well(env: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    for path in ("/health", "/health/deep"):
        status, body = get(path)
        assert (status, body["status"], set(body)) == (200, "ok", {"status", "timestamp"})
    assert capsys.readouterr().out == ""


def test_the_database_is_away(env: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    env.setenv("DATABASE_PORT", "1")
    status, body = get("/health/deep")
    assert (status, body["status"], body["away"]) == (503, "error", "database")
    line = json.loads(capsys.readouterr().out)
    assert (line["level"], line["error"]["code"]) == ("ERROR", "DATABASE")
    assert line["error"]["message"] == "SQLSTATE 08001"


def test_the_configuration_is_broken(env: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    env.delenv("MODEL_ID")
    status, body = get("/health/deep")
    assert (status, body["away"]) == (503, "configuration")
    assert json.loads(capsys.readouterr().out)["error"]["message"] == "MODEL_ID is not set"


def test_the_shallow_one_needs_neither_variables_nor_drivers() -> None:
    code = (
        "import sys; from service.subgoals.health import handler; said = handler({'path': '/health'}, None); "
        "heavy = {'psycopg', 'botocore', 'aws_lambda_powertools'} & set(sys.modules); "
        "assert said['statusCode'] == 200 and not heavy, heavy"
    )
    env = {name: value for name, value in os.environ.items() if name in {"PATH", "HOME"}}
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, env=env, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
