"""What is said: words, numbers, times, pseudonyms, settings."""

import io
import json
from pathlib import Path
from re import compile as regex
from string import Formatter, punctuation

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from monitoring.oncall.blocks import blocks
from monitoring.oncall.clock import HOUR, MINUTE, from_iso, iso
from monitoring.oncall.journal import Journal
from monitoring.oncall.parts import LinkButton
from monitoring.oncall.plain import plain
from monitoring.oncall.pseudonym import Pseudonyms
from monitoring.oncall.settings import SettingsError, read_settings
from monitoring.oncall.speak import amount, moment, span
from monitoring.oncall.topics import MOST_BYTES, publish, subject_line
from monitoring.oncall.words import en, ja, words
from monitoring.patterns import emf
from tests.oncall.rig.clock import THREE, HandClock

fuzz = settings(derandomize=True, database=None, max_examples=300, deadline=None)
JA, EN = words("ja"), words("en")
ROOT = Path(__file__).parents[2] / "monitoring"
ENV = {
    "CATALOGUE_PARAMETER": "/a",
    "STATE_TABLE": "t",
    "SERVICE": "s",
    "ENVIRONMENT": "production",
    "LOCALE": "ja",
    "TIMEZONE": "Asia/Tokyo",
}


def fields(sentence: str) -> set[str]:
    """The names that a sentence is filled in with."""
    return {name for _, name, _, _ in Formatter().parse(sentence) if name}


def test_both_languages_say_the_same_things() -> None:
    assert ja.SENTENCES.keys() == en.SENTENCES.keys()
    for name, sentence in ja.SENTENCES.items():
        assert fields(sentence) == fields(en.SENTENCES[name]), name


def test_every_sentence_is_said_somewhere() -> None:
    parts = ("oncall", "notifier", "escalation", "reports", "probe", "emergency", "commands")
    code = "".join(
        file.read_text()
        for part in parts
        for file in (ROOT / part).rglob("*.py")
        if "words" not in file.parts
    )
    families = ("severity-", "state-", "unit-", "button-", "duration-", "column-")
    quoted = set(regex(r'"([a-z][A-Za-z_%-]*)"').findall(code))
    unsaid = [name for name in ja.SENTENCES if name not in quoted and not name.startswith(families)]
    assert unsaid == []


@pytest.mark.parametrize(
    ("value", "unit", "japanese", "english"),
    [
        (48200, "ms", "48.2秒", "48.2 s"),
        (820, "ms", "820ミリ秒", "820 ms"),
        (0.075, "ratio", "7.5%", "7.5 %"),
        (12.345, "%", "12.3%", "12.3 %"),
        (3, "count", "3件", "3"),
        (1204, "count", "1,204件", "1,204"),
        (1.5e9, "B", "1.5 GB", "1.5 GB"),
        (512, "B", "512 B", "512 B"),
        (0.5, "USD", "$0.50", "$0.50"),
        (1.8, "ACU", "1.8 ACU", "1.8 ACU"),
        (7, "", "7", "7"),
    ],
)
def test_amounts_are_said_in_their_unit(value: float, unit: str, japanese: str, english: str) -> None:
    assert (amount(JA, value, unit), amount(EN, value, unit)) == (japanese, english)


@pytest.mark.parametrize(
    ("milliseconds", "japanese", "english"),
    [
        (-5, "0秒", "0 s"),
        (59_999, "59秒", "59 s"),
        (MINUTE, "1分", "1 min"),
        (HOUR, "1時間", "1 h"),
        (72 * MINUTE, "1時間12分", "1 h 12 min"),
        (50 * HOUR, "2日2時間", "2 d 2 h"),
    ],
)
def test_lengths_of_time_are_said_in_two_units(milliseconds: int, japanese: str, english: str) -> None:
    assert (span(JA, milliseconds), span(EN, milliseconds)) == (japanese, english)


def test_a_moment_of_another_day_has_its_date() -> None:
    assert moment(THREE, THREE + HOUR, "Asia/Tokyo") == "03:14"
    assert moment(THREE, THREE + 24 * HOUR, "Asia/Tokyo") == "11/20 03:14"


