"""Queries of the guide, as someone would write them by hand for this one log."""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterator
from functools import cache
from itertools import islice
from math import ceil, floor
from typing import Any

import orjson

from benchmarks.harness import ROOT
from monitoring.load import load

FIVE_MINUTES, HOUR, DAY, TOKYO = 300_000, 3_600_000, 86_400_000, 32_400_000
ENDED = ("subgoal_generation_success", "subgoal_generation_error")
STEPS = ("bedrock_invoke_model", "database_save", "database_read", *ENDED)

Lines = Iterator[bytes]


@cache
def guide_query(name: str) -> str:
    """The text of a query of monitoring.yaml."""
    specs = load(str(ROOT / "monitoring.yaml")).specs
    return next(iter(specs.values())).queries[name].text


def read(lines: Lines) -> Iterator[tuple[int, dict[str, Any]]]:
    """Time and message of each event."""
    for line in lines:
        event = orjson.loads(line)
        yield event["timestamp"], orjson.loads(event["message"])


def model_calls(lines: Lines) -> object:
    """Calls and failures by five minutes."""
    totals: Counter[int] = Counter()
    errors: Counter[int] = Counter()
    for moment, message in read(lines):
        if message["action"] == "bedrock_invoke_model":
            bin_start = moment // FIVE_MINUTES * FIVE_MINUTES
            totals[bin_start] += 1
            errors[bin_start] += "code" in message.get("error", ())
    return {start: (total, errors[start], errors[start] / total * 100) for start, total in totals.items()}


def errors_by_code(lines: Lines) -> object:
    """Failed requests, users and the last time by code."""
    counts: Counter[str | None] = Counter()
    users: dict[str | None, set[str]] = defaultdict(set)
    last: dict[str | None, int] = {}
    for moment, message in read(lines):
        if message["level"] == "ERROR" and message["action"] == "subgoal_generation_error":
            code = message.get("error", {}).get("code")
            counts[code] += 1
            users[code].add(message["userId"])
            last[code] = max(last.get(code, 0), moment + TOKYO)
    return [(code, count, len(users[code]), last[code]) for code, count in counts.most_common()]


def duration_by_step(lines: Lines) -> object:
    """How long each step takes."""
    durations: dict[str, list[float]] = defaultdict(list)
    for _, message in read(lines):
        if message["action"] in STEPS:
            durations[message["action"]].append(message["duration"])
    rows = []
    for action, values in durations.items():
        values.sort()
        rank = values[ceil(0.95 * len(values)) - 1]
        rows.append((action, len(values), sum(values), sum(values) / len(values), rank, values[-1]))
    return sorted(rows, key=lambda row: -row[2])


def tokens_by_hour(lines: Lines) -> object:
    """Tokens by hour of Tokyo."""
    tokens: Counter[int] = Counter()
    for moment, message in read(lines):
        if message["action"] in ENDED:
            tokens[floor((moment + TOKYO) / HOUR) * HOUR] += message["metadata"].get("tokensUsed", 0)
    return sorted(tokens.items())


def users_by_day(lines: Lines) -> object:
    """Users and requests by day of Tokyo."""
    users: dict[int, set[str]] = defaultdict(set)
    requests: Counter[int] = Counter()
    for moment, message in read(lines):
        if message["action"] == "subgoal_generation_start":
            day = floor((moment + TOKYO) / DAY) * DAY
            users[day].add(message["userId"])
            requests[day] += 1
    return [(day, len(users[day]), count, count / len(users[day])) for day, count in sorted(requests.items())]


def crashes(lines: Lines) -> object:
    """The newest lines of time-outs and the like."""
    words = ("Task timed out", "Runtime.", "signal: killed", "MemoryError")
    found = (line for line in lines if any(word in orjson.loads(line)["message"] for word in words))
    return list(islice(found, 20))


LOOPS: dict[str, Callable[[Lines], object]] = {
    "model-calls": model_calls,
    "errors-by-code": errors_by_code,
    "duration-by-step": duration_by_step,
    "tokens-by-hour": tokens_by_hour,
    "users-by-day": users_by_day,
    "crashes": crashes,
}
