"""Rows of queries as people read them: words for columns, units, local times; the rest stays as it is."""

from re import compile as regex

import pytest

from monitoring.oncall.cells import Style, cells, heading_of, readable
from monitoring.oncall.columns import columns
from monitoring.oncall.words import words
from tests.oncall.rig.shipped import content

JA, EN = (Style(words(locale), "Asia/Tokyo") for locale in ("ja", "en"))
_NAMED = regex(r"\bas (\w+)")
_NAME = regex(r"@?[A-Za-z][\w.]*")
_GIVEN = regex(r"\([^()]*\)")
_LISTED = regex(r"(?:^|\| *|\n *)(?:fields|display) ([^|\n]*)|\bby ([^|\n]*)")


@pytest.mark.parametrize(
    ("column", "text", "japanese", "english"),
    [
        ("average_ms", "31204.5", "31.2秒", "31.2 s"),
        ("max_ms", "990", "0.99秒", "0.99 s"),
        ("duration", "12", "0.01秒", "0.01 s"),
        ("max_latency", "3", "0.003秒", "0.003 s"),
        ("p95_duration", "0", "0.00秒", "0.00 s"),
        ("last_seen_jst", "2026-11-20 03:12:44.123", "11/20 03:12", "11/20 03:12"),
        ("@timestamp", "2026-11-19 18:12:44.123", "11/20 03:12:44", "11/20 03:12:44"),
        ("total_cost", "0.01055", "$0.0106", "$0.0106"),
        ("total_tokens", "120400", "120,400", "120,400"),
        ("avg_tokens", "0.4", "0.40", "0.40"),
        ("avg_tokens", "9.96", "9.96", "9.96"),
        ("avg_tokens", "2270.4", "2,270", "2,270"),
        ("status", "503", "503", "503"),
        ("action", "database_save", "database_save", "database_save"),
    ],
)
def test_a_cell_has_its_unit(column: str, text: str, japanese: str, english: str) -> None:
    assert list(cells(JA, column, [text])) == [japanese]
    assert list(cells(EN, column, [text])) == [english]


@pytest.mark.parametrize("column", ["duration", "count", "total_cost", "@timestamp", "last_seen_jst"])
@pytest.mark.parametrize("text", ["", "-", "1e999", "9" * 400, "nan", "9999-12-31 23:59:59.999", "٣"])
def test_what_is_no_value_of_its_column_stays_as_it_is(column: str, text: str) -> None:
    (shown,) = cells(JA, column, [text])
    assert shown in (text, "12/31 23:59")


def test_columns_that_have_no_word_stay_as_they_are() -> None:
    given = {"build": ["20261125"], "retry_ms": ["1500"], "count": ["1500"]}
    assert readable(EN, given) == (("20261125", "1500", "1,500"),)
    assert [heading_of(EN.words, "column", name) for name in given] == ["build", "retry_ms", "Count"]


def test_numbers_with_units_stand_at_the_right() -> None:
    rows = (("a", "31.2秒", "$0.10"), ("b", "0.12秒", "$12.00"))
    assert columns(("x", "平均", "cost"), rows) == [
        "x    平均    cost",
        "a  31.2秒   $0.10",
        "b  0.12秒  $12.00",
    ]


@pytest.mark.parametrize("style", [JA, EN])
def test_every_column_of_a_first_look_has_a_word(style: Style) -> None:
    catalogue = content()
    asked = {
        look["query"]
        for alarm in catalogue["alarms"].values()
        for look in alarm["firstLook"]
        if "query" in look
    }
    texts = [catalogue["queries"][name]["text"] for name in asked]
    found = {name for text in texts for name in _columns(text)}
    assert len(found) > 10
    assert [name for name in sorted(found) if f"column-{name}" not in style.words.sentences] == []


def _columns(text: str) -> set[str]:
    """What the last stage that makes columns makes."""
    end = _GIVEN.sub("", text[max(text.rfind("stats "), 0) :])
    listed = {part for match in _LISTED.findall(end) for part in match}
    names = {name.strip() for part in listed for name in part.split(",")}
    return {*_NAMED.findall(end), *filter(_NAME.fullmatch, names)}
