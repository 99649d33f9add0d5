"""Time zones."""

from zoneinfo import available_timezones

import pytest

from monitoring.spec.timezones import is_timezone


def test_every_zone_of_the_machine_is_one() -> None:
    assert [zone for zone in available_timezones() if zone[0].isupper() and not is_timezone(zone)] == []


@pytest.mark.parametrize(
    "name",
    [
        "",
        "Asia",
        "Asia/Tokio",
        "JST+9",
        "../etc/passwd",
        "/etc/passwd",
        "asia/tokyo",
        "zone.tab",
        "Asia/" * 99,
    ],
)
def test_anything_else_is_none(name: str) -> None:
    assert not is_timezone(name)
