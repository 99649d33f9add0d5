"""What each function of the on-call chain may do: the calls that its code makes, which a test compares."""

from typing import TypeAlias

from monitoring.plan import rights
from monitoring.plan.common import Context
from monitoring.plan.running import Statement

Rights: TypeAlias = tuple[Statement, ...]


def _speak(context: Context, *purposes: str) -> Rights:
    """What everything does that speaks to people."""
    return (rights.read_secret(context), rights.tell_people(context, *purposes))


def _follow(context: Context) -> Rights:
    """What everything does that leads an incident on."""
    return (
        rights.use_state(context, "BatchGetItem", "PutItem", "UpdateItem"),
        *rights.use_key("dynamodb", "sns"),
        *_speak(context, "messages", "urgent"),
    )


def notifier(context: Context) -> Rights:
    """It asks the first questions and starts the escalation."""
    return (
        *_follow(context),
        rights.list_incidents(context),
        *rights.run_queries(context),
        rights.draw_metrics(),
        rights.start_escalation(context),
    )


def escalation(context: Context) -> Rights:
    """A long incident goes on in a new execution, which this function starts, as it does what lacks."""
    return (
        *_follow(context),
        rights.list_incidents(context),
        *rights.read_support(context),
        rights.read_metrics(),
        rights.read_alarms(),
        rights.read_contributors(context),
        rights.start_escalation(context),
    )


def actions(context: Context) -> Rights:
    """It answers Slack at once and calls itself for what takes longer."""
    itself = Statement(
        actions=("lambda:InvokeFunction",), resources=(rights.function_arn(context, "actions"),)
    )
    return (
        *_follow(context),
        *rights.read_support(context),
        *rights.run_queries(context),
        rights.mute_alarms(context),
        itself,
    )


def reports(context: Context) -> Rights:
    """It reads a day of everything and keeps what it made of it."""
    return (
        rights.use_state(context, "BatchGetItem", "PutItem"),
        rights.list_incidents(context),
        *rights.use_key("dynamodb", "s3", "sns"),
        *_speak(context, "messages"),
        *rights.run_queries(context),
        rights.read_metrics(),
        rights.read_alarms(),
        *rights.keep_reports(),
    )


def probe(context: Context) -> Rights:
    """The deep health check, and no other route."""
    route = f"{rights.api_id(context)}/{context.names.stage}/GET/health/deep"
    return (Statement(actions=("execute-api:Invoke",), resources=(rights.arn("execute-api", route),)),)


def heartbeat(context: Context) -> Rights:
    """It looks at the alarms, the queries behind log alarms, and at what the chain cannot do without."""
    queries = Statement(
        actions=("logs:GetScheduledQueryHistory",),
        resources=(rights.arn("logs", "scheduled-query:*"),),
        because="CloudWatch names the queries of log alarms itself",
    )
    return (
        rights.use_state(context, "GetItem"),
        *rights.use_key("dynamodb"),
        rights.read_alarms(),
        queries,
    )
