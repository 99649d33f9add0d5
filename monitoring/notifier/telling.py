"""Telling people: Slack where there is one, and readable text for everybody else. Neither stops the other."""

from collections.abc import Callable, Sequence

from monitoring.notifier.desk import Desk
from monitoring.oncall.clean import cut
from monitoring.oncall.incident import Incident
from monitoring.oncall.parts import Hints, Part, Parts
from monitoring.oncall.plain import plain
from monitoring.oncall.schedule import quiet_until
from monitoring.oncall.slack_api import Slack, SlackFailed
from monitoring.oncall.topics import publish, topic_arn

_MOST_TITLE = 40


class TextFailed(Exception):
    """Nobody could be told by text; Lambda tries the notification again."""


def with_slack(desk: Desk, tell: Callable[[Slack], object]) -> str:
    """Do something in Slack; gives back why it failed, empty when it did not or when there is no Slack."""
    if desk.slack is None:
        return desk.slack_failed
    try:
        tell(desk.slack)
    except SlackFailed as failed:
        desk.journal.warn("slack_failed", reason=failed.reason)
        desk.journal.count("SlackFailures")
        return failed.reason
    return ""


def tell_text(desk: Desk, incident: Incident, parts: Sequence[Part], short: str, failed: str = "") -> None:
    """Publish a message's text to the incident's level; critical ones ring as well.

    In quiet hours what they hold waits: the escalation says in the morning what still lasts then.
    """
    if quiet_until(desk.catalogue, incident.severity, desk.clock.now()):
        desk.journal.note("text_held", incident=incident.id)
        return
    purposes = ("messages", "urgent") if incident.severity == "critical" else ("messages",)
    word = incident.severity.upper() if incident.is_open else "RECOVERED"
    subject = f"[{word}] {desk.settings.service} {desk.settings.environment} {incident.entry}"
    send_text(desk, (incident.level, purposes), subject, (with_failure(desk, parts, failed), short))


def send_text(
    desk: Desk, to: tuple[str, tuple[str, ...]], subject: str, what: tuple[Sequence[Part], str]
) -> None:
    """Publish parts and their short form to some topics of a level; TextFailed when none took it."""
    level, purposes = to
    parts, short = what
    names = [name for purpose in purposes if (name := desk.catalogue.topic(level, purpose))]
    text = plain(parts)
    errors = [error for name in names if (error := _publish(desk, name, subject, (text, short)))]
    if names and len(errors) == len(names):
        raise TextFailed from errors[0]


def with_failure(desk: Desk, parts: Sequence[Part], failed: str) -> Parts:
    """The parts with a last line about Slack, so that its readers know that nobody saw it there."""
    return (*parts, Hints((desk.words.say("slack-failed", why=failed),))) if failed else tuple(parts)


def short_title(desk: Desk, entry: str) -> str:
    """A title that fits a phone's line."""
    return cut(desk.speaker().title(entry), _MOST_TITLE)


def _publish(desk: Desk, name: str, subject: str, texts: tuple[str, str]) -> Exception | None:
    try:
        publish(desk.clients("sns"), topic_arn(desk.place, name), subject, texts)
    except Exception as error:  # the other topic may work
        desk.journal.fail("publish_failed", error, topic=name)
        desk.journal.count("PublishFailures")
        return error
    return None
