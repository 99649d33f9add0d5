"""Notifications that are no alarm: tests, AWS Health, and shapes that nobody knows, shown as they came."""

from collections.abc import Collection, Iterator
from functools import partial

from monitoring.notifier.desk import Desk
from monitoring.notifier.telling import send_text, with_failure, with_slack
from monitoring.oncall.blocks import blocks, summary
from monitoring.oncall.clean import clean, clean_lines, hide_people
from monitoring.oncall.clock import DAY, local_day
from monitoring.oncall.incident import Incident
from monitoring.oncall.notice import Notice
from monitoring.oncall.parts import Heading, Paragraph, Parts, Raw
from monitoring.oncall.slack_api import Slack
from monitoring.oncall.threads import reply

_MOST_RAW = 150_000
_MOST_SHOWN = 2800
_MOST_HEALTH = 2000


def tell_test(desk: Desk, level: str) -> None:
    """Somebody tries whether notifications arrive."""
    title = desk.catalogue.level_title(level)
    parts = (
        Heading("note", desk.words.say("heading-test", **desk.speaker().place())),
        Paragraph((desk.words.say("test", level=title),)),
    )
    _tell(desk, level, "TEST", (parts, parts))


def tell_unknown(desk: Desk, level: str, notice: Notice) -> None:
    """Nobody knows this shape: better shown as it came than lost. Secrets and people are still hidden."""
    raw = clean_lines(hide_people(notice.raw, desk.pseudonyms), _MOST_RAW)
    heading = Heading("note", desk.words.say("heading-unknown", **desk.speaker().place()))
    said = desk.words.say("unknown")
    note = desk.words.say("raw-cut", kept=_MOST_SHOWN, all=len(raw)) if len(raw) > _MOST_SHOWN else ""
    short = (heading, Paragraph((said, note)), Raw(raw[:_MOST_SHOWN]))
    _tell(desk, level, "UNKNOWN", (short, (heading, Paragraph((said,)), Raw(raw))))


def tell_health(desk: Desk, notice: Notice) -> None:
    """AWS has a problem: said in the threads of what goes on, and to the last level, which deals with AWS."""
    level = desk.catalogue.levels[-1]
    what = clean(dict(notice.contributor).get("service", "") or notice.reason, 60)
    heading = Heading("note", desk.words.say("heading-health", what=what, **desk.speaker().place()))
    name = "health-closed" if notice.state == "OK" else "health-open"
    line = desk.words.say(name, what=what, since=desk.speaker().moment(notice.changed))
    text = clean_lines(notice.description, _MOST_HEALTH)
    parts = (heading, Paragraph((line, clean(notice.reason, 200))), Paragraph(tuple(text.split("\n"))))
    told = set()
    for incident in _open_incidents(desk):
        if not with_slack(desk, partial(reply, incident=incident, parts=parts)):
            told.add(incident.channel)
    _tell(desk, level, "AWS HEALTH", (parts, parts), told)


def _open_incidents(desk: Desk) -> Iterator[Incident]:
    """Incidents of today and yesterday with a thread of their own that go on."""
    now = desk.clock.now()
    for day in (local_day(now - DAY, desk.catalogue.timezone), local_day(now, desk.catalogue.timezone)):
        for incident, ending in desk.store.incidents_of_day(day):
            if incident.is_open and not ending and not incident.into and incident.thread:
                yield incident


def _tell(
    desk: Desk, level: str, subject: str, parts: tuple[Parts, Parts], told: Collection[str] = ()
) -> None:
    """Post the short form, unless the channel was told, and mail the long one."""
    shown, mailed = parts
    channel = desk.catalogue.channel(level)

    def post(slack: Slack) -> None:
        slack.post(channel, summary(shown), blocks(shown))

    failed = with_slack(desk, post) if channel and channel not in told else ""
    line = f"[{subject}] {desk.settings.service} {desk.settings.environment}"
    send_text(desk, (level, ("messages",)), line, (with_failure(desk, mailed, failed), summary(shown)))
