"""`monitoring query`: over files, over standard input, and in CloudWatch."""

import json
from pathlib import Path
from typing import Any

import boto3  # type: ignore[import-untyped]
import pytest
from botocore.stub import ANY, Stubber  # type: ignore[import-untyped]

from monitoring.commands import preflight
from tests.support.running import Ran, run

ROOT = Path(__file__).parents[1]
SHIPPED = str(ROOT / "monitoring.yaml")
NOON = 1_763_600_400_000  # 2025-11-20T01:00:00Z


def line(minute: int, **fields: object) -> str:
    event = {"timestamp": NOON + minute * 60_000, "message": json.dumps(fields, ensure_ascii=False)}
    return json.dumps(event, ensure_ascii=False) + "\n"


def failed(minute: int, user: str, code: str) -> str:
    said = {"level": "ERROR", "action": "subgoal_generation_error", "userId": user, "error": {"code": code}}
    return line(minute, **said)


@pytest.fixture
def logs(tmp_path: Path) -> str:
    file = tmp_path / "events.ndjson"
    events = [failed(0, "a", "DATABASE_ERROR"), failed(1, "b", "AI_SERVICE_ERROR")]
    events += [failed(2, "a", "AI_SERVICE_ERROR"), "no event\n"]
    file.write_text("".join(events), encoding="utf-8")
    return str(file)


def query(*words: str) -> Ran:
    return run("query", "--file", SHIPPED, *words)


def test_a_query_of_the_file_by_name(logs: str) -> None:
    ran = query("errors-by-code", "--logs", logs)
    assert ran.out.splitlines() == [
        "error.code        count  users  last_seen_jst",
        "AI_SERVICE_ERROR      2      2  2025-11-20 10:02:00.000",
        "DATABASE_ERROR        1      1  2025-11-20 10:00:00.000",
    ]
    assert (ran.code, ran.err) == (0, "2 rows; 3 of 4 events matched, 336 bytes read\n")


def test_json_has_columns_rows_statistics_and_warnings(logs: str) -> None:
    ran = query("--text", "stats count(*) as n by userId | sort n desc", "--logs", logs, "--format", "json")
    found = json.loads(ran.out)
    assert found["columns"] == ["userId", "n"]
    assert [row["n"] for row in found["rows"]] == ["2", "1", "1"]
    assert found["statistics"] == {"recordsScanned": 4, "recordsMatched": 4, "bytesScanned": 336}
    assert found["warnings"] == []
    assert ran.err == ""


def test_rows_of_events_in_json_have_no_pointer(logs: str) -> None:
    ran = query("--text", "fields userId | filter ispresent(userId)", "--logs", logs, "--format", "json")
    assert json.loads(ran.out)["rows"] == [{"userId": "a"}, {"userId": "b"}, {"userId": "a"}]


def test_several_files_are_one_log(logs: str) -> None:
    ran = query("--text", "stats count(*) as n", "--logs", logs, "--logs", logs, "--format", "csv")
    assert ran.out == "n\r\n8\r\n"


def test_start_and_end_are_inclusive(logs: str) -> None:
    times = ("--start", "2025-11-20T10:01:00+09:00", "--end", str(NOON + 2 * 60_000))
    ran = query("--text", "fields userId", "--logs", logs, *times, "--format", "csv")
    assert ran.out == 'userId\r\na\r\nb\r\n""\r\n'


def test_a_parameter_gets_its_value(logs: str) -> None:
    ran = query("user-requests", "--with", "userId=b", "--logs", logs, "--format", "markdown")
    assert ran.out.splitlines()[2] == (
        "| 2025-11-20 01:01:00.000 | subgoal_generation_error |  | AI_SERVICE_ERROR |"
    )


def test_a_table_for_lookup(logs: str, tmp_path: Path) -> None:
    table = tmp_path / "teams.csv"
    table.write_text("userId,team\na,blue\n", encoding="utf-8")
    text = "filter userId = 'a' | lookup teams userId OUTPUT team | stats count(*) as n by team"
    assert query("--text", text, "--logs", logs, "--table", f"teams={table}", "--format", "csv").out == (
        "team,n\r\nblue,2\r\n"
    )


def test_a_mistake_in_a_query_of_the_file_is_shown_where_it_stands(logs: str, tmp_path: Path) -> None:
    broken = tmp_path / "monitoring.yaml"
    source = Path(SHIPPED).read_text(encoding="utf-8")
    broken.write_text(source.replace("| sort count desc", "| srot count desc", 1), encoding="utf-8")
    ran = run("query", "--file", str(broken), "model-failures", "--logs", logs)
    number = next(n for n, text in enumerate(broken.read_text("utf-8").splitlines(), 1) if "srot" in text)
    assert ran.code == 1
    assert ran.out == ""
    assert ran.err.startswith(f"{broken}:{number}:9: error query-syntax at queries.model-failures.summary")
    assert "did you mean `sort`?" in ran.err


def test_a_mistake_in_a_text_has_a_caret(logs: str) -> None:
    ran = query("--text", "stats count(*) as n | srot n", "--logs", logs)
    assert ran.code == 1
    assert ran.err.splitlines()[:3] == [
        "query:1:23: error query-syntax",
        "  1 | stats count(*) as n | srot n",
        "    |                       ^^^^",
    ]


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("fields @message | diff", "query-unsupported"),
        ("stats count(*) as n by bin(2w)", "query-unspecified"),
        ("fields @message | limit 0", "query-syntax"),
    ],
)
def test_a_refusal_says_whose_it_is(logs: str, text: str, kind: str) -> None:
    ran = query("--text", text, "--logs", logs)
    assert ran.code == 1
    assert f" error {kind}\n" in ran.err


