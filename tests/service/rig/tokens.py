"""Tokens like those of a Cognito user pool, signed by a key made for the tests, and the check of them."""

import base64
import json
from typing import Any

import jwt
from cryptography.hazmat.primitives.asymmetric import rsa

ISSUER = "https://cognito-idp.ap-northeast-1.amazonaws.com/ap-northeast-1_TestPool1"
AUDIENCE = "1example23456789"
NOW = 1_800_000_000
ALICE = "a11ce000-0000-4000-8000-000000000001"
BOB = "b0b00000-0000-4000-8000-000000000002"


class Refused(Exception):
    """What the authorizer says about a token that it does not let in."""


KEYS = {name: rsa.generate_private_key(public_exponent=65537, key_size=2048) for name in ("pool", "somebody")}
"""The user pool's key, and that of somebody else."""


def claims(sub: str = ALICE, **changes: Any) -> dict[str, Any]:
    """What an ID token says."""
    return {
        "sub": sub,
        "iss": ISSUER,
        "aud": AUDIENCE,
        "token_use": "id",
        "email": "alice@example.com",
        "cognito:username": sub,
        "iat": NOW - 60,
        "auth_time": NOW - 60,
        "exp": NOW + 3600,
        **changes,
    }


def token(sub: str = ALICE, signer: str = "pool", **changes: Any) -> str:
    """A signed token; ``changes`` to its claims, ``signer`` other than the pool for a foreign one."""
    return jwt.encode(claims(sub, **changes), KEYS[signer], algorithm="RS256", headers={"kid": "test"})


def tampered(sub: str = BOB) -> str:
    """Somebody else's name in a token that keeps the old signature."""
    head, _, signature = token().split(".")
    body = base64.urlsafe_b64encode(json.dumps(claims(sub)).encode()).rstrip(b"=").decode()
    return f"{head}.{body}.{signature}"


def unsigned() -> str:
    """A token whose header says that it needs no signature."""
    return jwt.encode(claims(), "", algorithm="none")


def signed_with_public_key() -> str:
    """The public key taken for a shared secret: what a check that trusts the header's algorithm lets in."""
    head = base64.urlsafe_b64encode(b'{"alg":"HS256","typ":"JWT"}').rstrip(b"=").decode()
    body = base64.urlsafe_b64encode(json.dumps(claims()).encode()).rstrip(b"=").decode()
    return f"{head}.{body}.{base64.urlsafe_b64encode(b'0' * 32).rstrip(b'=').decode()}"


def verify(authorization: str | None, now: int = NOW) -> dict[str, str]:
    """The claims as the authorizer hands them on, all of them strings; raises `Refused`."""
    if not authorization:
        raise Refused("Unauthorized")
    try:
        found = jwt.decode(
            authorization.removeprefix("Bearer "),
            KEYS["pool"].public_key(),
            algorithms=["RS256"],
            audience=AUDIENCE,
            issuer=ISSUER,
            options={"require": ["exp", "sub"], "verify_exp": False, "verify_iat": False},
        )
    except jwt.PyJWTError as error:
        raise Refused("Unauthorized") from error
    if found["exp"] <= now:
        raise Refused("The incoming token has expired")
    return {name: str(value) for name, value in found.items()}
