"""A deployment while the service is stopped: refused, unless its commit names the environment."""

import json
import subprocess
from pathlib import Path
from typing import Any

import pytest

from monitoring.cli import main
from monitoring.commands import preflight
from tests.emergency.conftest import FILE, Site
from tests.escalation.rig.clients import CLIENTS

Capture = pytest.CaptureFixture[str]
ASK = ("preflight", FILE, "--deploying", "--environment", "production")


@pytest.fixture
def commit(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Any:
    """Makes the commit that is checked out where the command runs."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(preflight, "clients", lambda service, region: CLIENTS(service))

    def make(message: str) -> None:
        subprocess.run(["git", "init", "-q"], check=True)
        who = ("-c", "user.name=n", "-c", "user.email=n@example.com", "-c", "commit.gpgsign=false")
        subprocess.run(["git", *who, "commit", "-q", "--allow-empty", "-m", message], check=True)

    make("Fix")
    return make


def test_where_nothing_is_stopped_it_goes_on(site: Site, commit: Any, capsys: Capture) -> None:
    assert main(list(ASK)) == 0
    assert capsys.readouterr().out == "go on: no emergency stop stands\n"


def test_it_is_refused_while_the_marker_stands(site: Site, commit: Any, capsys: Capture) -> None:
    site.stop()
    capsys.readouterr()
    assert main(list(ASK)) == 1
    assert capsys.readouterr().out == (
        "refused: production was stopped by hanako (漏えい)\n"
        "  -> `monitoring restore` first, or add the line `Deploy-While-Stopped: production` to the commit\n"
    )
    site.account.concurrency = 10
    assert main([*ASK, "--format", "json"]) == 1
    assert json.loads(capsys.readouterr().out)["allowed"] is False


def test_it_is_refused_where_somebody_stopped_the_function_by_hand(
    site: Site, commit: Any, capsys: Capture
) -> None:
    site.account.concurrency = 0
    assert main(list(ASK)) == 1
    assert "was stopped by hand: its reserved concurrency is 0" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("message", "code"),
    [
        ("Fix\n\nDeploy-While-Stopped: production", 0),
        ("Fix\n\nDeploy-While-Stopped: staging", 1),
        ("Fix Deploy-While-Stopped: production", 1),
    ],
)
def test_a_fix_goes_on_when_its_commit_names_the_environment(
    site: Site, commit: Any, message: str, code: int
) -> None:
    site.stop()
    commit(message)
    assert main(list(ASK)) == code


def test_even_so_nothing_is_deployed_that_would_start_the_function(
    site: Site, commit: Any, capsys: Capture
) -> None:
    site.account.concurrency = 7
    site.stop()
    commit("Fix\n\nDeploy-While-Stopped: production")
    assert main(list(ASK)) == 1
    assert "a reserved concurrency of 10 would start it" in capsys.readouterr().out


@pytest.mark.parametrize("operation", ["GetItem", "GetFunctionConcurrency"])
def test_what_is_not_deployed_yet_is_not_stopped(site: Site, commit: Any, operation: str) -> None:
    site.account.broken[operation] = ("ResourceNotFoundException", 1)
    assert main(list(ASK)) == 0


@pytest.mark.parametrize("operation", ["GetItem", "GetFunctionConcurrency"])
def test_who_cannot_look_does_not_deploy(site: Site, commit: Any, capsys: Capture, operation: str) -> None:
    site.account.broken[operation] = ("AccessDeniedException", 1)
    assert main(list(ASK)) == 2
    assert "docs/policies/production/deploying.json allows it" in capsys.readouterr().err


def test_the_pipeline_asks_before_it_deploys() -> None:
    import yaml

    file = Path(__file__).parents[2] / ".github" / "workflows" / "ci.yml"
    steps = yaml.safe_load(file.read_text())["jobs"]["deploy"]["steps"]
    runs = [str(step.get("run", "")) for step in steps]
    asked = next(at for at, run in enumerate(runs) if "preflight --deploying" in run)
    deployed = next(at for at, run in enumerate(runs) if "cdk deploy" in run)
    assert asked < deployed
    assert steps[asked]["if"] == steps[deployed]["if"]
    assert steps[asked]["env"] == steps[deployed]["env"]
