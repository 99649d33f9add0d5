"""The functions of the on-call chain, the address that Slack calls, and the topics that call the notifier."""

from collections.abc import Callable, Iterator
from typing import NamedTuple

from monitoring.plan import rights
from monitoring.plan.common import Context
from monitoring.plan.names import logical_id
from monitoring.plan.running import Function, FunctionUrl, Listener, Statement

Rights = tuple[Statement, ...]


class Worker(NamedTuple):
    """What sets one function apart; times in seconds, ``reserved`` 0: of the account's executions."""

    description: str
    handler: str
    rights: Callable[[Context], Rights]
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
            handler=worker.handler,
            memory_mb=worker.memory_mb,
            timeout=worker.timeout,
            reserved=worker.reserved,
            environment={**_common(context), **_own(context, part)},
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
    read = (rights.read_parameters(context),) if worker.reads_catalogue else ()
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


def _common(context: Context) -> dict[str, str]:
    """Environment variables of every function."""
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


def _api_id(context: Context) -> str:
    """The id that the service's stack wrote down."""
    return f"{{{{resolve:ssm:{context.names.parameter('api/id')}}}}}"


def _probe_address(context: Context) -> str:
    """The public address of the deep health check."""
    host = f"{_api_id(context)}.execute-api.${{AWS::Region}}.amazonaws.com"
    return f"https://{host}/{context.names.stage}/health/deep"


def _in_chat(context: Context) -> Rights:
    """What everything does that speaks to people."""
    return (
        rights.keep_state(context),
        rights.read_secret(context),
        rights.tell_people(context),
        *rights.run_queries(context),
        rights.read_metrics(),
        *rights.read_alarms(context),
    )


def _notifier(context: Context) -> Rights:
    key = rights.use_key("dynamodb", "sns")
    return (*_in_chat(context), key, rights.start_escalation(context))


def _escalation(context: Context) -> Rights:
    """A long incident goes on in a new execution, which this function starts."""
    return _notifier(context)


def _actions(context: Context) -> Rights:
    """It answers Slack at once and calls itself for what takes longer."""
    itself = Statement(
        actions=("lambda:InvokeFunction",), resources=(rights.function_arn(context, "actions"),)
    )
    return (*_notifier(context), rights.mute_alarms(context), itself)


def _reports(context: Context) -> Rights:
    return (*_in_chat(context), rights.use_key("dynamodb", "s3", "sns"), *rights.keep_reports())


def _probe(context: Context) -> Rights:
    """The deep health check, and no other route."""
    route = f"{_api_id(context)}/{context.names.stage}/GET/health/deep"
    return (Statement(actions=("execute-api:Invoke",), resources=(rights.arn("execute-api", route),)),)


def _heartbeat(context: Context) -> Rights:
    """It looks at the alarms, the queries behind log alarms, and at what the chain cannot do without."""
    queries = Statement(
        actions=("logs:GetScheduledQueryHistory",),
        resources=(rights.arn("logs", "scheduled-query:*"),),
        because="CloudWatch names the queries of log alarms itself",
    )
    return (
        rights.read_state(context),
        rights.use_key("dynamodb"),
        *rights.read_alarms(context),
        queries,
    )


WORKERS = {
    "notifier": Worker(
        "Turns what alarms say into messages",
        "monitoring.notifier.handler.handle",
        _notifier,
        reserved=10,
        keeps_failed=True,
    ),
    "escalation": Worker(
        "The steps of the escalation's state machine",
        "monitoring.escalation.steps.handle",
        _escalation,
        keeps_failed=True,
    ),
    "actions": Worker(
        "Answers what people press in Slack",
        "monitoring.escalation.actions.handle",
        _actions,
        reserved=5,
        longest_wait=300,
        keeps_failed=True,
    ),
    "reports": Worker(
        "Makes the reports by day, week and month",
        "monitoring.reports.handler.handle",
        _reports,
        timeout=600,
        keeps_failed=True,
    ),
    "probe": Worker(
        "Calls the deep health check at its public address",
        "monitoring.probe.handler.handle",
        _probe,
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
        _heartbeat,
        memory_mb=256,
        timeout=60,
        reserved=1,
        retries=0,
        longest_wait=60,
    ),
}
"""A missed minute of probe or heartbeat is made up for by the next; all else is tried again and kept."""
