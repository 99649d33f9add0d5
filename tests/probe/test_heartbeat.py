"""The heartbeat with botocore's own clients, whose answers are said beforehand."""

import io
import json
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any, cast

import botocore.session  # type: ignore[import-untyped]
import msgspec
import pytest
from botocore.response import StreamingBody  # type: ignore[import-untyped]
from botocore.stub import ANY, Stubber  # type: ignore[import-untyped]

from monitoring.oncall.aws import Clients
from monitoring.oncall.journal import Journal
from monitoring.oncall.settings import Settings
from monitoring.plan.build import plan
from monitoring.plan.resources import Catalogue
from monitoring.probe.heartbeat import beat
from tests.oncall.rig.clock import THREE, HandClock
from tests.support.specs import spec

SETTINGS = Settings("/demo/catalogue", "table", "demo-api", "production", "ja", "Asia/Tokyo")
NOW = datetime.fromtimestamp(THREE / 1000, UTC)
QUERY = "arn:aws:logs:ap-northeast-1:111122223333:scheduled-query:x"


class Account:
    """Clients whose answers are said beforehand, service by service."""

    def __init__(self) -> None:
        self.stubs: dict[str, Stubber] = {}

    def __call__(self, service: str) -> Any:
        return self.stub(service).client

    def stub(self, service: str) -> Stubber:
        if service not in self.stubs:
            keys = {"aws_access_key_id": "x", "aws_secret_access_key": "x"}
            session = botocore.session.get_session()
            client = session.create_client(service, region_name="ap-northeast-1", **keys)
            self.stubs[service] = Stubber(client)
            self.stubs[service].activate()
        return self.stubs[service]

    def holds_catalogue(self) -> None:
        (found,) = [each for each in plan(spec()).resources if isinstance(each, Catalogue)]
        content = msgspec.json.encode(found.content)
        where = {"Parameter": {"Name": "/demo/catalogue", "Value": "s3://bucket/catalogue.json"}}
        self.stub("ssm").add_response("get_parameter", where, {"Name": "/demo/catalogue"})
        self.stub("ssm").add_response("get_parameters", {"Parameters": []}, {"Names": ANY})
        body = StreamingBody(io.BytesIO(content), len(content))
        self.stub("s3").add_response("get_object", {"Body": body}, {"Bucket": "bucket", "Key": ANY})

    def holds_state(self) -> None:
        key = {"pk": {"S": "marker#stopped"}, "sk": {"S": "-"}}
        self.stub("dynamodb").add_response("get_item", {}, {"TableName": "table", "Key": key})

    def has_alarms(self, **lists: list[dict[str, Any]]) -> None:
        asked = {"AlarmNamePrefix": "demo-api-production-", "AlarmTypes": ANY, "MaxRecords": 100}
        self.stub("cloudwatch").add_response("describe_alarms", lists, asked)

    def has_runs(self, *statuses: str) -> None:
        """The runs of a query, newest first."""
        runs = [
            {"executionStatus": status, "triggeredTimestamp": THREE - minutes * 60_000}
            for minutes, status in enumerate(statuses)
        ]
        asked = {
            "identifier": QUERY,
            "startTime": THREE // 1000 - 7200,
            "endTime": THREE // 1000,
            "maxResults": 1000,
        }
        self.stub("logs").add_response("get_scheduled_query_history", {"triggerHistory": runs}, asked)


@pytest.fixture
def account() -> Iterator[Account]:
    made = Account()
    yield made
    for stub in made.stubs.values():
        stub.assert_no_pending_responses()


def run(account: Account) -> tuple[dict[str, float], list[dict[str, Any]]]:
    """The metrics, and the lines about what is wrong."""
    out, clock = io.StringIO(), HandClock(THREE)
    beat(SETTINGS, cast(Clients, account), Journal(SETTINGS, clock, out), clock)
    lines = [json.loads(line) for line in out.getvalue().splitlines()]
    metrics = {
        each["Name"]: line[each["Name"]]
        for line in lines
        if "_aws" in line
        for each in line["_aws"]["CloudWatchMetrics"][0]["Metrics"]
    }
    return metrics, [line for line in lines if "level" in line]


def alarm(name: str, state: str, hours: float) -> dict[str, Any]:
    since = NOW - timedelta(hours=hours)
    return {"AlarmName": name, "StateValue": state, "StateTransitionedTimestamp": since}


