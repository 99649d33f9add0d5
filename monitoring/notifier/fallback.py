"""When the state or the catalogue cannot be reached: the notification as text, beside where it came."""

from monitoring.oncall.aws import Clients, place_of
from monitoring.oncall.clean import clean, clean_lines
from monitoring.oncall.clock import iso
from monitoring.oncall.notice import Notice
from monitoring.oncall.settings import Settings
from monitoring.oncall.topics import publish, topic_arn
from monitoring.oncall.words import words

_MOST = 3000


def tell_least(clients: Clients, settings: Settings, topic: str, notice: Notice) -> None:
    """Publish what is known without anything else; errors come through, and Lambda tries again.

    ``topic`` is the ARN that the notification came over: ``..-alarms-<level>`` has ``..-messages-<level>``.
    """
    place, name = place_of(topic), topic.rpartition(":")[2]
    beside = name.replace("-alarms-", "-messages-", 1)
    if beside == name:
        raise LookupError("this topic has no topic of messages beside it")
    said = words(settings.locale)
    about = [clean(notice.alarm or notice.kind, 255), notice.state]
    lines = [
        " ".join(about),
        clean_lines(notice.description or ("" if notice.is_alarm else notice.raw), _MOST),
        clean(notice.reason, 500),
        iso(notice.changed) if notice.changed else "",
        "",
        said.say("degraded"),
    ]
    text = "\n".join(line for line in lines if line) + "\n"
    subject = f"[{notice.state or notice.kind.upper()}] {notice.alarm or settings.service}"
    publish(clients("sns"), topic_arn(place, beside), subject, (text, " ".join(about)))
