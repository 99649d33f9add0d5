"""A plan as a table, on terminals of any width and in both languages."""

from functools import cache
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from monitoring.load import load
from monitoring.output.plan_screen import render_screen
from monitoring.output.plan_table import render_lines, render_rest
from monitoring.output.plan_words import ENGLISH, JAPANESE, tell_detection
from monitoring.output.terminal import COLOURS, cells
from monitoring.output.wrapping import wrap
from monitoring.plan.build import plan
from monitoring.plan.resources import Detection, Plan

SHIPPED = Path(__file__).parents[1] / "monitoring.yaml"
LOCALES = ("ja", "en")


@cache
def planned(locale: str) -> Plan:
    return plan(replace(load(str(SHIPPED)).specs["production"], locale=locale))


@pytest.mark.parametrize("locale", LOCALES)
@pytest.mark.parametrize("width", [90, 100, 120, 140, 200])
def test_no_line_of_a_screen_is_wider_than_the_screen(width: int, locale: str) -> None:
    shown = render_screen(planned(locale), width) + render_rest(planned(locale), width)
    assert [line for line in shown.splitlines() if cells(line) > width] == []


@pytest.mark.parametrize("locale", LOCALES)
def test_a_screen_leaves_nothing_out(locale: str) -> None:
    whole = planned(locale)
    shown = render_screen(whole, 1000)
    for alarm in whole.alarms:
        assert alarm.condition in shown
        assert f"{alarm.entry}  {alarm.title}" in shown
        assert all(item in shown for item in alarm.guide)


@pytest.mark.parametrize("locale", LOCALES)
def test_columns_of_a_screen_line_up(locale: str) -> None:
    words = {"ja": JAPANESE, "en": ENGLISH}[locale]
    heading, *lines = render_screen(planned(locale), 100).splitlines()
    column = cells(heading[: heading.index(words.wakes)])
    ringing = [line for line in lines if line.startswith("  ") and line.endswith(" on-call")]
    assert len(ringing) > 3
    assert {cells(line) - len("on-call") for line in ringing} == {column}


@pytest.mark.parametrize("locale", LOCALES)
def test_every_alarm_has_a_line_of_its_own_when_piped(locale: str) -> None:
    whole = planned(locale)
    lines = render_lines(whole).splitlines()
    assert len(lines) == len(whole.alarms) + 1
    assert all(
        alarm.name.endswith(line.split()[0]) for alarm, line in zip(whole.alarms, lines[1:], strict=True)
    )


def test_colours_change_no_width() -> None:
    plain = render_screen(planned("ja"), 100)
    coloured = render_screen(planned("ja"), 100, COLOURS)
    for code in COLOURS:
        coloured = coloured.replace(code, "")
    assert coloured == plain


def test_both_languages_have_the_same_words() -> None:
    assert set(ENGLISH.kinds) == set(JAPANESE.kinds)
    assert len(ENGLISH.headings) == len(JAPANESE.headings)


@pytest.mark.parametrize(
    ("seconds", "said"),
    [
        (None, "?"),
        (60, "1 min"),
        (65, "65 s"),
        (121, "3 min"),
        (7500, "2.5 h"),
        (14401, "4.5 h"),
        (86400, "24 h"),
    ],
)
def test_times_are_rounded_up_to_what_people_say(seconds: int | None, said: str) -> None:
    assert tell_detection(Detection(usual=seconds, quiet=seconds), "en") == f"{said} / {said}"


@given(st.text(st.sampled_from("ab %、。（）「」日本語ーX1"), max_size=60), st.integers(8, 40))
def test_wrapping_loses_nothing_but_blanks(text: str, width: int) -> None:
    assert "".join(wrap(text, width)).replace(" ", "") == text.replace(" ", "")


def test_wrapping_keeps_numbers_with_their_percent_and_marks_where_they_belong() -> None:
    assert wrap("エラー率が5 %以上、20件（合計）", 12) == ["エラー率が", "5 %以上、20", "件（合計）"]
