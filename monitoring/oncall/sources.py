"""Where the catalogue and Slack's secret come from; both are kept for the life of a container.

The secret is read again after a quarter of an hour, so that a rotated token reaches everybody.
"""

import json
from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

from monitoring.oncall.aws import Clients
from monitoring.oncall.catalogue import Catalogue, CatalogueError, read_catalogue
from monitoring.oncall.clock import MINUTE, Clock

_SECRET_KEPT = 15 * MINUTE
_ADDRESS_KEPT = MINUTE
_PARAMETERS_AT_ONCE = 10
"""Names that GetParameters takes (AWS Systems Manager API Reference)."""
NO_SECRET = "ResourceNotFoundException"
"""There is no secret of this name (AWS Secrets Manager API Reference, GetSecretValue)."""
NO_TOKEN = "BotTokenMissing"
"""There is a secret, but none of Slack's tokens in it."""


class Secret(NamedTuple):
    """What Secrets Manager holds for Slack; empty where it holds nothing or cannot be reached."""

    bot_token: str = ""
    signing_secret: str = ""
    pseudonym_key: str = ""


class CatalogueSource:
    """Reads the catalogue that a parameter points to."""

    def __init__(self, clients: Clients, parameter: str, clock: Clock) -> None:
        self._clients = clients
        self._parameter = parameter
        self._clock = clock
        self._asked = 0
        self._address = ""
        self._catalogue: Catalogue | None = None

    def read(self) -> Catalogue:
        """The catalogue; CatalogueError says what is wrong with it."""
        now = self._clock.now()
        if self._catalogue is None or now - self._asked > _ADDRESS_KEPT:
            address = self._where()
            if self._catalogue is None or address != self._address:
                self._catalogue, self._address = self._load(address), address
            self._asked = now
        return self._catalogue

    @property
    def known(self) -> Catalogue | None:
        """The catalogue as it was last read; AWS is not asked."""
        return self._catalogue

    def _where(self) -> str:
        found = self._clients("ssm").get_parameter(Name=self._parameter)
        address: str = found["Parameter"]["Value"]
        return address

    def _load(self, address: str) -> Catalogue:
        scheme, _, rest = address.partition("://")
        bucket, _, key = rest.partition("/")
        if scheme != "s3" or not key:
            raise CatalogueError(
                "the parameter of the catalogue holds no address in S3; deploy the stack again"
            )
        content = read_catalogue(self._clients("s3").get_object(Bucket=bucket, Key=key)["Body"].read())
        values = self._values(tuple(_parameters(content)))
        return Catalogue({**content, **{part: _filled(content.get(part, {}), values) for part in _RESOLVED}})

    def _values(self, names: tuple[str, ...]) -> dict[str, str]:
        """Values of parameters; those that nobody has made are left out."""
        found: dict[str, str] = {}
        for start in range(0, len(names), _PARAMETERS_AT_ONCE):
            answer = self._clients("ssm").get_parameters(
                Names=list(names[start : start + _PARAMETERS_AT_ONCE])
            )
            found |= {one["Name"]: one["Value"] for one in answer["Parameters"]}
        return found


_RESOLVED = ("links", "slackChannels", "announce")


def _parameters(content: Mapping[str, Any]) -> Iterator[str]:
    """The parameters that links and channels stand in, each once."""
    values = [
        *content["links"].values(),
        *(one for some in content["slackChannels"].values() for one in some),
        *(content.get("announce") or {}).get("slackChannels", ()),
    ]
    yield from dict.fromkeys(value["parameter"] for value in values if isinstance(value, dict))


def _filled(value: Any, found: Mapping[str, str]) -> Any:
    if isinstance(value, list):
        return [_filled(item, found) for item in value]
    if isinstance(value, dict):
        if set(value) == {"parameter"}:
            return found.get(value["parameter"], "")
        return {name: _filled(item, found) for name, item in value.items()}
    return value


class SecretSource:
    """Reads Slack's secret; never fails, because there is e-mail where there is no Slack."""

    def __init__(self, clients: Clients, name: str, clock: Clock) -> None:
        self._clients, self._name, self._clock = clients, name, clock
        self._read = 0
        self._secret = Secret()
        self.failed = ""

    def read(self) -> Secret:
        """What is known of the secret; ``failed`` is why it could not be read, a code or a type of error."""
        if self._name and (not self._read or self._clock.now() - self._read > _SECRET_KEPT):
            self._refresh()
        return self._secret

    def _refresh(self) -> None:
        try:
            text = self._clients("secretsmanager").get_secret_value(SecretId=self._name)["SecretString"]
            self._secret = _secret(json.loads(text))
        except Exception as error:  # whatever happens, the message still goes out
            self.failed = _code_of(error)
            return
        self.failed = ""
        self._read = self._clock.now()


def _code_of(error: Exception) -> str:
    answer: Mapping[str, Any] = getattr(error, "response", {})
    return str(answer.get("Error", {}).get("Code") or type(error).__name__)


class SecretIsNoObject(Exception):
    """The secret is JSON, but no object with fields."""


def _secret(found: object) -> Secret:
    """Its fields that are texts; null or a number is no key, whatever it looks like when it is written."""
    if not isinstance(found, dict):
        raise SecretIsNoObject
    values = (found.get(field) for field in Secret._fields)
    return Secret(*(value if isinstance(value, str) and value.strip() else "" for value in values))
