"""Quiet hours: a time of day to another one."""

import pytest

from monitoring.spec.escalation import QuietHours
from monitoring.spec.quantity import Refused


def test_quiet_hours_may_go_past_midnight() -> None:
    assert QuietHours(from_="22:00", until="08:00").holds == ("warning",)


def test_quiet_hours_of_no_length_are_refused() -> None:
    with pytest.raises(Refused, match="end when they begin"):
        QuietHours(from_="22:00", until="22:00")
