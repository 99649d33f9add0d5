"""A plan that AWS would refuse, or take and then not honour.

Why: CloudFormation finds a name that is too long, an eleventh metric or a 501st resource in the middle of a
deployment, and some of it only CloudWatch itself refuses, minutes later. The limits stand in
`monitoring/aws/limits.py`, each with the AWS page it comes from.

Fix: shorten, split or remove what the message names.

Bad:

    queries:
      everything:
        rows: "... more than 10,000 characters ..."

Good:

    queries:
      errors-by-code:
        rows: |
          fields @timestamp, error.code
          | filter level = "ERROR"
"""

from collections import Counter
from collections.abc import Callable, Iterator
from re import compile as regex
from typing import Any

from monitoring.aws import limits
from monitoring.aws.limits import Limit
from monitoring.finding import Finding, Path, error
from monitoring.plan.resources import (
    AlarmResource,
    CompositeAlarm,
    Dashboard,
    LogAlarm,
    MetricAlarm,
    MetricFilter,
    MuteRule,
    Plan,
    SavedQuery,
)
from monitoring.plan.running import EventRule, Function, Queue, Schedule, ScheduleGroup, StateMachine

CHECK = "limits"
_ID = regex(r"[a-z][A-Za-z0-9_]*")
_TAG = regex(r"[\w\s.:/=+@-]*")
_MUTE = regex(r"cron\(\S+ \S+ \S+ \S+ \S+\)|at\(\d{4}-\d\d-\d\dT\d\d:\d\d\)")

Found = Iterator[Finding]


def check(plan: Plan) -> Found:
    """Every place where the plan breaks a limit of AWS."""
    yield from _names(plan)
    yield from _stacks(plan)
    for resource in plan.resources:
        for kind, judge in _JUDGES:
            if isinstance(resource, kind):
                yield from judge(resource)


def _over(limit: Limit, actual: int, path: Path, fix: str) -> Found:
    if actual > limit.value:
        number = f"{actual:,}" if limit.unit == "count" else f"{actual:,} {limit.unit}"
        message = f"{limit.what}: {number}, AWS takes at most {limit.value:,}"
        yield error(CHECK, path, message, fix)


def _names(plan: Plan) -> Found:
    counted = Counter(resource.logical_id for resource in plan.resources)
    for resource in plan.resources:
        if counted[resource.logical_id] > 1:
            message = f"{counted[resource.logical_id]} resources would be called {resource.logical_id}"
            yield error(CHECK, resource.origin, message, "rename one of the entries", on_key=True)


def _stacks(plan: Plan) -> Found:
    counted = Counter(resource.stack for resource in plan.resources)
    for number, name in enumerate(plan.stack_names):
        fix = f"move entries out of {name}"
        yield from _over(limits.STACK_RESOURCES, counted[number], (), fix)


def _alarm(alarm: AlarmResource) -> Found:
    yield from _over(limits.ALARM_NAME, len(alarm.name), alarm.origin, "shorten the entry's name")
    yield from _over(limits.ALARM_ACTIONS, len(alarm.actions), alarm.origin, "let one topic pass it on")
    for key, value in alarm.tags.items():
        yield from _over(limits.TAG_VALUE, len(value), alarm.origin, f"shorten what makes up {key}")
        if not _TAG.fullmatch(value):
            message = (
                f"the tag {key} would be {value!r}; AWS takes letters, digits, blanks and _.:/=+-@ in tags"
            )
            yield error(CHECK, alarm.origin, message, "leave other characters out")


def _metric_alarm(alarm: MetricAlarm) -> Found:
    stats = [query for query in alarm.queries if query.stat is not None]
    path = ("alarms", alarm.entry)
    yield from _over(limits.ALARM_METRICS, len(stats), path, "watch fewer metrics in one expression")
    ids = Counter(query.id for query in alarm.queries)
    for query in alarm.queries:
        if ids[query.id] > 1:
            message = f"`{query.id}` names {ids[query.id]} parts of the expression"
            yield error(CHECK, path, message, "rename the key in the metric's `with`")
        yield from _over(limits.ALARM_EXPRESSION, len(query.expression), path, "shorten the expression")
        if not _ID.fullmatch(query.id):
            message = (
                f"`{query.id}` cannot be an id in metric math: a small letter, then letters, digits and _"
            )
            yield error(CHECK, path, message, "rename the key in the metric's `with`")


