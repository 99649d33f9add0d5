"""Amazon Bedrock through the Converse API: one call, bounded in time, and why it failed in our own words."""

from typing import Any, Final, NamedTuple, Protocol

import botocore.session  # type: ignore[import-untyped]
from botocore.config import Config  # type: ignore[import-untyped]
from botocore.exceptions import (  # type: ignore[import-untyped]
    BotoCoreError,
    ClientError,
    ConnectTimeoutError,
    EndpointConnectionError,
    HTTPClientError,
    NoCredentialsError,
    ReadTimeoutError,
)

from service.subgoals.bounded import Bounded, TimeIsUp
from service.subgoals.cost import Tokens
from service.subgoals.prompt import TOOL

_CONNECT_SECONDS: Final = 3


class Reason(NamedTuple):
    """Why a call failed: text for the log, and whether the same call may succeed later."""

    text: str
    retryable: bool


TIMED_OUT: Final = Reason("モデルの応答が時間内に返りませんでした", True)
_BUSY: Final = Reason("モデルの呼び出しが制限されました", True)
_AWAY: Final = Reason("モデルのサービスでエラーが発生しました", True)
_UNREACHED: Final = Reason("モデルのサービスとの接続に失敗しました", True)
_REFUSED: Final = Reason("モデルの呼び出しが拒否されました", False)
_UNREADABLE: Final = Reason("モデルの応答を読み取れませんでした", True)
_BY_CODE: Final = {
    "ThrottlingException": _BUSY,
    "TooManyRequestsException": _BUSY,
    "ServiceQuotaExceededException": _BUSY,
    "ModelNotReadyException": _BUSY,
    "ModelTimeoutException": TIMED_OUT,
}
_SERVER_ERROR: Final = 500


class ModelFailure(Exception):
    """A call that failed."""

    def __init__(self, reason: Reason) -> None:
        super().__init__(reason.text)
        self.reason = reason


class ModelAnswer(NamedTuple):
    """What the model gave our tool (None: it did not call it), and the tokens of the call."""

    content: object
    tokens: Tokens


class Model(Protocol):
    """Something that answers Converse requests."""

    def converse(self, request: dict[str, Any], seconds: float) -> ModelAnswer:
        """The answer within some seconds, or ModelFailure."""


class BedrockModel:
    """The real one, on a client that `open_client` makes."""

    def __init__(self, client: Any) -> None:
        self._client = client
        self._bounded = Bounded("model")

    def converse(self, request: dict[str, Any], seconds: float) -> ModelAnswer:
        """The answer within some seconds, or ModelFailure."""
        try:
            response = self._bounded.run(lambda: self._client.converse(**request), seconds)
        except TimeIsUp:
            raise ModelFailure(TIMED_OUT) from None
        except (BotoCoreError, ClientError, HTTPClientError) as problem:
            raise ModelFailure(_reason(problem)) from None
        except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
            raise ModelFailure(_UNREADABLE) from None
        return read_answer(response)


def open_client(region: str, deadline: float) -> Any:
    """A client of botocore's, without its retries: `asking` retries, because it knows what time is left."""
    config = Config(
        connect_timeout=_CONNECT_SECONDS,
        read_timeout=deadline,
        retries={"mode": "standard", "total_max_attempts": 1},
        max_pool_connections=2,
    )
    session = botocore.session.Session()
    return session.create_client("bedrock-runtime", region_name=region, config=config)


def read_answer(response: object) -> ModelAnswer:
    """Takes tokens and our tool's input out of a response; ModelFailure when there is no message in it.

    A body that is no JSON is an empty response to botocore.
    """
    usage = _get(response, "usage")
    tokens = Tokens(_count(_get(usage, "inputTokens")), _count(_get(usage, "outputTokens")))
    content = _get(_get(_get(response, "output"), "message"), "content")
    if not isinstance(content, list):
        raise ModelFailure(_UNREADABLE)
    for block in content:
        tool = _get(block, "toolUse")
        if _get(tool, "name") == TOOL:
            return ModelAnswer(_get(tool, "input"), tokens)
    return ModelAnswer(None, tokens)


def _reason(problem: Exception) -> Reason:
    """Our own words for an exception of botocore's."""
    if isinstance(problem, ClientError):
        return _client_reason(problem)
    if isinstance(problem, (ReadTimeoutError, ConnectTimeoutError)):
        return TIMED_OUT
    if isinstance(problem, (EndpointConnectionError, HTTPClientError)):
        return _UNREACHED
    if isinstance(problem, NoCredentialsError):
        return _REFUSED
    return _UNREADABLE


def _client_reason(problem: ClientError) -> Reason:
    """Our own words for an error that the service answered."""
    known = _BY_CODE.get(problem.response.get("Error", {}).get("Code", ""))
    status = problem.response.get("ResponseMetadata", {}).get("HTTPStatusCode", 0)
    if known:
        return known
    if status == 429:
        return _BUSY
    return _AWAY if status >= _SERVER_ERROR or status in {408, 424} else _REFUSED


def _get(value: object, name: str) -> object:
    """A member of an object; None when it is no object or has no such member."""
    return value.get(name) if isinstance(value, dict) else None


def _count(value: object) -> int:
    """A number of tokens; anything else counts as none."""
    return value if isinstance(value, int) and not isinstance(value, bool) and value > 0 else 0
