"""What the emergency commands ask before they do anything, and what they refuse."""

import io
import sys
from pathlib import Path

import pytest

from monitoring.cli import main
from tests.emergency.conftest import FILE, Site
from tests.emergency.rig.account import FORMER

Capture = pytest.CaptureFixture[str]
STOP = ("stop", "--reason", "x", "--environment", "production", "--file", FILE)


class Keyboard(io.StringIO):
    """Somebody who types."""

    def isatty(self) -> bool:
        return True


@pytest.mark.parametrize(("typed", "left"), [("production\n", 0), ("staging\n", FORMER), ("", FORMER)])
def test_only_the_name_of_the_environment_confirms(
    site: Site, monkeypatch: pytest.MonkeyPatch, capsys: Capture, typed: str, left: int
) -> None:
    monkeypatch.setattr(sys, "stdin", Keyboard(typed))
    assert main(list(STOP)) == (0 if left == 0 else 2)
    assert site.account.concurrency == left
    assert "Type the environment's name (production) to go on: " in capsys.readouterr().err


def test_without_a_person_nothing_is_done(
    site: Site, monkeypatch: pytest.MonkeyPatch, capsys: Capture
) -> None:
    monkeypatch.setattr(sys, "stdin", io.StringIO("production\n"))
    assert main(list(STOP)) == 2
    assert site.account.concurrency == FORMER
    assert "nobody is there to confirm: run it in a terminal, or add --yes" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("stop", "--environment", "production"), "a stop needs a reason"),
        (("stop", "--reason", " ", "--environment", "production"), "a stop needs a reason"),
        (("stop", "--reason", "x"), "which environment? add --environment production"),
        (("stop", "--reason", "x", "--environment", "prodution"), "there is no environment `prodution`"),
        (("restore", "--environment", "production"), "one real request needs the token of a test user"),
        (
            ("restore", "--environment", "production", "--token-file", "-"),
            "takes standard input, where the confirmation is typed",
        ),
        (("restore", "--environment", "production", "--token-file", "nowhere"), "nowhere cannot be read"),
        (
            (
                "restore",
                "--environment",
                "production",
                "--without-request",
                "--address",
                "http://api.example",
            ),
            "http://api.example is no address such as https://",
        ),
        (
            ("restore", "--environment", "production", "--without-request", "--address", "https://u@h/"),
            "is no address such as https://",
        ),
    ],
)
def test_what_cannot_be_meant_is_refused_before_anything_changes(
    site: Site, capsys: Capture, words: tuple[str, ...], said: str
) -> None:
    assert main([*words, "--file", FILE]) == 2
    assert said in capsys.readouterr().err
    assert site.account.history == []


@pytest.mark.parametrize("text", [b"", b"two words", b"\x1b[31m", "ト".encode(), b"\xff"])
def test_a_file_that_holds_no_token_is_named(
    site: Site, tmp_path: Path, capsys: Capture, text: bytes
) -> None:
    file = tmp_path / "other"
    file.write_bytes(text)
    assert site.run("restore", "--token-file", str(file)) == 2
    assert str(file) in capsys.readouterr().err


def test_the_deployed_address_is_found_by_its_parameter(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[str] = []

    def find(door: object, *_: object) -> str:
        asked.append(door.address)  # type: ignore[attr-defined]
        return "well"

    monkeypatch.setattr("monitoring.emergency.restore._CHECKS", {"health": lambda scene, door: find(door)})
    site.stop()
    assert site.run("restore", "--without-request") == 0
    assert asked == ["https://a1b2c3.execute-api.ap-northeast-1.amazonaws.com/production"]
