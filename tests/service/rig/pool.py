"""Ten execution environments behind the gateway, each a process of its own."""

import json
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from time import sleep
from typing import Any, Self

from tests.service.rig.bedrock import Bedrock
from tests.service.rig.client import Answered, send
from tests.service.rig.gateway import GENERATE, Function, Gateway
from tests.service.rig.logs import Written, taken_apart
from tests.service.rig.postgres import Postgres
from tests.service.rig.runtime import Environment
from tests.service.rig.service import request, settings
from tests.service.rig.tokens import token

HANDLER = "service.subgoals.handler.handler"


class Pool:
    """The whole service: gateway, reserved concurrency, environments."""

    def __init__(self, postgres: Postgres, bedrock: Bedrock, size: int = 10) -> None:
        self.stack = ExitStack()
        self.environments = [Environment(HANDLER, settings(postgres.port, bedrock.url)) for _ in range(size)]
        self.gateway = Gateway({})

    def __enter__(self) -> Self:
        for environment in self.environments:
            self.stack.enter_context(environment)
        self.stack.enter_context(self.gateway)
        self.renew()
        return self

    def __exit__(self, *_: object) -> None:
        self.stack.close()

    def renew(self) -> None:
        """Nobody busy, nothing counted."""
        self.gateway.functions = {GENERATE: Function([each.invoke for each in self.environments])}

    def warm_up(self, event: dict[str, Any]) -> None:
        """One invocation each, so that all of them are started."""
        with ThreadPoolExecutor(len(self.environments)) as starters:
            list(starters.map(lambda each: each.invoke(event), self.environments))

    def pause(self) -> None:
        """How long a refused client waits."""
        sleep(0.02)

    def crashes(self) -> list[int | None]:
        """Environments that ended on their own."""
        return [code for each in self.environments if (code := each.process.poll()) is not None]

    def generate_with_key(self, key: str, **changes: Any) -> Answered:
        """A good request that may be repeated."""
        headers = {"Authorization": f"Bearer {token()}", "Idempotency-Key": key}
        return send(self.gateway, json.dumps(request(**changes)).encode(), headers)

    def written(self) -> Written:
        """What all of them wrote."""
        return taken_apart("".join(each.text() for each in self.environments))
