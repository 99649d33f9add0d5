"""A played night as a page: who was woken, what CloudWatch saw, and minute by minute what each level got."""

from collections.abc import Iterator, Sequence
from itertools import groupby
from typing import Any

from monitoring.evaluator.state import State
from monitoring.oncall.clock import local
from monitoring.timeline.states import Track
from tests.nights.playing import Night, Seen
from tests.nights.shown import mail_lines, message_lines, new_lines
from tests.nights.story import Story
from tests.oncall.rig.notifications import PREFIX
from tests.oncall.rig.shipped import content

_HEAD = "<!-- Written by `python -m tests.nights`; change what is played, not this page. -->"
_CHANNELS = {"C0DEV": "development-slack", "C0INFRA": "infrastructure-slack"}
_WORDS = {
    "press acknowledge": "presses 「確認した」",
    "press rerun": "presses 「クエリを再実行」",
    "press escalate": "presses 「すぐ次の担当を呼ぶ」",
    "press mute": "presses 「通知を1時間止める」",
}
_FENCE = "```"


def page_of(night: Night) -> str:
    """The page, in Markdown."""
    story = night.story
    parts = [_HEAD, f"# {story.title}", story.about.strip(), _played(story), "## Who is woken"]
    parts += [*_woken_table(night), "## What CloudWatch sees", *_alarm_table(story), "## Minute by minute"]
    parts += [block for _, some in groupby(night.seen, _minute) for block in _minute_blocks(list(some))]
    return "\n\n".join(parts) + "\n"


def woken_at(night: Night) -> list[str]:
    """Minute and level of each time that a phone rang because something began or went on."""
    return list(dict.fromkeys(f"{_minute(one)} {one.place}" for one in night.seen if _rings(one)))


def _rings(one: Seen) -> bool:
    return one.kind == "urgent" and "[RECOVERED]" not in one.subject


def _played(story: Story) -> str:
    return (
        f"Played by `tests/nights/cases/{story.name}.yaml` on a virtual clock: log events and series go\n"
        "into the alarms of the plan, these into the notifier, the state machine and the buttons as they\n"
        "are deployed. Times are JST. Messages are shown as people get them: a graph stands in 〔〕, a\n"
        "button or a link in ［］, and long addresses are cut."
    )


def _woken_table(night: Night) -> Iterator[str]:
    rows = [f"| {_minute(one)} | {_phones(one.place)} | {one.text} |" for one in night.seen if _rings(one)]
    if rows:
        yield "\n".join(["| time | phone | what it says |", "| --- | --- | --- |", *rows])
    else:
        yield "Nobody."


def _alarm_table(story: Story) -> Iterator[str]:
    rows = [row for track in story.timeline.tracks for row in _alarm_rows(track, story)]
    yield "\n".join(["| alarm | in ALARM |", "| --- | --- |", *rows])


def _alarm_rows(track: Track, story: Story) -> Iterator[str]:
    end = story.timeline.period.end
    spans = [f"{_clock(start)}–{_end(until, end)}" for start, until in track.periods(State.ALARM, end)]
    if spans:
        about = " (one user)" if track.contributor else ""
        yield f"| `{track.alarm.name.removeprefix(f'{PREFIX}-')}`{about} | {', '.join(spans)} |"


def _clock(second: int) -> str:
    return f"{local(second * 1000, 'Asia/Tokyo'):%H:%M}"


def _end(second: int, last: int) -> str:
    return "" if second >= last else _clock(second)


def _minute(one: Seen) -> str:
    return f"{local(one.at, 'Asia/Tokyo'):%H:%M}"


def _minute_blocks(some: Sequence[Seen]) -> Iterator[str]:
    yield f"### {_minute(some[0])}"
    for one in some:
        yield from _BLOCKS[one.kind](one)


def _alarm(one: Seen) -> Iterator[str]:
    state, _, reason = one.text.partition(": ")
    yield f"CloudWatch: `{one.place}` is **{state}**. {reason}"


def _deed(one: Seen) -> Iterator[str]:
    if one.text.startswith("health"):
        yield f"AWS Health reports a problem of {one.text.split()[1]}."
    else:
        yield f"{one.place} {_WORDS[one.text]}."


def _execution(one: Seen) -> Iterator[str]:
    yield f"Escalation `{one.place}` starts." if one.place else f"Escalation: {one.text}."


def _urgent(one: Seen) -> Iterator[str]:
    yield f"**Phone**, {_phones(one.place)}:"
    yield _fenced([one.text])


def _mail(one: Seen) -> Iterator[str]:
    boxes = _addresses(one.place, "email")
    if boxes:
        yield f"**E-mail**, {boxes}: `{one.subject}`"
        yield f"<details><summary>its text</summary>\n\n{_fenced(mail_lines(one.text))}\n\n</details>"


def _post(one: Seen) -> Iterator[str]:
    yield f"**Slack**, {_channel(one)}:"
    yield _fenced(message_lines(one.blocks))


def _reply(one: Seen) -> Iterator[str]:
    yield f"**Slack**, {_channel(one)}, in the thread:"
    yield _fenced(message_lines(one.blocks))


def _edit(one: Seen) -> Iterator[str]:
    lines = new_lines(one.before, one.blocks)
    if lines:
        yield f"**Slack**, {_channel(one)}, the first message now says:"
        yield _fenced(lines)


_BLOCKS = {
    "alarm": _alarm,
    "deed": _deed,
    "execution": _execution,
    "urgent": _urgent,
    "messages": _mail,
    "post": _post,
    "reply": _reply,
    "edit": _edit,
}


def _fenced(lines: Sequence[str]) -> str:
    return "\n".join([f"{_FENCE}text", *lines, _FENCE])


def _channel(one: Seen) -> str:
    contact: dict[str, Any] = content()["contacts"][_CHANNELS[one.place]]
    return str(contact["title"])


def _phones(level: str) -> str:
    return _addresses(level, "sms")


def _addresses(level: str, kind: str) -> str:
    catalogue = content()
    names = catalogue["escalation"]["levels"][level]["contacts"]
    contacts = (catalogue["contacts"][name] for name in names)
    return "、".join(one["title"] for one in contacts if one["kind"] == kind)
