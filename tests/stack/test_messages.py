"""What synthesis costs, counted in messages to the CDK's kernel, which no noise of the machine changes."""

from collections.abc import Callable
from pathlib import Path

import msgspec
import pytest

from benchmarks.many import fresh_spec, spec_text
from monitoring.plan.build import plan
from monitoring.plan.resources import Key, Plan, Planned, Topic
from monitoring.plan.running import Running
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
    watching = only(with_alarms, lambda resource: not isinstance(resource, Running))
    assert messages(watching, tmp_path) <= 1.6 * len(watching.resources)


def test_what_runs_costs_the_same_however_many_alarms_there_are(with_alarms: Plan, tmp_path: Path) -> None:
    running = only(with_alarms, lambda resource: isinstance(resource, Running | Key | Topic))
    more = messages(running, tmp_path / "first")
    few = only(plan(fresh_spec(spec_text(10))), lambda resource: isinstance(resource, Running | Key | Topic))
    assert messages(few, tmp_path / "few") == more <= 8 * len(running.resources)


def only(planned: Plan, wanted: Callable[[Planned], bool]) -> Plan:
    """A plan with some of its resources."""
    return msgspec.structs.replace(planned, resources=tuple(filter(wanted, planned.resources)))
