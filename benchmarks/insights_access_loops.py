"""Queries about the gateway's access log, as someone would write them by hand for this one log."""

from collections import Counter, defaultdict
from typing import Any, Final

from benchmarks.insights_reading import HOUR, TOKYO, Lines, Loop, error_of, in_tokyo, ranked, read

EXPIRED: Final = "The incoming token has expired"


def traffic_by_hour(lines: Lines) -> list[Any]:
    """Requests and their latency by hour of Tokyo."""
    latencies: dict[int, list[float]] = defaultdict(list)
    for moment, message in read(lines):
        if message["method"] == "POST" and "/generate/subgoals" in message["path"]:
            latencies[in_tokyo(moment, HOUR)].append(message["latency"])
    rows = sorted(latencies.items())
    return [(hour, len(values), ranked(sorted(values), 95)) for hour, values in rows]


def client_errors(lines: Lines) -> list[Any]:
    """Answers of 4XX by cause."""
    counts: Counter[tuple[int, str, str]] = Counter()
    for _, message in read(lines):
        if message["method"] == "POST" and 400 <= message["status"] < 500:
            counts[message["status"], message["responseType"], message["errorMessage"]] += 1
    return counts.most_common(20)


def server_errors(lines: Lines) -> list[Any]:
    """Answers of 5XX by cause, and how long they took at most."""
    counts: Counter[tuple[int, str, str, str]] = Counter()
    longest: dict[tuple[int, str, str, str], float] = defaultdict(float)
    for _, message in read(lines):
        if message["method"] == "POST" and message["status"] >= 500:
            origin = message["status"], message["integrationStatus"]
            key = (*origin, message["responseType"], message["errorMessage"])
            counts[key] += 1
            longest[key] = max(longest[key], message["latency"])
    return [(*key, count, longest[key]) for key, count in counts.most_common(20)]


def is_unauthorized(message: dict[str, Any]) -> bool:
    """Whether a line of either log says that somebody was not who he said, expired tokens left out."""
    if error_of(message, "code") == "AUTHENTICATION_ERROR":
        return True
    return message.get("responseType") == "UNAUTHORIZED" and message.get("errorMessage") != EXPIRED


def authentication_errors(lines: Lines) -> list[Any]:
    """Failed authentications and where they came from by hour of Tokyo."""
    counts: Counter[int] = Counter()
    sources: dict[int, set[str]] = defaultdict(set)
    for moment, message in read(lines):
        if is_unauthorized(message):
            hour = in_tokyo(moment, HOUR)
            counts[hour] += 1
            if "sourceIp" in message:
                sources[hour].add(message["sourceIp"])
    return [(hour, count, len(sources[hour])) for hour, count in sorted(counts.items())]


def authentication_sources(lines: Lines) -> list[Any]:
    """Where requests that were refused came from."""
    counts: Counter[tuple[str, str]] = Counter()
    for _, message in read(lines):
        if message["responseType"] == "UNAUTHORIZED":
            counts[message["sourceIp"], message["errorMessage"]] += 1
    return counts.most_common(20)


def expired_tokens(lines: Lines) -> list[Any]:
    """Requests with an expired token by hour of Tokyo."""
    counts: Counter[int] = Counter()
    for moment, message in read(lines):
        if message["responseType"] == "UNAUTHORIZED" and message["errorMessage"] == EXPIRED:
            counts[in_tokyo(moment, HOUR)] += 1
    return sorted(counts.items())


def health_checks(lines: Lines) -> list[Any]:
    """Answers to health checks."""
    counts: Counter[tuple[str, int]] = Counter()
    longest: dict[tuple[str, int], float] = defaultdict(float)
    last: dict[tuple[str, int], int] = {}
    for moment, message in read(lines):
        if "/health" in message["path"]:
            key = (message["path"], message["status"])
            counts[key] += 1
            longest[key] = max(longest[key], message["latency"])
            last[key] = max(last.get(key, 0), moment + TOKYO)
    return [(*key, count, longest[key], last[key]) for key, count in counts.most_common(20)]


LOOPS: Final[dict[str, Loop]] = {
    "traffic-by-hour": traffic_by_hour,
    "client-errors": client_errors,
    "server-errors": server_errors,
    "authentication-errors": authentication_errors,
    "authentication-sources": authentication_sources,
    "expired-tokens": expired_tokens,
    "health-checks": health_checks,
}
