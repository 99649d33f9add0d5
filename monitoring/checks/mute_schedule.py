"""The schedule of a mute is one that CloudWatch does not understand.

Why: a mute rule takes five fields, `cron(MINUTE HOUR DAY MONTH WEEKDAY)`, in the time zone of the service, or
one moment, `at(2027-01-31T03:00)`. Six fields with a year, as EventBridge has them, an hour of 25 or a
weekday of 7 stop the deployment, or mute at a time that nobody meant.

Fix: write minutes 0-59, hours 0-23, days 1-31, months 1-12 or JAN-DEC and weekdays 0-6 or SUN-SAT; lists,
ranges and steps are made of them, and `*` is any.

Bad:

    maintenance:
      mute:
        patches: {alarms: [latency], schedule: "cron(0 25 * * SUN)", lasts: 1 h, reason: Patches}

Good:

    maintenance:
      mute:
        patches: {alarms: [latency], schedule: "cron(0 3 * * SUN)", lasts: 1 h, reason: Patches}
"""

from collections.abc import Iterator
from datetime import datetime
from re import compile as regex
from typing import Final, NamedTuple

from monitoring.finding import Finding, Path, error
from monitoring.spec.root import Spec

CHECK: Final = "mute-schedule"
_AT: Final = regex(r"\d{4}-\d\d-\d\dT\d\d:\d\d")
_PART: Final = regex(r"(\*|\?|\w+)(?:-(\w+))?(?:/(\d{1,4}))?")
_MONTHS: Final = ("JAN", "FEB", "MAR", "APR", "MAY", "JUN", "JUL", "AUG", "SEP", "OCT", "NOV", "DEC")
_DAYS: Final = ("SUN", "MON", "TUE", "WED", "THU", "FRI", "SAT")


class _Field(NamedTuple):
    """A field of cron: its least and largest number, and words for the numbers from the least on."""

    name: str
    least: int
    most: int
    words: tuple[str, ...] = ()

    def number(self, text: str) -> int | None:
        """What a part stands for; None outside of the range."""
        if text.upper() in self.words:
            return self.least + self.words.index(text.upper())
        number = int(text) if text.isascii() and text.isdigit() and len(text) < 5 else -1
        return number if self.least <= number <= self.most else None

    def __str__(self) -> str:
        words = f" or {self.words[0]}-{self.words[-1]}" if self.words else ""
        return f"{self.name} is {self.least}-{self.most}{words}"


_FIELDS: Final = (
    _Field("the minute", 0, 59),
    _Field("the hour", 0, 23),
    _Field("the day", 1, 31),
    _Field("the month", 1, 12, _MONTHS),
    _Field("the weekday", 0, 6, _DAYS),
)


def check(spec: Spec) -> Iterator[Finding]:
    """Schedules of mutes that are not cron with five fields in their ranges, or one moment."""
    for name, mute in spec.maintenance.mute.items():
        kind, _, inside = mute.schedule.removesuffix(")").partition("(")
        found = _at(inside) if kind == "at" else _cron(inside, len("cron("))
        if found is not None:
            message, fix, span = found
            path: Path = ("maintenance", "mute", name, "schedule")
            yield error(CHECK, path, message, fix, span=span)


_Problem = tuple[str, str, tuple[int, int]]


def _at(inside: str) -> _Problem | None:
    try:
        if _AT.fullmatch(inside):
            datetime.fromisoformat(inside)
            return None
    except ValueError:
        pass
    return f"`{inside}` is no moment", "write it like `at(2027-01-31T03:00)`", (len("at("), len(inside))


def _cron(inside: str, offset: int) -> _Problem | None:
    parts = inside.split()
    if len(parts) != len(_FIELDS):
        message = f"a mute has five fields in cron, without a year, and here are {len(parts)}"
        return message, "write it like `cron(0 3 * * SUN)`", (offset, len(inside))
    end = 0
    for field, part in zip(_FIELDS, parts, strict=True):
        start = inside.index(part, end)
        end = start + len(part)
        if not all(_is_possible(field, each) for each in part.split(",")):
            fix = "write a number in that range, a list, a range such as `1-5`, or `*`"
            return f"`{part}` is not possible: {field}", fix, (offset + start, len(part))
    return None


def _is_possible(field: _Field, text: str) -> bool:
    match = _PART.fullmatch(text)
    if not match or match[3] == "0":
        return False
    if match[1] in "*?":
        return match[2] is None and (match[1] == "*" or field.name in ("the day", "the weekday"))
    first = field.number(match[1])
    last = field.number(match[2]) if match[2] else field.most
    return first is not None and last is not None and first <= last
