"""Telling people: Slack where there is one, and readable text for everybody else. Neither stops the other."""

from collections.abc import Callable, Sequence

from monitoring.notifier.desk import Desk
from monitoring.oncall.clean import cut
from monitoring.oncall.incident import Incident, subject_word
from monitoring.oncall.parts import Hints, Part, Parts
from monitoring.oncall.plain import plain
from monitoring.oncall.schedule import quiet_until
from monitoring.oncall.slack_api import Slack, SlackFailed
from monitoring.oncall.sources import NO_SECRET, NO_TOKEN
from monitoring.oncall.topics import publish, topic_arn

_MOST_TITLE = 40


class TextFailed(Exception):
    """Nobody could be told by text, or no phone rings; Lambda tries the notification again."""


def with_slack(desk: Desk, tell: Callable[[Slack], object]) -> str:
    """Do something in Slack; gives back why it failed, empty when it did not or when Slack is not set up."""
    if desk.slack is None:
        return _why_no_slack(desk)
    try:
        tell(desk.slack)
    except SlackFailed as failed:
        desk.journal.warn("slack_failed", reason=failed.reason)
        desk.journal.count("SlackFailures")
        return failed.reason
    return ""


def tell_text(desk: Desk, incident: Incident, parts: Sequence[Part], short: str, failed: str = "") -> None:
    """Publish a message's text to the incident's level; critical ones ring as well.

    In quiet hours what they hold waits: the escalation says in the morning what still lasts then. TextFailed
    when no topic took it, or when a phone must ring and does not; the next go does not mail it again.
    """
    purposes = ("messages", "urgent") if incident.severity == "critical" else ("messages",)
    _tell_level(desk, incident, purposes, (with_failure(desk, parts, failed), short))


def mail_text(desk: Desk, incident: Incident, parts: Sequence[Part], short: str, failed: str = "") -> None:
    """As ``tell_text``, but no phone rings, however bad it is."""
    _tell_level(desk, incident, ("messages",), (with_failure(desk, parts, failed), short))


def _why_no_slack(desk: Desk) -> str:
    """Empty where nobody set Slack up: no secret, or one without a token, and no channel."""
    if not desk.settings.slack_secret or desk.slack_failed not in ("", NO_SECRET):
        return desk.slack_failed
    has_channels = any(map(desk.catalogue.channel, desk.catalogue.content["slackChannels"]))
    return (desk.slack_failed or NO_TOKEN) if has_channels else ""


def _tell_level(desk: Desk, incident: Incident, purposes: tuple[str, ...], what: tuple[Parts, str]) -> None:
    if quiet_until(desk.catalogue, incident.severity, desk.clock.now()):
        desk.journal.note("text_held", incident=incident.id)
        return
    subject = f"[{subject_word(incident)}] {subject_place(desk, incident)}"
    mailed = f"mailed {desk.change} {incident.level} {subject}"
    if "urgent" in purposes and not incident.rang and _is_done(desk, mailed):
        purposes = ("urgent",)
    errors = send_text(desk, (incident.level, purposes), subject, what)
    if "urgent" in errors:
        # Somebody else's phone may still ring for it.
        desk.store.update(incident.key, lambda before: before._replace(rang=0) if before else None)
        if incident.is_open:
            desk.store.use_nonce(mailed)
            raise TextFailed from errors["urgent"]


def _is_done(desk: Desk, what: str) -> bool:
    try:
        return desk.store.has_used(what)
    except Exception as error:  # twice is better than not at all
        desk.journal.fail("mailed_unknown", error)
        return False


def subject_place(desk: Desk, incident: Incident) -> str:
    """What a subject says after its first word."""
    return f"{desk.settings.service} {desk.settings.environment} {incident.entry}"


def send_text(
    desk: Desk, to: tuple[str, tuple[str, ...]], subject: str, what: tuple[Sequence[Part], str]
) -> dict[str, Exception]:
    """Publish parts and their short form to some topics of a level; TextFailed when none took it.

    Gives back the purposes whose topic did not take it, with why.
    """
    level, purposes = to
    parts, short = what
    names = {purpose: name for purpose in purposes if (name := desk.catalogue.topic(level, purpose))}
    text = plain(parts, desk.name_of)
    tried = {purpose: _publish(desk, name, subject, (text, short)) for purpose, name in names.items()}
    errors = {purpose: error for purpose, error in tried.items() if error}
    if names and len(errors) == len(names):
        raise TextFailed from next(iter(errors.values()))
    return errors


def with_failure(desk: Desk, parts: Sequence[Part], failed: str) -> Parts:
    """The parts with a last line about Slack, so that its readers know that nobody saw it there."""
    return (*parts, Hints((desk.words.say("slack-failed", why=failed),))) if failed else tuple(parts)


def short_title(desk: Desk, entry: str) -> str:
    """A title that fits a phone's line."""
    return cut(desk.speaker().title(entry), _MOST_TITLE)


def loudness(desk: Desk, incident: Incident, word: str) -> str:
    """What a phone shows first: a severity or ``recovered``, and that it is an exercise."""
    severity = desk.words.severity(word)
    return desk.words.say("sms-drill", severity=severity) if incident.drill else severity


def _publish(desk: Desk, name: str, subject: str, texts: tuple[str, str]) -> Exception | None:
    try:
        publish(desk.clients("sns"), topic_arn(desk.place, name), subject, texts)
    except Exception as error:  # the other topic may work
        desk.journal.fail("publish_failed", error, topic=name)
        desk.journal.count("PublishFailures")
        return error
    return None
