"""Plans and their templates, synthesized once for all tests of the stack: starting the CDK takes a second."""

import pytest

from monitoring.load import load
from monitoring.plan.build import plan
from monitoring.plan.resources import Plan
from tests.support.every_kind import EVERY_KIND
from tests.support.shipped import FILE
from tests.support.specs import spec
from tests.support.templates import Assembly, synthesize


@pytest.fixture(scope="session")
def shipped() -> dict[str, Plan]:
    """The plans of monitoring.yaml by environment."""
    loaded = load(str(FILE))
    assert not loaded.findings, loaded.findings
    return {name: plan(each) for name, each in loaded.specs.items()}


@pytest.fixture(scope="session")
def assembly(shipped: dict[str, Plan], tmp_path_factory: pytest.TempPathFactory) -> Assembly:
    """The templates of monitoring.yaml."""
    return synthesize(shipped.values(), tmp_path_factory.mktemp("shipped"))


@pytest.fixture(scope="session")
def every_kind() -> Plan:
    """A plan with a resource of every kind."""
    return plan(spec(EVERY_KIND))


@pytest.fixture(scope="session")
def every_kind_assembly(every_kind: Plan, tmp_path_factory: pytest.TempPathFactory) -> Assembly:
    """The template of a resource of every kind."""
    return synthesize([every_kind], tmp_path_factory.mktemp("every-kind"))
