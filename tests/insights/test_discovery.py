"""What is found in messages: the fast reader finds what reading all does, and limits hold."""

import json
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from monitoring.insights.discovery import Discovery
from monitoring.insights.engine.row import event_row
from monitoring.insights.events import Event
from monitoring.insights.values import Value

KEYS = st.sampled_from(["a", "b", "a.b", "b.c", "a.b.c", "@x", "0", "d e", ""])
LEAVES = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(),
    st.floats(allow_nan=False, allow_infinity=False),
    st.text(max_size=4),
    st.sampled_from(['"', "\\", "é\n", "\ud83d"]),
)
RECORDS = st.dictionaries(
    KEYS,
    st.recursive(
        LEAVES,
        lambda inner: st.lists(inner, max_size=3) | st.dictionaries(KEYS, inner, max_size=4),
        max_leaves=8,
    ),
    max_size=6,
)
NAMES = st.lists(
    st.sampled_from(["a", "b", "a.b", "b.c", "a.b.c", "a.b.c.d", "@@x", "a.0", "d e", "@requestId"]),
    min_size=1,
    max_size=5,
    unique=True,
)


def find(names: list[str], message: str) -> tuple[dict[str, Value], list[tuple[str, str]]]:
    """All fields by the slow way, and what it says."""
    said: list[tuple[str, str]] = []
    found = Discovery(names, (), lambda name, text: said.append((name, text))).find(message, None)
    return {name: found.get(name) for name in names}, said


def read(names: list[str], message: str) -> tuple[dict[str, Value], list[tuple[str, str]]]:
    """All fields as a row reads them, one after the other."""
    said: list[tuple[str, str]] = []
    discovery = Discovery(names, (), lambda name, text: said.append((name, text)))
    row = event_row(Event(message=message), 0, discovery)
    return {name: row[name] for name in names}, said


@settings(derandomize=True, max_examples=100, deadline=None)
@given(NAMES, RECORDS, st.booleans())
def test_the_fast_reader_finds_what_reading_all_finds(
    names: list[str], record: dict[str, Any], as_ascii: bool
) -> None:
    message = json.dumps(record, ensure_ascii=as_ascii)
    assert read(names, message) == find(names, message)


@settings(derandomize=True, max_examples=100, deadline=None)
@given(NAMES, st.text('{}[]":,.\\ 0ae', max_size=20))
def test_any_text_is_survived(names: list[str], message: str) -> None:
    assert read(names, message) == find(names, message)


def test_of_two_keys_that_make_the_same_name_the_later_counts() -> None:
    assert read(["a.b"], '{"a": {"b": 1}, "a.b": 2}')[0] == {"a.b": "2"}
    assert read(["a.b"], '{"a.b": 2, "a": {"b": 1}}')[0] == {"a.b": "1"}


def test_a_number_stays_as_it_is_written() -> None:
    message = '{"a": 1.50, "b": -0, "c": 1E5, "d": 123456789012345678901234567890}'
    assert read(["a", "b", "c", "d"], message)[0] == {
        "a": "1.50",
        "b": "-0",
        "c": "1E5",
        "d": "123456789012345678901234567890",
    }
