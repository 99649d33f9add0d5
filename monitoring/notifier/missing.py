"""An alarm without data: whether it recovered is not known, or nothing is watched any more."""

from monitoring.notifier.desk import Case, Desk
from monitoring.notifier.telling import send_text, with_failure, with_slack
from monitoring.oncall.blocks import blocks, summary
from monitoring.oncall.links import Console
from monitoring.oncall.parts import Heading, Link, Links, Paragraph
from monitoring.oncall.threads import reply


def tell_no_data(desk: Desk, case: Case) -> None:
    """Tell a change to INSUFFICIENT_DATA: in the incident's thread, or in a message of its own."""
    own = desk.store.incident(case.key(desk.settings.environment))
    since = desk.speaker().moment(case.changed)
    if own is not None and own.is_open:
        thread = desk.store.incident(own.into) if own.into else own
        said = (Paragraph((desk.words.say("no-data", since=since),)),)
        if thread is not None and not thread.held_until:
            with_slack(desk, lambda slack: reply(slack, thread, said))
        return
    _tell_alone(desk, case, since)


def _tell_alone(desk: Desk, case: Case, since: str) -> None:
    words, speaker = desk.words, desk.speaker()
    title = case.alarm.title
    parts = (
        Heading("note", words.say("heading-no-data", title=title, **speaker.place())),
        Paragraph((words.say("no-data-alone", since=since),)),
        Links((Link(words.say("link-alarm"), Console(desk.catalogue.region).alarm(case.notice.alarm)),)),
        Paragraph((words.say("owner", level=desk.catalogue.level_title(case.level)),)),
    )
    channel = desk.catalogue.channel(case.level)
    failed = ""
    if channel:
        failed = with_slack(desk, lambda slack: slack.post(channel, summary(parts), blocks(parts)))
    subject = f"[NO DATA] {desk.settings.service} {desk.settings.environment} {case.named.entry}"
    send_text(desk, (case.level, ("messages",)), subject, (with_failure(desk, parts, failed), parts[0].text))
