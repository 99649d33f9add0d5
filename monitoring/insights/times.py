"""Periods such as ``5m`` and the rounding of times to them."""

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Final

from msgspec import Struct

from monitoring.insights.functions.errors import FunctionError, UnspecifiedFunction
from monitoring.insights.values import EARLIEST_MS, LATEST_MS, Timestamp

_MILLISECONDS: Final = {"ms": 1, "s": 1000, "m": 60_000, "h": 3_600_000, "d": 86_400_000}
_MONTHS: Final = {"mo": 1, "q": 3, "y": 12}
# The largest count of a unit, and what it is counted within; more acts as the largest count.
_CAPS: Final = {"ms": 1000, "s": 60, "m": 60, "h": 24}
_NAMES: Final = {
    "ms": ("ms", "msec", "millisecond"),
    "s": ("s", "sec", "second"),
    "m": ("m", "min", "minute"),
    "h": ("h", "hr", "hour"),
    "d": ("d", "day"),
    "w": ("w", "week"),
    "mo": ("mo", "mon", "month"),
    "q": ("q", "qtr", "quarter"),
    "y": ("y", "yr", "year"),
}
UNITS: Final[dict[str, str]] = {
    spelling: unit
    for unit, names in _NAMES.items()
    for name in names
    for spelling in ((name, f"{name}s") if len(name) > 1 else (name,))
}
"""Every spelling of a unit, lower-case; names of more than one character take a plural s (documented)."""


class Period(Struct, frozen=True):
    """A number of units: ``5m`` is ``Period(5, "m")``; units are ms, s, m, h, d, w, mo, q and y."""

    count: int
    unit: str

    def __str__(self) -> str:
        return f"{self.count}{self.unit}"

    @property
    def milliseconds(self) -> int | None:
        """The length; None for months, quarters and years, which have none. A week is 7 days."""
        length = 7 * _MILLISECONDS["d"] if self.unit == "w" else _MILLISECONDS.get(self.unit)
        return None if length is None else self.count * length


Rounding = Callable[[int], Timestamp]


def rounding_down(period: Period) -> Rounding:
    """How ``bin`` and ``datefloor`` truncate: within the enclosing unit, capped (documented, observed).

    ``25m`` starts anew each hour: :00, :25, :50. ``300s`` acts as ``60s``. Times are epoch milliseconds, UTC.
    Raises FunctionError for a count below 1, UnspecifiedFunction for weeks and several days, months, quarters
    or years.
    """
    step, enclosing = _measure(period)
    if period.unit in _MONTHS:
        return lambda moment: Timestamp(_first_of_month(moment, step, 0))
    if enclosing % step == 0:
        return lambda moment: Timestamp(moment - moment % step)
    return lambda moment: Timestamp(moment - moment % enclosing % step)


def rounding_up(period: Period) -> Rounding:
    """How ``dateceil`` rounds: to the next start of a period, a start itself stays.

    Raises as rounding_down does.
    """
    step, enclosing = _measure(period)
    if period.unit in _MONTHS:
        return lambda moment: Timestamp(_next_month(moment, step))
    return lambda moment: Timestamp(_next_start(moment, step, enclosing))


def _measure(period: Period) -> tuple[int, int]:
    """The step and the enclosing unit, in milliseconds or, for calendar units, months."""
    if period.count < 1:
        raise FunctionError(f"a period counts at least 1, not {period}")
    if period.unit in _CAPS:
        length, cap = _MILLISECONDS[period.unit], _CAPS[period.unit]
        return length * min(period.count, cap), length * cap
    if period.count > 1 or period.unit == "w":
        raise UnspecifiedFunction(_misaligned(period))
    if period.unit in _MONTHS:
        return _MONTHS[period.unit], 12
    return _MILLISECONDS["d"], _MILLISECONDS["d"]


def _misaligned(period: Period) -> str:
    start = "a week" if period.unit == "w" else f"a period of {period}"
    return f"AWS does not say where {start} starts; use 1d, 1mo, 1q, 1y or hours up to 24h"


def _next_start(moment: int, step: int, enclosing: int) -> int:
    within = moment % enclosing
    return moment - within + min(-(-within // step) * step, enclosing)


def _first_of_month(moment: int, months: int, later: int) -> int:
    if not EARLIEST_MS <= moment <= LATEST_MS:
        return moment
    day = datetime.fromtimestamp(moment // 1000, UTC)
    year, month = divmod(day.year * 12 + (day.month - 1) // months * months + later, 12)
    return round(datetime(year, month + 1, 1, tzinfo=UTC).timestamp() * 1000) if year < 10_000 else moment


def _next_month(moment: int, months: int) -> int:
    start = _first_of_month(moment, months, 0)
    return start if start == moment else _first_of_month(moment, months, months)
