"""What the fake model can answer: well, badly, or not at all."""

import json
from collections.abc import Callable
from typing import Any, NamedTuple, TypeAlias

Ask: TypeAlias = dict[str, Any]
"""The body of a Converse request."""

Item: TypeAlias = dict[str, Any]
"""One sub-goal as the model writes it."""

INPUT_TOKENS = 1000
OUTPUT_TOKENS = 500


class Answer(NamedTuple):
    """One answer; ``before`` runs when the question has come in, ``body`` None breaks the connection off."""

    status: int = 200
    body: Callable[[Ask], bytes] | None = None
    headers: dict[str, str] = {}
    before: Callable[[], object] | None = None


def items(count: int = 8, **changes: Any) -> list[Item]:
    """Sub-goals that keep every rule, but for ``changes`` to each of them and their ``count``."""
    return [
        {
            "title": f"サブ目標その{number + 1}",
            "description": f"{number + 1}番目の小さな目標です。" + "毎日少しずつ続けて確かめる。" * 4,
            "background": "基礎が足りないため",
            "position": number,
            **changes,
        }
        for number in range(count)
    ]


def english() -> list[Item]:
    """Sub-goals in the wrong language that keep every rule on form."""
    return items(title="Learn new words", description="Learn fifty words every morning with cards. " * 2)


def good(found: list[Item] | None = None, before: Callable[[], object] | None = None) -> Answer:
    """The forced tool call with ``found`` (eight good ones when not given)."""
    given = items() if found is None else found
    return Answer(body=lambda ask: tool_call(ask, given), before=before)


def tool_call(ask: Ask, found: object) -> bytes:
    """The answer to ``ask`` in the shape that its tool schema asks for."""
    spec = ask["toolConfig"]["tools"][0]["toolSpec"]
    lists = [k for k, v in spec["inputSchema"]["json"]["properties"].items() if v.get("type") == "array"]
    call = {"toolUseId": "tooluse_1", "name": spec["name"], "input": {lists[0]: found}}
    return message([{"toolUse": call}], "tool_use")


def message(content: list[dict[str, Any]], reason: str) -> bytes:
    """A Converse answer with the token counts that costs are worked out from."""
    usage = {"inputTokens": INPUT_TOKENS, "outputTokens": OUTPUT_TOKENS}
    return json.dumps(
        {
            "output": {"message": {"role": "assistant", "content": content}},
            "stopReason": reason,
            "usage": usage | {"totalTokens": INPUT_TOKENS + OUTPUT_TOKENS},
            "metrics": {"latencyMs": 1},
        }
    ).encode()


def raw_call(value: object, name: str = "") -> Answer:
    """A call of the tool, or of one that has ``name``, whose input is ``value``, whatever the schema says."""

    def body(ask: Ask) -> bytes:
        called = name or ask["toolConfig"]["tools"][0]["toolSpec"]["name"]
        return message([{"toolUse": {"toolUseId": "t", "name": called, "input": value}}], "tool_use")

    return Answer(body=body)


def deep(levels: int) -> Answer:
    """A tool call whose input is lists in lists, deeper than a parser may follow."""

    def body(ask: Ask) -> bytes:
        return tool_call(ask, "@").replace(b'"@"', b"[" * levels + b"]" * levels)

    return Answer(body=body)


def talk(text: str = "申し訳ありませんが、お手伝いできません。", reason: str = "end_turn") -> Answer:
    """Words instead of the tool call."""
    return Answer(body=lambda _: message([{"text": text}], reason))


def broken() -> Answer:
    """A body that is no JSON."""
    return Answer(body=lambda _: b'{"output": {"message": {"role": "assi')


def failure(status: int, name: str, text: str = "no", before: Callable[[], object] | None = None) -> Answer:
    """An error as Bedrock words it, the exception's name in its header."""
    return Answer(
        status, lambda _: json.dumps({"message": text}).encode(), {"x-amzn-ErrorType": name}, before
    )


def throttled() -> Answer:
    """Too many requests."""
    return failure(429, "ThrottlingException", "Too many requests, please wait before trying again.")


def denied() -> Answer:
    """No permission; trying again cannot help."""
    return failure(403, "AccessDeniedException", "User is not authorized to perform bedrock:InvokeModel")


def timed_out() -> Answer:
    """The model took too long, says Bedrock itself."""
    return failure(408, "ModelTimeoutException", "Model took too long")


def reset(before: Callable[[], object] | None = None) -> Answer:
    """The connection breaks off without an answer."""
    return Answer(before=before)
