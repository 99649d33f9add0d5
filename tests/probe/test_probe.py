"""The probe over real sockets: each way of failing counts as 1 and has its reason, and only health is 0."""

import hmac
import io
import json
from hashlib import sha256
from typing import Any

import pytest

from monitoring.oncall.journal import Journal
from monitoring.oncall.settings import Settings
from monitoring.probe.handler import run_probe
from tests.oncall.rig.clock import HandClock
from tests.probe.rig import Answer, Asked, answering, dripping, nonsense, reset, silence, status

BUDGET = 0.5
HEALTHY = status(200, '{"status": "ok", "timestamp": "2026-11-20T03:14:00Z"}')
SECRET = "wJalrXUtnFEMI"


@pytest.fixture(autouse=True)
def _credentials(monkeypatch: pytest.MonkeyPatch) -> None:
    keys = {"AWS_ACCESS_KEY_ID": "AKIDEXAMPLE", "AWS_SECRET_ACCESS_KEY": SECRET, "AWS_SESSION_TOKEN": "token"}
    nowhere = {"AWS_CONFIG_FILE": "/dev/null", "AWS_SHARED_CREDENTIALS_FILE": "/dev/null"}
    for name, value in {**keys, **nowhere, "AWS_REGION": "ap-northeast-1"}.items():
        monkeypatch.setenv(name, value)


def settings(address: str) -> Settings:
    return Settings(
        "/demo/catalogue", "table", "demo-api", "production", "ja", "Asia/Tokyo", probe_address=address
    )


def probe(address: str) -> tuple[str, list[dict[str, Any]]]:
    """The reason and the lines that were written."""
    out, clock = io.StringIO(), HandClock()
    reason = run_probe(settings(address), Journal(settings(address), clock, out), clock, BUDGET)
    return reason, [json.loads(line) for line in out.getvalue().splitlines()]


def metric(lines: list[dict[str, Any]]) -> float:
    """The value of the only metric, whose directive is looked at as well."""
    (embedded,) = [line for line in lines if "_aws" in line]
    (directive,) = embedded["_aws"]["CloudWatchMetrics"]
    assert directive["Namespace"] == "SubgoalGeneration"
    assert directive["Dimensions"] == [["Service", "Environment"]]
    assert directive["Metrics"] == [{"Name": "ProbeFailures", "Unit": "Count"}]
    assert (embedded["Service"], embedded["Environment"]) == ("demo-api", "production")
    return float(embedded["ProbeFailures"])


def test_a_healthy_service_is_no_failure() -> None:
    with answering(HEALTHY) as asked:
        reason, lines = probe(asked.address)
    assert (reason, metric(lines)) == ("", 0)
    assert [line["level"] for line in lines if "level" in line] == ["INFO"]


FAILURES: dict[str, tuple[Answer, str]] = {
    "forbidden": (status(403, '{"message": "Forbidden"}'), "status 403"),
    "too many": (status(429), "status 429"),
    "gateway": (status(504, "not JSON"), "status 504"),
    "database": (status(503, '{"status": "error", "away": "database"}'), "status 503, away: database"),
    "odd words": (status(503, '{"away": "<b>x</b>"}'), "status 503"),
    "another page": (status(200, "<html>"), "status 200, but the answer is not that of the health check"),
    "another JSON": (
        status(200, "[" * 4000),
        "status 200, but the answer is not that of the health check",
    ),
    "moved": (status(302, "", "Location: http://127.0.0.1:1/"), "status 302"),
    "reset": (reset, "connection broken (ConnectionResetError)"),
    "hung up": (lambda *_: None, "connection broken (RemoteDisconnected)"),
    "no HTTP": (nonsense, "no HTTP answer (BadStatusLine)"),
}


@pytest.mark.parametrize("name", FAILURES)
def test_a_failure_is_counted_and_says_why(name: str) -> None:
    answer, why = FAILURES[name]
    with answering(answer) as asked:
        reason, lines = probe(asked.address)
    assert (reason, metric(lines)) == (why, 1)
    (line,) = [line for line in lines if line.get("action") == "probe"]
    assert (line["level"], line["reason"]) == ("WARN", why)


