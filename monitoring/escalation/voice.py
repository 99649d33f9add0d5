"""Saying something to a level: its topics always, Slack where it is set up and answers.

Mail and pagers are what must arrive: an error of SNS comes through, and the state machine tries again. Slack
is said once for each thing and may fail.
"""

from collections.abc import Callable, Sequence
from typing import NamedTuple

from monitoring.escalation.remembered import note_heard, was_heard
from monitoring.escalation.tools import Tools
from monitoring.oncall.blocks import blocks, summary
from monitoring.oncall.incident import Incident, subject_word
from monitoring.oncall.insights import error_word
from monitoring.oncall.parts import Parts
from monitoring.oncall.plain import plain
from monitoring.oncall.slack_api import Posted, Slack, SlackFailed
from monitoring.oncall.threads import open_thread, reply
from monitoring.oncall.topics import publish, topic_arn


class Saying(NamedTuple):
    """What is said to whom: ``once`` names it, so that a second try does not say it twice."""

    once: str
    level: str
    parts: Parts


def tell(tools: Tools, incident: Incident, saying: Saying) -> None:
    """Mail, pagers if it is critical, thread, and the level's channel if the thread is in another one.

    A step is said to all topics again until all took it: while one is refused, nobody further is told.
    """
    try:
        _mail(tools, incident, saying._replace(once=""))
    finally:
        say_in_slack(tools, saying.once, lambda slack: _post(tools, slack, incident, saying))


def tell_levels(tools: Tools, incident: Incident, levels: Sequence[str], saying: Saying) -> None:
    """The same to several levels; when it is tried again, only those hear that could not be told before."""
    failures = []
    for level in levels:
        try:
            _mail(tools, incident, Saying(f"{saying.once} to {level}", level, saying.parts))
        except Exception as error:  # the other levels hear it all the same
            failures.append(error)
    show_once(tools, saying.once, lambda slack: _post_to_all(tools, slack, incident, (levels, saying)))
    if failures:
        raise failures[0]


def _mail(tools: Tools, incident: Incident, saying: Saying) -> None:
    purposes = ("urgent", "messages") if incident.severity == "critical" else ("messages",)
    subject = f"[{subject_word(incident)}] {subject_of(tools)} {incident.entry}"
    publish_to_level(tools, saying, purposes, subject)


def publish_to_level(tools: Tools, saying: Saying, purposes: tuple[str, ...], subject: str) -> None:
    """The readable text to a level's topics; botocore's errors come through, after every topic was tried.

    Tried again, it goes to those topics alone that refused it, if the saying has a name.
    """
    text = plain(saying.parts, tools.name_of)
    first, *rest = text.split("\n\n")
    texts = text, f"{first} {rest[0]}" if rest else first
    failures = []
    for purpose in purposes:
        try:
            _publish_once(tools, saying, purpose, (subject, texts))
        except Exception as error:  # the other topics hear it all the same
            failures.append(error)
    if failures:
        raise failures[0]


def _publish_once(tools: Tools, saying: Saying, purpose: str, what: tuple[str, tuple[str, str]]) -> None:
    topic, once = tools.catalogue.topic(saying.level, purpose), saying.once and f"{saying.once} {purpose}"
    if not topic or was_heard(tools, once):
        return
    try:
        publish(tools.clients("sns"), topic_arn(tools.place, topic), *what)
    except Exception as error:
        tools.journal.fail("publish", error, topic=topic)
        raise
    # Noted afterwards: a fault says it twice, never not at all.
    note_heard(tools, once)


def subject_of(tools: Tools) -> str:
    """What SNS takes as a subject is ASCII: names, which are the same in every language."""
    return f"{tools.settings.service} {tools.settings.environment}"


def say_in_thread(tools: Tools, incident: Incident, once: str, parts: Parts) -> None:
    """Say something in the thread alone, once."""
    say_in_slack(tools, once, lambda slack: reply(slack, incident, parts))


def say_in_slack(tools: Tools, once: str, say: Callable[[Slack], object]) -> None:
    """Say something by Slack where it is set up, unless that was said; never fails."""
    slack = tools.slack()
    if slack is None or not _is_new(tools, once):
        return
    try:
        say(slack)
    except SlackFailed as failed:
        tools.journal.warn("slack", why=failed.reason)
        tools.journal.count("SlackFailures")


def show_once(tools: Tools, once: str, say: Callable[[Slack], object]) -> None:
    """Say by Slack, once however long the same is tried again by other ways."""
    if not was_heard(tools, f"{once} slack"):
        say_in_slack(tools, once, say)
        note_heard(tools, f"{once} slack")


def _is_new(tools: Tools, once: str) -> bool:
    try:
        return not once or tools.store.use_nonce(_said(once))
    except Exception as error:  # twice is better than not at all
        tools.journal.warn("said", why=error_word(error))
        return True


def _said(once: str) -> str:
    return f"said {once}"


def show_in_slack(tools: Tools, incident: Incident, saying: Saying) -> None:
    """In Slack alone, for what people hear by another way; opens the thread where there is none."""
    say_in_slack(tools, saying.once, lambda slack: _post(tools, slack, incident, saying))


def _post(tools: Tools, slack: Slack, incident: Incident, saying: Saying) -> None:
    channel = tools.catalogue.channel(saying.level)
    if not incident.thread and channel:
        _open(tools, slack, incident._replace(channel=channel), saying.parts)
        return
    reply(slack, incident, saying.parts)
    if channel not in ("", incident.channel):
        slack.post(channel, summary(saying.parts), blocks(saying.parts))


def _post_to_all(tools: Tools, slack: Slack, incident: Incident, what: tuple[Sequence[str], Saying]) -> None:
    """In the thread, and in the channels of levels that are not the thread's."""
    levels, saying = what
    reply(slack, incident, saying.parts)
    for channel in dict.fromkeys(map(tools.catalogue.channel, levels)):
        if channel not in ("", incident.channel):
            slack.post(channel, summary(saying.parts), blocks(saying.parts))


def _open(tools: Tools, slack: Slack, incident: Incident, parts: Parts) -> None:
    """An incident that has no thread, because it was held or Slack was away, gets one now."""
    posted = open_thread(slack, tools.store, incident, parts)

    def change(before: Incident | None) -> Incident | None:
        if before is None or before.id != incident.id:
            return None
        return before._replace(channel=posted.channel, thread=posted.thread)

    tools.store.update(incident.key, change)


def thread_address(tools: Tools, incident: Incident) -> str:
    """The address of an incident's thread; empty where it has none or Slack does not say."""
    slack = tools.slack() if incident.thread else None
    if slack is None:
        return ""
    try:
        return slack.permalink(Posted(incident.channel, incident.thread))
    except SlackFailed as failed:
        tools.journal.warn("permalink", why=failed.reason)
        return ""
