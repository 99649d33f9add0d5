"""The text of a case with AWS Support: prepared here, checked and opened by a person."""

from typing import Final

from monitoring.escalation.messages import View, filled, lasting
from monitoring.escalation.tools import Tools
from monitoring.oncall.catalogue import Catalogue
from monitoring.oncall.clock import local
from monitoring.oncall.insights import error_word
from monitoring.oncall.parts import LinkButton, Paragraph, Parts
from monitoring.oncall.speak import span

CONSOLE: Final = "https://support.console.aws.amazon.com/support/home#/case/create?issueType=technical"
"""Support Center's page for a new case; it takes nothing else of what is written here."""


def is_support(catalogue: Catalogue, level: str) -> bool:
    """Whether a level is AWS Support."""
    return bool(_contacts(catalogue, level))


def support_page(tools: Tools, level: str) -> str:
    """Where a case is opened: the contact's address, written out or in its parameter, else Support Center."""
    addresses = (_address(tools, contact.get("address")) for contact in _contacts(tools.catalogue, level))
    return next((address for address in addresses if address.startswith("https://")), CONSOLE)


def _address(tools: Tools, written: object) -> str:
    if not isinstance(written, dict):
        return str(written)
    try:
        found = tools.clients("ssm").get_parameter(Name=written["parameter"])
    except Exception as error:  # Support Center's own page is good enough
        tools.journal.warn("support_page", why=error_word(error))
        return ""
    return str(found["Parameter"]["Value"])


def support_message(view: View, tools: Tools, level: str) -> Parts:
    """Urgency, subject and text of the case, and the link to where a person opens it."""
    words, catalogue = view.speaker.words, view.speaker.catalogue
    urgency = "support-critical" if view.incident.severity == "critical" else "support-warning"
    what = view.speaker.title(view.incident.entry)
    subject = words.say("support-subject", region=catalogue.region, title=catalogue.title, what=what)
    return (
        Paragraph((words.say("support"),), strong=True),
        Paragraph((subject, words.say("support-urgency", urgency=words.say(urgency)))),
        Paragraph(tuple(_body(view, what, tools.place.account).split("\n"))),
        LinkButton(words.say("support-link"), support_page(tools, level)),
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
