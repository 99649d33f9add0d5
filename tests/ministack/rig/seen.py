"""The deployed chain of on-call as it is seen from outside: mail, the state table, executions, logs."""

import json
from collections import Counter
from typing import Any, NamedTuple

from monitoring.oncall.clock import SystemClock
from monitoring.oncall.incident import Incident, incident_key
from monitoring.oncall.store import Store
from tests.ministack.rig.deployment import ENVIRONMENT, Deployment
from tests.ministack.rig.process import Ministack
from tests.ministack.rig.waiting import until
from tests.ministack.rig.watched import Event
from tests.oncall.rig.notifications import ACCOUNT, PREFIX, REGION

PEOPLE = f"arn:aws:sqs:{REGION}:{ACCOUNT}:people"
"""The queue that hears what people hear."""


class Mail(NamedTuple):
    """A message that came over a topic for people."""

    topic: str
    subject: str
    text: str


class Seen:
    """A deployment in ministack, with a queue that hears all mail."""

    def __init__(self, ministack: Ministack, deployment: Deployment) -> None:
        self.ministack, self.deployment, self.names = ministack, deployment, deployment.names
        self.clock = SystemClock()
        timezone = deployment.spec.timezone
        self.store = Store(self.client("dynamodb"), self.names.state_table, self.clock, timezone)
        self._inbox = self._subscribe()
        self._mail: list[Mail] = []
        self._since = 0

    def client(self, service: str) -> Any:
        """A client of ministack."""
        return self.ministack.client(service)

    def _subscribe(self) -> str:
        queue = str(self.client("sqs").create_queue(QueueName="people")["QueueUrl"])
        for topic in self.client("sns").list_topics()["Topics"]:
            if "-alarms-" not in topic["TopicArn"]:
                self.client("sns").subscribe(TopicArn=topic["TopicArn"], Protocol="sqs", Endpoint=PEOPLE)
        return queue

    def forget(self) -> None:
        """See only what comes from now on."""
        self._mail.clear()
        self._since = self.clock.now()

    def mail(self, topic: str = "messages") -> list[Mail]:
        """What came over topics with such a name, in order."""
        client = self.client("sqs")
        while messages := client.receive_message(QueueUrl=self._inbox, MaxNumberOfMessages=10).get(
            "Messages"
        ):
            for message in messages:
                body = json.loads(message["Body"])
                name = body["TopicArn"].rpartition(":")[2].removeprefix(f"{PREFIX}-")
                self._mail.append(Mail(name, body["Subject"], body["Message"]))
                client.delete_message(QueueUrl=self._inbox, ReceiptHandle=message["ReceiptHandle"])
        return [mail for mail in self._mail if mail.topic.startswith(topic)]

    def incident(self, entry: str) -> Incident | None:
        """The incident of an entry as the state table has it."""
        return self.store.incident(incident_key(ENVIRONMENT, entry))

    def open_incident(self, entry: str) -> Incident:
        """The open incident of an entry, once it is there and told."""

        def told() -> Incident | None:
            found = self.incident(entry)
            return found if found and found.is_open and found.thread else None

        return until(told, f"{entry} is told")

    def item(self, pk: str, sk: str = "-") -> dict[str, Any] | None:
        """An item of the state table."""
        return self.store.read([(pk, sk)]).get((pk, sk))

    def kinds_of_items(self) -> Counter[str]:
        """How many items the state table has by the first word of their key."""
        items = self.client("dynamodb").scan(TableName=self.names.state_table)["Items"]
        return Counter(item["pk"]["S"].partition("#")[0] for item in items)

    def executions(self, status: str = "") -> list[dict[str, Any]]:
        """Executions of the state machine, the newest first."""
        machine = f"arn:aws:states:{REGION}:{ACCOUNT}:stateMachine:{self.names.machine}"
        filtered = {"statusFilter": status} if status else {}
        found = self.client("stepfunctions").list_executions(stateMachineArn=machine, **filtered)
        return list(found["executions"])

    def execution(self, name: str) -> dict[str, Any]:
        """An execution by its name, with its input."""
        arn = f"arn:aws:states:{REGION}:{ACCOUNT}:execution:{self.names.machine}:{name}"
        return dict(self.client("stepfunctions").describe_execution(executionArn=arn))

    def letters(self, part: str) -> int:
        """How many dead letters a function has."""
        client = self.client("sqs")
        url = client.get_queue_url(QueueName=self.names.failed_queue(part))["QueueUrl"]
        wanted = ["ApproximateNumberOfMessages"]
        found = client.get_queue_attributes(QueueUrl=url, AttributeNames=wanted)["Attributes"]
        return int(found[wanted[0]])

    def lines(self, group: str, start: int = 0) -> list[Event]:
        """What a log group holds."""
        found = self.client("logs").filter_log_events(logGroupName=group, startTime=start)
        return list(found["events"])

    def journal(self, part: str, action: str) -> list[dict[str, Any]]:
        """The lines of a function's journal about an action, since the last reset."""
        group = f"/aws/lambda/{self.names.worker(part)}"
        written = (event["message"] for event in self.lines(group, self._since))
        lines = [json.loads(line) for line in written if line.startswith("{")]
        return [line for line in lines if line.get("action") == action]

    def asked(self, incident: Incident) -> list[dict[str, Any]]:
        """What the steps function told the machine about an incident, in order."""
        return [line for line in self.journal("escalation", "asked") if line["incident"] == incident.id]

    def ended(self, part: str) -> int:
        """How many calls of a function have ended, since the last reset."""
        lines = self.lines(f"/aws/lambda/{self.names.worker(part)}", self._since)
        return sum(line["message"].startswith("END RequestId") for line in lines)

    def told_already(self, alarm: str) -> bool:
        """Whether the notifier has met a notification that was told; since the last reset."""
        found = self.journal("notifier", "told_already")
        return any(line["alarm"] == f"{PREFIX}-{alarm}" for line in found)

    def topic(self, purpose: str, level: str) -> str:
        """A topic's ARN."""
        return f"arn:aws:sns:{REGION}:{ACCOUNT}:{self.names.topic(purpose, level)}"
