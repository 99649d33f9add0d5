"""What the catalogue says about names: which alarm belongs to which entry, what things are called in AWS."""

from monitoring.plan.common import Context
from monitoring.spec.facts import Parameter
from monitoring.spec.resolve import AlarmRule, alarm_rules


def alarm_names(context: Context) -> dict[str, dict[str, object]]:
    """Each alarm's physical name with its entry, severity and, for a twin, its label in ``watch``.

    A log alarm's notification does not say over how long its query counts, so that stands here (seconds).
    """
    spec, names = context
    found = {names.alarm(rule): _named(rule) for rule in alarm_rules(spec)}
    for entry, alarm in spec.alarms.items():
        if alarm.composite is not None:
            severity = alarm.severity or "warning"
            name = names.composite(entry, severity)
            found[name] = {"entry": entry, "severity": severity, "label": ""}
    return found


def _named(rule: AlarmRule) -> dict[str, object]:
    named: dict[str, object] = {"entry": rule.entry, "severity": rule.severity, "label": rule.label}
    return {**named, "window": rule.over} if rule.rows_of else named


def physical_names(context: Context) -> dict[str, object]:
    """What the service's parts are called, for commands and links."""
    spec, names = context
    return {
        "function": names.function,
        "healthFunction": names.health_function,
        "api": names.api,
        "stage": names.stage,
        "cluster": names.cluster,
        "endpoint": spec.service.endpoint,
        "logGroups": {log: names.log_group(entry.of) for log, entry in spec.logs.items()},
    }


def slack_channels(context: Context) -> dict[str, list[object]]:
    """The Slack channels of each level: an id, or the parameter that holds it."""
    levels = context.spec.escalation.levels
    return {level: _channels(context, entry.contacts) for level, entry in levels.items()}


def announcements(context: Context) -> dict[str, object]:
    """The topic and the Slack channels of those who hear that the service is stopped; empty without any."""
    named = context.spec.escalation.announce
    if not named:
        return {}
    return {"topic": context.names.announcements, "slackChannels": _channels(context, named)}


def _channels(context: Context, contacts: tuple[str, ...]) -> list[object]:
    spec, names = context
    return [
        {"parameter": names.fill(contact.address.parameter)}
        if isinstance(contact.address, Parameter)
        else contact.address
        for contact in (spec.contacts[name] for name in contacts)
        if contact.kind == "slack"
    ]
