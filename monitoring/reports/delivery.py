"""A finished report to its places: S3, Slack, mail. Each on its own; what fails is said in the others."""

from typing import Any, NamedTuple
from urllib.parse import quote

from monitoring.oncall.aws import Clients, Place
from monitoring.oncall.blocks import blocks, summary
from monitoring.oncall.catalogue import Catalogue
from monitoring.oncall.cells import money
from monitoring.oncall.clock import Clock
from monitoring.oncall.insights import error_word
from monitoring.oncall.journal import Journal
from monitoring.oncall.parts import Link
from monitoring.oncall.settings import Settings
from monitoring.oncall.slack_api import Slack, SlackFailed
from monitoring.oncall.topics import publish, topic_arn
from monitoring.reports.as_html import to_html
from monitoring.reports.as_markdown import to_markdown
from monitoring.reports.as_slack import to_parts
from monitoring.reports.as_text import to_text
from monitoring.reports.charts import draw, draw_png
from monitoring.reports.document import Document, Picture
from monitoring.reports.report import Report
from monitoring.reports.say import Teller
from monitoring.reports.words import words

_MOST_BYTES = 200_000
"""Below the 256 KiB of SNS, so that the names around it fit."""
_MOST_PICTURES = 2


class NothingDelivered(Exception):
    """Neither Slack nor mail took the report; Lambda tries again."""


class Sender(NamedTuple):
    """What delivering takes; ``token`` is empty where there is no Slack."""

    clients: Clients
    settings: Settings
    journal: Journal
    clock: Clock
    place: Place
    token: str


class Made(NamedTuple):
    """A report in all its forms."""

    report: Report
    document: Document
    catalogue: Catalogue
    level: str


def deliver(sender: Sender, made: Made) -> None:
    """Store, post, mail; NothingDelivered when no person gets it."""
    stored = _store(sender, made)
    told = [_post(sender, made, stored), _mail(sender, made, stored)]
    if not any(told):
        raise NothingDelivered(made.report.name)


class Stored(NamedTuple):
    """The console's page of the stored report, or why there is none."""

    address: str
    why: str = ""


def _store(sender: Sender, made: Made) -> Stored:
    bucket = sender.settings.reports_bucket
    if not bucket:
        return Stored("", "REPORTS_BUCKET")
    key = f"reports/{made.report.name}/{made.report.period.name}"
    types = {"html": "text/html; charset=utf-8", "md": "text/markdown; charset=utf-8"}
    try:
        pages = {"html": to_html(made.document, draw), "md": to_markdown(made.document)}
        for end, page in pages.items():
            sender.clients("s3").put_object(
                Bucket=bucket, Key=f"{key}.{end}", Body=page.encode(), ContentType=types[end]
            )
    except Exception as error:  # the report still goes to people
        sender.journal.fail("report_store", error, report=made.report.name)
        return Stored("", error_word(error))
    region = sender.place.region
    where = f"{region}.console.aws.amazon.com/s3/object/{bucket}"
    return Stored(f"https://{where}?region={region}&prefix={quote(key, safe='')}.html")


def _post(sender: Sender, made: Made, stored: Stored) -> bool:
    channel = made.catalogue.channel(made.level)
    if not (sender.token and channel):
        return False
    pictures = _draw(sender, made.document)
    slack = Slack(sender.token, sender.settings.slack_api, sender.clock)
    files = _upload(sender, slack, pictures)
    parts = to_parts(made.document, _links(made, stored), files, _note(made, stored))
    try:
        slack.post(channel, summary(parts), blocks(parts))
    except SlackFailed as error:
        sender.journal.fail("report_post", error, report=made.report.name, reason=error.reason)
        return False
    return True


class Drawn(NamedTuple):
    """A chart as PNG."""

    picture: Picture
    content: bytes


def _draw(sender: Sender, document: Document) -> list[Drawn]:
    """The charts of what Slack shows; without them the message has their lines of bars."""
    shown = [item for section in document.sections if section.brief for item in section.items]
    pictures = [item for item in shown if isinstance(item, Picture)][:_MOST_PICTURES]
    try:
        return [Drawn(picture, draw_png(picture.spec)) for picture in pictures]
    except Exception as error:  # a picture is worth less than the report
        sender.journal.warn("report_picture", reason=error_word(error))
        return []


def _upload(sender: Sender, slack: Slack, pictures: list[Drawn]) -> dict[str, str]:
    files: dict[str, str] = {}
    for picture, content in pictures:
        try:
            files[picture.name] = slack.upload(f"{picture.name}.png", picture.alt, content)
        except SlackFailed as error:
            sender.journal.warn("report_picture", reason=error.reason)
            break
    return files


def _mail(sender: Sender, made: Made, stored: Stored) -> bool:
    topic = topic_arn(sender.place, made.catalogue.topic(made.level, "messages"))
    head = [note for note in (_note(made, stored),) if note]
    links = [f"{link.label}: {link.address}" for link in _links(made, stored)]
    text = "\n\n".join([*head, to_text(made.document).rstrip("\n"), *links]) + "\n"
    cut = text.encode()[:_MOST_BYTES].decode("utf-8", "ignore")
    try:
        publish(sender.clients("sns"), topic, _subject(made), (cut, _phone(made)))
    except Exception as error:
        sender.journal.fail("report_mail", error, report=made.report.name)
        return False
    return True


def _links(made: Made, stored: Stored) -> list[Link]:
    label = words(made.document.locale).say("link-full")
    return [Link(label, stored.address)] if stored.address else []


def _note(made: Made, stored: Stored) -> str:
    if not stored.why:
        return ""
    return words(made.document.locale).say("not-stored", why=stored.why)


def _subject(made: Made) -> str:
    return words("en").say(
        "subject",
        kind=made.report.name.capitalize(),
        period=made.report.period.name,
        service=made.catalogue.service,
        environment=made.report.environment,
    )


def _phone(made: Made) -> str:
    teller = Teller(words(made.document.locale), made.report)
    totals = made.report.totals
    shown: dict[str, Any] = {
        "requests": f"{totals.requests:,}" if totals else "?",
        "failures": f"{totals.failures:,}" if totals else "?",
        "cost": money(totals.cost) if totals else "?",
    }
    named = {"title": made.report.title, "service": made.report.service, **shown}
    return teller.say("phone", period=made.report.period.name, environment=made.report.environment, **named)
