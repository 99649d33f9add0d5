"""Every kind of report in both languages, as mail and Slack's blocks, some as pages, through the handler.

`python -m pytest tests/reports/test_goldens.py --snapshot-update` writes them anew. Charts are left out of
the pages here; `test_charts.py` draws them.
"""

from pathlib import Path
from re import sub

import pytest
from syrupy.assertion import SnapshotAssertion
from syrupy.extensions.single_file import SingleFileSnapshotExtension, WriteMode
from syrupy.location import PyTestLocation
from syrupy.types import SnapshotIndex

from tests.oncall.rig.slack import FakeSlack
from tests.reports.rig.account import Account
from tests.reports.rig.kinds import KINDS, make

GOLDEN = Path(__file__).with_name("golden")
pytestmark = pytest.mark.filterwarnings("ignore:\nCan not relate snapshot")  # named by what they hold
PAGES = ("weekly.ja", "daily-troubled.en")
"""Of these HTML and Markdown too; they have every kind of item, and `test_forms.py` holds the others."""
TITLES = tuple(f"{kind}.{locale}" for kind in KINDS for locale in ("ja", "en"))


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


@pytest.mark.parametrize("title", TITLES)
def test_every_report_reads_as_reviewed(
    title: str, account: Account, slack: FakeSlack, snapshot: SnapshotAssertion
) -> None:
    kind, _, locale = title.rpartition(".")
    made = make(KINDS[kind], locale, account, slack)
    for form in _forms(title):
        text = AsFile().serialize(made[form])
        assert text == snapshot(name=f"{title}.{form}", extension_class=AsFile)


def test_every_report_has_its_goldens_and_every_golden_a_report() -> None:
    wanted = {f"{title}.{form}" for title in TITLES for form in _forms(title)}
    assert {file.name for file in GOLDEN.iterdir()} == wanted


def _forms(title: str) -> tuple[str, ...]:
    return ("txt", "json", "md", "html") if title in PAGES else ("txt", "json")
