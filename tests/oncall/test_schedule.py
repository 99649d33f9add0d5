"""When the next level is called, and what quiet hours hold."""

import json
from typing import Any

from monitoring.oncall.catalogue import Catalogue
from monitoring.oncall.clock import HOUR, MINUTE, from_iso
from monitoring.oncall.incident import Incident
from monitoring.oncall.schedule import Step, quiet_until, route_of, steps
from tests.oncall.rig.clock import THREE
from tests.oncall.rig.shipped import content


def incident(severity: str, **more: Any) -> Incident:
    """An incident of three at night."""
    base = Incident("production/duration", "i", "duration", severity, "application", "development", THREE, {})
    return base._replace(**more)


def catalogue(**quiet: object) -> Catalogue:
    """The shipped one, with other quiet hours."""
    found = json.loads(json.dumps(content()))
    if quiet:
        found["escalation"]["quietHours"] = {"holds": ["warning"], **quiet}
    return Catalogue(found)


def test_steps_count_from_the_first_message() -> None:
    told = THREE + 5 * MINUTE
    assert steps(catalogue(), incident("critical"), told) == (Step("infrastructure", told + 30 * MINUTE),)
    morning = Step("development", from_iso("2026-11-20T08:00:00+09:00"))
    assert steps(catalogue(), incident("investigate"), told) == (morning,)
    assert steps(catalogue(), incident("investigate"), told + 9 * HOUR) == ()


def test_steps_of_what_is_held_begin_when_the_hold_ends() -> None:
    until = THREE + HOUR
    assert steps(catalogue(), incident("critical", held_until=until), THREE) == (
        Step("development", until),
        Step("infrastructure", until + 30 * MINUTE),
    )


def test_quiet_hours_hold_warnings_until_morning_and_criticals_never() -> None:
    morning = from_iso("2026-11-20T08:00:00+09:00")
    assert quiet_until(catalogue(), "warning", THREE) == morning
    assert quiet_until(catalogue(), "critical", THREE) == 0
    assert quiet_until(catalogue(), "warning", morning) == 0
    assert quiet_until(catalogue(), "warning", morning - 1) == morning
    evening = from_iso("2026-11-20T22:00:00+09:00")
    assert quiet_until(catalogue(), "warning", evening) == from_iso("2026-11-21T08:00:00+09:00")
    assert quiet_until(catalogue(), "warning", evening - 1) == 0


def test_quiet_hours_may_lie_within_a_day() -> None:
    lunch = catalogue(**{"from": "12:00", "until": "13:00"})
    noon = from_iso("2026-11-20T12:30:00+09:00")
    assert quiet_until(lunch, "warning", noon) == from_iso("2026-11-20T13:00:00+09:00")
    assert quiet_until(lunch, "warning", THREE) == 0


def test_an_unknown_route_becomes_the_one_of_the_level() -> None:
    assert route_of(catalogue(), "gone", "infrastructure").name == "infrastructure"
    assert route_of(catalogue(), "aws", "infrastructure").name == "aws"
