"""Days of the service's log as it would be: the lines of its contract, from a fixed seed.

Busy by day and quiet by night, weekends half as much; one bad afternoon on which the model is away, and a
user who asks for others' goals.
"""

import json
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from random import Random
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

TOKYO = ZoneInfo("Asia/Tokyo")
BY_HOUR = (1, 0, 0, 0, 0, 0, 1, 1, 2, 3, 4, 4, 3, 4, 4, 4, 3, 3, 2, 2, 2, 2, 1, 1)
"""Requests in the hours of a weekday, more or less."""
BAD_DAY, BAD_HOURS = date(2026, 11, 12), (14, 15)
PROBER, PROBED = "user-07", date(2026, 11, 17)
AWAY = "モデルの呼び出しが時間切れになりました"
_CODES = (
    ("VALIDATION_ERROR", "必須項目が不足しています: title", 0.03),
    ("NOT_FOUND_ERROR", "指定されたリソースが見つかりません", 0.006),
    ("QUALITY_ERROR", "AI生成結果の品質が基準を満たしませんでした", 0.01),
    ("DATABASE_ERROR", "データの保存に失敗しました (08006)", 0.004),
)


class Request(NamedTuple):
    """A request that ended at ``at`` (epoch milliseconds): ``code`` is empty for a success."""

    at: int
    user: str
    number: int
    code: str
    message: str
    duration: int
    tokens: int

    @property
    def cost(self) -> float:
        """USD."""
        return round(self.tokens * 0.0000000926, 8)


def requests(first: date, days: int, seed: int = 20) -> Iterator[Request]:
    """Requests of some days, in their order."""
    number = 0
    for day in (first + timedelta(days=at) for at in range(days)):
        random = Random(f"{seed} {day}")
        share = 0.5 if day.weekday() >= 5 else 1.0
        moments = sorted(
            _moment(day, hour, random)
            for hour, usual in enumerate(BY_HOUR)
            for _ in range(round(random.uniform(0.6, 1.5) * usual * share))
        )
        for at in moments:
            number += 1
            yield _request(day, at, number, random)


def events(made: Iterator[Request]) -> Iterator[dict[str, Any]]:
    """The log events of requests, as `monitoring query --logs` reads them."""
    for request in made:
        yield from ({"timestamp": at, "message": _json(line)} for at, line in _lines(request))


def write(file: Any, first: date, days: int) -> None:
    """Write some days as NDJSON."""
    for event in events(requests(first, days)):
        file.write(json.dumps(event, ensure_ascii=False).encode() + b"\n")


def _moment(day: date, hour: int, random: Random) -> int:
    at = datetime(day.year, day.month, day.day, hour, tzinfo=TOKYO)
    return round(at.timestamp() * 1000) + random.randrange(3_600_000)


def _request(day: date, at: int, number: int, random: Random) -> Request:
    user = f"user-{min(int(random.expovariate(0.12)), 39):02}"
    duration = round(min(random.lognormvariate(9.55, 0.35), 57_000))
    tokens = random.randrange(1200, 3600)
    hour = datetime.fromtimestamp(at / 1000, TOKYO).hour
    if day == BAD_DAY and hour in BAD_HOURS and random.random() < 0.7:
        return Request(at, user, number, "AI_SERVICE_ERROR", AWAY, 57_400, 900)
    if day == PROBED and random.random() < 0.25:
        message = "この操作を実行する権限がありません"
        return Request(at, PROBER, number, "FORBIDDEN_ERROR", message, 90, 0)
    roll = random.random()
    for code, message, share in _CODES:
        if roll < share:
            spent = tokens if code in ("QUALITY_ERROR", "DATABASE_ERROR") else 0
            return Request(at, user, number, code, message, duration if spent else 60, spent)
        roll -= share
    return Request(at, user, number, "", "", duration, tokens)


def _lines(request: Request) -> Iterator[tuple[int, dict[str, Any]]]:
    begun = request.at - request.duration
    about = {"requestId": f"r-{request.number:05}", "userId": request.user}
    yield begun, {**about, "level": "INFO", "action": "subgoal_generation_start"}
    if request.duration > 100:
        yield request.at - 50, _model_line(request, about)
    spent = {"tokensUsed": request.tokens, "estimatedCost": request.cost}
    ended = {**about, "duration": request.duration, "metadata": {**spent, "goalId": f"g-{request.number}"}}
    if request.code:
        error = {"code": request.code, "message": request.message, "retryable": False}
        yield request.at, {**ended, "level": "ERROR", "action": "subgoal_generation_error", "error": error}
    else:
        yield request.at, {**ended, "level": "INFO", "action": "subgoal_generation_success"}
    yield request.at, _metrics(request, about)


def _model_line(request: Request, about: dict[str, str]) -> dict[str, Any]:
    line = {**about, "action": "bedrock_invoke_model", "duration": round(request.duration * 0.8)}
    if request.code != "AI_SERVICE_ERROR":
        return {**line, "level": "INFO"}
    error = {"code": "BedrockError", "message": "ReadTimeoutError", "retryable": True}
    return {**line, "level": "ERROR", "error": error}


def _metrics(request: Request, about: dict[str, str]) -> dict[str, Any]:
    ours = request.code in ("AI_SERVICE_ERROR", "DATABASE_ERROR", "INTERNAL_ERROR", "QUALITY_ERROR")
    values = {
        "Requests": 1,
        "Successes": int(not request.code),
        "Failures": int(ours),
        "Duration": request.duration,
        "TokensUsed": request.tokens,
        "EstimatedCost": request.cost,
    }
    directive = {
        "Namespace": "SubgoalGeneration",
        "Dimensions": [["Service", "Environment"]],
        "Metrics": [{"Name": name} for name in values],
    }
    place = {"Service": "subgoal-generation-api", "Environment": "production"}
    return {"_aws": {"Timestamp": request.at, "CloudWatchMetrics": [directive]}, **about, **place, **values}


def _json(line: dict[str, Any]) -> str:
    return json.dumps(line, ensure_ascii=False)
