"""What takes text from outside, each with a few sound inputs to begin with.

A target takes any bytes and raises only for what must never happen: an error without a name or a place, an
answer of another shape than is promised. What takes too long is the engine's to say.
"""

from collections.abc import Callable
from math import isfinite
from typing import Any, Final, NamedTuple, TypeAlias

from monitoring.evaluator import MathError, RuleError, State, composite_state, math
from monitoring.evaluator.rule_parser import parse_rule
from monitoring.insights import QueryError, Result, run_lines
from monitoring.patterns import PatternError, compile, emf

Check: TypeAlias = Callable[[bytes], object]

MESSAGES: Final = (
    rb'{"timestamp": 1, "message": "{\"level\": \"ERROR\", \"duration\": 61.5, \"error\": {\"code\": 1}}"}',
    rb'{"timestamp": 90000, "message": "REPORT RequestId: a Duration: 2", "logStream": "s", "log": "1:/g"}',
    rb"user=x, y=2",
)
LINE: Final = '{"level": "ERROR", "duration": 61.5, "error": {"code": "X"}, "tags": ["a", 1, null]}'
SERIES: Final = {"a": [1.0, None, 0.0, -2.5], "b": [0.0, 3.0, None, 1e300]}
METRIC: Final = (
    rb'{"_aws": {"Timestamp": 1, "CloudWatchMetrics": [{"Namespace": "n", "Dimensions": [["d"]],'
    rb' "Metrics": [{"Name": "a", "Unit": "Count", "StorageResolution": 1}]}]}, "d": "x", "a": [1, 2.5]}'
)


class Target(NamedTuple):
    """A parser or reader, and inputs that it takes."""

    check: Check
    seeds: tuple[bytes, ...]


def check_query(data: bytes) -> None:
    """A query over a small log."""
    text = to_text(data)
    try:
        result = run_lines(text, MESSAGES)
    except QueryError as error:
        return check_place(error, text)
    return check_result(result)


def check_lines(data: bytes) -> None:
    """Any log under a query: lines are never refused."""
    lines = data.splitlines(keepends=True)
    result = run_lines("fields @timestamp, @message, level, error.code | limit 1000", lines)
    check_result(result)
    assert len(result.rows) <= len(lines)


def check_pattern(data: bytes) -> None:
    """A filter pattern over a line; it takes out values exactly where it matches."""
    text = to_text(data)
    try:
        pattern = compile(text)
    except PatternError as error:
        return check_place(error, text)
    assert (pattern.extract(LINE) is not None) is pattern.matches(LINE)
    return None


def check_metric(data: bytes) -> None:
    """A line that may embed metrics: what is taken out of it are numbers, under a name."""
    text = to_text(data)
    for datum in emf.extract(text):
        assert datum.name
        assert isfinite(datum.value)
    assert all(problem.message for problem in emf.problems(text))


def check_rule(data: bytes) -> None:
    """The rule of a composite alarm whose children are all well."""
    text = to_text(data)
    try:
        assert composite_state(text, dict.fromkeys(parse_rule(text).children, State.OK)) in (True, False)
    except RuleError as error:
        check_place(error, text)


def check_math(data: bytes) -> None:
    """A metric-math expression over two series."""
    text = to_text(data)
    try:
        assert len(math(text, SERIES, 60)) == len(SERIES["a"])
    except MathError as error:
        check_place(error, text)


def to_text(data: bytes) -> str:
    """Text of any bytes; what is no UTF-8 becomes a lone surrogate, as in arguments of a command."""
    return data.decode("utf-8", "surrogateescape")


def check_place(error: Any, text: str) -> None:
    """An error says something, of a place in the text or at its end."""
    assert error.message
    assert 0 <= error.offset <= len(text)
    assert 0 <= error.length <= max(1, len(text) - error.offset)


def check_result(result: Result) -> None:
    """Each column once, and rows of strings."""
    assert len(set(result.columns)) == len(result.columns)
    assert all(isinstance(text, str) for row in result.rows for text in row.values())


TARGETS: Final = {
    "query": Target(
        check_query,
        (
            b"fields @timestamp, duration | filter level = 'ERROR' and duration > 60 | sort a desc | limit 5",
            b"stats count(*) as n, pct(duration, 95) by bin(1m), error.code | sort n desc",
            b"parse @message 'user=*, y=*' as u, y | filter u like /x/ | dedup u | display u, y + 1",
        ),
    ),
    "lines": Target(check_lines, (b"\n".join(MESSAGES), b"\xef\xbb\xbf" + MESSAGES[0], METRIC)),
    "pattern": Target(
        check_pattern,
        (
            b'?ERROR ?"timed out" -x',
            b'{ ($.level = "ERROR" && $.duration > 60) || $.error.code = X* || $.tags[0] IS NULL }',
            b"[ip, user != %a|b%, ..., size > 10]",
        ),
    ),
    "metric": Target(check_metric, (METRIC,)),
    "rule": Target(
        check_rule,
        (
            b'(ALARM(a) OR ALARM("b c")) AND NOT OK(d)',
            b"AT_LEAST(2, ALARM, (a, b, c)) OR AT_LEAST(50%, NOT OK, (a, b)) OR FALSE",
        ),
    ),
    "math": Target(
        check_math,
        (
            b"IF(FILL(b, 0) > 0, 100 * a / b, 0)",
            b"RATE(a) + SUM([a, b]) ^ 2",
            b"SLICE(SORT([a], AVG, DESC), 0)",
        ),
    ),
}
