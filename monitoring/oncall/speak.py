"""Numbers, lengths of time and moments as people say them in a locale."""

from monitoring.oncall.clock import local
from monitoring.oncall.words import Words

SIGNS = {
    "GreaterThanThreshold": ">",
    "GreaterThanOrEqualToThreshold": "≥",
    "LessThanThreshold": "<",
    "LessThanOrEqualToThreshold": "≤",
}
_BYTES = (("TB", 1e12), ("GB", 1e9), ("MB", 1e6), ("KB", 1e3))


def amount(words: Words, value: float, unit: str) -> str:
    """A value in a metric's unit: 48.2 s of 48,200 ms, 7.5 % of the ratio 0.075."""
    if unit == "ratio":
        return amount(words, value * 100, "%")
    if unit == "ms" and abs(value) >= 1000:
        return amount(words, value / 1000, "s")
    if unit == "B":
        name, size = next(((name, size) for name, size in _BYTES if abs(value) >= size), ("B", 1.0))
        return words.say("unit-other", value=number(value / size), unit=name)
    if unit == "USD":
        return f"${value:,.2f}"
    key = f"unit-{unit}" if f"unit-{unit}" in words.sentences else "unit-other"
    return words.say(key, value=number(value), unit=unit)


def number(value: float) -> str:
    """At most three significant decimals, thousands apart: 1,204, 48.2, 0.034."""
    if value == int(value) and abs(value) < 1e15:
        return f"{int(value):,}"
    if abs(value) >= 100:
        return f"{value:,.0f}"
    return f"{value:.3g}"


def span(words: Words, milliseconds: int) -> str:
    """A length of time in its two largest units; never below nothing."""
    seconds = max(milliseconds, 0) // 1000
    if seconds < 60:
        return words.say("duration-seconds", count=seconds)
    minutes = seconds // 60
    if minutes < 60:
        return words.say("duration-minutes", count=minutes)
    hours, rest = divmod(minutes, 60)
    if hours < 48:
        key = "duration-hours" if rest else "duration-whole-hours"
        return words.say(key, hours=hours, minutes=rest)
    return words.say("duration-days", days=hours // 24, hours=hours % 24)


def moment(when: int, now: int, timezone: str) -> str:
    """``14:20``, with the date where it is another day."""
    there, here = local(when, timezone), local(now, timezone)
    return f"{there:%H:%M}" if there.date() == here.date() else f"{there:%m/%d %H:%M}"


def zone(when: int, timezone: str) -> str:
    """``JST``."""
    return local(when, timezone).tzname() or timezone
