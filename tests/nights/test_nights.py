"""Four nights: whom they wake, and docs/nights/, which tells them.

`python -m tests.nights` writes the pages anew; look at the difference before you commit it.
"""

import json
from collections import Counter

import pytest

from monitoring.evaluator.state import State
from tests.nights.pages import FILES, FOLDER, Page, build_pages
from tests.nights.transcript import woken_at

NAMES = [file.stem for file in FILES]


@pytest.fixture(scope="module")
def pages() -> dict[str, Page]:
    """Every night, played once."""
    return {page.file.stem: page for page in build_pages()}


def test_every_page_is_of_a_night() -> None:
    assert {file.stem for file in FOLDER.glob("*.md")} == set(NAMES)
    assert len(NAMES) >= 4


@pytest.mark.parametrize("name", NAMES)
def test_a_page_is_up_to_date(name: str, pages: dict[str, Page]) -> None:
    page = pages[name]
    assert page.file.read_text(encoding="utf-8") == page.text, "run `python -m tests.nights`"


@pytest.mark.parametrize("name", NAMES)
def test_a_night_wakes_whom_it_must_and_nobody_else(name: str, pages: dict[str, Page]) -> None:
    night = pages[name].night
    assert woken_at(night) == list(night.story.woken)


@pytest.mark.parametrize("name", NAMES)
def test_nothing_is_said_twice(name: str, pages: dict[str, Page]) -> None:
    kinds = ("urgent", "messages", "reply", "post")
    said = [(one.at, one.kind, one.place, one.text) for one in pages[name].night.seen if one.kind in kinds]
    assert [what for what, times in Counter(said).items() if times > 1] == []


@pytest.mark.parametrize("name", NAMES)
def test_no_user_can_be_recognised(name: str, pages: dict[str, Page]) -> None:
    page = pages[name]
    messages = (json.loads(event["message"]) for event in page.night.story.inputs.events)
    users = {message["userId"] for message in messages if "userId" in message}
    assert users
    assert [user for user in users if user in page.text] == []


@pytest.mark.parametrize("name", NAMES)
def test_an_escalation_ends_with_what_it_was_about(name: str, pages: dict[str, Page]) -> None:
    night = pages[name].night
    end = night.story.timeline.period.end
    lasting = {track.alarm.entry for track in night.story.timeline.in_alarm(end)}
    for execution in night.executions:
        entry = execution.data["incident"].split("/")[1]
        assert execution.status == ("RUNNING" if entry in lasting else "SUCCEEDED")


@pytest.mark.parametrize("name", NAMES)
def test_every_message_came_out_of_an_alarm_that_went_off(name: str, pages: dict[str, Page]) -> None:
    night = pages[name].night
    alarmed = [track for track in night.story.timeline.tracks if track.alarmed]
    assert alarmed
    first = min(change.at for track in alarmed for change in track.changes if change.state is State.ALARM)
    told = [one.at for one in night.seen if one.kind in ("urgent", "messages", "post")]
    assert min(told) == first * 1000
