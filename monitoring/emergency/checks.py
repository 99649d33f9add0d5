"""Whether the service works: /health, /health/deep, and one real request through the public address."""

import json
from datetime import timedelta
from typing import Any, Final, NamedTuple

from botocore.auth import SigV4Auth  # type: ignore[import-untyped]
from botocore.awsrequest import AWSRequest  # type: ignore[import-untyped]

from monitoring.emergency.fetching import Answer, Asked, fetch
from monitoring.emergency.progress import Broken
from monitoring.emergency.scene import Scene
from monitoring.oncall.clock import local

CHECKS: Final = ("health", "deep", "request")
TRIES: Final = 6
PAUSE: Final = 5
"""A function needs a moment before it starts again (seconds)."""
_SUBGOALS: Final = 8


class Door(NamedTuple):
    """The public address, what signs the deep health check, and a test user's token (empty: none)."""

    address: str
    credentials: Any
    token: str = ""
    body: str = ""


def check_health(scene: Scene, door: Door) -> str:
    """GET /health answers ok; raises Broken with what it answers instead."""
    return _answers_ok(scene, Asked("GET", f"{door.address}/health"))


def check_deep(scene: Scene, door: Door) -> str:
    """GET /health/deep, signed, answers ok: database and configuration are there."""
    url = f"{door.address}/health/deep"
    request = AWSRequest("GET", url)
    SigV4Auth(door.credentials, "execute-api", scene.place.region).add_auth(request)
    return _answers_ok(scene, Asked("GET", url, dict(request.headers.items())))


def check_request(scene: Scene, door: Door) -> str:
    """One request of a test user gets eight sub-goals; it costs what every request costs."""
    path = str(scene.catalogue.content["physical"]["endpoint"]).partition(" ")[2]
    headers = {"Authorization": f"Bearer {door.token}", "Content-Type": "application/json"}
    body = (door.body or _example(scene)).encode()
    answer = _until_good(scene, Asked("POST", f"{door.address}{path}", headers, body))
    found = answer.data.get("data")
    goals = found.get("subGoals") if isinstance(found, dict) else None
    if not isinstance(goals, list) or len(goals) != _SUBGOALS:
        raise Broken(f"the answer does not hold {_SUBGOALS} sub-goals")
    return f"one real request got {_SUBGOALS} sub-goals in {answer.seconds:.1f} s"


def _answers_ok(scene: Scene, asked: Asked) -> str:
    answer = _until_good(scene, asked)
    if answer.data.get("status") != "ok":
        raise Broken(f"{asked.url} answers 200, but not that it is ok")
    return f"{asked.url} answers ok"


def _until_good(scene: Scene, asked: Asked) -> Answer:
    """The answer with status 200; what may pass by itself is asked again."""
    answer = fetch(asked, scene.clock)
    for _ in range(TRIES - 1):
        if answer.status == 200 or (400 <= answer.status < 500 and answer.status != 429):
            break
        scene.clock.sleep(PAUSE)
        answer = fetch(asked, scene.clock)
    if answer.status == 200:
        return answer
    raise Broken(f"{asked.url} answers {answer.status or 'nothing'}: {answer.text}")


def _example(scene: Scene) -> str:
    """A goal that a person could have written, due in a quarter of a year."""
    due = local(scene.clock.now(), scene.catalogue.timezone) + timedelta(days=90)
    goal = {
        "title": "復旧の確認",
        "description": "サービスが再開したことを確かめるため、サブ目標を1回だけ生成する",
        "deadline": due.isoformat(timespec="seconds"),
        "background": "緊急停止からの復旧の確認",
    }
    return json.dumps(goal, ensure_ascii=False)