def log_alarm(**more: Any) -> dict[str, Any]:
    configured = {
        "QueryARN": QUERY,
        "QueryString": "fields @timestamp",
        "AggregationExpression": "count(*)",
        "ScheduledQueryRoleARN": "arn:aws:iam::111122223333:role/log-alarms",
        "ScheduleConfiguration": {"ScheduleExpression": "rate(5 minutes)", "StartTimeOffset": 300},
    }
    return {**alarm("searching", "OK", 1), "ScheduledQueryConfiguration": configured, **more}


def test_all_is_well(account: Account) -> None:
    account.holds_catalogue()
    account.holds_state()
    account.has_alarms(MetricAlarms=[alarm("slow", "OK", 9)], LogAlarms=[log_alarm()])
    account.has_runs("Complete", "Failed")
    assert run(account) == ({"Heartbeat": 1, "StuckAlarms": 0, "FailedQueries": 0}, [])


def test_alarms_without_data_for_long_are_counted_by_name(account: Account) -> None:
    account.holds_catalogue()
    account.holds_state()
    account.has_alarms(
        MetricAlarms=[
            alarm("away", "INSUFFICIENT_DATA", 2),
            alarm("new", "INSUFFICIENT_DATA", 1.9),
            alarm("well", "OK", 100),
        ]
    )
    metrics, (line,) = run(account)
    assert metrics == {"Heartbeat": 1, "StuckAlarms": 1, "FailedQueries": 0}
    assert (line["level"], line["stuck"], line["failing"]) == ("WARN", ["away"], [])


@pytest.mark.parametrize("status", ["Failed", "InvalidQuery", "Timeout"])
def test_a_query_that_failed_when_it_last_ran_is_counted(status: str, account: Account) -> None:
    account.holds_catalogue()
    account.holds_state()
    account.has_alarms(LogAlarms=[log_alarm()])
    account.has_runs("Running", status, "Complete")
    metrics, (line,) = run(account)
    assert metrics["FailedQueries"] == 1
    assert line["failing"] == ["searching"]


@pytest.mark.parametrize("state", ["EVALUATION_ERROR", "EVALUATION_FAILURE"])
def test_an_alarm_that_cannot_be_evaluated_is_counted(state: str, account: Account) -> None:
    account.holds_catalogue()
    account.holds_state()
    account.has_alarms(LogAlarms=[log_alarm(EvaluationState=state)])
    assert run(account)[0]["FailedQueries"] == 1


def test_a_history_that_aws_keeps_to_itself_is_no_failure(account: Account) -> None:
    account.holds_catalogue()
    account.holds_state()
    account.has_alarms(LogAlarms=[log_alarm()])
    account.stub("logs").add_client_error("get_scheduled_query_history", "AccessDeniedException", "no")
    assert run(account)[0] == {"Heartbeat": 1, "StuckAlarms": 0, "FailedQueries": 0}


def test_all_pages_are_read(account: Account) -> None:
    account.holds_catalogue()
    account.holds_state()
    stub = account.stub("cloudwatch")
    pages = [("one", {}), ("two", {"NextToken": "more"})]
    for name, token in pages:
        answer: dict[str, Any] = {"MetricAlarms": [alarm(name, "INSUFFICIENT_DATA", 3)]}
        more = {"NextToken": "more"} if name == "one" else {}
        asked = {"AlarmNamePrefix": ANY, "AlarmTypes": ANY, "MaxRecords": 100, **token}
        stub.add_response("describe_alarms", {**answer, **more}, asked)
    assert run(account)[0]["StuckAlarms"] == 2


BROKEN = {
    "catalogue": ("ssm", "get_parameter"),
    "state": ("dynamodb", "get_item"),
    "alarms": ("cloudwatch", "describe_alarms"),
}


@pytest.mark.parametrize("part", BROKEN)
def test_no_heartbeat_while_a_part_of_the_chain_cannot_be_reached(part: str, account: Account) -> None:
    service, operation = BROKEN[part]
    account.stub(service).add_client_error(operation, "AccessDeniedException", "no")
    if part != "catalogue":
        account.holds_catalogue()
    if part != "state":
        account.holds_state()
    if part != "alarms":
        account.has_alarms()
    metrics, (line,) = run(account)
    assert "Heartbeat" not in metrics
    assert (line["level"], line["part"]) == ("ERROR", part)
    assert ("StuckAlarms" in metrics) == (part != "alarms")
