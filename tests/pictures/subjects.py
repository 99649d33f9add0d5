"""What is drawn: every kind of message, the channels of the nights, and the reports."""

import json
from collections.abc import Iterator
from pathlib import Path

from monitoring.oncall.clock import local
from tests.nights.pages import build_pages
from tests.nights.playing import Night
from tests.pictures.browser import Picture
from tests.pictures.slack_page import Shown, mail_page, page
from tests.support.shipped import ROOT

FOLDER = ROOT / "build" / "pictures"
MESSAGES = ROOT / "tests" / "notifier" / "golden"
REPORTS = ROOT / "tests" / "reports" / "golden"
ESCALATIONS = ROOT / "tests" / "escalation" / "golden"
_WIDTH = 720
_REPORT_WIDTH = 1000
_CHANNELS = {"C0DEV": "開発チーム", "C0INFRA": "インフラチーム"}


def subjects() -> Iterator[Picture]:
    """All of them; the files that hold them are the goldens of the tests."""
    yield from _messages()
    yield from _escalations()
    yield from _reports()
    for night in build_pages():
        yield from _channels(night.file.stem, night.night)


def _messages() -> Iterator[Picture]:
    for file in sorted(MESSAGES.glob("*.json")):
        posted = json.loads(file.read_text(encoding="utf-8"))
        shown = [Shown(one["blocks"]) for one in posted]
        yield Picture(page(file.stem, shown, _WIDTH), _WIDTH, FOLDER / "messages" / f"{file.stem}.png")


def _escalations() -> Iterator[Picture]:
    for file in sorted(ESCALATIONS.glob("*.txt")):
        text = file.read_text(encoding="utf-8")
        yield Picture(mail_page(file.stem, text, _WIDTH), _WIDTH, FOLDER / "escalation" / f"{file.stem}.png")


def _reports() -> Iterator[Picture]:
    for file in sorted(REPORTS.glob("*.html")):
        yield _report(file)
    for file in sorted(REPORTS.glob("*.json")):
        shown = [Shown(json.loads(file.read_text(encoding="utf-8")))]
        yield Picture(page(file.stem, shown, _WIDTH), _WIDTH, FOLDER / "reports" / f"{file.stem}.slack.png")


def _report(file: Path) -> Picture:
    text = file.read_text(encoding="utf-8")
    return Picture(text, _REPORT_WIDTH, FOLDER / "reports" / f"{file.stem}.png")


def _channels(name: str, night: Night) -> Iterator[Picture]:
    """Each channel as it stands in the morning: first messages as edited, replies below them."""
    said = night.slack.said
    for channel, title in _CHANNELS.items():
        shown: list[Shown] = []
        for first in (one for one in night.slack.posted if one.channel == channel):
            shown.append(Shown(night.slack.now(first.ts).blocks, _when(night, first.ts)))
            replies = [one for one in said if one.thread == first.ts]
            shown += [Shown(one.blocks, _when(night, one.ts), is_reply=True) for one in replies]
        if shown:
            html = page(f"{name} · {title}", shown, _WIDTH)
            yield Picture(html, _WIDTH, FOLDER / "nights" / f"{name}.{channel}.png")


def _when(night: Night, ts: str) -> str:
    """When a message was said: the fake numbers them in the order in which the night kept them."""
    kept = [one for one in night.seen if one.kind in ("post", "reply", "edit")]
    index = next(at for at, one in enumerate(night.slack.said) if one.ts == ts)
    return f"{local(kept[index].at, 'Asia/Tokyo'):%H:%M}"
