"""Commands that messages print run as they stand, on the shipped file with its environments."""

import json
from pathlib import Path
from re import compile as regex
from shlex import split
from typing import Any

import pytest

from monitoring.cli import main
from monitoring.commands import oncall, remote_query
from monitoring.commands.outcome import WrongUse
from monitoring.escalation.instead import command_of
from monitoring.oncall.catalogue import Catalogue
from monitoring.oncall.incident import Incident
from monitoring.oncall.parts import ACKNOWLEDGE, ESCALATE, MUTE, RERUN
from tests.oncall.rig.shipped import content
from tests.support.shipped import FILE

TESTS = Path(__file__).parents[1]
GOLDENS = sorted(path for part in ("notifier", "escalation") for path in TESTS.glob(f"{part}/golden/*.txt"))
NIGHTS = sorted((TESTS.parent / "docs" / "nights").glob("*.md"))
_COMMAND = regex(r"monitoring (?:ack|mute|query|drill|redrive|rollback) [^\n|<]+")
CATALOGUE = Catalogue(json.loads(json.dumps(content())))


def commands() -> list[str]:
    """Every command in every golden and every night, once."""
    texts = (path.read_text() for path in (*GOLDENS, *NIGHTS))
    return sorted({found.strip(" `") for text in texts for found in _COMMAND.findall(text)})


def of_buttons() -> list[str]:
    """What stands in a message when a button has failed, for every alarm of the file."""
    incidents = [
        Incident(f"production/{entry}", "i", entry, "critical", "application", "development", 0, {})
        for entry in CATALOGUE.entries
    ]
    actions = (ACKNOWLEDGE, MUTE, RERUN, ESCALATE)
    return sorted({command_of(action, one, CATALOGUE) for action in actions for one in incidents})


class Reached(WrongUse):
    """AWS would be asked now: nothing is left to say."""


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Where AWS would have been asked."""
    found: list[str] = []

    def reach(*_: Any, **__: Any) -> None:
        found.append("aws")
        raise Reached("AWS")

    monkeypatch.setattr(oncall, "clients_in", reach)
    monkeypatch.setattr(remote_query, "run_remotely", reach)
    monkeypatch.setenv("AWS_EC2_METADATA_DISABLED", "true")
    return found


def test_there_are_commands_in_the_messages() -> None:
    assert {command.split()[1] for command in commands()} == {"ack", "mute"}
    assert {command.split()[1] for command in of_buttons()} == {"ack", "mute", "query"}


@pytest.mark.parametrize("command", [*commands(), *of_buttons()])
def test_a_printed_command_asks_nothing_but_aws(
    command: str, asked: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    program, *words = split(command)
    assert program == "monitoring"
    assert main([*words, "--file", str(FILE)]) == 2
    assert asked == ["aws"], capsys.readouterr().err
    assert "--environment" in words or words[1].startswith("production/")
