"""Dashboards: alarm states on top, then a section a chapter with thresholds drawn as lines."""

from collections.abc import Iterable, Iterator

from monitoring.plan.common import Context
from monitoring.plan.graphs import graph
from monitoring.plan.log_alarms import log_groups
from monitoring.plan.names import alarm_id, logical_id
from monitoring.plan.notifications import resolved
from monitoring.plan.parts import (
    DashboardSection,
    QueryTable,
)
from monitoring.plan.resources import (
    AnyAlarm,
    Dashboard,
)
from monitoring.spec.base import guide_ids, say
from monitoring.spec.dashboards import Section
from monitoring.spec.facts import Parameter
from monitoring.spec.resolve import AlarmRule, alarm_rules
from monitoring.spec.runbooks import Runbook
from monitoring.spec.texts import render


def dashboards(context: Context, alarms: Iterable[AnyAlarm]) -> Iterator[Dashboard]:
    """The dashboards of a spec; ``alarms`` are the planned ones, shown by state on each."""
    names = {alarm.logical_id: alarm.name for alarm in alarms}
    for name, sections in context.spec.dashboards.items():
        yield Dashboard(
            logical_id=logical_id("Dashboard", name),
            origin=("dashboards", name),
            guide=tuple(dict.fromkeys(item for section in sections for item in guide_ids(section))),
            name=context.names.dashboard(name),
            entry=name,
            title=f"{say(context.spec.service.title, context.spec.locale)} ({context.names.environment})",
            alarms=tuple(names.values()),
            sections=tuple(_section(context, section, names) for section in sections),
        )


def _section(context: Context, section: Section, names: dict[str, str]) -> DashboardSection:
    rules = [rule for rule in alarm_rules(context.spec) if rule.entry in section.alarms]
    return DashboardSection(
        title=render(context.spec, section.title),
        note=_note(context, section, rules),
        graphs=tuple(graph(context, drawn, rules) for drawn in section.graphs),
        alarms=tuple(names[alarm_id(rule)] for rule in rules if alarm_id(rule) in names),
        tables=tuple(_table(context, name) for name in section.queries),
    )


def _table(context: Context, name: str) -> QueryTable:
    query = context.spec.queries[name]
    return QueryTable(
        title=say(query.title, context.spec.locale) or name,
        text=query.text,
        log_groups=log_groups(context, query.log_names),
    )


def _note(context: Context, section: Section, rules: list[AlarmRule]) -> str:
    spec = context.spec
    parts = [render(spec, section.note)] if section.note else []
    names = dict.fromkeys([*section.runbooks, *(rule.alarm.runbook for rule in rules if rule.alarm.runbook)])
    links = [
        f"[{_runbook_title(context, spec.runbooks[name], name)}]({runbook_link(context, name)})"
        for name in names
    ]
    if links:
        parts.append(("手順書: " if spec.locale == "ja" else "Runbooks: ") + " · ".join(links))
    return "\n\n".join(parts)


def _runbook_title(context: Context, runbook: Runbook, name: str) -> str:
    return render(context.spec, runbook.title) or name


def runbook_link(context: Context, name: str) -> str:
    """The address of a runbook in the guide; CloudFormation fills in the guide's own."""
    guide = context.spec.facts.links.guide
    base = resolved(context, guide) if isinstance(guide, Parameter) else guide
    return f"{base}#{name}"
