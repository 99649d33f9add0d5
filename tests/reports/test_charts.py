"""Charts as they are drawn."""

from datetime import date, datetime, timedelta
from re import findall
from xml.etree import ElementTree

import pytest

from monitoring.reports import charts
from monitoring.reports.charts import Kind, Spec

KINDS = (Kind("good", charts.GREEN), Kind("bad", charts.RED))
START = datetime(2026, 11, 1)  # noqa: DTZ001 - local time, as it is drawn


def hours() -> Spec:
    """A day's bars."""
    return charts.stacked([(str(at), {"good": at, "bad": at % 3}) for at in range(24)], KINDS)


def a_month() -> Spec:
    """A month's points, with a gap."""
    points = [(START + timedelta(hours=3 * at), float(at)) for at in range(240) if at not in range(90, 120)]
    return charts.over_time(points, 10_800)


SPECS = {
    "hours": hours(),
    "month": a_month(),
    "day": charts.over_time([(START + timedelta(minutes=15 * at), at / 1e4) for at in range(96)], 900),
    "days": charts.by_day([("11/01", 20.5), ("11/02", None), ("11/03", 22.0)]),
    "one": charts.by_day([("11/01", 20.5)]),
    "flat": charts.stacked([("11/01", {}), ("11/02", {})], KINDS),
    "money": charts.stacked([(f"11/{at:02}", {"good": at / 1e4}) for at in range(1, 31)], KINDS),
}


@pytest.mark.parametrize("name", SPECS)
def test_charts_are_drawn_and_load_nothing(name: str) -> None:
    svg = charts.draw(SPECS[name])
    assert ElementTree.fromstring(svg).tag.endswith("svg")
    assert "<image" not in svg
    assert "<script" not in svg
    assert "undefined" not in svg
    assert "NaN" not in svg
    assert svg.isascii(), "every font has digits and Latin letters"


def labels(spec: Spec) -> list[str]:
    """The texts of a chart."""
    return findall(r"<text[^>]*>([^<]*)</text>", charts.draw(spec))


def test_days_are_those_of_the_local_clock() -> None:
    shown = [text for text in labels(a_month()) if "/" in text]
    assert shown == ["11/01", "11/05", "11/09", "11/13", "11/17", "11/21", "11/25", "11/29"]


def test_a_day_has_hours() -> None:
    assert "00:00" in labels(SPECS["day"])


def test_small_money_is_no_milli() -> None:
    shown = [text for text in labels(SPECS["money"]) if "/" not in text]
    assert shown
    assert not [text for text in shown if "m" in text or "µ" in text]


def test_whole_things_have_whole_numbers() -> None:
    few = charts.stacked([("0", {"good": 1}), ("1", {"good": 3})], KINDS)
    assert [text for text in labels(few) if "." in text] == []


def test_a_line_breaks_where_points_are_missing() -> None:
    gaps = [row for row in a_month()["data"]["values"] if row["value"] is None]
    assert len(gaps) == 1


def test_pictures_for_slack_are_png() -> None:
    assert charts.draw_png(hours()).startswith(b"\x89PNG\r\n\x1a\n")


def test_labels_of_days() -> None:
    assert charts.day_label(date(2026, 1, 9)) == "01/09"
