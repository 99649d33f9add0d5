"""What is drawn: every kind of message, the channels of the nights, and the reports."""

import json
from collections.abc import Iterator, Mapping, Sequence
from contextlib import redirect_stdout
from io import StringIO
from itertools import product
from typing import Final

from monitoring.oncall.clock import local
from tests.nights.pages import build_pages
from tests.nights.playing import Night
from tests.oncall.rig.slack import FakeSlack
from tests.pictures.browser import Picture
from tests.pictures.slack_page import Shown, mail_page, page
from tests.reports.rig.account import Account
from tests.reports.rig.kinds import KINDS, make
from tests.support.shipped import ROOT

FOLDER = ROOT / "build" / "pictures"
MESSAGES = ROOT / "tests" / "notifier" / "golden"
ESCALATIONS = ROOT / "tests" / "escalation" / "golden"
_WIDTH = 720
_REPORT_WIDTH, _PHONE_WIDTH = 1000, 390
_CHANNELS = {"C0DEV": "開発チーム", "C0INFRA": "インフラチーム"}


def subjects(wanted: Sequence[str] = ()) -> Iterator[Picture]:
    """Those whose file has one of the words in its name; those of messages are the goldens of the tests.

    Kinds that no word can mean, such as nights when ``reports`` are wanted, are not made at all.
    """
    named = [kind for kind in _KINDS if any(kind in word for word in wanted)]
    for kind in named or _KINDS:
        for one in _KINDS[kind]():
            if not wanted or any(word in str(one.file) for word in wanted):
                yield one


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
    """Made anew, with their charts, as a page, on a phone, in Slack and as mail."""
    with Account() as account, FakeSlack() as slack:
        for name, locale in product(KINDS, ("ja", "en")):
            account.reset()
            slack.reset()
            with redirect_stdout(StringIO()):  # the function's own log
                made = make(KINDS[name], locale, account, slack, draws=True)
            yield from _report(f"{name}.{locale}", made, slack.files)


def _report(title: str, made: Mapping[str, str], files: Mapping[str, bytes]) -> Iterator[Picture]:
    file = FOLDER / "reports" / title
    posted = Shown(json.loads(made["json"]), files=files)
    yield Picture(made["html"], _REPORT_WIDTH, file.with_name(f"{title}.png"))
    yield Picture(made["html"], _PHONE_WIDTH, file.with_name(f"{title}.phone.png"))
    yield Picture(page(title, [posted], _WIDTH), _WIDTH, file.with_name(f"{title}.slack.png"))
    mail = mail_page(title, made["txt"], _REPORT_WIDTH)
    yield Picture(mail, _REPORT_WIDTH, file.with_name(f"{title}.mail.png"))


def _nights() -> Iterator[Picture]:
    for night in build_pages():
        yield from _channels(night.file.stem, night.night)


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


_KINDS: Final = {"messages": _messages, "escalation": _escalations, "reports": _reports, "nights": _nights}
