"""What Lambdas need to know of the plan: titles, runbooks, queries, routes. No thresholds.

Thresholds come in the notification, so that changing one touches its alarm only. Quotes of alarms in texts
(``{alarms.duration.warning.above}``) therefore stay as written here, for the reader to fill.
"""

from re import Match
from re import compile as regex

import msgspec

from monitoring.plan.catalogue_names import alarm_names, announcements, physical_names, slack_channels
from monitoring.plan.common import Context
from monitoring.plan.log_alarms import log_groups
from monitoring.plan.notifications import purposes
from monitoring.plan.resources import Catalogue
from monitoring.plan.widgets import widget_metrics
from monitoring.spec.alarms import Alarm
from monitoring.spec.base import Text, guide_ids, say
from monitoring.spec.facts import Parameter
from monitoring.spec.quantity import Quantity
from monitoring.spec.runbooks import Runbook, Step
from monitoring.spec.texts import quoted, show

_FIXED = regex(r"\{((?:facts|runbooks|service)(?:\.[a-z0-9-]+)+)\}")


def catalogue(context: Context) -> Catalogue:
    """The catalogue of a spec and the parameter that says where it lies."""
    return Catalogue(
        logical_id="Catalogue",
        origin=(),
        parameter=context.names.parameter("catalogue"),
        content=_content(context),
    )


def _content(context: Context) -> dict[str, object]:
    spec, names = context
    return {
        "service": names.service,
        "environment": names.environment,
        "region": spec.region,
        "locale": spec.locale,
        "timezone": spec.timezone,
        "title": say(spec.service.title, spec.locale),
        "alarms": {name: _alarm(context, alarm) for name, alarm in spec.alarms.items()},
        "alarmNames": alarm_names(context),
        "physical": physical_names(context),
        "runbooks": {name: _runbook(context, runbook) for name, runbook in spec.runbooks.items()},
        "queries": {name: _query(context, name) for name in spec.queries},
        "metrics": {name: widget_metrics(context, name) for name in spec.metrics},
        "personal": sorted({field for log in spec.logs.values() for field in log.exposes}),
        "facts": {
            "reservedConcurrency": spec.facts.function.reserved_concurrency,
            "logRetention": round(spec.facts.logs.retention.seconds),
            "budget": _plain(context, spec.facts.budget),
            "prices": _plain(context, spec.facts.model.prices),
        },
        "topics": {
            level: {purpose: names.topic(purpose, level) for purpose in purposes(context, level)}
            for level in spec.escalation.levels
        },
        "slackChannels": slack_channels(context),
        "announce": announcements(context),
        "contacts": {name: _plain(context, contact) for name, contact in spec.contacts.items()},
        "escalation": _plain(context, spec.escalation),
        "reports": {name: _plain(context, report) for name, report in spec.reports.items()},
        "maintenance": _plain(context, spec.maintenance),
        "links": _plain(context, spec.facts.links),
        "dashboards": {name: names.dashboard(name) for name in spec.dashboards},
    }


def _alarm(context: Context, alarm: Alarm) -> dict[str, object]:
    return {
        "title": text(context, alarm.title),
        "impact": text(context, alarm.impact),
        "firstAction": text(context, alarm.first_action),
        "guide": guide_ids(alarm),
        "runbook": alarm.runbook,
        "route": alarm.route,
        "reportsTo": alarm.reports_to,
        "explainedBy": alarm.explained_by,
        "firstLook": _plain(context, alarm.first_look),
        "liveWhile": _plain(context, alarm.live_while),
        "watch": alarm.watch,
    }


def _runbook(context: Context, runbook: Runbook) -> dict[str, object]:
    return {
        "title": text(context, runbook.title),
        "kind": runbook.kind,
        "when": text(context, runbook.when),
        "steps": [_step(context, step) for step in runbook.steps],
    }


def _step(context: Context, step: Step) -> dict[str, object]:
    links = {name: getattr(step, name) for name in ("query", "graph", "alarm", "link")}
    links["command"] = context.names.fill(text(context, step.command or ""))
    return {
        "do": text(context, step.do),
        **{name: value for name, value in links.items() if value},
        **(
            {"decide": {code: text(context, what) for code, what in step.decide.items()}}
            if step.decide
            else {}
        ),
    }


def _query(context: Context, name: str) -> dict[str, object]:
    query = context.spec.queries[name]
    return {
        "title": text(context, query.title) or name,
        "logGroups": log_groups(context, query.log_names),
        "text": query.text,
        "parameters": query.parameters,
    }


def text(context: Context, written: Text) -> str:
    """A text in the spec's locale with facts and titles filled in and thresholds left as written."""

    def fill(match: Match[str]) -> str:
        return show(quoted(context.spec, match[1]), context.spec.locale)

    return _FIXED.sub(fill, say(written, context.spec.locale))


def _plain(context: Context, value: object) -> object:
    """Any part of the spec as JSON: texts in the locale, lengths of time in seconds, parameters by name."""
    if isinstance(value, Parameter):
        return {"parameter": context.names.fill(value.parameter)}
    if isinstance(value, Quantity):
        return value.base
    if isinstance(value, msgspec.Struct):
        return _plain_struct(context, value)
    if isinstance(value, dict):
        return {key: _plain(context, inner) for key, inner in value.items()}
    if isinstance(value, tuple):
        return [_plain(context, inner) for inner in value]
    return text(context, value) if isinstance(value, str) else value


def _plain_struct(context: Context, value: msgspec.Struct) -> object:
    if {"ja", "en"} == set(value.__struct_fields__):
        return text(context, value)  # type: ignore[arg-type]
    items = ((field, getattr(value, field)) for field in value.__struct_fields__)
    return {camel(name): _plain(context, inner) for name, inner in items if inner not in (None, "", ())}


def camel(name: str) -> str:
    """``quiet_hours`` -> ``quietHours``; a trailing underscore goes."""
    first, *rest = name.strip("_").split("_")
    return first + "".join(word.capitalize() for word in rest)
