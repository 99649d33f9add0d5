"""What was measured against what: the value, the threshold, how many of how many."""

from re import Match
from re import compile as regex

from monitoring.notifier.desk import Case, Desk
from monitoring.oncall.clean import clean
from monitoring.oncall.notice import Notice
from monitoring.oncall.speak import SIGNS, amount, span

DRILL = "monitoring drill"
"""Begins the reason of a state that ``monitoring drill`` has set."""
_QUOTE = regex(r"\{alarms\.([a-z0-9-]+)\.(investigate|warning|critical)\.[a-z0-9.-]+\}")
_ARN_NAME = regex(r":alarm:([^\s\"',\]]+)")


def measured(desk: Desk, case: Case) -> str:
    """``p95 of the function's duration: 48.2 s > 45 s, 3 of 3 x 5 min``; empty for composites."""
    notice = case.notice
    if notice.threshold is None:
        return ""
    what, unit = watched(desk, case)
    sign, threshold = SIGNS.get(notice.operator, "/"), amount(desk.words, notice.threshold, unit)
    if not notice.values and "no datapoints" not in notice.reason:
        return ""  # somebody set the state, as a drill does
    if not notice.values:
        return desk.words.say("no-datapoints", what=what, sign=sign, threshold=threshold)
    value = amount(desk.words, notice.values[0], unit)
    said = desk.words.say("measured", what=what, value=value, sign=sign, threshold=threshold)
    return said + _window(desk, case)


def is_drill(notice: Notice) -> bool:
    """Whether somebody has set the state as an exercise."""
    return notice.reason.startswith(DRILL)


def watched(desk: Desk, case: Case) -> tuple[str, str]:
    """The title and the unit of what an alarm watches."""
    alarm = case.alarm
    name = alarm.graphs.get(case.named.label) or next(iter(alarm.graphs.values()), "")
    metric = desk.catalogue.metric(name)
    if metric is not None:
        return metric.title, metric.unit
    query = desk.catalogue.query(alarm.rows_of)
    return (query.title, "count") if query else (alarm.title, "")


def filled(desk: Desk, case: Case, text: str) -> str:
    """A text of the catalogue with quoted thresholds filled in, as far as the notification says them."""
    threshold = case.notice.threshold

    def fill(match: Match[str]) -> str:
        is_own = match[1] == case.named.entry and match[2] == case.named.severity
        if threshold is None or not is_own:
            return desk.words.say("a-threshold")
        return amount(desk.words, threshold, watched(desk, case)[1])

    return _QUOTE.sub(fill, text)


def children(desk: Desk, notice: Notice) -> str:
    """The titles of the alarms that a composite's reason names."""
    named = (desk.catalogue.named(name) for name in _ARN_NAME.findall(notice.reason))
    titles = dict.fromkeys(desk.speaker().title(one.entry) for one in named if one)
    return desk.words.say("item-separator").join(titles)


def about(desk: Desk, case: Case) -> str:
    """Who or what a contributor is, people as pseudonyms."""
    show = desk.pseudonyms.show
    pairs = ((name, clean(show(name, value), 80)) for name, value in case.notice.contributor)
    return desk.words.say("item-separator").join(f"{name}={value}" for name, value in pairs)


def _window(desk: Desk, case: Case) -> str:
    notice, seconds = case.notice, case.notice.period or case.named.window
    if not seconds or not notice.evaluated:
        return ""
    period = span(desk.words, seconds * 1000)
    if notice.evaluated == 1:
        return desk.words.say("window-one", period=period)
    m = notice.to_alarm or notice.evaluated
    return desk.words.say("window", period=period, m=m, n=notice.evaluated)
