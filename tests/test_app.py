"""What `cdk synth` starts: templates for a sound file, findings and nothing else for any other."""

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any
from zipfile import ZipFile

import pytest

from app import PACKAGES, build, service_facts
from monitoring.plan.build import plan
from monitoring.plan.functions import WORKERS
from service.bundle import bundle
from tests.support.specs import BASE, loaded
from tests.support.templates import read_assembly

LAMBDA = "AWS::Lambda::Function"
PROJECT = Path(__file__).parents[1]


def run(file: Path, out: Path) -> subprocess.CompletedProcess[str]:
    environment = {**os.environ, "MONITORING_FILE": str(file), "CDK_OUTDIR": str(out), "NO_COLOR": "1"}
    environment.pop("CDK_VALIDATION", None)
    return subprocess.run(
        [sys.executable, "app.py"], cwd=PROJECT, env=environment, capture_output=True, text=True, check=False
    )


@pytest.fixture(scope="module")
def out(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """What a sound file gives."""
    folder = tmp_path_factory.mktemp("app")
    result = run(BASE, folder)
    assert (result.returncode, result.stdout) == (0, ""), result.stderr
    return folder


def test_each_environment_gets_a_template_with_its_name(out: Path) -> None:
    assert set(read_assembly(out).templates) == {
        "demo-api-shared",
        *(
            f"demo-api-{name}-{stack}"
            for name in ("staging", "production")
            for stack in ("service", "monitoring")
        ),
    }


def test_another_process_writes_the_same_templates(out: Path, tmp_path: Path) -> None:
    specs = loaded().specs
    services = {name: service_facts(spec) for name, spec in specs.items()}
    app = build(
        map(plan, specs.values()),
        outdir=str(tmp_path),
        services=services,
        zips={package.name: bundle(package) for package in PACKAGES},
    )
    app.synth()
    assert read_assembly(tmp_path).templates == read_assembly(out).templates


def test_stacks_know_their_region_and_leave_the_account_to_the_deployment(out: Path) -> None:
    for artifact in stacks(out).values():
        assert artifact["environment"] == "aws://unknown-account/ap-northeast-1"


def test_production_cannot_be_deleted_by_accident(out: Path) -> None:
    protected = {
        name: stack["properties"].get("terminationProtection", False) for name, stack in stacks(out).items()
    }
    assert {name for name, value in protected.items() if value} == {
        "demo-api-production-monitoring",
        "demo-api-production-service",
        "demo-api-shared",
    }


def test_everything_is_tagged_with_service_and_environment(out: Path) -> None:
    for name in ("demo-api-staging-monitoring", "demo-api-staging-service"):
        tags = stacks(out)[name]["properties"]["tags"]
        assert tags == {"monitoring:environment": "staging", "monitoring:service": "demo-api"}


def stacks(out: Path) -> dict[str, dict[str, Any]]:
    artifacts = json.loads((out / "manifest.json").read_text())["artifacts"]
    return {name: each for name, each in artifacts.items() if each["type"] == "aws:cloudformation:stack"}


def test_each_function_gets_the_code_that_its_handler_is_in(out: Path) -> None:
    template = read_assembly(out).templates["demo-api-production-monitoring"]
    made = [each["Properties"] for each in template["Resources"].values() if each["Type"] == LAMBDA]
    assert len(made) == len(WORKERS)
    for function in made:
        module = function["Handler"].rpartition(".")[0]
        with ZipFile(out / f"asset.{function['Code']['S3Key']}") as code:
            assert f"{module.replace('.', '/')}.py" in code.namelist()


def test_no_path_of_this_machine_is_written(out: Path) -> None:
    for file in out.iterdir():
        assert str(PROJECT).encode() not in file.read_bytes(), file.name
        assert b"/tmp/" not in file.read_bytes() or file.suffix == ".zip", file.name


def test_a_file_with_errors_gives_findings_and_no_template(tmp_path: Path) -> None:
    file, out = tmp_path / "monitoring.yaml", tmp_path / "out"
    file.write_text(BASE.read_text(encoding="utf-8").replace("above: 45 s", "above: 61 s"), encoding="utf-8")
    result = run(file, out)
    assert result.returncode == 1
    assert "unreachable-threshold" in result.stderr
    assert "Traceback" not in result.stderr
    assert not out.exists()


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    result = run(tmp_path / "nothing.yaml", tmp_path / "out")
    assert result.returncode == 1
    assert "nothing.yaml" in result.stderr
    assert "Traceback" not in result.stderr
