"""The schedule of a mute is one that CloudWatch does not understand.

Why: a mute rule takes five fields, `cron(MINUTE HOUR DAY MONTH WEEKDAY)`, in the time zone of the service, or
one moment, `at(2027-01-31T03:00)`. Six fields with a year, as EventBridge has them, an hour of 25 or a
weekday of 8 stop the deployment, or mute at a time that nobody meant.

AWS does not say which weekday `L` is, where the steps of `5/15` end, nor, when both day and weekday are
limited, whether one of them is enough.

A moment whose mute is over mutes nothing any more, and nobody announces it: AWS does not say whether it takes
such a rule.

Fix: write minutes 0-59, hours 0-23, days 1-31 or `L` for the last, months 1-12 or JAN-DEC and weekdays 0-7 or
SUN-SAT, `SUN#4` for the fourth Sunday; lists, ranges and steps such as `*/15` are made of them, and `*` is
any. Leave the day or the weekday `*`. Take a mute out when it is over, or name its next moment.

Bad:

    maintenance:
      mute:
        patches: {alarms: [latency], schedule: "cron(0 25 * * SUN)", lasts: 1 h, reason: Patches}

Good:

    maintenance:
      mute:
        patches: {alarms: [latency], schedule: "cron(0 3 * * SUN)", lasts: 1 h, reason: Patches}
"""

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Final

from monitoring.evaluator.cron import At, Schedule, ScheduleError, parse_schedule
from monitoring.finding import Finding, Path, error
from monitoring.spec.root import Spec

CHECK: Final = "mute-schedule"


def check(spec: Spec) -> Iterator[Finding]:
    """Schedules of mutes that are not cron with five fields in their ranges, or one moment."""
    for name, mute in spec.maintenance.mute.items():
        try:
            parse_schedule(mute.schedule)
        except ScheduleError as problem:
            path: Path = ("maintenance", "mute", name, "schedule")
            span = (problem.offset, problem.length)
            yield error(CHECK, path, problem.message, problem.fix, span=span)


def check_past(spec: Spec, today: date) -> Iterator[Finding]:
    """Mutes of one moment that are over before a day, which nothing would announce or hold."""
    for name, mute in spec.maintenance.mute.items():
        schedule = _readable(mute.schedule)
        if isinstance(schedule, At):
            end = schedule.moment + timedelta(seconds=mute.lasts.seconds)
            if end.date() < today:
                message = f"`{name}` was over on {end:%Y-%m-%d %H:%M}, so it mutes nothing any more"
                fix = "take it out, or name its next moment"
                yield error(CHECK, ("maintenance", "mute", name, "schedule"), message, fix)


def _readable(text: str) -> Schedule | None:
    try:
        return parse_schedule(text)
    except ScheduleError:  # said by `check`
        return None
