"""Conditions in words: what on-call people read."""

import pytest

from monitoring.aws.units import UNITS
from monitoring.plan.words import condition
from monitoring.spec.quantity import Quantity
from monitoring.spec.resolve import alarm_rules
from monitoring.spec.texts import show
from tests.support.specs import spec

CASES = [
    ("duration", "warning", "ja", "Duration p95が5分ごとの値で3回続けて45秒を超える"),
    ("duration", "warning", "en", "Duration p95 above 45 s, 3 of 3 x 5 min"),
    ("error-rate", "critical", "ja", "15分間のError rateが10%以上（20件以上のとき）"),
    ("error-rate", "critical", "en", "Error rate at least 10 % over 15 min, judged from 20 requests"),
    ("concurrency", "warning", "en", "Executions at once at least 8 within 5 min"),
    ("database-capacity", "warning", "en", "Database capacity at least 2 ACU over 5 min"),
    ("database-errors", "critical", "ja", "Database errorsが3時間に5以上"),
    ("database-errors", "critical", "en", "Database errors at least 5 within 3 h"),
]


@pytest.mark.parametrize(("entry", "severity", "locale", "words"), CASES)
def test_a_condition_is_said_in_words(entry: str, severity: str, locale: str, words: str) -> None:
    found = spec({"locale": locale})
    rule = next(r for r in alarm_rules(found) if (r.entry, r.severity) == (entry, severity))
    assert condition(found, rule) == words


COUNTED = [word for word, unit in UNITS.items() if unit.dimension == "count" and word != "count"]


@pytest.mark.parametrize("word", COUNTED)
def test_whatever_is_counted_has_a_word_in_japanese(word: str) -> None:
    shown = show(Quantity(3, word), "ja")
    assert shown.startswith("3")
    assert not shown[1:].isascii()
