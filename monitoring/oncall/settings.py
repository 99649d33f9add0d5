"""What a function is deployed with: environment variables that the stack sets; no secrets."""

from collections.abc import Mapping
from typing import NamedTuple
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

LOCALES = ("ja", "en")
LOOPBACK = ("127.0.0.1", "::1", "localhost")
SLACK_API = "https://slack.com/api/"


class SettingsError(Exception):
    """A variable is missing or has no usable value; names the variable."""


class Settings(NamedTuple):
    """Everything, checked; what a function does not have is empty.

    Without ``slack_secret`` there is no Slack, and everything goes by e-mail alone.
    """

    catalogue_parameter: str
    state_table: str
    service: str
    environment: str
    locale: str
    timezone: str
    escalation_machine: str = ""
    slack_secret: str = ""
    reports_bucket: str = ""
    probe_address: str = ""
    slack_api: str = SLACK_API


def read_settings(env: Mapping[str, str]) -> Settings:
    """Settings from environment variables; SettingsError says which one is wrong."""
    return Settings(
        catalogue_parameter=_text(env, "CATALOGUE_PARAMETER"),
        state_table=_text(env, "STATE_TABLE"),
        service=_text(env, "SERVICE"),
        environment=_text(env, "ENVIRONMENT"),
        locale=_locale(env),
        timezone=_timezone(env),
        escalation_machine=env.get("ESCALATION_MACHINE_ARN", "").strip(),
        slack_secret=env.get("SLACK_SECRET", "").strip(),
        reports_bucket=env.get("REPORTS_BUCKET", "").strip(),
        probe_address=env.get("PROBE_ADDRESS", "").strip(),
        slack_api=_slack_api(env),
    )


def _text(env: Mapping[str, str], name: str) -> str:
    value = env.get(name, "").strip()
    if not value:
        raise SettingsError(f"{name} is not set")
    return value


def _locale(env: Mapping[str, str]) -> str:
    locale = _text(env, "LOCALE")
    if locale not in LOCALES:
        raise SettingsError(f"LOCALE is none of {', '.join(LOCALES)}")
    return locale


def _slack_api(env: Mapping[str, str]) -> str:
    """Slack itself, or a stand-in on this machine: a token is sent nowhere else."""
    address = env.get("SLACK_API_URL", "").strip() or SLACK_API
    if address != SLACK_API and urlsplit(address).hostname not in LOOPBACK:
        raise SettingsError("SLACK_API_URL is neither Slack's nor on this machine")
    return address


def _timezone(env: Mapping[str, str]) -> str:
    name = _text(env, "TIMEZONE")
    try:
        ZoneInfo(name)
    except (ValueError, OSError, KeyError) as error:
        raise SettingsError("TIMEZONE is no time zone") from error
    return name
