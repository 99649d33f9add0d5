"""The shipped queries, runbooks, texts and documents say what the operations guide says."""

import re

import pytest

from monitoring.insights.parser import parse
from monitoring.insights.tree import Stats
from monitoring.spec.base import Translated
from monitoring.spec.texts import render
from monitoring.spec.walk import all_entries, all_texts
from tests.support.shipped import FILE, ROOT, shipped

ITEMS = {
    *("G1.1", "G1.2", "G1.3", "G1.4", "G2.1", "G2.2", "G2.3", "G2.4", "G3.1", "G3.2", "G4.1", "G4.2"),
    *("G5.1", "G5.2", "G5.3", "G5.4", "G6.1", "G6.2", "G6.3", "G6.4"),
    *("G7.1", "G7.2", "G7.3", "G7.4", "G7.5", "G7.6", "G8.1", "G8.2", "G8.3", "G9.1", "G9.2", "G9.3"),
    *("G10.1", "G10.2", "G10.3", "G11.1", "G11.2", "G11.3", "G11.4", "G11.5", "G11.6"),
    *("G12.1", "G12.2", "G12.3", "G13.1", "G13.2", "G13.3", "G13.4", "G14.1", "G14.2", "G14.3"),
    *("W1", "W2", "W3", "W4", "W5", "W6", "W7", "W8"),
}

CODES = {
    *("VALIDATION_ERROR", "AUTHENTICATION_ERROR", "FORBIDDEN_ERROR", "NOT_FOUND_ERROR"),
    *("QUALITY_ERROR", "DATABASE_ERROR", "INTERNAL_ERROR", "AI_SERVICE_ERROR"),
}

NUMBERS = ("45 s", "55 s", "1024 MB", "0.5 ACU", "2 ACU", "30 d", "90 d", "reserved-concurrency: 10", "40000")
TRAPS = [
    f"T{number}" for number in range(1, 18) if number not in (10, 12)
]  # those two change nothing in the guide


def test_every_item_of_the_guide_stands_in_the_file() -> None:
    ids = set(shipped().guide)
    for _, entry in all_entries(shipped()):
        ids |= {entry.guide} if isinstance(entry.guide, str) else set(entry.guide)
    assert ids == ITEMS


def test_every_text_is_there_in_both_languages() -> None:
    for path, text in all_texts(shipped()):
        assert isinstance(text, Translated), path
        assert text.ja, path
        assert text.en, path


def test_every_alarm_says_impact_first_action_runbook_and_first_look() -> None:
    for name, alarm in shipped().alarms.items():
        assert all((alarm.title, alarm.impact, alarm.first_action)), name
        assert alarm.runbook in shipped().runbooks, name
        assert bool(alarm.first_look) == (alarm.reports_to == "notifier"), name
        assert alarm.missing, name


@pytest.mark.parametrize("locale", ["ja", "en"])
def test_every_quote_in_a_text_can_be_filled_in(locale: str) -> None:
    for path, text in all_texts(shipped()):
        assert not re.search(r"\{[a-z]", render(shipped(), text, locale)), path


def test_texts_quote_thresholds_instead_of_repeating_them() -> None:
    literal = re.compile(r"\d ?(?:秒|%|MB|ACU|USD|ドル)|\d (?:s|ms|MB|ACU|USD)\b|1024|2048")
    written = [
        (path, language)
        for path, text in all_texts(shipped())
        if isinstance(text, Translated)
        for language in (text.ja, text.en)
        if literal.search(language)
    ]
    assert written == []


@pytest.mark.parametrize("number", NUMBERS)
def test_numbers_of_the_guide_stand_once(number: str) -> None:
    found = re.findall(rf"(?<![\d.]){number}\b", FILE.read_text(encoding="utf-8"))
    assert len(found) == 1, (
        "a number of the guide stands once, and texts quote it; is this list still the guide's?"
    )


@pytest.mark.parametrize("name", shipped().queries)
def test_every_aggregate_has_a_name(name: str) -> None:
    query = shipped().queries[name]
    parsed = parse(query.text, dict.fromkeys(query.parameters, "x"))
    columns = [
        column for command in parsed.commands if isinstance(command, Stats) for column in command.columns
    ]
    assert [column.name for column in columns if column.alias is None] == []


@pytest.mark.parametrize("name", shipped().queries)
def test_no_query_adds_up_booleans_or_cuts_days_in_utc(name: str) -> None:
    text = shipped().queries[name].text
    assert not re.search(r"sum\([^()]*[=<>]", text)
    assert not re.search(r"bin\(\d+[hd]\)", text)


@pytest.mark.parametrize("name", shipped().queries)
def test_every_query_has_a_limit_or_adds_up(name: str) -> None:
    text = shipped().queries[name].text
    assert "| stats " in text or "| limit " in text


@pytest.mark.parametrize("name", ["tokens-by-hour", "daily-report", "daily-tokens", "tokens-by-user"])
def test_costs_include_failed_requests(name: str) -> None:
    assert '["subgoal_generation_success", "subgoal_generation_error"]' in shipped().queries[name].rows


@pytest.mark.parametrize("entry", ["forbidden", "prompt-injection"])
def test_alarms_by_user_look_at_that_user(entry: str) -> None:
    look = shipped().alarms[entry].first_look[0]
    assert (look.query, look.with_) == ("user-requests", {"userId": "{contributor.userId}"})
    assert shipped().queries["user-requests"].parameters == ("userId",)


def test_the_error_rate_runbook_decides_for_all_eight_codes() -> None:
    rows = [set(step.decide) for step in shipped().runbooks["error-rate"].steps if step.decide]
    assert rows == [CODES]


def test_concurrency_looks_at_the_duration_first() -> None:
    assert shipped().runbooks["concurrency"].steps[0].graph == "function-duration-p95"
    assert shipped().alarms["concurrency"].first_look[0].graph == "function-duration-p95"


def test_every_related_document_exists_and_links_to_documents_that_exist() -> None:
    for name in ("api", "error-codes", "troubleshooting", "deviations"):
        text = (ROOT / "docs" / f"{name}.md").read_text(encoding="utf-8")
        for link in re.findall(r"\]\(\./([^)#]+)\)", text):
            assert (ROOT / "docs" / link).exists(), (name, link)


@pytest.mark.parametrize("code", sorted(CODES))
def test_the_documents_know_every_error_code(code: str) -> None:
    for name in ("api", "error-codes"):
        assert code in (ROOT / "docs" / f"{name}.md").read_text(encoding="utf-8")


def test_every_departure_from_the_guide_is_listed() -> None:
    text = (ROOT / "docs" / "deviations.md").read_text(encoding="utf-8")
    for trap in TRAPS:
        assert text.count(f"({trap})") >= 2, trap
