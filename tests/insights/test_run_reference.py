"""filter and stats against a reference that shares nothing with the engine."""

import json
from collections import defaultdict
from collections.abc import Callable
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from monitoring.insights import run

Fields = dict[str, Any]

FIELDS = st.fixed_dictionaries(
    {},
    optional={
        "a": st.integers(-9, 9),
        "b": st.integers(-9, 9),
        "t": st.sampled_from(["x", "y", "", "10", "3"]),
        "k": st.sampled_from(["p", "q", "r"]),
    },
)
LITERALS = st.integers(-9, 9) | st.sampled_from(["x", "y", "3", "10"])


def compare(name: str, operator: str, literal: int | str) -> tuple[str, Callable[[Fields], bool]]:
    """A comparison as AWS has it: of numbers where both are, else of texts; != holds for a missing field."""

    def holds(fields: Fields) -> bool:
        if name not in fields:
            return operator == "!="
        left, right = str(fields[name]), str(literal)
        if is_number(left) and is_number(right):
            return OPERATORS[operator](int(left), int(right))
        return OPERATORS[operator](left, right)

    written = str(literal) if isinstance(literal, int) else f'"{literal}"'
    return f"{name} {operator} {written}", holds


def is_number(text: str) -> bool:
    return text.lstrip("-").isdigit()


OPERATORS: dict[str, Callable[[Any, Any], bool]] = {
    "=": lambda a, b: a == b,
    "!=": lambda a, b: a != b,
    "<": lambda a, b: a < b,
    "<=": lambda a, b: a <= b,
    ">": lambda a, b: a > b,
    ">=": lambda a, b: a >= b,
}
COMPARISONS = st.builds(compare, st.sampled_from("abt"), st.sampled_from(sorted(OPERATORS)), LITERALS)


def join(
    word: str, parts: list[tuple[str, Callable[[Fields], bool]]]
) -> tuple[str, Callable[[Fields], bool]]:
    decide = all if word == "and" else any
    text = f" {word} ".join(f"({text})" for text, _ in parts)
    return text, lambda fields: decide(holds(fields) for _, holds in parts)


CONDITIONS = st.recursive(
    COMPARISONS,
    lambda inner: st.one_of(
        st.builds(join, st.sampled_from(["and", "or"]), st.lists(inner, min_size=2, max_size=4)),
        inner.map(lambda part: (f"not ({part[0]})", lambda fields: not part[1](fields))),
    ),
    max_leaves=6,
)
STATS = (
    "stats count(*) as n, count(a) as present, sum(a) as total, min(a) as low, max(a) as high, "
    "count_distinct(t) as texts"
)


def reference(events: list[Fields], holds: Callable[[Fields], bool]) -> list[dict[str, str]]:
    groups: dict[str | None, list[Fields]] = defaultdict(list)
    for fields in filter(holds, events):
        groups[fields.get("k")].append(fields)
    rows = []
    for key in sorted(groups, key=lambda key: key or ""):
        group = groups[key]
        numbers = [fields["a"] for fields in group if "a" in fields]
        row = {"k": key, "n": len(group), "present": len(numbers)}
        if numbers:
            row |= {"total": sum(numbers), "low": min(numbers), "high": max(numbers)}
        row["texts"] = len({fields["t"] for fields in group if "t" in fields})
        rows.append({name: str(value) for name, value in row.items() if value is not None})
    return rows


@settings(derandomize=True, max_examples=150, deadline=None)
@given(CONDITIONS, st.lists(FIELDS, max_size=12))
def test_filter_and_stats_agree_with_a_naive_reference(
    condition: tuple[str, Callable[[Fields], bool]], events: list[Fields]
) -> None:
    text, holds = condition
    logged = [{"timestamp": place, "message": json.dumps(fields)} for place, fields in enumerate(events)]
    assert run(f"filter {text} | {STATS} by k | sort k", logged).rows == reference(events, holds)


@settings(derandomize=True, max_examples=100, deadline=None)
@given(CONDITIONS, st.lists(FIELDS, max_size=12))
def test_what_a_filter_keeps_and_what_its_negation_keeps_is_all(
    condition: tuple[str, Callable[[Fields], bool]], events: list[Fields]
) -> None:
    logged = [{"timestamp": place, "message": json.dumps(fields)} for place, fields in enumerate(events)]
    kept = run(f"filter {condition[0]} | fields @ptr", logged).rows
    dropped = run(f"filter not ({condition[0]}) | fields @ptr", logged).rows
    assert sorted(row["@ptr"] for row in kept + dropped) == sorted(
        row["@ptr"] for row in run("fields @ptr", logged).rows
    )
