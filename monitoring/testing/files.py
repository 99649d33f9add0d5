"""What a test file may say: its models. docs/testing.md explains it with examples."""

from typing import Annotated, Any, Literal, TypeAlias

from msgspec import Meta, field

from monitoring.spec.base import Model, Name
from monitoring.spec.quantity import Refused
from monitoring.spec.shown import choice
from monitoring.testing.moments import Moment, Moments, Span, Start

StateWord: TypeAlias = Literal["OK", "ALARM", "INSUFFICIENT_DATA"]
Row: TypeAlias = dict[str, str | int | float | bool]

_LOOKS = ("alarms", "queries", "metrics", "matches")
_CONTENTS = ("line", "like", "metrics", "text", "file")


class Lines(Model, frozen=True, kw_only=True):
    """Log events at each time of `at`, or from `from` until `until`; or the events of a file."""

    log: Annotated[str, Meta(description="log of monitoring.yaml; without it the first one")] = ""
    at: Annotated[Moments | None, Meta(description="when; or a list of times")] = None
    from_: Annotated[Moment | None, Meta(description="time of the first; without it the start")] = field(
        name="from", default=None
    )
    until: Annotated[Moment | None, Meta(description="all come before this")] = None
    every: Annotated[Span | None, Meta(description="time from one to the next")] = None
    times: Annotated[int, Meta(ge=0, le=100_000, description="how many: spread evenly, or all at once")] = 0
    like: Annotated[
        str | tuple[str, ...], Meta(description="names of lines in `lines`; `line` changes them")
    ] = ()
    line: Annotated[
        dict[str, Any], Meta(description="fields of a JSON message, `error.code: X`; `{n}` counts")
    ] = field(default_factory=dict)
    metrics: Annotated[
        dict[str, int | float | tuple[int | float, ...]],
        Meta(description="embedded metrics, by their names in monitoring.yaml"),
    ] = field(default_factory=dict)
    text: Annotated[str | None, Meta(description="a message as it is; `{n}` counts")] = None
    file: Annotated[str | None, Meta(description="NDJSON file with log events, seen from this file")] = None

    def __post_init__(self) -> None:
        if not any((self.line, self.like, self.metrics, self.text is not None, self.file is not None)):
            raise Refused(*choice("a log entry", _CONTENTS, ()))
        if self.file is None and not (self.at or (self.until and (self.every or self.times))):
            fix = "add `at: 5 m`; or `until: 10 m` with `every: 30 s` or `times: 20`"
            raise Refused("the log entry does not say when", fix)

    @property
    def likes(self) -> tuple[str, ...]:
        """The named lines, always as a tuple."""
        return (self.like,) if isinstance(self.like, str) else self.like


class QueryLook(Model, frozen=True, kw_only=True):
    """What a query finds; `rows` in order, all fields."""

    with_: Annotated[dict[str, str | int], Meta(description="query parameter: value")] = field(
        name="with", default_factory=dict
    )
    over: Annotated[Span | None, Meta(description="how far back; without it since the start")] = None
    rows: tuple[Row, ...]


class Expectation(Model, frozen=True, kw_only=True):
    """What holds at a time."""

    at: Annotated[Moment, Meta(description="when it is looked at")]
    alarms: Annotated[
        dict[str, StateWord | dict[str, StateWord]],
        Meta(description="`duration.warning: ALARM`; of a log alarm by contributor `{user-1: ALARM}`"),
    ] = field(default_factory=dict)
    notified: Annotated[
        dict[str, tuple[str, ...]] | None,
        Meta(description="all that each level heard since the last look: `[warning TITLE, OK TITLE]`"),
    ] = None
    incidents: Annotated[
        dict[str, tuple[str, ...]] | None,
        Meta(description="open incidents: the entry that explains, and all entries in ALARM with it"),
    ] = None
    queries: Annotated[
        dict[str, tuple[Row, ...] | QueryLook], Meta(description="saved query: rows; or `{with, over, rows}`")
    ] = field(default_factory=dict)
    metrics: Annotated[
        dict[str, int | float | str | None], Meta(description="metric: value, with unit; empty: no value")
    ] = field(default_factory=dict)
    over: Annotated[Span | None, Meta(description="period of `metrics`, window of `matches`")] = None
    matches: Annotated[
        dict[str, int], Meta(description="metric with `matching`: how many events it counted")
    ] = field(default_factory=dict)

    def __post_init__(self) -> None:
        if (
            self.notified is None
            and self.incidents is None
            and not any(getattr(self, name) for name in _LOOKS)
        ):
            raise Refused("the look expects nothing", "add `alarms`, `notified`, `queries` or others")


class Test(Model, frozen=True, kw_only=True):
    """What is put in, and what is expected to come of it."""

    name: Annotated[str, Meta(min_length=1, max_length=200, description="what it shows")]
    environment: Annotated[str | None, Meta(description="overrides the file's")] = None
    start: Annotated[Start | None, Meta(description="overrides the file's")] = None
    every: Annotated[Span | None, Meta(description="time between the values of a series")] = None
    for_: Annotated[Span | None, Meta(description="how long it lasts")] = field(name="for", default=None)
    new: Annotated[bool, Meta(description="the alarms are created at the start, and warm up")] = False
    series: Annotated[
        dict[str, str | int | float], Meta(description="metric: values in compact notation")
    ] = field(default_factory=dict)
    logs: Annotated[tuple[Lines, ...], Meta(description="log events")] = ()
    silent: Annotated[bool, Meta(description="no alarm goes off, and nobody is notified")] = False
    expect: Annotated[
        tuple[Expectation, ...] | None, Meta(description="what holds when; `[]`: nothing happens")
    ] = None

    def __post_init__(self) -> None:
        if self.expect is None and not self.silent:
            fix = "add `expect:` with a list, or `expect: []` if nothing may happen"
            raise Refused("the test expects nothing", fix)
        if not self.series and not self.logs:
            raise Refused("the test has neither `series` nor `logs`", "add what CloudWatch gets")

    @property
    def is_silent(self) -> bool:
        """Whether nothing may happen in it."""
        return self.silent or not self.expect


class TestFile(Model, frozen=True, kw_only=True):
    """A file of tests."""

    environment: Annotated[str, Meta(description="whose alarms are tested")] = "production"
    start: Annotated[Start | None, Meta(description="when the tests begin")] = None
    every: Annotated[Span | None, Meta(description="time between the values of a series")] = None
    lines: Annotated[dict[Name, dict[str, Any]], Meta(description="log lines by name, for `like`")] = field(
        default_factory=dict
    )
    tests: Annotated[tuple[Test, ...], Meta(description="the tests, in order")]
