"""Lambda's Runtime API on loopback, and execution environments that `awslambdaric` runs in."""

import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path
from queue import Empty, Queue
from time import time
from typing import Any, NamedTuple, Self

from tests.service.rig.wire import Exchange, Server

ROOT = Path(__file__).parents[3]
NEXT = "/2018-06-01/runtime/invocation/next"
ARN = "arn:aws:lambda:ap-northeast-1:123456789012:function:subgoals"
PATIENCE = 30.0


class Invocation(NamedTuple):
    """What the function is asked."""

    request_id: str
    event: bytes
    deadline: int
    trace: str


class Outcome(NamedTuple):
    """How an invocation ended: with a payload, with an error, or with the end of the process."""

    payload: Any = None
    error: dict[str, Any] | None = None
    ended: bool = False


class RuntimeApi(Server):
    """Hands one environment its invocations and takes its answers."""

    def __init__(self) -> None:
        super().__init__(RuntimeExchange)
        self.waiting: Queue[Invocation] = Queue()
        self.outcomes: Queue[Outcome] = Queue()


class RuntimeExchange(Exchange):
    """The four calls that a runtime makes."""

    server: RuntimeApi

    def do_GET(self) -> None:
        """Wait for the next invocation, as Lambda freezes an environment until there is one."""
        if self.path != NEXT:
            return self.answer(404, b"{}", {})
        given = self.server.waiting.get()
        headers = {
            "Lambda-Runtime-Aws-Request-Id": given.request_id,
            "Lambda-Runtime-Deadline-Ms": str(given.deadline),
            "Lambda-Runtime-Invoked-Function-Arn": ARN,
            "Lambda-Runtime-Trace-Id": given.trace,
        }
        return self.answer(200, given.event, headers)

    def do_POST(self) -> None:
        """Take a response or an error."""
        said = json.loads(self.body() or b"null")
        self.answer(202, b'{"status": "OK"}', {})
        failed = self.path.endswith("/error")
        self.server.outcomes.put(Outcome(error=said) if failed else Outcome(payload=said))


class Environment:
    """One execution environment: a fresh process that serves one invocation at a time."""

    def __init__(self, handler: str, settings: dict[str, str]) -> None:
        self.count = 0
        self.api = RuntimeApi()
        self.output = tempfile.TemporaryFile()  # noqa: SIM115 - closed with the environment
        self.command = [sys.executable, "-m", "awslambdaric", handler]
        self.settings = settings

    def __enter__(self) -> Self:
        self.api.__enter__()
        lambda_own = {
            "AWS_LAMBDA_RUNTIME_API": self.api.address,
            "AWS_LAMBDA_FUNCTION_NAME": "subgoals",
            "AWS_LAMBDA_FUNCTION_VERSION": "$LATEST",
            "AWS_LAMBDA_FUNCTION_MEMORY_SIZE": "1024",
            "AWS_LAMBDA_LOG_GROUP_NAME": "/aws/lambda/subgoals",
            "AWS_LAMBDA_LOG_STREAM_NAME": "2026/12/01/[$LATEST]0",
            "LAMBDA_TASK_ROOT": str(ROOT),
            "PYTHONPATH": str(ROOT),
            "PATH": os.environ["PATH"],
        }
        self.process = subprocess.Popen(
            self.command, cwd=ROOT, env=lambda_own | self.settings, stdout=self.output, stderr=self.output
        )
        return self

    def __exit__(self, *_: object) -> None:
        self.process.kill()
        self.process.wait()
        # Wakes the call that waits for an invocation.
        self.api.waiting.put(Invocation("", b"", 0, ""))
        self.api.__exit__()
        self.output.close()

    def invoke(self, event: object, seconds: float = 60.0) -> Outcome:
        """One invocation that may take ``seconds`` by the deadline it is told; waits for how it ends."""
        self.count += 1
        request_id = f"00000000-0000-4000-8000-{self.count:012}"
        deadline = int((time() + seconds) * 1000)
        trace = f"Root=1-5bef4de7-{self.count:024};Parent=ad49ffe96294ed2f;Sampled=1"
        self.api.waiting.put(Invocation(request_id, json.dumps(event).encode(), deadline, trace))
        return self._outcome(PATIENCE)

    def _outcome(self, patience: float) -> Outcome:
        for _ in range(int(patience * 20)):
            try:
                return self.api.outcomes.get(timeout=0.05)
            except Empty:
                if self.process.poll() is not None:
                    return Outcome(ended=True)
        raise TimeoutError(f"no answer of the function:\n{self.text()}")

    def text(self) -> str:
        """All that the function wrote, standard output and error."""
        self.output.seek(0)
        return self.output.read().decode("utf-8")
