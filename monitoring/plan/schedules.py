"""What runs by the clock: reports in local time, the probe every minute, heartbeat, what nobody sends."""

from collections.abc import Iterator
from typing import Any

from monitoring.plan.common import Context
from monitoring.plan.functions import WORKERS
from monitoring.plan.names import logical_id
from monitoring.plan.running import Schedule, ScheduleGroup
from monitoring.spec.base import guide_ids
from monitoring.spec.reports import Report

TIME = "<aws.scheduler.scheduled-time>"
"""EventBridge Scheduler writes the time of the schedule in its place ("Adding context attributes")."""
PROBE_EVERY, OTHERS_EVERY = "rate(1 minute)", "rate(5 minutes)"
_CALLED = ("escalation", "reports", "probe", "heartbeat")


def schedule_group(context: Context) -> ScheduleGroup:
    """The group, and whom its role may call."""
    names = context.names
    kept = [part for part in _CALLED if WORKERS[part].keeps_failed]
    return ScheduleGroup(
        logical_id="ScheduleGroup",
        origin=("reports",),
        name=names.schedule_group,
        functions=tuple(names.worker(part) for part in _CALLED),
        queues=tuple(names.failed_queue(part) for part in kept),
    )


def schedules(context: Context) -> Iterator[Schedule]:
    """All of them, in the configured time zone."""
    for name, report in context.spec.reports.items():
        yield _report(context, name, report)
    yield _regular(context, "probe", "probe", PROBE_EVERY, "The probe tries the public address")
    told = "The heartbeat looks at the on-call chain"
    yield _regular(context, "heartbeat", "heartbeat", OTHERS_EVERY, told)
    yield _announcements(context)


def _report(context: Context, name: str, report: Report) -> Schedule:
    return _schedule(
        context,
        f"report-{name}",
        "reports",
        expression=cron(report),
        origin=("reports", name),
        guide=guide_ids(report),
        description=f"The report {name}",
        input={"report": name, "at": TIME},
    )


def _regular(context: Context, name: str, part: str, expression: str, description: str) -> Schedule:
    return _schedule(context, name, part, expression=expression, origin=(), description=description)


def _announcements(context: Context) -> Schedule:
    """What nobody sends: planned mutes before and after, and alarms about on-call itself.

    It also shows, while nothing is wrong, that the function works: where it fails, an alarm says so.
    """
    return _schedule(
        context,
        "announcements",
        "escalation",
        expression=OTHERS_EVERY,
        origin=(),
        description="Planned mutes, and alarms about on-call itself, are told",
        input={"do": "announce"},
    )


def cron(report: Report) -> str:
    """When a report is made: every day, on Mondays, or on the first of the month."""
    hour, minute = map(int, report.at.split(":"))
    days = {"day": "* * ? *", "week": "? * MON *", "month": "1 * ? *"}
    return f"cron({minute} {hour} {days[report.covers]})"


def _schedule(context: Context, name: str, part: str, **given: Any) -> Schedule:
    """A schedule that calls a function of the chain."""
    names, worker = context.names, WORKERS[part]
    return Schedule(
        logical_id=logical_id("Schedule", name),
        name=names.schedule(name),
        group=names.schedule_group,
        timezone=context.spec.timezone,
        function=names.worker(part),
        input=given.pop("input", {"at": TIME}),
        failed_queue=names.failed_queue(part) if worker.keeps_failed else "",
        retries=worker.retries,
        longest_wait=worker.longest_wait,
        **given,
    )
