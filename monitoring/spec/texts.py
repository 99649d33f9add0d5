"""Texts that quote the spec: ``{facts.function.memory}`` becomes ``1024 MB``."""

from collections.abc import Callable
from re import Match
from re import compile as regex

from monitoring.spec.base import Text, Translated, say
from monitoring.spec.paths import find
from monitoring.spec.quantity import Datapoints, Quantity, Rate, Threshold
from monitoring.spec.resolve import resolve
from monitoring.spec.root import Spec

QUOTABLE = ("facts", "alarms", "escalation", "reports", "runbooks", "service")
QUOTE = regex(r"\{((?:" + "|".join(QUOTABLE) + r")(?:\.[A-Za-z0-9_-]+)+)\}")
_UNITS_JA = {"s": "秒", "ms": "ミリ秒", "m": "分", "h": "時間", "d": "日", "%": "%"}
_UNITS_JA |= {"tokens": "トークン", "users": "人", "lines": "行", "rows": "行", "connections": "本"}
_UNITS_JA |= dict.fromkeys(("requests", "errors", "failures", "events", "executions"), "件")
_UNITS_JA |= dict.fromkeys(("messages", "samples"), "件")
_UNITS_JA |= dict.fromkeys(("calls", "times"), "回")
_UNITS_JA |= {word[:-1]: said for word, said in _UNITS_JA.items() if word.endswith("s") and len(word) > 2}
_UNITS_EN = {"m": "min"}


def quoted(spec: Spec, path: str) -> object:
    """The value at a dotted path; raises Missing with the part that does not exist."""
    value = find(spec, path)
    return resolve(spec, value) if isinstance(value, Threshold) else value


def render(spec: Spec, text: Text, locale: str | None = None) -> str:
    """The text in the spec's locale (or another) with its quotes filled in."""
    language = locale or spec.locale
    plain = say(text, language)
    return QUOTE.sub(_filler(spec, language), plain) if "{" in plain else plain


def _filler(spec: Spec, locale: str) -> Callable[[Match[str]], str]:
    def fill(match: Match[str]) -> str:
        return show(quoted(spec, match[1]), locale)

    return fill


def show(value: object, locale: str) -> str:
    """A scalar or text of the spec as people write it in a locale: 45秒 and 80%, or 45 s and 80 %."""
    if isinstance(value, Quantity):
        return _show_quantity(value, locale)
    if isinstance(value, Rate):
        count, per = _show_quantity(value.count, locale), _show_quantity(value.per, locale)
        return f"{per}に{count}" if locale == "ja" else f"{count} per {per}"
    if isinstance(value, Datapoints):
        return f"{value.n}回中{value.m}回" if locale == "ja" else str(value)
    return say(value, locale) if isinstance(value, Translated) else str(value)


def _show_quantity(value: Quantity, locale: str) -> str:
    number = f"{value.value:g}" if abs(value.value) < 1e6 else f"{value.value:.0f}"
    if value.unit in ("", "count"):
        return number
    if locale == "ja":
        return number + _UNITS_JA[value.unit] if value.unit in _UNITS_JA else f"{number} {value.unit}"
    return f"{number} {_UNITS_EN.get(value.unit, value.unit)}"
