"""Findings in a query mark the words they are about, in `rows` or in `summary`."""

import pytest

from monitoring.checks.registry import CHECKS
from monitoring.checks.run import find
from tests.support.specs import loaded

BY_NAME = {check.name: check for check in CHECKS}
CASES = [
    ("query-syntax", "\n  fields a\n| filtr b = 1", "", "rows", "filtr"),
    ("query-syntax", "  fields a  ", "\n stats count(*) as n by strlne(a)", "summary", "strlne"),
    ("query-syntax", 'filter a = "{{long_name}}" or b ==', "limit 5", "rows", ""),
    ("unlogged-field", "fields @timestamp, userID | limit 5", "", "rows", "userID"),
    (
        "unlogged-field",
        "fields userId",
        "stats count(*) as n by userId | sort duration",
        "summary",
        "duration",
    ),
    ("unlogged-value", 'filter level in ["ERROR", "FATAL"] | limit 5', "", "rows", '"FATAL"'),
    ("unlogged-value", 'filter userId = "{{id}}" and level = "X" | limit 5', "", "rows", '"X"'),
    ("unnamed-aggregate-sorted", "fields a", "stats count(*) by a | sort count", "summary", "count"),
    ("sort-before-stats", "fields a | sort b desc", "stats count(*) as n", "rows", "sort b desc"),
    ("limit-missing", "fields a", " sort b desc ", "summary", "sort b desc"),
    ("regex-where-equality-serves", "filter a like /^b$/ | limit 5", "", "rows", "a like /^b$/"),
    ("unbounded-parse", 'parse @message "a*" as b | limit 5', "", "rows", '"a*"'),
]


@pytest.mark.parametrize(("check", "rows", "summary", "key", "marked"), CASES)
def test_a_finding_marks_what_it_is_about(check: str, rows: str, summary: str, key: str, marked: str) -> None:
    query = {"title": "Q", "logs": "application", "rows": rows, "summary": summary}
    result = loaded({"log-contract": "service/log-contract.json", "queries": {"q": query}})
    (finding,) = find(result, [BY_NAME[check]])
    assert finding.path == ("queries", "q", key)
    assert finding.span is not None
    start, length = finding.span
    assert query[key][start : start + length] == marked
