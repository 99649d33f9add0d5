"""What `run` and `run_lines` take and give: formats of logs, limits, pointers, counts, memory."""

import json
import tracemalloc
from collections.abc import Iterable, Iterator
from typing import Any

import pytest

from monitoring.insights import EventError, QueryError, Result, UnsupportedQuery, budget, run, run_lines
from monitoring.insights.engine import extracting, ordering

ALL = "fields @timestamp, @message"


def line(timestamp: int, message: str, **more: Any) -> bytes:
    return json.dumps({"timestamp": timestamp, "message": message, **more}).encode() + b"\n"


def messages(result: Result) -> list[str]:
    return [row["@message"] for row in result.rows]


def warned(result: Result) -> list[str]:
    return [warning.text for warning in result.warnings]


def test_lines_and_dictionaries_give_the_same() -> None:
    lines = [line(5, '{"a": 1}', log="g", logStream="s"), line(6, "x")]
    query = "fields @timestamp, @log, @logStream, a"
    assert run_lines(query, lines) == run(query, [json.loads(each) for each in lines])


def test_a_line_that_is_no_event_is_a_raw_message_without_a_time() -> None:
    lines = [b'{"level": "ERROR"}\n', b"plain\r\n", b'{"timestamp": "soon", "message": "x"}\n', b"[1]"]
    result = run_lines("fields @timestamp, @message | sort @message", lines)
    assert messages(result) == ["[1]", "plain", '{"level": "ERROR"}', '{"timestamp": "soon", "message": "x"}']
    assert all("@timestamp" not in row for row in result.rows)


def test_the_fields_of_a_raw_line_are_discovered() -> None:
    assert run_lines("fields level", [b'{"level": "ERROR"}\n']).rows[0]["level"] == "ERROR"


@pytest.mark.parametrize(
    ("lines", "read", "warning"),
    [
        (
            [b"\xef\xbb\xbf" + line(1, "a")],
            ["a"],
            "the log begins with a byte order mark, which was left out",
        ),
        ([b"\n", line(1, "a"), b"  \r\n"], ["a"], "empty lines were left out"),
        ([b"caf\xe9\n"], ["caf\ufffd"], "line 1 is not UTF-8: what cannot be read is shown as \ufffd"),
        ([b'{"timestamp": 1, "message": "half \\ud83d"}'], ["half \ufffd"], None),
    ],
)
def test_odd_bytes_are_read_and_warned_of(lines: list[bytes], read: list[str], warning: str | None) -> None:
    result = run_lines(ALL, lines)
    assert messages(result) == read
    assert warned(result) == ([warning] if warning else [])


def test_a_line_beyond_64_mb_is_left_out() -> None:
    result = run_lines(ALL, [b"x" * (64 * 1024 * 1024 + 1), line(1, "a")])
    assert messages(result) == ["a"]
    assert warned(result) == ["line 1 is longer than 64 MB and was left out; AWS's events have 1 MB at most"]


def test_what_is_no_event_is_refused_with_its_place() -> None:
    with pytest.raises(EventError, match=r"event 1 is no log event: .*message"):
        run(ALL, [{"timestamp": 1, "message": "a"}, {"timestamp": 1}])


def test_events_outside_of_the_range_do_not_count() -> None:
    result = run("stats count(*) as n", [{"timestamp": at, "message": "abc"} for at in (1, 2, 3, 4)], 2, 3)
    assert result.rows == [{"n": "2"}]
    assert result.statistics == {"recordsScanned": 2, "recordsMatched": 2, "bytesScanned": 6}


def test_matches_are_counted_before_rows_are_cut() -> None:
    events = [{"timestamp": at, "message": str(at)} for at in range(9)]
    result = run("fields @message | filter @message > 3 | limit 2", events)
    assert result.statistics["recordsMatched"] == 5
    assert messages(result) == ["8", "7"]


def test_rows_of_events_have_a_pointer_and_rows_of_stats_have_none() -> None:
    events = [{"timestamp": 1, "message": "a"}, {"timestamp": 1, "message": "b"}]
    pointers = [row["@ptr"] for row in run("fields @message", events).rows]
    assert len(set(pointers)) == 2
    assert "@ptr" not in run("stats count(*)", events).rows[0]


def test_events_of_the_same_time_keep_the_order_of_the_log() -> None:
    events = [{"timestamp": 1, "message": text} for text in "abc"] + [{"timestamp": 2, "message": "d"}]
    assert messages(run(ALL, events)) == ["d", "a", "b", "c"]


def test_10_000_rows_are_given_where_no_limit_is_set() -> None:
    events = [{"timestamp": at, "message": str(at)} for at in range(10_001)]
    result = run(ALL, events)
    assert len(result.rows) == 10_000
    assert messages(result)[0] == "10000"
    assert warned(result) == ["AWS gives 10,000 rows where no limit is set; there are more"]
    assert len(run(f"{ALL} | limit 10001", events).rows) == 10_001