@pytest.mark.parametrize("slow", [silence, dripping])
def test_the_budget_holds_for_the_whole_answer(slow: Answer) -> None:
    with answering(slow) as asked:
        reason, lines = probe(asked.address)
    assert reason in (f"no answer within {BUDGET} s", "timed out (TimeoutError)")
    assert metric(lines) == 1


def test_nobody_there_is_a_failure() -> None:
    with answering(HEALTHY) as asked:
        address = asked.address
    reason, lines = probe(address)
    assert (reason, metric(lines)) == ("connection refused (ConnectionRefusedError)", 1)


@pytest.mark.parametrize("address", ["", "http://example.com/health/deep", "ftp://x", "https://[x/"])
def test_an_address_that_cannot_be_asked_is_a_failure(address: str) -> None:
    reason, lines = probe(address)
    assert reason
    assert metric(lines) == 1


def test_without_credentials_nothing_is_sent(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "AWS_SESSION_TOKEN"):
        monkeypatch.delenv(name)
    monkeypatch.setenv("AWS_EC2_METADATA_DISABLED", "true")
    with answering(HEALTHY) as asked:
        reason, lines = probe(asked.address)
    assert reason == "no credentials or no region to sign with"
    assert (metric(lines), asked.heads) == (1, [])


def test_a_false_certificate_is_a_failure() -> None:
    with answering(HEALTHY) as asked:
        reason, lines = probe(asked.address.replace("http://", "https://"))
    assert metric(lines) == 1
    assert reason.startswith(("TLS failed", "connection broken", "no answer within"))


def test_the_request_is_signed_as_api_gateway_checks_it() -> None:
    with answering(HEALTHY) as asked:
        probe(asked.address)
    assert headers(asked)["authorization"].endswith(f"Signature={signature(asked)}")


def test_no_secret_is_written_or_sent() -> None:
    with answering(status(500)) as asked:
        _, lines = probe(asked.address)
    assert SECRET not in json.dumps(lines) + asked.heads[0]
    assert "token" not in json.dumps(lines)


def headers(asked: Asked) -> dict[str, str]:
    _, *lines = asked.heads[0].strip().split("\r\n")
    return {name.lower(): value.strip() for name, _, value in (line.partition(":") for line in lines)}


def signature(asked: Asked) -> str:
    """What AWS works out ("Create a signed AWS API request", IAM User Guide)."""
    sent = headers(asked)
    names = ("host", "x-amz-date", "x-amz-security-token")
    canonical = "\n".join(
        [
            "GET",
            "/production/health/deep",
            "",
            *(f"{name}:{sent[name]}" for name in names),
            "",
            ";".join(names),
            sha256(b"").hexdigest(),
        ]
    )
    date = sent["x-amz-date"]
    scope = f"{date[:8]}/ap-northeast-1/execute-api/aws4_request"
    hashed = sha256(canonical.encode()).hexdigest()
    key = f"AWS4{SECRET}".encode()
    for part in scope.split("/"):
        key = hmac.digest(key, part.encode(), "sha256")
    to_sign = f"AWS4-HMAC-SHA256\n{date}\n{scope}\n{hashed}"
    return hmac.new(key, to_sign.encode(), "sha256").hexdigest()


def test_the_handler_reads_what_the_stack_sets(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    from monitoring.probe.handler import handle

    with answering(HEALTHY) as asked:
        told = {"CATALOGUE_PARAMETER": "/c", "STATE_TABLE": "t", "SERVICE": "demo-api", "LOCALE": "ja"}
        place = {"ENVIRONMENT": "production", "TIMEZONE": "Asia/Tokyo", "PROBE_ADDRESS": asked.address}
        for name, value in {**told, **place}.items():
            monkeypatch.setenv(name, value)
        handle({"at": "2026-11-20T03:14:00Z"}, None)
    lines = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert metric(lines) == 0