def _log_alarm(alarm: LogAlarm) -> Found:
    path = alarm.origin
    yield from _over(limits.LOG_ALARM_RESULTS, alarm.evaluation_periods, path, "evaluate fewer results")
    yield from _over(limits.LOG_ALARM_OFFSET, alarm.window, path, "look back less far")
    yield from _over(limits.LOG_ALARM_AGGREGATE, len(alarm.aggregate), path, "group by a shorter field")
    yield from _over(limits.LOG_ALARM_QUERY, len(alarm.rows), path, "shorten the query's `rows`")
    yield from _over(limits.LOG_ALARM_GROUPS, len(alarm.log_groups), path, "read fewer logs")
    if alarm.every < 60 or alarm.every % 60:
        message = f"a log alarm runs every whole number of minutes, not every {alarm.every} s"
        yield error(CHECK, path, message, "write `every: 5 m`")


def _composite(alarm: CompositeAlarm) -> Found:
    yield from _over(limits.COMPOSITE_CHILDREN, len(alarm.children), alarm.origin, "split the rule")
    yield from _over(limits.COMPOSITE_RULE, len(alarm.rule), alarm.origin, "split the rule")
    if not alarm.children:
        message = f"the rule of {alarm.entry} names no alarm"
        yield error(CHECK, (*alarm.origin, "composite"), message, "write ALARM(entry.critical)")


def _query(query: SavedQuery) -> Found:
    yield from _over(limits.QUERY_NAME, len(query.name), query.origin, "shorten the entry's name")
    yield from _over(limits.QUERY_TEXT, len(query.text), query.origin, "shorten the query")
    yield from _over(limits.QUERY_PARAMETERS, len(query.parameters), query.origin, "use fewer parameters")
    yield from _over(limits.QUERY_GROUPS, len(query.log_groups), query.origin, "read fewer logs")


def _filter(found: MetricFilter) -> Found:
    yield from _over(
        limits.FILTER_PATTERN, len(found.pattern), (*found.origin, "matching"), "shorten the pattern"
    )
    yield from _over(limits.FILTER_NAME, len(found.name), found.origin, "shorten the entry's name")


def _dashboard(board: Dashboard) -> Found:
    graphs = [graph for section in board.sections for graph in section.graphs]
    widgets = len(graphs) + sum(2 + len(section.tables) for section in board.sections)
    yield from _over(limits.DASHBOARD_NAME, len(board.name), board.origin, "shorten the entry's name")
    yield from _over(limits.DASHBOARD_WIDGETS, widgets, board.origin, "split the dashboard")
    yield from _over(
        limits.DASHBOARD_METRICS, sum(len(g.queries) for g in graphs), board.origin, "split the dashboard"
    )
    for graph in graphs:
        yield from _over(
            limits.WIDGET_METRICS, len(graph.queries), board.origin, f"split the graph {graph.title}"
        )


def _mute(rule: MuteRule) -> Found:
    yield from _over(limits.MUTE_TARGETS, len(rule.alarms), rule.origin, "split the mute rule")
    if not _MUTE.fullmatch(rule.schedule):
        message = f"`{rule.schedule}` is no schedule of a mute rule: five fields in cron, minutes in at"
        yield error(
            CHECK, (*rule.origin, "schedule"), message, "write cron(0 3 * * SUN) or at(2027-01-31T03:00)"
        )


def _running(limit: Limit) -> Callable[[Any], Found]:
    """A check of the name of one kind of what runs once an alarm goes off."""

    def judge(resource: Any) -> Found:
        fix = "shorten the name of the service, of the environment or of the entry"
        yield from _over(limit, len(resource.name), resource.origin, fix)

    return judge


def _environment(function: Function) -> Found:
    size = sum(len(f"{name}{value}".encode()) for name, value in function.environment.items())
    yield from _over(limits.FUNCTION_ENVIRONMENT, size, function.origin, "shorten the names in it")


_JUDGES: tuple[tuple[type, Callable[[Any], Found]], ...] = (
    (AlarmResource, _alarm),
    (MetricAlarm, _metric_alarm),
    (LogAlarm, _log_alarm),
    (CompositeAlarm, _composite),
    (SavedQuery, _query),
    (MetricFilter, _filter),
    (Dashboard, _dashboard),
    (MuteRule, _mute),
    (Function, _running(limits.FUNCTION_NAME)),
    (Function, _environment),
    (Queue, _running(limits.QUEUE_NAME)),
    (StateMachine, _running(limits.MACHINE_NAME)),
    (ScheduleGroup, _running(limits.SCHEDULE_NAME)),
    (Schedule, _running(limits.SCHEDULE_NAME)),
    (EventRule, _running(limits.RULE_NAME)),
)
