"""How CloudFormation hears of the migrations."""

import json
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from threading import Thread
from types import SimpleNamespace
from typing import Any

import pytest

from service import deployment
from service.subgoals.migrate import MigrationError

CONTEXT = SimpleNamespace(log_stream_name="2026/11/23/[1]abc")
Answers = list[dict[str, Any]]


class Bucket(BaseHTTPRequestHandler):
    """Takes what is put, as CloudFormation's bucket does; signed addresses allow no content type."""

    taken: Answers = []

    def do_PUT(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"]))
        self.taken.append({"type": self.headers["Content-Type"], **json.loads(body)})
        self.send_response(200)
        self.end_headers()

    def log_message(self, format: str, *args: Any) -> None:
        pass


@pytest.fixture
def bucket() -> Iterator[tuple[str, Answers]]:
    """Address of a bucket, and what was put there."""
    Bucket.taken = []
    with HTTPServer(("127.0.0.1", 0), Bucket) as server:
        Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}/answer?signature=x", Bucket.taken
        server.shutdown()


@pytest.fixture
def applied(monkeypatch: pytest.MonkeyPatch) -> list[object]:
    """Connections that were migrated."""
    seen: list[object] = []
    monkeypatch.setattr(deployment, "_connect_as_owner", lambda: "connection")
    monkeypatch.setattr("service.subgoals.migrate.migrate", seen.append)
    return seen


def event(address: str, kind: str, **more: str) -> dict[str, Any]:
    return {
        "RequestType": kind,
        "ResponseURL": address,
        "StackId": "stack",
        "RequestId": "request",
        "LogicalResourceId": "Migrations",
        **more,
    }


@pytest.mark.parametrize("kind", ["Create", "Update"])
def test_success_is_told(kind: str, bucket: tuple[str, Answers], applied: list[object]) -> None:
    address, answers = bucket
    deployment.handler(event(address, kind), CONTEXT)
    assert applied == ["connection"]
    (answer,) = answers
    assert answer == {
        "type": "",
        "Status": "SUCCESS",
        "Reason": "",
        "PhysicalResourceId": "Migrations-database",
        "StackId": "stack",
        "RequestId": "request",
        "LogicalResourceId": "Migrations",
    }


def test_taking_the_stack_down_touches_no_table(bucket: tuple[str, Answers], applied: list[object]) -> None:
    address, answers = bucket
    deployment.handler(event(address, "Delete", PhysicalResourceId="Migrations-database"), CONTEXT)
    assert applied == []
    assert answers[0]["Status"] == "SUCCESS"


def test_the_resource_keeps_its_id_so_that_nothing_is_replaced(
    bucket: tuple[str, Answers], applied: list[object]
) -> None:
    address, answers = bucket
    deployment.handler(event(address, "Update", PhysicalResourceId="older"), CONTEXT)
    assert answers[0]["PhysicalResourceId"] == "older"


def failing(problem: Exception) -> Any:
    def migrate(_: object) -> None:
        raise problem

    return migrate


def test_a_failed_migration_fails_the_deployment_with_its_name(
    bucket: tuple[str, Answers], applied: list[object], monkeypatch: pytest.MonkeyPatch
) -> None:
    address, answers = bucket
    monkeypatch.setattr(
        "service.subgoals.migrate.migrate", failing(MigrationError("0003_x.sql failed (SQLSTATE 42P01)"))
    )
    deployment.handler(event(address, "Update"), CONTEXT)
    assert answers[0]["Status"] == "FAILED"
    assert "0003_x.sql failed (SQLSTATE 42P01)" in answers[0]["Reason"]
    assert CONTEXT.log_stream_name in answers[0]["Reason"]


def test_what_a_driver_says_goes_nowhere(
    bucket: tuple[str, Answers],
    applied: list[object],
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    address, answers = bucket
    monkeypatch.setattr(deployment, "_connect_as_owner", failing_connection)
    deployment.handler(event(address, "Create"), CONTEXT)
    assert answers[0]["Status"] == "FAILED"
    assert "RuntimeError" in answers[0]["Reason"]
    log = capsys.readouterr().out
    assert json.loads(log)["error"] == "RuntimeError"
    assert "hunter2" not in log + json.dumps(answers)


def failing_connection() -> None:
    raise RuntimeError("password hunter2 refused")


def test_the_owners_password_is_asked_for_and_checked_against_the_certificates(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    for name, value in {
        "DATABASE_HOST": "db.example",
        "DATABASE_NAME": "subgoals",
        "DATABASE_USER": "subgoals_app",
        "DATABASE_SECRET_ARN": "arn:secret",
        "DATABASE_CA_FILE": "/certificates.pem",
    }.items():
        monkeypatch.setenv(name, value)
    secrets = {"arn:secret": {"username": "owner", "password": "made-up"}}
    asked: dict[str, Any] = {}
    monkeypatch.setattr(deployment, "_read_secret", secrets.__getitem__)
    monkeypatch.setattr("psycopg.connect", lambda **options: asked.update(options))
    deployment._connect_as_owner()
    assert (asked["user"], asked["password"], asked["host"]) == ("owner", "made-up", "db.example")
    assert (asked["sslmode"], asked["sslrootcert"]) == ("verify-full", "/certificates.pem")
