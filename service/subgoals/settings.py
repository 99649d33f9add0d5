"""What the function is deployed with: environment variables that the stack sets; no secrets."""

from collections.abc import Mapping
from typing import Final, NamedTuple

LOOPBACK: Final = ("127.0.0.1", "::1", "localhost")


class SettingsError(Exception):
    """A variable is missing or has no usable value; names the variable, never its value."""


class Sizes(NamedTuple):
    """Most characters of each text, most bytes of a body."""

    title: int
    description: int
    background: int
    constraints: int
    body: int


class Prices(NamedTuple):
    """US dollars a thousand tokens, and the day on which somebody looked them up."""

    input: float
    output: float
    date: str


class DatabaseSettings(NamedTuple):
    """Where the database is and how to sign in: ``iam`` or, on this machine only, ``none``."""

    host: str
    port: int
    name: str
    user: str
    auth: str
    ca_file: str


class Settings(NamedTuple):
    """Everything, checked; times in seconds: for a whole request, and for saving at its end."""

    service: str
    environment: str
    region: str
    deadline: float
    saving: float
    model: str
    prices: Prices
    database: DatabaseSettings
    sizes: Sizes
    origins: tuple[str, ...]
    idempotency_hours: int


def read_settings(env: Mapping[str, str]) -> Settings:
    """Settings from environment variables; SettingsError says which one is wrong."""
    return Settings(
        service=_text(env, "SERVICE_NAME"),
        environment=_text(env, "ENVIRONMENT"),
        region=_text(env, "AWS_REGION"),
        deadline=_number(env, "FUNCTION_DEADLINE_MS") / 1000,
        saving=_number(env, "SAVING_RESERVE_MS", "2500") / 1000,
        model=_text(env, "MODEL_ID"),
        prices=Prices(
            input=_price(env, "MODEL_PRICE_INPUT_USD_PER_1000"),
            output=_price(env, "MODEL_PRICE_OUTPUT_USD_PER_1000"),
            date=_text(env, "MODEL_PRICE_DATE"),
        ),
        database=read_database(env),
        sizes=_sizes(env),
        origins=tuple(filter(None, (origin.strip() for origin in env.get("ALLOWED_ORIGINS", "").split(",")))),
        idempotency_hours=_number(env, "IDEMPOTENCY_HOURS", "24"),
    )


def read_database(env: Mapping[str, str]) -> DatabaseSettings:
    """The part that health checks and migrations need as well."""
    found = DatabaseSettings(
        host=_text(env, "DATABASE_HOST"),
        port=_number(env, "DATABASE_PORT", "5432"),
        name=_text(env, "DATABASE_NAME"),
        user=_text(env, "DATABASE_USER"),
        auth=env.get("DATABASE_AUTH", "iam"),
        ca_file=env.get("DATABASE_CA_FILE", ""),
    )
    if found.auth not in {"iam", "none"}:
        raise SettingsError("DATABASE_AUTH is neither `iam` nor `none`")
    if found.auth == "none" and found.host not in LOOPBACK:
        raise SettingsError("DATABASE_AUTH `none` is for a database on this machine only")
    return found


def _sizes(env: Mapping[str, str]) -> Sizes:
    """The largest sizes of a request."""
    return Sizes(
        title=_number(env, "SIZE_TITLE"),
        description=_number(env, "SIZE_DESCRIPTION"),
        background=_number(env, "SIZE_BACKGROUND"),
        constraints=_number(env, "SIZE_CONSTRAINTS"),
        body=_number(env, "SIZE_BODY_BYTES"),
    )


def _text(env: Mapping[str, str], name: str) -> str:
    """A variable that must be there."""
    value = env.get(name, "").strip()
    if not value:
        raise SettingsError(f"{name} is not set")
    return value


def _number(env: Mapping[str, str], name: str, default: str = "") -> int:
    """A whole number above zero."""
    value = env.get(name, default).strip()
    if not value.isascii() or not value.isdigit() or int(value) == 0:
        raise SettingsError(f"{name} is no whole number above zero")
    return int(value)


def _price(env: Mapping[str, str], name: str) -> float:
    """An amount of money, zero allowed."""
    try:
        price = float(_text(env, name))
    except ValueError:
        price = -1
    if not 0 <= price < float("inf"):
        raise SettingsError(f"{name} is no amount of money")
    return price
