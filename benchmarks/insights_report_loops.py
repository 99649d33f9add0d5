"""Queries of the guide about use and speed, as someone would write them by hand for this one log."""

from collections import Counter, defaultdict
from heapq import nlargest
from itertools import islice
from typing import Any, Final

from benchmarks.insights_reading import (
    DAY,
    ENDED,
    FIVE_MINUTES,
    HOUR,
    Lines,
    Loop,
    error_of,
    in_tokyo,
    ranked,
    read,
)

SUCCESS, USER = "subgoal_generation_success", "user-7"
STEPS: Final = ("bedrock_invoke_model", "database_save", "database_read", *ENDED)


def model_calls(lines: Lines) -> list[Any]:
    """Calls and failures by five minutes."""
    totals: Counter[int] = Counter()
    errors: Counter[int] = Counter()
    for moment, message in read(lines):
        if message["action"] == "bedrock_invoke_model":
            begun = moment // FIVE_MINUTES * FIVE_MINUTES
            totals[begun] += 1
            errors[begun] += error_of(message, "code") is not None
    shares = {begun: errors[begun] / total * 100 for begun, total in totals.items()}
    return [(begun, totals[begun], errors[begun], share, 100 - share) for begun, share in shares.items()]


def duration_by_step(lines: Lines) -> list[Any]:
    """How long each step takes."""
    durations: dict[str, list[float]] = defaultdict(list)
    for _, message in read(lines):
        if message["action"] in STEPS:
            durations[message["action"]].append(message["duration"])
    rows = []
    for action, values in durations.items():
        values.sort()
        total = sum(values)
        rows.append((action, len(values), total, total / len(values), ranked(values, 95), values[-1]))
    return sorted(rows, key=lambda row: -row[2])


def duration_by_5_minutes(lines: Lines) -> list[Any]:
    """Duration and tokens of requests that succeeded, by five minutes."""
    found: dict[int, list[tuple[float, int]]] = defaultdict(list)
    for moment, message in read(lines):
        if message["action"] == SUCCESS:
            begun = moment // FIVE_MINUTES * FIVE_MINUTES
            found[begun].append((message["duration"], message["metadata"]["tokensUsed"]))
    rows = []
    for begun, pairs in found.items():
        durations, tokens = zip(*pairs, strict=True)
        rows.append((begun, sum(durations) / len(pairs), max(durations), sum(tokens) / len(pairs)))
    return sorted(rows, reverse=True)


def tokens_by(length: int, lines: Lines) -> list[Any]:
    """Tokens and cost by hour or day of Tokyo."""
    tokens: Counter[int] = Counter()
    costs: dict[int, float] = defaultdict(float)
    for moment, message in read(lines):
        if message["action"] in ENDED:
            begun = in_tokyo(moment, length)
            tokens[begun] += message["metadata"]["tokensUsed"]
            costs[begun] += message["metadata"]["estimatedCost"]
    return [(begun, used, costs[begun]) for begun, used in sorted(tokens.items())]


def tokens_by_user(lines: Lines) -> list[Any]:
    """The ten users with most tokens."""
    tokens: Counter[str] = Counter()
    costs: dict[str, float] = defaultdict(float)
    for _, message in read(lines):
        if message["action"] in ENDED:
            user = message["userId"]
            tokens[user] += message["metadata"]["tokensUsed"]
            costs[user] += message["metadata"]["estimatedCost"]
    return [(user, used, costs[user]) for user, used in tokens.most_common(10)]


def users_by_day(lines: Lines) -> list[Any]:
    """Users and requests by day of Tokyo."""
    users: dict[int, set[str]] = defaultdict(set)
    requests: Counter[int] = Counter()
    for moment, message in read(lines):
        if message["action"] == "subgoal_generation_start":
            day = in_tokyo(moment, DAY)
            users[day].add(message["userId"])
            requests[day] += 1
    return [(day, len(users[day]), count, count / len(users[day])) for day, count in sorted(requests.items())]


def daily_report(lines: Lines) -> list[Any]:
    """Requests, duration, tokens and cost by day of Tokyo and outcome."""
    found: dict[tuple[int, str], list[tuple[float, int, float]]] = defaultdict(list)
    for moment, message in read(lines):
        if message["action"] in ENDED:
            used = message["metadata"]
            key = (in_tokyo(moment, DAY), message["action"])
            found[key].append((message["duration"], used["tokensUsed"], used["estimatedCost"]))
    rows = []
    for key, requests in found.items():
        durations, tokens, costs = zip(*requests, strict=True)
        count, ordered = len(requests), sorted(durations)
        ranks = [ranked(ordered, percent) for percent in (50, 95, 99)]
        rows.append((*key, count, sum(durations) / count, *ranks, sum(tokens) / count, sum(costs)))
    rows.sort(key=lambda row: row[1], reverse=True)
    return sorted(rows, key=lambda row: row[0])


def hourly_performance(lines: Lines) -> list[Any]:
    """Duration of requests that succeeded, by hour of Tokyo."""
    durations: dict[int, list[float]] = defaultdict(list)
    for moment, message in read(lines):
        if message["action"] == SUCCESS:
            durations[in_tokyo(moment, HOUR)].append(message["duration"])
    rows = []
    for hour, values in sorted(durations.items()):
        rows.append((hour, len(values), sum(values) / len(values), ranked(sorted(values), 95)))
    return rows


def slow_requests(lines: Lines) -> list[Any]:
    """The twenty slowest requests of more than 40 s."""
    found = (
        (message["duration"], moment, message["requestId"], message["userId"])
        for moment, message in read(lines)
        if message["action"] == SUCCESS and message["duration"] > 40_000
    )
    return nlargest(20, found)


def user_requests(lines: Lines) -> list[Any]:
    """The hundred newest lines of one user."""
    found = [
        (moment, message["action"], message["duration"], error_of(message, "code"))
        for moment, message in read(lines)
        if message["userId"] == USER
    ]
    return list(islice(sorted(found, reverse=True), 100))


LOOPS: Final[dict[str, Loop]] = {
    "model-calls": model_calls,
    "duration-by-step": duration_by_step,
    "duration-by-5-minutes": duration_by_5_minutes,
    "tokens-by-hour": lambda lines: tokens_by(HOUR, lines),
    "daily-tokens": lambda lines: tokens_by(DAY, lines),
    "tokens-by-user": tokens_by_user,
    "users-by-day": users_by_day,
    "daily-report": daily_report,
    "hourly-performance": hourly_performance,
    "slow-requests": slow_requests,
    "user-requests": user_requests,
}
