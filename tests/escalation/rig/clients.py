"""botocore's own clients without a network: parameters are checked, and a function answers."""

from collections.abc import Callable
from typing import Any, NamedTuple

from botocore.model import OperationModel

from monitoring.oncall.aws import Clients

Answer = Callable[[str, str, dict[str, Any]], dict[str, Any]]
"""Service, operation, parameters -> result; raises AwsError."""


class AwsError(Exception):
    """An error of AWS by its code."""


class _Status(NamedTuple):
    status_code: int


class Virtual(Clients):
    """Clients whose calls never leave the process."""

    def __init__(self, answer: Answer) -> None:
        super().__init__("ap-northeast-1")
        self._answer = answer
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
        try:
            found = self._answer(model.service_model.service_name, model.name, context["asked"])
        except AwsError as error:
            return _Status(400), {"Error": {"Code": str(error), "Message": "no"}, "ResponseMetadata": {}}
        return _Status(200), {**found, "ResponseMetadata": {}}
