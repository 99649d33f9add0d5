"""The functions of the on-call chain, the address that Slack calls, and the topics that call the notifier."""

from collections.abc import Callable, Iterator
from typing import NamedTuple

from monitoring.plan import rights, worker_rights
from monitoring.plan.common import Context
from monitoring.plan.names import logical_id
from monitoring.plan.running import Function, FunctionUrl, Listener, Package, Statement
from monitoring.plan.worker_rights import Rights


class Worker(NamedTuple):
    """What sets one function apart; times in seconds, ``reserved`` 0: of the account's executions."""

    description: str
    handler: str
    rights: Callable[[Context], Rights]
    package: Package = "oncall"
    memory_mb: int = 1024
    timeout: int = 60
    reserved: int = 0
    retries: int = 2
    longest_wait: int = 21600
    keeps_failed: bool = False
    reads_catalogue: bool = True


def functions(context: Context) -> Iterator[Function]:
    """All functions, in the order of an alarm's way."""
    for part, worker in WORKERS.items():
        yield Function(
            logical_id=logical_id("Function", part),
            origin=("escalation",),
            part=part,
            name=context.names.worker(part),
            description=worker.description,
            package=worker.package,
            handler=worker.handler,
            memory_mb=worker.memory_mb,
            timeout=worker.timeout,
            reserved=worker.reserved,
            environment={**variables(context), **_own(context, part)},
            reads_catalogue=worker.reads_catalogue,
            statements=_statements(context, part, worker),
            failed_queue=context.names.failed_queue(part) if worker.keeps_failed else "",
            retries=worker.retries,
            longest_wait=worker.longest_wait,
            retention_days=round(context.spec.facts.logs.retention.to("d")),
        )


def _statements(context: Context, part: str, worker: Worker) -> Rights:
    """Lambda puts failed events into the queue with the function's own rights."""
    queue = rights.queue_arn(context.names.failed_queue(part))
    keep = Statement(actions=("sqs:SendMessage",), resources=(queue,))
    kept = (keep,) if worker.keeps_failed else ()
    read = rights.read_catalogue(context) if worker.reads_catalogue else ()
    return (*read, *worker.rights(context), *kept)


def function_url(context: Context) -> FunctionUrl:
    """Where Slack sends what people press; nothing else has a public address."""
    return FunctionUrl(
        logical_id="ActionsUrl", origin=("escalation",), function=context.names.worker("actions")
    )


def listeners(context: Context) -> Iterator[Listener]:
    """The notifier hears all that alarms say."""
    names = context.names
    for level in context.spec.escalation.levels:
        yield Listener(
            logical_id=logical_id("Listener", level),
            origin=("escalation", "levels", level),
            topic=names.topic("alarms", level),
            function=names.worker("notifier"),
            failed_queue=names.failed_queue("notifier"),
        )


def variables(context: Context) -> dict[str, str]:
    """Environment variables of every function; commands do with them what functions do."""
    spec, names = context
    return {
        "CATALOGUE_PARAMETER": names.parameter("catalogue"),
        "STATE_TABLE": names.state_table,
        "SERVICE": names.service,
        "ENVIRONMENT": names.environment,
        "LOCALE": spec.locale,
        "TIMEZONE": spec.timezone,
    }


def _own(context: Context, part: str) -> dict[str, str]:
    """Environment variables of one function."""
    machine = {"ESCALATION_MACHINE_ARN": rights.machine_arn(context)}
    slack = {"SLACK_SECRET": context.names.slack_secret}
    known = {
        "notifier": {**machine, **slack},
        "escalation": {**machine, **slack},
        "actions": {**machine, **slack},
        "reports": {**slack, "REPORTS_BUCKET": "${ReportsBucket}"},
        "probe": {"PROBE_ADDRESS": _probe_address(context)},
    }
    return known.get(part, {})


def _probe_address(context: Context) -> str:
    """The public address of the deep health check."""
    host = f"{rights.api_id(context)}.execute-api.${{AWS::Region}}.amazonaws.com"
    return f"https://{host}/{context.names.stage}/health/deep"


WORKERS = {
    "notifier": Worker(
        "Turns what alarms say into messages",
        "monitoring.notifier.handler.handle",
        worker_rights.notifier,
        reserved=10,
        keeps_failed=True,
    ),
    "escalation": Worker(
        "The steps of the escalation's state machine",
        "monitoring.escalation.steps.handle",
        worker_rights.escalation,
        keeps_failed=True,
    ),
    "actions": Worker(
        "Answers what people press in Slack",
        "monitoring.escalation.actions.handle",
        worker_rights.actions,
        reserved=5,
        longest_wait=300,
        keeps_failed=True,
    ),
    "reports": Worker(
        "Makes the reports by day, week and month",
        "monitoring.reports.handler.handle",
        worker_rights.reports,
        package="reports",
        timeout=600,
        keeps_failed=True,
    ),
    "probe": Worker(
        "Calls the deep health check at its public address",
        "monitoring.probe.handler.handle",
        worker_rights.probe,
        memory_mb=256,
        timeout=30,
        reserved=1,
        retries=0,
        longest_wait=60,
        reads_catalogue=False,
    ),
    "heartbeat": Worker(
        "Says that the on-call chain is alive, and what of it is not",
        "monitoring.probe.heartbeat.handle",
        worker_rights.heartbeat,
        memory_mb=256,
        timeout=60,
        reserved=1,
        retries=0,
        longest_wait=60,
    ),
}
"""A missed minute of probe or heartbeat is made up for by the next; all else is tried again and kept."""
