"""Alarms on scheduled Logs Insights queries, and the roles they run with."""

from collections.abc import Iterator

from monitoring.plan.common import Context, describe, shared, warm_up
from monitoring.plan.names import logical_id
from monitoring.plan.resources import LogAlarm, Role
from monitoring.spec.resolve import AlarmRule, alarm_rules

QUERY_ROLE = "log-alarms"
LINES_ROLE = "log-lines"


def log_alarm(context: Context, rule: AlarmRule) -> LogAlarm:
    """The alarm of one rule on a query's rows, one contributor a value of ``by``."""
    query = context.spec.queries[rule.rows_of]
    lines = rule.alarm.log_lines
    return LogAlarm(
        **shared(context, rule),
        **describe(context, rule),
        threshold=float(rule.threshold.value),
        unit="count",
        operator=rule.operator,
        datapoints_to_alarm=rule.m,
        evaluation_periods=rule.n,
        treat_missing_data=rule.missing,
        warm_up=warm_up(rule),
        log_groups=log_groups(context, query.log_names),
        rows=query.rows.strip(),
        aggregate=f"count(*) by {rule.by}" if rule.by else "count(*)",
        by=rule.by,
        window=rule.over,
        every=rule.every,
        role=role_name(context, QUERY_ROLE),
        log_lines=lines,
        log_lines_role=role_name(context, LINES_ROLE) if lines else "",
    )


def log_groups(context: Context, logs: tuple[str, ...]) -> tuple[str, ...]:
    """Physical names of logs."""
    return tuple(context.names.log_group(context.spec.logs[log].of) for log in logs)


def role_name(context: Context, role: str) -> str:
    """A role's physical name; IAM is global, so the region is part of it."""
    return f"{context.names.prefix}-{context.spec.region}-{role}"


def roles(context: Context) -> Iterator[Role]:
    """The role that runs the scheduled queries; one more where notifications carry log lines."""
    rules = [rule for rule in alarm_rules(context.spec) if rule.rows_of]
    if rules:
        yield _role(context, QUERY_ROLE, "logs.amazonaws.com", rules)
    with_lines = [rule for rule in rules if rule.alarm.log_lines]
    if with_lines:
        yield _role(context, LINES_ROLE, "cloudwatch.amazonaws.com", with_lines)


def _role(context: Context, name: str, principal: str, rules: list[AlarmRule]) -> Role:
    logs = dict.fromkeys(log for rule in rules for log in context.spec.queries[rule.rows_of].log_names)
    return Role(
        logical_id=logical_id("Role", name),
        origin=("alarms",),
        name=role_name(context, name),
        principal=principal,
        log_groups=log_groups(context, tuple(logs)),
    )
