"""Whether a request comes from Slack, now, and for the first time.

Source: "Verifying requests from Slack" (docs.slack.dev): the signature is ``v0=`` and the hexadecimal
HMAC-SHA256, under the app's signing secret, of ``v0:{timestamp}:{body}``; a timestamp more than five minutes
away from the clock is refused.
"""

import hmac
from collections.abc import Mapping
from hashlib import sha256
from re import ASCII
from re import compile as regex
from typing import Final

WINDOW: Final = 300
"""Seconds that a request may be old, or ahead of this clock."""
_TIMESTAMP: Final = regex(r"[0-9]{1,12}", ASCII)


def signature_of(secret: str, timestamp: str, body: bytes) -> str:
    """What Slack sends as ``X-Slack-Signature``."""
    text = b"v0:" + timestamp.encode() + b":" + body
    return "v0=" + hmac.new(secret.encode(), text, sha256).hexdigest()


def is_signed(secret: str, headers: Mapping[str, str], body: bytes, now: int) -> bool:
    """Whether headers (names in lower case) sign the body at ``now`` (epoch seconds).

    Never fails and takes the same time wherever a signature is wrong; a blank secret signs nothing.
    """
    timestamp = headers.get("x-slack-request-timestamp", "")
    given = headers.get("x-slack-signature", "")
    if not secret.strip() or not _TIMESTAMP.fullmatch(timestamp):
        return False
    right = hmac.compare_digest(
        signature_of(secret, timestamp, body).encode(), given.encode(errors="replace")
    )
    return right and abs(now - int(timestamp)) <= WINDOW
