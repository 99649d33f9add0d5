"""The service's template of each environment, committed: a review sees what a change does.

`make test ARGS=--snapshot-update` writes them anew.
"""

import json
from pathlib import Path
from re import compile as regex
from typing import Any

import pytest
from syrupy.assertion import SnapshotAssertion
from syrupy.extensions.json import JSONSnapshotExtension
from syrupy.location import PyTestLocation
from syrupy.types import SnapshotIndex

from tests.support.services import ENVIRONMENTS, facts, shipped_services
from tests.support.templates import Template

GOLDEN = Path(__file__).parents[1] / "golden"
pytestmark = pytest.mark.filterwarnings("ignore:\nCan not relate snapshot")  # named by what they hold
_HASHES = {
    "<hash of the content>": regex(r"[0-9a-f]{64}"),
    "Deployment<hash of the API>": regex(r"Deployment[0-9a-f]{12}"),
}
SHARED = "subgoal-generation-api-shared"


class Golden(JSONSnapshotExtension):
    """tests/service/golden/<name>.json, keys in the order of the template, Japanese readable."""

    @classmethod
    def dirname(cls, *, test_location: PyTestLocation) -> str:
        return str(GOLDEN)

    @classmethod
    def get_snapshot_name(cls, *, test_location: PyTestLocation, index: SnapshotIndex = 0) -> str:
        return str(index)

    def serialize(self, data: Any, **_: Any) -> str:
        return json.dumps(data, ensure_ascii=False, indent=1) + "\n"


@pytest.fixture
def golden(snapshot: SnapshotAssertion) -> SnapshotAssertion:
    return snapshot.use_extension(Golden)


@pytest.mark.parametrize("environment", ENVIRONMENTS)
def test_the_template_is_the_reviewed_one(environment: str, golden: SnapshotAssertion) -> None:
    template = shipped_services().templates[facts(environment).names.stack]
    assert readable(template) == golden(name=f"{environment}.service")


def test_the_shared_template_is_the_reviewed_one(golden: SnapshotAssertion) -> None:
    assert readable(shipped_services().templates[SHARED]) == golden(name="shared.service")


def test_every_environment_has_its_golden() -> None:
    wanted = {f"{name}.service.json" for name in (*ENVIRONMENTS, "shared")}
    assert {file.name for file in GOLDEN.iterdir()} == wanted


def readable(template: Template) -> Template:
    """The template without hashes."""
    text = json.dumps(template, ensure_ascii=False)
    for shown, hashes in _HASHES.items():
        text = hashes.sub(shown, text)
    return dict(json.loads(text))
