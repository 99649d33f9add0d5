"""Every kind of message in both languages, as mail and as Slack shows it: a golden each, to be read.

`python -m pytest tests/escalation/test_messages.py --snapshot-update` writes them anew.
"""

import json
from collections.abc import Callable
from contextlib import redirect_stdout
from io import StringIO
from pathlib import Path
from string import Formatter
from typing import Any

import pytest
from syrupy.assertion import SnapshotAssertion
from syrupy.extensions.single_file import SingleFileSnapshotExtension, WriteMode
from syrupy.location import PyTestLocation
from syrupy.types import SnapshotIndex

from monitoring.escalation.mute import unmute_entry
from monitoring.escalation.muting import tell_unmuted
from monitoring.escalation.steps import run_step
from monitoring.escalation.words import OWN, words
from monitoring.oncall import words as shared
from monitoring.oncall.clock import MINUTE
from monitoring.oncall.holds import Stop, save_stop
from tests.escalation.rig.catalogues import CONTENT, with_direct
from tests.escalation.rig.world import World, moment
from tests.oncall.rig.slack import FakeSlack

GOLDEN = Path(__file__).with_name("golden")
DEV = "duration-critical"
pytestmark = pytest.mark.filterwarnings("ignore:\nCan not relate snapshot")  # named by what they hold
USER = {"userId": "8d3f-user-4711"}


class AsText(SingleFileSnapshotExtension):
    """tests/escalation/golden/<kind>.<locale>.txt."""

    file_extension = "txt"
    _write_mode = WriteMode.TEXT

    @classmethod
    def dirname(cls, *, test_location: PyTestLocation) -> str:
        return str(GOLDEN)

    @classmethod
    def get_snapshot_name(cls, *, test_location: PyTestLocation, index: SnapshotIndex = 0) -> str:
        return str(index)

    def serialize(self, data: object, **_: object) -> str:
        return str(data)


def after(world: World, minutes: int) -> None:
    with redirect_stdout(StringIO()):
        world.advance(world.clock.at + minutes * MINUTE)


def begin(world: World, alarm: str = DEV) -> None:
    world.turn(alarm, "ALARM")
    world.cloud.published.clear()
    world.slack.said.clear()


def escalated(world: World) -> None:
    begin(world)
    after(world, 31)


def support(world: World) -> None:
    begin(world, "database-errors-critical")
    world.cloud.happened["database-errors"] = [world.clock.at + 59 * MINUTE]
    after(world, 61)


def reminded(world: World) -> None:
    escalated(world)
    world.cloud.published.clear()
    after(world, 30)


def ran_out(world: World) -> None:
    world.turn(DEV, "ALARM")
    world.press("acknowledge", "hanako")
    world.cloud.published.clear()
    world.slack.said.clear()
    after(world, 241)


def held_before(world: World) -> None:
    world.tools.store.put({"pk": "mute#duration", "sk": "-", "entry": "duration", "by": "x", "reason": "y",
                           "until": world.clock.at + 20 * MINUTE, "expires": 2**40})  # fmt: skip
    world.turn(DEV, "ALARM")
    after(world, 21)


def escalated_by(world: World) -> None:
    world.turn(DEV, "ALARM")
    value = world.button("escalate")
    world.cloud.published.clear()
    said = list(world.slack.said)
    world.press("escalate", "hanako", value)
    del world.slack.said[: len(said)]


def acknowledged(world: World) -> None:
    world.turn(DEV, "ALARM")
    world.cloud.published.clear()
    said = len(world.slack.said)
    world.press("acknowledge", "hanako")
    del world.slack.said[:said]


def muted(world: World) -> None:
    world.turn(DEV, "ALARM")
    world.cloud.published.clear()
    said = len(world.slack.said)
    world.press("mute", "hanako")
    del world.slack.said[:said]


def recovered_unsaid(world: World) -> None:
    begin(world)
    world.notifier_works = False
    world.turn(DEV, "OK")
    after(world, 20)


def stopped(world: World) -> None:
    begin(world)
    save_stop(world.tools.store, Stop(10, "hanako", "leak", world.clock.at, ("duration",)))
    after(world, 16)


def still(world: World) -> None:
    world.cloud.happened["database-errors"] = [world.clock.at]
    begin(world, "database-errors-critical")
    after(world, 31)


def one_person(world: World) -> None:
    content = json.loads(json.dumps(CONTENT))
    content["alarmNames"]["greeter-production-forbidden-investigate-1h"]["severity"] = "warning"
    world.cloud.content = content
    world.turn("forbidden-investigate-1h", "ALARM", USER)
    world.cloud.published.clear()
    world.slack.said.clear()
    after(world, 31)


