"""Spec -> Plan: total, pure, deterministic."""

from collections.abc import Iterator

import msgspec

from monitoring.plan.catalogue import catalogue
from monitoring.plan.common import Context, context_of
from monitoring.plan.composites import composite_alarm
from monitoring.plan.dashboards import dashboards
from monitoring.plan.functions import function_url, functions, listeners
from monitoring.plan.health import health_rules
from monitoring.plan.keeping import failed_queues, reports_bucket, state_table
from monitoring.plan.log_alarms import log_alarm, roles
from monitoring.plan.logs import metric_filters, saved_queries
from monitoring.plan.metric_alarms import metric_alarm
from monitoring.plan.mutes import mute_rules
from monitoring.plan.notifications import announced, key, needs, subscriptions, topics
from monitoring.plan.partition import partition
from monitoring.plan.resources import AnyAlarm, Plan, Planned
from monitoring.plan.schedules import schedule_group, schedules
from monitoring.plan.workflow import state_machine
from monitoring.spec.resolve import alarm_rules
from monitoring.spec.root import Spec


def plan(spec: Spec) -> Plan:
    """What one environment gets. The spec must have passed the checks; then there is always a plan."""
    context = context_of(spec)
    resources, stacks = partition(list(_resources(context)))
    return Plan(
        service=spec.service.name,
        environment=spec.environment,
        region=spec.region,
        locale=spec.locale,
        timezone=spec.timezone,
        stack_names=tuple(context.names.stack(number) for number in range(stacks)),
        needs=needs(context),
        resources=tuple(resources),
    )


def _resources(context: Context) -> Iterator[Planned]:
    alarms = list(_alarms(context))
    yield key(context)
    yield from topics(context, alarms)
    yield from subscriptions(context)
    yield from announced(context)
    yield from metric_filters(context)
    yield from saved_queries(context)
    yield from roles(context)
    yield from alarms
    yield from mute_rules(context)
    yield from dashboards(context, alarms)
    yield catalogue(context)
    yield from _chain(context)


def _chain(context: Context) -> Iterator[Planned]:
    """What runs once an alarm goes off."""
    yield from failed_queues(context)
    yield state_table(context)
    yield reports_bucket(context)
    yield from functions(context)
    yield function_url(context)
    yield from listeners(context)
    yield state_machine(context)
    yield from health_rules(context)
    yield schedule_group(context)
    yield from schedules(context)


def _alarms(context: Context) -> Iterator[AnyAlarm]:
    for rule in alarm_rules(context.spec):
        yield log_alarm(context, rule) if rule.rows_of else metric_alarm(context, rule)
    for entry, alarm in context.spec.alarms.items():
        if alarm.composite is not None:
            yield composite_alarm(context, entry)


def to_json(planned: Plan) -> str:
    """The plan as JSON with two blanks of indent and a final newline."""
    return msgspec.json.format(msgspec.json.encode(planned), indent=2).decode() + "\n"
