"""Telling people of a stop and of its end: on-call by level, users by the file's `announce`.

What was told is remembered in the marker after it was told: somebody may hear twice, nobody never.
"""

from collections.abc import Callable, Iterator
from typing import Final, Literal, NamedTuple, TypeAlias

from monitoring.emergency.marker import keep_told
from monitoring.emergency.progress import AGAIN, Step
from monitoring.emergency.scene import Scene
from monitoring.oncall.blocks import blocks, summary
from monitoring.oncall.parts import Parts
from monitoring.oncall.plain import plain
from monitoring.oncall.slack_api import Slack
from monitoring.oncall.topics import publish, topic_arn

Phase: TypeAlias = Literal["stop", "restore"]
SUBJECTS: Final = {"stop": "STOPPED", "restore": "RESTORED"}


class Message(NamedTuple):
    """What on-call and what users read."""

    phase: Phase
    oncall: Parts
    users: Parts


class Target(NamedTuple):
    """One place to tell; ``key`` is what the marker remembers it by."""

    key: str
    what: str
    send: Callable[[], None]


def tell_everyone(scene: Scene, message: Message, told: frozenset[str]) -> None:
    """Tell all that were not told yet; what fails is said, and the rest is told all the same."""
    for target in (*_oncall(scene, message), *_users(scene, message)):
        if target.key in told:
            scene.progress.note(Step(f"tell {target.key}", "already", f"{target.what}: told before"))
        else:
            advice = f"tell them yourself, or {AGAIN}; who was told is not told twice"
            scene.progress.attempt(f"tell {target.key}", advice, lambda to=target: _tell(scene, to))  # type: ignore[misc]
    _say_what_lacks(scene)


def _tell(scene: Scene, target: Target) -> str:
    target.send()
    keep_told(scene, target.key)
    return f"told {target.what}"


def _oncall(scene: Scene, message: Message) -> Iterator[Target]:
    """The levels where routes start; a stop rings where something rings, its end does not."""
    purposes = ("urgent", "messages") if message.phase == "stop" else ("messages",)
    routes = scene.catalogue.content["escalation"]["routes"].values()
    levels = tuple(dict.fromkeys(route["start"] for route in routes))
    topics = [scene.catalogue.topic(level, purpose) for purpose in purposes for level in levels]
    channels = [channel for level in levels for channel in _channels(scene, level)]
    yield from _targets(scene, message, message.oncall, (topics, channels))


def _users(scene: Scene, message: Message) -> Iterator[Target]:
    """The contacts that the file's `escalation.announce` names."""
    found = scene.catalogue.content.get("announce") or {}
    yield from _targets(
        scene, message, message.users, ([found.get("topic", "")], found.get("slackChannels", ()))
    )


def _channels(scene: Scene, level: str) -> list[str]:
    return [str(channel) for channel in scene.catalogue.content["slackChannels"].get(level, ())]


def _targets(
    scene: Scene, message: Message, parts: Parts, places: tuple[list[str], list[str]]
) -> Iterator[Target]:
    topics, channels = places
    for topic in filter(None, dict.fromkeys(topics)):
        yield Target(f"{message.phase} {topic}", f"topic {topic}", _by_topic(scene, message, parts, topic))
    for channel in filter(None, dict.fromkeys(channels)):
        if scene.slack is not None:
            yield Target(
                f"{message.phase} {channel}", f"Slack {channel}", _by_slack(scene.slack, parts, channel)
            )


def _by_topic(scene: Scene, message: Message, parts: Parts, topic: str) -> Callable[[], None]:
    text = plain(parts)
    first, *rest = text.split("\n\n")
    short = f"{first} {rest[0]}" if rest else first
    line = f"[{SUBJECTS[message.phase]}] {scene.catalogue.service} {scene.environment}"
    return lambda: publish(scene.clients("sns"), topic_arn(scene.place, topic), line, (text, short))


def _by_slack(slack: Slack, parts: Parts, channel: str) -> Callable[[], None]:
    return lambda: _post(slack, parts, channel)


def _post(slack: Slack, parts: Parts, channel: str) -> None:
    slack.post(channel, summary(parts), blocks(parts))


def _say_what_lacks(scene: Scene) -> None:
    """Who is not told because nothing is set up for it."""
    page = scene.catalogue.link("statusPage")
    if scene.slack is None:
        scene.progress.note(
            Step("tell slack", "skipped", "Slack is not set up, or its secret is out of reach")
        )
    if not scene.catalogue.content.get("announce"):
        what = "users were not told: the file has no escalation.announce"
        scene.progress.note(Step("tell users", "skipped", what, "write them an e-mail yourself"))
    if page:
        scene.progress.note(
            Step("status page", "skipped", "the status page is kept by people", f"update it: {page}")
        )
