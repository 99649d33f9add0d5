"""Quiet hours: until when a severity that they hold has to wait."""

from datetime import datetime, time, timedelta

from monitoring.oncall.catalogue import QuietHours
from monitoring.oncall.clock import local


def held_until(hours: QuietHours | None, severity: str, timezone: str, now: int) -> int:
    """When the quiet hours end that hold a severity at ``now`` (both epoch milliseconds); 0 when none do.

    They stand on the wall clock of the time zone, their first minute in them and their last one not. Critical
    alarms are never held, whatever stands there.
    """
    if hours is None or severity == "critical" or severity not in hours.holds:
        return 0
    begin, end = time.fromisoformat(hours.start), time.fromisoformat(hours.until)
    return _end_of(local(now, timezone), begin, end)


def _end_of(moment: datetime, begin: time, end: time) -> int:
    clock = moment.time()
    across = begin > end  # over midnight
    inside = (clock >= begin or clock < end) if across else begin <= clock < end
    if not inside:
        return 0
    day = moment.date() + timedelta(days=1 if across and clock >= begin else 0)
    return round(datetime.combine(day, end, moment.tzinfo).timestamp() * 1000)
