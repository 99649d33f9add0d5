"""Findings inside a text point at the very word."""

from typing import Any

import pytest

from monitoring.checks.registry import CHECKS
from monitoring.checks.run import find
from tests.support.specs import loaded

BY_NAME = {check.name: check for check in CHECKS}
ROWS = 'fields a # | sort\n| filter a like /| sort/ and b = "| sort"\n  |  LIMIT 20\n'
MUTE = {"alarms": ["latency"], "lasts": "1 h", "reason": "Moving"}


def pointed_at(name: str, changes: dict[str, Any], text: str) -> list[tuple[int, str]]:
    """Where the findings of a check point in a text, and at what."""
    spans = [finding.span for finding in find(loaded(changes), [BY_NAME[name]])]
    return [(start, text[start : start + length]) for start, length in filter(None, spans)]


def test_a_command_in_the_rows_of_a_log_alarm() -> None:
    changes = {"queries": {"forbidden": {"rows": ROWS}}}
    assert pointed_at("log-alarm-rows", changes, ROWS) == [(ROWS.index("LIMIT"), "LIMIT")]


@pytest.mark.parametrize(
    ("math", "word"),
    [
        ("100 * total (failures) / requests", "total"),
        ("100 * SUM([failures / requests)", ")"),
        ("100 * (failures / requests", "("),
        ("failures / requests * 0 + SUM(SEARCH('SEARCH', 'Sum'))", "SEARCH"),
        ("failures / requests * ALL", "ALL"),
    ],
)
def test_a_word_in_an_expression(math: str, word: str) -> None:
    changes = {"metrics": {"failure-rate": {"math": math}}}
    assert pointed_at("math-syntax", changes, math) == [(math.index(word), word)]


@pytest.mark.parametrize("field", ["60", "24", "32", "13", "8", "MAY-FEB"])
def test_a_field_of_a_schedule(field: str) -> None:
    places = {
        "60": "60 1 2 3 4",
        "24": "1 24 2 3 4",
        "32": "1 2 32 3 4",
        "13": "1 2 3 13 4",
        "8": "1 2 3 4 8",
    }
    schedule = f"cron({places.get(field, '1 2 3 MAY-FEB 4')})"
    changes = {"maintenance": {"mute": {"move": {**MUTE, "schedule": schedule}}}}
    assert pointed_at("mute-schedule", changes, schedule) == [(schedule.index(field), field)]
