"""When the state or the catalogue cannot be reached: the notification as text, beside where it came."""

from typing import NamedTuple

from monitoring.notifier.measured import is_drill
from monitoring.oncall.aws import Clients, place_of
from monitoring.oncall.clean import clean, clean_lines
from monitoring.oncall.clock import iso
from monitoring.oncall.journal import Journal
from monitoring.oncall.notice import Notice
from monitoring.oncall.settings import Settings
from monitoring.oncall.store import Store
from monitoring.oncall.topics import publish, topic_arn
from monitoring.oncall.words import words

_MOST = 3000


class Least(NamedTuple):
    """What is needed for it; ``store`` may be away."""

    clients: Clients
    settings: Settings
    journal: Journal
    store: Store


class Told(NamedTuple):
    """A notification, the ARN of the topic it came over, and ``change``, which tells it from all others."""

    notice: Notice
    topic: str
    change: str


def tell_least(least: Least, told: Told, *, rings: bool) -> None:
    """Publish what is known without anything else; never fails.

    ``..-alarms-<level>`` has ``..-messages-<level>`` beside it, and ``..-urgent-<level>`` for what ``rings``.
    Lambda tries again three times within minutes: each topic gets the text once, but as often as Lambda tries
    while the state cannot remember it.
    """
    purposes = ("messages", "urgent") if rings else ("messages",)
    said = _said_already(least, told, purposes)
    done = [purpose for purpose in purposes if purpose not in said and _publish(least, told, purpose)]
    for purpose in done:
        try:
            least.store.use_nonce(_mark(told, purpose))
        except Exception as error:  # it may come twice, and says so
            least.journal.fail("least_not_remembered", error)


def _said_already(least: Least, told: Told, purposes: tuple[str, ...]) -> tuple[str, ...]:
    try:
        return tuple(purpose for purpose in purposes if least.store.has_used(_mark(told, purpose)))
    except Exception:  # nobody knows: better twice than never
        return ()


def _mark(told: Told, purpose: str) -> str:
    return f"least#{purpose}#{told.change}"


def _publish(least: Least, told: Told, purpose: str) -> bool:
    try:
        topic = _beside(told.topic, purpose)
        publish(least.clients("sns"), topic, *_text(least.settings, told.notice))
    except Exception as error:  # the other topic may work
        least.journal.fail("publish_failed", error, topic=purpose)
        least.journal.count("PublishFailures")
        return False
    return True


def _beside(topic: str, purpose: str) -> str:
    place, name = place_of(topic), topic.rpartition(":")[2]
    beside = name.replace("-alarms-", f"-{purpose}-", 1)
    if beside == name:
        raise LookupError("this topic has no topic of messages beside it")
    return topic_arn(place, beside)


def _text(settings: Settings, notice: Notice) -> tuple[str, tuple[str, str]]:
    """The subject, the text and its short form."""
    said = words(settings.locale)
    word = f"DRILL: {notice.state}" if is_drill(notice) else notice.state
    about = " ".join([clean(notice.alarm or notice.kind, 255), word])
    lines = [
        about,
        clean_lines(notice.description or ("" if notice.is_alarm else notice.raw), _MOST),
        clean(notice.reason, 500),
        iso(notice.changed) if notice.changed else "",
        "",
        said.say("degraded"),
    ]
    text = "\n".join(line for line in lines if line) + "\n"
    return f"[{word or notice.kind.upper()}] {notice.alarm or settings.service}", (text, about)
