"""The chapter `alarms`: what is judged, when, how badly, who hears of it and what to do first."""

from typing import Annotated, Literal, TypeAlias

from msgspec import Meta, field

from monitoring.spec.base import Entry, GuideIds, Model, Text
from monitoring.spec.quantity import Count, Datapoints, Duration, Refused, Threshold
from monitoring.spec.shown import choice

Missing: TypeAlias = Literal["missing", "ignore", "breaching", "notBreaching"]
LowSamples: TypeAlias = Literal["evaluate", "ignore"]
Level: TypeAlias = Literal["investigate", "warning", "critical"]

COMPARISONS = ("above", "at_least", "below", "at_most")


class Judging(Model, frozen=True, kw_only=True):
    """How datapoints are judged; stands in `defaults`, on an alarm, on a condition (the nearest wins)."""

    over: Annotated[Duration | None, Meta(description="period of a datapoint, window of a log alarm")] = None
    datapoints: Annotated[Datapoints | None, Meta(description="M of N datapoints that must breach")] = None
    missing: Annotated[Missing | None, Meta(description="what a missing datapoint counts as")] = None
    low_samples: Annotated[LowSamples | None, Meta(description="percentiles over few samples")] = None
    judge_from: Annotated[
        Count | None, Meta(description="least traffic in `over` before a rate is judged")
    ] = None


class Condition(Judging, frozen=True, kw_only=True):
    """A threshold with its comparison."""

    above: Annotated[Threshold | None, Meta(description="alarm when the value is higher")] = None
    at_least: Annotated[Threshold | None, Meta(description="alarm when the value is as high or higher")] = (
        None
    )
    below: Annotated[Threshold | None, Meta(description="alarm when the value is lower")] = None
    at_most: Annotated[Threshold | None, Meta(description="alarm when the value is as low or lower")] = None
    every: Annotated[Duration | None, Meta(description="how often a log alarm looks")] = None

    def __post_init__(self) -> None:
        given = [word for word in COMPARISONS if getattr(self, word) is not None]
        if len(given) != 1:
            words, said = ([word.replace("_", "-") for word in some] for some in (COMPARISONS, given))
            message, fix = choice("a condition", words, said)
            raise Refused(message, "keep one, or write a list of two conditions" if given else fix)

    @property
    def comparison(self) -> str:
        """The comparison as the file writes it: above, at-least, below, at-most."""
        return next(word.replace("_", "-") for word in COMPARISONS if getattr(self, word) is not None)

    @property
    def threshold(self) -> Threshold:
        """The threshold beside the comparison."""
        found: Threshold = getattr(self, self.comparison.replace("-", "_"))
        return found


Conditions: TypeAlias = Condition | tuple[Condition, ...]


class FirstLook(Model, frozen=True, kw_only=True):
    """What the first message already answers: a query with its parameters, or a graph."""

    query: Annotated[str | None, Meta(description="saved query whose rows the message shows")] = None
    graph: Annotated[str | None, Meta(description="metric whose graph the message shows")] = None
    with_: Annotated[dict[str, str], Meta(description="query parameter: value, `{contributor.userId}`")] = (
        field(name="with", default_factory=dict)
    )

    def __post_init__(self) -> None:
        if (self.query is None) == (self.graph is None):
            given = ("query", "graph") if self.query is not None else ()
            raise Refused(*choice("a first look", ("query", "graph"), given))


class LiveWhile(Model, frozen=True, kw_only=True):
    """Asked before an escalation step: is it still going on?"""

    at_least: Annotated[Count, Meta(description="so many still count as going on")]
    over: Annotated[Duration, Meta(description="in this long")]


class Alarm(Judging, frozen=True, kw_only=True):
    """One alarm entry: one incident, up to three severities, one or more watched metrics."""

    # The fields of Entry again: msgspec allows one base with fields.
    guide: Annotated[GuideIds, Meta(description="items of the operations guide this entry implements")] = ()
    title: Annotated[Text, Meta(description="what people read")] = ""

    watch: Annotated[
        str | dict[str, str] | None,
        Meta(
            description="metric; `{label: metric}` for twins; `{rows-of: query, by: field}` for a log alarm"
        ),
    ] = None
    composite: Annotated[
        str | None, Meta(description="rule over other alarms: ALARM(entry.critical) AND ..")
    ] = None
    severity: Annotated[Level | None, Meta(description="of a composite alarm")] = None
    impact: Annotated[Text, Meta(description="what is wrong for users, in plain words")] = ""
    investigate: Conditions = ()
    warning: Conditions = ()
    critical: Conditions = ()
    explained_by: Annotated[tuple[str, ...], Meta(description="alarms whose incident this one joins")] = ()
    live_while: LiveWhile | None = None
    detects: Annotated[tuple[str, ...], Meta(description="faults that raise this alarm")] = ()
    reports_to: Annotated[
        Literal["notifier", "people"], Meta(description="people: for alarms about the notifier itself")
    ] = "notifier"
    log_lines: Annotated[int, Meta(ge=0, le=50, description="log lines in a log alarm's notification")] = 0
    route: Annotated[str, Meta(description="who hears of it")]
    runbook: Annotated[str, Meta(description="what to do")] = ""
    first_action: Annotated[Text, Meta(description="the first thing to do, said in the message")] = ""
    first_look: tuple[FirstLook, ...] = ()

    def __post_init__(self) -> None:
        if (self.watch is None) == (self.composite is None):
            given = ("watch", "composite") if self.watch is not None else ()
            raise Refused(*choice("an alarm", ("watch", "composite"), given))
        if self.watch is not None and not self.watch:
            raise Refused("the alarm watches nothing", "write `watch: METRIC`")
        if self.composite is not None and self.severity is None:
            raise Refused("a composite alarm needs its `severity`", "add `severity: warning`")
        if self.watch is not None and not (self.investigate or self.warning or self.critical):
            raise Refused("the alarm has no condition", "add `warning:` or `critical:` with a threshold")


class Fault(Entry, frozen=True, kw_only=True):
    """Something that must be noticed, and how soon."""

    within: Annotated[Duration, Meta(description="how soon a critical alarm must say so")]
    because: Annotated[Text, Meta(description="why it may take longer than half an hour")] = ""
