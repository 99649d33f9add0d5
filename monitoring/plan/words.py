"""An alarm's condition in the words of the people who hear of it."""

from typing import NamedTuple

from monitoring.spec.base import say
from monitoring.spec.quantity import Quantity
from monitoring.spec.resolve import AlarmRule
from monitoring.spec.root import Spec
from monitoring.spec.texts import render, show

_JA = {"above": "{}を超える", "at-least": "{}以上", "below": "{}未満", "at-most": "{}以下"}
_EN = {"above": "above {}", "at-least": "at least {}", "below": "below {}", "at-most": "at most {}"}
SEVERITIES = {
    "ja": {"investigate": "要調査", "warning": "警告", "critical": "エラー"},
    "en": {"investigate": "investigate", "warning": "warning", "critical": "critical"},
}


class Window(NamedTuple):
    """How a condition's time is said: ``3 of 3 x 5 min`` or ``within 1 h``."""

    over: str
    m: int
    n: int


def condition(spec: Spec, rule: AlarmRule, locale: str | None = None) -> str:
    """``p95 of Duration above 45 s, 3 of 3 x 5 min`` in the spec's locale or another."""
    language = locale or spec.locale
    window = Window(show_span(rule.over, language), rule.m, rule.n)
    subject = watched_title(spec, rule, language)
    tell = _in_japanese if language == "ja" else _in_english
    return tell(rule, subject, window) + _least_traffic(rule, language)


def watched_title(spec: Spec, rule: AlarmRule, locale: str) -> str:
    """What is watched: the metric's title, or the query's and by whom it is counted."""
    if rule.rows_of:
        title = say(spec.queries[rule.rows_of].title, locale) or rule.rows_of
        if not rule.by:
            return title
        return f"{title}（{rule.by}ごと）" if locale == "ja" else f"{title} by {rule.by}"
    return say(spec.metrics[rule.metric].title, locale) or rule.metric


def show_span(seconds: int, locale: str) -> str:
    """A length of time in its largest whole unit."""
    for unit, size in (("d", 86400), ("h", 3600), ("m", 60)):
        if seconds % size == 0 and (unit != "d" or seconds > 86400):
            return show(Quantity(seconds // size, unit), locale)
    return show(Quantity(seconds, "s"), locale)


def alarm_title(spec: Spec, entry: str, locale: str | None = None) -> str:
    """An alarm entry's title in the spec's locale; its name where it has none."""
    return render(spec, spec.alarms[entry].title, locale) or entry


def compared(rule: AlarmRule, locale: str) -> str:
    """The comparison alone: ``at least 5 %``."""
    words = _JA if locale == "ja" else _EN
    return words[rule.comparison].format(show(rule.threshold, locale))


def _in_japanese(rule: AlarmRule, subject: str, window: Window) -> str:
    comparison = compared(rule, "ja")
    if window.n == 1:
        span = window.over if window.over.endswith("間") else f"{window.over}間"
        return f"{subject}が{span}に{comparison}" if _is_counted(rule) else f"{span}の{subject}が{comparison}"
    if window.m == window.n:
        return f"{subject}が{window.over}ごとの値で{window.n}回続けて{comparison}"
    return f"{subject}が{window.over}ごとの値{window.n}回のうち{window.m}回で{comparison}"


def _in_english(rule: AlarmRule, subject: str, window: Window) -> str:
    comparison = compared(rule, "en")
    if window.n == 1:
        return f"{subject} {comparison} {'within' if _is_counted(rule) else 'over'} {window.over}"
    return f"{subject} {comparison}, {window.m} of {window.n} x {window.over}"


def _is_counted(rule: AlarmRule) -> bool:
    """Whether things are counted in a window, rather than measured over it."""
    return bool(rule.rows_of) or rule.threshold.kind == "count"


def _least_traffic(rule: AlarmRule, locale: str) -> str:
    if rule.judge_from is None:
        return ""
    least = show(rule.judge_from, locale)
    return f"（{least}以上のとき）" if locale == "ja" else f", judged from {least}"
