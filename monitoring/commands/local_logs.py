"""Files of log events as the sources of a report: queries and embedded metrics, nothing else."""

from bisect import bisect_left
from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any, Final

import msgspec

from monitoring.commands.local_metrics import MetricReader
from monitoring.insights import EventError, QueryError, run_lines
from monitoring.oncall.clock import local
from monitoring.oncall.insights import Answer, Ask
from monitoring.reports.day import Day
from monitoring.reports.sources import OUTSIDE, AlarmState, Episode, NotHere, Series, Wanted

_AWS: Final = "aws"
_BOM: Final = b"\xef\xbb\xbf"
_ENDS: Final = 253_370_764_800_000
"""Where the year 9999 begins: the calendar ends with it. Events have no times before 1970 (PutLogEvents)."""


class _Timed(msgspec.Struct):
    """What is read of an event here."""

    timestamp: int | None = None
    message: str | None = None


class LocalLogs:
    """Lines of NDJSON by local day. ``first``, ``last``: of the days; ``count`` lines, of them ``left_out``.

    Lines without a time belong to no day, and are left out.
    """

    def __init__(self, lines: Iterable[bytes], timezone: str) -> None:
        self.timezone = timezone
        self.days: dict[date, list[bytes]] = {}
        self.ends_ms = self.count = self.left_out = 0
        self._metrics = MetricReader()
        decode = msgspec.json.Decoder(_Timed).decode
        for line in lines:
            if line.strip():
                self.count += 1
                self._add(line.removeprefix(_BOM), decode)
        self._known = sorted(self.days)

    @property
    def first(self) -> date:
        """The first day that has an event."""
        return self._known[0]

    @property
    def last(self) -> date:
        """The last day that has one."""
        return self._known[-1]

    def ask(self, asks: Sequence[Ask]) -> list[Answer]:
        """Answers as the local engine gives them."""
        return [self._ask(one) for one in asks]

    def points(self, wanted: Wanted) -> Series:
        """Points of embedded metrics; those of AWS's own services are not in logs."""
        found = self._metrics.series(wanted)
        if found is None:
            raise NotHere(_AWS)
        return found

    def episodes(self, day: date) -> list[Episode]:
        """None: incidents are in DynamoDB."""
        raise NotHere(_AWS)

    def alarms(self) -> list[AlarmState]:
        """None: their states are in CloudWatch."""
        raise NotHere(_AWS)

    def kept(self, _day: date) -> Day | None:
        """None is kept here."""
        return None

    def keep(self, day: Day) -> None:
        """Not here."""

    def _add(self, line: bytes, decode: Any) -> None:
        try:
            event = decode(line)
        except (msgspec.MsgspecError, RecursionError, UnicodeError):
            event = _Timed()
        if event.timestamp is None or not 0 <= event.timestamp < _ENDS:
            self.left_out += 1
            return
        day = local(event.timestamp, self.timezone).date()
        self.days.setdefault(day, []).append(line)
        self.ends_ms = max(self.ends_ms, event.timestamp)
        if event.message and "CloudWatchMetrics" in event.message:
            self._metrics.add(event.message)

    def _ask(self, ask: Ask) -> Answer:
        # A range that ends at midnight, both ends included, is not about the day that begins then.
        first, last = (local(at, self.timezone).date() for at in (ask.start, ask.end - 1))
        if last < self.first or first > self.last:
            return Answer("failed", why=OUTSIDE)
        days = self._known[bisect_left(self._known, first) :]
        lines = (line for day in days if day <= last for line in self.days[day])
        try:
            result = run_lines(ask.text, lines, ask.start, ask.end)
        except (QueryError, EventError) as problem:
            return Answer("failed", why=str(problem))
        shown = tuple({name: row[name] for name in row if name != "@ptr"} for row in result.rows)
        return Answer("done", tuple(result.columns), shown)
