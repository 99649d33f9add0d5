"""How a connection to PostgreSQL is made, on Aurora with a token that IAM signs."""

from pathlib import Path
from typing import Any, Final, TypeAlias

import psycopg

from service.subgoals.settings import DatabaseSettings

Connection: TypeAlias = psycopg.Connection[tuple[Any, ...]]
Cursor: TypeAlias = psycopg.Cursor[tuple[Any, ...]]

CONNECT_SECONDS: Final = 4
# The server's own limits, so that nothing goes on there after nobody waits for it any more.
_OPTIONS: Final = (
    "-c statement_timeout=8000 -c lock_timeout=6000 -c idle_in_transaction_session_timeout=10000"
)
_TOKEN_SECONDS: Final = 900


def connect(settings: DatabaseSettings, region: str) -> Connection:
    """A connection that commits each statement unless told otherwise; psycopg's exceptions go through."""
    signed_in = settings.auth == "iam"
    return psycopg.connect(
        host=settings.host,
        port=settings.port,
        dbname=settings.name,
        user=settings.user,
        password=sign_token(settings, region) if signed_in else None,
        sslmode="verify-full" if signed_in else "disable",
        sslrootcert=str(ca_file(settings)) if signed_in else None,
        connect_timeout=CONNECT_SECONDS,
        tcp_user_timeout=5000,
        application_name="subgoals",
        client_encoding="UTF8",
        options=_OPTIONS,
        autocommit=True,
        prepare_threshold=None,
    )


def sign_token(settings: DatabaseSettings, region: str) -> str:
    """The password for IAM authentication: a request that is signed here and never sent, good for 15 minutes.

    Source: "Connecting to your DB cluster using IAM authentication", Amazon Aurora User Guide; the signer is
    used by itself because a client for RDS would read a megabyte of descriptions first.
    """
    import botocore.session  # type: ignore[import-untyped]
    from botocore.model import ServiceId  # type: ignore[import-untyped]
    from botocore.signers import RequestSigner  # type: ignore[import-untyped]

    session = botocore.session.get_session()
    signer = RequestSigner(
        ServiceId("rds"),
        region,
        "rds-db",
        "v4",
        session.get_credentials(),
        session.get_component("event_emitter"),
    )
    address = f"{settings.host}:{settings.port}"
    request = {
        "method": "GET",
        "url": f"https://{address}/?Action=connect&DBUser={settings.user}",
        "body": {},
        "headers": {},
        "context": {},
    }
    url: str = signer.generate_presigned_url(
        request, operation_name="connect", expires_in=_TOKEN_SECONDS, region_name=region
    )
    return url.removeprefix("https://")


def ca_file(settings: DatabaseSettings) -> Path:
    """The certificates that Aurora's are signed with, packaged beside the code."""
    if settings.ca_file:
        return Path(settings.ca_file)
    return next(iter(sorted((Path(__file__).parents[1] / "certificates").glob("*.pem"))), Path("system"))
