"""Quiet hours: until when a severity that they hold has to wait."""

from collections.abc import Mapping
from datetime import datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo


def held_until(escalation: Mapping[str, Any], severity: str, timezone: str, now: int) -> int:
    """When the quiet hours end that hold a severity at ``now`` (both epoch milliseconds); 0 when none do.

    ``escalation`` is the catalogue's chapter: ``{"quietHours": {"from": "22:00", "until": "08:00", "holds":
    [..]}}``, on the wall clock of the time zone, the first minute in them and the last one not. Critical
    alarms are never held, whatever stands there.
    """
    hours = escalation.get("quietHours") or {}
    if severity == "critical" or severity not in hours.get("holds", ("warning",)):
        return 0
    local = datetime.fromtimestamp(now / 1000, ZoneInfo(timezone))
    begin, end = (time.fromisoformat(hours[name]) for name in ("from", "until"))
    return _end_of(local, begin, end)


def _end_of(local: datetime, begin: time, end: time) -> int:
    clock = local.time()
    across = begin > end  # over midnight
    inside = (clock >= begin or clock < end) if across else begin <= clock < end
    if not inside:
        return 0
    day = local.date() + timedelta(days=1 if across and clock >= begin else 0)
    return round(datetime.combine(day, end, local.tzinfo).timestamp() * 1000)
