"""A night on a virtual clock: the real notifier, the real state machine and functions, a service that fails.

Everything that people see is written down, a line each, with its minute.
"""

import io
import json
from contextlib import redirect_stdout
from datetime import UTC, datetime
from typing import Any

from monitoring.escalation.actions import answer_request
from monitoring.escalation.machine import definition
from monitoring.escalation.pressed import Press
from monitoring.escalation.pressing import do_press
from monitoring.escalation.steps import run_step
from monitoring.escalation.tools import Tools
from monitoring.notifier.chain import Chain
from monitoring.oncall.aws import Place
from monitoring.oncall.clock import iso, local
from monitoring.oncall.settings import Settings
from tests.escalation.rig.buttons import id_of, payload_of, sign
from tests.escalation.rig.catalogues import PREFIX
from tests.escalation.rig.clients import CLIENTS, AwsError
from tests.escalation.rig.cloud import TABLE, Cloud
from tests.escalation.rig.machines import Execution, Handler, TaskFailed
from tests.oncall.rig.slack import FakeSlack

PLACE = Place("aws", "ap-northeast-1", "123456789012")
FUNCTION = PLACE.arn("lambda", f"function:{PREFIX}-notifier")
SETTINGS = Settings(
    catalogue_parameter="/greeter/production/catalogue",
    state_table=TABLE,
    service="greeter",
    environment="production",
    locale="ja",
    timezone="Asia/Tokyo",
    escalation_machine=PLACE.arn("states", f"stateMachine:{PREFIX}-escalation"),
    slack_secret="greeter/production/slack",
)
_ZONE = "Asia/Tokyo"


class VirtualClock:
    """Time that passes when it is told to."""

    def __init__(self, now: int) -> None:
        self.at = now

    def now(self) -> int:
        return self.at

    def monotonic(self) -> float:
        return self.at / 1000

    def sleep(self, seconds: float) -> None:
        self.at += round(seconds * 1000)


def moment(text: str) -> int:
    """Epoch milliseconds of ``2026-11-25 13:50`` in Tokyo."""
    return round(datetime.fromisoformat(f"{text}+09:00").timestamp() * 1000)


