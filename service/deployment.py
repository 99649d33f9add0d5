"""CloudFormation's side of the migrations: run them while a stack is deployed, and answer how it went.

They run as the owner of the tables, whose password Secrets Manager keeps, and make the service's own user.
"""

import json
import os
from typing import Any
from urllib.request import Request, urlopen

import psycopg

from service.subgoals import migrate
from service.subgoals.connection import Connection, ca_file
from service.subgoals.errors import stack_of
from service.subgoals.settings import read_database

SUCCESS, FAILED = "SUCCESS", "FAILED"
PATIENCE_S = 10
CONNECT_S = 30


def handler(event: dict[str, Any], context: Any) -> None:
    """A custom resource's event. Taking the stack down leaves the tables as they are."""
    status, reason = SUCCESS, ""
    try:
        if event["RequestType"] != "Delete":
            migrate.migrate(_connect_as_owner())
    except Exception as problem:
        # CloudFormation waits for an answer, whatever went wrong. A driver's message may quote users' texts.
        told = str(problem) if isinstance(problem, migrate.MigrationError) else ""
        log = {"level": "ERROR", "error": type(problem).__name__, "message": told, "stack": stack_of(problem)}
        print(json.dumps(log, ensure_ascii=False))
        reason = f"{type(problem).__name__}: {told} (log stream {context.log_stream_name})"
        status = FAILED
    _answer(event, status, reason)


def _connect_as_owner() -> Connection:
    settings = read_database(os.environ)
    owner = _read_secret(os.environ["DATABASE_SECRET_ARN"])
    return psycopg.connect(
        host=settings.host,
        port=settings.port,
        dbname=settings.name,
        user=owner["username"],
        password=owner["password"],
        sslmode="verify-full",
        sslrootcert=str(ca_file(settings)),
        connect_timeout=CONNECT_S,
        application_name="migrations",
        # A table that is in use holds a deployment up for so long at most.
        options="-c lock_timeout=30000",
        autocommit=True,
    )


def _read_secret(arn: str) -> dict[str, str]:
    import botocore.session  # type: ignore[import-untyped]

    client = botocore.session.get_session().create_client("secretsmanager")
    found: dict[str, str] = json.loads(client.get_secret_value(SecretId=arn)["SecretString"])
    return found


def _answer(event: dict[str, Any], status: str, reason: str) -> None:
    body = {
        "Status": status,
        "Reason": reason,
        "PhysicalResourceId": event.get("PhysicalResourceId", f"{event['LogicalResourceId']}-database"),
        "StackId": event["StackId"],
        "RequestId": event["RequestId"],
        "LogicalResourceId": event["LogicalResourceId"],
    }
    # The address is signed for an empty content type.
    request = Request(
        event["ResponseURL"], json.dumps(body).encode(), headers={"Content-Type": ""}, method="PUT"
    )
    with urlopen(request, timeout=PATIENCE_S):
        pass
