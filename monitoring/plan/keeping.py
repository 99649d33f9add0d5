"""What the on-call chain keeps: failed events, the state of incidents, reports."""

from collections.abc import Iterator

from monitoring.plan.common import Context
from monitoring.plan.functions import WORKERS
from monitoring.plan.health import health_level, rule_name
from monitoring.plan.names import logical_id
from monitoring.plan.running import Bucket, Queue, Table

FAILED_DAYS = 14
"""The longest that SQS keeps a message: time enough to notice, repair and redrive."""
REPORTS_DAYS = 400
"""A monthly report can be compared with the one of the year before."""


def failed_queues(context: Context) -> Iterator[Queue]:
    """One queue a function whose events must not get lost."""
    spec, names = context
    for part, worker in WORKERS.items():
        if worker.keeps_failed:
            hears = part == "notifier"
            yield Queue(
                logical_id=logical_id("Queue", part, "failed"),
                origin=("escalation",),
                name=names.failed_queue(part),
                topics=tuple(names.topic("alarms", level) for level in spec.escalation.levels if hears),
                rules=(rule_name(context),) if hears and health_level(spec) else (),
                kept_days=FAILED_DAYS,
            )


def state_table(context: Context) -> Table:
    """Open incidents, what was seen, counts, mutes; history by day for the reports."""
    return Table(
        logical_id="StateTable",
        origin=("escalation",),
        name=context.names.state_table,
        keys=("pk", "sk"),
        expires="expires",
        index="byDay",
        index_keys=("day", "opened"),
        index_numbers=("opened",),
    )


def reports_bucket(context: Context) -> Bucket:
    """Reports as pages, deleted after their time."""
    return Bucket(logical_id="ReportsBucket", origin=("reports",), kept_days=REPORTS_DAYS)
