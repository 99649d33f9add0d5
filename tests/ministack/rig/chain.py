"""The deployed chain of on-call: alarms that go off, buttons and commands, and what is taken away from it."""

import json
import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from unittest.mock import patch
from urllib.error import HTTPError
from urllib.parse import urlsplit
from urllib.request import Request, urlopen

from monitoring.escalation.decision import Carried
from monitoring.oncall.clock import iso
from monitoring.oncall.incident import Incident
from tests.ministack.rig.deployment import ENVIRONMENT, Deployment
from tests.ministack.rig.process import KEYS, Ministack
from tests.ministack.rig.seen import PEOPLE, Seen
from tests.ministack.rig.watched import Watched
from tests.oncall.rig.notifications import PREFIX, metric_alarm
from tests.oncall.rig.slack import FakeSlack
from tests.support.running import Ran, run
from tests.support.shipped import FILE


class Chain(Seen):
    """ministack with the stack in it, between fakes of Slack and CloudWatch, and what is done to it."""

    def __init__(
        self, ministack: Ministack, deployment: Deployment, slack: FakeSlack, watched: Watched
    ) -> None:
        super().__init__(ministack, deployment)
        self.slack, self.watched = slack, watched

    def reset(self) -> None:
        """As new: nothing open, nothing running, nothing said, whatever a test before left."""
        for execution in self.executions("RUNNING"):
            self.client("stepfunctions").stop_execution(executionArn=execution["executionArn"])
        for item in self.client("dynamodb").scan(TableName=self.names.state_table)["Items"]:
            key = {name: item[name] for name in ("pk", "sk")}
            self.client("dynamodb").delete_item(TableName=self.names.state_table, Key=key)
        for url in self.client("sqs").list_queues()["QueueUrls"]:
            self.client("sqs").purge_queue(QueueUrl=url)
        self.forget()
        self.slack.reset()
        self.slack.channels.add("C0STATUS")
        self.watched.reset()
        self.watched.lines = self.lines

    def publish(self, alarm: str, state: str = "ALARM", moment: int = 0) -> str:
        """Say that an alarm changed, on the topic that its template names; gives back the notification."""
        text = metric_alarm(alarm, moment or self.clock.now(), state)
        # CloudWatch goes on to say ALARM: that it is over the machine hears from the notifier.
        self.watched.ringing.add(f"{PREFIX}-{alarm}")
        self.send(alarm, text)
        return text

    def send(self, alarm: str, text: str) -> None:
        """Publish a notification where CloudWatch would."""
        (topic,) = self.topics_of(f"{PREFIX}-{alarm}")
        self.client("sns").publish(TopicArn=topic, Message=text, Subject=f"ALARM: {alarm}"[:100])

    def topics_of(self, alarm: str) -> list[str]:
        """The topics of an alarm as they are deployed."""
        alarms = {
            **self.deployment.of_type("AWS::CloudWatch::Alarm"),
            **self.deployment.of_type("AWS::CloudWatch::LogAlarm"),
        }
        (found,) = (each for each in alarms.values() if each["AlarmName"] == alarm)
        return [self.deployment.ids[action["Ref"]] for action in found["AlarmActions"]]

    def hasten(
        self,
        incident: Incident,
        steps: Mapping[str, int],
        remind: int | None = None,
        carried: Carried | None = None,
    ) -> str:
        """Let the escalation of an incident begin anew with short waits, which its input says.

        ``steps`` are levels with seconds from now, ``remind`` seconds, ``carried`` what it remembers. Gives
        back the execution's name.
        """
        client, former = self.client("stepfunctions"), self.execution(incident.id)
        client.stop_execution(executionArn=former["executionArn"])
        now, name = self.clock.now(), f"{incident.id}-hastened"
        coming = [{"level": level, "at": iso(now + after * 1000)} for level, after in steps.items()]
        given = json.loads(former["input"]) | {"steps": coming, "remind": remind}
        if carried is not None:
            given["asked"] = {"answer": {"carried": list(carried)}}
        machine = former["stateMachineArn"]
        client.start_execution(stateMachineArn=machine, name=name, input=json.dumps(given))
        return name

    @contextmanager
    def scaled_waits(self, scale: float) -> Iterator[None]:
        """Let waits of state machines last so many times as long; the functions' clock goes on as ever."""
        self._configure({"stepfunctions._SFN_WAIT_SCALE": scale})
        try:
            yield
        finally:
            self._configure({"stepfunctions._SFN_WAIT_SCALE": 1})

    def _configure(self, values: Mapping[str, float]) -> None:
        url = f"{self.ministack.url}/_ministack/config"
        with urlopen(Request(url, json.dumps(values).encode(), method="POST"), timeout=60) as answer:
            assert json.load(answer)["applied"] == values

    @contextmanager
    def deaf(self, level: str) -> Iterator[None]:
        """No topic takes what a level is to hear; afterwards there are topics of the same names."""
        client = self.client("sns")
        topics = [self.topic(purpose, level) for purpose in ("messages", "urgent")]
        for topic in topics:
            client.delete_topic(TopicArn=topic)
        try:
            yield
        finally:
            for topic in topics:
                client.create_topic(Name=topic.rpartition(":")[2])
                client.subscribe(TopicArn=topic, Protocol="sqs", Endpoint=PEOPLE)

    def renew(self, part: str) -> None:
        """Let the function's next call meet a new environment, as after a deployment."""
        client, name = self.client("lambda"), self.names.worker(part)
        timeout = client.get_function_configuration(FunctionName=name)["Timeout"]
        client.update_function_configuration(FunctionName=name, Timeout=timeout)

    def press(self, body: bytes, headers: Mapping[str, str]) -> int:
        """Call the Function URL of Slack's buttons; gives back the status of its answer."""
        client = self.client("lambda")
        address = client.get_function_url_config(FunctionName=self.names.worker("actions"))["FunctionUrl"]
        name = str(urlsplit(address).hostname).partition(".")[0]
        url = f"{self.ministack.url}/_aws/lambda-url/{name}/"
        try:
            with urlopen(Request(url, body, dict(headers), method="POST"), timeout=60) as answer:
                return int(answer.status)
        except HTTPError as refused:
            return refused.code

    def run(self, *words: str, **services: str) -> Ran:
        """A command in production without being asked; ``services`` are led elsewhere than to ministack."""
        with patch.dict(os.environ, self._variables(services)):
            return run(*words, "--environment", ENVIRONMENT, "--file", str(FILE))

    def _variables(self, services: Mapping[str, str]) -> dict[str, str]:
        elsewhere = {f"AWS_ENDPOINT_URL_{name.upper()}": url for name, url in services.items()}
        return {
            **KEYS,
            **elsewhere,
            "AWS_ENDPOINT_URL": self.ministack.url,
            "AWS_CONFIG_FILE": "/dev/null",
            "AWS_SHARED_CREDENTIALS_FILE": "/dev/null",
            "SLACK_API_URL": self.slack.api,
        }