def test_what_aws_leaves_open_is_a_warning_with_its_words(logs: str) -> None:
    ran = query("--text", "stats count(*) by userId | sort count desc", "--logs", logs)
    assert ran.code == 0
    assert "monitoring: warning: `count`: " in ran.err


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ((), "there is nothing to read; give --logs FILE, or --aws --environment NAME"),
        (("--logs", "-"), "nothing is asked; give the name of a query in "),
        (("errors-by-code", "--text", "fields a", "--logs", "-"), "a name and --text ask two questions"),
        (
            ("errors-by-cod", "--logs", "-"),
            "there is no query `errors-by-cod`; did you mean `errors-by-code`?",
        ),
        (("user-requests", "--logs", "-"), "the query has a parameter `userId`; add --with userId=VALUE"),
        (
            ("user-requests", "--with", "userId", "--logs", "-"),
            "`userId` has no name and value; write PARAMETER",
        ),
        (
            ("user-requests", "--with", "userId=1", "--with", "user=2", "--logs", "-"),
            "there is no parameter `user`; did you mean `userId`?",
        ),
        (("errors-by-code", "--logs", "nowhere"), "the log file nowhere cannot be read: No such file"),
        (
            ("errors-by-code", "--logs", "-", "--table", "t=nowhere"),
            "the table nowhere cannot be read: No such",
        ),
        (("errors-by-code", "--logs", "-", "--aws"), "--aws and --logs name two places to read from"),
        (("errors-by-code", "--logs", "-", "--last", "1h"), "--last counts back from now, for --aws"),
        (("errors-by-code", "--logs", "-", "--start", "9", "--end", "8"), "--end is before --start"),
        (
            ("errors-by-code", "--logs", "-", "--start", "noon"),
            "`noon` is no time; write it like 2026-11-20T09",
        ),
        (("errors-by-code", "--logs", "-", "--start", "9" * 30), "is after the year 9999"),
        (
            ("errors-by-code", "--aws", "--last", "soon"),
            "`soon` is no length of time; write it like 30m, 3h or",
        ),
        (
            ("errors-by-code", "--aws"),
            "which environment? add --environment staging or --environment product",
        ),
    ],
)
def test_wrong_use_gives_2_and_the_way_out(words: tuple[str, ...], said: str) -> None:
    ran = query(*words)
    assert (ran.code, ran.out) == (2, "")
    assert said in ran.err


def test_a_file_with_errors_gives_1_and_its_errors(logs: str, tmp_path: Path) -> None:
    broken = tmp_path / "monitoring.yaml"
    broken.write_text("version: 2\n", encoding="utf-8")
    ran = run("query", "errors-by-code", "--file", str(broken), "--logs", logs)
    assert (ran.code, ran.out) == (1, "")
    assert f"{broken}:1:" in ran.err


def test_a_table_with_ragged_rows_is_refused(logs: str, tmp_path: Path) -> None:
    table = tmp_path / "t.csv"
    table.write_text("a,b\n1\n", encoding="utf-8")
    ran = query("errors-by-code", "--logs", logs, "--table", f"t={table}")
    assert ran.code == 2
    assert "another number of cells in row 2 than in its heading" in ran.err


# --- in CloudWatch


@pytest.fixture
def cloud(monkeypatch: pytest.MonkeyPatch) -> Any:
    keys = {"aws_access_key_id": "x", "aws_secret_access_key": "x"}
    client = boto3.client("logs", region_name="ap-northeast-1", **keys)
    monkeypatch.setattr(preflight, "clients", lambda service, region: client)
    with Stubber(client) as stub:
        yield stub
        stub.assert_no_pending_responses()


def ask(*words: str) -> Ran:
    return query(*words, "--aws", "--environment", "production")


def test_cloudwatch_reads_the_query_s_own_log_groups(cloud: Any) -> None:
    asked = {
        "logGroupNames": [
            "/aws/lambda/subgoal-generation-api-production",
            "/aws/apigateway/subgoal-generation-api-production/access",
        ],
        "startTime": 1_763_600_400,
        "endTime": 1_763_604_000,
        "queryString": ANY,
    }
    statistics = {"recordsScanned": 7.0, "recordsMatched": 1.0, "bytesScanned": 2100.0}
    found = [[{"field": "hour_jst", "value": "x"}, {"field": "count", "value": "1"}]]
    cloud.add_response("start_query", {"queryId": "q"}, asked)
    answer = {"status": "Complete", "results": found, "statistics": statistics}
    cloud.add_response("get_query_results", answer, {"queryId": "q"})
    ran = ask("authentication-errors", "--start", str(NOON), "--end", str(NOON + 3_600_000))
    assert ran.out == "hour_jst  count\nx             1\n"
    assert ran.err == "1 row; 1 of 7 events matched, 2.1 KB read\n"


def test_an_hour_up_to_now_is_what_cloudwatch_reads_unless_told(cloud: Any) -> None:
    cloud.add_client_error("start_query", "MalformedQueryException", "unexpected symbol")
    ran = ask("--text", "fields ,", "--last", "2h")
    assert ran.code == 2
    assert "unexpected symbol" in ran.err
    assert "Traceback" not in ran.err
