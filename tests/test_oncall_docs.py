"""docs/oncall.md: its commands exist, its facts are those of the file, and Slack takes the manifest."""

import json
import re
import shlex
from typing import Any

import pytest
from botocore import xform_name  # type: ignore[import-untyped]
from botocore.session import Session  # type: ignore[import-untyped]

from monitoring.cli import COMMANDS, command_parser
from monitoring.docs.oncall import LOCALES, oncall_page
from monitoring.docs.slack_manifest import BOT, SCOPES, manifest_text
from monitoring.oncall.words import words
from monitoring.plan.build import plan
from tests.support.shipped import ROOT, shipped

PAGES = {locale: oncall_page(shipped(), locale) for locale in LOCALES}
MANIFEST: dict[str, Any] = json.loads(manifest_text(shipped()))
NEEDED = {
    "chat.postMessage": "chat:write",
    "chat.update": "chat:write",
    "chat.getPermalink": "",
    "files.getUploadURLExternal": "files:write",
    "files.completeUploadExternal": "files:write",
    "users.info": "users:read",
}
"""Bot scopes of each method that is called (docs.slack.dev/reference/methods)."""


ENVIRONMENTS = ("staging", "production")
READMES = {name: (ROOT / name).read_text(encoding="utf-8") for name in ("README.md", "README.ja.md")}
SHOWN = {name: re.findall("`monitoring ([^`]+)`", text) for name, text in {**PAGES, **READMES}.items()}
"""Commands in the text, with their words."""


@pytest.mark.parametrize("locale", LOCALES)
def test_the_page_shows_every_command_of_on_call(locale: str) -> None:
    named = {line.split()[0] for line in SHOWN[locale]}
    assert {"ack", "mute", "report", "stop", "restore", "rollback", "drill", "redrive", "preflight"} <= named


@pytest.mark.parametrize("name", SHOWN)
def test_every_command_that_is_shown_is_taken_as_it_stands(name: str) -> None:
    for line in SHOWN[name]:
        command, *given = shlex.split(line)
        if command == "COMMAND":
            continue
        assert command in COMMANDS, line
        if given:
            command_parser(COMMANDS[command]).parse_args(given)


@pytest.mark.parametrize("name", SHOWN)
def test_alarms_queries_reports_and_environments_of_commands_are_in_the_file(name: str) -> None:
    spec = shipped()
    known = {
        "ack": {f"production/{entry}" for entry in spec.alarms},
        "mute": set(spec.alarms),
        "drill": set(spec.alarms),
        "query": set(spec.queries),
        "report": set(spec.reports),
    }
    for line in SHOWN[name]:
        command, *given = shlex.split(line)
        if given and command in known and not given[0].startswith("-"):
            assert given[0] in known[command], line
        assert "--environment" not in given or given[given.index("--environment") + 1] in ENVIRONMENTS


@pytest.mark.parametrize("locale", LOCALES)
def test_flags_that_are_named_alone_belong_to_a_command_beside_them(locale: str) -> None:
    for line in PAGES[locale].splitlines():
        named = re.findall("`monitoring ([a-z]+)", line)
        for flag in re.findall(r"`(--[a-z]+)[^`]*`", line):
            parsers = [command_parser(COMMANDS[name]) for name in named or ("report", "stop")]
            assert any(flag in parser.format_help() for parser in parsers), line


@pytest.mark.parametrize("locale", LOCALES)
def test_commands_of_aws_are_operations_with_their_parameters(locale: str) -> None:
    session = Session()
    shown = re.findall(r"^ *aws (\S+) (\S+) (.*)$", PAGES[locale].replace("\\\n", ""), re.MULTILINE)
    assert {service for service, _, _ in shown} == {"secretsmanager", "ssm", "lambda", "sns", "logs"}
    for service, verb, rest in shown:
        model = session.get_service_model(service)
        operation = next(one for one in model.operation_names if xform_name(one, "-") == verb)
        shape = model.operation_model(operation).input_shape
        flags = set(re.findall(r"--([a-z-]+)", rest)) - {"region", "query", "output"}
        assert flags <= {xform_name(member, "-") for member in shape.members}, rest
        needed = {xform_name(member, "-") for member in shape.required_members}
        assert needed <= flags, rest


