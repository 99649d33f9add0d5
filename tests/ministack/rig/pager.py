"""A pager that SNS calls over HTTP: confirms its subscription, keeps what it is sent."""

import json

from tests.service.rig.wire import Exchange, Server


class Pager(Server):
    """``tokens`` confirm a subscription, ``pages`` are the texts of notifications."""

    def __init__(self) -> None:
        super().__init__(_Request)
        self.tokens: list[str] = []
        self.pages: list[str] = []


class _Request(Exchange):
    server: Pager

    def do_POST(self) -> None:
        """Amazon SNS Developer Guide: "HTTP/HTTPS notification JSON format"."""
        body = json.loads(self.body())
        if body["Type"] == "SubscriptionConfirmation":
            self.server.tokens.append(body["Token"])
        else:
            self.server.pages.append(body["Message"])
        self.answer(200, b"", {})
