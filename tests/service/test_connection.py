"""The one connection: late threads change nothing, and a service without settings still answers."""

import json
from threading import Event
from typing import Any

import psycopg
import pytest

from service.subgoals import handler as entry
from service.subgoals.connection import Connection, sign_token
from service.subgoals.database import Database, DatabaseFailure
from service.subgoals.settings import DatabaseSettings
from service.subgoals.turn import Turn
from tests.service.rig.database import Database as Tables
from tests.service.rig.service import event

SECRET = "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY"


def test_a_connection_that_comes_too_late_is_closed_and_not_used(database: Tables) -> None:
    free = Event()
    made: list[Connection] = []
    steps: list[Connection] = []

    def connect() -> Connection:
        free.wait(5)
        made.append(database.server.connect(database.name))
        return made[-1]

    ours = Database(connect)
    with pytest.raises(DatabaseFailure) as caught:
        ours.run(steps.append, Turn(0.05))
    assert (caught.value.sqlstate, caught.value.connected) == ("57014", False)
    free.set()
    ours.run(steps.append, Turn(5))
    assert steps == [made[-1]]
    ours.close()
    assert all(connection.closed for connection in made)


def test_a_thread_that_was_left_behind_does_not_close_the_next_connection(database: Tables) -> None:
    ours = Database(lambda: database.server.connect(database.name))
    with pytest.raises(DatabaseFailure):
        ours.run(lambda connection: connection.execute("SELECT pg_sleep(5)"), Turn(0.2))
    first = ours.run(lambda connection: connection, Turn(5))
    assert ours.run(lambda connection: connection, Turn(5)) is first
    ours.close()


def test_a_bug_in_a_step_is_no_failure_of_the_database(database: Tables) -> None:
    ours = Database(lambda: database.server.connect(database.name))
    with pytest.raises(ZeroDivisionError):
        ours.run(lambda _: 1 // 0, Turn(5))


@pytest.mark.parametrize(
    ("said", "sqlstate"),
    [
        ("FATAL: sorry, too many clients already", "53300"),
        ('FATAL: too many connections for role "subgoals_app"', "53300"),
        ("FATAL: the database system is starting up", "57P03"),
        ('FATAL: PAM authentication failed for user "secret"', "28000"),
        ('FATAL: database "secret" does not exist', "3D000"),
        ("could not translate host name", "08001"),
    ],
)
def test_a_refused_connection_is_told_by_its_sqlstate(said: str, sqlstate: str) -> None:
    def connect() -> Connection:
        raise psycopg.OperationalError(said)

    with pytest.raises(DatabaseFailure) as caught:
        Database(connect).run(lambda _: None, Turn(5))
    assert (caught.value.sqlstate, caught.value.connected) == (sqlstate, False)
    assert "secret" not in caught.value.stack


def test_the_token_is_a_signed_request_for_the_user_and_holds_no_secret(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "AKIAIOSFODNN7EXAMPLE")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", SECRET)
    settings = DatabaseSettings("db.example", 5432, "subgoals", "subgoals_app", "iam", "")
    token = sign_token(settings, "ap-northeast-1")
    assert token.startswith(
        "db.example:5432/?Action=connect&DBUser=subgoals_app&X-Amz-Algorithm=AWS4-HMAC-SHA256"
    )
    assert "%2Fap-northeast-1%2Frds-db%2Faws4_request" in token
    assert "X-Amz-Expires=900" in token
    assert SECRET not in token


def test_a_service_without_settings_answers_and_says_which(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    entry.service.cache_clear()
    monkeypatch.delenv("MODEL_ID", raising=False)
    monkeypatch.setenv("SERVICE_NAME", "x")
    given: dict[str, Any] = event("{}")
    said = entry.handler(given, None)
    assert (said["statusCode"], json.loads(said["body"])["error"]["code"]) == (500, "INTERNAL_ERROR")
    line = json.loads(capsys.readouterr().out)
    assert line["error"]["message"].startswith("設定の誤りです: ")
