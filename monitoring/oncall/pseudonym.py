"""People's ids as pseudonyms: the same for the same person, and no way back without the key."""

import hmac
from base64 import b32encode
from collections.abc import Mapping
from typing import NamedTuple

PREFIXES: Mapping[str, str] = {"userId": "U", "sourceIp": "A"}
_LENGTH = 8


class Pseudonyms(NamedTuple):
    """Makes pseudonyms with a key of Secrets Manager; without one they only say that it is a person."""

    key: bytes
    personal: tuple[str, ...] = ("userId",)

    def of(self, field: str, value: str) -> str:
        """``U-7K2M4QXA`` for a user: the first 8 of base32(HMAC-SHA256(key, id))."""
        prefix = PREFIXES.get(field, "P")
        if not self.key:
            return f"{prefix}-" + "?" * _LENGTH
        digest = hmac.digest(self.key, value.encode("utf-8", "surrogatepass"), "sha256")
        return f"{prefix}-{b32encode(digest).decode()[:_LENGTH]}"

    def show(self, field: str, value: str) -> str:
        """A value of a field as people may read it."""
        return self.of(field, value) if value and self.is_personal(field) else value

    def is_personal(self, field: str) -> bool:
        """Whether a field identifies a person; aliases that queries make of it count by their end."""
        return field.rpartition(".")[2] in self.personal
