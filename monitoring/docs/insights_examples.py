"""The examples of docs/insights-support.md: what they ask, over which events, and what they give."""

from collections.abc import Mapping, Sequence
from json import dumps
from pathlib import Path
from typing import Any, Final, Literal

import msgspec

from monitoring.insights import Result, run
from monitoring.insights.commands import Mark

FILE: Final = Path(__file__).with_name("insights.yaml")
START: Final = 1_795_564_800_000
"""2026-11-25 00:00 UTC, when the first event happens."""
DAY: Final = 86_400_000
MINUTE: Final = 60_000


class Example(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A query and exactly what it gives: rows, or the start of why it is refused; and of what it warns."""

    query: str
    events: tuple[Any, ...] = ()
    rows: tuple[dict[str, str], ...] | None = None
    warns: str = ""
    refused: str = ""


class Rule(Example, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A rule of the language, how sure it is, or that AWS has it and this engine has not, and an example."""

    mark: Mark | Literal["refused"]
    rule: str


class Examples(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The file: events and lookup tables of all examples, and the examples by what they show."""

    events: tuple[Any, ...]
    tables: dict[str, list[dict[str, str]]]
    commands: dict[str, tuple[Example, ...]]
    aggregates: dict[str, dict[str, str]]
    functions: dict[str, str]
    rules: dict[str, tuple[Rule, ...]]


def read_examples() -> Examples:
    """All examples."""
    return msgspec.yaml.decode(FILE.read_bytes(), type=Examples)


def as_events(given: Sequence[Any]) -> list[dict[str, Any]]:
    """Log events, one a minute; ``minute`` in an event puts it elsewhere. What is no text becomes JSON."""
    events = []
    for place, event in enumerate(given):
        minute = event.get("minute", place) if isinstance(event, Mapping) else place
        message = event if isinstance(event, str) else dumps(event, ensure_ascii=False)
        events.append({"timestamp": START + minute * MINUTE, "message": message, "log": "1:demo"})
    return events


def run_example(example: Example, examples: Examples) -> Result:
    """Run a query over its events; raises QueryError."""
    return run(example.query, as_events(example.events or examples.events), tables=examples.tables)


def run_call(call: str) -> str | None:
    """What a call of a scalar function gives; None when that is missing."""
    event = {"timestamp": START + 61 * MINUTE, "message": '{"list": "[1, 2]"}'}
    rows = run(f"fields {call} as x", [event], START, START + DAY, now=START + DAY).rows
    return rows[0].get("x")


def run_aggregate(call: str, examples: Examples) -> str | None:
    """What an aggregate gives over the events of all examples."""
    return run(f"stats {call} as x", as_events(examples.events)).rows[0].get("x")