def test_moments_are_written_and_read_in_iso() -> None:
    assert iso(THREE) == "2026-11-19T18:14:00.000Z"
    assert from_iso(iso(THREE + 7)) == THREE + 7
    with pytest.raises(ValueError, match="2026-11-20T03:14:00"):
        from_iso("2026-11-20T03:14:00")


def test_a_pseudonym_is_the_first_eight_of_base32_of_the_hmac() -> None:
    # RFC 4231, test case 2: HMAC-SHA256("Jefe", "what do ya want for nothing?") = 5bdcc146bf..
    pseudonyms = Pseudonyms(b"Jefe", ("userId", "sourceIp"))
    assert pseudonyms.of("userId", "what do ya want for nothing?") == "U-LPOMCRV7"
    assert pseudonyms.of("sourceIp", "what do ya want for nothing?") == "A-LPOMCRV7"
    assert pseudonyms.show("metadata.userId", "x") == pseudonyms.of("metadata.userId", "x")
    assert pseudonyms.show("error.code", "x") == "x"
    assert Pseudonyms(b"").of("userId", "x") == "U-????????"


def test_a_button_that_opens_an_address_is_one_in_slack_and_an_address_in_mail() -> None:
    button = LinkButton("AWSサポートのケースを起票", "https://support.example/cases?a=1&b=2")
    (block,) = blocks((button,))
    (element,) = block["elements"]
    assert (element["url"], element["action_id"]) == (button.address, "open")
    assert "value" not in element
    assert plain((button,)) == f"{button.label}\n  {button.address}\n"
    (named,) = blocks((button._replace(address="https://" + "x" * 3000),))
    assert named["text"]["text"] == button.label


@pytest.mark.parametrize("name", ENV)
def test_a_missing_variable_is_named(name: str) -> None:
    with pytest.raises(SettingsError, match=name):
        read_settings({**ENV, name: " "})


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("LOCALE", "fr"),
        ("TIMEZONE", "Asia/Nowhere"),
        ("TIMEZONE", "../etc/passwd"),
        ("SLACK_API_URL", "https://evil.example/api/"),
    ],
)
def test_a_wrong_variable_is_named(name: str, value: str) -> None:
    with pytest.raises(SettingsError, match=name):
        read_settings({**ENV, name: value})


def test_subjects_are_what_sns_takes() -> None:
    assert subject_line("[CRITICAL] x\ny") == "[CRITICAL] x?y"
    assert subject_line("エラー" * 60) == "?" * 99
    assert subject_line("[ALARM] 本番障害\r\n") == "[ALARM] ??????"
    assert subject_line(" ") == "On-call"


@fuzz
@given(st.text(max_size=300))
def test_any_subject_is_one_that_sns_takes(text: str) -> None:
    subject = subject_line(text)
    assert 1 <= len(subject) < 100
    assert subject.isascii()
    assert subject.isprintable()
    assert subject[0].isalnum() or subject[0] in punctuation


def test_a_text_that_is_too_long_for_sns_loses_its_end() -> None:
    class Client:
        """Takes what is published."""

        message = ""

        def publish(self, **given: str) -> None:
            """Keep it."""
            self.message = given["Message"]

    client = Client()
    publish(client, "arn", "subject", ('始"\n' * 200_000, "short" * 100))
    assert len(client.message.encode()) <= MOST_BYTES
    assert json.loads(client.message)["default"].startswith("始")
    assert len(json.loads(client.message)["sms"]) == 140


def test_the_journal_counts_in_the_embedded_metric_format() -> None:
    out = io.StringIO()
    journal = Journal(read_settings(ENV), HandClock(), out)
    journal.count("NotifierErrors")
    journal.fail("notification_failed", ValueError("secret of somebody"), alarm="a")
    metric, line = out.getvalue().splitlines()
    (datum,) = emf.extract(metric)
    assert (datum.namespace, datum.name, datum.value, datum.timestamp) == (
        "SubgoalGeneration",
        "NotifierErrors",
        1,
        THREE,
    )
    assert datum.dimensions == {"Service": "s", "Environment": "production"}
    assert json.loads(line)["error"] == {"type": "ValueError"}
    assert "secret" not in line
