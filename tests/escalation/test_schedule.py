"""Windows of planned mutes are those that the model of CloudWatch has, which reads schedules another way."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from monitoring.escalation.schedule import Planned, Window, windows
from monitoring.evaluator.mute import MuteRule

fuzz = settings(derandomize=True, database=None, max_examples=150, deadline=None)
TOKYO = "Asia/Tokyo"
DAYS = ("SUN", "MON", "TUE", "WED", "THU", "FRI", "SAT")


def at(text: str) -> int:
    return round(datetime.fromisoformat(text).timestamp() * 1000)


def field(least: int, most: int) -> st.SearchStrategy[str]:
    number = st.integers(least, most)
    pair = st.tuples(number, number).map(lambda ends: f"{min(ends)}-{max(ends)}")
    return st.lists(number.map(str) | pair, min_size=1, max_size=2).map(",".join)


@st.composite
def schedules(draw: st.DrawFn) -> str:
    minute, hour = draw(field(0, 59)), draw(field(0, 23))
    if draw(st.booleans()):
        return f"cron({minute} {hour} {draw(field(1, 31))} * *)"
    return f"cron({minute} {hour} * {draw(field(1, 12))} {draw(st.sampled_from(DAYS))})"


@fuzz
@given(schedules(), st.integers(at("2026-01-01T00:00Z") // 60_000, at("2027-12-31T00:00Z") // 60_000))
def test_they_begin_when_cloudwatch_begins_them(schedule: str, minute: int) -> None:
    start, end = minute * 60_000, minute * 60_000 + 3 * 86_400_000
    found = [window.start // 1000 for window in windows(Planned(schedule, 60, TOKYO), start, end)]
    zone = ZoneInfo(TOKYO)
    rule = MuteRule(schedule, "PT1M", zone)
    muted = [second for second in found if not rule.is_muted(second)]
    assert muted == []
    expected = [
        each.start for each in rule.windows(start // 1000, end // 1000) if each.start >= start // 1000
    ]
    assert set(expected) <= set(found)


STEPS = st.sampled_from(["*/15", "*/7", "10-50/20", "0-59/30", "5", "*/40"])
DAYS_OF_MONTH = field(1, 31) | st.sampled_from(["L", "1,L", "15-20,L"])
WEEKDAYS = field(0, 7) | st.sampled_from(["SUN#1", "FRI#5", "0#2", "7#3", "MON-FRI", "MON,THU#4", "sat"])


@fuzz
@given(STEPS, st.booleans(), DAYS_OF_MONTH, WEEKDAYS, st.integers(0, 700))
def test_steps_last_days_and_places_in_the_month_are_read_as_the_check_reads_them(
    minute: str, by_day: bool, days: str, weekdays: str, offset: int
) -> None:
    schedule = f"cron({minute} 3 {days} * ?)" if by_day else f"cron({minute} 3 ? * {weekdays})"
    start = at("2026-01-01T00:00Z") + offset * 86_400_000
    end = start + 40 * 86_400_000
    found = [window.start // 1000 for window in windows(Planned(schedule, 60, TOKYO), start, end)]
    rule = MuteRule(schedule, "PT1M", ZoneInfo(TOKYO))
    expected = [each.start for each in rule.windows(start // 1000, end // 1000)]
    assert found == [second for second in expected if start // 1000 <= second < end // 1000]


@pytest.mark.parametrize(
    ("schedule", "start"),
    [
        ("cron(0 2 * * SUN)", "2026-11-29T02:00+09:00"),
        ("cron(30 23 * * 6)", "2026-11-28T23:30+09:00"),
        ("at(2026-11-27T04:15)", "2026-11-27T04:15+09:00"),
        ("cron(5 4 1 DEC *)", "2026-12-01T04:05+09:00"),
        ("cron(0 3 L * *)", "2026-11-30T03:00+09:00"),
        ("cron(0 3 * * SUN#5)", "2026-11-29T03:00+09:00"),
        ("cron(0 3 ? * 7)", "2026-11-29T03:00+09:00"),
    ],
)
def test_they_are_on_the_wall_clock_of_the_zone(schedule: str, start: str) -> None:
    planned = Planned(schedule, 3600, TOKYO)
    found = list(windows(planned, at("2026-11-25T00:00+09:00"), at("2026-12-02T00:00+09:00")))
    assert found == [Window(at(start), at(start) + 3_600_000)]


def test_the_first_moment_is_in_and_the_last_is_not() -> None:
    planned = Planned("at(2026-11-27T04:15)", 60, "UTC")
    start = round(datetime(2026, 11, 27, 4, 15, tzinfo=UTC).timestamp() * 1000)
    assert list(windows(planned, start, start + 1))
    assert not list(windows(planned, start - 1, start))
