"""Every kind of message in both languages, committed as people read it and as Slack gets it.

`python -m pytest tests/notifier/test_messages.py --snapshot-update` writes them anew.
"""

import json
from pathlib import Path
from re import compile as regex

import pytest
from syrupy.assertion import SnapshotAssertion
from syrupy.extensions.json import JSONSnapshotExtension
from syrupy.extensions.single_file import SingleFileSnapshotExtension, WriteMode
from syrupy.location import PyTestLocation
from syrupy.types import SnapshotIndex

from tests.notifier.kinds import KINDS, answers
from tests.oncall.rig.aws import Aws
from tests.oncall.rig.night import Night
from tests.oncall.rig.slack import FakeSlack, Said

GOLDEN = Path(__file__).with_name("golden")
_QUERY = regex(r"(queryDetail\$3D)~\([^|\s\"]*")
"""The query in an address of Logs Insights: changes with the query, and tells a reader of goldens nothing."""
pytestmark = pytest.mark.filterwarnings("ignore:\nCan not relate snapshot")  # named by what they hold


class AsText(SingleFileSnapshotExtension):
    """tests/notifier/golden/<kind>.<locale>.txt."""

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


class AsBlocks(JSONSnapshotExtension):
    """tests/notifier/golden/<kind>.<locale>.json."""

    @classmethod
    def dirname(cls, *, test_location: PyTestLocation) -> str:
        return str(GOLDEN)

    @classmethod
    def get_snapshot_name(cls, *, test_location: PyTestLocation, index: SnapshotIndex = 0) -> str:
        return str(index)

    def serialize(self, data: object, **_: object) -> str:
        return json.dumps(data, ensure_ascii=False, indent=1) + "\n"


@pytest.mark.parametrize("locale", ["ja", "en"])
@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_of_message_reads_as_reviewed(
    kind: str, locale: str, aws: Aws, slack: FakeSlack, snapshot: SnapshotAssertion
) -> None:
    night = Night(aws, slack, locale=locale)
    aws.answers = answers
    KINDS[kind](night)
    assert written(aws, slack) == snapshot(name=f"{kind}.{locale}", extension_class=AsText)
    assert shown(slack) == snapshot(name=f"{kind}.{locale}", extension_class=AsBlocks)


def written(aws: Aws, slack: FakeSlack) -> str:
    """The mails and the phone's lines, then what was said in threads."""
    mails = [
        f"To: {topic_of(one.topic)}\nSubject: {one.subject}\nSMS: {one.sms}\n\n{one.text}"
        for one in aws.published
    ]
    replies = [f"In the thread of {reply.channel}: {reply.text.strip()}\n" for reply in slack.replies]
    return _QUERY.sub(r"\1~(..)", f"{'-' * 80}\n".join([*mails, *replies]))


def shown(slack: FakeSlack) -> list[dict[str, object]]:
    """The first message of each thread as it is in the end."""
    return [_plain(slack.now(one.ts)) for one in slack.posted]


def topic_of(arn: str) -> str:
    """``messages-development``."""
    return "-".join(arn.rpartition(":")[2].split("-")[4:])


def _plain(said: Said) -> dict[str, object]:
    """Ids of pictures are left out: they are drawn at the same time, and any may be first."""
    shown = [{**block, "slack_file": {}} if block["type"] == "image" else block for block in said.blocks]
    blocks = json.loads(_QUERY.sub(r"\1~(..)", json.dumps(shown, ensure_ascii=False)))
    return {"channel": said.channel, "text": said.text, "blocks": blocks}


def test_every_kind_has_its_goldens_and_every_golden_a_kind() -> None:
    wanted = {
        f"{kind}.{locale}.{form}" for kind in KINDS for locale in ("ja", "en") for form in ("txt", "json")
    }
    assert {file.name for file in GOLDEN.iterdir()} == wanted
