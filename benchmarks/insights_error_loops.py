"""Queries of the guide about errors, as someone would write them by hand for this one log."""

from collections import Counter, defaultdict
from heapq import nlargest
from operator import itemgetter
from typing import Any, Final

import orjson

from benchmarks.insights_reading import HOUR, TOKYO, Lines, Loop, error_of, in_tokyo, read

CRASHES: Final = ("Task timed out", "Runtime.", "signal: killed", "MemoryError")
UNHEALTHY: Final = ("ERROR", "Task timed out", "Runtime.")


def failed_requests(lines: Lines) -> Any:
    """Time and message of each request that failed."""
    for moment, message in read(lines):
        if message["level"] == "ERROR" and message["action"] == "subgoal_generation_error":
            yield moment, message


def errors_by_code(lines: Lines) -> list[Any]:
    """Failed requests, users and the last time by code."""
    counts: Counter[str | None] = Counter()
    users: dict[str | None, set[str]] = defaultdict(set)
    last: dict[str | None, int] = {}
    for moment, message in failed_requests(lines):
        code = error_of(message, "code")
        counts[code] += 1
        users[code].add(message["userId"])
        last[code] = max(last.get(code, 0), moment + TOKYO)
    return [(code, count, len(users[code]), last[code]) for code, count in counts.most_common()]


def errors_by_user(lines: Lines) -> list[Any]:
    """Failed requests and codes of the twenty users who have most."""
    counts: Counter[str] = Counter()
    codes: dict[str, set[str | None]] = defaultdict(set)
    for _, message in failed_requests(lines):
        user = message["userId"]
        counts[user] += 1
        codes[user].add(error_of(message, "code"))
    return [(user, count, len(codes[user])) for user, count in counts.most_common(20)]


def errors_by_hour(lines: Lines) -> list[Any]:
    """Failed requests and users by hour of Tokyo."""
    counts: Counter[int] = Counter()
    users: dict[int, set[str]] = defaultdict(set)
    for moment, message in failed_requests(lines):
        hour = in_tokyo(moment, HOUR)
        counts[hour] += 1
        users[hour].add(message["userId"])
    return [(hour, count, len(users[hour])) for hour, count in sorted(counts.items())]


def errors_by_message(lines: Lines) -> list[Any]:
    """The fifty most frequent errors by code and message."""
    counts: Counter[tuple[str | None, str | None]] = Counter()
    for _, message in read(lines):
        if message["level"] == "ERROR":
            counts[error_of(message, "code"), error_of(message, "message")] += 1
    return counts.most_common(50)


def model_failures(lines: Lines) -> list[Any]:
    """Why calls of the model failed: how often, how long at most, when last."""
    counts: Counter[str | None] = Counter()
    longest: dict[str | None, float] = defaultdict(float)
    last: dict[str | None, int] = {}
    for moment, message in read(lines):
        if message["action"] == "bedrock_invoke_model" and error_of(message, "code") == "BedrockError":
            text = error_of(message, "message")
            counts[text] += 1
            longest[text] = max(longest[text], message["duration"])
            last[text] = max(last.get(text, 0), moment + TOKYO)
    return [(text, count, longest[text], last[text]) for text, count in counts.most_common(20)]


def database_failures(lines: Lines) -> list[Any]:
    """Why the database failed, by step."""
    counts: Counter[tuple[str, str | None]] = Counter()
    longest: dict[tuple[str, str | None], float] = defaultdict(float)
    last: dict[tuple[str, str | None], int] = {}
    for moment, message in read(lines):
        if error_of(message, "name") == "DatabaseError":
            key = (message["action"], error_of(message, "message"))
            counts[key] += 1
            longest[key] = max(longest[key], message["duration"])
            last[key] = max(last.get(key, 0), moment + TOKYO)
    return [(*key, count, longest[key], last[key]) for key, count in counts.most_common(20)]


def forbidden_requests(lines: Lines) -> list[Any]:
    """The twenty users who were refused most."""
    counts: Counter[str] = Counter()
    for _, message in read(lines):
        if error_of(message, "code") == "FORBIDDEN_ERROR":
            counts[message["userId"]] += 1
    return counts.most_common(20)


def prompt_injections(lines: Lines) -> list[Any]:
    """The twenty users who tried most to lead the model astray."""
    counts: Counter[str] = Counter()
    last: dict[str, int] = {}
    for moment, message in read(lines):
        if "不正な入力" in (error_of(message, "message") or ""):
            user = message["userId"]
            counts[user] += 1
            last[user] = max(last.get(user, 0), moment + TOKYO)
    return [(user, count, last[user]) for user, count in counts.most_common(20)]


def newest_with(lines: Lines, words: tuple[str, ...]) -> list[Any]:
    """The twenty newest events whose text has one of the words."""
    events = map(orjson.loads, lines)
    found = (each for each in events if any(word in each["message"] for word in words))
    return nlargest(20, found, key=itemgetter("timestamp"))


LOOPS: Final[dict[str, Loop]] = {
    "errors-by-code": errors_by_code,
    "errors-by-user": errors_by_user,
    "errors-by-hour": errors_by_hour,
    "errors-by-message": errors_by_message,
    "model-failures": model_failures,
    "database-failures": database_failures,
    "forbidden-requests": forbidden_requests,
    "prompt-injections": prompt_injections,
    "crashes": lambda lines: newest_with(lines, CRASHES),
    "health-errors": lambda lines: newest_with(lines, UNHEALTHY),
}
