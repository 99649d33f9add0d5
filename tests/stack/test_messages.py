"""What synthesis costs, counted in messages to the CDK's kernel, which no noise of the machine changes."""

from pathlib import Path

import msgspec
import pytest

from benchmarks.many import fresh_spec, spec_text
from monitoring.plan.build import plan
from monitoring.plan.resources import Plan
from tests.support.jsii_messages import counted
from tests.support.templates import synthesize

ALARMS = 100


@pytest.fixture(scope="module")
def with_alarms() -> Plan:
    return plan(fresh_spec(spec_text(ALARMS)))


def messages(planned: Plan, folder: Path) -> int:
    with counted() as found:
        synthesize([planned], folder)
    return found.total()


def test_an_alarm_costs_one_message(with_alarms: Plan, tmp_path: Path) -> None:
    rest = tuple(resource for resource in with_alarms.resources if resource not in with_alarms.alarms)
    without = msgspec.structs.replace(with_alarms, resources=rest)
    # The first synthesis of a process also loads the libraries.
    synthesize([without], tmp_path / "first")
    cost = messages(with_alarms, tmp_path / "all") - messages(without, tmp_path / "rest")
    assert cost / ALARMS <= 1.2


def test_no_resource_costs_many(with_alarms: Plan, tmp_path: Path) -> None:
    assert messages(with_alarms, tmp_path) <= 1.6 * len(with_alarms.resources)
