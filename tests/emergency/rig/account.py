"""The account that is stopped and restored: what escalation's has, and a function with a concurrency."""

from collections.abc import Callable
from copy import deepcopy
from typing import Any

from tests.escalation.rig.catalogues import CONTENT, PREFIX
from tests.escalation.rig.clients import AwsError
from tests.escalation.rig.cloud import Cloud

FORMER = 10
CHANNEL = "/greeter/production/contacts/users/slack"
_PAGE = "/greeter/production/links/status-page"
_THROTTLES = ["AWS/Lambda", "Throttles", "FunctionName", PREFIX, {"stat": "Sum"}]


def content(**changes: Any) -> dict[str, Any]:
    """The catalogue with throttles, what they explain, what that explains, and what a stop leaves alone."""
    made = deepcopy(CONTENT)
    plain = made["alarms"]["duration"]
    made["metrics"] = {
        name: {"title": name, "unit": "", "period": 300, "metrics": [metric]}
        for name, metric in {"function-throttles": _THROTTLES, "duration": ["greeter", "Duration"]}.items()
    }
    made["alarms"] |= {
        "throttles": {**plain, "title": "スロットリング", "watch": "function-throttles"},
        "api-errors": {**plain, "title": "5XXエラー", "explainedBy": ["throttles"]},
        "nothing-succeeds": {**plain, "title": "成功なし", "explainedBy": ["api-errors"]},
    }
    made["physical"] = {"function": PREFIX, "endpoint": "POST /api/greet"}
    made["facts"] = {"reservedConcurrency": FORMER}
    made["announce"] = {"topic": f"{PREFIX}-announcements", "slackChannels": ["C0STATUS"]}
    made["links"] |= {"statusPage": {"parameter": _PAGE}}
    return made | changes


HELD = ("throttles", "api-errors", "nothing-succeeds")


class Account(Cloud):
    """``breaks`` says which call, counted from 1, fails: before it does anything, or after it did."""

    def __init__(
        self, now: Callable[[], int], content_: dict[str, Any] | None = None, *, slack: bool = True
    ) -> None:
        super().__init__(now, content_ or content(), slack=slack)
        self.concurrency: int | None = FORMER
        self.history: list[int | None] = []
        self.made: list[tuple[str, str]] = []
        self.breaks: tuple[int, str] | None = None
        self.before: dict[str, Any] = {}

    def answer(self, service: str, operation: str, given: dict[str, Any]) -> dict[str, Any]:
        """What the operation gives, or the failure that is due."""
        self.made.append((service, operation))
        due, when = self.breaks or (0, "")
        is_due = len(self.made) == due
        if is_due and when == "before":
            raise AwsError("ServiceUnavailable")
        if operation in self.before:
            self.before.pop(operation)()
        found = super().answer(service, operation, given)
        if is_due and when == "after":
            raise AwsError("ServiceUnavailable")
        return found

    def _GetFunctionConcurrency(self, given: dict[str, Any]) -> dict[str, Any]:
        assert given == {"FunctionName": PREFIX}
        return {} if self.concurrency is None else {"ReservedConcurrentExecutions": self.concurrency}

    def _PutFunctionConcurrency(self, given: dict[str, Any]) -> dict[str, Any]:
        assert given["FunctionName"] == PREFIX
        self._set(given["ReservedConcurrentExecutions"])
        return {"ReservedConcurrentExecutions": self.concurrency}

    def _DeleteFunctionConcurrency(self, given: dict[str, Any]) -> dict[str, Any]:
        assert given == {"FunctionName": PREFIX}
        self._set(None)
        return {}

    def _set(self, concurrency: int | None) -> None:
        self.concurrency = concurrency
        self.history.append(concurrency)

    def _GetParameter(self, given: dict[str, Any]) -> dict[str, Any]:
        if given["Name"].endswith("/api/id"):
            return {"Parameter": {"Value": "a1b2c3"}}
        return super()._GetParameter(given)

    def _GetParameters(self, given: dict[str, Any]) -> dict[str, Any]:
        known = {_PAGE: "https://status.example", CHANNEL: "C0USERS"}
        return {"Parameters": [{"Name": name, "Value": known[name]} for name in given["Names"]]}

    @property
    def marker(self) -> dict[str, Any] | None:
        """The marker of the stop as it is kept."""
        return self.dynamo.plain("marker#stopped")

    @property
    def topics_told(self) -> list[str]:
        """The topics that heard something, without the prefix, in order."""
        return [one.topic.removeprefix(f"{PREFIX}-") for one in self.published]