@pytest.mark.parametrize(
    ("command", "said"),
    [
        ("stats count(*) by k", "more than 3 groups"),
        ("stats count(*) by k, @message", "more than 3 groups"),
        ("stats topk(2, k)", "more than 3 different values in topk"),
        ("countFrequent k", "more than 3 combinations"),
    ],
)
def test_too_many_different_values_are_refused(
    command: str, said: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(budget, "MOST_KEYS", 3)
    run(f"fields k | {command}", keyed("abcabcabc"))
    with pytest.raises(UnsupportedQuery, match=said) as caught:
        run(f"fields k | {command}", keyed("abcd"))
    assert (caught.value.offset, caught.value.length) == (11, len(command))


@pytest.mark.parametrize("command", ["stats count(*) by k", "stats topk(2, k)", "countFrequent k"])
def test_different_values_of_too_many_characters_are_refused(
    command: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(budget, "MOST_CHARACTERS", 10)
    run(f"fields k | {command}", keyed(["a" * 5, "b" * 5] * 3))
    with pytest.raises(UnsupportedQuery, match="have more than 10 characters"):
        run(f"fields k | {command}", keyed(["a" * 5, "b" * 6]))


def keyed(keys: Iterable[str]) -> list[dict[str, object]]:
    """Events with one field each."""
    return [{"timestamp": 1, "message": json.dumps({"k": key})} for key in keys]


def test_a_place_counts_in_the_query_as_given() -> None:
    query = 'filter k = "{{name}}" | lookup t k OUTPUT v'
    with pytest.raises(QueryError, match="no lookup table") as caught:
        run(query, [], parameters={"name": "a much longer value"})
    assert query[caught.value.offset : caught.value.offset + caught.value.length] == "lookup t k OUTPUT v"


@pytest.mark.parametrize("depth", [100, 10_000, 1_000_000])
def test_deep_nesting_is_survived(depth: int) -> None:
    text = '{"a": 1, "b": ' + "[" * depth + "]" * depth + "}"
    rows = run_lines("fields a, b.0 | limit 1", [line(1, text)]).rows
    assert rows[0].get("a") == ("1" if depth == 100 else None)


def test_of_100_000_fields_the_first_200_are_discovered() -> None:
    text = json.dumps({f"f{place}": place for place in range(100_000)})
    result = run_lines("fields f0, f199, f200, f99999", [line(1, text)])
    assert {name: value for name, value in result.rows[0].items() if name != "@ptr"} == {
        "f0": "0",
        "f199": "199",
    }
    assert warned(result) == [
        f"`{name}` an event has 200 fields and more: those beyond are not discovered"
        for name in ("f200", "f99999")
    ]


def many_lines(count: int) -> Iterator[bytes]:
    return (line(at, json.dumps({"k": at % 7, "n": at, "pad": "x" * 300})) for at in range(count))


@pytest.mark.parametrize(
    "query",
    [
        "stats count(*), sum(n), avg(n), variance(n), max(n), latest(n) by k",
        "fields n | sort n desc | limit 10",
        "filter n > 10 | fields @message | limit 10",
    ],
)
def test_memory_does_not_grow_with_the_log(query: str) -> None:
    tracemalloc.start()
    run_lines(query, many_lines(4_000))
    small = tracemalloc.get_traced_memory()[1]
    tracemalloc.reset_peak()
    run_lines(query, many_lines(12_000))
    large = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert large < small * 1.1 + 200_000


def test_the_limits_are_those_of_aws() -> None:
    assert (ordering.DEFAULT_LIMIT, ordering.LARGEST_LIMIT) == (10_000, 100_000)


def test_rows_of_a_subquery_are_not_cut() -> None:
    right = [{"timestamp": at, "log": "1:right", "message": json.dumps({"k": at})} for at in range(10_002)]
    left = [{"timestamp": 0, "log": "1:left", "message": json.dumps({"k": k})} for k in (0, 10_001)]
    among = "SOURCE 'left' | filter k in (SOURCE 'right' | fields k) | stats count(*) as n"
    joined = "SOURCE 'left' | join left=l right=r where l.k=r.k (SOURCE 'right') | stats count(*) as n"
    assert [run(query, right + left).rows for query in (among, joined)] == [[{"n": "2"}], [{"n": "2"}]]


@pytest.mark.parametrize(
    "query",
    [
        "parse @message /(?<a>x)/ multi",
        "fields split(@message, 'x') as parts | unnest parts into part",
    ],
)
def test_commands_that_make_rows_have_a_limit(query: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(extracting, "MOST_ROWS", 3)
    assert len(run(query, [{"timestamp": 0, "message": "xxx"}]).rows) >= 3
    with pytest.raises(UnsupportedQuery, match="this adds more than 3 rows"):
        run(query, [{"timestamp": 0, "message": "xxx" * 2}])
