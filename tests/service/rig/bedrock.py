"""A fake Bedrock that speaks Converse over HTTP on loopback; boto's own code talks to it."""

import json
from collections import deque
from threading import Lock
from typing import NamedTuple
from urllib.parse import unquote

from tests.service.rig.answers import Answer, Ask, good
from tests.service.rig.wire import Exchange, Server


class Asked(NamedTuple):
    """One request that reached the model."""

    model: str
    headers: dict[str, str]
    body: Ask


class Bedrock(Server):
    """Gives the answers of its script in turn, then ``usual`` for ever; remembers what it was asked."""

    def __init__(self) -> None:
        super().__init__(Converse)
        self.guard = Lock()
        self.reset()

    def reset(self) -> None:
        """As new: no script, nothing asked."""
        self.script: deque[Answer] = deque()
        self.usual: Answer = good()
        self.asked: list[Asked] = []

    def then(self, *answers: Answer) -> None:
        """Give these before the usual one."""
        self.script.extend(answers)

    def always(self, answer: Answer) -> None:
        """Give this to whatever is asked."""
        self.usual = answer

    def next_answer(self, asked: Asked) -> Answer:
        """What to say to it."""
        with self.guard:
            self.asked.append(asked)
            return self.script.popleft() if self.script else self.usual


class Converse(Exchange):
    """`POST /model/{id}/converse`."""

    server: Bedrock

    def do_POST(self) -> None:
        """Answer as the script says."""
        raw = self.body()
        root, kind, model, verb = self.path.split("/")
        if (root, kind, verb) != ("", "model", "converse"):
            self.answer(
                404, b'{"message": "no such operation"}', {"x-amzn-ErrorType": "UnknownOperationException"}
            )
            return
        ask = json.loads(raw)
        given = self.server.next_answer(Asked(unquote(model), dict(self.headers), ask))
        if given.before is not None:
            given.before()
        if given.body is None:
            self.break_off()
        else:
            self.answer(given.status, given.body(ask), given.headers)
