"""A mute of one moment is judged by the day on which somebody looks."""

from datetime import date

import pytest

from monitoring.checks.run import run
from monitoring.finding import dotted
from tests.support.specs import loaded

TODAY = date(2026, 11, 25)


def findings(schedule: str, lasts: str = "1 h") -> list[tuple[str, str, str]]:
    mute = {"alarms": ["duration"], "schedule": schedule, "lasts": lasts, "reason": "Moving"}
    found = run(loaded({"maintenance": {"mute": {"move": mute}}}), TODAY)
    return [
        (dotted(each.path), each.message, each.fix or "") for each in found if each.check == "mute-schedule"
    ]


@pytest.mark.parametrize(
    ("schedule", "lasts"),
    [
        ("at(2026-11-25T00:30)", "1 h"),  # today: whoever works on it now need not take it out first
        ("at(2026-11-24T23:30)", "1 h"),  # it ends today
        ("at(2026-11-20T22:00)", "6 d"),
        ("at(2027-01-31T03:00)", "1 h"),
        ("cron(0 3 * JAN *)", "1 h"),
    ],
)
def test_what_is_to_come_or_ended_today_is_no_mistake(schedule: str, lasts: str) -> None:
    assert findings(schedule, lasts) == []


def test_what_was_over_before_today_is_an_error_with_the_way_out() -> None:
    assert findings("at(2026-11-24T22:00)") == [
        (
            "maintenance.mute.move.schedule",
            "`move` was over on 2026-11-24 23:00, so it mutes nothing any more",
            "take it out, or name its next moment",
        )
    ]


def test_a_moment_that_is_none_is_said_once() -> None:
    ((_, message, _),) = findings("at(2026-02-30T22:00)")
    assert message == "`2026-02-30T22:00` is no moment"
