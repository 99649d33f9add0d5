"""Every kind of report in both languages, as mail, Markdown, HTML and Slack's blocks, through the handler.

`python -m pytest tests/reports/test_goldens.py --snapshot-update` writes them anew. Charts are left out of
the pages here; `test_charts.py` draws them.
"""

import json
from pathlib import Path
from re import sub

import pytest
from syrupy.assertion import SnapshotAssertion
from syrupy.extensions.single_file import SingleFileSnapshotExtension, WriteMode
from syrupy.location import PyTestLocation
from syrupy.types import SnapshotIndex

from tests.oncall.rig.slack import FakeSlack
from tests.reports.rig import Account, Desk

GOLDEN = Path(__file__).with_name("golden")
pytestmark = pytest.mark.filterwarnings("ignore:\nCan not relate snapshot")  # named by what they hold
MADE = {
    "daily": ("2026-11-13T09:00:00+09:00", "2026-11-12"),
    "weekly": ("2026-11-23T09:30:00+09:00", "2026-W47"),
    "monthly": ("2026-12-01T10:00:00+09:00", "2026-11"),
}
FORMS = ("txt", "md", "html", "json")


class AsFile(SingleFileSnapshotExtension):
    """tests/reports/golden/<report>.<locale>.<form>."""

    _write_mode = WriteMode.TEXT
    file_extension = ""

    @classmethod
    def dirname(cls, *, test_location: PyTestLocation) -> str:
        return str(GOLDEN)

    @classmethod
    def get_snapshot_name(cls, *, test_location: PyTestLocation, index: SnapshotIndex = 0) -> str:
        return str(index)

    @classmethod
    def get_location(cls, *, test_location: PyTestLocation, index: SnapshotIndex = 0) -> str:
        return str(GOLDEN / str(index))

    def serialize(self, data: object, **_: object) -> str:
        # The text of a query stands in monitoring.yaml, and in every link to it once more.
        return sub(r"editorString~.*?~source", "editorString~..~source", str(data))


@pytest.mark.parametrize("locale", ["ja", "en"])
@pytest.mark.parametrize("name", MADE)
def test_every_report_reads_as_reviewed(
    name: str, locale: str, account: Account, slack: FakeSlack, snapshot: SnapshotAssertion
) -> None:
    at, period = MADE[name]
    desk = Desk(account, slack, locale=locale)
    # As if the daily reports had kept their days; the log itself is gone by then.
    desk.keeps_logs_for(days=90)
    tell_history(desk)
    desk.make(name, at)
    mail = account.texts()[-1]
    written = {
        "txt": f"To: {mail.topic}\nSubject: {mail.subject}\nSMS: {mail.sms}\n\n{mail.text}",
        "md": account.stored(f"reports/{name}/{period}.md"),
        "html": account.stored(f"reports/{name}/{period}.html"),
        "json": json.dumps(slack.said[-1].blocks, ensure_ascii=False, indent=1) + "\n",
    }
    for form, text in written.items():
        assert AsFile().serialize(text) == snapshot(name=f"{name}.{locale}.{form}", extension_class=AsFile)


def tell_history(desk: Desk) -> None:
    """What happened in November, as on-call and CloudWatch remember it."""
    desk.incident("model-errors", "2026-11-12T14:12", acknowledged=6, lasted=97)
    desk.incident("error-rate", "2026-11-12T14:20", severity="warning", lasted=60, ending="joined", into="x")
    desk.incident("duration", "2026-11-18T11:05", severity="warning", acknowledged=41, lasted=75)
    who = (("userId", "user-07"),)
    desk.incident("forbidden", "2026-11-17T10:31", severity="investigate", contributor=who)
    desk.incident("database-connections", "2026-11-19T22:40", severity="warning", acknowledged=15)
    desk.alarm("database-connections-warning", "ALARM", "2026-11-05T22:40")
    desk.alarm("throttles-warning", "OK", "2026-06-02T10:00")
    desk.alarm("api-server-errors-critical", "OK", "2026-06-02T10:00")


def test_every_report_has_its_goldens_and_every_golden_a_report() -> None:
    wanted = {f"{name}.{locale}.{form}" for name in MADE for locale in ("ja", "en") for form in FORMS}
    assert {file.name for file in GOLDEN.iterdir()} == wanted
