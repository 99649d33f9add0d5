"""Charts as they are drawn."""

from datetime import date, datetime, timedelta
from math import cbrt, dist
from operator import mul
from re import findall
from xml.etree import ElementTree

import pytest

from monitoring.reports import charts
from monitoring.reports.charts import Kind, Spec

KINDS = (Kind("good", charts.BLUE), Kind("bad", charts.RED))
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


EYES = {
    "most": ((1.0, 0.0, 0.0), (0.0, 1.0, 0.0), (0.0, 0.0, 1.0)),
    "deuteranopes": ((0.367, 0.861, -0.228), (0.280, 0.673, 0.047), (-0.012, 0.043, 0.969)),
    "protanopes": ((0.152, 1.053, -0.205), (0.115, 0.786, 0.099), (-0.004, -0.048, 1.052)),
}
"""Light as people see it (Machado, Oliveira and Fernandes 2009, severity 1)."""


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


@pytest.mark.parametrize("seen_by", EYES)
def test_colours_that_stand_together_are_told_apart_by_everybody(seen_by: str) -> None:
    for one, other in (
        (charts.BLUE, charts.AMBER),
        (charts.AMBER, charts.RED),
        (charts.BLUE, charts.RED),
        (charts.BLUE, charts.PALE),
    ):
        assert dist(_lab(_seen(one, EYES[seen_by])), _lab(_seen(other, EYES[seen_by]))) > 25


def test_axes_have_their_units() -> None:
    assert "20 s" in labels(charts.by_day([("11/01", 20.5), ("11/02", 31.0)], "ms"))
    assert "30 s" in labels(charts.over_time([(START, 31_000.0)], 900, "ms"))
    assert "$0.004" in labels(charts.stacked([("11/01", {"good": 0.008})], KINDS, "USD"))
    assert "1 ACU" in labels(charts.over_time([(START, 1.4)], 900, "ACU"))
    assert "20 %" in labels(charts.over_time([(START, 33.0)], 900, "%"))


def test_nothing_is_a_plain_nought_also_among_thousands() -> None:
    shown = labels(charts.stacked([("11/01", {"good": 130_000})], KINDS, "count"))
    assert "0" in shown
    assert "100k" in shown


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


def _seen(color: str, eyes: tuple[tuple[float, ...], ...]) -> list[float]:
    """Linear red, green and blue of ``#rrggbb``."""
    given = [int(color[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in given]
    return [sum(map(mul, row, linear)) for row in eyes]


def _lab(light: list[float]) -> tuple[float, float, float]:
    """CIE L*a*b*, in which distances are how different colours look."""
    rows = ((0.4339, 0.3762, 0.1899), (0.2126, 0.7152, 0.0722), (0.0177, 0.1095, 0.8728))
    x, y, z = (cbrt(max(0.001, sum(map(mul, row, light)))) for row in rows)
    return 116 * y - 16, 500 * (x - y), 200 * (y - z)
