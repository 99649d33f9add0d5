"""Any query over any events gives a result of strings, or a QueryError with a place in the query."""

import json
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from monitoring.insights import QueryError, Result, run, run_lines
from tests.insights.test_parse_fuzz import COMMANDS, EXPRESSIONS

TEXTS = st.text(max_size=6) | st.sampled_from(["1", "2.50", "-0", "1e400", "ab", "", "user=x, y=2"])
SCALARS = st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | TEXTS
VALUES = st.recursive(
    SCALARS,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(TEXTS, inner, max_size=3),
    max_leaves=6,
)
FIELDS = st.dictionaries(
    st.sampled_from(["a", "b", "@b", "c", "c.d", "d", "e f", "m", "n", "k:l", "user.id", "u.v"]),
    VALUES,
    max_size=6,
)
MESSAGES = st.one_of(
    FIELDS.map(json.dumps),
    FIELDS.map(lambda fields: f"2026-01-01T00:00:00.000Z\t{json.dumps(fields)}\t" + "{"),
    st.text(max_size=30),
)
EVENTS = st.lists(
    st.fixed_dictionaries(
        {"timestamp": st.integers(0, 2**41), "message": MESSAGES},
        optional={"log": st.sampled_from(["1:/aws/lambda/f", "g"]), "logStream": st.text(max_size=3)},
    ),
    max_size=6,
)
MORE_COMMANDS = st.one_of(
    COMMANDS,
    EXPRESSIONS.map(lambda x: f"display {x} as shown, a"),
    EXPRESSIONS.map(lambda x: f"parse {x} 'user=*, y=*' as p1, `p 2`"),
    EXPRESSIONS.map(
        lambda x: f"stats max({x}), min({x}), pct({x}, 50), latest({x}), values({x}), stddev({x}) by a"
    ),
    EXPRESSIONS.map(
        lambda x: f"stats count_distinct({x}), sortsFirst({x}), earliest({x}), avg({x}) by bin(1h)"
    ),
    EXPRESSIONS.map(lambda x: f"unnest {x} into item"),
    st.sampled_from(
        [
            "fillmissing with 0 for s1",
            "filldown a c*",
            "filldown",
            "addtotals",
            "addtotals col=true a, b",
            "accum a as total",
            "autoregress a p=1-3",
            "countFrequent a, b",
            "sessionize a maxspan 1h",
            "expand m",
            "expand c",
            "dedup a, c.d",
            "limit 3",
            "tail 2",
            "join type=left left=l right=r where l.a=r.a (SOURCE g)",
            "filter a in (fields b)",
            "appendcols override=true (stats count(*) by a)",
            "lookup t a OUTPUT b",
            "cidrlookup t a as net OUTPUTNEW b",
        ]
    ),
)
QUERIES = st.lists(MORE_COMMANDS, min_size=1, max_size=4).map(" | ".join)
TABLES = {"t": [{"a": "1", "net": "10.0.0.0/8", "b": "x"}, {"a": "1", "net": "no", "b": "y"}]}


def attempt(query: str, events: list[dict[str, Any]]) -> Result | QueryError:
    try:
        return run(query, events, tables=TABLES, now=0)
    except QueryError as error:
        return error


def places(outcome: Result | QueryError) -> list[tuple[str, int, int]]:
    """The text and place of each warning, or of the error."""
    spoken = [outcome] if isinstance(outcome, QueryError) else outcome.warnings
    return [(str(each), each.offset, each.length) for each in spoken]


@settings(derandomize=True, max_examples=100, deadline=None)
@given(QUERIES, EVENTS)
def test_any_query_over_any_events_gives_strings_or_a_query_error(
    query: str, events: list[dict[str, Any]]
) -> None:
    outcome = attempt(query, events)
    for text, offset, length in places(outcome):
        assert text
        assert 0 <= offset <= offset + length <= len(query)
    if isinstance(outcome, Result):
        assert len(set(outcome.columns)) == len(outcome.columns)
        for row in outcome.rows:
            assert set(row) <= {*outcome.columns, "@ptr"}
            assert all(isinstance(text, str) for text in row.values())


@settings(derandomize=True, max_examples=60, deadline=None)
@given(QUERIES, EVENTS)
def test_a_query_gives_the_same_again(query: str, events: list[dict[str, Any]]) -> None:
    first, second = attempt(query, events), attempt(query, events)
    assert places(first) == places(second)
    assert isinstance(first, QueryError) or first == second


@settings(derandomize=True, max_examples=100, deadline=None)
@given(st.lists(st.binary(max_size=40) | EVENTS.map(json.dumps).map(str.encode), max_size=6))
def test_any_lines_are_read(lines: list[bytes]) -> None:
    result = run_lines("fields @timestamp, @message, a, c.d", lines)
    assert len(result.rows) <= len(lines)
