"""The routes of G13 as they are shipped, walked to their last level.

A case is ``routes/<route>-<circumstance>.yaml``: a night (`tests/nights/story.py`) of one alarm. What the
timeline of the plan makes of its series goes into notifier, state machine and buttons; ``told`` is who is
told when.
Replies in threads are left out: whoever follows a thread was told before.
"""

from collections.abc import Iterator
from functools import cache
from itertools import groupby
from pathlib import Path

import pytest
import yaml

from monitoring.oncall.clock import local
from tests.nights.playing import Night, Seen, play_night
from tests.oncall.rig.slack import FakeSlack
from tests.support.shipped import shipped

FOLDER = Path(__file__).with_name("routes")
CASES = sorted(FOLDER.glob("*.yaml"))
ROUTES = sorted(shipped().escalation.routes)
WAYS = {"urgent": "phone", "messages": "mail"}
CHANNELS = {"C0DEV": "Slack: channel of development", "C0INFRA": "Slack: channel of infrastructure"}


@cache
def played(name: str) -> Night:
    """A case, played once."""
    with FakeSlack() as slack:
        return play_night(FOLDER / f"{name}.yaml", slack)


def minute(one: Seen) -> str:
    """Its minute in Tokyo."""
    return f"{local(one.at, 'Asia/Tokyo'):%H:%M}"


def told(night: Night) -> Iterator[str]:
    """Minute by minute, a line for each level: by which ways, and the word that the subject begins with."""
    heard = (one for one in night.seen if one.kind in (*WAYS, "post"))
    for at, some in groupby(heard, minute):
        ways: dict[str, list[str]] = {}
        for one in some:
            ways.setdefault(shown_place(one), []).append(WAYS.get(one.kind, ""))
        yield from (f"{at} {place} {' and '.join(sorted(way))}".rstrip() for place, way in ways.items())


def shown_place(one: Seen) -> str:
    """A channel, or a level with the subject's word."""
    return CHANNELS.get(one.place) or f"{one.place}: {one.subject.partition(' ')[0]} by"


@pytest.mark.parametrize("name", [file.stem for file in CASES])
def test_each_level_is_told_in_its_minute(name: str) -> None:
    case = yaml.safe_load((FOLDER / f"{name}.yaml").read_text(encoding="utf-8"))
    assert list(told(played(name))) == case["told"].rstrip("\n").split("\n")


@pytest.mark.parametrize("route", ROUTES)
def test_a_case_walks_every_step_of_a_route(route: str) -> None:
    night, written = played(f"{route}-nobody-acknowledges"), shipped().escalation.routes[route]
    first: dict[str, int] = {}
    for one in night.seen:
        if one.kind == "messages":
            first.setdefault(one.place, one.at)
    begin = first[written.start]
    after = {level: (at - begin) / 1000 for level, at in first.items() if level != written.start}
    assert after == {level: length.seconds for level, length in written.then.items()}


@pytest.mark.parametrize("route", ROUTES)
def test_an_acknowledgement_lasts_as_long_as_the_route_says(route: str) -> None:
    night, written = played(f"{route}-acknowledged"), shipped().escalation.routes[route]
    (taken,) = (one.at for one in night.seen if one.kind == "deed")
    following = next(one for one in night.seen if one.kind == "urgent" and one.at > taken)
    assert written.acknowledged_for is not None
    assert following.at - taken == written.acknowledged_for.seconds * 1000
    assert following.place == written.start


@pytest.mark.parametrize("name", [file.stem for file in CASES])
def test_a_case_is_of_one_alarm_of_its_route(name: str) -> None:
    (entry,) = {message.alarm.entry for message in played(name).story.timeline.messages}
    alarm = shipped().alarms[entry]
    assert name.startswith(f"{alarm.route}-")
    assert ("warning" in name) == (not alarm.critical)


def test_quiet_hours_are_walked_where_a_route_has_something_that_they_hold() -> None:
    held = {
        alarm.route for alarm in shipped().alarms.values() if alarm.warning and alarm.reports_to != "people"
    }
    assert {f"{route}-warning-at-night" for route in held} <= {file.stem for file in CASES}
