"""The plan and the template of each environment, committed: a review sees what a change of the file does.

`make test ARGS=--snapshot-update` writes them anew.
"""

import json
from copy import deepcopy
from pathlib import Path
from re import compile as regex
from typing import Any

import pytest
from syrupy.assertion import SnapshotAssertion
from syrupy.extensions.json import JSONSnapshotExtension
from syrupy.location import PyTestLocation
from syrupy.types import SnapshotIndex

from monitoring.plan.build import to_json
from monitoring.plan.resources import Plan
from tests.support.templates import Assembly, Template, dashboard_body

GOLDEN = Path(__file__).parents[1] / "golden"
pytestmark = pytest.mark.filterwarnings("ignore:\nCan not relate snapshot")  # named by what they hold
_ASSET = regex(r"[0-9a-f]{64}")


class Golden(JSONSnapshotExtension):
    """tests/golden/<name>.json, as it is given: keys in the order of the template, Japanese readable."""

    @classmethod
    def dirname(cls, *, test_location: PyTestLocation) -> str:
        return str(GOLDEN)

    @classmethod
    def get_snapshot_name(cls, *, test_location: PyTestLocation, index: SnapshotIndex = 0) -> str:
        return str(index)

    def serialize(self, data: Any, **_: Any) -> str:
        return data if isinstance(data, str) else json.dumps(data, ensure_ascii=False, indent=1) + "\n"


@pytest.fixture
def golden(snapshot: SnapshotAssertion) -> SnapshotAssertion:
    return snapshot.use_extension(Golden)


@pytest.mark.parametrize("environment", ["staging", "production"])
def test_the_plan_is_the_reviewed_one(
    environment: str, shipped: dict[str, Plan], golden: SnapshotAssertion
) -> None:
    assert to_json(shipped[environment]) == golden(name=f"{environment}.plan")


@pytest.mark.parametrize("environment", ["staging", "production"])
def test_the_template_is_the_reviewed_one(
    environment: str, shipped: dict[str, Plan], assembly: Assembly, golden: SnapshotAssertion
) -> None:
    (name,) = shipped[environment].stack_names
    assert readable(assembly.templates[name]) == golden(name=f"{environment}.template")


def test_every_environment_has_its_goldens(shipped: dict[str, Plan]) -> None:
    wanted = {f"{environment}.{what}.json" for environment in shipped for what in ("plan", "template")}
    assert {file.name for file in GOLDEN.iterdir()} == wanted


def readable(template: Template) -> Template:
    """The template with JSON texts as objects and without hashes; the plan holds what they stand for."""
    shown = deepcopy(template)
    for resource in shown["Resources"].values():
        if resource["Type"] == "AWS::CloudWatch::Dashboard":
            resource["Properties"]["DashboardBody"] = dashboard_body(written_out(resource["Properties"]))
        if resource["Type"] == "AWS::StepFunctions::StateMachine":
            resource["Properties"]["DefinitionString"] = json.loads(
                resource["Properties"]["DefinitionString"]
            )
    catalogue = shown["Resources"]["Catalogue"]
    return {**shown, "Resources": {**shown["Resources"], "Catalogue": without_hash(catalogue)}}


def written_out(properties: dict[str, Any]) -> dict[str, Any]:
    """A joined text with its references written as ``${Name}``."""
    parts = properties["DashboardBody"]["Fn::Join"][1]
    body = "".join(part if isinstance(part, str) else f"${{{part['Ref']}}}" for part in parts)
    return {**properties, "DashboardBody": body}


def without_hash(resource: dict[str, Any]) -> dict[str, Any]:
    text = json.dumps(resource, ensure_ascii=False)
    assert _ASSET.search(text)
    return dict(json.loads(_ASSET.sub("<hash of the content>", text)))
