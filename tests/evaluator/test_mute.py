"""Mute rules: when they mute, and schedules that are none."""

from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from monitoring.evaluator.cron import ScheduleError, UnspecifiedSchedule, parse_schedule
from monitoring.evaluator.mute import MuteRule, parse_duration
from monitoring.evaluator.zones import ZoneError, parse_zone

FOLDER = Path(__file__).with_name("cases") / "mute"


def cases(name: str) -> list[dict[str, Any]]:
    # As text, so that a moment stays one.
    data: list[dict[str, Any]] = yaml.load(
        (FOLDER / f"{name}.yaml").read_text(encoding="utf-8"), yaml.BaseLoader
    )
    return data


def epoch(text: str | None) -> int | None:
    return round(datetime.fromisoformat(text).timestamp()) if text else None


def moment(text: str) -> int:
    return round(datetime.fromisoformat(text).timestamp())


def rule_of(settings: dict[str, str]) -> MuteRule:
    return MuteRule(
        settings["schedule"],
        settings["lasts"],
        parse_zone(settings["zone"]),
        epoch(settings.get("start")),
        epoch(settings.get("expire")),
    )


@pytest.mark.parametrize("case", cases("windows"), ids=lambda case: str(case["rule"]["schedule"]))
def test_a_rule_mutes_in_its_windows(case: dict[str, Any]) -> None:
    rule = rule_of(case["rule"])
    windows = list(rule.windows(moment(case["from"]), moment(case["until"])))
    expected = [tuple(map(moment, window.split())) for window in case["windows"]]
    assert [(window.start, window.end) for window in windows] == expected
    for start, end in expected:
        assert [rule.is_muted(at) for at in (start, end - 1)] == [True, True]
    assert all(case["warning"] in window.warnings[0] for window in windows if "warning" in case)
    assert not any(window.warnings for window in windows if "warning" not in case)


def test_a_window_mutes_from_its_first_second_to_its_last() -> None:
    rule = MuteRule("at(2026-12-23T10:00)", "PT1H", parse_zone("+09:00"))
    start = moment("2026-12-23T10:00+09:00")
    assert [rule.is_muted(start + second) for second in (-1, 0, 3599, 3600)] == [False, True, True, False]


def test_a_rule_that_expires_mutes_no_longer_in_the_middle_of_a_window() -> None:
    expire = moment("2026-12-23T10:20+09:00")
    rule = MuteRule("cron(0 10 * * *)", "PT1H", parse_zone("Asia/Tokyo"), expire=expire)
    assert [rule.is_muted(expire + second) for second in (-1, 0, 86_400)] == [True, False, False]


@pytest.mark.parametrize("case", cases("refused"), ids=str)
def test_what_is_no_mute_is_named_with_its_place(case: dict[str, str]) -> None:
    text = case.get("schedule", case.get("lasts", ""))
    with pytest.raises(ScheduleError) as problem:
        parse_schedule(text) if "schedule" in case else parse_duration(text)
    assert problem.value.message == case.get("error", case.get("unspecified"))
    assert isinstance(problem.value, UnspecifiedSchedule) is ("unspecified" in case)
    start = problem.value.offset
    assert text[start : start + problem.value.length] == case["at"]


@pytest.mark.parametrize(
    ("text", "seconds"),
    [("PT1M", 60), ("PT60S", 60), ("P2DT12H", 216_000), ("P15D", 1_296_000), ("PT90M", 5400)],
)
def test_durations_are_read(text: str, seconds: int) -> None:
    assert parse_duration(text) == seconds


def test_a_schedule_has_at_most_256_characters() -> None:
    with pytest.raises(ScheduleError, match="AWS takes 256") as problem:
        parse_schedule("cron(" + " " * 300 + ")")
    assert problem.value.offset == 256


@pytest.mark.parametrize("zone", ["Tokyo", "", "+25:00", "/etc/passwd", "Asia/Tokyo\0", "x" * 1000])
def test_a_zone_that_does_not_exist_is_named(zone: str) -> None:
    with pytest.raises(ZoneError, match=r"zone|offset"):
        parse_zone(zone)


SIGNS = st.sampled_from(
    [*"0123456789 *,-/?#()LW", "cron(", "at(", "SUN", "JAN", "2026-01-01T00:00", "PT", "H", "P1D"]
)


@settings(derandomize=True, max_examples=500, deadline=None)
@given(st.one_of(st.text(max_size=30), st.lists(SIGNS, max_size=14).map("".join)))
def test_any_text_is_a_schedule_or_a_named_error(text: str) -> None:
    for parse in (parse_schedule, parse_duration):
        try:
            parse(text)
        except ScheduleError as problem:
            found = problem
        else:
            continue
        assert found.fix
        assert 0 <= found.offset <= len(text)


@settings(derandomize=True, max_examples=100, deadline=None)
@given(
    st.sampled_from(["cron(0 2 * * *)", "cron(0,15 */1 * * *)".replace("*/1", "*"), "cron(30 1 * * SUN)"]),
    st.sampled_from(["PT1M", "PT2H", "P2D"]),
    st.sampled_from(["UTC", "America/New_York", "Australia/Lord_Howe"]),
    st.integers(1_767_225_600, 1_798_761_600),
)
def test_a_second_is_muted_when_a_window_has_it(schedule: str, lasts: str, zone: str, at: int) -> None:
    rule = MuteRule(schedule, lasts, parse_zone(zone))
    windows = list(rule.windows(at - 86_400, at + 86_400))
    assert rule.is_muted(at) is any(window.start <= at < window.end for window in windows)
