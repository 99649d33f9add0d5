"""botocore's own clients without a network: parameters are checked, and a function answers."""

from collections.abc import Callable
from typing import Any, NamedTuple

from botocore.model import OperationModel  # type: ignore[import-untyped]

from monitoring.oncall.aws import Clients

Answer = Callable[[str, str, dict[str, Any]], dict[str, Any]]
"""Service, operation, parameters -> result; raises AwsError."""


class AwsError(Exception):
    """An error of AWS by its code."""


class _Status(NamedTuple):
    status_code: int


class Virtual(Clients):
    """Clients whose calls never leave the process."""

    def __init__(self) -> None:
        super().__init__("ap-northeast-1")
        self.answer: Answer | None = None
        self._hooked: set[str] = set()

    def __call__(self, service: str) -> Any:
        """The client of a service."""
        client = super().__call__(service)
        if service not in self._hooked:
            self._hooked.add(service)
            client.meta.events.register("provide-client-params", self._keep)
            client.meta.events.register("before-call", self._reply)
        return client

    def _keep(self, params: dict[str, Any], context: dict[str, Any], **_: Any) -> None:
        context["asked"] = params

    def _reply(
        self, model: OperationModel, context: dict[str, Any], **_: Any
    ) -> tuple[_Status, dict[str, Any]]:
        assert self.answer is not None
        try:
            found = self.answer(model.service_model.service_name, model.name, context["asked"])
        except AwsError as error:
            return _Status(400), {"Error": {"Code": str(error), "Message": "no"}, "ResponseMetadata": {}}
        return _Status(200), {**found, "ResponseMetadata": {}}


CLIENTS = Virtual()
"""Shared, because botocore takes longer to make its clients than a whole night takes."""
