"""Java's DateTimeFormatter patterns, for ``parseDate``: the letters that name a point in time.

Source: https://docs.oracle.com/en/java/javase/21/docs/api/java.base/java/time/format/DateTimeFormatter.html.
Dates resolve as Java's SMART style does: 30 February is the last of February.
"""

from calendar import monthrange
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta, tzinfo
from functools import lru_cache
from re import ASCII, Pattern, escape
from re import compile as regex
from typing import Final, TypeAlias

from msgspec import Struct

from monitoring.insights.functions.errors import FunctionError, UnsupportedFunction
from monitoring.insights.functions.zones import find_zone

_PART: Final = regex(r"'((?:[^']|'')+)'|('')|([A-Za-z])\3*|([^A-Za-z'])", ASCII)
_MONTHS: Final = (
    *("January", "February", "March", "April", "May", "June", "July"),
    *("August", "September", "October", "November", "December"),
)
_DAYS: Final = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
_LETTERS: Final = {"u": "y", "L": "M", "x": "X", "Z": "X"}
_OFFSETS: Final = {
    "X": r"Z|[+-]\d\d(?:\d\d)?",
    "XX": r"Z|[+-]\d{4}",
    "XXX": r"Z|[+-]\d\d:\d\d",
    "x": r"[+-]\d\d(?:\d\d)?",
    "xx": r"[+-]\d{4}",
    "xxx": r"[+-]\d\d:\d\d",
    "Z": r"[+-]\d{4}",
    "ZZ": r"[+-]\d{4}",
    "ZZZ": r"[+-]\d{4}",
    "ZZZZZ": r"Z|[+-]\d\d:\d\d",
}
Fields: TypeAlias = Mapping[str, str]


class DatePattern(Struct, frozen=True):
    """The regular expression that a text must match wholly; its groups are called after Java's letters."""

    expression: Pattern[str]

    def read(self, text: str, zone: tzinfo) -> int | None:
        """Epoch milliseconds; None for a text that does not fit or names no point in time."""
        found = self.expression.fullmatch(text)
        try:
            return None if found is None else _resolve(found.groupdict(), zone)
        except (ValueError, KeyError, OverflowError):
            return None

    @property
    def has_zone(self) -> bool:
        """Whether the text itself says its zone."""
        return bool({"X", "V"} & self.expression.groupindex.keys())


@lru_cache(256)
def read_pattern(text: str) -> DatePattern:
    """A pattern; FunctionError for one that Java refuses or this engine does not know."""
    places = list(_PART.finditer(text))
    if sum(len(place[0]) for place in places) != len(text):
        raise FunctionError(f"the date pattern {text!r} has a quote without its end")
    pieces = [_read_part(place[0], place[1], place[3]) for place in places]
    letters = [_LETTERS.get(place[3], place[3]) for place in places if place[3]]
    if len(letters) > len(set(letters)):
        raise UnsupportedFunction(f"the date pattern {text!r} names something twice")
    return DatePattern(regex("".join(pieces), ASCII))


def _read_part(part: str, quoted: str | None, letter: str | None) -> str:
    if quoted:
        return escape(quoted.replace("''", "'"))
    if letter is None:
        return _read_sign(part)
    name = _LETTERS.get(letter, letter)
    choices = _list_choices(part, name)
    if choices is None:
        raise UnsupportedFunction(
            f"{part} in a date pattern is not known here; known are y M d H h m s S a E X x Z VV"
        )
    return f"(?P<{name}>{choices})"


def _read_sign(part: str) -> str:
    if part in "[]{}#":
        raise UnsupportedFunction(
            f"{part} in a date pattern is not known here; quote it if it is meant literally"
        )
    return "'" if part == "''" else escape(part)


def _list_choices(part: str, name: str) -> str | None:
    """What a run of letters matches."""
    length = len(part)
    if name == "y":
        return {1: r"\d{1,4}", 2: r"\d\d", 4: r"\d{4}"}.get(length)
    if name in "dHhms" or (name == "M" and length < 3):
        return {1: r"\d{1,2}", 2: r"\d\d"}.get(length)
    if name == "M":
        return {3: _list_names(_MONTHS, 3), 4: _list_names(_MONTHS, None)}.get(length)
    if name == "E":
        return {4: _list_names(_DAYS, None)}.get(length, _list_names(_DAYS, 3)) if length < 5 else None
    others = {"S": rf"\d{{{length}}}", "a": "AM|PM" if length == 1 else None, **dict.fromkeys(_OFFSETS)}
    return _OFFSETS.get(part) or (r"[A-Za-z0-9/_+:-]+" if part == "VV" else others.get(name))


def _list_names(names: tuple[str, ...], length: int | None) -> str:
    return "|".join(name[:length] for name in names)


def _resolve(fields: Fields, zone: tzinfo) -> int:
    year = int(fields["y"]) + (2000 if len(fields["y"]) == 2 else 0)
    month = _find_name(_MONTHS, fields["M"])
    day = min(int(fields["d"]), 31)
    last = monthrange(year, month)[1]
    moment = datetime(year, month, min(day, last), _find_hour(fields), int(fields.get("m", 0)), tzinfo=zone)
    if "E" in fields and _find_name(_DAYS, fields["E"]) != moment.isoweekday():
        raise ValueError("the day of the week is another")
    moment = moment.replace(second=int(fields.get("s", 0)), tzinfo=_find_own_zone(fields, zone))
    fraction = int(fields.get("S", "0")[:3].ljust(3, "0"))
    epoch = datetime(1970, 1, 1, tzinfo=UTC)
    return (moment - epoch) // timedelta(milliseconds=1) + fraction


def _find_name(names: tuple[str, ...], text: str) -> int:
    if text.isdecimal():
        return int(text)
    return next(number for number, name in enumerate(names, 1) if name.startswith(text))


def _find_hour(fields: Fields) -> int:
    if "h" not in fields:
        return int(fields.get("H", 0))
    hour = int(fields["h"])
    if not 1 <= hour <= 12:
        raise ValueError("a clock shows 1 to 12")
    return hour % 12 + (12 if fields["a"] == "PM" else 0)


def _find_own_zone(fields: Fields, zone: tzinfo) -> tzinfo:
    return find_zone(fields.get("X") or fields["V"]) if {"X", "V"} & fields.keys() else zone
