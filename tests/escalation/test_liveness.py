"""What CloudWatch itself says: is an alarm of the incident still in ALARM, does it still happen?"""

from typing import Any

import pytest

from monitoring.escalation.liveness import describe, has_cleared, liveness_of
from monitoring.oncall.clock import MINUTE
from monitoring.oncall.incident import Incident
from tests.escalation.rig.catalogues import PREFIX, catalogue
from tests.escalation.rig.world import World, moment
from tests.oncall.rig.slack import FakeSlack

KEY = "production/duration"
USER = {"userId": "8d3f-user-4711"}


@pytest.fixture
def world(slack: FakeSlack) -> World:
    return World(slack, moment("2026-11-25 13:50"))


def incident(**changes: Any) -> Incident:
    base = Incident(KEY, "i", "duration", "critical", "application", "development", 0, {})
    return base._replace(**changes)


NAMES = [f"{PREFIX}-duration-warning", f"{PREFIX}-duration-critical"]


@pytest.mark.parametrize(
    ("states", "cleared"),
    [
        ({}, True),  # deleted meanwhile
        ({NAMES[0]: "OK"}, True),
        ({NAMES[0]: "OK", NAMES[1]: "ALARM"}, False),
        ({NAMES[0]: "OK", NAMES[1]: "INSUFFICIENT_DATA"}, False),
    ],
)
def test_an_incident_has_cleared_when_none_of_its_alarms_goes_on(
    world: World, states: dict[str, str], cleared: bool
) -> None:
    kind = {"kind": "MetricAlarm"}
    world.cloud.alarms = {name: {**kind, "StateValue": state} for name, state in states.items()}
    assert has_cleared(world.clients("cloudwatch"), NAMES, incident()) == cleared


def test_a_contributor_has_cleared_when_its_alarm_no_longer_lists_it(world: World) -> None:
    name = f"{PREFIX}-forbidden-investigate-1h"
    client = world.clients("cloudwatch")
    others = [{"userId": "a"}, {"userId": "b"}]
    world.cloud.alarms[name] = {"kind": "LogAlarm", "StateValue": "ALARM"}
    world.cloud.contributors[name] = [*others, USER]
    about = incident(contributor=tuple(USER.items()))
    assert not has_cleared(client, [name], about)
    world.cloud.contributors[name] = others
    assert has_cleared(client, [name], about)


@pytest.mark.parametrize("listed", [[], [{"user": "8d3f-user-4711"}], [{**USER, "code": "x"}]])
def test_contributors_that_cannot_be_compared_leave_the_incident_going_on(
    world: World, listed: list[dict[str, str]]
) -> None:
    name = f"{PREFIX}-forbidden-investigate-1h"
    world.cloud.alarms[name] = {"kind": "LogAlarm", "StateValue": "ALARM"}
    world.cloud.contributors[name] = listed
    assert not has_cleared(world.clients("cloudwatch"), [name], incident(contributor=tuple(USER.items())))


def test_more_alarms_than_one_call_takes_are_asked_in_several(world: World) -> None:
    world.cloud.alarms = {f"a{number}": {"kind": "MetricAlarm", "StateValue": "OK"} for number in range(250)}
    world.cloud.calls.clear()
    assert len(describe(world.clients("cloudwatch"), list(world.cloud.alarms))) == 250
    assert world.cloud.calls["DescribeAlarms"] == 3


@pytest.mark.parametrize(
    ("minutes_ago", "live", "last"),
    [([], False, None), ([11], False, 11), ([9], True, 9), ([700, 30], False, 30), ([0, 1, 2], True, 0)],
)
def test_it_still_happens_when_it_did_within_the_time_of_live_while(
    world: World, minutes_ago: list[int], live: bool, last: int | None
) -> None:
    now = world.clock.at
    name = f"{PREFIX}-database-errors-critical"
    watched = {"Namespace": "greeter", "MetricName": "database-errors", "Statistic": "Sum"}
    world.cloud.alarms = {name: {"kind": "MetricAlarm", "StateValue": "ALARM", **watched}}
    world.cloud.happened = {"database-errors": [now - ago * MINUTE for ago in minutes_ago]}
    alarm = catalogue().alarm("database-errors")
    assert alarm is not None
    found = liveness_of(world.clients("cloudwatch"), [name], alarm, now)
    assert found == (live, 0 if last is None else now - last * MINUTE)


@pytest.mark.parametrize("metrics", [True, False])
def test_the_warning_and_the_critical_alarm_of_an_entry_count_once(world: World, metrics: bool) -> None:
    now = world.clock.at
    stat = {
        "Metric": {"Namespace": "greeter", "MetricName": "database-errors"},
        "Period": 3600,
        "Stat": "Sum",
    }
    watched: dict[str, Any] = {"Metrics": [{"Id": "m", "MetricStat": stat, "ReturnData": True}]}
    if not metrics:
        watched = {"Namespace": "greeter", "MetricName": "database-errors", "Statistic": "Sum"}
    names = ["a", "b"]
    world.cloud.alarms = {name: {"kind": "MetricAlarm", "StateValue": "ALARM", **watched} for name in names}
    world.cloud.happened = {"database-errors": [now]}
    alarm = catalogue().alarm("database-errors")
    assert alarm is not None
    two = alarm._replace(live_while=(2, 600))
    assert not liveness_of(world.clients("cloudwatch"), names, two, now).live


def test_what_cannot_be_read_as_a_metric_lasts_as_long_as_its_alarm(world: World) -> None:
    alarm = catalogue().alarm("database-errors")
    assert alarm is not None
    world.cloud.alarms = {"a": {"kind": "LogAlarm", "StateValue": "ALARM"}}
    assert liveness_of(world.clients("cloudwatch"), ["a"], alarm, world.clock.at).live