def test_both_languages_say_the_same() -> None:
    heads = {locale: len(re.findall("^## ", page, re.MULTILINE)) for locale, page in PAGES.items()}
    rows = {locale: len(re.findall(r"^\| ", page, re.MULTILINE)) for locale, page in PAGES.items()}
    assert heads["en"] == heads["ja"] >= 8
    assert rows["en"] == rows["ja"]


@pytest.mark.parametrize("locale", LOCALES)
def test_links_lead_somewhere(locale: str) -> None:
    page = PAGES[locale]
    heads = re.findall("^## (.+)$", page, re.MULTILINE)
    anchors = {head.lower().replace(" ", "-").replace(",", "") for head in heads}
    targets = re.findall(r"\]\(([^)]+)\)", page)
    assert targets
    assert [one for one in targets if one.startswith("#") and one[1:] not in anchors] == []
    assert [one for one in targets if one[0] != "#" and not (ROOT / "docs" / one).is_file()] == []


@pytest.mark.parametrize("locale", LOCALES)
def test_times_levels_and_alarms_are_those_of_the_file(locale: str) -> None:
    spec, page = shipped(), PAGES[locale]
    assert spec.escalation is not None
    assert spec.escalation.quiet_hours is not None
    assert f"**{spec.escalation.quiet_hours.from_}**" in page
    assert all(getattr(level.title, locale) in page for level in spec.escalation.levels.values())
    critical = [alarm for alarm in plan(spec).alarms if alarm.severity == "critical"]
    start = page.index(
        "| ---", page.index(f"({len(critical)} " if locale == "en" else f"（{len(critical)}件）")
    )
    listed = page[start : page.index("\n\n", start)]
    assert len(listed.splitlines()) == 1 + len(critical)


@pytest.mark.parametrize("locale", LOCALES)
def test_buttons_are_named_as_slack_shows_them(locale: str) -> None:
    buttons = [words(locale).say(f"button-{name}") for name in ("acknowledge", "mute", "rerun", "escalate")]
    assert all(f"| {button} |" in PAGES[locale] for button in buttons)


def test_the_account_is_told_of_every_channel_and_the_secret() -> None:
    for need in plan(shipped()).needs:
        if need.kind == "secret" or need.name.endswith(("/slack", "/mail", "/phone")):
            assert all(need.name in page for page in PAGES.values()), need.name


def test_slack_takes_the_manifest() -> None:
    """Lengths and characters as in Slack's "App manifest reference"."""
    shown, bot = MANIFEST["display_information"], MANIFEST["features"]["bot_user"]
    assert set(MANIFEST) <= {"_metadata", "display_information", "features", "oauth_config", "settings"}
    assert MANIFEST["_metadata"]["major_version"] in (1, 2)
    assert 1 <= len(shown["name"]) <= 35
    assert 1 <= len(shown["description"]) <= 140
    assert re.fullmatch("#[0-9a-f]{6}", shown["background_color"])
    assert re.fullmatch(r"[a-z0-9._-]{1,80}", bot["display_name"])
    assert f"/invite @{bot['display_name']}`" in PAGES["en"]
    assert bot["display_name"] == BOT


def test_slack_sends_buttons_to_an_address_and_nothing_else() -> None:
    settings = MANIFEST["settings"]
    assert settings["interactivity"]["is_enabled"]
    address = r"https://[A-Za-z0-9-]+\.lambda-url\.[a-z0-9-]+\.on\.aws/"
    assert re.fullmatch(address, settings["interactivity"]["request_url"])
    assert not settings["socket_mode_enabled"]
    assert not settings["token_rotation_enabled"]  # the secret holds a token that stays
    assert "event_subscriptions" not in settings


def test_scopes_are_those_of_the_methods_that_are_called() -> None:
    code = (ROOT / "monitoring" / "oncall" / "slack_api.py").read_text(encoding="utf-8")
    called = set(re.findall(r"_client\.(\w+)\(", code))
    messages = {"chat_postMessage", "chat_update", "chat_getPermalink"}
    assert called == {*messages, "files_upload_v2", "users_info"}
    assert set(MANIFEST["oauth_config"]["scopes"]["bot"]) == set(NEEDED.values()) - {""} == set(SCOPES)
    assert MANIFEST["oauth_config"]["scopes"].keys() == {"bot"}


def test_the_fake_knows_the_same_methods() -> None:
    code = (ROOT / "tests" / "oncall" / "rig" / "slack.py").read_text(encoding="utf-8")
    assert set(re.findall(r'"((?:chat|files|users)\.\w+)": self', code)) == set(NEEDED)
