"""A query run by CloudWatch, asked of AWS's own client with its answers stubbed."""

from typing import Any

import boto3  # type: ignore[import-untyped]
import pytest
from botocore.exceptions import ClientError  # type: ignore[import-untyped]
from botocore.stub import ANY, Stubber  # type: ignore[import-untyped]

from monitoring.commands.remote_query import Asked, Progress, RemoteFailure, run_remotely

ASKED = Asked("fields a", ["/aws/lambda/x", "/aws/apigateway/x/access"], 1_700_000_000_500, 1_700_000_060_001)
STARTED = {
    "logGroupNames": ["/aws/lambda/x", "/aws/apigateway/x/access"],
    "startTime": 1_700_000_000,
    "endTime": 1_700_000_061,
    "queryString": "fields a",
}


@pytest.fixture
def logs() -> Any:
    client = boto3.client(
        "logs", region_name="ap-northeast-1", aws_access_key_id="x", aws_secret_access_key="x"
    )
    with Stubber(client) as stub:
        stub.add_response("start_query", {"queryId": "q"}, STARTED)
        yield stub
        stub.assert_no_pending_responses()


def cells(**values: str) -> list[dict[str, str]]:
    return [{"field": name, "value": value} for name, value in values.items()]


def found(status: str, *rows: list[dict[str, str]], scanned: float = 0.0, token: str = "") -> dict[str, Any]:
    statistics = {"recordsScanned": scanned, "bytesScanned": 10 * scanned, "recordsMatched": 1.0}
    more = {"nextToken": token} if token else {}
    return {"status": status, "results": list(rows), "statistics": statistics, **more}


def nothing(_: object) -> None:
    return None


def test_it_waits_longer_and_longer_and_says_how_far_it_is(logs: Any) -> None:
    for status in ("Scheduled", "Running", "Running", "Running", "Running"):
        logs.add_response("get_query_results", found(status, scanned=5.0), {"queryId": "q"})
    logs.add_response("get_query_results", found("Complete", cells(a="1"), scanned=9.0), {"queryId": "q"})
    pauses: list[float] = []
    heard: list[Progress] = []
    answer = run_remotely(logs.client, ASKED, pauses.append, heard.append)
    assert answer.rows == [{"a": "1"}]
    assert answer.statistics["recordsScanned"] == 9.0
    assert pauses == [0.3, 0.5, 1.0, 2.0, 2.0]
    assert heard[-1] == Progress("Complete", 9.0, 90.0)


def test_columns_are_those_of_all_rows_and_the_pointer_is_left_out(logs: Any) -> None:
    rows = (cells(a="1", **{"@ptr": "p"}), cells(b="2"))
    logs.add_response("get_query_results", found("Complete", *rows), {"queryId": "q"})
    answer = run_remotely(logs.client, ASKED, nothing, nothing)
    assert answer.columns == ["a", "b"]
    assert answer.rows == [{"a": "1"}, {"b": "2"}]


def test_all_pages_are_fetched(logs: Any) -> None:
    logs.add_response("get_query_results", found("Complete", cells(a="1"), token="t"), {"queryId": "q"})
    logs.add_response(
        "get_query_results", found("Complete", cells(a="2")), {"queryId": "q", "nextToken": "t"}
    )
    assert run_remotely(logs.client, ASKED, nothing, nothing).rows == [{"a": "1"}, {"a": "2"}]


@pytest.mark.parametrize("status", ["Failed", "Cancelled", "Timeout"])
def test_a_query_that_ends_without_a_result_says_how(logs: Any, status: str) -> None:
    logs.add_response("get_query_results", found(status), {"queryId": "q"})
    logs.add_response("stop_query", {"success": True}, {"queryId": "q"})
    with pytest.raises(RemoteFailure, match=f"ended the query: {status}"):
        run_remotely(logs.client, ASKED, nothing, nothing)


def test_whoever_stops_waiting_stops_the_query(logs: Any) -> None:
    def interrupt(_: float) -> None:
        raise KeyboardInterrupt

    logs.add_response("get_query_results", found("Running"), {"queryId": "q"})
    logs.add_response("stop_query", {"success": True}, {"queryId": "q"})
    with pytest.raises(KeyboardInterrupt):
        run_remotely(logs.client, ASKED, interrupt, nothing)


def test_a_query_that_cannot_be_stopped_any_more_hides_no_failure(logs: Any) -> None:
    logs.add_client_error("get_query_results", "ThrottlingException", expected_params={"queryId": ANY})
    logs.add_client_error("stop_query", "InvalidParameterException", expected_params={"queryId": ANY})
    with pytest.raises(ClientError, match="ThrottlingException"):
        run_remotely(logs.client, ASKED, nothing, nothing)
