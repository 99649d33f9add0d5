"""Who hears of an alarm: topics, contacts, tags."""

from monitoring.plan.names import Names
from monitoring.plan.resources import Hearing
from monitoring.spec.alarms import Alarm
from monitoring.spec.base import guide_ids
from monitoring.spec.escalation import Contact
from monitoring.spec.root import Spec

TAG_PREFIX = "monitoring:"
SUBSCRIBED = {"email": "email", "sms": "sms", "https": "https"}
"""Kinds of contacts that SNS delivers to; Slack and AWS Support are reached by Lambdas and people."""


def start_level(spec: Spec, alarm: Alarm) -> str:
    """The level that hears of an alarm first."""
    return spec.escalation.routes[alarm.route].start


def has_urgent(spec: Spec, level: str) -> bool:
    """Whether a level has contacts that ring, and with them a topic of their own."""
    return any(spec.contacts[name].rings for name in spec.escalation.levels[level].contacts)


def actions(spec: Spec, names: Names, alarm: Alarm, severity: str) -> tuple[str, ...]:
    """Names of the topics an alarm publishes to: the notifier's, or those that people read."""
    level = start_level(spec, alarm)
    if alarm.reports_to == "notifier":
        return (names.topic("alarms", level),)
    is_urgent = severity == "critical" and has_urgent(spec, level)
    return tuple(names.topic(purpose, level) for purpose in ("messages", *(["urgent"] if is_urgent else [])))


def rings(spec: Spec, contact: Contact) -> bool:
    """Whether a contact wakes somebody in this environment."""
    return contact.rings and spec.escalation.wakes


def is_reached(spec: Spec, contact: Contact) -> bool:
    """Whether a contact hears of anything here: where nobody is woken, what rings is left out."""
    return not contact.rings or spec.escalation.wakes


def hearing(spec: Spec, alarm: Alarm, severity: str) -> Hearing:
    """Who hears of an alarm of a severity, and who is next.

    What goes to people directly comes to Slack, and is taken further, by the escalation, which looks at it
    every five minutes.
    """
    route = spec.escalation.routes[alarm.route]
    contacts = {name: spec.contacts[name] for name in spec.escalation.levels[route.start].contacts}
    ringing = tuple(
        name for name, contact in contacts.items() if rings(spec, contact) and severity == "critical"
    )
    quiet = tuple(name for name, contact in contacts.items() if not contact.rings)
    then = {} if severity == "investigate" else {level: after.seconds for level, after in route.then.items()}
    return Hearing(level=route.start, contacts=quiet, rings=ringing, then=then)


def tags(spec: Spec, names: Names, entry: str, severity: str) -> dict[str, str]:
    """What travels in notifications; characters are those that AWS allows in tag values."""
    alarm = spec.alarms[entry]
    values = {
        "entry": entry,
        "environment": names.environment,
        "guide": " ".join(guide_ids(alarm)),
        "incident": f"{names.environment}/{entry}",
        "level": start_level(spec, alarm),
        "runbook": alarm.runbook,
        "service": names.service,
        "severity": severity,
    }
    return {TAG_PREFIX + key: value for key, value in values.items() if value}
