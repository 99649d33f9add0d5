"""The text of a case with AWS Support: prepared here, checked and opened by a person."""

from typing import Final

from monitoring.escalation.messages import View, filled, lasting
from monitoring.oncall.catalogue import Catalogue
from monitoring.oncall.clock import local
from monitoring.oncall.parts import Link, Links, Paragraph, Parts
from monitoring.oncall.speak import span

CONSOLE: Final = "https://support.console.aws.amazon.com/support/home#/case/create?issueType=technical"
"""Support Center's page for a new case; it takes nothing else of what is written here."""


def is_support(catalogue: Catalogue, level: str) -> bool:
    """Whether a level is AWS Support."""
    return bool(_contacts(catalogue, level))


def support_page(catalogue: Catalogue, level: str) -> str:
    """Where a case is opened: the contact's own address where it is written out, else Support Center."""
    addresses = (contact.get("address") for contact in _contacts(catalogue, level))
    written = (one for one in addresses if isinstance(one, str) and one.startswith("https://"))
    return next(written, CONSOLE)


def support_message(view: View, level: str, account: str) -> Parts:
    """Urgency, subject and text of the case, and the link to where a person opens it."""
    words, catalogue = view.speaker.words, view.speaker.catalogue
    urgency = "support-critical" if view.incident.severity == "critical" else "support-warning"
    what = view.speaker.title(view.incident.entry)
    subject = words.say("support-subject", region=catalogue.region, title=catalogue.title, what=what)
    return (
        Paragraph((words.say("support"),), strong=True),
        Paragraph((subject, words.say("support-urgency", urgency=words.say(urgency)))),
        Paragraph(tuple(_body(view, what, account).split("\n"))),
        Links((Link(words.say("support-link"), support_page(catalogue, level)),)),
    )


def _body(view: View, what: str, account: str) -> str:
    speaker, incident = view.speaker, view.incident
    catalogue = speaker.catalogue
    alarm = catalogue.alarm(incident.entry)
    return speaker.words.say(
        "support-body",
        account=account,
        region=catalogue.region,
        environment=catalogue.environment,
        what=what,
        impact=filled(speaker, alarm.impact) if alarm and alarm.impact else lasting(view),
        since=local(incident.opened, catalogue.timezone).isoformat(timespec="seconds"),
        span=span(speaker.words, speaker.now - incident.opened),
        alarms=", ".join(sorted(incident.alarms)),
    )


def _contacts(catalogue: Catalogue, level: str) -> list[dict[str, object]]:
    names = catalogue.content["escalation"]["levels"].get(level, {}).get("contacts", ())
    contacts = (catalogue.content["contacts"].get(name, {}) for name in names)
    return [contact for contact in contacts if contact.get("kind") == "aws-support"]
