"""Plays a night: what the timeline tells goes into the real notifier, escalation and buttons."""

from contextlib import redirect_stdout
from pathlib import Path
from typing import Any, NamedTuple

from monitoring.escalation.machine import definition
from monitoring.escalation.tools import Tools
from monitoring.notifier.chain import Chain
from monitoring.oncall.settings import Settings
from monitoring.timeline.states import Message
from tests.escalation.rig.machines import Execution
from tests.escalation.rig.world import PLACE, World
from tests.nights.account import CATALOGUE, Account
from tests.nights.notices import notification
from tests.nights.story import Deed, Story, read_story
from tests.oncall.rig.notifications import PREFIX, health_event
from tests.oncall.rig.slack import FakeSlack, Said

SETTINGS = Settings(
    catalogue_parameter=CATALOGUE,
    state_table="oncall",
    service="subgoal-generation-api",
    environment="production",
    locale="ja",
    timezone="Asia/Tokyo",
    escalation_machine=PLACE.arn("states", f"stateMachine:{PREFIX}-escalation"),
    slack_secret="subgoal-generation-api/production/slack",
)
FUNCTION = PLACE.arn("lambda", f"function:{PREFIX}-notifier")


class Seen(NamedTuple):
    """Something that happened (``alarm``, ``deed``, ``execution``) or that people got (the other kinds).

    ``place`` is a topic's level or a channel; ``before`` is a Slack message before it was edited.
    """

    at: int
    kind: str
    place: str
    text: str
    subject: str = ""
    blocks: tuple[dict[str, Any], ...] = ()
    before: tuple[dict[str, Any], ...] = ()


class Night(World):
    """One night; ``seen`` is everything in order."""

    def __init__(self, story: Story, slack: FakeSlack) -> None:
        super().__init__(slack, story.timeline.period.start * 1000)
        self.story, self.seen = story, list[Seen]()
        self.cloud: Account = Account(story, self.clock)
        self.clients.answer = self.cloud.answer
        settings = SETTINGS._replace(slack_api=slack.api)
        self.tools = Tools(settings, self.clients, self.clock, PLACE, self.log)
        self.chain = Chain(settings, self.clock, self.clients)

    def play(self) -> None:
        """From the start of the timeline to its end, and whatever is still running then."""
        messages = [(message.at * 1000, message) for message in self.story.timeline.messages]
        events: list[tuple[int, Message | Deed]] = [
            *messages,
            *((deed.at, deed) for deed in self.story.deeds),
        ]
        for at, event in sorted(events, key=lambda each: each[0]):
            self.advance(at)
            if isinstance(event, Message):
                self._change(event)
            else:
                self._do(event)
        self.advance(self.story.timeline.period.end * 1000)

    def note(self, text: str) -> None:
        """What the world notes by itself: how executions end."""
        self.seen.append(Seen(self.clock.at, "execution", "", text))

    def look(self, by: str = "") -> None:
        """Keep what people got to see since the last look."""
        for one in self.cloud.started[self._seen[2] :]:
            self.executions.append(Execution(definition(), one["name"], one["input"], self.clock.at))
            self.seen.append(Seen(self.clock.at, "execution", one["name"], "starts"))
        for mail in self.cloud.published[self._seen[0] :]:
            purpose, level = mail.topic.removeprefix(f"{PREFIX}-").split("-", 1)
            text = mail.sms if purpose == "urgent" else mail.text
            self.seen.append(Seen(self.clock.at, purpose, level, text, mail.subject))
        for index in range(self._seen[1], len(self.slack.said)):
            self._keep_said(index)
        self._seen = [len(self.cloud.published), len(self.slack.said), len(self.cloud.started)]

    def _keep_said(self, index: int) -> None:
        said = self.slack.said[index]
        kind = "edit" if said.method == "chat.update" else "reply" if said.thread else "post"
        earlier = [one for one in self.slack.said[:index] if one.ts == said.ts]
        before = tuple(earlier[-1].blocks) if earlier else ()
        self.seen.append(
            Seen(self.clock.at, kind, said.channel, said.text, blocks=tuple(said.blocks), before=before)
        )

    def _change(self, message: Message) -> None:
        words = f"{message.state.value}: {message.reason}"
        name = message.alarm.name.removeprefix(f"{PREFIX}-")
        self.seen.append(Seen(self.clock.at, "alarm", name, words))
        for topic in message.topics:
            self._bring(notification(message), topic)

    def _bring(self, text: str, topic: str) -> None:
        self._delivery += 1
        record = {"Message": text, "TopicArn": PLACE.arn("sns", topic)}
        with redirect_stdout(self.log):
            self.chain.deliver(record, FUNCTION, f"delivery-{self._delivery}")
        self.look()

    def _do(self, deed: Deed) -> None:
        self.seen.append(Seen(self.clock.at, "deed", deed.by, f"{deed.what} {deed.value}"))
        if deed.what == "health":
            self._bring(health_event(self.clock.at, service=deed.value), f"{PREFIX}-alarms-aws-support")
        else:
            message, value = self._button(deed.value, deed.entry)
            where = {"channel": message.channel, "message_ts": message.ts}
            assert self.press(deed.value, deed.by, value, **where) == 200

    def _button(self, action: str, entry: str) -> tuple[Said, str]:
        """The newest message whose button of this kind is about the entry."""
        for said in reversed(self.slack.said):
            for block in said.blocks:
                for one in block.get("elements", ()):
                    if one.get("action_id") == action and one["value"].startswith(f"production/{entry}"):
                        return said, one["value"]
        raise AssertionError(f"no message about {entry} has the button {action}")


def play_night(file: Path, slack: FakeSlack) -> Night:
    """A night, played."""
    night = Night(read_story(file), slack)
    night.play()
    return night
