"""Dead letters back: each failed event is given to its function again, then taken out of the queue.

SQS's own StartMessageMoveTask takes queues of other queues only, not those of Lambda and SNS (Amazon SQS API
Reference). A letter goes after Lambda has taken its event: broken off in between it comes twice, and the
notifier tells a change once. What fails again comes back to the queue, and is not touched again in this run.
"""

import json
from collections.abc import Iterator
from typing import Any, Final, NamedTuple

from monitoring.emergency.letters import Letter, read_letter
from monitoring.emergency.progress import AGAIN, Broken, Step, reason_of
from monitoring.emergency.scene import Scene
from monitoring.oncall.clock import iso

_HIDDEN: Final = 60
"""Seconds in which nobody else sees what was received; a look makes them visible again."""
_AT_ONCE: Final = 10
_ACCEPTED: Final = 202


class Box(NamedTuple):
    """A queue of failed events and the function that they failed in, by their names."""

    queue: str
    function: str


class Look(NamedTuple):
    """What lies in a box; ``waiting`` is SQS's approximate count."""

    box: Box
    url: str
    waiting: int
    letters: tuple[Letter, ...]


def look_into(scene: Scene, box: Box, most: int) -> Look:
    """Up to so many letters, which stay in the queue; botocore's errors come through."""
    client = scene.clients("sqs")
    url = str(client.get_queue_url(QueueName=box.queue)["QueueUrl"])
    found = client.get_queue_attributes(QueueUrl=url, AttributeNames=["ApproximateNumberOfMessages"])
    waiting = int(found["Attributes"]["ApproximateNumberOfMessages"])
    letters = tuple(_receive(scene, url, most))
    for letter in letters:
        client.change_message_visibility(QueueUrl=url, ReceiptHandle=letter.receipt, VisibilityTimeout=0)
    return Look(box, url, max(waiting, len(letters)), letters)


def redrive(scene: Scene, look: Look) -> tuple[int, int]:
    """Give every letter that lay there when this began to its function; how many went, how many stayed."""
    begun = scene.clock.now()
    went = stayed = 0
    for letter in _receive(scene, look.url, look.waiting):
        if letter.sent <= begun and _drive(scene, look, letter):
            went += 1
        else:
            stayed += 1
    return went, stayed


def _receive(scene: Scene, url: str, most: int) -> Iterator[Letter]:
    """Letters one after the other, each once; an empty answer ends it, although SQS may know of more."""
    seen: set[str] = set()
    while len(seen) < most:
        messages = _ask(scene, url, min(_AT_ONCE, most - len(seen)))
        fresh = [message for message in messages if message["MessageId"] not in seen]
        if not fresh:
            return
        seen |= {str(message["MessageId"]) for message in fresh}
        yield from map(read_letter, fresh)


def _ask(scene: Scene, url: str, most: int) -> list[dict[str, Any]]:
    answer = scene.clients("sqs").receive_message(
        QueueUrl=url,
        MaxNumberOfMessages=most,
        VisibilityTimeout=_HIDDEN,
        WaitTimeSeconds=2,
        MessageSystemAttributeNames=["SentTimestamp"],
    )
    found: list[dict[str, Any]] = answer.get("Messages", [])
    return found


def _drive(scene: Scene, look: Look, letter: Letter) -> bool:
    name = f"redrive {letter.id}"
    if letter.payload is None:
        what = f"{look.box.queue}: {letter.id} stays: {letter.why}"
        advice = f"look at it in the console: {look.url}"
        scene.progress.note(Step(name, "skipped", what, advice))
        return False
    return scene.progress.attempt(
        name, f"it is still in the queue; {AGAIN}", lambda: _give(scene, look, letter)
    )


def _give(scene: Scene, look: Look, letter: Letter) -> str:
    payload = json.dumps(letter.payload, ensure_ascii=False).encode()
    answer = scene.clients("lambda").invoke(
        FunctionName=look.box.function, InvocationType="Event", Payload=payload
    )
    if answer["StatusCode"] != _ACCEPTED:
        raise Broken(f"Lambda answers {answer['StatusCode']}")
    scene.clients("sqs").delete_message(QueueUrl=look.url, ReceiptHandle=letter.receipt)
    return f"{look.box.function}: {letter.what}, of {iso(letter.sent)}"


def try_look(scene: Scene, box: Box, most: int) -> Look | str:
    """What lies in a box, or why nobody can look."""
    from botocore.exceptions import ClientError  # type: ignore[import-untyped]

    try:
        return look_into(scene, box, most)
    except ClientError as error:
        return reason_of(error)
