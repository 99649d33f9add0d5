"""The pages of all nights, as docs/nights/ holds them."""

from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from tests.nights.playing import Night, play_night
from tests.nights.story import CASES
from tests.nights.transcript import page_of
from tests.oncall.rig.slack import FakeSlack
from tests.support.shipped import ROOT

FOLDER = ROOT / "docs" / "nights"
FILES = sorted(CASES.glob("*.yaml"))


class Page(NamedTuple):
    """A page with its file and the night it tells."""

    file: Path
    text: str
    night: Night


def build_page(file: Path, slack: FakeSlack) -> Page:
    """The page of one night; Slack must have heard nothing yet."""
    night = play_night(file, slack)
    return Page(FOLDER / f"{file.stem}.md", page_of(night), night)


def build_pages() -> Iterator[Page]:
    """Every page."""
    with FakeSlack() as slack:
        for file in FILES:
            slack.reset()
            yield build_page(file, slack)