def planned_mute(world: World) -> None:
    world.clock.at = moment("2026-11-29 01:30")
    for _ in range(2):
        with redirect_stdout(StringIO()):
            run_step(world.tools, {"do": "announce"})
        world.clock.at = moment("2026-11-29 04:00")


def watcher(world: World) -> None:
    world.cloud.content = with_direct()
    world.turn_direct("notifier-critical", "ALARM")
    world.poll()


def mute_refused(world: World) -> None:
    world.cloud.broken["PutAlarmMuteRule"] = ("LimitExceeded", 1)
    muted(world)


def unmuted(world: World) -> None:
    world.clock.at = moment("2026-11-29 02:10")
    given = world.tools.store, world.clients("cloudwatch"), world.tools.catalogue
    ended = unmute_entry(*given, "duration", world.clock.at)
    tell_unmuted(world.tools, ended, "development", "hanako")


KINDS: dict[str, Callable[[World], None]] = {
    kind.__name__.replace("_", "-"): kind
    for kind in (
        escalated, escalated_by, support, reminded, ran_out, held_before, acknowledged, muted,
        recovered_unsaid, stopped, still, one_person, planned_mute, watcher, mute_refused, unmuted,
    )
}  # fmt: skip


def shown(slack: FakeSlack, locale: str, kind: str) -> str:
    """Mails in full, then what Slack shows, as text."""
    world = World(slack, moment("2026-11-25 13:50"), locale)
    KINDS[kind](world)
    topics: dict[tuple[str, str], list[str]] = {}
    for mail in world.cloud.published:
        topics.setdefault((mail.subject, mail.text), []).append(mail.topic)
    mails = [f"--- {', '.join(to)}: {subject}\n{text}" for (subject, text), to in topics.items()]
    posts = [
        f"--- {'thread' if said.thread else said.channel}\n{_text(said.blocks)}\n"
        for said in slack.said
        if said.method == "chat.postMessage"
    ]
    return "\n".join([*mails, *posts])


def _text(blocks: list[dict[str, Any]]) -> str:
    lines = []
    for block in blocks:
        if block["type"] == "actions":
            buttons = (f"[{one['text']['text']}]{_opens(one)}" for one in block["elements"])
            lines.append(" ".join(buttons))
        else:
            lines.append(block["text"]["text"])
    return "\n\n".join(lines)


def _opens(button: dict[str, Any]) -> str:
    return f" opens {button['url']}" if "url" in button else ""


@pytest.mark.parametrize("locale", ["ja", "en"])
@pytest.mark.parametrize("kind", KINDS)
def test_a_message_reads_as_its_golden_does(
    slack: FakeSlack, kind: str, locale: str, snapshot: SnapshotAssertion
) -> None:
    assert shown(slack, locale, kind) == snapshot(name=f"{kind}.{locale}", extension_class=AsText)


def test_every_golden_has_a_kind() -> None:
    assert {file.name.split(".")[0] for file in GOLDEN.iterdir()} == set(KINDS)


def test_both_languages_say_the_same_things_with_the_same_values() -> None:
    def fields(text: str) -> set[str]:
        return {name for _, name, _, _ in Formatter().parse(text) if name}

    assert set(OWN["ja"]) == set(OWN["en"])
    for name, text in OWN["ja"].items():
        assert fields(text) == fields(OWN["en"][name]), name


@pytest.mark.parametrize("locale", ["ja", "en"])
def test_own_words_replace_none_of_the_shared_ones(locale: str) -> None:
    assert not set(OWN[locale]) & set(shared.words(locale).sentences)


def test_nobody_is_named_in_what_goes_out(slack: FakeSlack) -> None:
    assert "8d3f" not in shown(slack, "ja", "one-person")
    assert "userId=U-" in shown(slack, "ja", "one-person")


def test_a_threshold_that_only_a_notification_knows_is_not_left_as_a_quote(slack: FakeSlack) -> None:
    world = World(slack, moment("2026-11-25 13:50"))
    content = json.loads(json.dumps(CONTENT))
    content["alarms"]["duration"]["impact"] = "{alarms.duration.warning.above}より長く待ちます"
    world.cloud.content = content
    begin(world)
    after(world, 31)
    assert "{alarms" not in world.cloud.published[-1].text
    assert words("ja").say("a-threshold") + "より長く待ちます" in world.cloud.published[-1].text
