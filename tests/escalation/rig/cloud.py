"""The account an incident happens in: alarms with their states, topics, the state table, executions."""

import json
from collections import Counter
from collections.abc import Callable
from datetime import UTC, datetime
from io import BytesIO
from typing import Any, NamedTuple

from tests.escalation.rig.catalogues import CONTENT
from tests.escalation.rig.clients import AwsError
from tests.oncall.rig.dynamo import ConditionFailed, Dynamo
from tests.oncall.rig.expressions import Refused

TABLE = "oncall"
SIGNING = "a-signing-secret"
TOKEN = "xoxb-example-token"
SECRET = {"bot_token": TOKEN, "signing_secret": SIGNING, "pseudonym_key": "key"}


class Published(NamedTuple):
    """A message that came to SNS: the topic's name, and the texts by kind."""

    topic: str
    subject: str
    text: str
    sms: str


class Cloud:
    """Answers every operation that on-call uses; ``broken`` counts how often an operation still fails."""

    def __init__(
        self, now: Callable[[], int], content: dict[str, Any] | None = None, *, slack: bool = True
    ) -> None:
        self.now = now
        self.dynamo = Dynamo(TABLE)
        self.content = content or CONTENT
        self.slack = slack
        self.parameters = {"/greeter/production/catalogue": "s3://bucket/catalogue.json"}
        self.broken: dict[str, tuple[str, int]] = {}
        self.alarms: dict[str, dict[str, Any]] = {}
        self.contributors: dict[str, list[dict[str, str]]] = {}
        self.happened: dict[str, list[int]] = {}
        self.published: list[Published] = []
        self.refused: tuple[str, ...] = ()
        self.started: list[dict[str, Any]] = []
        self.executions: dict[str, tuple[str, datetime]] = {}
        self.ended: set[str] = set()
        self.rules: dict[str, dict[str, Any]] = {}
        self.invoked: list[dict[str, Any]] = []
        self.rows: list[dict[str, str]] = []
        self.asked: list[dict[str, Any]] = []
        self.calls: Counter[str] = Counter()

    def answer(self, service: str, operation: str, given: dict[str, Any]) -> dict[str, Any]:
        """What the operation gives."""
        self.calls[operation] += 1
        code, left = self.broken.get(operation, ("", 0))
        if left:
            self.broken[operation] = (code, left - 1)
            raise AwsError(code)
        if service == "dynamodb":
            return self._dynamo(operation, given)
        found: dict[str, Any] = getattr(self, f"_{operation}")(given)
        return found

    def _dynamo(self, operation: str, given: dict[str, Any]) -> dict[str, Any]:
        try:
            return self.dynamo.ask(operation, given)
        except ConditionFailed:
            raise AwsError("ConditionalCheckFailedException") from None
        except Refused as refused:
            raise AssertionError(str(refused)) from None

    def _GetParameter(self, given: dict[str, Any]) -> dict[str, Any]:
        if given["Name"] not in self.parameters:
            raise AwsError("ParameterNotFound")
        return {"Parameter": {"Value": self.parameters[given["Name"]]}}

    def _GetParameters(self, _given: dict[str, Any]) -> dict[str, Any]:
        return {"Parameters": []}

    def _GetObject(self, _given: dict[str, Any]) -> dict[str, Any]:
        return {"Body": BytesIO(json.dumps(self.content).encode())}

    def _GetSecretValue(self, _given: dict[str, Any]) -> dict[str, Any]:
        if not self.slack:
            raise AwsError("ResourceNotFoundException")
        return {"SecretString": json.dumps(SECRET)}

    def _Publish(self, given: dict[str, Any]) -> dict[str, Any]:
        texts, topic = json.loads(given["Message"]), given["TopicArn"].rpartition(":")[2]
        if topic.endswith(self.refused):
            raise AwsError("NotFound")
        assert given["Subject"].isascii()
        assert len(given["Subject"]) < 100
        self.published.append(Published(topic, given["Subject"], texts["default"], texts["sms"]))
        return {"MessageId": "1"}

    def _StartExecution(self, given: dict[str, Any]) -> dict[str, Any]:
        """One that runs is given again to whoever asks for the same (StartExecution, "Idempotency")."""
        name, text = given["name"], given["input"]
        if name not in self.executions:
            self.executions[name] = text, datetime.fromtimestamp(self.now() / 1000, UTC)
            self.started.append({"name": name, "input": json.loads(text)})
        known, start = self.executions[name]
        if known != text or name in self.ended:
            raise AwsError("ExecutionAlreadyExists")
        return {"executionArn": f"{given['stateMachineArn']}:{name}", "startDate": start}

    def _DescribeAlarms(self, given: dict[str, Any]) -> dict[str, Any]:
        found: dict[str, list[dict[str, Any]]] = {kind: [] for kind in given["AlarmTypes"]}
        for name in given["AlarmNames"]:
            if name in self.alarms:
                found[self.alarms[name]["kind"]].append({"AlarmName": name, **self.alarms[name]})
        return {f"{kind}s": alarms for kind, alarms in found.items()}

    def _DescribeAlarmContributors(self, given: dict[str, Any]) -> dict[str, Any]:
        listed = self.contributors.get(given["AlarmName"], [])
        start = int(given.get("NextToken", 0))
        page = [{"ContributorAttributes": one} for one in listed[start : start + 1]]
        more = {"NextToken": str(start + 1)} if start + 1 < len(listed) else {}
        return {"AlarmContributors": page, **more}

    def _GetMetricData(self, given: dict[str, Any]) -> dict[str, Any]:
        results = []
        for query in given["MetricDataQueries"]:
            stat = query["MetricStat"]
            assert stat["Period"] == 60
            minutes = Counter(at // 60_000 * 60 for at in self.happened.get(stat["Metric"]["MetricName"], ()))
            shown = {
                at: count for at, count in minutes.items() if given["StartTime"] <= at < given["EndTime"]
            }
            times = [datetime.fromtimestamp(at, UTC) for at in shown]
            results.append(
                {"Id": query["Id"], "Timestamps": times, "Values": list(map(float, shown.values()))}
            )
        return {"MetricDataResults": results}

    def _PutAlarmMuteRule(self, given: dict[str, Any]) -> dict[str, Any]:
        self.rules[given["Name"]] = given
        return {}

    def _DeleteAlarmMuteRule(self, given: dict[str, Any]) -> dict[str, Any]:
        self.rules.pop(given["AlarmMuteRuleName"], None)
        return {}

    def _Invoke(self, given: dict[str, Any]) -> dict[str, Any]:
        assert given["InvocationType"] == "Event"
        self.invoked.append(json.loads(given["Payload"]))
        return {"StatusCode": 202}

    def _StartQuery(self, given: dict[str, Any]) -> dict[str, Any]:
        self.asked.append(given)
        return {"queryId": "q"}

    def _GetQueryResults(self, _given: dict[str, Any]) -> dict[str, Any]:
        results = [[{"field": name, "value": value} for name, value in row.items()] for row in self.rows]
        return {"status": "Complete", "results": results}

    def _GetMetricWidgetImage(self, _given: dict[str, Any]) -> dict[str, Any]:
        return {"MetricWidgetImage": b"\x89PNG\r\n\x1a\n"}

    def _GetCallerIdentity(self, _given: dict[str, Any]) -> dict[str, Any]:
        return {"Account": "123456789012", "Arn": "arn:aws:sts::123456789012:assumed-role/ops/hanako"}