class World:
    """One account, one Slack, one clock. Times are epoch milliseconds."""

    def __init__(
        self, slack: FakeSlack, now: int, locale: str = "ja", content: dict[str, Any] | None = None
    ) -> None:
        self.clock, self.slack = VirtualClock(now), slack
        self.cloud = Cloud(self.clock.now, content)
        settings = SETTINGS._replace(slack_api=slack.api, locale=locale)
        self.clients = CLIENTS
        self.clients.answer = self.cloud.answer
        self.tools = Tools(settings, self.clients, self.clock, PLACE)
        self.chain = Chain(settings, self.clock, self.clients)
        self.executions: list[Execution] = []
        self.log = io.StringIO()
        self.lines: list[str] = []
        self.notifier_works, self.steps_work = True, True
        self._seen = [0, 0, 0]
        self._delivery = 0
        self.last = ""

    def advance(self, until: int) -> None:
        """Let the executions do what is due before and at a moment."""
        while due := [one for one in self.executions if one.status == "RUNNING" and one.wakes <= until]:
            execution = min(due, key=lambda one: one.wakes)
            self.clock.at = max(self.clock.at, execution.wakes)
            with redirect_stdout(self.log):
                execution.step(self._handlers())
            if execution.status != "RUNNING":
                self.cloud.ended.add(execution.name)
                self.note(f"execution {execution.status.lower()} {execution.error}".strip())
            self.look()
        self.clock.at = max(self.clock.at, until)

    def poll(self) -> None:
        """The schedule of every five minutes calls the steps function."""
        with redirect_stdout(self.log):
            run_step(self.tools, {"do": "announce"})
        self.look()

    def turn_direct(self, alarm: str, state: str) -> None:
        """An alarm that passes the notifier by changes its state: CloudWatch itself tells the first level."""
        name = f"{PREFIX}-{alarm}"
        self.cloud.alarms[name] = {
            "kind": "MetricAlarm",
            "StateValue": state,
            "StateTransitionedTimestamp": datetime.fromtimestamp(self.clock.at / 1000, UTC),
        }
        self.note(f"CloudWatch to messages development: {state} {alarm}")

    def turn(self, alarm: str, state: str, contributor: dict[str, str] | None = None) -> str:
        """An alarm changes its state, and SNS brings it to the notifier; gives back the message."""
        name = f"{PREFIX}-{alarm}"
        previous = self.cloud.alarms.get(name, {}).get("StateValue", "OK")
        self._set(name, state, contributor)
        message = json.dumps(
            {
                "AlarmName": name,
                "NewStateValue": state,
                "OldStateValue": previous,
                "NewStateReason": "Threshold Crossed: 1 datapoint [48.2 (25/11/26 04:50:00)]",
                "StateChangeTime": iso(self.clock.at).replace("Z", "+0000"),
                "Trigger": {"Threshold": 45.0, "ComparisonOperator": "GreaterThanThreshold", "Period": 300},
                **({"AlarmContributorAttributes": contributor} if contributor else {}),
            }
        )
        if self.notifier_works:
            self.deliver(message)
        return message

    def _set(self, name: str, state: str, contributor: dict[str, str] | None) -> None:
        entry = name.removeprefix(f"{PREFIX}-").rpartition("-")[0]
        metric = {"Namespace": "greeter", "MetricName": entry, "Dimensions": [], "Statistic": "Sum"}
        if contributor is None:
            self.cloud.alarms[name] = {"kind": "MetricAlarm", "StateValue": state, **metric}
            return
        listed = self.cloud.contributors.setdefault(name, [])
        listed[:] = [one for one in listed if one != contributor] + (
            [contributor] if state == "ALARM" else []
        )
        self.cloud.alarms[name] = {"kind": "LogAlarm", "StateValue": "ALARM" if listed else "OK"}

    def deliver(self, message: str) -> None:
        """SNS brings a message to the notifier; twice the same is a duplicate."""
        self._delivery += 1
        topic = PLACE.arn("sns", f"{PREFIX}-alarms-development")
        with redirect_stdout(self.log):
            self.chain.deliver(
                {"Message": message, "TopicArn": topic}, FUNCTION, f"delivery-{self._delivery}"
            )
        self.look(by="notifier")

    def press(self, action: str, by: str, value: str = "", **where: str) -> int:
        """Somebody presses a button below the first message; gives back the status that Slack sees."""
        self.slack.people[id_of(by)] = {"display_name": by}
        status, waiting = self.request(
            payload_of(action, by, value or self.button(action), self._where(where))
        )
        with redirect_stdout(self.log):
            for press in waiting:
                do_press(self.tools, press)
        self.look(by=by)
        return status

    def request(self, body: bytes, **headers: str) -> tuple[int, list[Press]]:
        """A request to the Function URL, signed by Slack unless headers say otherwise."""
        signed = sign(body, self.clock.at // 1000) | headers
        event = {"requestContext": {"http": {"method": "POST"}}, "headers": signed, "body": body.decode()}
        waiting: list[Press] = []
        with redirect_stdout(self.log):
            answer = answer_request(self.tools, event, waiting.append)
        return answer["statusCode"], waiting

    def button(self, action: str) -> str:
        """The value of a button in the first message."""
        blocks = (block for said in self.slack.said for block in said.blocks if block["type"] == "actions")
        found = [one["value"] for block in blocks for one in block["elements"] if one["action_id"] == action]
        return str(found[0])

    def _where(self, given: dict[str, str]) -> dict[str, str]:
        first = next((said for said in self.slack.said if not said.thread), None)
        return {"channel": first.channel, "message_ts": first.ts, **given} if first else given

    def note(self, text: str) -> None:
        """Write a line."""
        self.lines.append(f"{local(self.clock.at, _ZONE):%H:%M} {text}")

    def look(self, by: str = "") -> None:
        """Write down what people got to see since the last look, and start what was started."""
        for one in self.cloud.started[self._seen[2] :]:
            self.executions.append(Execution(definition(), one["name"], one["input"], self.clock.at))
            self.note("execution starts")
        self._look_at_mail(by)
        self._look_at_slack(by)
        self._seen = [len(self.cloud.published), len(self.slack.said), len(self.cloud.started)]

    def _look_at_mail(self, by: str) -> None:
        for mail in self.cloud.published[self._seen[0] :]:
            _, purpose, level = mail.topic.removeprefix(PREFIX).split("-", 2)
            self.note(f"{purpose} {level}: {_gist(mail.text, by)}")

    def _look_at_slack(self, by: str) -> None:
        for said in self.slack.said[self._seen[1] :]:
            if said.method != "chat.update":
                place = "thread" if said.thread else said.channel
                self.note(f"{place}: {_gist(_text_of(said.blocks), by)}")

    def _handlers(self) -> dict[str, Handler]:
        return {
            "arn:aws:states:::lambda:invoke": self._invoke,
            "arn:aws:states:::sns:publish": self._tell,
            "arn:aws:states:::sqs:sendMessage": self._keep,
        }

    def _invoke(self, arguments: dict[str, Any]) -> dict[str, Any]:
        if not self.steps_work:
            raise TaskFailed("Runtime.ExitError")
        try:
            return {"Payload": run_step(self.tools, arguments["Payload"])}
        except (AssertionError, AwsError):
            raise
        except Exception as error:
            raise TaskFailed(type(error).__name__, str(error)) from error

    def _tell(self, arguments: dict[str, Any]) -> dict[str, Any]:
        self.note(f"fallback topic: {arguments['Subject']}")
        return {"MessageId": "1"}

    def _keep(self, arguments: dict[str, Any]) -> dict[str, Any]:
        self.note("dead letter")
        return {"MessageId": "1"}


def _gist(text: str, by: str) -> str:
    """What the notifier says is not this package's: its first line. Of the rest the first two."""
    lines = [line for line in text.split("\n") if line.strip()]
    return " / ".join(lines[: 1 if by == "notifier" else 2])


def _text_of(blocks: list[dict[str, Any]]) -> str:
    return "\n".join(block["text"]["text"] for block in blocks if "text" in block)
