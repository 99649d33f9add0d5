"""Changes of alarms as tests of the notifier send them."""

from typing import Any

from tests.oncall.rig.night import Night
from tests.oncall.rig.notifications import metric_alarm

DURATION = "production/duration"
"""The key of the incident that most tests are about."""


def alarm(night: Night, name: str, state: str = "ALARM", level: str = "development", **more: Any) -> None:
    """Send a change that happens now."""
    night.send(metric_alarm(name, night.now, state, **more), level)


def critical(night: Night) -> None:
    """A critical alarm that goes off now."""
    night.send(metric_alarm("duration-critical", night.now))
